//! S19 The clocks change.
//!
//! "Given weekly clinic 09:00 across Sun 25 Oct 2026 and 28 Mar 2027; then each is 09:00 local; 01:30 on 25 Oct asks
//! which; 01:30 on 28 Mar refused; event order kept by UTC; a 24-h obs count that night = 25 h (autumn), 23 h (spring)."

use super::{clinic_row, rows};
use crate::engine::boyd;
use crate::support::{Booking, Site, at, patient};
use crossing::understood::{NotDone, Outcome};
use jiff::civil::{Date, date};
use vocab::crossing::QuarantineReason;
use vocab::time::{LondonReading, LondonTime, TimeError, london, london_midnight};

pub(super) const COVERS: &[&str] = &[
    "a weekly clinic at 09:00 is 09:00 local on both sides of both nights, at healthcare and on the prison's lists",
    "01:30 on 25 October is asked about where a person types it, and taken as the earlier and marked from a machine",
    "01:30 on 28 March is refused, from a person and from a machine",
    "the order of what happened that night is kept by UTC",
    "from midnight to midnight that night is 25 hours in autumn and 23 in spring",
];

pub(super) const WAITS: &[&str] = &["the count of 24-hour observations itself (observations)"];

#[test]
fn s19_a_weekly_clinic_is_at_nine_on_both_sides_of_both_nights() {
    for (first, summer_first) in [(date(2026, 10, 18), true), (date(2027, 3, 21), false)] {
        let start = london_midnight(first).plus_seconds(-86_400);
        let site = Site::at(&start.rfc3339());
        site.goes_live();
        site.boyd_arrives();
        let patient = site.patient(&patient(
            "p1",
            Some("A8100KB"),
            ("Kieran", "Boyd"),
            "2002-04-01",
            Some("9990110689"),
        ));
        let weeks: Vec<Date> = (0i64..3).map(|n| first.saturating_add(jiff::Span::new().weeks(n))).collect();
        let mut booked = Vec::new();
        for (n, day) in weeks.iter().enumerate() {
            // As a care system writes it: with the offset of the day.
            let summer = if summer_first { n == 0 } else { n > 0 };
            let offset = if summer { "+01:00" } else { "+00:00" };
            let booking =
                Booking::new(patient, &format!("{day}T09:00:00{offset}"), &format!("{day}T09:15:00{offset}"))
                    .called(&format!("w{n}"));
            booked.push((*day, site.books(&booking)));
        }
        site.delivers();
        // The order of three writes that are due together is not promised.
        let mut shown = site.standing();
        shown.sort_by_key(|entry| entry.date);
        assert_eq!(shown.len(), 3);
        for ((day, id), shown) in booked.iter().zip(&shown) {
            assert_eq!((shown.date, shown.start), (*day, "09:00".parse().unwrap()), "on the prison's lists");
            let stored = site.appointment(*id).start.unwrap();
            assert_eq!((stored.date(), stored.hm().as_str()), (*day, "09:00"));
            let listed = clinic_row(&site.dawn_opens_the_clinic_list("MDI", &day.to_string()), *id);
            assert_eq!(listed.start, "09:00", "at healthcare");
            let movement = rows(&site.officer_opens_the_list(&day.to_string()));
            assert_eq!(movement.iter().map(|r| r.start.as_str()).collect::<Vec<_>>(), ["09:00"]);
        }
        // A week of clinic time apart is not always a week of hours apart.
        let starts: Vec<_> = booked.iter().map(|(_, id)| site.appointment(*id).start.unwrap().at()).collect();
        let hours: Vec<i64> = starts.windows(2).map(|w| w[1].seconds_since(w[0]) / 3_600).collect();
        assert_eq!(hours, if summer_first { [169, 168] } else { [167, 168] });
    }
}

#[test]
fn s19_half_past_one_in_october_is_asked_about_and_in_march_refused() {
    let october = date(2026, 10, 25).at(1, 30, 0, 0);
    assert_eq!(LondonTime::from_person(october), Err(TimeError::Twice));
    assert!(TimeError::Twice.to_string().contains("say whether"));
    let taken = LondonTime::from_machine(october).unwrap();
    assert!(taken.taken_as_earlier());
    assert_eq!(taken.at(), at("2026-10-25T00:30:00Z"));
    let march = date(2027, 3, 28).at(1, 30, 0, 0);
    assert_eq!(LondonTime::from_person(march), Err(TimeError::Never));
    assert_eq!(LondonTime::from_machine(march), Err(TimeError::Never));
}

#[test]
fn s19_a_machine_that_sends_a_time_that_does_not_exist_is_refused_with_a_reason() {
    let site = Site::at("2027-03-20T08:00:00Z");
    site.boyd_arrives();
    let patient = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", None));
    let booking = Booking::new(patient, "2027-03-28T01:30:00", "2027-03-28T01:45:00");
    let outcome = site.writes(&booking.resource(), crossing::envelope::WriteAsk::default(), None);
    match &outcome {
        Outcome::Quarantined { reason, detail } => {
            assert!(
                matches!(reason, QuarantineReason::Incomplete | QuarantineReason::ImpossibleTime),
                "{outcome:?}"
            );
            assert!(detail.contains("start"), "the sender is told where: {detail}");
        }
        other => panic!("taken: {other:?}"),
    }
    assert!(!matches!(outcome, Outcome::NotDone(NotDone::Ended)));
    // With its offset it is a moment like any other.
    let booking = Booking::new(patient, "2027-03-28T02:30:00+01:00", "2027-03-28T02:45:00+01:00");
    let id = site.books(&booking);
    assert_eq!(site.appointment(id).start.unwrap().hm(), "02:30");
}

#[test]
fn s19_the_order_of_that_night_is_kept_by_utc() {
    // 01:50 in summer time, then 01:10 in winter time: twenty minutes later.
    let site = Site::at("2026-10-25T00:00:00Z");
    let person = vocab::id::PrisonNumber::parse("A8100KB").unwrap();
    let (earlier, later) = (at("2026-10-25T00:50:00Z"), at("2026-10-25T01:10:00Z"));
    assert!(earlier.london_hm() > later.london_hm(), "the wall clock says otherwise");
    site.it_is("2026-10-25T01:30:00Z");
    let with = |cell: &str| {
        let mut record = boyd("ACTIVE IN");
        record["cellLocation"] = serde_json::json!(cell);
        record
    };
    assert_eq!(site.reads_at(&with("C-2-011"), later), Outcome::Changed);
    assert_eq!(site.reads_at(&with("B-1-007"), earlier), Outcome::Stale);
    assert_eq!(site.custody(person).cell.unwrap().text(), "C-2-011");
    let (a, b) = (LondonTime::from_instant(earlier), LondonTime::from_instant(later));
    assert!(a < b, "times of one place are ordered as they were lived");
}

#[test]
fn s19_a_day_of_that_night_has_25_hours_or_23() {
    let hours = |day: Date| {
        let next = day.tomorrow().unwrap();
        london_midnight(next).seconds_since(london_midnight(day)) / 3_600
    };
    assert_eq!(hours(date(2026, 10, 25)), 25);
    assert_eq!(hours(date(2027, 3, 28)), 23);
    assert_eq!(hours(date(2026, 10, 24)), 24);
    assert!(matches!(london(date(2026, 10, 25).at(1, 30, 0, 0)), LondonReading::Twice { .. }));
    // What settles counts time that passes, not the clock on the wall.
    let site = Site::at("2026-10-25T00:40:00Z");
    site.reads(&boyd("ACTIVE IN"));
    let person = vocab::id::PrisonNumber::parse("A8100KB").unwrap();
    site.it_is("2026-10-25T01:24:00Z");
    site.settles();
    assert!(site.settled(person).is_none());
    site.it_is("2026-10-25T01:25:01Z");
    site.settles();
    assert!(site.settled(person).is_some());
}
