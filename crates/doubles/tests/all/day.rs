//! The seeded day: the same for the same seed, plausible, possible, and going on where it was.

use crate::world::{mdi, number, settings};
use doubles::clinic::Act as ClinicAct;
use doubles::day::{Act, Day, opening};
use doubles::prison;
use doubles::stage::Stage;
use jiff::civil::date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use vocab::id::NhsNumber;
use vocab::name::fold;
use vocab::time::ManualClock;

const PEOPLE: usize = 1_200;

fn day(seed: u64) -> Day {
    Day::new(seed, PEOPLE, mdi(), date(2026, 11, 9))
}

fn name(act: &Act) -> String {
    match act {
        Act::Prison(act) => serde_json::to_value(act).unwrap()["act"].as_str().unwrap().to_owned(),
        Act::Clinic(ClinicAct::Register(_)) => "register".to_owned(),
        Act::Clinic(ClinicAct::Book(_)) => "book".to_owned(),
        Act::Clinic(ClinicAct::Move { .. }) => "move".to_owned(),
        Act::Clinic(ClinicAct::Mark { state, .. }) => state.text().to_owned(),
    }
}

#[test]
fn the_same_seed_is_the_same_day_and_another_is_another() {
    let acts = |seed| {
        let mut day = day(seed);
        let end = day.dawn().plus_seconds(36 * 3600);
        day.due_timed(end)
    };
    let first = acts(7);
    assert_eq!(first, acts(7));
    assert_ne!(first, acts(8));
    assert!(first.is_sorted_by_key(|(when, _)| *when), "in order");
}

#[test]
fn steps_and_strides_see_the_same_acts() {
    let (mut steps, mut stride) = (day(7), day(7));
    let (dawn, end) = (steps.dawn(), steps.dawn().plus_seconds(30 * 3600));
    let mut stepped = Vec::new();
    let mut now = dawn;
    while now <= end {
        stepped.extend(steps.due(now));
        now = now.plus_seconds(60);
    }
    assert_eq!(stepped, stride.due(end));
}

#[test]
fn a_day_has_everything_that_a_day_has() {
    let mut day = day(7);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let midnight = day.dawn().plus_seconds(18 * 3600);
    for act in day.due(midnight) {
        *counts.entry(name(&act)).or_default() += 1;
    }
    let at_least = [
        ("arrive", 8),
        ("move-cell", 25),
        ("open-alert", 10),
        ("close-alert", 3),
        ("to-court", 8),
        ("from-court", 5),
        ("transfer-out", 5),
        ("transfer-in", 5),
        ("release", 4),
        ("lock-down", 1),
        ("lift-lock-down", 1),
        ("plan", 10),
        ("absence-out", 2),
        ("staff-book", 3),
        ("rate-cell-sharing", 8),
        ("register", 1_000),
        ("book", 150),
        ("move", 3),
        ("cancelled", 3),
        ("fulfilled", 20),
        ("noshow", 2),
    ];
    for (act, least) in at_least {
        assert!(counts.get(act).copied().unwrap_or(0) >= least, "{act}: {counts:?}");
    }
}

#[test]
fn the_court_run_goes_early_and_comes_back_in_the_evening() {
    let mut day = day(7);
    for (when, act) in day.due_timed(day.dawn().plus_seconds(18 * 3600)) {
        let hour = when.london().hour();
        match act {
            Act::Prison(prison::Act::ToCourt { .. }) => assert!((7..9).contains(&hour)),
            Act::Prison(prison::Act::FromCourt { .. }) => assert!((16..20).contains(&hour)),
            _ => {}
        }
    }
}

#[test]
fn nobody_is_seen_in_the_clinic_while_at_court() {
    let mut day = day(7);
    let mut at_court: BTreeMap<_, (vocab::Instant, vocab::Instant)> = BTreeMap::new();
    let (mut booked, mut patients, mut seen) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    let midnight = day.dawn().plus_seconds(18 * 3600);
    for (when, act) in day.due_timed(midnight) {
        match act {
            Act::Prison(prison::Act::ToCourt { number }) => {
                at_court.insert(number, (when, midnight));
            }
            Act::Prison(prison::Act::FromCourt { number }) => {
                at_court.entry(number).and_modify(|(_, back)| *back = when);
            }
            Act::Clinic(ClinicAct::Register(p)) => {
                patients.insert(p.local.clone(), p.prison_number);
            }
            Act::Clinic(ClinicAct::Book(b)) => {
                booked.insert(b.key.clone(), b);
            }
            Act::Clinic(ClinicAct::Mark { key, state }) if state.text() == "fulfilled" => seen.push(key),
            _ => {}
        }
    }
    assert!(!at_court.is_empty() && !seen.is_empty());
    for key in seen {
        let booking = &booked[&key];
        let Some(number) = patients[&booking.patient] else { continue };
        if let Some((out, back)) = at_court.get(&number) {
            assert!(booking.end <= *out || *back <= booking.start, "{key} was seen while at court");
        }
    }
}

#[test]
fn everybody_of_the_scenarios_is_there_and_stays() {
    let mut played = Played::new(stage(7));
    played.days(5);
    let prison = played.stage.prison.lock();
    let today = played.now.london_date();
    for (text, family) in [
        ("A4711KX", "SHAW"),
        ("A5120BT", "TATE"),
        ("A5121DT", "TATE"),
        ("A6022AH", "HOXHA"),
        ("A7003MI", "ILIĆ"),
        ("A8100KB", "BOYD"),
    ] {
        let person = prison.person(number(text)).unwrap();
        assert_eq!(person.name.family.text(), family);
        assert_eq!(person.in_care().unwrap().prison, mdi());
    }
    let born = |text: &str| prison.person(number(text)).unwrap().born.date();
    assert_eq!((born("A5120BT"), born("A5121DT")), (date(1998, 6, 4), date(1998, 6, 4)));
    let codes = |text: &str| -> BTreeSet<String> {
        let person = prison.person(number(text)).unwrap();
        person.alerts.iter().filter(|a| a.active_on(today)).map(|a| a.code.clone()).collect()
    };
    assert!(codes("A4711KX").contains("XEL"));
    let boyd = codes("A8100KB");
    assert!(["XRF", "RNO121", "HA"].iter().all(|c| boyd.contains(*c)));
    assert!(boyd.iter().any(|c| c == "XQZ7"), "and one that no list has");
}

#[test]
fn names_and_numbers_are_as_hard_as_in_life() {
    let mut day = day(7);
    let prison = day.prison(settings());
    let people: Vec<_> = prison.people().collect();
    assert_eq!(people.len(), PEOPLE);
    assert!(people.iter().any(|p| p.name.family.text().contains('\'')), "an apostrophe");
    assert!(people.iter().any(|p| !p.name.family.text().is_ascii()), "an accent");
    let patients: Vec<_> = day
        .due(day.dawn())
        .into_iter()
        .filter_map(|a| if let Act::Clinic(ClinicAct::Register(p)) = a { Some(p) } else { None })
        .collect();
    let numbers: BTreeSet<_> = patients.iter().filter_map(|p| p.nhs).collect();
    assert_eq!(numbers.len(), patients.iter().filter(|p| p.nhs.is_some()).count(), "nobody shares one");
    assert!(numbers.iter().all(|n| n.text().starts_with("999") && NhsNumber::parse(&n.text()).is_ok()));
    assert!(patients.iter().any(|p| p.nhs.is_none()) && patients.iter().any(|p| p.prison_number.is_none()));
    let by_number: BTreeMap<_, _> = people.iter().map(|p| (p.number, p)).collect();
    let wrong = patients
        .iter()
        .filter(|c| {
            c.prison_number
                .and_then(|n| by_number.get(&n))
                .is_some_and(|p| fold(p.name.family.text()) != fold(c.name.family.text()))
        })
        .count();
    assert_eq!(wrong, 1, "one care record carries somebody else's number");
    let mut pairs: BTreeMap<_, usize> = BTreeMap::new();
    for p in &people {
        *pairs.entry((fold(p.name.family.text()), p.born)).or_default() += 1;
    }
    assert!(pairs.values().filter(|n| **n > 1).count() >= 2, "the Tates and another pair");
}

fn stage(seed: u64) -> Stage {
    let day = day(seed);
    let clock = Arc::new(ManualClock::at(day.dawn()));
    let settings = day.settings("moorland", "hmpps-gatelodge-1");
    Stage::new(seed, day, settings, clock)
}

/// A stage and how far it has been played.
struct Played {
    stage: Stage,
    now: vocab::Instant,
    acts: usize,
    impossible: usize,
    told: Vec<String>,
}

impl Played {
    fn new(stage: Stage) -> Self {
        let now = stage.day().dawn();
        Self { stage, now, acts: 0, impossible: 0, told: Vec::new() }
    }

    fn minute(&mut self) {
        self.now = self.now.plus_seconds(60);
        let stepped = self.stage.play(self.now);
        self.acts += stepped.acts;
        self.impossible += stepped.impossible;
        let mut prison = self.stage.prison.lock();
        for notice in prison.notices_due(self.now) {
            prison.delivered(notice.ticket);
            self.told.push(notice.body);
        }
    }

    fn days(&mut self, days: usize) {
        (0..days * 24 * 60).for_each(|_| self.minute());
    }
}

#[test]
fn ten_days_are_possible_and_tell_of_everything() {
    let mut played = Played::new(stage(11));
    played.days(10);
    let (acts, impossible) = (played.acts, played.impossible);
    assert!(acts > 3_000, "{acts}");
    assert!(impossible * 200 <= acts, "{impossible} of {acts} acts could not be");
    let kind = |body: &String| {
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        body["MessageAttributes"]["eventType"]["Value"].as_str().unwrap().to_owned()
    };
    let told: BTreeSet<String> = played.told.iter().map(kind).collect();
    for kind in [
        "prison-offender-events.prisoner.merged",
        "prison-offender-events.prisoner.booking.moved",
        "prison-offender-events.prisoner.received",
        "prison-offender-events.prisoner.released",
        "prisoner-offender-search.prisoner.created",
        "person.alert.inactive",
        "restricted-patients.patient.added",
        "appointments.appointment-instance.created",
        "person.temporary-absence.started",
    ] {
        assert!(told.contains(kind), "{kind} was never told: {told:?}");
    }
    let prison = played.stage.prison.lock();
    let people = prison.people().filter(|p| p.in_care().is_some_and(|c| c.prison == mdi())).count();
    assert!((PEOPLE - 60..PEOPLE + 60).contains(&people), "{people} in the prison after ten days");
}

#[test]
fn a_stage_that_was_killed_goes_on_where_it_was() {
    let (mut straight, mut killed) = (Played::new(stage(3)), Played::new(stage(3)));
    for minute in 0..(40 * 60) {
        straight.minute();
        killed.minute();
        if minute == 500 || minute == 1500 {
            let clock = Arc::new(ManualClock::at(killed.now));
            killed.stage = Stage::restore(&killed.stage.save().unwrap(), clock).unwrap();
        }
    }
    assert!(straight.told.len() > 300, "{}", straight.told.len());
    assert_eq!(straight.told, killed.told);
    assert_eq!(straight.stage.save().unwrap(), killed.stage.save().unwrap());
}

#[test]
fn nothing_of_anybody_prints() {
    let mut day = day(7);
    let act = day.due(day.dawn()).into_iter().find(|a| name(a) == "register").unwrap();
    let stage = stage(7);
    let prison = stage.prison.lock();
    let boyd = prison.person(number("A8100KB")).unwrap();
    let printed = format!("{act:?} {day:?} {stage:?} {:?} {boyd:?} {:?}", *prison, boyd.custody);
    for word in ["BOYD", "Boyd", "A8100KB", "C-2-031", "Intelligence", "999"] {
        assert!(!printed.contains(word), "{word} printed");
    }
}

#[test]
fn a_night_of_twenty_five_hours_has_its_bookings_at_the_wall_clocks_time() {
    let mut day = Day::new(5, 200, mdi(), date(2026, 10, 24));
    let starts: BTreeSet<_> = day
        .due(day.dawn().plus_seconds(3 * 86_400))
        .into_iter()
        .filter_map(|a| if let Act::Clinic(ClinicAct::Book(b)) = a { Some(b.start) } else { None })
        .filter(|s| s.london_date() == date(2026, 10, 26))
        .map(vocab::Instant::london_hm)
        .collect();
    assert!(starts.contains("09:00") && starts.iter().all(|s| s.as_str() >= "08:30"), "{starts:?}");
}

/// The bookings that are made for each of the first days.
fn booked(
    start: jiff::civil::Date,
    days: i32,
) -> BTreeMap<jiff::civil::Date, Vec<(String, jiff::civil::Time)>> {
    let mut day = Day::new(9, 300, mdi(), start);
    let mut out: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for act in day.due(day.dawn().plus_seconds(i64::from(days) * 86_400)) {
        if let Act::Clinic(ClinicAct::Book(b)) = act {
            let start = b.start.london();
            out.entry(start.date()).or_default().push((format!("{:?}", b.clinic), start.time()));
        }
    }
    out
}

#[test]
fn whichever_day_it_is_started_a_story_opens_on_a_weekday_and_every_day_has_clinics() {
    // Seven days in a row, and the two Sundays on which the clocks change.
    let week = (16..=22).map(|d| date(2026, 11, d));
    for started in week.chain([date(2026, 3, 29), date(2026, 10, 25)]) {
        let first = opening(started);
        assert!(first >= started && first.weekday().to_monday_one_offset() <= 5, "{started}: {first}");
        assert!((first - started).get_days() <= 2, "{started}: {first}");
        let booked = booked(first, 8);
        let mut on = first;
        for _ in 0..8 {
            let lists = booked.get(&on).unwrap_or_else(|| panic!("{started}: nobody is booked on {on}"));
            assert!(lists.len() >= 5, "{started}: {on} has {lists:?}");
            assert!(lists.iter().all(|(_, t)| (8..17).contains(&t.hour())), "{started}: {on} has {lists:?}");
            on = on.tomorrow().unwrap();
        }
        let kinds: BTreeSet<_> = booked[&first].iter().map(|(clinic, _)| clinic).collect();
        assert!(kinds.len() >= 3, "{started}: the first day has only {kinds:?}");
    }
}

#[test]
fn on_the_sundays_when_the_clocks_change_the_doctor_comes_at_the_wall_clocks_nine() {
    for sunday in [date(2026, 3, 29), date(2026, 10, 25)] {
        let friday = sunday.saturating_sub(jiff::ToSpan::days(2));
        let lists = &booked(friday, 4)[&sunday];
        let firsts: Vec<_> = lists.iter().filter(|(_, t)| t.hour() == 9).collect();
        assert!(!firsts.is_empty() && lists.iter().all(|(_, t)| (8..12).contains(&t.hour())), "{lists:?}");
    }
}
