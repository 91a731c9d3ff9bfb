//! What the NHS's national services answer and send: PDS records that were read, and signals of MNS.
//!
//! A signal is no fact: it says whom to read again.

use super::care::not_understood;
use crate::envelope::Meta;
use crate::understood::{DemographicsAnswer, Understood};
use vocab::crossing::{Feed, QuarantineReason};
use vocab::id::NhsNumber;
use wire::fhir::pds::{Answered, answered};

/// What every feed of a national service is called by.
pub const NATIONAL: &str = "national-";

/// Whether a feed is a national service's.
pub(crate) fn is_national(feed: &Feed) -> bool {
    feed.name().starts_with(NATIONAL)
}

/// Reads an answer of PDS where it was asked of a patient, and a signal otherwise.
pub(crate) fn read(feed: &Feed, body: &[u8], meta: &Meta) -> Understood {
    match meta.patient {
        Some(patient) => match (asked_number(meta), meta.asked()) {
            (Some(number), Some(asked)) => {
                let answer = answered(meta.status.unwrap_or(200), body, asked.london_date());
                let says = match answer {
                    Ok(Answered::Record(record)) => Ok(Box::new(record.pds)),
                    Ok(Answered::NoRecord(why)) => Err(why),
                    Ok(Answered::Complaint(_)) => {
                        return Understood::Kept(feed.clone(), "refused: nothing of anybody");
                    }
                    Err(issues) => return not_understood(&issues),
                };
                let answer = DemographicsAnswer { feed: feed.clone(), patient, number, asked, says };
                Understood::Demographics(Box::new(answer))
            }
            _ => Understood::NotUnderstood {
                reason: QuarantineReason::Unattributed,
                detail: "an answer of PDS to a question that is not known".to_owned(),
                about: Vec::new(),
            },
        },
        None => match wire::fhir::mns::signal(body) {
            Ok(signal) => Understood::DemographicsSignal(feed.clone(), signal),
            Err(issues) => not_understood(&issues),
        },
    }
}

/// The number that was asked for: the last part of the path.
fn asked_number(meta: &Meta) -> Option<NhsNumber> {
    NhsNumber::parse(meta.path.as_deref()?.rsplit('/').next()?).ok()
}
