//! A person's alerts, as a nurse, an administrator and an officer meet them.

use crate::{engine, lists, mdi};
use jiff::civil::{Date, date};
use policy::lines::LineKind;
use policy::panel::{CellSharing, Empty, NOT_RECOGNISED, active_on};
use policy::{Kind, Outcome, PanelLines, Question, Reader, SuicideLine, SuicideState};
use proptest::prelude::*;
use std::collections::BTreeSet;
use vocab::code::AlertCode;
use vocab::crossing::Role;
use vocab::prison::{Alert, AlertEnd};

fn reader(role: Role) -> Reader {
    Reader::by(|kind: Kind| engine().rule(&Question::usual(role, role.purpose_usual(), kind)).outcome)
}

const TODAY: Date = date(2026, 11, 12);

fn alerts(codes: &[&str]) -> Vec<Alert> {
    let from = Some(date(2026, 9, 3));
    codes.iter().map(|code| Alert { code: AlertCode::new(code), from, ends: AlertEnd::Open }).collect()
}

fn seen_by(role: Role, codes: &[&str]) -> PanelLines {
    lists().panel_lines(active_on(&alerts(codes), TODAY), mdi(), &reader(role))
}

fn words(lines: &[policy::PanelLine]) -> Vec<&str> {
    lines.iter().map(|line| &*line.words).collect()
}

#[test]
fn boyd_at_the_door() {
    let boyd = seen_by(Role::Clinician, &["HA", "XRF", "XHT", "XCU", "VLES", "TM", "XTACT", "QQ99"]);
    assert_eq!(boyd.suicide, SuicideLine::State(SuicideState::Open));
    assert_eq!(
        words(&boyd.actions),
        [
            "Ask for two officers before opening. No closed room.",
            "Not alone with female staff.",
            "Ask the wing how many officers this unlock takes.",
        ]
    );
    assert_eq!(words(&boyd.needs), ["Little English: book an interpreter."]);
    assert_eq!(boyd.hold.as_ref().map(|hold| &*hold.words), Some("Hold: do not transfer."));
    assert_eq!(boyd.actions[0].since, Some(date(2026, 9, 3)));
    assert!(boyd.unrecognised && boyd.known && !boyd.draft);
    assert_eq!(NOT_RECOGNISED, "Something here is not recognised. Ask security.");
    assert!(!format!("{boyd:?}").contains("QQ99"), "without the code");
}

/// S14: an action, and no offence.
#[test]
fn katie_sees_two_officers_and_no_offence() {
    let boyd = seen_by(Role::Clinician, &["XRF", "RNO121"]);
    assert_eq!(
        words(&boyd.actions),
        ["Ask for two officers before opening. Not one to one.", "Not alone with female staff."]
    );
}

#[test]
fn several_codes_give_one_line() {
    let one = seen_by(Role::Clinician, &["XRF", "SOR", "SONR", "SO", "SR", "XSO", "SSHO"]);
    assert_eq!(words(&one.actions), ["Not alone with female staff."]);
    // The greater request covers the lesser.
    let two = seen_by(Role::Clinician, &["XHT", "XSA", "XVL", "RSS"]);
    assert_eq!(words(&two.actions), ["Ask for two officers before opening. No closed room."]);
}

#[test]
fn the_earliest_start_stands_beside_a_line() {
    let mut boyd = alerts(&["XSA", "XVL"]);
    boyd[1].from = Some(date(2025, 1, 2));
    boyd.push(Alert { from: None, ..boyd[0].clone() });
    let panel = lists().panel_lines(active_on(&boyd, TODAY), mdi(), &reader(Role::Clinician));
    assert_eq!(panel.actions[0].since, Some(date(2025, 1, 2)));
}

#[test]
fn open_wins_over_every_other_state() {
    for (codes, state) in [
        (&["HA2", "HA", "HA1"][..], SuicideState::Open),
        (&["HA2", "HA1"], SuicideState::PostClosure),
        (&["HA2"], SuicideState::Closed),
        (&["XSA"], SuicideState::NoneRecorded),
    ] {
        assert_eq!(seen_by(Role::Clinician, codes).suicide, SuicideLine::State(state));
    }
    let words = [SuicideState::Open, SuicideState::PostClosure, SuicideState::Closed, SuicideState::NotKnown];
    assert_eq!(words.map(SuicideState::words), ["Open", "Post-closure", "Closed", "Not known"]);
}

#[test]
fn every_level_of_cell_sharing_has_words_and_high_wins_over_what_is_not_known() {
    use vocab::prison::CellSharingRisk::{High, Low, Medium, NotRated, Other, Standard};
    let mut all: Vec<_> = [High, NotRated, Other, Medium, Low, Standard].map(CellSharing::Told).to_vec();
    all.push(CellSharing::NotKnown);
    all.sort_by_key(|said| said.gravity());
    let words: Vec<_> = all.iter().map(|said| said.words()).collect();
    let other = "A rating that is not in our list";
    assert_eq!(words, ["Not rated", "Low", "Standard", "Medium", other, "Not known", "High"]);
}

#[test]
fn an_alert_that_ended_today_is_silent() {
    let mut boyd = alerts(&["XSA"]);
    boyd[0].ends = AlertEnd::On(TODAY);
    assert!(
        lists().panel_lines(active_on(&boyd, TODAY), mdi(), &reader(Role::Clinician)).none_of_the_kinds()
    );
}

#[test]
fn an_administrator_sees_what_to_do_and_no_more() {
    let codes = ["HA", "SOR", "PGWCP", "HC", "VLES", "XSA"];
    let desk = seen_by(Role::HealthcareAdministrator, &codes);
    assert_eq!(
        desk.suicide,
        SuicideLine::Action(Some("Not left waiting alone. Tell the nurse in charge of the clinic."))
    );
    assert_eq!(
        words(&desk.actions),
        ["Ask for two officers before opening.", "Not alone with female staff."]
    );
    assert_eq!(words(&desk.needs), ["Little English: book an interpreter."]);
    assert!(desk.actions.iter().chain(&desk.needs).all(|line| line.since.is_none()));
    let nurse = seen_by(Role::Clinician, &codes);
    assert_eq!(nurse.needs.len(), 3, "the nurse sees the care plan and the history too");
    assert!(nurse.kinds_that_may_cross > desk.kinds_that_may_cross);
}

/// What a reader may not see must not swallow what that reader may.
#[test]
fn a_line_that_is_withheld_covers_nothing() {
    let nothing_but_needs = Reader { actions: Outcome::Withheld, ..reader(Role::Clinician) };
    let panel =
        lists().panel_lines(active_on(&alerts(&["XHT", "XSA", "PEEP"]), TODAY), mdi(), &nothing_but_needs);
    assert_eq!((panel.actions.len(), panel.needs.len()), (0, 1));
}

#[test]
fn an_officer_gets_nothing_here() {
    let officer = seen_by(Role::Officer, &["HA", "XSA", "TM", "QQ99"]);
    assert_eq!(officer.suicide, SuicideLine::Withheld);
    assert!(officer.actions.is_empty() && officer.needs.is_empty() && officer.hold.is_none());
    assert!(!officer.unrecognised && officer.kinds_that_may_cross == 0);
    assert!(!reader(Role::Officer).sees_any() && reader(Role::HealthcareAdministrator).sees_any());
}

#[test]
fn at_most_five_in_full_and_the_rest_as_headings() {
    let many = seen_by(Role::Clinician, &["XHT", "RNO121", "RR46", "XRF", "XCA", "XA", "XCU", "VLES"]);
    assert_eq!((many.actions.len(), many.shown().len()), (7, 5));
    assert_eq!(many.headings().collect::<Vec<_>>(), ["things that burn", "unlock level", "interpreter"]);
    assert!(many.actions.is_sorted_by_key(|line| line.harm));
}

#[test]
fn unknown_never_looks_like_none() {
    let nurse = reader(Role::Clinician);
    let none = seen_by(Role::Clinician, &[]);
    let unread = lists().panel_not_known(mdi(), &nurse);
    assert!(none.known && none.none_of_the_kinds());
    assert!(!unread.known && !unread.none_of_the_kinds());
    assert_eq!(unread.suicide, SuicideLine::State(SuicideState::NotKnown));
    assert!(!seen_by(Role::Clinician, &["QQ99"]).none_of_the_kinds(), "nor does what is not recognised");
    assert!(seen_by(Role::Clinician, &["XTACT"]).none_of_the_kinds(), "what is silent is silent");
    assert!(!seen_by(Role::Clinician, &["HA2"]).none_of_the_kinds());
}

#[test]
fn every_empty_answer_has_words_of_its_own() {
    let kinds = lists().kinds_that_may_cross(&reader(Role::Clinician));
    assert_eq!(kinds, 28);
    let all = [
        Empty::None { kinds, told: None, checked: "07:41".into() },
        Empty::NotKnownSince { since: "06:40".into() },
        Empty::NeverRead,
        Empty::OurFault,
        Empty::NotLinked,
        Empty::BeingChecked,
        Empty::PrisonRecordOnly,
    ];
    assert_eq!(
        all[0].words(),
        "None of the 28 kinds of warning that may cross, checked 07:41. Other risks may exist."
    );
    assert_eq!(all.iter().map(Empty::words).collect::<BTreeSet<_>>().len(), all.len());
}

fn any_code() -> impl Strategy<Value = String> {
    let known: Vec<String> = lists().codes().iter().map(|(code, _)| code.text().to_owned()).collect();
    prop_oneof![4 => prop::sample::select(known), 1 => "[A-Z]{1,3}[0-9]{0,4}"]
}

proptest! {
    /// Whatever is active: no line twice, in order, no word of a code, and the same in any order.
    #[test]
    fn lines_are_few_ranked_and_the_same_in_any_order(codes in prop::collection::vec(any_code(), 0..12)) {
        let panel = seen_by(Role::Clinician, &codes.iter().map(String::as_str).collect::<Vec<_>>());
        let names: BTreeSet<_> = panel.actions.iter().chain(&panel.needs).map(|line| &line.name).collect();
        prop_assert_eq!(names.len(), panel.actions.len() + panel.needs.len());
        prop_assert!(panel.actions.is_sorted_by_key(|line| line.harm) && panel.needs.is_sorted_by_key(|line| line.harm));
        prop_assert!(panel.actions.iter().all(|line| line.kind == LineKind::SafetyAction));
        let back: Vec<&str> = codes.iter().rev().map(String::as_str).collect();
        prop_assert_eq!(&panel, &seen_by(Role::Clinician, &back));
        let unknown = codes.iter().any(|code| lists().codes().treatment(&AlertCode::new(code)).is_none());
        prop_assert_eq!(panel.unrecognised, unknown);
    }

    /// A reduced reader never sees a line that a full one does not.
    #[test]
    fn less_is_less(codes in prop::collection::vec(any_code(), 0..12)) {
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let (full, desk) = (seen_by(Role::Clinician, &codes), seen_by(Role::HealthcareAdministrator, &codes));
        for line in desk.actions.iter().chain(&desk.needs) {
            prop_assert!(full.actions.iter().chain(&full.needs).any(|other| other.name == line.name));
        }
    }
}
