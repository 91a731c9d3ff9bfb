//! Evidence in words, for the screen "who is this?". Nothing here holds a value of either record.

use crate::decide::{Reason, Verdict, decide};
use vocab::crossing::{Comparison, Evidence};
use vocab::name::fold;

/// One line of the screen: what is compared, how, and what that is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvidenceLine {
    /// What is compared.
    pub what: &'static str,
    /// `same`, `differs` or `missing`.
    pub word: &'static str,
    /// What that is worth.
    pub worth: &'static str,
}

/// The lines of the screen, in the order in which a person reads two records.
#[must_use]
pub fn lines(evidence: &Evidence) -> [EvidenceLine; 4] {
    let line = |what, comparison, same, differs, missing| {
        let (word, worth) = match comparison {
            Comparison::Same => ("same", same),
            Comparison::Differs => ("differs", differs),
            Comparison::Missing => ("missing", missing),
        };
        EvidenceLine { what, word, worth }
    };
    [
        line(
            "Prison number",
            evidence.prison_number,
            "Strong, and no proof: it has no check digit, so one keying error is somebody else's number.",
            "Strong against. It can be an older number of the same person: ask.",
            "Says nothing. Without it, only a person can link.",
        ),
        line(
            "Family name",
            evidence.family,
            "Weak alone: many share one.",
            "Against, unless one is an alias or was married, misheard or mistyped.",
            "Says nothing.",
        ),
        line(
            "Given names",
            evidence.given,
            "Some weight with the rest. Twins differ here and nowhere else.",
            "Against, unless one is short for the other or a second name was left out.",
            "Says nothing. Twins differ here and nowhere else.",
        ),
        line(
            "Date of birth",
            evidence.born,
            "Some weight. Estimated dates are shared by many, the first of January most of all.",
            "Strong against, unless day and month were swapped or one is an estimate.",
            "Says nothing.",
        ),
    ]
}

/// One sentence: how sure and why.
#[must_use]
pub fn because(evidence: &Evidence) -> String {
    match decide(evidence) {
        Verdict::LinksByRule => "Sure enough to link by rule: the care record carries this prison number, full name and \
            date of birth are the same, and nobody else known shares family name and date of birth."
            .to_owned(),
        Verdict::No => {
            "Not the same, as far as the records say: no prison number in common, and family name and date of birth \
             do not both agree."
                .to_owned()
        }
        Verdict::Proposed { why } => {
            let lead = match (evidence.prison_number, agreements(evidence)) {
                (Comparison::Same, 3) => "Probably the same, and a person must say so",
                (Comparison::Same, _) => "Not sure, although the care record carries this prison number",
                _ => "Not sure, because name and date of birth alone never link two records",
            };
            let reasons: Vec<String> = why.iter().map(|reason| reason.words(evidence)).collect();
            format!("{lead}: {}.", reasons.join("; "))
        }
    }
}

fn agreements(evidence: &Evidence) -> usize {
    [evidence.family, evidence.given, evidence.born].iter().filter(|c| **c == Comparison::Same).count()
}

impl Reason {
    /// The reason in words, to stand after a colon.
    #[must_use]
    pub fn words(self, evidence: &Evidence) -> String {
        match self {
            Self::AlreadyLinked => {
                "one of the two is already linked to someone else, so a second person is asked"
            }
            Self::OthersAlike if evidence.others_alike == 1 => {
                "one other person known here shares family name and date of birth"
            }
            Self::OthersAlike => {
                return format!(
                    "{} other people known here share family name and date of birth",
                    evidence.others_alike
                );
            }
            Self::NumberDiffers => "the care record carries another prison number",
            Self::NumberMissing => "the care record carries no prison number",
            Self::FamilyDiffers => "family names differ",
            Self::FamilyMissing => "a family name is missing",
            Self::GivenDiffers => "given names differ",
            Self::GivenMissing => "given names are missing on one side",
            Self::BornDiffers => "dates of birth differ",
            Self::BornMissing => "a date of birth is missing",
        }
        .to_owned()
    }
}

/// Two names that differ by one slip of the keyboard: a letter left out, added, changed, or two swapped.
///
/// For the words "nearly the same" beside *differs*, and for nothing else: no decision asks it. Names of fewer than
/// four letters are never near, since one letter is too much of them.
#[must_use]
pub fn nearly_the_same(a: &str, b: &str) -> bool {
    const LETTERS_MIN: usize = 4;
    // Longer than any name; keeps the comparison's square cost small.
    const LETTERS_MAX: usize = 80;
    let (a, b) = (fold(a), fold(b));
    let fits = |name: &str| (LETTERS_MIN..=LETTERS_MAX).contains(&name.chars().count());
    fits(&a) && fits(&b) && a != b && strsim::osa_distance(&a, &b) == 1
}
