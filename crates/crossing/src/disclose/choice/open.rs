//! What may be added to what a patient chose: by this caller, now. A page offers nothing else, and whoever sets up a
//! conversation is told beforehand what would be refused after it.

use super::super::{Circumstances, Desk};
use policy::Kind;
use registration::follows::{Follows, Here, Why, follows, last_talk, taken_back};
use registration::recording::{Around, LinkIs, Refusal, Site, WordingIs, against_asking};
use serde::Serialize;
use vocab::care::Patient;
use vocab::crossing::{Flow, LinkState, Mode};
use vocab::id::EntryId;
use vocab::prison::{Person, Standing};
use vocab::registration::{Choice, Stay};

/// "Little English spoken".
const LITTLE_ENGLISH: &str = "VLES";

/// What may be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Open {
    /// The caller may record.
    pub record: bool,
    /// The caller may decide what needs a named clinician.
    pub decide: bool,
    /// Everything that speaks against asking the patient now.
    pub against: Vec<Refusal>,
    /// A choice counts here, and words that nobody has checked do not: registration is live.
    pub drafts_refused: bool,
    /// "Little English spoken" is recorded of the patient.
    pub little_english: bool,
    /// Something was said that can be taken back.
    pub take_back: bool,
    /// The conversation of which the patient is to be told again here.
    pub tell_again: Option<EntryId>,
    /// The conversation that waits for more help, or for a clinician.
    pub act_all_the_same: Option<EntryId>,
}

/// What is open. The engine judges again when a line comes: this only saves the way.
pub(super) fn open(
    desk: &mut Desk<'_>,
    choice: &Choice,
    (record, person): (Option<&Patient>, Option<&Person>),
    circumstances: Circumstances,
) -> Open {
    let around = around(desk, (record, person), circumstances);
    let last = last_talk(choice).map(|(line, _)| line.id);
    let follows = around.here.map(|here| follows(choice, here));
    let waits_for =
        |wanted: &dyn Fn(&Follows<'_>) -> bool| last.filter(|_| follows.as_ref().is_some_and(wanted));
    let mut against = against_asking(&around);
    if desk.ctx.prison.is_some_and(|prison| desk.mode(Flow::Registration, prison) == Mode::Off) {
        against.push(Refusal::SwitchedOff);
    }
    Open {
        record: desk.rule(Kind::RegistrationRecord, circumstances).lets_out(),
        decide: desk.rule(Kind::RegistrationDecide, circumstances).lets_out(),
        drafts_refused: around.site.live,
        little_english: around.little_english,
        take_back: last.is_some() && taken_back(choice).is_none() && !around.died,
        tell_again: waits_for(&|follows| matches!(follows, Follows::TellFirst(_))),
        act_all_the_same: waits_for(&|follows| matches!(follows, Follows::Nothing(Why::NotExplained))),
        against,
    }
}

fn around(
    desk: &Desk<'_>,
    (record, person): (Option<&Patient>, Option<&Person>),
    circumstances: Circumstances,
) -> Around {
    let today = desk.ctx.now.london_date();
    let prison = desk.ctx.prison;
    let rules = prison.and_then(|prison| desk.rules().prison(prison)).map(|rules| rules.registration.clone());
    let rules = rules.unwrap_or_default();
    let custody = person.and_then(|person| person.custody.value.as_ref());
    let here = person.zip(custody).and_then(|(person, custody)| {
        let prison = custody.reported.standing.prison().filter(|there| Some(*there) == prison)?;
        Some(Here { stay: Stay { person: person.number, number: custody.stay }, prison })
    });
    let identity = person.and_then(|person| person.identity.value.as_ref());
    let born =
        record.and_then(|record| record.born).into_iter().chain(identity.map(|identity| identity.born)).max();
    let alerts = person.into_iter().flat_map(|person| person.alerts.value.iter().flatten());
    let disturbed = person.is_some_and(|person| person.disturbed.is_some());
    Around {
        link: match circumstances.link {
            Some(LinkState::Confirmed) if !disturbed => LinkIs::Confirmed,
            Some(LinkState::Confirmed | LinkState::InDoubt) => LinkIs::InDoubt,
            _ => LinkIs::None,
        },
        here,
        born,
        died: custody.is_some_and(|custody| custody.reported.standing == Standing::Died),
        little_english: alerts.into_iter().any(|a| a.active_on(today) && a.code.text() == LITTLE_ENGLISH),
        wording: WordingIs::Checked,
        site: Site {
            live: prison.is_some_and(|prison| desk.mode(Flow::Registration, prison) == Mode::Live),
            young_pack: rules.young_pack,
            wales_without_pack: rules.wales && !rules.wales_pack,
        },
        now: desk.ctx.now,
    }
}
