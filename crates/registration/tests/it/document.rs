//! `docs/registration.md`, held against the rules: its days, its lists, its sentences.

use crate::support::{Story, around, day, interpreted, said};
use registration::asking::Times as Asking;
use registration::counts::{CLOSES_AFTER_DAYS, HIDDEN_BELOW};
use registration::leaving::{self, Key, Owner, Way};
use registration::recording::{Refusal, refusals};
use registration::risk::{READS_PER_SECOND, sweep_seconds};
use registration::screening::programme::{self, Country};
use registration::stay::{Threshold, Thresholds};
use registration::watching::{WORKING_DAYS, to_do};
use registration::wording::{Language, Status, Wordings};
use std::collections::BTreeSet;
use vocab::registration::{Check, Harm, InterpreterIs};

const DOCUMENT: &str = include_str!("../../../../docs/registration.md");

/// What stands under a heading, its lines joined.
fn section(heading: &str) -> String {
    let after = DOCUMENT.split(&format!("\n## {heading}\n")).nth(1).unwrap_or_else(|| panic!("no {heading}"));
    let lines = after.split("\n## ").next().unwrap().lines().map(str::trim);
    lines.collect::<Vec<_>>().join(" ")
}

/// The rows of a section's table, without its head.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let after = DOCUMENT.split(&format!("\n## {heading}\n")).nth(1).unwrap_or_else(|| panic!("no {heading}"));
    let rows = after.split("\n## ").next().unwrap().lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

#[test]
fn the_days_are_those_of_the_code_with_their_sources() {
    let (asking, stay, leaving) = (Asking::default(), Thresholds::default(), leaving::Times::default());
    let published = [
        &stay.passing,
        &stay.short,
        &stay.long,
        &leaving.plan,
        &leaving.letter,
        &leaving.letter_by,
        &leaving.medicines,
        &leaving.ready,
        &leaving.reconnect_after,
    ];
    let of = |threshold: &&Threshold| (threshold.days.to_string(), threshold.source.clone());
    let rows = table("Days");
    let told: Vec<(String, String)> = rows.iter().map(|row| (row[1].to_owned(), row[2].to_owned())).collect();
    assert_eq!(told[0].0, asking.offered_by_day.to_string());
    assert_eq!(told[1].0, asking.asked_by_day.to_string());
    assert!(told[..2].iter().all(|(_, source)| source.starts_with("Gatelodge's own")));
    assert_eq!(told[2..], published.iter().map(of).collect::<Vec<_>>()[..]);
    assert!(section("Days").contains(&format!("after {WORKING_DAYS} working days")));
    assert!(section("How it goes").contains(&format!(
        "offered by day {} and asked by day {}",
        asking.offered_by_day, asking.asked_by_day
    )));
}

#[test]
fn every_way_of_leaving_stands_there_with_its_first_step() {
    let first = [
        (Way::Released, Key::PackHanded),
        (Way::ReleasedByCourt, Key::FindLeaver),
        (Way::Transferred, Key::HandoverPrison),
        (Way::Hospital, Key::HandoverHospital),
        (Way::Immigration, Key::HandoverImmigration),
        (Way::RemovedFromCountry, Key::HandoverAbroad),
        (Way::Escaped, Key::Escaped),
        (Way::NotUnderstood, Key::AskWhat),
    ];
    let mut expected: BTreeSet<(String, String)> = first
        .map(|(way, key)| (way.words().to_owned(), format!("{}: {}", key.owner().words(), key.words())))
        .into();
    let nobody = "nobody: every letter and every task stops, and no reason is given.";
    expected.insert((Way::Died.words().to_owned(), nobody.to_owned()));
    assert_eq!(expected.len(), Way::ALL.len());
    let rows = table("When somebody leaves");
    let told: BTreeSet<_> = rows.iter().map(|row| (row[0].to_owned(), row[1].to_owned())).collect();
    assert_eq!(told, expected, "left: docs/registration.md; right: the code");
}

#[test]
fn what_is_looked_for_is_what_the_rules_find() {
    let told: Vec<&str> = table("What is looked for").iter().map(|row| row[1]).collect();
    assert_eq!(told, Harm::ALL.iter().map(|harm| to_do(*harm)).collect::<Vec<_>>());
    let hours = sweep_seconds(90_000, READS_PER_SECOND) / 3_600;
    let section = section("What is looked for");
    assert!(section.contains(&format!("at most {READS_PER_SECOND} times a second")));
    assert!(section.contains(&format!("90,000 people takes {hours} hours")));
}

#[test]
fn the_checks_are_those_of_the_programmes() {
    let whom = |check, country| programme::of(check, country).whom;
    let expected: Vec<Vec<&str>> = Check::ALL
        .iter()
        .map(|check| vec![check.word(), whom(*check, Country::England), whom(*check, Country::Wales)])
        .collect();
    assert_eq!(table("Checks for illness"), expected);
    assert!(section("Checks for illness").contains(&format!("last read on {}", programme::READ)));
}

#[test]
fn the_counts_are_hidden_as_it_says() {
    let section = section("Counts for commissioners");
    assert!(section.contains(&format!("from 1 to {} are hidden", HIDDEN_BELOW - 1)));
    assert!(section.contains(&format!("when {CLOSES_AFTER_DAYS} days of the next")));
}

#[test]
fn the_languages_and_who_sees_people_out_are_all_there() {
    let section = section("Before you switch it on");
    let tags = Language::ALL.map(Language::tag).join(", ");
    assert!(section.contains(&format!(": {tags}.")), "{tags}");
    let owners = Owner::ALL.map(Owner::words).join(", ");
    assert!(section.contains(&format!(": {owners}.")), "{owners}");
    let drafts = Wordings::built_in().unwrap().all().all(|wording| wording.status == Status::Draft);
    assert_eq!(
        section.contains("all drafts unless a name stands beside them"),
        drafts,
        "name who checked what"
    );
}

#[test]
fn an_interpreter_is_refused_or_not_as_it_says() {
    let section = section("Before you switch it on");
    let refused = [
        (InterpreterIs::Officer, "an officer"),
        (InterpreterIs::Prisoner, "another prisoner"),
        (InterpreterIs::Relative, "a relative or friend"),
    ];
    let list = refused.map(|(_, words)| words).join(", ");
    assert!(section.contains(&format!("Refused, with the reason: {list}.")));
    for is in InterpreterIs::ALL {
        let found = refusals(&Story::new().choice, &said(interpreted(*is)), &around());
        let interpreter =
            [Refusal::InterpretedByOfficer, Refusal::InterpretedByPrisoner, Refusal::InterpretedByRelative];
        let is_refused = found.iter().any(|one| interpreter.contains(one));
        assert_eq!(is_refused, refused.iter().any(|(one, _)| one == is), "{is}");
    }
    assert!(programme::READ >= day("2026-11-23"));
}
