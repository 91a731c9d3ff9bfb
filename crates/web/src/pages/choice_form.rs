//! What a nurse typed, read into a line of the record. What is missing is said before anything is sent to be judged;
//! whether it may be recorded is the engine's to say.

use crate::form::Fields;
use crate::talk::{OpenTalk, answer_of, shown};
use jiff::civil::{Date, Time};
use registration::recording::{Refusal, against_interpreter};
use registration::wording::{Language, Wordings};
use vocab::Instant;
use vocab::id::EntryId;
use vocab::place::PrisonCode;
use vocab::registration::{
    Answer, Assessment, BestInterests, Check, CheckNote, Doubt, Heard, Interpreter, InterpreterIs, Later,
    Means, Said, Situation, Stay, Talk, TeachBack, Words,
};
use vocab::time::{LondonReading, london};

/// What was read, or what to type.
pub type Read<T> = Result<T, String>;

/// A form, and what it is read beside.
pub struct Form<'a> {
    /// What was typed.
    pub fields: &'a Fields,
    /// The custody that the page was about.
    pub stay: Option<Stay>,
    /// The prison of whoever typed it.
    pub prison: Option<PrisonCode>,
    /// What is known of a GP outside.
    pub situation: Situation,
    /// The conversation that was handed over.
    pub open: Option<&'a OpenTalk>,
    /// The words there are.
    pub wordings: Option<&'a Wordings>,
    /// Now.
    pub now: Instant,
}

/// What a conversation is set up with.
pub struct SetUp {
    /// The language.
    pub language: Language,
    /// How it is explained.
    pub means: Vec<Means>,
    /// Who interprets.
    pub interpreter: Option<Interpreter>,
}

const NOT_KEPT: &str = "that conversation is not kept any more: it was recorded or dropped, or Gatelodge was \
                        restarted. Nothing of it was written down: ask again";

impl Form<'_> {
    fn chosen<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>, missing: &str) -> Read<T> {
        self.fields.get(name).and_then(parse).ok_or_else(|| missing.to_owned())
    }

    fn words(&self, name: &str, missing: &str) -> Read<Words> {
        self.words_or_none(name)?.ok_or_else(|| missing.to_owned())
    }

    fn words_or_none(&self, name: &str) -> Read<Option<Words>> {
        let Some(text) = self.fields.get(name) else { return Ok(None) };
        let too_long = || format!("write at most {} letters: this has more", Words::CHARS_MAX);
        Words::new(text).ok_or_else(too_long).map(Some)
    }

    fn date(&self, name: &str) -> Read<Option<Date>> {
        let Some(text) = self.fields.get(name) else { return Ok(None) };
        let date = text.parse().map_err(|_| "this is not a date: write it as 2026-11-12".to_owned())?;
        Ok(Some(date))
    }

    fn stay(&self) -> Read<Stay> {
        self.stay.ok_or_else(|| Refusal::NotHere.to_string())
    }

    fn prison(&self) -> Read<PrisonCode> {
        self.prison.ok_or_else(|| Refusal::NotHere.to_string())
    }

    /// The line that was typed.
    ///
    /// # Errors
    /// What is missing or cannot be read.
    pub fn said(&self) -> Read<Said> {
        Ok(match self.fields.get("form").unwrap_or_default() {
            "talk" => Said::Talk(Box::new(self.talk_handed_over()?)),
            "paper" => Said::Talk(Box::new(self.talk_on_paper()?)),
            "take-back" => Said::Withdrawn,
            "put-off" => Said::PutOff {
                stay: self.stay()?,
                why: self.chosen("why", Later::parse, "say why it is asked later")?,
                until: self.date("until")?.ok_or_else(|| Refusal::AgainNotPlanned.to_string())?,
            },
            "tell-again" => Said::ToldAgain { talk: self.line()?, prison: self.prison()? },
            "act-all-the-same" => Said::ActAllTheSame {
                talk: self.line()?,
                why: self.words("why", "write why it is to be acted on all the same")?,
            },
            "assess" => Said::Assessed(Box::new(self.assessment()?)),
            "check" => self.check()?,
            "check-note" => Said::CheckNoted {
                check: self.chosen("check", Check::parse, "say which check")?,
                note: self.chosen("note", CheckNote::parse, "say what is noted of the check")?,
            },
            _ => return Err("the form is not whole: open the page again".to_owned()),
        })
    }

    fn line(&self) -> Read<EntryId> {
        self.chosen("line", EntryId::parse, &Refusal::NotTheLast.to_string())
    }

    fn check(&self) -> Read<Said> {
        let wordings = self.wordings.ok_or("the words cannot be read: our fault")?;
        let language = self.chosen("language", Language::of_tag, "say in which language it was asked")?;
        Ok(Said::Check {
            check: self.chosen("check", Check::parse, "say which check")?,
            answer: self.chosen("answer", Answer::parse, "say what the answer was")?,
            shown: shown(wordings.get(language, self.situation)),
        })
    }

    /// What the screen kept is recorded as it was pressed: whoever means something else presses it, or says it anew.
    fn talk_handed_over(&self) -> Read<Talk> {
        let open = self.open.ok_or(NOT_KEPT)?;
        let (answer, later) = match open.pressed {
            Some((offer, _)) => answer_of(offer),
            None => self.answer()?,
        };
        let (means, interpreter) = self.means()?;
        Ok(Talk {
            held: open.held(),
            stay: open.stay,
            shown: open.shown.clone(),
            means,
            interpreter,
            said_back: self.said_back()?,
            answer,
            later,
            again: self.date("again")?,
        })
    }

    /// The mark at the foot of the sheet says which words were shown.
    fn talk_on_paper(&self) -> Read<Talk> {
        let mark =
            self.fields.get("mark").ok_or("type the eight letters and digits at the foot of the sheet")?;
        let wording = self.wordings.and_then(|all| all.by_mark(mark));
        let wording = wording.ok_or_else(|| Refusal::WordingNotOurs.to_string())?;
        let (answer, later) = self.answer()?;
        let (means, interpreter) = self.means()?;
        Ok(Talk {
            held: self.held()?,
            stay: self.stay()?,
            shown: shown(wording),
            means,
            interpreter,
            said_back: self.said_back()?,
            answer,
            later,
            again: self.date("again")?,
        })
    }

    fn held(&self) -> Read<Instant> {
        let date = self.date("date")?.ok_or("say on which day it was held")?;
        let time = self.fields.get("time").ok_or("say at what time it was held")?;
        let time: Time = time.parse().map_err(|_| "this is not a time: write it as 10:20".to_owned())?;
        match london(date.to_datetime(time)) {
            // An hour either way changes nothing that follows.
            LondonReading::Once(at) | LondonReading::Twice { earlier: at, .. } => Ok(at),
            LondonReading::Never => Err("this time does not exist: the clocks go forward over it".to_owned()),
        }
    }

    fn answer(&self) -> Read<(Answer, Option<Later>)> {
        let answer = self.chosen("answer", Answer::parse, "say what the answer was")?;
        Ok((answer, self.fields.get("later").and_then(Later::parse)))
    }

    fn said_back(&self) -> Read<TeachBack> {
        let heard = |name| self.chosen(name, Heard::parse, "say of each of the three questions how it went");
        Ok(TeachBack {
            gp_at_home: heard("gp-at-home")?,
            seen_anyway: heard("seen-anyway")?,
            may_change: heard("may-change")?,
            words: self.words_or_none("words")?,
        })
    }

    fn means(&self) -> Read<(Vec<Means>, Option<Interpreter>)> {
        let means: Vec<Means> = self.fields.all("means").filter_map(Means::parse).collect();
        let interpreter = match self.fields.get("interpreter") {
            None => None,
            Some(is) => Some(Interpreter {
                is: InterpreterIs::parse(is).ok_or_else(|| Refusal::InterpreterNotSaid.to_string())?,
                named: self.words("reference", "write the interpreter's reference or name")?,
            }),
        };
        Ok((means, interpreter))
    }

    fn assessment(&self) -> Read<Assessment> {
        let has_capacity = match self.fields.get("capacity") {
            Some("can") => true,
            Some("cannot") => false,
            _ => return Err("say whether the patient can make this decision now".to_owned()),
        };
        let register = match self.fields.get("best-interests") {
            Some("register") => Some(true),
            Some("not") => Some(false),
            _ => None,
        };
        let decided = |register| {
            Ok::<_, String>(BestInterests {
                register,
                by: self.words("by", "write who decided: name and post")?,
                asked: self.words("asked", "write whom they asked")?,
                why: self.words("because", "write why it is in the patient's best interests")?,
            })
        };
        Ok(Assessment {
            held: self.now,
            stay: self.stay()?,
            prison: self.prison()?,
            doubt: self.chosen("doubt", Doubt::parse, "say why it is doubted")?,
            why: self.words("why", "write what makes you doubt it")?,
            support: self.words("support", "write what support was tried")?,
            has_capacity,
            best_interests: register.map(decided).transpose()?,
        })
    }

    /// What a conversation is set up with. What would be refused after it is refused before it.
    ///
    /// # Errors
    /// Everything that speaks against it.
    pub fn set_up(&self, little_english: bool) -> Result<SetUp, Vec<String>> {
        let one = |why: String| vec![why];
        let language = self.chosen("language", Language::of_tag, "choose the language").map_err(one)?;
        let (means, interpreter) = self.means().map_err(one)?;
        let mut against = Vec::new();
        if means.is_empty() {
            against.push(Refusal::NotExplainedAtAll);
        }
        if means.contains(&Means::Interpreter) != interpreter.is_some() {
            against.push(Refusal::InterpreterNotSaid);
        }
        against.extend(interpreter.as_ref().and_then(|interpreter| against_interpreter(interpreter.is)));
        let through = means.contains(&Means::Interpreter) || means.contains(&Means::Signed);
        if little_english && language == Language::English && !through {
            against.push(Refusal::LittleEnglish);
        }
        if against.is_empty() {
            Ok(SetUp { language, means, interpreter })
        } else {
            Err(against.iter().map(ToString::to_string).collect())
        }
    }
}
