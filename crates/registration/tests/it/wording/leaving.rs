use super::{root, wordings};
use crate::support::day;
use registration::leaving::papers::{Contents, Medicines, Pack, Visit};
use registration::wording::practice::{About, MayTell, PracticeLetters, Stated, Which};
use registration::wording::{Language, Situation, Status, VisitWith, Wording};
use std::collections::BTreeSet;

fn letters() -> PracticeLetters {
    PracticeLetters::built_in().unwrap_or_else(|error| panic!("{error}"))
}

fn about(agreed: &[MayTell]) -> About {
    About {
        name: "BOYD, Kieran".to_owned(),
        born: day("2002-05-02"),
        nhs_number: Some("999 011 0689".to_owned()),
        prison: "HMP Hull".to_owned(),
        telephone: "01482 000000".to_owned(),
        release: day("2027-03-01"),
        address: Some("12 Tower Road, Hull".to_owned()),
        medicines: Stated::Is(vec!["Sertraline 50 mg, one each morning".to_owned()]),
        supply_days: Some(7),
        agreed: agreed.iter().copied().collect(),
    }
}

fn text(which: Which, about: &About) -> String {
    let letter = letters().letter(which, about).expect("a letter");
    std::iter::once(letter.title).chain(letter.paragraphs).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_letter_to_a_practice_says_only_what_the_patient_agreed_to() {
    let told = [
        (MayTell::Address, "Tower Road"),
        (MayTell::Medicines, "Sertraline"),
        (MayTell::Summary, "summary follows"),
    ];
    for agreed in [vec![], vec![MayTell::Address], vec![MayTell::Medicines, MayTell::Summary]] {
        let leaving = [vec![MayTell::Leaving], agreed.clone()].concat();
        let said = text(Which::Register, &about(&leaving));
        for (what, words) in told {
            assert_eq!(said.contains(words), agreed.contains(&what), "{agreed:?}: {words}");
        }
        assert!(said.contains("has not agreed that we tell you more"), "{agreed:?}");
        // Without a yes to the leaving itself there is nothing to send.
        assert_eq!(letters().letter(Which::Register, &about(&agreed)), None);
    }
    let all = text(Which::Register, &about(&MayTell::ALL));
    assert!(!all.contains("has not agreed") && all.contains("enough for 7 days"));
    assert!(all.contains("Proof of address or identity may not be demanded"));
    assert!(all.contains("from 1 March 2027") && all.contains("born 2 May 2002"));
}

#[test]
fn what_a_practice_is_not_told_because_nobody_knows_is_said_to_be_not_known() {
    let unknown =
        About { nhs_number: None, address: None, medicines: Stated::NotKnown, ..about(&MayTell::ALL) };
    let said = text(Which::Register, &unknown);
    assert_eq!(said.matches("not known").count(), 3, "{said}");
    assert!(said.contains("Do not take this for none"));
    let none = text(Which::Register, &About { medicines: Stated::None, ..unknown.clone() });
    assert!(none.contains("they leave: none.") && !none.contains("Do not take this"));
    let listed = About { medicines: Stated::Is(vec!["Insulin".to_owned()]), supply_days: None, ..unknown };
    assert!(text(Which::Register, &listed).contains("How long they will last is not known yet"));
}

#[test]
fn a_letter_is_moved_or_taken_back_without_a_reason() {
    let was = day("2027-02-20");
    let moved = text(Which::Moved { was }, &about(&MayTell::ALL));
    assert!(moved.contains("was 20 February 2027. It is now 1 March 2027"));
    // Whoever took their yes back must still be able to have the letter taken back.
    let back = text(Which::TakenBack { was }, &about(&[]));
    assert!(back.contains("no longer stands") && !back.contains("1 March"));
    assert_eq!(letters().letter(Which::Moved { was }, &about(&[])), None);
    for said in [moved, back] {
        for (at, word) in
            ["recall", "died", "death", "sentence", "court", "hospital", "Sertraline", "Tower Road"]
                .into_iter()
                .enumerate()
        {
            assert!(!said.contains(word), "{at} {word}: {said}");
        }
    }
}

#[test]
fn a_letter_and_a_pack_do_not_print_a_person() {
    let printed =
        format!("{:?} {:?}", about(&MayTell::ALL), letters().letter(Which::Register, &about(&MayTell::ALL)));
    assert!(!printed.contains("BOYD") && !printed.contains("Sertraline"), "{printed}");
    let wording = wordings().get(Language::English, Situation::HasGp).clone();
    let printed = format!("{:?} {:?}", contents(), Pack::of(&wording, &contents()));
    assert!(!printed.contains("Oak") && !printed.contains("asthma"), "{printed}");
    assert!(matches!(letters().status(), Status::Draft));
}

fn contents() -> Contents {
    Contents {
        gp: Stated::Is("Oak Surgery, 1 High Street".to_owned()),
        summary: Stated::Is(vec!["asthma".to_owned()]),
        medicines: Medicines::WithThem(vec!["Salbutamol".to_owned()]),
        visits: Stated::Is(vec![Visit {
            with: VisitWith::Substance,
            when: "2 March 2027, 10:00".to_owned(),
            place: "Renew, Hull".to_owned(),
        }]),
        today: Stated::Is("Renew, Hull, before 16:00".to_owned()),
    }
}

fn unknown() -> Contents {
    Contents {
        gp: Stated::NotKnown,
        summary: Stated::NotKnown,
        medicines: Medicines::NotKnown,
        visits: Stated::NotKnown,
        today: Stated::NotKnown,
    }
}

fn everything(wording: &Wording, contents: &Contents) -> String {
    let pack = Pack::of(wording, contents);
    let sections = pack.sections.iter().map(|one| format!("{}\n{}", one.heading, one.lines.join("\n")));
    let sections: Vec<String> = sections.collect();
    format!("{}\n{}\n{}\n{}", pack.title, sections.join("\n"), pack.today, pack.papers)
}

#[test]
fn the_pack_has_every_section_in_every_language_whether_it_is_known_or_not() {
    for wording in wordings().all() {
        let tag = wording.language.tag();
        let (known, not) = (Pack::of(wording, &contents()), Pack::of(wording, &unknown()));
        assert_eq!((known.sections.len(), not.sections.len()), (4, 4), "{tag}");
        for section in &not.sections {
            assert!(section.lines.contains(&wording.pack.not_known), "{tag}: {}", section.heading);
            assert!(!section.lines.contains(&wording.pack.none), "{tag}: {}", section.heading);
        }
        assert!(not.today.contains(&wording.pack.not_known), "{tag}");
        let said = everything(wording, &contents());
        for words in ["Oak Surgery", "asthma", "Salbutamol", "10:00, Renew, Hull", "before 16:00"] {
            assert!(said.contains(words), "{tag}: {words}");
        }
        assert!(!said.contains(&wording.pack.not_known), "{tag}");
        assert_eq!(known.draft.is_some(), wording.status == Status::Draft, "{tag}");
    }
}

/// An empty list that somebody forgot to fill is not "none".
#[test]
fn an_empty_answer_is_not_known_and_not_none() {
    let all = wordings();
    let wording = all.get(Language::English, Situation::HasGp);
    let empty = Contents {
        gp: Stated::Is(" ".to_owned()),
        summary: Stated::Is(vec![]),
        visits: Stated::Is(vec![]),
        ..unknown()
    };
    assert_eq!(everything(wording, &empty), everything(wording, &unknown()));
    let none = Contents {
        gp: Stated::None,
        summary: Stated::None,
        medicines: Medicines::None,
        visits: Stated::None,
        today: Stated::None,
    };
    assert!(!everything(wording, &none).contains(&wording.pack.not_known));
}

#[test]
fn each_way_of_having_medicines_is_said_apart() {
    for wording in wordings().all() {
        let of =
            |medicines| Pack::of(wording, &Contents { medicines, ..contents() }).sections[2].lines.clone();
        let said = BTreeSet::from([
            of(Medicines::WithThem(vec![])),
            of(Medicines::Slip(vec![])),
            of(Medicines::Without),
            of(Medicines::None),
            of(Medicines::NotKnown),
        ]);
        assert_eq!(said.len(), 5, "{}", wording.language.tag());
        assert!(of(Medicines::Without)[0].contains("111"), "{}", wording.language.tag());
    }
}

#[test]
fn every_language_says_that_no_proof_is_needed_to_join_a_gp() {
    let all = wordings();
    let english = &all.get(Language::English, Situation::HasGp).pack;
    assert_eq!(english.join, "You can join a GP. You do not need to prove your address or who you are.");
    for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
        let pack = &all.get(language, Situation::HasGp).pack;
        let pairs = [
            (&pack.title, &english.title),
            (&pack.join, &english.join),
            (&pack.gp, &english.gp),
            (&pack.summary, &english.summary),
            (&pack.medicines, &english.medicines),
            (&pack.next, &english.next),
            (&pack.not_known, &english.not_known),
            (&pack.none, &english.none),
            (&pack.with_you, &english.with_you),
            (&pack.slip, &english.slip),
            (&pack.no_medicines, &english.no_medicines),
            (&pack.hospital, &english.hospital),
        ];
        for (ours, theirs) in pairs {
            assert_ne!(ours, theirs, "{}", language.tag());
        }
        for ((_, ours), (_, theirs)) in pack.visits.iter().zip(&english.visits) {
            assert_ne!(ours, theirs, "{}", language.tag());
        }
        // Two sentences, in the script and with the stops of each language.
        let sentences = pack.join.split(['.', '।', '۔']).filter(|one| !one.trim().is_empty()).count();
        assert_eq!(sentences, 2, "{}: {}", language.tag(), pack.join);
    }
}

/// What is handed over before somebody is through the gate names no hospital's time or place.
#[test]
fn the_pack_can_hold_no_visit_to_a_hospital() {
    for wording in wordings().all() {
        let words: BTreeSet<&str> = VisitWith::ALL.map(|with| wording.pack.visit(with)).into();
        assert_eq!(words.len(), 4, "{}", wording.language.tag());
        assert!(words.iter().all(|words| !words.is_empty()));
        let next = &Pack::of(wording, &contents()).sections[3].lines;
        assert_eq!(next.last(), Some(&wording.pack.hospital), "and says that it holds none");
    }
    let file = std::fs::read_to_string(root().join("locales/en-GB/registration.ftl")).unwrap();
    let visits: Vec<&str> = file.lines().filter(|line| line.starts_with("visit-")).collect();
    assert_eq!(visits.len(), VisitWith::ALL.len());
    assert!(visits.iter().all(|line| !line.to_lowercase().contains("hospital")));
}

/// "12 Station Road" inside Arabic stays so; English has nothing around it.
#[test]
fn what_staff_wrote_keeps_its_order_in_a_line_from_right_to_left() {
    let all = wordings();
    let contents = Contents {
        gp: Stated::NotKnown,
        summary: Stated::NotKnown,
        medicines: Medicines::NotKnown,
        visits: Stated::NotKnown,
        today: Stated::Is("12 Station Road".to_owned()),
    };
    let today = |language| Pack::of(all.get(language, Situation::NotKnown), &contents).today;
    assert!(today(Language::Arabic).contains("\u{2068}12 Station Road\u{2069}"));
    assert!(today(Language::Urdu).contains("\u{2068}12 Station Road\u{2069}"));
    assert_eq!(today(Language::English), "Where to go today: 12 Station Road");
}
