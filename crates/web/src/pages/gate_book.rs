//! The gate book, and a person's own page of it. Whom it is about is posted, never in an address.

use super::Answer;
use crate::answer::Page;
use crate::form::Fields;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted};
use crate::words;
use askama::Template;
use axum::response::IntoResponse;
use crossing::disclose::gate_book::{GateBook, GateBookAsked, GateBookRow, GateBookSubject, OwnPage};
use vocab::crossing::Role;
use vocab::id::{GateSeq, PrisonNumber};

/// Rows on a page: two screens.
const ROWS_MOST: usize = 50;

/// The book.
#[derive(Template)]
#[template(path = "pages/gate_book.html")]
pub struct GateBookPage<'a> {
    frame: Frame,
    book: &'a GateBook,
    verified: String,
    number: Option<String>,
    account: Option<String>,
    refused: Option<String>,
}

/// A person's own page.
#[derive(Template)]
#[template(path = "pages/own_page.html")]
pub struct OwnPagePage<'a> {
    frame: Frame,
    page: &'a OwnPage,
}

impl<'a> GateBookPage<'a> {
    fn new(
        frame: Frame,
        book: &'a GateBook,
        asked: (Option<String>, Option<String>),
        refused: Option<String>,
    ) -> Self {
        let verified = match &book.verified {
            Some((row, at)) => format!(
                "Chain verified to row {}, {} ago.",
                words::grouped(*row),
                words::span(frame.now.seconds_since(*at))
            ),
            None => "Chain not verified yet.".to_owned(),
        };
        let why = "It says who looked at whom. A person's own page is what is printed.";
        let (number, account) = asked;
        Self { frame: frame.at("/gate-book").never_printed(why), book, verified, number, account, refused }
    }

    fn subject(subject: &GateBookSubject) -> String {
        match (&subject.number, &subject.patient) {
            (Some(number), _) => number.clone(),
            // A care record is named by our id: its first letters tell rows apart, the whole would fill the column.
            (None, Some(patient)) => format!("care record {}…", patient.get(..8).unwrap_or(patient)),
            (None, None) => "nobody known".to_owned(),
        }
    }

    fn rulings(row: &GateBookRow) -> String {
        let withheld = row.rulings.iter().filter(|r| r.outcome == "withheld").count();
        match (row.rulings.len(), withheld) {
            (0, _) => "no ruling".to_owned(),
            (all, 0) => words::count(all, "ruling", "rulings"),
            (all, no) => format!("{}, {no} withheld", words::count(all, "ruling", "rulings")),
        }
    }
}

impl<'a> OwnPagePage<'a> {
    fn new(frame: Frame, page: &'a OwnPage) -> Self {
        let frame = frame
            .at("/gate-book")
            .printed("For the person it is about, once information governance has read it.");
        // The person reads it: the prison's telephone numbers and how old its news are say nothing to them.
        Self { frame: Frame { ages: None, ..frame }, page }
    }
}

fn asked(fields: &Fields) -> Result<GateBookAsked, String> {
    let person = fields
        .get("number")
        .map(PrisonNumber::parse)
        .transpose()
        .map_err(|e| words::capital(&e.to_string()))?;
    Ok(GateBookAsked {
        person,
        account: fields.get("account").map(str::to_owned),
        before: fields.get("before").and_then(|row| row.parse().ok()).map(GateSeq),
        most: ROWS_MOST,
        ..GateBookAsked::default()
    })
}

async fn page(at: &At, fields: &Fields) -> Answer {
    let (asked, refused) = match asked(fields) {
        Ok(asked) => (asked, None),
        Err(why) => (GateBookAsked { most: ROWS_MOST, ..GateBookAsked::default() }, Some(why)),
    };
    let typed = (asked.person.map(PrisonNumber::text), asked.account.clone());
    let book = at.state.crossing.gate_book(&at.context(), &asked).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(GateBookPage::new(at.frame(), book.get(), typed, refused)).into_response())
}

/// `GET /gate-book`: the newest rows.
pub async fn open(at: At) -> Answer {
    page(&at, &Fields::none()).await
}

/// `POST /gate-book`: of a person, by an account, older ones.
pub async fn search(Posted { at, fields }: Posted) -> Answer {
    page(&at, &fields).await
}

/// `POST /gate-book/own-page`.
pub async fn own_page(Posted { at, fields }: Posted) -> Answer {
    let Some(Ok(number)) = fields.get("number").map(PrisonNumber::parse) else {
        let why = Some("Type the prison number of the person whose page it is.".to_owned());
        let asked = GateBookAsked { most: ROWS_MOST, ..GateBookAsked::default() };
        let book = at.state.crossing.gate_book(&at.context(), &asked).await.map_err(|e| at.fault(e))?;
        return Ok(Page::ok(GateBookPage::new(at.frame(), book.get(), (None, None), why)).into_response());
    };
    let own = at.state.crossing.gate_book_own_page(&at.context(), number).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(OwnPagePage::new(at.frame(), own.get())).into_response())
}

impl Sample for GateBookPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::InformationGovernance;
        for (name, book, refused) in samples::books() {
            let typed = (Some("A8100KB".to_owned()), None);
            show.page(name, role, &GateBookPage::new(show.frame(role), &book, typed, refused));
        }
    }
}

impl Sample for OwnPagePage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::InformationGovernance;
        let page = samples::own();
        show.page("own-page", role, &OwnPagePage::new(show.frame(role), &page));
        let none = OwnPage { rows: Vec::new(), more: false, ..samples::own() };
        show.page("own-page-empty", role, &OwnPagePage::new(show.frame(role), &none));
    }
}

mod samples {
    use crate::sample::{at, ids};
    use crossing::disclose::gate_book::{
        GateBook, GateBookRow, GateBookRuling, GateBookSubject, OwnPage, OwnRow,
    };
    use vocab::id::GateSeq;
    use vocab::place::PrisonCode;

    fn subject(number: &str, withheld: bool) -> GateBookSubject {
        GateBookSubject { number: Some(number.to_owned()), patient: None, withheld }
    }

    fn ruling(kind: &str, outcome: &str) -> GateBookRuling {
        GateBookRuling {
            kind: kind.to_owned(),
            outcome: outcome.to_owned(),
            policies: vec!["warnings-to-clinicians".to_owned()],
        }
    }

    fn row(n: u64, who: [&str; 2], act: [&str; 2], subjects: Vec<GateBookSubject>) -> GateBookRow {
        let role = if who[1] == "officer" { "officer" } else { "clinician" };
        GateBookRow {
            row: GateSeq(88_200 + n),
            at: at(7, 30).plus_seconds(i64::try_from(n).unwrap_or(0) * 41),
            account: who[0].to_owned(),
            role,
            prison: PrisonCode::parse("MDI").ok(),
            purpose: if role == "officer" { "custody" } else { "direct-care" },
            act: act[0].to_owned(),
            words: act[1].to_owned(),
            subjects,
            rulings: vec![ruling("safety-action", "full"), ruling("death", "withheld")],
            printed: act[0].ends_with("print"),
            trace: ids::link(9).to_string(),
        }
    }

    fn book() -> GateBook {
        let many = (0..30).map(|n| subject(&format!("A{n:04}LW"), false)).collect();
        let care =
            GateBookSubject { number: None, patient: Some(ids::patient(1).to_string()), withheld: false };
        GateBook {
            head: 88_204,
            verified: Some((88_204, at(7, 44))),
            broken: None,
            rows: vec![
                row(4, ["a.wright", "officer"], ["movement-list.print", "printed the movement list"], many),
                row(
                    3,
                    ["katie.moran", "clinician"],
                    ["panel.open", "opened the panel"],
                    vec![subject("A8100KB", false), care],
                ),
                row(
                    2,
                    ["katie.moran", "clinician"],
                    ["panel.open", "asked for the panel"],
                    vec![subject("A9120ZQ", true)],
                ),
                row(1, ["katie.moran", "clinician"], ["board.open", "opened the board"], Vec::new()),
            ],
            next: Some(GateSeq(88_200)),
        }
    }

    pub(super) fn books() -> Vec<(&'static str, GateBook, Option<String>)> {
        let broken = GateBook {
            broken: Some("row 88,102 differs from its hash.".to_owned()),
            verified: None,
            ..book()
        };
        let empty = GateBook { rows: Vec::new(), next: None, ..book() };
        let why = "Prison number is not of the form A1234BC".to_owned();
        vec![
            ("rows", book(), None),
            ("broken", broken, None),
            ("empty", empty, None),
            ("mistyped", book(), Some(why)),
        ]
    }

    pub(super) fn own() -> OwnPage {
        let row = |minute, words: &str| OwnRow { at: at(7, minute), words: words.to_owned() };
        OwnPage {
            number: "A8100KB".to_owned(),
            rows: vec![
                row(30, "The healthcare team of Moorland looked at your safety warnings, to look after you."),
                row(
                    10,
                    "Wing staff of Moorland printed a list with your name, to unlock you for healthcare.",
                ),
            ],
            checked_first: "Information governance reads this page before it is printed.",
            more: true,
        }
    }
}
