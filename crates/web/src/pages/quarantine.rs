//! Quarantine: what could not be understood, why, and again after a fix.

use super::{Answer, not_done};
use crate::answer::Page;
use crate::fault::Fault;
use crate::form::Fields;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted};
use askama::Template;
use axum::extract::Path;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect};
use crossing::disclose::quarantine::QuarantineList;
use crossing::understood::Outcome;
use vocab::crossing::Role;
use vocab::id::JournalSeq;

/// What lies there.
#[derive(Template)]
#[template(path = "pages/quarantine.html")]
pub struct QuarantinePage<'a> {
    frame: Frame,
    list: &'a QuarantineList,
    done: Option<&'static str>,
}

impl<'a> QuarantinePage<'a> {
    fn new(frame: Frame, list: &'a QuarantineList, done: Option<&'static str>) -> Self {
        let frame = frame.at("/quarantine").printed("Rows and reasons only: nobody is on it.");
        Self { frame, list, done }
    }
}

/// What became of a replay, by the word that the address carries to the list.
fn done(word: &str) -> Option<&'static str> {
    match word {
        "used" => Some("It was understood this time, and has left quarantine."),
        "still" => Some("It is still not understood: look at why it stays."),
        "gone" => Some("It was no longer there."),
        _ => None,
    }
}

/// `GET /quarantine`.
pub async fn open(at: At, uri: Uri) -> Answer {
    let list = at.state.crossing.quarantine(&at.context()).await.map_err(|e| at.fault(e))?;
    let done = Fields::of_query(&uri).get("done").and_then(done);
    Ok(Page::ok(QuarantinePage::new(at.frame(), list.get(), done)).into_response())
}

/// `POST /quarantine/{row}/replay`.
pub async fn replay(Path(row): Path<String>, Posted { at, .. }: Posted) -> Answer {
    let row = row.parse().map(JournalSeq).map_err(|_| at.refuse(Fault::NotFound))?;
    let written = at.state.crossing.quarantine_replay(&at.context(), row).await.map_err(|e| at.fault(e))?;
    let word = match &written.outcome {
        Some(Outcome::Quarantined { .. }) => "still",
        Some(outcome) if not_done::words(outcome).is_some() => "gone",
        _ => "used",
    };
    Ok(Redirect::to(&format!("/quarantine?done={word}")).into_response())
}

impl Sample for QuarantinePage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::IntegrationEngineer;
        let list = samples::list();
        show.page("list", role, &QuarantinePage::new(show.frame(role), &list, None));
        show.page("replayed", role, &QuarantinePage::new(show.frame(role), &list, done("still")));
        let empty = QuarantineList { count: 0, reasons: Vec::new(), rows: Vec::new() };
        show.page("empty", role, &QuarantinePage::new(show.frame(role), &empty, None));
    }
}

mod samples {
    use crate::sample::at;
    use crossing::disclose::board::Counted;
    use crossing::disclose::quarantine::{QuarantineList, QuarantineRow};
    use vocab::id::JournalSeq;

    fn row(n: u64, feed: &str, reason: &'static str, detail: &str, bytes: Option<usize>) -> QuarantineRow {
        QuarantineRow {
            row: JournalSeq(1_200_000 + n),
            feed: feed.to_owned(),
            at: at(7, 20),
            reason,
            detail: detail.to_owned(),
            bytes,
            replayable: bytes.is_some() && feed != "care-fhir",
        }
    }

    pub(super) fn list() -> QuarantineList {
        QuarantineList {
            count: 3,
            reasons: vec![
                Counted { words: "malformed".to_owned(), count: 2 },
                Counted { words: "unattributed".to_owned(), count: 1 },
            ],
            rows: vec![
                row(3, "prison-events", "malformed", "JSON ends after 412 bytes", Some(412)),
                row(
                    2,
                    "care-fhir",
                    "unattributed",
                    "a patient by one of four numbers; none is known",
                    Some(1_284),
                ),
                row(1, "prison-events", "malformed", "a message in an SNS wrapper", None),
            ],
        }
    }
}
