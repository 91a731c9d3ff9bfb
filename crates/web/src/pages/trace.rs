//! Trace: why did it (not) arrive? One column, time downward, one sentence at its head.

use super::Answer;
use crate::answer::Page;
use crate::fault::Fault;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use crossing::disclose::trace::{Station, TraceKey, TraceStep, TraceView};
use vocab::crossing::Role;
use vocab::id::{AppointmentId, JournalSeq, LinkId, PersonId, PrisonNumber};

/// The way of one thing, or the question for which.
#[derive(Template)]
#[template(path = "pages/trace.html")]
pub struct TracePage<'a> {
    frame: Frame,
    trace: Option<&'a TraceView>,
    refused: Option<String>,
}

impl<'a> TracePage<'a> {
    fn new(frame: Frame, trace: Option<&'a TraceView>, refused: Option<String>) -> Self {
        let why = "A trace holds how a person's facts went; it is looked at and left.";
        Self { frame: frame.at("/trace").never_printed(why), trace, refused }
    }

    const fn stopped(step: &TraceStep) -> bool {
        matches!(step.station, Station::Stopped)
    }

    const fn station_words(step: &TraceStep) -> &'static str {
        match step.station {
            Station::Received => "Received",
            Station::Written => "Written",
            Station::Whose => "Whose it is",
            Station::MayItCross => "May it cross?",
            Station::Should => "What the other side should hold",
            Station::Attempt => "Attempt",
            Station::Acknowledged => "Acknowledged",
            Station::Feedback => "The other side did of its own accord",
            Station::Stopped => "Stopped here",
        }
    }
}

async fn follow(at: &At, key: TraceKey) -> Answer {
    let trace = at.state.crossing.trace(&at.context(), key).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(TracePage::new(at.frame(), Some(trace.get()), None)).into_response())
}

/// `GET /trace`.
pub async fn ask(at: At) -> Answer {
    Ok(Page::ok(TracePage::new(at.frame(), None, None)).into_response())
}

/// `GET /trace/{kind}/{id}`: by opaque ids and rows only.
pub async fn open(at: At, Path((kind, id)): Path<(String, String)>) -> Answer {
    let key = match kind.as_str() {
        "appointment" => AppointmentId::parse(&id).map(TraceKey::Appointment),
        "person" => PersonId::parse(&id).map(TraceKey::Person),
        "link" => LinkId::parse(&id).map(TraceKey::Link),
        "row" => id.parse().ok().map(|row| TraceKey::Row(JournalSeq(row))),
        _ => None,
    };
    let key = key.ok_or_else(|| at.refuse(Fault::NotFound))?;
    follow(&at, key).await
}

/// `POST /trace`: what is typed may be a prison number, and so stays out of the address.
pub async fn typed(Posted { at, fields }: Posted) -> Answer {
    let what = fields.get("what").unwrap_or_default().replace(',', "");
    if let Ok(number) = PrisonNumber::parse(&what) {
        return follow(&at, TraceKey::PrisonNumber(number)).await;
    }
    if let Some(id) = AppointmentId::parse(&what) {
        return Ok(Redirect::to(&format!("/trace/appointment/{id}")).into_response());
    }
    if let Ok(row) = what.parse::<u64>() {
        return Ok(Redirect::to(&format!("/trace/row/{row}")).into_response());
    }
    let why = "This is no journal row, no booking's id and no prison number (A1234BC).".to_owned();
    Ok(Page::ok(TracePage::new(at.frame(), None, Some(why))).into_response())
}

impl Sample for TracePage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::IntegrationEngineer;
        show.page("ask", role, &TracePage::new(show.frame(role), None, None));
        let arrived = samples::arrived();
        let admin = Role::HealthcareAdministrator;
        show.page("arrived", admin, &TracePage::new(show.frame(admin), Some(&arrived), None));
        let stopped = samples::stopped();
        show.page("stopped", role, &TracePage::new(show.frame(role), Some(&stopped), None));
        let nothing = TraceView { steps: Vec::new(), ..samples::stopped() };
        show.page("nothing", role, &TracePage::new(show.frame(role), Some(&nothing), None));
    }
}

mod samples {
    use crate::sample::at;
    use crossing::disclose::trace::{Station, TraceStep, TraceView};
    use vocab::id::JournalSeq;

    fn step(station: Station, second: i64, words: &str, row: Option<u64>) -> TraceStep {
        TraceStep {
            station,
            at: Some(at(7, 10).plus_seconds(second)),
            words: words.to_owned(),
            row: row.map(JournalSeq),
            details: Vec::new(),
        }
    }

    fn way() -> Vec<TraceStep> {
        let mut should = step(Station::Should, 1, "Healthcare, 09:40 to 09:55, at HCC-WAIT.", None);
        should.details = vec![("mode", "live".to_owned()), ("version", "1".to_owned())];
        let mut ruled = step(
            Station::MayItCross,
            1,
            "It may, as a neutral entry: who, where, when, \"Healthcare\".",
            None,
        );
        ruled.details = vec![("policy", "mirror-new-confirmed".to_owned()), ("charter", "row 12".to_owned())];
        vec![
            step(Station::Received, 0, "From the clinic system, 1,284 bytes.", None),
            step(Station::Written, 0, "Written down as journal row 1,204.", Some(1_204)),
            step(
                Station::Whose,
                1,
                "Of a patient whose link was confirmed by the rule: number, names and date of birth agree.",
                None,
            ),
            ruled,
            should,
        ]
    }

    pub(super) fn arrived() -> TraceView {
        let mut steps = way();
        steps.push(step(Station::Attempt, 2, "Created: the prison's service answered 200.", Some(1_205)));
        steps.push(step(
            Station::Acknowledged,
            4,
            "The prison's entry has the prison's own id.",
            Some(1_206),
        ));
        TraceView {
            title: "The booking of BOYD, Kieran, 12 Nov 09:40".to_owned(),
            reduced: false,
            steps,
            end: "On the prison list since 07:10:04, 2.1 s after it was booked.".to_owned(),
            stopped: false,
        }
    }

    pub(super) fn stopped() -> TraceView {
        let mut steps = way();
        for n in 0..4 {
            steps.push(step(
                Station::Attempt,
                10 * (n + 1),
                "Refused: location not found (400).",
                Some(1_210),
            ));
        }
        steps.push(step(Station::Stopped, 60, "Room \"OPD2\" has no prison place: map it.", None));
        let end = "Stopped here: the prison's service has refused 4 times (\"location not found\"). Room \"OPD2\" has no prison place: map it.";
        TraceView {
            title: "A booking, 12 Nov 09:40".to_owned(),
            reduced: true,
            steps,
            end: end.to_owned(),
            stopped: true,
        }
    }
}
