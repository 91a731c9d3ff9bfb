//! A conversation: in a language, by means, through somebody, with an answer, said back or not. Mostly rightly: what is to
//! be refused is tried, too, and whoever writes it down must be refused.

use super::Scene;
use super::ledger::Entry;
use super::season::DRAFTS;
use crate::simulation::flaw::Flaw;
use crate::simulation::step::{Step, Stepped, Stop, ended};
use crate::simulation::world::{Shown as Page, World};
use crossing::disclose::DiscloseError;
use crossing::disclose::choice::{ChoiceView, wordings};
use crossing::understood::{NotDone, Outcome};
use crossing::{Context, Written};
use jiff::ToSpan as _;
use jiff::civil::Date;
use registration::recording::Refusal;
use registration::wording::Language;
use std::collections::BTreeSet;
use vocab::crossing::Mode;
use vocab::id::PatientId;
use vocab::place::PrisonCode;
use vocab::registration::{
    Answer, Heard, Interpreter, InterpreterIs, Later, Means, Said, Shown, Talk, TeachBack, Words,
};

/// In whatever a nurse writes in her own words: nobody of the prison is to read it.
pub(crate) const OWN_WORDS: &str = "he keeps Doctor Quillfeather";

/// Somebody of whom a nurse has the page open.
pub(crate) struct Open {
    pub(crate) patient: usize,
    pub(crate) id: PatientId,
    pub(crate) ctx: Context,
    pub(crate) prison: PrisonCode,
    pub(crate) view: ChoiceView,
}

/// Nobody who may interpret this.
const NOT_FOR_THIS: &[InterpreterIs] =
    &[InterpreterIs::Officer, InterpreterIs::Prisoner, InterpreterIs::Relative];

/// What was last answered, and in which prison.
pub(super) fn last_answer(entries: &[Entry]) -> Option<(PrisonCode, Answer)> {
    let answered = |entry: &Entry| match &entry.said {
        Said::Talk(talk) if entry.heard.is_some() => Some((entry.prison, talk.answer)),
        _ => None,
    };
    entries.iter().rev().find_map(answered)
}

pub(super) fn own_words() -> Option<Words> {
    Words::new(OWN_WORDS)
}

impl World {
    /// Somebody is asked about a GP.
    pub(super) fn asks_somebody(&mut self) -> Step {
        let Some(open) = self.opens_choice()? else { return Ok(Stepped::Done) };
        let Some((talk, must_not)) = self.talk(&open) else { return Ok(Stepped::Done) };
        self.says(&open, Said::Talk(Box::new(talk)), must_not)
    }

    /// A nurse opens what a patient chose: in the prison where they are, mostly.
    pub(super) fn opens_choice(&mut self) -> Result<Option<Open>, Stop> {
        let known: Vec<usize> =
            (0..self.care.patients.len()).filter(|p| self.care.patients[*p].id.is_some()).collect();
        if known.is_empty() {
            return Ok(None);
        }
        let patient = *self.team.dice.pick(&known);
        let Some(id) = self.care.patients[patient].id else { return Ok(None) };
        let prison = self.prison_of(patient);
        let ctx = self.team_nurse(prison);
        let trace = ctx.trace;
        let asked = ctx.clone();
        let Some(answer) = self.drive(|p| async move { p.crossing.choice(&asked, id).await }) else {
            return Ok(None);
        };
        let view = match answer {
            Ok(view) => view,
            Err(DiscloseError::NotFound) => {
                self.kept.asked.push(trace);
                return Ok(None);
            }
            Err(DiscloseError::OurFault(error)) => return Err(error.into()),
            Err(other) => return Err(Stop::Wrong("reads", format!("a choice was answered: {other}"))),
        };
        self.kept.asked.push(trace);
        self.totals.reads += 1;
        let (text, booked) = (serde_json::to_string(view.get()).unwrap_or_default(), view.booked());
        let (asked_for, account) = (format!("choice of patient {patient}"), ctx.caller.account.clone());
        let allowed = self.allowed_of(patient);
        self.kept.shown.push(Page { text, asked_for, act: "choice.open", account, allowed, booked });
        let view = view.get().clone();
        self.notes_lines(&view);
        self.notes_scenes(prison, &view);
        Ok(Some(Open { patient, id, ctx, prison, view }))
    }

    /// Humans whose facts may stand on a patient's page.
    pub(super) fn allowed_of(&self, patient: usize) -> BTreeSet<usize> {
        let mut allowed = BTreeSet::from([self.care.patients[patient].human]);
        allowed.extend(self.kept.linked.get(&patient).into_iter().flatten());
        self.tied(&allowed)
    }

    /// The prison that has a patient, by its own truth; now and then the other one.
    pub(super) fn prison_of(&mut self, patient: usize) -> PrisonCode {
        let number = self.humans[self.care.patients[patient].human].number;
        let there = {
            let side = self.edge.lock();
            side.prison.person(number).and_then(|p| p.custody.as_ref()).map(|c| c.prison)
        };
        let [here, other] = self.prisons.served();
        match there {
            Some(there) if there == other => [other, here][usize::from(self.team.dice.permille(100))],
            _ => [here, other][usize::from(self.team.dice.permille(100))],
        }
    }

    fn notes_lines(&mut self, view: &ChoiceView) {
        let seen = self.team.lines_seen.entry(view.patient).or_default();
        if view.lines.len() > seen.len() {
            *seen = view.lines.iter().rev().map(|line| line.id).collect();
        }
    }

    /// S12: whoever said no elsewhere, and is asked for by the next prison's nurse, is shown as having said it.
    fn notes_scenes(&mut self, prison: PrisonCode, view: &ChoiceView) {
        let last = last_answer(self.team.ledger.of(view.patient));
        let elsewhere = last.is_some_and(|(there, answer)| there != prison && answer == Answer::No);
        let says_no = view.decided.as_deref().is_some_and(|words| words.starts_with("No, "));
        if elsewhere && says_no && view.stay.is_some() {
            self.team.scenes.insert(Scene::RefusedThenMoved);
        }
    }

    /// What is said, and the refusal that it must meet, where it must meet one.
    fn talk(&mut self, open: &Open) -> Option<(Talk, Option<Refusal>)> {
        let (now, view) = (self.now(), &open.view);
        let dice = &mut self.team.dice;
        // Whoever hurries explains it in English to somebody who has little.
        let hurries = view.open.little_english && dice.permille(600);
        let language =
            if hurries || dice.permille(450) { Language::English } else { *dice.pick(&Language::ALL) };
        let wording = wordings()?.get(language, view.situation);
        let answer = match dice.below(100) {
            0..42 => Answer::Yes,
            42..70 => Answer::No,
            70..92 => Answer::NotNow,
            _ => Answer::CouldNotSay,
        };
        let decided = matches!(answer, Answer::Yes | Answer::No);
        let english = language == Language::English;
        let is = match dice.below(10) {
            _ if hurries => None,
            0 => Some(*dice.pick(NOT_FOR_THIS)),
            1..4 => Some(InterpreterIs::Telephone),
            _ if !english => Some(InterpreterIs::Video),
            _ => None,
        };
        let interpreter = is.zip(own_words()).map(|(is, named)| Interpreter { is, named });
        let heard = |dice: &mut doubles::dice::Dice| {
            if dice.permille(80) { Heard::Missed } else { Heard::SaidBack }
        };
        let said_back = TeachBack {
            gp_at_home: heard(dice),
            seen_anyway: heard(dice),
            may_change: heard(dice),
            words: own_words().filter(|_| dice.permille(300)),
        };
        let again = !decided || !said_back.is_whole();
        let days = i64::try_from(dice.below(6)).unwrap_or(0);
        let later = (answer == Answer::NotNow).then(|| *dice.pick(Later::ALL));
        let talk = Talk {
            held: now,
            stay: view.stay?,
            shown: Shown {
                language: language.tag().to_owned(),
                situation: view.situation,
                version: wording.version.to_string(),
                hash: if dice.permille(20) { "0".repeat(64) } else { wording.hash.to_string() },
            },
            means: vec![if interpreter.is_some() { Means::Interpreter } else { Means::ReadAloud }],
            interpreter,
            said_back,
            answer,
            later,
            again: again.then(|| self.day_in(days)).flatten(),
        };
        let must_not = self.must_not(&talk, language, view);
        Some((talk, must_not))
    }

    pub(super) fn day_in(&self, days: i64) -> Option<Date> {
        self.now().london_date().checked_add(days.days()).ok()
    }

    /// What speaks against a conversation by what the team knows itself.
    fn must_not(&self, talk: &Talk, language: Language, view: &ChoiceView) -> Option<Refusal> {
        let counts = matches!(talk.answer, Answer::Yes | Answer::No);
        let is = talk.interpreter.as_ref().map(|interpreter| interpreter.is);
        let english = language == Language::English;
        match is {
            Some(InterpreterIs::Officer) => Some(Refusal::InterpretedByOfficer),
            Some(InterpreterIs::Prisoner) => Some(Refusal::InterpretedByPrisoner),
            Some(InterpreterIs::Relative) => Some(Refusal::InterpretedByRelative),
            _ if talk.shown.hash.starts_with("000000") => Some(Refusal::WordingNotOurs),
            _ if counts && DRAFTS.contains(&language) && self.is_live() => Some(Refusal::WordingDraft),
            None if counts && english && view.open.little_english => Some(Refusal::LittleEnglish),
            _ => None,
        }
    }

    /// Registration is live, as far as the team was told.
    fn is_live(&self) -> bool {
        self.team.mode == Mode::Live && self.team.switched && self.plan.flaw != Some(Flaw::LiveInNameOnly)
    }

    /// Something is written down of what a patient said.
    pub(super) fn says(&mut self, open: &Open, said: Said, must_not: Option<Refusal>) -> Step {
        let number = self.humans[self.care.patients[open.patient].human].number;
        let booking = {
            let side = self.edge.lock();
            side.prison.person(number).and_then(|p| p.custody.as_ref()).map(|c| c.booking)
        };
        let entry = Entry {
            sent: self.now(),
            heard: None,
            by: open.ctx.caller.account.clone(),
            prison: open.prison,
            said: said.clone(),
            booking,
        };
        let stale = open.view.version > 0 && self.team.dice.permille(60);
        let version = open.view.version - u32::from(stale);
        if self.loses(&said) {
            self.team.ledger.add(open.id, Entry { heard: Some(self.now()), ..entry });
            return Ok(Stepped::Done);
        }
        let (ctx, id, sent) = (open.ctx.clone(), open.id, self.as_typed(said));
        let driven = self.drive(|p| async move { p.crossing.choice_act(&ctx, id, version, sent).await });
        self.tell(|_| format!("  team: {:?} {driven:?}", entry.said));
        match driven {
            None => {
                self.team.ledger.add(open.id, entry);
                Ok(Stepped::Died)
            }
            // Its disk may have gone while it was written.
            Some(Err(DiscloseError::OurFault(error))) => {
                self.team.ledger.add(open.id, entry);
                Err(error.into())
            }
            Some(Err(DiscloseError::NotFound)) => Ok(Stepped::Done),
            driven => match ended(driven)? {
                Some(written) => self.was_told(open, entry, (stale, must_not), &written),
                None => Ok(Stepped::Died),
            },
        }
    }

    fn was_told(
        &mut self,
        open: &Open,
        entry: Entry,
        (stale, must_not): (bool, Option<Refusal>),
        written: &Written,
    ) -> Step {
        match &written.outcome {
            Some(Outcome::Chosen { .. }) if stale => {
                Err(Stop::Wrong("choices", "a line was added to a version that nobody looked at".to_owned()))
            }
            Some(Outcome::Chosen { .. }) => {
                if let Some(refusal) = must_not {
                    return Err(Stop::Wrong("choices", format!("taken, and not refused: {refusal:?}")));
                }
                self.notes_put_off(&entry.said);
                let heard = Some(self.now());
                self.team.ledger.add(open.id, Entry { heard, ..entry });
                self.totals.lines += 1;
                Ok(Stepped::Done)
            }
            Some(Outcome::NotDone(NotDone::Choice(refused))) => {
                if must_not == Some(Refusal::LittleEnglish) && refused.contains(&Refusal::LittleEnglish) {
                    self.team.scenes.insert(Scene::LittleEnglish);
                }
                Ok(Stepped::Done)
            }
            Some(Outcome::NotDone(_)) => Ok(Stepped::Done),
            other => Err(Stop::Wrong("choices", format!("a line was answered {other:?}"))),
        }
    }

    fn notes_put_off(&mut self, said: &Said) {
        let withdrawing = match said {
            Said::PutOff { why, .. } => *why == Later::Withdrawing,
            Said::Talk(talk) => talk.later == Some(Later::Withdrawing),
            _ => false,
        };
        if withdrawing {
            self.team.scenes.insert(Scene::Withdrawing);
        }
    }

    /// The defect of a page that says "written down" and has written nothing.
    fn loses(&mut self, said: &Said) -> bool {
        self.plan.flaw == Some(Flaw::LosesALine) && matches!(said, Said::PutOff { .. } | Said::Check { .. })
    }

    /// The defect of a page that writes down yes for no.
    fn as_typed(&self, said: Said) -> Said {
        match said {
            Said::Talk(mut talk)
                if self.plan.flaw == Some(Flaw::TypesYesForNo) && talk.answer == Answer::No =>
            {
                talk.answer = Answer::Yes;
                Said::Talk(talk)
            }
            said => said,
        }
    }
}
