//! Pages for what did not go as asked. What is withheld and what is not there are one page; our own fault is said to
//! be ours, and what to do meanwhile.

use crate::answer::Page;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::is_healthcare;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serve::sessions::NoSession;
use vocab::crossing::Role;

/// What went otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not there, or not theirs to know.
    NotFound,
    /// We failed.
    Ours,
    /// More is asked than we can answer at once.
    Busy,
    /// Nobody is signed in.
    SignedOut(NoSession),
    /// A form that did not come from a page of ours, or cannot be read.
    FormRefused(String),
    /// What was asked cannot be.
    Asked(String),
}

/// The page of a fault.
pub struct FaultPage(Box<Inner>);

#[derive(Template)]
#[template(path = "pages/fault.html")]
struct Inner {
    frame: Frame,
    fault: Fault,
    healthcare: bool,
}

impl Inner {
    fn is_locked(why: &NoSession) -> bool {
        *why == NoSession::Locked
    }
}

impl FaultPage {
    /// Around it stands what would stand around the page that was asked for.
    #[must_use]
    pub fn new(fault: Fault, frame: Frame, role: Option<Role>) -> Self {
        Self(Box::new(Inner { frame, fault, healthcare: role.is_some_and(is_healthcare) }))
    }

    /// For whoever asks, nobody having said who: in the words for those entitled to risk.
    #[must_use]
    pub fn for_anyone(fault: Fault, frame: Frame) -> Self {
        Self(Box::new(Inner { frame, fault, healthcare: true }))
    }

    const fn status(&self) -> StatusCode {
        match self.0.fault {
            Fault::NotFound => StatusCode::NOT_FOUND,
            Fault::Ours | Fault::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Fault::SignedOut(_) => StatusCode::UNAUTHORIZED,
            Fault::FormRefused(_) => StatusCode::FORBIDDEN,
            Fault::Asked(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

impl IntoResponse for FaultPage {
    fn into_response(self) -> Response {
        Page(self.status(), *self.0).into_response()
    }
}

impl Sample for FaultPage {
    fn samples(show: &mut Showing<'_>) {
        let states = [
            ("not-found", Fault::NotFound, Role::Officer),
            ("our-fault-healthcare", Fault::Ours, Role::Clinician),
            ("our-fault-prison", Fault::Ours, Role::Officer),
            ("busy", Fault::Busy, Role::Clinician),
            (
                "refused-form",
                Fault::FormRefused(
                    "this page was made for another session: open it again and repeat what you did"
                        .to_owned(),
                ),
                Role::HealthcareAdministrator,
            ),
            ("asked", Fault::Asked("not of the form A1234BC".to_owned()), Role::Clinician),
        ];
        for (name, fault, role) in states {
            show.page(name, role, &Inner { frame: show.frame(role), fault, healthcare: is_healthcare(role) });
        }
        let frame = Frame::nobody(show.now());
        show.page(
            "signed-out",
            Role::Officer,
            &Inner { frame, fault: Fault::SignedOut(NoSession::Idle), healthcare: false },
        );
        let frame = Frame::nobody(show.now());
        let locked = Inner { frame, fault: Fault::SignedOut(NoSession::Locked), healthcare: false };
        show.page("locked-after-a-conversation", Role::Officer, &locked);
    }
}

/// A page that repeats what it was told: for the test that nothing told is taken for markup.
#[must_use]
pub fn sample_of(words: &str) -> String {
    let frame = Frame::nobody(crate::sample::NOW);
    let page = Inner { frame, fault: Fault::Asked(words.to_owned()), healthcare: false };
    page.render().unwrap_or_default()
}
