//! Everything else that is written down of what a patient said: taken back, put off, assessed, told again in another
//! prison, acted on all the same; a check, a permission.

use super::talk::{Open, own_words};
use crate::simulation::step::{Step, Stepped};
use crate::simulation::world::World;
use crossing::disclose::choice::wordings;
use registration::wording::Language;
use vocab::registration::{
    Answer, Assessment, BestInterests, Check, CheckNote, Doubt, Later, Said, Shown, ToldTo,
};

impl World {
    /// Something other than a conversation is written down: what the page offers, mostly.
    pub(super) fn adds_something(&mut self) -> Step {
        let Some(open) = self.opens_choice()? else { return Ok(Stepped::Done) };
        match self.something(&open) {
            Some(said) => self.says(&open, said, None),
            None => Ok(Stepped::Done),
        }
    }

    fn something(&mut self, open: &Open) -> Option<Said> {
        let offered = &open.view.open;
        if let Some(talk) = offered.tell_again.filter(|_| self.team.dice.permille(600)) {
            return Some(Said::ToldAgain { talk, prison: open.prison });
        }
        if let Some(talk) = offered.act_all_the_same.filter(|_| self.team.dice.permille(500)) {
            return Some(Said::ActAllTheSame { talk, why: own_words()? });
        }
        match self.team.dice.below(100) {
            0..35 => Some(Said::Withdrawn),
            35..60 => {
                let days = i64::try_from(self.team.dice.below(9)).unwrap_or(0);
                let until = self.day_in(days)?;
                let why = *self.team.dice.pick(Later::ALL);
                Some(Said::PutOff { stay: open.view.stay?, why, until })
            }
            60..74 => self.assessment(open),
            74..87 => {
                let (check, answer) = (*self.team.dice.pick(Check::ALL), self.answer());
                Some(Said::Check { check, answer, shown: shown(open)? })
            }
            87..92 => {
                let (check, note) = (*self.team.dice.pick(Check::ALL), *self.team.dice.pick(CheckNote::ALL));
                Some(Said::CheckNoted { check, note })
            }
            _ => Some(Said::Tell { whom: ToldTo::CommunityGp, answer: self.answer(), shown: shown(open)? }),
        }
    }

    fn answer(&mut self) -> Answer {
        *self.team.dice.pick(&[Answer::Yes, Answer::Yes, Answer::No, Answer::NotNow])
    }

    fn assessment(&mut self, open: &Open) -> Option<Said> {
        let now = self.now();
        let dice = &mut self.team.dice;
        let has_capacity = dice.permille(400);
        let (by, asked, why) = (own_words()?, own_words()?, own_words()?);
        let decided = BestInterests { register: dice.permille(500), by, asked, why };
        Some(Said::Assessed(Box::new(Assessment {
            held: now,
            stay: open.view.stay?,
            prison: open.prison,
            doubt: *dice.pick(Doubt::ALL),
            why: own_words()?,
            support: own_words()?,
            has_capacity,
            best_interests: (!has_capacity && dice.permille(700)).then_some(decided),
        })))
    }
}

fn shown(open: &Open) -> Option<Shown> {
    let wording = wordings()?.get(Language::English, open.view.situation);
    Some(Shown {
        language: Language::English.tag().to_owned(),
        situation: open.view.situation,
        version: wording.version.to_string(),
        hash: wording.hash.to_string(),
    })
}
