//! The offer of a GP: the words in the order in which they were shown, the four answers, and beside them what whoever
//! explained it wrote down.
//!
//! "Ask me later" and "I want to talk" are two buttons and one answer: not now. Neither is ever a no. "Could not say" is
//! recorded and was never offered; it stands among the options so that each answer is one of them.

use super::{Answer, AnsweredItem, AskedItem};
use crate::fhir::datatypes::Coding;
use crate::fhir::primitives::{Text, Uri};
use crate::fhir::urls;
use jiff::civil::Date;
use vocab::registration::{self as said, Heard, InterpreterIs, Later, Means, Shown, Situation};

/// A name for machines (FHIR `que-0`).
pub const NAME: &str = "GpOffer";

/// The item that holds the answer.
pub const ANSWER: &str = "answer";
const EXPLAINED: &str = "explained";
const MEANS: &str = "means";
const INTERPRETER: &str = "interpreter";
const NAMED: &str = "interpreter-named";
const SAID_BACK: &str = "said-back";
const GP_AT_HOME: &str = "gp-at-home";
const SEEN_ANYWAY: &str = "seen-anyway";
const MAY_CHANGE: &str = "may-change";
const OWN_WORDS: &str = "own-words";
const LATER: &str = "later";
const AGAIN: &str = "again";

/// The canonical address of the offer in a language, for a situation.
#[must_use]
pub fn url(language: &str, situation: Situation) -> Option<Uri> {
    Uri::parse(&format!("{}{language}-{situation}", urls::OFFER))
}

/// The same with the version: the hash of the words, which no other words have.
#[must_use]
pub fn canonical(shown: &Shown) -> Option<Uri> {
    Uri::parse(&format!("{}{}-{}|{}", urls::OFFER, shown.language, shown.situation, shown.hash))
}

/// The words of a wording, each by the id of its message and in the order in which they are shown. The answers' words
/// are found by `answer-yes`, `answer-no`, `answer-later` and `answer-talk`, what then happens by `next-…`, the question
/// by `question`; what is asked apart (`screen-…`, `leave-…`) is no part of it, and everything else is a sentence to be read.
#[must_use]
pub fn asked(lines: &[(String, String)]) -> Vec<AskedItem> {
    let of = |id: &str| lines.iter().find(|(known, _)| known == id).and_then(|(_, text)| Text::of(text));
    let mut items: Vec<AskedItem> = lines
        .iter()
        .filter(|(id, _)| id != "question" && id != "title" && !id.starts_with("answer-"))
        .filter(|(id, _)| !id.starts_with("screen-") && !id.starts_with("leave-"))
        .filter_map(|(id, text)| Some(AskedItem::shown(Text::of(id)?, Text::of(text)?)))
        .collect();
    if let Some(question) = of("question") {
        let later: Vec<String> = ["answer-later", "answer-talk"]
            .iter()
            .filter_map(|id| of(id))
            .map(|t| t.text().to_owned())
            .collect();
        let words = |answer: said::Answer| match answer {
            said::Answer::Yes => of("answer-yes"),
            said::Answer::No => of("answer-no"),
            said::Answer::NotNow => Text::of(&later.join(" · ")),
            said::Answer::CouldNotSay => None,
        };
        let option = |answer: &said::Answer| match words(*answer) {
            Some(words) => Coding::new(Uri::fixed(urls::ANSWER), code(answer.word()), Some(words)),
            None => answer_coding(*answer),
        };
        let options = said::Answer::ALL.iter().map(option);
        items.push(AskedItem::choice(Text::fixed(ANSWER), question, options).required());
    }
    items.push(recorded());
    items
}

/// What whoever explains it writes down.
fn recorded() -> AskedItem {
    let heard = |link, text| {
        let options = Heard::ALL.iter().map(|heard| heard_coding(*heard));
        AskedItem::choice(Text::fixed(link), Text::fixed(text), options)
    };
    let means = Means::ALL.iter().map(|means| means_coding(*means));
    let interpreters = InterpreterIs::ALL.iter().map(|is| interpreter_coding(*is));
    let later = Later::ALL.iter().map(|why| later_coding(*why));
    let fixed = Text::fixed;
    AskedItem::group(
        fixed(EXPLAINED),
        fixed("Written down by whoever explained it"),
        vec![
            AskedItem::choice(fixed(MEANS), fixed("How it was explained"), means).repeating(),
            AskedItem::choice(fixed(INTERPRETER), fixed("Who interpreted"), interpreters),
            AskedItem::words(fixed(NAMED), fixed("How the interpreter can be named again")),
            AskedItem::group(
                fixed(SAID_BACK),
                fixed("What was said back: it tests how it was explained, not the person"),
                vec![
                    heard(GP_AT_HOME, "What happens to the GP at home after a yes"),
                    heard(SEEN_ANYWAY, "Whether the doctor here can be seen after a no"),
                    heard(MAY_CHANGE, "Whether the mind can be changed"),
                    AskedItem::words(fixed(OWN_WORDS), fixed("In the person's own words")),
                ],
            ),
            AskedItem::choice(fixed(LATER), fixed("Why it is asked later"), later),
            AskedItem::day(fixed(AGAIN), fixed("When it is gone through again")),
        ],
    )
}

/// What was answered, and what was written down beside it.
#[derive(Clone)]
pub struct Told {
    /// What the person said.
    pub answer: said::Answer,
    /// The question, as it was shown, where the words are still known.
    pub question: Option<Text>,
    /// How it was explained.
    pub means: Vec<Means>,
    /// Who interpreted.
    pub interpreter: Option<InterpreterIs>,
    /// How they can be named again.
    pub named: Option<Text>,
    /// What was said back of: the GP at home, being seen anyway, changing one's mind.
    pub heard: [Heard; 3],
    /// In the person's own words.
    pub own_words: Option<Text>,
    /// Why it is asked later.
    pub later: Option<Later>,
    /// When it is gone through again.
    pub again: Option<Date>,
}
vocab::redacted!(Told);

/// The items of a response.
#[must_use]
pub fn answered(told: &Told) -> Vec<AnsweredItem> {
    let item = |link, answers: Vec<Answer>| AnsweredItem::of(Text::fixed(link), None, answers);
    let coded = |coding: Option<Coding>| coding.map(Answer::Coded).into_iter().collect::<Vec<_>>();
    let words = |text: &Option<Text>| text.clone().map(Answer::Words).into_iter().collect::<Vec<_>>();
    let [gp_at_home, seen_anyway, may_change] = told.heard.map(|heard| coded(Some(heard_coding(heard))));
    let said_back = [
        item(GP_AT_HOME, gp_at_home),
        item(SEEN_ANYWAY, seen_anyway),
        item(MAY_CHANGE, may_change),
        item(OWN_WORDS, words(&told.own_words)),
    ];
    let means = told.means.iter().map(|means| Answer::Coded(means_coding(*means))).collect();
    let explained = [
        item(MEANS, means),
        item(INTERPRETER, coded(told.interpreter.map(interpreter_coding))),
        item(NAMED, words(&told.named)),
        AnsweredItem::group(Text::fixed(SAID_BACK), None, said_back.into_iter().flatten().collect()),
        item(LATER, coded(told.later.map(later_coding))),
        item(AGAIN, told.again.map(Answer::Day).into_iter().collect()),
    ];
    let answer = Answer::Coded(answer_coding(told.answer));
    let answer = AnsweredItem::of(Text::fixed(ANSWER), told.question.clone(), [answer]);
    let explained =
        AnsweredItem::group(Text::fixed(EXPLAINED), None, explained.into_iter().flatten().collect());
    answer.into_iter().chain(explained).collect()
}

const fn code(word: &'static str) -> crate::fhir::Code {
    crate::fhir::Code::fixed(word)
}

fn answer_coding(answer: said::Answer) -> Coding {
    let words = match answer {
        said::Answer::Yes => "Yes",
        said::Answer::No => "No",
        said::Answer::NotNow => "Not now: to be asked later. Never counted as a no",
        said::Answer::CouldNotSay => "Could not say",
    };
    Coding::fixed(urls::ANSWER, answer.word(), Some(words))
}

fn heard_coding(heard: Heard) -> Coding {
    let words = match heard {
        Heard::SaidBack => "Said back",
        Heard::Missed => "Not said back: it was not explained well enough",
        Heard::NotAsked => "Not asked",
    };
    Coding::fixed(urls::HEARD, heard.word(), Some(words))
}

fn means_coding(means: Means) -> Coding {
    let words = match means {
        Means::Read => "Read by the person",
        Means::ReadAloud => "Read aloud",
        Means::Audio => "Heard",
        Means::Signed => "In British Sign Language",
        Means::Interpreter => "Through an interpreter",
    };
    Coding::fixed(urls::EXPLAINED, means.word(), Some(words))
}

fn interpreter_coding(is: InterpreterIs) -> Coding {
    let words = match is {
        InterpreterIs::Telephone => "Professional, on the telephone",
        InterpreterIs::Video => "Professional, on a screen",
        InterpreterIs::InPerson => "Professional, in the room",
        InterpreterIs::HealthcareStaff => "Staff of healthcare",
        InterpreterIs::Officer => "Officer",
        InterpreterIs::Prisoner => "Another prisoner",
        InterpreterIs::Relative => "Relative or friend",
    };
    Coding::fixed(urls::INTERPRETER, is.word(), Some(words))
}

fn later_coding(why: Later) -> Coding {
    let words = match why {
        Later::WantsTime => "Wants time",
        Later::WantsToTalk => "Wants to talk first",
        Later::Unwell => "Unwell",
        Later::Withdrawing => "Withdrawing",
        Later::Distressed => "Distressed",
        Later::NoInterpreter => "No interpreter",
        Later::NoQuietPlace => "No quiet place",
        Later::NotThere => "Was not there",
    };
    Coding::fixed(urls::LATER, why.word(), Some(words))
}
