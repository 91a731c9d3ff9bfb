//! The leaver's pack, put together: headings in the person's language, under them what is known, and that the rest is
//! not.
//!
//! It promises that no section is ever left out: what is not known stands as "we do not know this", what there is none
//! of as "none". No visit to a hospital can be put into it ([`VisitWith`]); what staff wrote in their own words is
//! theirs to look through before it is printed.

use crate::wording::practice::Stated;
use crate::wording::{Direction, Status, VisitWith, Wording};

/// The person's medicines at the gate.
#[derive(Clone, PartialEq, Eq)]
pub enum Medicines {
    /// Given out, one a line.
    WithThem(Vec<String>),
    /// A prescription was given, for these.
    Slip(Vec<String>),
    /// Should have some and has none with them.
    Without,
    /// Takes none.
    None,
    /// Not known.
    NotKnown,
}
vocab::redacted!(Medicines);

/// A visit outside that is arranged.
#[derive(Clone, PartialEq, Eq)]
pub struct Visit {
    /// With whom.
    pub with: VisitWith,
    /// When, as it is to be read.
    pub when: String,
    /// Where.
    pub place: String,
}
vocab::redacted!(Visit);

/// What is known of somebody who leaves.
#[derive(Clone)]
pub struct Contents {
    /// The GP outside: name and address.
    pub gp: Stated<String>,
    /// Their health in short, as the discharge nurse wrote it, one a line.
    pub summary: Stated<Vec<String>>,
    /// Medicines.
    pub medicines: Medicines,
    /// Next visits.
    pub visits: Stated<Vec<Visit>>,
    /// Where to go today.
    pub today: Stated<String>,
}
vocab::redacted!(Contents);

/// A heading with what stands under it: never nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Section {
    /// Heading.
    pub heading: String,
    /// Lines.
    pub lines: Vec<String>,
}
vocab::redacted!(Section);

/// The pack as it is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Pack {
    /// Title.
    pub title: String,
    /// In the language itself: nobody has checked these words. None where somebody has.
    pub draft: Option<String>,
    /// The sections: the GP, health, medicines, next visits.
    pub sections: Vec<Section>,
    /// Where to go today.
    pub today: String,
    /// To be shown at a GP's desk: that no papers are needed.
    pub papers: String,
}
vocab::redacted!(Pack);

impl Pack {
    /// The pack in somebody's language.
    #[must_use]
    pub fn of(wording: &Wording, contents: &Contents) -> Self {
        let words = &wording.pack;
        let section = |heading: &str, lines: Vec<String>| Section { heading: heading.to_owned(), lines };
        let gp = one_line(wording, &contents.gp);
        let summary = match &contents.summary {
            Stated::Is(lines) if !lines.is_empty() => lines.clone(),
            Stated::None => vec![words.none.clone()],
            Stated::Is(_) | Stated::NotKnown => vec![words.not_known.clone()],
        };
        let today = match &contents.today {
            Stated::Is(place) => one_line(wording, &Stated::Is(isolated(wording, place))),
            other => one_line(wording, other),
        };
        Self {
            title: words.title.clone(),
            draft: matches!(wording.status, Status::Draft).then(|| wording.controls.draft.clone()),
            sections: vec![
                section(&words.gp, vec![gp, words.join.clone()]),
                section(&words.summary, summary),
                section(&words.medicines, medicines(wording, &contents.medicines)),
                section(&words.next, visits(wording, &contents.visits)),
            ],
            today: wording.leave_today(&today),
            papers: wording.leaving.papers.clone(),
        }
    }
}

/// What staff wrote keeps its own order inside a line that is read from right to left: "12 Station Road" is not to become
/// "Station Road 12" (Unicode's first strong isolate, and its end).
fn isolated(wording: &Wording, typed: &str) -> String {
    match wording.language.direction() {
        Direction::RightToLeft if !typed.trim().is_empty() => format!("\u{2068}{typed}\u{2069}"),
        Direction::RightToLeft | Direction::LeftToRight => typed.to_owned(),
    }
}

fn one_line(wording: &Wording, stated: &Stated<String>) -> String {
    match stated {
        Stated::Is(line) if !line.trim().is_empty() => line.clone(),
        Stated::None => wording.pack.none.clone(),
        Stated::Is(_) | Stated::NotKnown => wording.pack.not_known.clone(),
    }
}

fn medicines(wording: &Wording, medicines: &Medicines) -> Vec<String> {
    let words = &wording.pack;
    let with = |first: &String, lines: &[String]| [std::slice::from_ref(first), lines].concat();
    match medicines {
        Medicines::WithThem(lines) => with(&words.with_you, lines),
        Medicines::Slip(lines) => with(&words.slip, lines),
        Medicines::Without => vec![words.no_medicines.clone()],
        Medicines::None => vec![words.none.clone()],
        Medicines::NotKnown => vec![words.not_known.clone()],
    }
}

fn visits(wording: &Wording, visits: &Stated<Vec<Visit>>) -> Vec<String> {
    let words = &wording.pack;
    let mut lines = match visits {
        Stated::Is(visits) if !visits.is_empty() => visits
            .iter()
            .map(|visit| {
                let arranged = isolated(wording, &format!("{}, {}", visit.when, visit.place));
                format!("{}: {arranged}", words.visit(visit.with))
            })
            .collect(),
        Stated::None => vec![words.none.clone()],
        Stated::Is(_) | Stated::NotKnown => vec![words.not_known.clone()],
    };
    lines.push(words.hospital.clone());
    lines
}
