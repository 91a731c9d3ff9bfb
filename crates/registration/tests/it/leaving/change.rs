use super::{boyd, keys, left, plan, shaw, told};
use crate::support::{at, day};
use registration::leaving::{Change, Dates, Key, Leaver, Release, Way, Why};

fn fallen(change: &Change) -> Vec<Key> {
    let mut keys: Vec<Key> = change.fallen.iter().map(|one| one.step.key).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn a_new_day_moves_what_was_planned_and_loses_nothing() {
    let moved = Leaver { release: told("2027-04-12", "2026-11-23"), ..boyd() };
    let change = Change::between(&plan(&boyd()), &plan(&moved));
    assert!(change.fallen.is_empty() && change.new.is_empty() && change.stays.is_empty());
    assert_eq!(change.moved.len(), plan(&boyd()).steps.len());
    assert!(change.moved.iter().all(|one| one.was.key == one.is.key && one.was.by < one.is.by));
    assert!(Change::between(&plan(&boyd()), &plan(&boyd())).is_none());
}

#[test]
fn a_day_that_is_taken_away_undoes_its_plan() {
    let recalled = Release { day: None, told: day("2026-11-23") };
    let recalled = plan(&Leaver { release: Some(recalled), ..boyd() });
    let change = Change::between(&plan(&boyd()), &recalled);
    assert_eq!(fallen(&change), keys(&plan(&boyd())));
    assert!(change.fallen.iter().all(|one| one.why == Some(Why::DayTakenAway)));
    let back = Change::between(&recalled, &plan(&boyd()));
    assert_eq!(back.new, plan(&boyd()).steps);
}

/// S10: reversed at 15:40, nothing was lost.
#[test]
fn a_leaving_that_was_put_right_brings_the_plan_back_as_it_was() {
    let before = plan(&shaw());
    let gone = plan(&Leaver { stands: left(Way::ReleasedByCourt, "2026-11-12", false), ..shaw() });
    let out = Change::between(&before, &gone);
    assert!(out.fallen.iter().all(|one| one.why == Some(Why::Left)));
    let back = Change::between(&gone, &plan(&shaw()));
    assert_eq!(back.new, before.steps);
    assert!(back.fallen.iter().all(|one| one.why == Some(Why::Back)));
    assert_eq!(fallen(&back), keys(&gone));
}

#[test]
fn a_death_stops_everything_and_gives_no_reason() {
    let died = plan(&Leaver { stands: left(Way::Died, "2026-11-23", false), ..boyd() });
    let change = Change::between(&plan(&boyd()), &died);
    assert_eq!(fallen(&change), keys(&plan(&boyd())));
    assert!(change.fallen.iter().all(|one| one.why.is_none()));
    assert!(change.new.is_empty() && change.moved.is_empty());
    // Reported in error and put right: everything is there again.
    assert_eq!(Change::between(&died, &plan(&boyd())).new, plan(&boyd()).steps);
}

#[test]
fn moved_ten_times_in_a_day_is_one_change() {
    let days: Vec<_> = (0..10)
        .map(|n| {
            (at(&format!("2026-11-23T{:02}:00:00Z", 8 + n)), Some(day(&format!("2027-03-{:02}", 2 + n))))
        })
        .collect();
    let first = (at("2026-09-03T10:00:00Z"), Some(day("2027-03-01")));
    let told: Vec<_> = std::iter::once(first).chain(days.clone()).collect();
    let dates = Dates::of(&told);
    assert_eq!(dates.moved, 1);
    let stands = Release { day: Some(day("2027-03-11")), told: day("2026-11-23") };
    assert_eq!(dates.release, Some(stands));
    // Ten moves that end where they began are none.
    let back = [told, vec![(at("2026-11-23T19:00:00Z"), Some(day("2027-03-01")))]].concat();
    let stands = Release { day: Some(day("2027-03-01")), told: day("2026-09-03") };
    assert_eq!(Dates::of(&back), Dates { release: Some(stands), moved: 0 });
    // A day that came, went and came again moved twice.
    let gone = [
        (at("2026-09-03T10:00:00Z"), Some(day("2027-03-01"))),
        (at("2026-09-04T10:00:00Z"), None),
        (at("2026-09-05T10:00:00Z"), Some(day("2027-03-01"))),
    ];
    assert_eq!(Dates::of(&gone).moved, 2);
    assert_eq!(Dates::of(&[]), Dates::default());
}
