//! What the Personal Demographics Service (PDS) answers when one person's record is read.
//!
//! It promises: a restricted record never looks like one without a practice or an address; "nobody has this number" is
//! only ever PDS's own code of a 404, never a gateway's page; what is refused says where and why and never repeats a
//! value; nothing here prints what it holds.
//!
//! It does not promise that the record is of the number that was asked for: a superseded number is answered with the
//! record of the one that stands for it, and [`Pds::number`] is always the answered one.
//!
//! Where things are: [`record()`] the Patient · [`complaint()`] the `OperationOutcome` · [`answered()`] which of the two a
//! status means. Nothing here writes: a movement must never change whose patient somebody is.

mod outcome;
mod record;
mod standing;

pub use outcome::{Complaint, complaint};
pub use record::{Record, record};

use super::codes::SpineCode;
use super::issue::Issue;
use jiff::civil::Date;
use vocab::registration::{NoRecord, Pds};

/// What an answer of PDS says.
#[derive(Clone, PartialEq)]
pub enum Answered {
    /// Somebody's record.
    Record(Box<Record>),
    /// There is none under this number.
    NoRecord(NoRecord),
    /// Nothing of anybody: why.
    Complaint(Complaint),
}
vocab::redacted!(Answered);

impl Answered {
    /// What PDS says of somebody, where it says something.
    #[must_use]
    pub fn pds(&self) -> Option<&Pds> {
        if let Self::Record(record) = self { Some(&record.pds) } else { None }
    }
}

/// Reads an answer: its status, its body, and the day on which it was asked for, since a period that is over is no
/// more.
///
/// # Errors
/// Every refusal, each with its place: a Patient that leaves doubt, or a body in nobody's words that we know.
pub fn answered(status: u16, body: &[u8], on: Date) -> Result<Answered, Vec<Issue>> {
    if (200..=299).contains(&status) {
        return record(body, on).map(|record| Answered::Record(Box::new(record)));
    }
    let complaint = complaint(body)?;
    // Only the two together: under another status the code would be about something else than the person.
    let no_record = match status {
        404 if complaint.says(SpineCode::InvalidatedResource) => Some(NoRecord::Invalidated),
        404 if complaint.says(SpineCode::ResourceNotFound) => Some(NoRecord::NotFound),
        _ => None,
    };
    Ok(no_record.map_or(Answered::Complaint(complaint), Answered::NoRecord))
}
