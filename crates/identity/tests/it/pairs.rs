//! For every pair of records that can be made.

use crate::people::{patient, person};
use identity::{Verdict, alike, alike_key, because, compare, decide, lines};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use vocab::crossing::{Comparison, Evidence};
use vocab::id::PrisonNumber;
use vocab::name::{Born, FamilyName, fold};

/// Few enough that agreements are common, odd enough to be real.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "Tate",
            "TATE",
            "tàte",
            "O'Vaughan",
            "o vaughan",
            "İlić",
            "Ilic",
            "-",
            "",
            "王"
        ])
        .prop_map(str::to_owned),
        "\\PC{0,12}",
    ]
}

fn any_born() -> impl Strategy<Value = Date> {
    prop::sample::select(vec![date(1998, 6, 4), date(1998, 4, 6), date(1961, 1, 1)])
}

fn any_number() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["A5120BT", "A5121DT", "A4711KX"])
}

prop_compose! {
    fn any_pair()(
        family in any_name(), given in any_name(), born in any_born(), number in any_number(),
        care_family in any_name(), care_given in any_name(), care_born in prop::option::of(any_born()),
        care_number in prop::option::of(any_number()), alike in 0u32..3, linked in any::<bool>(),
    ) -> Evidence {
        let patient = patient(&care_family, &care_given, care_born, care_number);
        compare(&person(&family, &given, born), &patient, PrisonNumber::parse(number).expect("well formed"), alike, linked)
    }
}

fn any_comparison() -> impl Strategy<Value = Comparison> {
    prop::sample::select(vec![Comparison::Same, Comparison::Differs, Comparison::Missing])
}

prop_compose! {
    fn any_evidence()(
        prison_number in any_comparison(), family in any_comparison(), given in any_comparison(),
        born in any_comparison(), others_alike in 0u32..3, already_linked in any::<bool>(),
    ) -> Evidence {
        Evidence { prison_number, family, given, born, others_alike, already_linked }
    }
}

/// Every evidence with one agreement less, or one doubt more.
fn weakened(evidence: &Evidence) -> Vec<Evidence> {
    let mut out = Vec::new();
    for less in [Comparison::Differs, Comparison::Missing] {
        out.push(Evidence { prison_number: less, ..evidence.clone() });
        out.push(Evidence { family: less, ..evidence.clone() });
        out.push(Evidence { given: less, ..evidence.clone() });
        out.push(Evidence { born: less, ..evidence.clone() });
    }
    out.push(Evidence { others_alike: evidence.others_alike + 1, ..evidence.clone() });
    out.push(Evidence { already_linked: true, ..evidence.clone() });
    out
}

proptest! {
    #[test]
    fn demographics_alone_never_link(mut evidence in any_pair(), less in any_comparison()) {
        prop_assume!(less != Comparison::Same);
        evidence.prison_number = less;
        prop_assert_ne!(decide(&evidence), Verdict::LinksByRule);
    }

    #[test]
    fn only_the_whole_rule_links(evidence in any_pair()) {
        if decide(&evidence) == Verdict::LinksByRule {
            let Evidence { prison_number, family, given, born, others_alike, already_linked } = evidence;
            prop_assert_eq!([prison_number, family, given, born], [Comparison::Same; 4]);
            prop_assert_eq!((others_alike, already_linked), (0, false));
        }
    }

    #[test]
    fn less_agreement_or_more_doubt_never_links(evidence in any_evidence()) {
        for weaker in weakened(&evidence) {
            prop_assert_ne!(decide(&weaker), Verdict::LinksByRule, "{:?}", weaker);
        }
    }

    #[test]
    fn what_carries_the_number_or_agrees_is_never_dropped(evidence in any_evidence()) {
        let asked = evidence.prison_number == Comparison::Same
            || (evidence.family == Comparison::Same && evidence.born == Comparison::Same);
        prop_assert_eq!(decide(&evidence) != Verdict::No, asked);
    }

    #[test]
    fn a_proposal_says_why(evidence in any_evidence()) {
        if let Verdict::Proposed { why } = decide(&evidence) {
            prop_assert!(!why.is_empty());
            let said = because(&evidence);
            for reason in why {
                prop_assert!(said.contains(&reason.words(&evidence)));
            }
        }
        prop_assert!(because(&evidence).ends_with('.'));
        prop_assert!(lines(&evidence).iter().all(|line| line.worth.ends_with('.')));
    }

    #[test]
    fn it_does_not_matter_which_side_wrote_it_how(
        family in any_name(), given in any_name(), other_family in any_name(), other_given in any_name(),
        born in any_born(), other_born in any_born(),
    ) {
        let number = PrisonNumber::parse("A5120BT").unwrap();
        let there = compare(
            &person(&family, &given, born), &patient(&other_family, &other_given, Some(other_born), None), number, 0, false,
        );
        let back = compare(
            &person(&other_family, &other_given, other_born), &patient(&family, &given, Some(born), None), number, 0, false,
        );
        prop_assert_eq!(there, back);
    }

    #[test]
    fn folding_twice_is_folding_once(name in any_name()) {
        prop_assert_eq!(fold(&fold(&name)), fold(&name));
    }

    #[test]
    fn people_alike_share_a_key(a in any_name(), b in any_name(), born in any_born(), other in any_born()) {
        let (a, b) = (FamilyName::new(&a), FamilyName::new(&b));
        let (born, other) = (Born::new(born), Born::new(other));
        prop_assert_eq!(alike((&a, born), (&b, other)), alike((&b, other), (&a, born)));
        if alike((&a, born), (&b, other)) {
            prop_assert_eq!(alike_key(&a, born), alike_key(&b, other));
        }
    }
}
