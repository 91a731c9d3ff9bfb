//! What staff are to enter, change and strike through on the prison's lists, where nothing may be written there by us.

use super::Answer;
use crate::answer::Page;
use crate::fault::Fault;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted};
use askama::Template;
use axum::http::header;
use axum::response::IntoResponse;
use crossing::disclose::by_hand::ByHand;
use crossing::disclose::export::FilesAsked;
use std::borrow::Borrow;
use vocab::crossing::{Mode, Role};

/// The page.
#[derive(Template)]
#[template(path = "pages/by_hand.html")]
pub struct ByHandPage<'a> {
    frame: Frame,
    hand: &'a ByHand,
    /// Why nothing is on it, and whether that is good.
    empty: Option<(&'static str, bool)>,
}

impl<'a> ByHandPage<'a> {
    fn new(frame: Frame, hand: &'a ByHand) -> Self {
        let frame = frame
            .at("/by-hand")
            .live(30)
            .never_printed("It changes while staff enter: work from the screen, or from the file.");
        let empty = match (hand.days.is_empty(), hand.by_hand, hand.mode) {
            (false, ..) => None,
            (true, false, _) => Some((
                "Healthcare's bookings are put on this prison's lists by themselves: nobody need type them.",
                true,
            )),
            (true, true, Mode::Live) => Some((
                "Nothing waits to be entered, changed or struck through in the coming four weeks.",
                true,
            )),
            (true, true, _) => {
                Some(("Healthcare's appointments are not live here: nothing is asked of staff.", false))
            }
        };
        Self { frame, hand, empty }
    }

    /// `Download the file for HCC-WAIT`, numbered where there are several.
    fn file_words(n: impl Borrow<usize>, files: &[String], place: &str) -> String {
        match files.len() {
            1 => format!("Download the file for {place}"),
            several => format!("Download file {} of {several}, for {place}", n.borrow()),
        }
    }
}

/// `GET /by-hand`.
pub async fn open(at: At) -> Answer {
    let hand = at.state.crossing.by_hand(&at.context()).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(ByHandPage::new(at.frame(), hand.get())).into_response())
}

/// `POST /by-hand/download`: one file of a day. Posted, because it takes people out of the house.
pub async fn download(Posted { at, fields }: Posted) -> Answer {
    let refuse = |why| at.refuse(Fault::Asked(why));
    let date = fields.date_or("date", at.now.london_date()).map_err(refuse)?;
    let n: usize = fields.get("file").and_then(|n| n.parse().ok()).unwrap_or(1);
    let place = fields.get("place").unwrap_or_default().to_owned();
    let asked = FilesAsked { date, again: fields.get("again").is_some(), one: Some((n, place)) };
    let bulk = at.state.crossing.take_files(&at.context(), &asked).await.map_err(|e| at.fault(e))?;
    let Some(file) = bulk.get().files.first().cloned() else {
        return Err(at.refuse(Fault::Asked("that day has no such file: open the page again".to_owned())));
    };
    let name = format!("attachment; filename=\"healthcare-{date}-{n}.csv\"");
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, file.text).into_response())
}

impl Sample for ByHandPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::Officer;
        show.page("days", role, &ByHandPage::new(show.frame(role), &samples::days()));
        let done = ByHand { days: Vec::new(), ..samples::days() };
        show.page("nothing-to-do", role, &ByHandPage::new(show.frame(role), &done));
        let over = ByHand { by_hand: false, ..done.clone() };
        let dawn = Role::HealthcareAdministrator;
        show.page("written-by-us", dawn, &ByHandPage::new(show.frame(dawn), &over));
        let shadow = ByHand { mode: Mode::Shadow, ..done };
        show.page("not-live", dawn, &ByHandPage::new(show.frame(dawn), &shadow));
    }
}

mod samples {
    use crate::sample::{NOW, telephones};
    use crossing::disclose::by_hand::{ByHand, ByHandAt, ByHandChange, ByHandDay, ByHandFile, ByHandLine};
    use jiff::civil::{Date, date};
    use vocab::crossing::Mode;
    use vocab::id::PrisonNumber;
    use vocab::place::PrisonCode;

    fn number(text: &str) -> PrisonNumber {
        PrisonNumber::parse(text).unwrap_or_else(|_| unreachable!("a prison number"))
    }

    fn at(date: Date, start: &str, end: &str) -> ByHandAt {
        let (start, end) = (start.to_owned(), end.to_owned());
        ByHandAt { date, start, end, place: "HCC-WAIT".to_owned() }
    }

    fn line(at: ByHandAt, name: &str, prison_number: &str) -> ByHandLine {
        ByHandLine { at, name: Some(name.to_owned()), number: number(prison_number) }
    }

    pub(super) fn days() -> ByHand {
        let (today, tomorrow) = (date(2026, 11, 12), date(2026, 11, 13));
        let boyd = |start, end| line(at(today, start, end), "BOYD, Kieran", "A8100KB");
        ByHand {
            prison: PrisonCode::parse("MDI").unwrap_or_else(|_| unreachable!("a prison's code")),
            prison_name: "HMP Moorland".to_owned(),
            as_at: NOW,
            by_hand: true,
            mode: Mode::Live,
            days: vec![
                ByHandDay {
                    date: today,
                    enter: vec![
                        boyd("09:40", "10:10"),
                        line(at(today, "10:40", "11:10"), "HOXHA, Arben", "A6022AH"),
                        boyd("14:00", "14:30"),
                    ],
                    change: vec![ByHandChange {
                        from: at(today, "11:20", "11:50"),
                        to: at(tomorrow, "09:00", "09:30"),
                        name: Some("KHAN, Imran".to_owned()),
                        number: number("A9120ZQ"),
                    }],
                    strike: vec![line(at(today, "11:20", "11:50"), "TATE, Ben", "A5120BT")],
                    taken: vec![ByHandFile {
                        at: NOW.plus_seconds(-1_500),
                        by: "g.officer".to_owned(),
                        lines: vec![line(at(today, "15:00", "15:30"), "SHAW, Joseph", "A4711KX")],
                    }],
                    files: vec!["HCC-WAIT".to_owned(), "HCC-WAIT".to_owned()],
                    left_out: 1,
                    files_again: vec!["HCC-WAIT".to_owned()],
                },
                ByHandDay {
                    date: tomorrow,
                    enter: vec![line(at(tomorrow, "09:00", "09:30"), "SHAW, Joseph", "A4711KX")],
                    change: Vec::new(),
                    strike: Vec::new(),
                    taken: Vec::new(),
                    files: vec!["HCC-WAIT".to_owned()],
                    left_out: 0,
                    files_again: Vec::new(),
                },
            ],
            until: date(2026, 12, 9),
            telephones: Some(telephones()),
        }
    }
}
