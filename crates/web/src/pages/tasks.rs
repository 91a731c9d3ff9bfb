//! Tasks: what waits for a person, and where to do it.

use super::{Answer, not_done};
use crate::answer::Page;
use crate::fault::Fault;
use crate::form::Fields;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted};
use askama::Template;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect};
use crossing::disclose::tasks::{TaskList, TaskRow};
use vocab::crossing::{Role, TaskKey};
use vocab::id::{AppointmentId, LinkId, PatientId};
use vocab::place::PrisonCode;
use vocab::registration::{Harm, LeavingStep, NumberTrouble, Owner};

/// The tasks.
#[derive(Template)]
#[template(path = "pages/tasks.html")]
pub struct TasksPage<'a> {
    frame: Frame,
    list: &'a TaskList,
    of: Option<Owner>,
    refused: Option<String>,
    done: bool,
}

impl<'a> TasksPage<'a> {
    fn new(frame: Frame, list: &'a TaskList, refused: Option<String>, done: bool) -> Self {
        let frame = frame.at("/tasks").never_printed("A printed task is done twice, or by nobody.");
        Self { frame, list, of: None, refused, done }
    }

    /// Those that are shown: everybody's, or one owner's.
    fn rows(&self) -> Vec<&TaskRow> {
        self.list.rows.iter().filter(|row| self.of.is_none_or(|of| row.owner == of)).collect()
    }

    /// Whose work waits, and how much of it; the one that is shown has no address.
    fn owners(&self) -> Vec<(String, Option<String>)> {
        let count = |of: Owner| self.list.rows.iter().filter(|row| row.owner == of).count();
        let all = ("Everybody's".to_owned(), self.list.rows.len(), None);
        let each = Owner::ALL.into_iter().map(|of| (of.words().to_owned(), count(of), Some(of)));
        let shown = std::iter::once(all).chain(each.filter(|(_, n, of)| *n > 0 || *of == self.of));
        let address = |of: Option<Owner>| match of {
            Some(of) => format!("/tasks?of={}", of.word()),
            None => "/tasks".to_owned(),
        };
        shown.map(|(words, n, of)| (format!("{words}: {n}"), (of != self.of).then(|| address(of)))).collect()
    }

    /// Where a task is done.
    fn place(row: &TaskRow) -> Option<(String, &'static str)> {
        Some(match &row.key {
            TaskKey::WhoIsThis(link) | TaskKey::LinkInDoubt(link) => (format!("/who/{link}"), "Who is this?"),
            TaskKey::Tell(link) => (format!("/who/{link}/undo"), "Whom to tell"),
            TaskKey::AdoptionUnclear(id)
            | TaskKey::TwoFound(id)
            | TaskKey::PrisonChanged(id)
            | TaskKey::PersonLeft(id)
            | TaskKey::NotDoneByHand(id) => (format!("/trace/appointment/{id}"), "Trace"),
            TaskKey::Register(patient, _) | TaskKey::RejoinGp(patient, _) => {
                (format!("/patient/{patient}/choice"), "The patient's choice")
            }
            TaskKey::Harm(patient, ..) | TaskKey::NhsNumber(patient, ..) => {
                (format!("/patient/{patient}/registration"), "What is so")
            }
            TaskKey::Leaving(patient, ..) => (format!("/patient/{patient}/leaving"), "The plan"),
            TaskKey::ReplaceDisclosing(_) => return None,
        })
    }

    /// The form that goes with a task.
    fn form(row: &TaskRow) -> Option<String> {
        match &row.key {
            TaskKey::Register(patient, _) => Some(format!("/patient/{patient}/registration-form")),
            _ => None,
        }
    }

    fn mark(row: &TaskRow) -> String {
        mark(&row.key)
    }
}

/// A task as a form carries it.
fn mark(key: &TaskKey) -> String {
    match key {
        TaskKey::WhoIsThis(id) => format!("who-is-this:{id}"),
        TaskKey::LinkInDoubt(id) => format!("link-in-doubt:{id}"),
        TaskKey::ReplaceDisclosing(remote) => format!("replace-disclosing:{remote}"),
        TaskKey::AdoptionUnclear(id) => format!("adoption-unclear:{id}"),
        TaskKey::TwoFound(id) => format!("two-found:{id}"),
        TaskKey::PrisonChanged(id) => format!("prison-changed:{id}"),
        TaskKey::PersonLeft(id) => format!("person-left:{id}"),
        TaskKey::NotDoneByHand(id) => format!("not-done-by-hand:{id}"),
        TaskKey::Tell(id) => format!("tell:{id}"),
        TaskKey::Register(id, prison) => format!("register:{id}:{prison}"),
        TaskKey::RejoinGp(id, prison) => format!("rejoin-gp:{id}:{prison}"),
        TaskKey::Harm(id, prison, harm) => format!("harm:{id}:{prison}:{harm}"),
        TaskKey::Leaving(id, prison, step) => format!("leaving:{id}:{prison}:{}", step.word()),
        TaskKey::NhsNumber(id, prison, trouble) => format!("nhs-number:{id}:{prison}:{trouble}"),
    }
}

/// A task as a form carried it.
fn task(mark: &str) -> Option<TaskKey> {
    let (kind, id) = mark.split_once(':')?;
    let link = || LinkId::parse(id);
    let booking = || AppointmentId::parse(id);
    let mut of = id.split(':');
    let mut patient = || Some((PatientId::parse(of.next()?)?, PrisonCode::parse(of.next()?).ok()?));
    Some(match kind {
        "who-is-this" => TaskKey::WhoIsThis(link()?),
        "link-in-doubt" => TaskKey::LinkInDoubt(link()?),
        "replace-disclosing" => TaskKey::ReplaceDisclosing(id.parse().ok()?),
        "adoption-unclear" => TaskKey::AdoptionUnclear(booking()?),
        "two-found" => TaskKey::TwoFound(booking()?),
        "prison-changed" => TaskKey::PrisonChanged(booking()?),
        "person-left" => TaskKey::PersonLeft(booking()?),
        "not-done-by-hand" => TaskKey::NotDoneByHand(booking()?),
        "tell" => TaskKey::Tell(link()?),
        "register" => patient().map(|(id, prison)| TaskKey::Register(id, prison))?,
        "rejoin-gp" => patient().map(|(id, prison)| TaskKey::RejoinGp(id, prison))?,
        "harm" => {
            let (id, prison) = patient()?;
            TaskKey::Harm(id, prison, Harm::parse(of.next()?)?)
        }
        "leaving" => {
            let (id, prison) = patient()?;
            TaskKey::Leaving(id, prison, LeavingStep::parse(of.next()?)?)
        }
        "nhs-number" => {
            let (id, prison) = patient()?;
            TaskKey::NhsNumber(id, prison, NumberTrouble::parse(of.next()?)?)
        }
        _ => return None,
    })
}

async fn page(at: &At, of: Option<Owner>, refused: Option<String>, done: bool) -> Answer {
    let list = at.state.crossing.tasks(&at.context()).await.map_err(|e| at.fault(e))?;
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = TasksPage { of, ..TasksPage::new(at.frame(), list.get(), refused, done) };
    Ok(Page(status, page).into_response())
}

/// `GET /tasks`.
pub async fn open(at: At, uri: Uri) -> Answer {
    let fields = Fields::of_query(&uri);
    let of = fields.get("of").and_then(Owner::parse);
    page(&at, of, None, fields.get("done").is_some()).await
}

/// `POST /tasks/done`.
pub async fn done(Posted { at, fields }: Posted) -> Answer {
    let task = fields.get("task").and_then(task);
    let task = task.ok_or_else(|| {
        at.refuse(Fault::FormRefused("the form is not whole: open the page again".to_owned()))
    })?;
    let of = fields.get("of").and_then(Owner::parse);
    let written = at.state.crossing.task_act(&at.context(), task).await.map_err(|e| at.fault(e))?;
    match written.outcome.as_ref().and_then(not_done::words) {
        Some(why) => page(&at, of, Some(why), false).await,
        None => {
            let of = of.map_or_else(String::new, |of| format!("&of={}", of.word()));
            Ok(Redirect::to(&format!("/tasks?done=1{of}")).into_response())
        }
    }
}

impl Sample for TasksPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::HealthcareAdministrator;
        let list = samples::list();
        show.page("list", role, &TasksPage::new(show.frame(role), &list, None, false));
        let of = TasksPage {
            of: Some(Owner::DischargeNurse),
            ..TasksPage::new(show.frame(role), &list, None, false)
        };
        show.page("of-one", role, &of);
        show.page("done", role, &TasksPage::new(show.frame(role), &list, None, true));
        let why = Some("Nothing of the kind is waiting any more.".to_owned());
        show.page("refused", role, &TasksPage::new(show.frame(role), &list, why, false));
        let empty = TaskList { rows: Vec::new(), partial: false };
        show.page("empty", role, &TasksPage::new(show.frame(role), &empty, None, false));
        let clinician = Role::Clinician;
        let partial = TaskList { rows: Vec::new(), partial: true };
        show.page("partial", clinician, &TasksPage::new(show.frame(clinician), &partial, None, false));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_comes_back_from_a_form_as_it_went() {
        for row in samples::list().rows {
            assert_eq!(task(&mark(&row.key)), Some(row.key));
        }
        for wrong in ["", "tell", "tell:x", "other:1", "replace-disclosing:one"] {
            assert_eq!(task(wrong), None, "{wrong}");
        }
    }
}

mod samples {
    use crate::sample::{at, ids};
    use crossing::disclose::tasks::{TaskList, TaskRow};
    use vocab::crossing::TaskKey;
    use vocab::place::PrisonCode;
    use vocab::registration::{LeavingStep, Owner};

    fn prison() -> PrisonCode {
        // INVARIANT: three letters are a prison's code.
        PrisonCode::parse("MDI").unwrap_or_else(|_| unreachable!("a sample's prison"))
    }

    fn row(key: TaskKey, words: &str, name: &str, by_hand: bool) -> TaskRow {
        let owner = match &key {
            TaskKey::Leaving(_, _, step) => step.owner(),
            _ => Owner::Administrator,
        };
        TaskRow {
            key,
            owner,
            words: words.to_owned(),
            name: Some(name.to_owned()),
            start: Some("12 Nov 09:40".to_owned()),
            raised: at(6, 30),
            by_hand,
        }
    }

    pub(super) fn list() -> TaskList {
        let id = ids::appointment;
        TaskList {
            rows: vec![
                row(TaskKey::WhoIsThis(ids::link(1)), "is this person this patient?", "ILIC, Marija", false),
                row(
                    TaskKey::LinkInDoubt(ids::link(3)),
                    "two prison numbers were merged: is the link still true?",
                    "SHAW, Joseph",
                    false,
                ),
                row(
                    TaskKey::Tell(ids::link(2)),
                    "a link was wrong: tell those who read or printed through it",
                    "TATE, Dean",
                    true,
                ),
                row(
                    TaskKey::ReplaceDisclosing(551),
                    "staff typed an entry that tells more than \"Healthcare\": replace it",
                    "NOLAN, Jed",
                    true,
                ),
                row(
                    TaskKey::AdoptionUnclear(id(3)),
                    "several entries that staff typed could be this booking: which?",
                    "TATE, Ben",
                    false,
                ),
                row(
                    TaskKey::TwoFound(id(4)),
                    "two entries of ours stand for one booking: an alarm, look at both",
                    "OWEN, Rhys",
                    true,
                ),
                row(
                    TaskKey::PrisonChanged(id(5)),
                    "the prison cancelled it: keep, move or cancel the booking",
                    "REED, Callum",
                    true,
                ),
                row(TaskKey::Register(ids::patient(1), prison()), "register them", "ILIC, Marija", true),
                row(
                    TaskKey::Leaving(ids::patient(2), prison(), LeavingStep::LeftWithout),
                    LeavingStep::LeftWithout.words(),
                    "SHAW, Joseph",
                    false,
                ),
                row(
                    TaskKey::PersonLeft(id(6)),
                    "left before the booking: what becomes of it?",
                    "SHAW, Joseph",
                    true,
                ),
            ],
            partial: false,
        }
    }
}
