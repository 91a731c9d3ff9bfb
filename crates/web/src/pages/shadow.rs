//! The shadow comparison: the page that persuades a governor, and so says what does not match first.

use super::Answer;
use crate::answer::Page;
use crate::fault::{Fault, FaultPage};
use crate::form::Fields;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted};
use askama::Template;
use axum::http::{Uri, header};
use axum::response::IntoResponse;
use crossing::disclose::shadow::{ShadowComparison, ShadowRow};
use jiff::ToSpan as _;
use jiff::civil::Date;
use vocab::crossing::Role;

/// The comparison.
#[derive(Template)]
#[template(path = "pages/shadow.html")]
pub struct ShadowPage<'a> {
    frame: Frame,
    shadow: &'a ShadowComparison,
    percent: Option<u64>,
}

impl<'a> ShadowPage<'a> {
    fn new(frame: Frame, shadow: &'a ShadowComparison) -> Self {
        let frame = frame.at("/shadow");
        let frame = if shadow.reduced {
            frame.printed("Counts only: for whoever decides whether to go live.")
        } else {
            frame.printed("For whoever decides whether to go live. It names people: destroy it afterwards.")
        };
        // Rounded down: 399 of 400 is not all.
        let percent = (shadow.matching * 100).checked_div(shadow.typed);
        Self { frame, shadow, percent }
    }

    fn what(row: &ShadowRow) -> (&'static str, &'static str) {
        match row.what {
            "differs" => ("Differs", "yellow"),
            "only staff" => ("Only staff", "orange"),
            _ => ("Only ours", "blue"),
        }
    }
}

/// Seven days to today, unless told.
fn span(at: &At, fields: &Fields) -> Result<(Date, Date), FaultPage> {
    let refuse = |why| at.refuse(Fault::Asked(why));
    let to = fields.date_or("to", at.now.london_date()).map_err(refuse)?;
    let week_before = to.checked_sub(6.days()).unwrap_or(to);
    let from = fields.date_or("from", week_before).map_err(refuse)?;
    Ok((from, to))
}

/// `GET /shadow`.
pub async fn open(at: At, uri: Uri) -> Answer {
    let (from, to) = span(&at, &Fields::of_query(&uri))?;
    let shadow =
        at.state.crossing.shadow_comparison(&at.context(), from, to).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(ShadowPage::new(at.frame(), shadow.get())).into_response())
}

/// `POST /shadow/download`: the same as a file. Posted, because it takes people out of the house.
pub async fn download(Posted { at, fields }: Posted) -> Answer {
    let (from, to) = span(&at, &fields)?;
    let shadow =
        at.state.crossing.shadow_comparison(&at.context(), from, to).await.map_err(|e| at.fault(e))?;
    let file = csv_of(shadow.get()).map_err(|error| {
        tracing::error!(%error, "a comparison could not be written as CSV");
        at.refuse(Fault::Ours)
    })?;
    let name = format!("attachment; filename=\"shadow-{}-{from}-{to}.csv\"", shadow.get().prison);
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, file).into_response())
}

/// A row a field that differs; whole rows where only one side has the entry.
fn csv_of(shadow: &ShadowComparison) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record([
        "What",
        "Name",
        "Prison number",
        "When",
        "Field",
        "Staff have",
        "We have",
        "Likely cause",
    ])?;
    for row in &shadow.rows {
        let name = row.name.as_deref().unwrap_or_default();
        let mut line = |field: &str, staff: &str, ours: &str| {
            out.write_record(
                [row.what, name, &row.number, &row.start, field, staff, ours, &row.cause].map(tame),
            )
        };
        if row.fields.is_empty() {
            line("", "", "")?;
        }
        for field in &row.fields {
            line(field.field, &field.staff, &field.ours)?;
        }
    }
    out.flush()?;
    out.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// What staff typed must not become a formula in whoever's spreadsheet opens it.
fn tame(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

impl Sample for ShadowPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::HeadOfHealthcare;
        let week = samples::week();
        show.page("week", role, &ShadowPage::new(show.frame(role), &week));
        let all = ShadowComparison {
            rows: Vec::new(),
            words: "Of 412 healthcare entries that staff typed this week, all match ours.".to_owned(),
            matching: 412,
            differing: 0,
            only_staff: 0,
            only_ours: 0,
            ..samples::week()
        };
        show.page("all-match", role, &ShadowPage::new(show.frame(role), &all));
        let none = ShadowComparison {
            words: "Staff typed no healthcare entry in these days, and we would have sent none.".to_owned(),
            typed: 0,
            matching: 0,
            ..all
        };
        show.page("nothing", role, &ShadowPage::new(show.frame(role), &none));
        let governor = Role::DutyGovernor;
        let counts = ShadowComparison { rows: Vec::new(), reduced: true, ..samples::week() };
        show.page("governor", governor, &ShadowPage::new(show.frame(governor), &counts));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_holds_every_field_and_no_formula() {
        let mut week = samples::week();
        week.rows[0].fields[0].staff = "=HYPERLINK(\"x\")".to_owned();
        let file = String::from_utf8(csv_of(&week).unwrap()).unwrap();
        let lines: Vec<&str> = file.lines().collect();
        let fields: usize = week.rows.iter().map(|r| r.fields.len().max(1)).sum();
        assert_eq!(lines.len(), 1 + fields);
        assert!(file.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{file}");
        assert!(file.contains("A8100KB"));
    }
}

mod samples {
    use crossing::disclose::shadow::{ShadowComparison, ShadowField, ShadowRow};
    use vocab::place::PrisonCode;

    fn row(what: &'static str, name: &str, number: &str, fields: Vec<ShadowField>, cause: &str) -> ShadowRow {
        ShadowRow {
            what,
            name: Some(name.to_owned()),
            number: number.to_owned(),
            start: "Thu 12 Nov 09:40".to_owned(),
            fields,
            cause: cause.to_owned(),
            discloses: false,
        }
    }

    fn field(field: &'static str, staff: &str, ours: &str) -> ShadowField {
        ShadowField { field, staff: staff.to_owned(), ours: ours.to_owned() }
    }

    pub(super) fn week() -> ShadowComparison {
        let words = "Of 412 healthcare entries that staff typed this week, 396 match ours, 9 differ, 4 only staff have, 3 only we have.";
        let time = vec![field("time", "09:30", "09:40")];
        let both = vec![field("place", "GYM", "HCC-WAIT"), field("end", "10:30", "09:55")];
        ShadowComparison {
            prison: PrisonCode::parse("MDI").unwrap_or_else(|_| unreachable!("a prison's code")),
            from: jiff::civil::date(2026, 11, 6),
            to: jiff::civil::date(2026, 11, 12),
            words: words.to_owned(),
            typed: 412,
            matching: 399,
            differing: 9,
            only_staff: 4,
            only_ours: 3,
            rows: vec![
                row(
                    "differs",
                    "BOYD, Kieran",
                    "A8100KB",
                    time,
                    "The clinic moved it after staff had typed it.",
                ),
                ShadowRow {
                    discloses: true,
                    ..row("differs", "TATE, Ben", "A5120BT", both, "Typed with the clinic's own room.")
                },
                row(
                    "only staff",
                    "KHAN, Imran",
                    "A9120ZQ",
                    Vec::new(),
                    "Cancelled by the clinic; nobody took it off.",
                ),
                row(
                    "only ours",
                    "HOXHA, Arben",
                    "A6022AH",
                    Vec::new(),
                    "Booked after staff had typed the day.",
                ),
            ],
            more: 12,
            reduced: false,
        }
    }
}
