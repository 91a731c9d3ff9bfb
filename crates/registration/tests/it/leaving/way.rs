use crate::support::{at, day, prison};
use registration::leaving::{Stands, Way};
use vocab::code::{Coded, LegalStatus, MovementReason};
use vocab::prison::{Custody, Report, Standing};

fn report(standing: Standing, reason: &str) -> Report {
    Report {
        standing,
        movement: None,
        reason: (!reason.is_empty()).then(|| MovementReason::new(reason)),
        happened: None,
        since: at("2026-11-12T15:11:00Z"),
        after: None,
    }
}

fn custody(standing: Standing, reason: &str) -> Custody {
    Custody {
        stay: 1,
        began: None,
        seen: at("2026-11-03T19:00:00Z"),
        booking: None,
        legal_status: Some(Coded::Known(LegalStatus::Sentenced)),
        release: None,
        speaks: None,
        cell: None,
        cell_sharing: None,
        reported: report(standing, reason),
        settled: Some(report(Standing::InPrison { prison: prison("HLI") }, "")),
    }
}

fn way(custody: &Custody) -> Option<Way> {
    match Stands::of(custody) {
        Stands::Left { way, .. } => Some(way),
        Stands::Here | Stands::Nowhere => None,
    }
}

#[test]
fn a_release_is_told_from_everything_that_is_dressed_as_one() {
    let hospital = Standing::SecureHospital { supporting: None };
    for (standing, reason, expected) in [
        (Standing::Released, "CR", Way::Released),
        (Standing::Released, "", Way::Released),
        (Standing::Released, "NG", Way::ReleasedByCourt),
        (Standing::Released, "BL", Way::ReleasedByCourt),
        (Standing::Released, "BD", Way::ReleasedByCourt),
        (Standing::Died, "DEC", Way::Died),
        (Standing::Removed, "DD", Way::RemovedFromCountry),
        (Standing::Removed, "EX", Way::RemovedFromCountry),
        (Standing::Removed, "ESCP", Way::Escaped),
        (Standing::Removed, "UAL_ECL", Way::Escaped),
        (Standing::Removed, "", Way::NotUnderstood),
        (hospital, "HP", Way::Hospital),
        (Standing::InTransit, "", Way::Transferred),
        (Standing::NotUnderstood, "", Way::NotUnderstood),
    ] {
        assert_eq!(way(&custody(standing.clone(), reason)), Some(expected), "{standing:?} {reason}");
    }
}

#[test]
fn whoever_was_last_settled_at_court_left_by_its_door() {
    let before = report(Standing::AtCourt { prison: prison("HLI") }, "");
    let out = Custody { settled: Some(before.clone()), ..custody(Standing::Released, "") };
    assert_eq!(way(&out), Some(Way::ReleasedByCourt));
    let died = Custody { settled: Some(before), ..custody(Standing::Died, "") };
    assert_eq!(way(&died), Some(Way::Died));
}

#[test]
fn held_for_immigration_a_release_is_a_leaving_of_its_own_unless_bailed() {
    let held = |reason| Custody {
        legal_status: Some(Coded::Known(LegalStatus::ImmigrationDetainee)),
        ..custody(Standing::Released, reason)
    };
    assert_eq!(way(&held("CR")), Some(Way::Immigration));
    assert_eq!(way(&held("BD")), Some(Way::ReleasedByCourt));
}

#[test]
fn out_for_the_day_is_here_and_what_never_was_is_nowhere() {
    let prison = prison("HLI");
    for here in [
        Standing::InPrison { prison },
        Standing::AtCourt { prison },
        Standing::TemporaryAbsence { prison },
        Standing::BedWatch { prison },
        Standing::Out { prison },
    ] {
        assert_eq!(Stands::of(&custody(here, "")), Stands::Here);
    }
    for nowhere in [Standing::MergedAway, Standing::NotInCustody] {
        assert_eq!(Stands::of(&custody(nowhere, "")), Stands::Nowhere);
    }
}

#[test]
fn the_day_is_the_movements_and_it_settles_as_the_custody_does() {
    let mut out = custody(Standing::Released, "CR");
    let left = |custody: &Custody| match Stands::of(custody) {
        Stands::Left { on, settled, .. } => (on, settled),
        other => panic!("{other:?}"),
    };
    assert_eq!(left(&out), (day("2026-11-12"), false));
    out.reported.happened = Some(at("2026-11-11T09:00:00Z"));
    out.settled = Some(out.reported.clone());
    assert_eq!(left(&out), (day("2026-11-11"), true));
}
