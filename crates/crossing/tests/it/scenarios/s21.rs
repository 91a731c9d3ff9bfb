//! S21 Cell move at 06:55.
//!
//! "Given slip printed 06:30 for B-1-07, moved to C-2-11 06:55; then unlock shows C-2-11, late sheet "slip reprint", slip
//! at B-1-07 carries nothing sensitive."

use super::rows;
use crate::support::{Booking, Site, patient};
use crossing::disclose::movement_list::ChangeKind;
use doubles::prison::Act;
use vocab::id::{AppointmentId, PrisonNumber};

pub(super) const COVERS: &[&str] = &[
    "after the move the movement list shows C-2-11, and under changes that cell B-1-07 is now C-2-11",
    "the list that was printed for B-1-07 carries nothing but the neutral words",
    "the entry on the prison's lists is not touched: it names no cell",
];

pub(super) const WAITS: &[&str] = &["late sheet \"slip reprint\" (slips)", "the slip at B-1-07 (slips)"];

const DAY: &str = "2026-11-12";

fn morning() -> (Site, PrisonNumber, AppointmentId) {
    let site = Site::at("2026-11-12T06:00:00Z");
    site.goes_live();
    let boyd = site.boyd_arrives();
    site.happens(&Act::MoveCell { number: boyd, cell: "B-1-07".to_owned() });
    site.hears();
    let patient = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", None));
    let booking =
        Booking::new(patient, "2026-11-12T10:20:00Z", "2026-11-12T10:35:00Z").about("Psychiatry review");
    let id = site.books(&booking);
    site.delivers();
    (site, boyd, id)
}

#[test]
fn s21_the_list_follows_the_cell_and_says_what_changed_since_the_print() {
    let (site, boyd, id) = morning();
    site.it_is("2026-11-12T06:30:00Z");
    let printed = site.officer_prints_the_list(DAY);
    assert_eq!(printed.version, Some(1));
    assert_eq!(rows(&printed)[0].cell.as_deref(), Some("B-1-07"));
    let sent = site.lists.sent.lock().unwrap().len();
    site.it_is("2026-11-12T06:55:00Z");
    site.happens(&Act::MoveCell { number: boyd, cell: "C-2-11".to_owned() });
    site.hears();
    site.delivers_to_the_end();
    assert_eq!(site.lists.sent.lock().unwrap().len(), sent, "the prison's entry names no cell");
    let now = site.officer_opens_the_list(DAY);
    let row = &rows(&now)[0];
    assert_eq!((row.cell.as_deref(), row.number.as_str(), row.struck), (Some("C-2-11"), "A8100KB", false));
    assert_eq!(now.wings[0].wing, "C");
    assert_eq!(now.changes.len(), 1);
    let change = &now.changes[0];
    assert_eq!((change.kind, change.words.as_str()), (ChangeKind::Changed, "cell B-1-07 is now C-2-11"));
    assert_eq!(change.row.entry, id);
    assert_eq!(now.printed.map(|p| p.version), Some(1));
    // Printed again, the new version stands and there is nothing to tell.
    let second = site.officer_prints_the_list(DAY);
    assert_eq!(second.version, Some(2));
    assert!(site.officer_opens_the_list(DAY).changes.is_empty());
}

#[test]
fn s21_what_was_printed_carries_nothing_sensitive() {
    let (site, _, _) = morning();
    let printed = serde_json::to_string(&site.officer_prints_the_list(DAY)).unwrap();
    assert_eq!(policy::clinical::clinical_word_in(&printed), None, "{printed}");
    assert!(!printed.to_lowercase().contains("psychiatry"));
    assert!(!printed.contains("OPD2"), "the room is healthcare's: {printed}");
}
