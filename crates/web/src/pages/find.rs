//! Find a patient: by number, or by name and date of birth. Always posted: none of it may stand in an address.

use super::Answer;
use crate::answer::Page;
use crate::fault::Fault;
use crate::form::Fields;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted};
use askama::Template;
use axum::response::{IntoResponse, Redirect};
use crossing::disclose::patients::{PatientIdentifier, PatientRef, PatientSearch, PatientView};
use crossing::disclose::search::Page as Found;
use vocab::crossing::Role;
use vocab::id::{NhsNumber, PrisonNumber};
use vocab::name::FamilyName;

/// As many as can be read through on one screen; whoever gets more should say more.
const FOUND_MOST: usize = 50;

/// The search, and what it found.
#[derive(Template)]
#[template(path = "pages/find.html")]
pub struct FindPage<'a> {
    frame: Frame,
    found: Option<&'a Found<PatientView>>,
    refused: Option<String>,
}

impl<'a> FindPage<'a> {
    fn new(frame: Frame, found: Option<&'a Found<PatientView>>, refused: Option<String>) -> Self {
        let why = "A list of people found tells who was looked for.";
        Self { frame: frame.at("/find").never_printed(why), found, refused }
    }

    fn door(row: &PatientView) -> String {
        door(row.id)
    }

    fn records(row: &PatientView) -> &'static str {
        match (row.prison_record_only, row.link) {
            (true, _) => "Prison record only, not attached to any health record",
            (false, "confirmed") => "Linked",
            (false, "in-doubt") => "Identity being checked",
            (false, _) => "Not linked: risks not known",
        }
    }
}

/// Where someone's panel is.
#[must_use]
pub fn door(id: PatientRef) -> String {
    match id {
        PatientRef::Care(id) => format!("/patient/{id}"),
        PatientRef::PrisonRecord(id) => format!("/record/{id}"),
    }
}

/// What is looked for, or why that cannot be.
fn asked(fields: &Fields) -> Result<PatientSearch, String> {
    let mut search = PatientSearch { most: FOUND_MOST, ..PatientSearch::default() };
    if let Some(text) = fields.get("number") {
        let starts_with_letter = text.starts_with(|c: char| c.is_ascii_alphabetic());
        let number = if starts_with_letter {
            PatientIdentifier::PrisonNumber(PrisonNumber::parse(text).map_err(|e| e.to_string())?)
        } else {
            PatientIdentifier::Nhs(NhsNumber::parse(text).map_err(|e| e.to_string())?)
        };
        search.identifiers.push(number);
        return Ok(search);
    }
    search.family = fields.get("family").map(FamilyName::new);
    if let Some(text) = fields.get("born") {
        let date =
            text.parse().map_err(|_| "date of birth is not a date: write it as 1998-06-04".to_owned())?;
        search.born = Some(date);
    }
    if search.family.is_none() && search.born.is_none() {
        return Err("type a prison number, an NHS number or a family name".to_owned());
    }
    Ok(search)
}

/// `GET /find`.
pub async fn page(at: At) -> Answer {
    // A form that refuses whatever is typed helps nobody. Who may look whom up is for policy to say, at each search.
    if !crate::frame::work(at.role()).iter().any(|work| work.href == "/find") {
        return Err(at.refuse(Fault::NotFound));
    }
    Ok(Page::ok(FindPage::new(at.frame(), None, None)).into_response())
}

/// `POST /find`. One found by number is opened at once.
pub async fn find(Posted { at, fields }: Posted) -> Answer {
    let search = match asked(&fields) {
        Ok(search) => search,
        Err(why) => {
            let why = crate::words::capital(&why);
            return Ok(Page::ok(FindPage::new(at.frame(), None, Some(why))).into_response());
        }
    };
    let by_number = !search.identifiers.is_empty();
    let found = at.state.crossing.patient_search(&at.context(), search).await.map_err(|e| at.fault(e))?;
    match (by_number, found.get().entries.as_slice()) {
        (true, [one]) => Ok(Redirect::to(&door(one.id)).into_response()),
        _ => Ok(Page::ok(FindPage::new(at.frame(), Some(found.get()), None)).into_response()),
    }
}

impl Sample for FindPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::Clinician;
        show.page("start", role, &FindPage::new(show.frame(role), None, None));
        let why = "NHS number has a wrong check character: a digit was probably mistyped".to_owned();
        show.page("mistyped", role, &FindPage::new(show.frame(role), None, Some(why)));
        let mut found = samples::found();
        show.page("found", role, &FindPage::new(show.frame(role), Some(&found), None));
        found.entries.clear();
        found.total = 0;
        show.page("nobody", role, &FindPage::new(show.frame(role), Some(&found), None));
    }
}

mod samples {
    use crate::sample::{ages, at, ids};
    use crossing::disclose::Colour;
    use crossing::disclose::patients::{PatientRef, PatientView};
    use crossing::disclose::person::{PersonHead, Place};
    use crossing::disclose::search::{Page, SearchNote};

    fn row(n: u8, name: &str, number: &str, cell: &str, link: &'static str, alone: bool) -> PatientView {
        let head = PersonHead {
            person: Some(ids::person(n)),
            patient: (!alone).then(|| ids::patient(n)),
            name: Some(name.to_owned()),
            age: Some(28),
            number: Some(number.to_owned()),
            nhs: (!alone).then(|| "999 002 8427".to_owned()),
            cell: Some(cell.to_owned()),
            place: Place { words: "in prison".to_owned(), settled: true, here: true, ..Place::default() },
        };
        PatientView {
            id: if alone {
                PatientRef::PrisonRecord(ids::person(n))
            } else {
                PatientRef::Care(ids::patient(n))
            },
            version: 1,
            updated: Some(at(7, 0)),
            prison_record_only: alone,
            family: None,
            given: None,
            born: None,
            gender: None,
            nhs: None,
            own: None,
            prison_number: Some(number.to_owned()),
            carried_number: None,
            link,
            head,
            ages: ages(Colour::Fresh),
        }
    }

    pub(super) fn found() -> Page<PatientView> {
        let words = "Several people. Checked 07:41, news can be 5 minutes behind. Other risks may exist.";
        Page {
            total: 3,
            entries: vec![
                row(1, "TATE, Ben", "A5120BT", "B-1-07", "confirmed", false),
                row(2, "TATE, Dean", "A5121DT", "B-1-08", "in-doubt", false),
                row(3, "TATE, Owen", "A5177OT", "D-1-02", "none", true),
            ],
            next: None,
            note: Some(SearchNote {
                words: words.to_owned(),
                link: "several",
                checked: Some(at(7, 41)),
                heard: Some(at(7, 41)),
                lag_seconds: 300,
                colour: Colour::Fresh,
            }),
        }
    }
}
