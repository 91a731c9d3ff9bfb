//! Choices as they are told: line by line.

use jiff::civil::Date;
use registration::follows::Here;
use registration::recording::{Around, LinkIs, Site, WordingIs};
use vocab::Instant;
use vocab::id::{EntryId, PatientId, PrisonNumber};
use vocab::name::Born;
use vocab::place::PrisonCode;
use vocab::registration::{
    Answer, Assessment, BestInterests, Choice, Doubt, Heard, Interpreter, InterpreterIs, Later, Line, Means,
    Said, Shown, Situation, Stay, Talk, TeachBack, Words,
};

pub(crate) const NOW: &str = "2026-11-12T14:00:00Z";

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse_zoned(text).unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn prison(code: &str) -> PrisonCode {
    PrisonCode::parse(code).unwrap()
}

pub(crate) fn stay(number: u32) -> Stay {
    Stay { person: PrisonNumber::parse("A5120BT").unwrap(), number }
}

/// In Moorland, in the first custody that is known.
pub(crate) fn here() -> Here {
    Here { stay: stay(1), prison: prison("MDI") }
}

pub(crate) fn words(text: &str) -> Words {
    Words::new(text).unwrap()
}

fn id(n: usize) -> EntryId {
    EntryId::from_uuid(vocab::Seed(7).id(Instant::default(), u32::try_from(n).unwrap()))
}

/// Everything was said back.
pub(crate) fn explained() -> TeachBack {
    TeachBack {
        gp_at_home: Heard::SaidBack,
        seen_anyway: Heard::SaidBack,
        may_change: Heard::SaidBack,
        words: Some(words("I come off my doctor's list at home.")),
    }
}

pub(crate) fn missed() -> TeachBack {
    TeachBack { gp_at_home: Heard::Missed, ..explained() }
}

pub(crate) fn talk(answer: Answer) -> Talk {
    let decided = matches!(answer, Answer::Yes | Answer::No);
    Talk {
        held: at("2026-11-12T13:40:00Z"),
        stay: stay(1),
        shown: Shown {
            language: "en-GB".to_owned(),
            situation: Situation::HasGp,
            version: "2026-11".to_owned(),
            hash: "0".repeat(64),
        },
        means: vec![Means::ReadAloud],
        interpreter: None,
        said_back: explained(),
        answer,
        later: (answer == Answer::NotNow).then_some(Later::WantsTime),
        again: (!decided).then(|| day("2026-11-19")),
    }
}

pub(crate) fn interpreted(is: InterpreterIs) -> Talk {
    Talk {
        means: vec![Means::Interpreter],
        interpreter: Some(Interpreter { is, named: words("ref 4471") }),
        ..talk(Answer::Yes)
    }
}

pub(crate) fn said(talk: Talk) -> Said {
    Said::Talk(Box::new(talk))
}

pub(crate) fn cannot_decide(best_interests: Option<bool>) -> Said {
    let decided = |register| BestInterests {
        register,
        by: words("Dr Obi, GP"),
        asked: words("his sister"),
        why: words("needs his heart tablets here for two years"),
    };
    Said::Assessed(Box::new(Assessment {
        held: at("2026-11-12T13:00:00Z"),
        stay: stay(1),
        prison: prison("MDI"),
        doubt: Doubt::Illness,
        why: words("thinks that it is 1985"),
        support: words("pictures, his sister on the telephone, two mornings"),
        has_capacity: false,
        best_interests: best_interests.map(decided),
    }))
}

/// A choice that is told line by line, in Moorland unless said.
#[derive(Clone)]
pub(crate) struct Story {
    pub(crate) choice: Choice,
    prison: PrisonCode,
}

impl Story {
    pub(crate) fn new() -> Self {
        let patient = PatientId::from_uuid(vocab::Seed(1).id(Instant::default(), 0));
        Self {
            choice: Choice { patient, version: 0, lines: Vec::new(), asked_for: None },
            prison: prison("MDI"),
        }
    }

    pub(crate) fn says(answer: Answer) -> Self {
        Self::new().with(said(talk(answer)))
    }

    pub(crate) fn in_prison(mut self, code: &str) -> Self {
        self.prison = prison(code);
        self
    }

    pub(crate) fn with(mut self, said: Said) -> Self {
        let n = self.choice.lines.len();
        let line = Line { id: id(n), at: at(NOW), by: "nurse".to_owned(), prison: self.prison, said };
        self.choice.lines.push(line);
        self.choice.version += 1;
        self
    }

    pub(crate) fn last(&self) -> EntryId {
        self.choice.lines.last().unwrap().id
    }
}

/// A linked adult in Moorland, a checked wording, a live site.
pub(crate) fn around() -> Around {
    Around {
        link: LinkIs::Confirmed,
        here: Some(here()),
        born: Some(Born::new(day("1990-05-02"))),
        died: false,
        little_english: false,
        wording: WordingIs::Checked,
        site: Site { live: true, young_pack: false, wales_without_pack: false },
        now: at(NOW),
    }
}
