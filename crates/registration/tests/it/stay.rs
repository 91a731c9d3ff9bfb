//! How long somebody is likely to stay chooses what is said beside the question, and nothing else.

use crate::support::day;
use registration::stay::{Known, Likely, Thresholds};
use vocab::code::{Coded, LegalStatus};

fn likely(status: &str, release: Option<&str>) -> Likely {
    let status = Coded::<LegalStatus>::read(status);
    let known = Known { legal_status: Some(&status), release: release.map(day), today: day("2026-11-12") };
    Likely::of(&known, &Thresholds::default())
}

#[test]
fn remand_may_leave_any_day_whatever_date_is_written() {
    assert_eq!(likely("REMAND", Some("2028-01-01")), Likely::Remand);
    assert_eq!(likely("CONVICTED_UNSENTENCED", None), Likely::Remand);
}

#[test]
fn each_side_of_each_threshold() {
    for (release, expected) in [
        ("2026-11-12", Likely::Passing),
        ("2026-11-13", Likely::Passing),
        ("2026-11-14", Likely::Short),
        ("2027-02-11", Likely::Short),
        ("2027-02-12", Likely::Middle),
        ("2028-11-11", Likely::Middle),
        ("2028-11-12", Likely::Long),
    ] {
        assert_eq!(likely("SENTENCED", Some(release)), expected, "{release}");
    }
}

#[test]
fn a_day_that_has_gone_by_and_no_day_say_nothing() {
    assert_eq!(likely("SENTENCED", Some("2026-11-11")), Likely::NotKnown);
    assert_eq!(likely("INDETERMINATE_SENTENCE", None), Likely::NotKnown);
    assert_eq!(likely("A_NEW_STATUS", None), Likely::NotKnown);
}

#[test]
fn immigration_has_its_own() {
    assert_eq!(likely("IMMIGRATION_DETAINEE", Some("2026-12-01")), Likely::Immigration);
}

#[test]
fn every_threshold_says_where_it_comes_from() {
    let of = Thresholds::default();
    assert!([of.passing, of.short, of.long].iter().all(|threshold| !threshold.source.is_empty()));
}

#[test]
fn no_guidance_says_what_to_answer() {
    use Likely::{Immigration, Long, Middle, NotKnown, Passing, Remand, Short};
    for likely in [Remand, Passing, Short, Middle, Long, Immigration, NotKnown] {
        let words = likely.guidance().to_lowercase();
        for push in ["should say", "advise", "recommend", "better to", "encourage"] {
            assert!(!words.contains(push), "{likely:?}: {words}");
        }
    }
}
