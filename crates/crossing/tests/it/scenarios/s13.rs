//! S13 ACCT state.
//!
//! "Given HA started 21:40 paper and 21:58 in NOMIS; when nurse opens the hatch list 21:50 and 22:00; then 21:50 shows
//! last-known, when checked, and "the folder rules: ring the wing"; 22:00 (over a route that knows in time; else the
//! route's lag is said) shows OPEN, with observations and next review only from a feed that carries them, else "not in
//! this feed"; post-closure, closed and not known have words of their own; when closed by mistake and reopened, open
//! wins at once."

use crate::support::{Site, patient};
use crossing::disclose::Colour;
use doubles::prison::Act;
use vocab::id::{PatientId, PrisonNumber};

pub(super) const COVERS: &[&str] = &[
    "21:50 shows what was last known, when it was checked, and that the folder rules: ring the wing",
    "22:00 shows Open, with the route's lag said",
    "the review time is said to be not in this feed",
    "post-closure, closed and not known have words of their own",
    "closed by mistake and reopened, open wins at once",
];

pub(super) const WAITS: &[&str] =
    &["the same on the hatch list (hatch list)", "observations (a feed that carries them)"];

fn evening() -> (Site, PrisonNumber, PatientId) {
    let site = Site::at("2026-11-12T21:30:00Z");
    let boyd = site.boyd_arrives();
    let patient = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", None));
    (site, boyd, patient)
}

fn open(site: &Site, who: PrisonNumber, code: &str) {
    site.happens(&Act::OpenAlert { number: who, code: code.to_owned(), from: None, to: None, comment: None });
}

fn close(site: &Site, who: PrisonNumber, code: &str) {
    site.happens(&Act::CloseAlert { number: who, code: code.to_owned(), on: None });
}

fn words(site: &Site, patient: PatientId) -> String {
    site.nurse_opens(patient).suicide.unwrap().words
}

#[test]
fn s13_before_nomis_knows_the_nurse_sees_what_was_last_known_and_that_the_folder_rules() {
    let (site, boyd, patient) = evening();
    let checked = site.person(boyd).alerts.checked.unwrap();
    // 21:40: on paper. Nothing anywhere knows of it.
    site.it_is("2026-11-12T21:50:00Z");
    let panel = site.nurse_opens(patient);
    let suicide = panel.suicide.unwrap();
    assert_eq!(suicide.words, "None recorded");
    assert!(suicide.note.ends_with("The folder rules: ring the wing."), "{}", suicide.note);
    assert_eq!(
        panel.ages.0.iter().find(|a| a.aspect == vocab::prison::Aspect::Alerts).unwrap().checked,
        Some(checked)
    );
    assert!(panel.none.unwrap().contains(&checked.london_hm()), "when it was checked is said");
    let telephones = panel.telephones.unwrap();
    assert_eq!((telephones.wing.as_str(), telephones.night.as_str()), ("4471", "4400"));
}

#[test]
fn s13_at_22_00_it_is_open_and_the_lag_of_the_route_is_said() {
    let (site, boyd, patient) = evening();
    site.it_is("2026-11-12T21:58:00Z");
    open(&site, boyd, "HA");
    site.hears();
    site.it_is("2026-11-12T22:00:00Z");
    let panel = site.nurse_opens(patient);
    let suicide = panel.suicide.as_ref().unwrap();
    assert_eq!((suicide.words.as_str(), suicide.urgent), ("Open", true));
    assert!(suicide.note.contains("Review time: not in this feed."), "{}", suicide.note);
    assert_eq!(panel.ages.lag_seconds(), 60);
    assert_eq!(panel.ages.colour(), Colour::Fresh);
}

#[test]
fn s13_over_a_route_that_has_not_told_it_yet_the_last_known_stands_with_its_age() {
    let (site, boyd, patient) = evening();
    site.it_is("2026-11-12T21:58:00Z");
    open(&site, boyd, "HA");
    // The event is lost, and nobody has swept.
    site.it_is("2026-11-12T22:45:00Z");
    let panel = site.nurse_opens(patient);
    assert_eq!(panel.suicide.unwrap().words, "None recorded");
    assert_eq!(panel.ages.colour(), Colour::Amber, "things may have changed");
    site.it_is("2026-11-12T23:30:00Z");
    let panel = site.nurse_opens(patient);
    assert_eq!(panel.ages.colour(), Colour::Red);
    assert!(panel.none.is_none(), "none is said only of what was read lately");
    assert!(panel.banners.iter().any(|b| b.contains("Treat as unknown")), "{:?}", panel.banners);
}

#[test]
fn s13_post_closure_closed_and_not_known_have_words_of_their_own() {
    let (site, boyd, patient) = evening();
    let mut said = vec![words(&site, patient)];
    for (code, word) in [("HA2", "Closed"), ("HA1", "Post-closure"), ("HA", "Open")] {
        site.goes_on_seconds(60);
        open(&site, boyd, code);
        site.hears();
        assert_eq!(words(&site, patient), word, "the gravest of what is open is said");
        said.push(words(&site, patient));
    }
    let never = Site::new();
    never.reads(&crate::engine::boyd("ACTIVE IN"));
    let unread = never.patient(&crate::engine::patient_boyd());
    assert_eq!(words(&never, unread), "Not known");
    said.push("Not known".to_owned());
    said.sort();
    said.dedup();
    assert_eq!(said.len(), 5, "{said:?}");
}

#[test]
fn s13_closed_by_mistake_and_reopened_open_wins_at_once() {
    let (site, boyd, patient) = evening();
    open(&site, boyd, "HA");
    site.hears();
    site.goes_on_seconds(60);
    close(&site, boyd, "HA");
    open(&site, boyd, "HA2");
    site.hears();
    assert_eq!(words(&site, patient), "Closed");
    site.goes_on_seconds(60);
    // Reopened; the closed one is still there.
    open(&site, boyd, "HA");
    site.hears();
    assert_eq!(words(&site, patient), "Open");
}
