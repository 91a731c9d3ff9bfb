//! The whole policy as a table, the charter and the reviews.

use crate::engine;
use policy::{Engine, Kind, Sources, table};

/// A change of policy is a difference here that a person reads.
#[test]
fn who_gets_what() {
    insta::assert_snapshot!("who_gets_what", table::table(engine()));
}

#[test]
fn the_charter_holds_every_policy_and_changes_with_each_word() {
    let text = engine().charter_text();
    for file in Sources::built_in().policies.values() {
        assert!(text.contains(file.as_str()));
    }
    assert!(Kind::ALL.iter().all(|kind| text.contains(&format!("kind {}:", kind.word()))));
    assert_eq!(text, Engine::built_in().unwrap().charter_text(), "the same every time");
    let mut other = Sources::built_in();
    other.policies.values_mut().next().unwrap().push('\n');
    assert_ne!(text, Engine::from_sources(&other).unwrap().charter_text());
}

#[test]
fn every_policy_says_when_it_is_looked_at_again() {
    let reviews = engine().reviews();
    assert!(reviews.len() > 40 && reviews.is_sorted());
    assert!(reviews.iter().all(|review| review.by > jiff::civil::date(2026, 11, 1)));
}
