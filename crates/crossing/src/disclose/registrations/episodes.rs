//! How patients are registered: at which practice, and with which health unit, as far as anybody says.
//!
//! The ages are PDS's, not the prison's: when it was last read for this patient. That a registration was made shows on
//! PDS days after it was asked for, and that lag is said.

use super::{Chosen, Whose, id_of};
use crate::Crossing;
use crate::context::Context;
use crate::disclose::search::{Also, Page, SearchNote};
use crate::disclose::{Colour, Desk, DiscloseError, Disclosed, Result};
use policy::Kind;
use registration::episodes::{Episode, Facts, Practices, State, Whose as At, episodes};
use serde::Serialize;
use vocab::Instant;
use vocab::id::PatientId;
use vocab::place::PrisonCode;
use vocab::registration::Registration;

/// What was registered shows on PDS after so long at most: ten working days, as is published, and the weekends in them.
pub const PDS_LAG_SECONDS: i64 = 14 * 86_400;

/// A search of registrations.
#[derive(Debug, Clone, Default)]
pub struct EpisodeSearch {
    /// Whose.
    pub whose: Whose,
    /// Whatever else must hold of what may be seen.
    pub also: Also<EpisodeView>,
    /// At most so many on a page.
    pub most: usize,
    /// After this mark of an earlier page.
    pub after: Option<String>,
}

/// A registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EpisodeView {
    /// Its id: opaque.
    pub id: String,
    /// Whose.
    pub patient: PatientId,
    /// What is known of it.
    pub episode: Episode,
}

impl Crossing {
    /// Searches registrations.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for everybody of the prison; [`DiscloseError::Asked`]; [`DiscloseError::OurFault`].
    pub async fn episode_search(
        &self,
        ctx: &Context,
        search: EpisodeSearch,
    ) -> Result<Disclosed<Page<EpisodeView>>> {
        self.disclose(ctx, "registration.search", |desk| registrations(desk, &search)).await
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's.
    pub async fn episode_read(&self, ctx: &Context, id: &str) -> Result<Disclosed<EpisodeView>> {
        self.disclose(ctx, "registration.read", |desk| one(desk, id)).await
    }
}

/// Which practices are which prison's.
fn practices(desk: &Desk<'_>) -> Practices {
    let prisons = desk.rules().prisons.keys();
    prisons.map(|prison| (*prison, desk.rules().practices(*prison).clone())).collect()
}

fn registrations(desk: &mut Desk<'_>, search: &EpisodeSearch) -> Result<Page<EpisodeView>> {
    let own = desk.own_prison().ok_or(DiscloseError::NotFound)?;
    let all = super::chosen(desk, &search.whose, Kind::RegistrationFacts)?;
    let practices = practices(desk);
    let (mut found, mut known) = (Vec::new(), Vec::new());
    for chosen in &all {
        let of_patient = views(chosen, &practices, own);
        known.push(Known::of(&of_patient, chosen.registration.as_ref()));
        found.extend(of_patient);
    }
    found.retain(|view| search.whose.holds(&view.id) && search.also.holds(view));
    let note = super::note(desk, &all).map(|note| beside(note, &known, &|at| desk.when(at)));
    Page::cut(found, |view| view.id.clone(), search.after.as_deref(), search.most, note)
}

fn one(desk: &mut Desk<'_>, id: &str) -> Result<EpisodeView> {
    let whose = Whose { ids: vec![id.to_owned()], ..Whose::default() };
    let search = EpisodeSearch { whose, most: 1, ..EpisodeSearch::default() };
    registrations(desk, &search)?.entries.pop().ok_or(DiscloseError::NotFound)
}

fn views(chosen: &Chosen, practices: &Practices, own: PrisonCode) -> Vec<EpisodeView> {
    let facts = Facts { registration: chosen.registration.as_ref(), choice: &chosen.choice, practices, own };
    let view = |episode: Episode| EpisodeView {
        id: id_of(chosen.id, "registration", &name(&episode)),
        patient: chosen.id,
        episode,
    };
    episodes(&facts).into_iter().map(view).collect()
}

/// What tells one registration of a patient from the others: of a practice they may have left and joined again, since
/// when it was seen.
fn name(episode: &Episode) -> Vec<u8> {
    let name = match &episode.whose {
        At::Unit(prison, _) => format!("unit {prison}"),
        At::Practice(practice) => {
            let seen = episode.seen_from.map_or(0, Instant::micros);
            format!("practice {} {seen}", practice.text())
        }
        At::NotSaid => "not said".to_owned(),
    };
    name.into_bytes()
}

/// How the word of PDS on one patient stands, for the words beside an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Read, and it names a practice.
    Named(Option<Instant>),
    /// Read, and it names none.
    None(Option<Instant>),
    /// Read, and it keeps its word back.
    Kept(Option<Instant>),
    /// It has no record under the number that the care record carries.
    NoRecord(Option<Instant>),
    /// Never read.
    Never,
}

impl Known {
    fn of(views: &[EpisodeView], registration: Option<&Registration>) -> Self {
        let checked = registration.and_then(|registration| registration.checked);
        let any = |holds: &dyn Fn(&Episode) -> bool| views.iter().any(|view| holds(&view.episode));
        if any(&|e| e.state == State::Kept) {
            Self::Kept(checked)
        } else if registration.is_some_and(|registration| registration.no_record.is_some()) {
            Self::NoRecord(checked)
        } else if any(&|e| e.whose == At::NotSaid) {
            Self::Never
        } else if any(&|e| e.on_pds == Some(true)) {
            Self::Named(checked)
        } else {
            Self::None(checked)
        }
    }

    const fn checked(self) -> Option<Instant> {
        match self {
            Self::Named(at) | Self::None(at) | Self::Kept(at) | Self::NoRecord(at) => at,
            Self::Never => None,
        }
    }

    fn words(self, when: &dyn Fn(Instant) -> String) -> String {
        let read = self.checked().map_or_else(String::new, |at| format!(", read {}", when(at)));
        match self {
            Self::Named(_) => format!("Registered at a practice, as PDS has it{read}."),
            Self::None(_) => format!("PDS names no practice{read}."),
            Self::Kept(_) => {
                format!(
                    "PDS keeps this patient's practice back{read}: that is no \"none\". Ask the head of healthcare."
                )
            }
            Self::NoRecord(_) => format!(
                "PDS has no record under this patient's NHS number{read}: whether they have a GP is not known."
            ),
            Self::Never => {
                "PDS was not read for this patient: whether they have a GP is not known.".to_owned()
            }
        }
    }
}

/// The note of a search of registrations: what PDS says of the one who is told of, and PDS's ages.
fn beside(note: SearchNote, known: &[Known], when: &dyn Fn(Instant) -> String) -> SearchNote {
    let words = match known {
        [] => String::new(),
        [one] => one.words(when) + " ",
        _ => "PDS's word on each of them is its own. ".to_owned(),
    };
    let checked = known.iter().map(|known| known.checked()).min().flatten();
    let colour =
        if known.iter().all(|known| matches!(known, Known::Named(_))) { note.colour } else { Colour::Never };
    SearchNote {
        words: format!("{words}{}", note.words),
        checked,
        // It was heard at least then.
        heard: checked,
        lag_seconds: PDS_LAG_SECONDS,
        colour,
        ..note
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclose::{Ages, Circumstances};
    use vocab::id::{NhsNumber, OdsCode};
    use vocab::registration::{Choice, Pds, Told, Was};

    fn at(text: &str) -> Instant {
        Instant::parse_zoned(text).unwrap()
    }

    fn chosen(registration: Option<Registration>) -> Chosen {
        let id = patient();
        let choice = Choice { patient: id, version: 0, lines: Vec::new(), asked_for: None };
        let (circumstances, ages) = (Circumstances::default(), Ages::default());
        Chosen { id, person: None, choice, here: None, circumstances, registration, ages }
    }

    fn patient() -> PatientId {
        PatientId::parse("018f0000-0000-7000-8000-000000000009").unwrap()
    }

    fn read(named: &[Told<OdsCode>]) -> Registration {
        let practice = named.last().cloned().unwrap();
        let from = at("2026-11-01T04:00:00Z");
        Registration {
            pds: Some(Pds {
                number: NhsNumber::parse("9990110689").unwrap(),
                version: "2".to_owned(),
                is_restricted: practice == Told::Kept,
                practice,
                practice_before: None,
                address: Told::None,
                death: None,
            }),
            checked: Some(at("2026-11-12T04:00:00Z")),
            practices: named.iter().map(|what| Was { what: what.clone(), from }).collect(),
            ..Registration::new(patient())
        }
    }

    fn told(registration: Option<&Registration>) -> (Vec<EpisodeView>, SearchNote) {
        let own = PrisonCode::parse("MDI").unwrap();
        let views = views(&chosen(registration.cloned()), &Practices::new(), own);
        let known = [Known::of(&views, registration)];
        let note = SearchNote {
            words: "Other risks may exist.".to_owned(),
            link: "confirmed",
            checked: None,
            heard: None,
            lag_seconds: 60,
            colour: Colour::Fresh,
        };
        (views, beside(note, &known, &|at| at.london_hm()))
    }

    #[test]
    fn beside_an_answer_kept_back_not_known_and_none_have_words_of_their_own_and_pdss_age() {
        let home = Told::Is(OdsCode::parse("A81001").unwrap());
        for (registration, count, words, checked, colour) in [
            (
                None,
                1,
                "PDS was not read for this patient: whether they have a GP is not known.",
                false,
                Colour::Never,
            ),
            (Some(read(&[Told::None])), 0, "PDS names no practice, read 04:00.", true, Colour::Never),
            (
                Some(read(&[home.clone(), Told::Kept])),
                1,
                "PDS keeps this patient's practice back, read 04:00: that is no \"none\". Ask the head of healthcare.",
                true,
                Colour::Never,
            ),
            (
                Some(read(&[home])),
                1,
                "Registered at a practice, as PDS has it, read 04:00.",
                true,
                Colour::Fresh,
            ),
        ] {
            let (views, note) = told(registration.as_ref());
            assert_eq!(views.len(), count, "{words}");
            assert_eq!(note.words, format!("{words} Other risks may exist."));
            assert_eq!(note.checked, checked.then(|| at("2026-11-12T04:00:00Z")));
            assert_eq!((note.heard, note.lag_seconds, note.colour), (note.checked, PDS_LAG_SECONDS, colour));
        }
    }

    #[test]
    fn a_practice_that_was_left_and_joined_again_is_two_registrations() {
        let home = || Told::Is(OdsCode::parse("A81001").unwrap());
        let mut twice = read(&[home(), Told::None, home()]);
        twice.practices[2].from = at("2026-11-10T04:00:00Z");
        let (views, _) = told(Some(&twice));
        assert_eq!(views.len(), 2);
        assert_ne!(views[0].id, views[1].id);
        let again = told(Some(&twice)).0;
        assert_eq!(views, again, "the same ids every time");
    }
}
