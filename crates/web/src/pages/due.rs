//! Whom a healthcare team has to ask about a GP: the most urgent first, with why each is due and what the conversation
//! needs. A row leads to the patient's choice.
//!
//! It promises: late is said in words; whoever is counted and not shown is said to be; a list that is empty is called
//! good only while news from the prison is fresh.

use super::{Answer, not_shown};
use crate::answer::Page;
use crate::form::Fields;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::At;
use crate::words::count;
use askama::Template;
use axum::http::Uri;
use axum::response::IntoResponse;
use crossing::disclose::Colour;
use crossing::disclose::due::{DueList, DueRow, PAGE};
use vocab::crossing::{Mode, Role};
use vocab::registration::Situation;

const WHY_NEVER: &str = "It changes with every conversation; on paper it would send somebody to ask twice.";

/// The list.
#[derive(Template)]
#[template(path = "pages/due.html")]
pub struct DuePage<'a> {
    frame: Frame,
    list: &'a DueList,
    may_link: bool,
}

impl<'a> DuePage<'a> {
    fn new(frame: Frame, list: &'a DueList) -> Self {
        let frame = frame.at("/registration").never_printed(WHY_NEVER);
        let may_link = frame.who.as_ref().is_some_and(|who| who.work.iter().any(|work| work.href == "/who"));
        Self { frame, list, may_link }
    }

    /// Whether it is on trial or off here; none where it is live.
    const fn mode_words(&self) -> Option<&'static str> {
        match self.list.mode {
            Mode::Off => Some(
                "Switched off in this prison: nothing is recorded and nothing is asked for. The list shows whom there would be to ask.",
            ),
            Mode::Shadow => Some(
                "On trial in this prison: what is said is recorded, and nothing is asked for because of it.",
            ),
            Mode::Live => None,
        }
    }

    /// Why nobody is on it, and whether that is good.
    fn empty(&self) -> (String, bool) {
        let fresh = self.frame.ages.as_ref().is_some_and(|ages| ages.colour == Colour::Fresh);
        match (self.list.not_linked, self.list.done) {
            (0, 0) => ("We know of nobody in this prison: its people were not read yet.".to_owned(), false),
            (0, done) if fresh => (
                format!("Nobody is to be asked, today or later: with all {done} nothing is to be done."),
                true,
            ),
            (0, done) => (
                format!(
                    "With all {done} that we know of nothing is to be done. Others may have arrived since."
                ),
                false,
            ),
            (not_linked, _) => {
                let not_linked = count(not_linked, "person is", "people are");
                let words = "Nobody who is linked to a care record is to be asked.";
                (format!("{words} {not_linked} not linked, and may have to be."), false)
            }
        }
    }

    /// Those of this page whom this role is not shown.
    fn kept(&self) -> usize {
        not_shown(self.list.due + self.list.later, (self.list.page.0, PAGE), self.list.rows.len())
    }

    const fn state(row: &DueRow) -> (&'static str, &'static str) {
        match (row.late, row.due) {
            (true, _) => ("Late", "red"),
            (false, true) => ("Due", "yellow"),
            (false, false) => ("Has time", "grey"),
        }
    }

    const fn gp(row: &DueRow) -> &'static str {
        match row.situation {
            Situation::HasGp => "Has one outside",
            Situation::HasNone => "Has none",
            Situation::NotKnown => "Not known",
        }
    }
}

/// `GET /registration`.
pub async fn open(at: At, uri: Uri) -> Answer {
    let page = Fields::of_query(&uri).get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let list = at.state.crossing.due_list(&at.context(), page).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(DuePage::new(at.frame(), list.get())).into_response())
}

impl Sample for DuePage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::ReceptionNurse;
        for (name, list) in samples::lists() {
            show.page(name, role, &DuePage::new(show.frame(role), &list));
        }
        let old = show.frame(role).above(&crate::sample::ages(Colour::Red));
        show.page("empty-and-old", role, &DuePage::new(old, &samples::all_done()));
        let administrator = Role::HealthcareAdministrator;
        show.page("administrator", administrator, &DuePage::new(show.frame(administrator), &samples::list()));
    }
}

mod samples {
    use crate::sample::{NOW, at, ids};
    use crossing::disclose::due::{DueList, DueRow};
    use crossing::disclose::person::{PersonHead, Place};
    use vocab::crossing::Mode;
    use vocab::registration::Situation;

    fn head(n: u8, name: &str, number: &str, cell: &str) -> PersonHead {
        let place = Place {
            words: "in prison".to_owned(),
            settled: true,
            since: Some(at(6, 52)),
            here: true,
            gone: false,
        };
        PersonHead {
            person: Some(ids::person(n)),
            patient: Some(ids::patient(n)),
            name: Some(name.to_owned()),
            age: Some(34),
            number: Some(number.to_owned()),
            nhs: None,
            cell: Some(cell.to_owned()),
            place,
        }
    }

    fn row(n: u8, (name, number, cell): (&str, &str, &str), why: &str, needs: &[&str]) -> DueRow {
        DueRow {
            patient: ids::patient(n),
            head: head(n, name, number, cell),
            why: why.to_owned(),
            due: true,
            late: false,
            needs: needs.iter().map(|need| (*need).to_owned()).collect(),
            guidance: "How long they will stay is not known. Do not guess it for them.",
            situation: Situation::NotKnown,
        }
    }

    pub(super) fn list() -> DueList {
        let remand = "May be released from court any day. If they say yes, the GP outside is lost at once: make sure that this was said back.";
        let overdue = row(
            1,
            ("ILIC, Marija", "A8100KB", "C-2-11"),
            "Was to be asked by 9 Nov.",
            &["Serbian, double the time", "Interpreter"],
        );
        let told = "Said yes in another prison. Tell them what follows from it here.";
        let unwell = "Again on 14 Nov: withdrawing.";
        DueList {
            as_at: NOW,
            mode: Mode::Live,
            due: 3,
            later: 1,
            done: 1_108,
            not_linked: 12,
            rows: vec![
                DueRow { late: true, guidance: remand, situation: Situation::HasGp, ..overdue },
                row(2, ("SHAW, Joseph", "A4711KX", "B-1-07"), told, &[]),
                row(
                    3,
                    ("HOXHA, Arben", "A6022AH", "A-3-02"),
                    "To be offered by 13 Nov.",
                    &["Needs not known"],
                ),
                DueRow {
                    due: false,
                    situation: Situation::HasNone,
                    ..row(4, ("TATE, Ben", "A5120BT", "D-1-14"), unwell, &["Needs are not shown here."])
                },
            ],
            page: (1, 1),
        }
    }

    pub(super) fn all_done() -> DueList {
        DueList { due: 0, later: 0, not_linked: 0, rows: Vec::new(), ..list() }
    }

    pub(super) fn lists() -> Vec<(&'static str, DueList)> {
        let second = list().rows.split_off(2);
        vec![
            ("list", list()),
            ("on-trial", DueList { mode: Mode::Shadow, ..list() }),
            ("off", DueList { mode: Mode::Off, ..list() }),
            ("a-page-of-three", DueList { due: 101, later: 20, page: (2, 3), ..list() }),
            ("one-is-kept", DueList { due: 2, later: 1, rows: second, ..list() }),
            ("all-done", all_done()),
            ("not-linked", DueList { not_linked: 12, ..all_done() }),
            ("nobody-known", DueList { done: 0, ..all_done() }),
        ]
    }
}
