//! Codes, lines, signatures, and the words for the prison.

use crate::{lists, mdi};
use policy::clinical::{clinical_word_in, clinical_words};
use policy::codes::Treatment;
use policy::lines::{LineKind, ListError, ListSources};
use policy::neutral::{
    self, NeutralCategory, Reported, Tells, feedback_words, known_categories, refusal_words, tells,
};
use policy::{Draft, Lists, SuicideState};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use vocab::code::AlertCode;
use vocab::crossing::{FeedbackKind, RefusalReason};
use vocab::place::PrisonCode;

#[derive(Deserialize)]
struct Corpus {
    codes: Vec<CorpusCode>,
}

#[derive(Deserialize)]
struct CorpusCode {
    code: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct CorpusCategory {
    code: String,
    description: String,
    parent: String,
}

fn corpus() -> Vec<CorpusCode> {
    let corpus: Corpus =
        serde_json::from_str(include_str!("../corpus/alert-types-and-codes.json")).expect("JSON");
    corpus.codes
}

fn treatment(code: &str) -> Option<&'static Treatment> {
    lists().codes().treatment(&AlertCode::new(code))
}

/// Nothing that the prison can send today is decided by accident.
#[test]
fn all_213_codes_are_decided_about() {
    let corpus = corpus();
    assert_eq!(corpus.len(), 213);
    let ours: BTreeSet<&str> = lists().codes().iter().map(|(code, _)| code.text()).collect();
    assert_eq!(ours, corpus.iter().map(|c| c.code.as_str()).collect());
    assert_eq!(treatment("ZZ"), None, "and what is not there was never seen");
}

/// What becomes of each code, line by line, as a text that a security owner and a clinician can read.
#[test]
fn what_becomes_of_each_code() {
    let mut by_line: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (code, treatment) in lists().codes().iter() {
        let key = match treatment {
            Treatment::Line(name) => {
                let line = lists().line(name).unwrap();
                format!("{:?} {:>3} {:?}: {}", line.kind, line.harm, line.audience, line.draft_words)
            }
            Treatment::Suicide(state) => format!("SuicideState: {}", state.words()),
            Treatment::Silent(why) => format!("silent: {why}"),
        };
        by_line.entry(key).or_default().push(code.text());
    }
    let text: String =
        by_line.iter().map(|(key, codes)| format!("{key}\n    {}\n", codes.join(" "))).collect();
    insta::assert_snapshot!("what_becomes_of_each_code", text);
}

#[test]
fn intelligence_stays_with_security() {
    for code in corpus() {
        let silent = matches!(treatment(&code.code), Some(Treatment::Silent(_)));
        let never = matches!(code.kind.as_str(), "P" | "D" | "W" | "C" | "E" | "F" | "L" | "N" | "B");
        assert!(silent || !never, "{}", code.code);
    }
    for code in
        ["XCI", "XIS", "XTACT", "XGANG", "XN", "XOCGN", "XCO", "XEL", "XELH", "XER", "RVR", "PVN", "ROH"]
    {
        assert!(matches!(treatment(code), Some(Treatment::Silent(_))), "{code}");
    }
}

#[test]
fn the_codes_that_must_cross_do() {
    for (code, state) in
        [("HA", SuicideState::Open), ("HA1", SuicideState::PostClosure), ("HA2", SuicideState::Closed)]
    {
        assert_eq!(treatment(code), Some(&Treatment::Suicide(state)));
    }
    let gives = |code: &str, kind| match treatment(code) {
        Some(Treatment::Line(name)) => lists().line(name).is_some_and(|line| line.kind == kind),
        _ => false,
    };
    for code in ["XSA", "SA", "XVL", "RSS", "XCA", "XHT", "RNO121", "XCU", "XRF", "SOR", "SONR", "RCON"] {
        assert!(gives(code, LineKind::SafetyAction), "{code}");
    }
    for code in ["HC", "HS", "PEEP", "MHT", "MSI", "MSP", "HID", "VLES", "OFR", "XXRAY", "PGWCP"] {
        assert!(gives(code, LineKind::Need), "{code}");
    }
    assert!(gives("TM", LineKind::Hold) && !gives("TSE", LineKind::Hold));
}

/// Words ask for something; they tell no offence, no label and no code.
#[test]
fn lines_tell_what_to_do_and_not_why() {
    let labels = [
        "offen", "sex", "assault", "violen", "hostage", "arson", "gang", "escape", "bully", "racis",
        "terror", "risk", "victim", "debt", "traffick", "conflict", "chemical", "prisoner", "rule 4", "acct",
        "csip", "mappa", "stalk",
    ];
    for line in lists().lines() {
        for words in [&line.draft_words, &lists().words(mdi(), line), &line.heading] {
            let small = words.to_lowercase();
            assert!(!labels.iter().any(|label| small.contains(label)), "{words}");
            let codes: BTreeSet<&str> = lists().codes().iter().map(|(code, _)| code.text()).collect();
            let spoken = words.split(|c: char| !c.is_ascii_alphanumeric());
            assert!(!spoken.into_iter().any(|word| word.len() > 1 && codes.contains(word)), "{words}");
        }
    }
}

#[test]
fn no_site_goes_live_on_drafts() {
    let signature = lists().signed_for(mdi()).expect("the demo's words are signed");
    assert!(signature.security_owner.contains("Demo") && signature.clinician.contains("invented"));
    let hull = PrisonCode::parse("HLI").unwrap();
    assert_eq!(lists().signed_for(hull), Err(Draft::NoWords(hull)));
}

fn with(change: impl Fn(&mut ListSources)) -> Result<Lists, ListError> {
    let mut sources = ListSources::built_in();
    change(&mut sources);
    Lists::read(&sources)
}

/// A signature is under these words, these ranks and these silences, and under no others.
#[test]
fn a_change_to_anything_signed_makes_a_draft_of_it() {
    let draft = |change: fn(&mut ListSources)| with(change).unwrap().signed_for(mdi()).unwrap_err();
    let now = |draft| if let Draft::Changed { now, .. } = draft { now } else { panic!("{draft:?}") };
    let mut prints = BTreeSet::from([lists().fingerprint(mdi())]);
    let changes: [fn(&mut ListSources); 4] = [
        |s| s.codes = s.codes.replacen("XTACT,silent,,", "XTACT,silent,,still ", 1),
        |s| s.codes = s.codes.replacen("XSA,crosses,two-officers,", "XSA,crosses,unit-first,", 1),
        |s| s.lines = s.lines.replacen("need,185,healthcare", "need,185,clinicians", 1),
        |s| {
            let words = s.prisons.values_mut().next().unwrap();
            *words = words.replacen("Not alone with female staff.", "Two together with female staff.", 1);
        },
    ];
    for change in changes {
        assert!(prints.insert(now(draft(change))), "a change was not seen");
    }
    let unsigned = draft(|s| s.signatures = s.signatures.replace("MDI,", "LEI,"));
    assert_eq!(unsigned, Draft::NotSigned(mdi()));
    let missing = draft(|s| {
        let words = s.prisons.values_mut().next().unwrap();
        *words = words.lines().filter(|line| !line.starts_with("interpreter")).collect::<Vec<_>>().join("\n");
    });
    assert!(matches!(missing, Draft::Missing { line, .. } if &*line == "interpreter"));
    // The draft's words are for those who have none of their own: changing them changes nothing that was signed.
    let national =
        with(|s| s.lines = s.lines.replacen("May need extra help: ask.", "Ask about help.", 1)).unwrap();
    assert!(national.signed_for(mdi()).is_ok());
    assert_ne!(national.charter_text(), lists().charter_text(), "and the charter still knows");
}

#[test]
fn lists_that_do_not_fit_do_not_load() {
    use ListError as E;
    let refused = |change: fn(&mut ListSources)| with(change).expect_err("loaded");
    assert!(matches!(refused(|s| s.codes.push_str("XSA,silent,,twice,x\n")), E::Twice { .. }));
    assert!(matches!(refused(|s| s.codes.push_str("NEW,silent,,,x\n")), E::Code(_)));
    assert!(matches!(refused(|s| s.codes.push_str("NEW,perhaps,two-officers,,x\n")), E::Code(_)));
    assert!(matches!(refused(|s| s.codes.push_str("NEW,crosses,to-nowhere,,x\n")), E::UnknownLine(_)));
    assert!(matches!(refused(|s| s.codes.push_str("NEW,silent\n")), E::Read { .. }));
    assert!(matches!(refused(|s| s.lines.push_str("long,need,1,healthcare,,h,\n")), E::Words(_)));
    let one = |s: &mut ListSources| {
        s.signatures = "prison,security_owner,clinician,date,fingerprint\nMDI,A,a,2026-11-02,0\n".into();
    };
    assert!(matches!(refused(one), E::OneOwner(_)));
}

#[test]
fn every_health_category_is_a_clinical_word_or_the_neutral_one() {
    let corpus: Vec<CorpusCategory> =
        serde_json::from_str(include_str!("../corpus/appointment-categories.json")).unwrap();
    let known: BTreeSet<_> = known_categories().unwrap().into_iter().collect();
    assert_eq!(known, corpus.iter().map(|c| (c.code.clone(), c.parent.clone())).collect());
    let health: Vec<_> = corpus.iter().filter(|c| c.parent == "Health").collect();
    assert!(health.len() >= 20);
    for category in health {
        let tells = clinical_word_in(&category.description).is_some();
        let harmless = matches!(category.code.as_str(), "MEOT" | "VISIT");
        assert!(tells != harmless, "{}", category.description);
        assert_eq!(NeutralCategory::agreed(&category.code).is_ok(), category.code == "MEOT");
    }
}

#[test]
fn a_neutral_category_is_agreed_and_never_borrowed() {
    assert_eq!(NeutralCategory::default().code(), "MEOT");
    assert!(NeutralCategory::agreed("HLTH").is_ok(), "a code made for this");
    for code in ["MGUM", "CHAP", "VLB", "", "M", "meot", "MEOT; DROP", "ABCDEFGHIJKLM"] {
        assert!(NeutralCategory::agreed(code).is_err(), "{code}");
    }
}

/// S18: whatever leaves for the prison reads "Healthcare".
#[test]
fn no_clinical_word_is_among_the_words_for_the_prison() {
    let refusals = RefusalReason::ALL.iter().map(|reason| refusal_words(*reason));
    let feedback =
        [FeedbackKind::Cancelled, FeedbackKind::Moved, FeedbackKind::Gone, FeedbackKind::BroughtBack]
            .map(feedback_words);
    let reported = Reported::ALL.map(Reported::words);
    for words in [neutral::NAME].into_iter().chain(refusals).chain(feedback).chain(reported) {
        assert_eq!(clinical_word_in(words), None, "{words}");
    }
    assert_eq!((neutral::NAME, neutral::NOTES), ("Healthcare", None));
}

#[test]
fn clinical_words_are_found_whole_in_any_dress() {
    for text in [
        "HIV bloods",
        "gum",
        "Medical - GP or nurse triage",
        "X-ray at 2",
        "x ray",
        "see the DENTIST.",
        "Methadone",
        "mental-health review",
        "long term conditions",
    ] {
        assert!(clinical_word_in(text).is_some(), "{text}");
    }
    for text in
        ["Healthcare", "Healthcare 14:00", "BOYD, Kieran A8100KB C-2-11", "Gumley", "Fluke", "argument", ""]
    {
        assert_eq!(clinical_word_in(text), None, "{text}");
    }
    let words: BTreeSet<_> = clinical_words().iter().collect();
    assert_eq!(words.len(), clinical_words().len(), "no word twice");
    assert!(clinical_words().iter().all(|word| clinical_word_in(word).is_some()), "each finds itself");
}

#[test]
fn what_staff_typed_tells_unless_it_is_on_the_list() {
    let agreed = NeutralCategory::default();
    assert_eq!(tells(&agreed, "MEOT", Some("Healthcare"), &[]), []);
    assert_eq!(tells(&agreed, "MEOT", None, &["", " "]), []);
    assert_eq!(tells(&agreed, "MGUM", None, &[]), [Tells::Category]);
    assert_eq!(
        tells(&agreed, "MEDO", Some("HIV bloods"), &["bring results"]),
        [Tells::Category, Tells::Name, Tells::Notes]
    );
}
