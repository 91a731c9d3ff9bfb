//! One unbroken custody: what was chosen in it acts only in it. Court, absences and transfers do not break it; a release
//! that settled, a recall and a new reception do, and so does whatever nobody can have seen.

use crate::engine::boyd;
use crate::support::{Site, code, number};
use doubles::prison::Act;
use serde_json::json;
use vocab::id::PrisonNumber;

fn site() -> (Site, PrisonNumber) {
    let site = Site::at("2026-11-03T18:40:00Z");
    let boyd = site.boyd_arrives();
    site.settling_time_goes_by();
    (site, boyd)
}

fn stay(site: &Site, who: PrisonNumber) -> u32 {
    site.custody(who).stay
}

fn hears(site: &Site, act: &Act) {
    site.goes_on_seconds(600);
    site.happens(act);
    site.hears();
}

fn released(number: PrisonNumber) -> Act {
    Act::Release { number, reason: "CR".to_owned() }
}

#[test]
fn a_custody_begins_with_its_admission() {
    let (site, boyd) = site();
    let custody = site.custody(boyd);
    assert_eq!(custody.stay, 1);
    assert_eq!(custody.began, "2026-11-03".parse().ok());
}

#[test]
fn court_absences_and_transfers_do_not_break_it() {
    let (site, boyd) = site();
    let began = site.custody(boyd).began;
    let lei = code("LEI");
    for act in [
        Act::ToCourt { number: boyd },
        Act::FromCourt { number: boyd },
        Act::TransferOut { number: boyd, to: lei, reason: "NOTR".to_owned() },
        Act::TransferIn { number: boyd },
    ] {
        hears(&site, &act);
        site.settling_time_goes_by();
    }
    assert_eq!((stay(&site, boyd), site.custody(boyd).began), (1, began));
}

#[test]
fn a_release_that_is_taken_back_before_it_settles_does_not_break_it() {
    let (site, boyd) = site();
    hears(&site, &released(boyd));
    site.goes_on_seconds(1_800);
    hears(&site, &Act::ReverseRelease { number: boyd });
    site.settling_time_goes_by();
    assert_eq!(stay(&site, boyd), 1);
}

#[test]
fn a_recall_after_a_release_that_settled_is_another() {
    let (site, boyd) = site();
    hears(&site, &released(boyd));
    site.settling_time_goes_by();
    assert_eq!(stay(&site, boyd), 1, "gone, and not in another yet");
    site.goes_on_seconds(20 * 86_400);
    hears(&site, &Act::Receive { number: boyd, prison: code("MDI"), reason: "L".to_owned() });
    assert_eq!(stay(&site, boyd), 2);
    // It is read many times before it settles, and stays the second.
    for cell in ["A-1-002", "A-1-003", "A-1-004"] {
        hears(&site, &Act::MoveCell { number: boyd, cell: cell.to_owned() });
    }
    site.settling_time_goes_by();
    assert_eq!(stay(&site, boyd), 2);
    site.rebuilds_to_the_same();
}

#[test]
fn another_number_of_nomis_is_another_custody_though_nobody_saw_a_release() {
    let site = Site::at("2026-11-12T09:12:00Z");
    let who = number("A8100KB");
    let numbered = |book: &str| {
        let mut record = boyd("ACTIVE IN");
        record["bookingId"] = json!(book);
        record
    };
    for (book, expected) in [("40210A", 1), ("40210A", 1), ("51113B", 2), ("51113B", 2)] {
        site.goes_on_seconds(60);
        site.reads(&numbered(book));
        assert_eq!(stay(&site, who), expected, "{book}");
    }
}

#[test]
fn whoever_was_received_since_we_last_looked_is_in_another_and_a_date_put_right_is_the_same() {
    let site = Site::at("2026-11-12T09:12:00Z");
    let who = number("A8100KB");
    let received = |date: &str| {
        let mut record = boyd("ACTIVE IN");
        record["receptionDate"] = json!(date);
        site.goes_on_seconds(86_400);
        site.reads(&record);
        (stay(&site, who), site.custody(who).began)
    };
    assert_eq!(received("2026-11-03"), (1, "2026-11-03".parse().ok()));
    assert_eq!(received("2026-11-04"), (1, "2026-11-04".parse().ok()), "a slip, put right");
    assert_eq!(
        received("2026-11-15"),
        (2, "2026-11-15".parse().ok()),
        "released and back within a day, unseen"
    );
}

#[test]
fn whoever_was_there_before_we_looked_came_nobody_knows_when() {
    let site = Site::at("2026-11-12T09:12:00Z");
    let mut record = boyd("ACTIVE IN");
    record.as_object_mut().unwrap().remove("receptionDate");
    site.reads(&record);
    let custody = site.custody(number("A8100KB"));
    assert_eq!((custody.stay, custody.began, custody.seen), (1, None, site.now()));
}
