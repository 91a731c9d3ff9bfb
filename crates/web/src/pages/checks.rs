//! Who of a prison would miss a call to a check for illness: who said yes first, then whom to offer it again, then whom
//! nobody asked. A row leads to the patient's page, where each check is asked apart.
//!
//! It promises: nobody is taken for a man or a woman; whoever is counted and not shown is said to be; where a call goes
//! is said, and "not known" is not "here".

use super::{Answer, not_shown};
use crate::answer::Page;
use crate::form::Fields;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::At;
use askama::Template;
use axum::http::Uri;
use axum::response::IntoResponse;
use crossing::disclose::Colour;
use crossing::disclose::checks::{MissedList, MissedRow, PAGE};
use vocab::crossing::{Mode, Role};

const WHY_NEVER: &str = "It changes with every conversation; on paper it would send somebody to ask twice.";

/// The list.
#[derive(Template)]
#[template(path = "pages/checks.html")]
pub struct ChecksPage<'a> {
    frame: Frame,
    list: &'a MissedList,
}

impl<'a> ChecksPage<'a> {
    fn new(frame: Frame, list: &'a MissedList) -> Self {
        Self { frame: frame.at("/registration").never_printed(WHY_NEVER), list }
    }

    /// Why nobody is on it, and whether that is good.
    fn empty(&self) -> (String, bool) {
        let fresh = self.frame.ages.as_ref().is_some_and(|ages| ages.colour == Colour::Fresh);
        let all =
            self.list.of > 0 && self.list.to_ask == 0 && self.list.no_age == 0 && self.list.not_linked == 0;
        match self.list.of {
            0 => ("We know of nobody linked to a care record in this prison.".to_owned(), false),
            of => (format!("Of all {of} that are linked nobody is known to miss a call."), fresh && all),
        }
    }

    /// Those of this page whom this role is not shown.
    fn kept(&self) -> usize {
        not_shown(self.list.missed, (self.list.page.0, PAGE), self.list.rows.len())
    }
}

/// `GET /registration/checks`.
pub async fn open(at: At, uri: Uri) -> Answer {
    let page = Fields::of_query(&uri).get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let list = at.state.crossing.missed_checks(&at.context(), page).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(ChecksPage::new(at.frame(), list.get())).into_response())
}

impl Sample for ChecksPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::ReceptionNurse;
        show.page("list", role, &ChecksPage::new(show.frame(role), &samples::list()));
        show.page("none", role, &ChecksPage::new(show.frame(role), &samples::none()));
        show.page("nobody-linked", role, &ChecksPage::new(show.frame(role), &samples::nobody()));
    }
}

mod samples {
    use super::{MissedList, MissedRow, Mode};
    use crate::sample::{NOW, at, ids};
    use crossing::disclose::person::{PersonHead, Place};
    use vocab::registration::Check;

    fn row(n: u8, name: &str, number: &str, checks: &[(Check, &'static str)]) -> MissedRow {
        let place = Place {
            words: "in prison".to_owned(),
            settled: true,
            since: Some(at(6, 52)),
            here: true,
            gone: false,
        };
        MissedRow {
            patient: ids::patient(n),
            head: PersonHead {
                person: Some(ids::person(n)),
                patient: Some(ids::patient(n)),
                name: Some(name.to_owned()),
                age: Some(61),
                number: Some(number.to_owned()),
                nhs: None,
                cell: Some(format!("B-1-0{n}")),
                place,
            },
            checks: checks.to_vec(),
            finds: "A call does not come here: they are on another list, or on none.",
        }
    }

    pub(super) fn list() -> MissedList {
        let (help, offer) =
            ("Said yes. Tell the programme where they are, so that the call finds them.", "Offer it.");
        MissedList {
            as_at: NOW,
            mode: Mode::Live,
            missed: 52,
            to_ask: 311,
            of: 1_120,
            no_age: 2,
            not_linked: 12,
            rows: vec![
                row(1, "ILIC, Marija", "A8100KB", &[(Check::Cervical, help), (Check::Bowel, offer)]),
                MissedRow {
                    finds: "Whether a call comes here is not known: nobody can say on whose list they are.",
                    ..row(2, "SHAW, Joseph", "A4711KX", &[(Check::Bowel, offer)])
                },
            ],
            page: (1, 2),
        }
    }

    pub(super) fn none() -> MissedList {
        MissedList {
            missed: 0,
            to_ask: 0,
            no_age: 0,
            not_linked: 0,
            rows: Vec::new(),
            page: (1, 1),
            ..list()
        }
    }

    pub(super) fn nobody() -> MissedList {
        MissedList { of: 0, not_linked: 40, ..none() }
    }
}
