//! What pages look like, without a store: every page shows itself in each of its states. One test renders and checks
//! them all; `cargo run -p web --example samples` lays them out to be looked at.

use crate::ages::AgesLine;
use crate::frame::{Frame, Who, work};
use crate::signed::role_words;
use askama::Template;
use crossing::Telephones;
use crossing::disclose::route_line::RouteLine;
use crossing::disclose::{Age, Ages, Colour};
use vocab::Instant;
use vocab::crossing::Role;
use vocab::prison::Aspect;

/// A page that can show itself.
pub trait Sample {
    /// Shows every state that it has.
    fn samples(show: &mut Showing<'_>);
}

/// One state of a page, written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// `panel/open`.
    pub name: String,
    /// For whom.
    pub role: Role,
    /// The page.
    pub html: String,
}

/// Takes what pages show.
pub struct Showing<'a> {
    page: &'static str,
    take: &'a mut dyn FnMut(Shown),
}

impl Showing<'_> {
    /// The moment at which all samples stand: Thursday 12 November 2026, 07:46.
    #[must_use]
    pub const fn now(&self) -> Instant {
        NOW
    }

    /// What stands around a page for a role.
    #[must_use]
    pub fn frame(&self, role: Role) -> Frame {
        frame(role)
    }

    /// Shows a state.
    pub fn page(&mut self, name: &str, role: Role, page: &impl Template) {
        // A sample that cannot be written fails the test that looks for its h1.
        let html = page.render().unwrap_or_default();
        (self.take)(Shown { name: format!("{}/{name}", self.page), role, html });
    }
}

/// 2026-11-12T07:46:00Z.
pub const NOW: Instant = Instant::from_micros(1_794_469_560_000_000);

/// A moment of the samples' day, as `HH:MM`.
#[must_use]
pub fn at(hour: i64, minute: i64) -> Instant {
    NOW.plus_seconds((hour - 7) * 3_600 + (minute - 46) * 60)
}

/// Whom to ring in the samples.
#[must_use]
pub fn telephones() -> Telephones {
    Telephones {
        wing: "ext 4471".to_owned(),
        security: "ext 4402".to_owned(),
        night: "orderly officer, 4400".to_owned(),
        control_room: "ext 4400".to_owned(),
    }
}

fn frame(role: Role) -> Frame {
    let words = "Prison: last heard 07:41. Over this route news can be 5 minutes behind, and 50 minutes until a move is settled.".to_owned();
    let route = RouteLine {
        words,
        colour: Colour::Fresh,
        heard: Some(at(7, 41)),
        lag_seconds: 300,
        settled_lag_seconds: 3_000,
        telephones: Some(telephones()),
    };
    Frame {
        who: Some(Who {
            role: role_words(role),
            account: format!("sample.{role}"),
            prison: Some("HMP Moorland".to_owned()),
            work: work(role),
        }),
        csrf: "sample".to_owned(),
        telephones: route.telephones.clone(),
        ages: Some(AgesLine::of_route(&route)),
        ..Frame::nobody(NOW)
    }
}

/// Shows every page in every state.
pub fn all(take: &mut dyn FnMut(Shown)) {
    macro_rules! pages {
        ($($name:literal => $page:ty),+ $(,)?) => {$(
            <$page as Sample>::samples(&mut Showing { page: $name, take });
        )+};
    }
    use crate::pages;
    pages! {
        "fault" => crate::fault::FaultPage,
        "sign-in" => pages::sign_in::SignInPage,
        "may-see" => pages::may_see::MaySeePage,
        "keys" => pages::keys::KeysPage,
        "find" => pages::find::FindPage<'static>,
        "panel" => pages::panel::PanelPage<'static>,
        "clinic-list" => pages::clinic_list::ClinicListPage<'static>,
        "movement-list" => pages::movement_list::MovementListPage<'static>,
        "by-hand" => pages::by_hand::ByHandPage<'static>,
        "who-is-this" => pages::who_is_this::WhoListPage<'static>,
        "who-is-this" => pages::who_is_this::WhoPairPage<'static>,
        "who-is-this" => pages::who_is_this::WhoUndoPage<'static>,
        "trace" => pages::trace::TracePage<'static>,
        "board" => pages::board::BoardPage<'static>,
        "quarantine" => pages::quarantine::QuarantinePage<'static>,
        "shadow" => pages::shadow::ShadowPage<'static>,
        "gate-book" => pages::gate_book::GateBookPage<'static>,
        "gate-book" => pages::gate_book::OwnPagePage<'static>,
        "tasks" => pages::tasks::TasksPage<'static>,
        "checks" => pages::checks::ChecksPage<'static>,
        "due" => pages::due::DuePage<'static>,
        "registered" => pages::registered::RegisteredPage<'static>,
        "counts" => pages::counts::CountsPage<'static>,
        "choice" => pages::choice::ChoicePage<'static>,
        "choice-paper" => pages::choice_paper::PaperPage<'static>,
        "leaving" => pages::leaving::LeavingPage<'static>,
        "leaving-plan" => pages::leaving::PlanPage<'static>,
        "leaving-paper" => pages::leaving_paper::PackPage<'static>,
        "leaving-paper" => pages::leaving_paper::PackPaper,
        "leaving-paper" => pages::leaving_paper::LetterPage<'static>,
        "registration-form" => pages::registration_form::FormPage<'static>,
        "talk" => pages::talk::SentencePage<'static>,
    }
}

/// Ages of a colour.
#[must_use]
pub fn ages(colour: Colour) -> Ages {
    let heard = match colour {
        Colour::Fresh => Some(at(7, 41)),
        Colour::Amber => Some(at(7, 10)),
        Colour::Red => Some(at(6, 40)),
        Colour::Never => None,
    };
    let age = |aspect| Age {
        aspect,
        heard,
        checked: heard,
        not_visible_since: None,
        changed_since: None,
        lag_seconds: 300,
        settled_lag_seconds: 3_000,
        colour,
    };
    Ages(vec![age(Aspect::Place), age(Aspect::Alerts)])
}

/// Ids of the samples: opaque, and the same every time.
pub mod ids {
    use vocab::id::{AppointmentId, LinkId, PatientId, PersonId};

    fn text(kind: u8, n: u8) -> String {
        format!("019a7a00-0000-7000-8000-0000000{kind:02x}0{n:02x}")
    }

    macro_rules! ids {
        ($($(#[$doc:meta])* $name:ident: $id:ident = $kind:literal),+ $(,)?) => {$(
            $(#[$doc])*
            #[must_use]
            pub fn $name(n: u8) -> $id {
                // INVARIANT: the text above is a UUID.
                $id::parse(&text($kind, n)).unwrap_or_else(|| unreachable!("a sample's id"))
            }
        )+};
    }

    ids! {
        /// Of a person.
        person: PersonId = 1,
        /// Of a patient.
        patient: PatientId = 2,
        /// Of an appointment.
        appointment: AppointmentId = 3,
        /// Of a link.
        link: LinkId = 4,
    }
}

/// Conversations of the samples.
pub mod talks {
    use super::{at, ids};
    use crate::talk::{OpenTalk, shown};
    use registration::wording::{Language, Offer, Situation};
    use vocab::id::PrisonNumber;
    use vocab::registration::{Means, Stay};

    /// One that was given back, with a no.
    #[must_use]
    pub fn open() -> OpenTalk {
        let (language, situation) = (Language::Serbian, Situation::NotKnown);
        // INVARIANT: the wordings are compiled in and were read by their own tests; the number is of the form.
        let all = crossing::disclose::choice::wordings().unwrap_or_else(|| unreachable!("wordings"));
        let person = PrisonNumber::parse("A8100KB").unwrap_or_else(|_| unreachable!("a sample's number"));
        OpenTalk {
            account: "sample.clinician".to_owned(),
            patient: ids::patient(1),
            stay: Stay { person, number: 1 },
            language,
            situation,
            shown: shown(all.get(language, situation)),
            means: vec![Means::Read],
            interpreter: None,
            is_draft: true,
            begun: at(7, 20),
            page: 16,
            not_clear: [5, 9].into(),
            heard: true,
            pressed: Some((Offer::No, at(7, 38))),
            given_back: Some(at(7, 39)),
        }
    }
}
