//! Which messages there are, in the order of every file, and what each is given.
//!
//! A message is either said to everybody, or has one text a situation: then its id ends in `-has`, `-none` or
//! `-unknown`.

use super::{SITUATIONS, Situation, suffix};

/// A message of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Message {
    /// The id, without the situation's suffix.
    pub(crate) stem: &'static str,
    /// Whether each situation has its own text.
    pub(crate) by_situation: bool,
    /// What it is given.
    pub(crate) given: &'static [Given],
}

/// What a message is given, by its name in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given {
    /// A text that must stand in every text of the message.
    Text(&'static str),
    /// A number that must stand in every text of the message.
    Number(&'static str),
    /// A number that chooses the form of the message.
    Plural(&'static str),
}

const fn message(stem: &'static str) -> Message {
    Message { stem, by_situation: false, given: &[] }
}

const fn by_situation(stem: &'static str) -> Message {
    Message { stem, by_situation: true, given: &[] }
}

const fn given(stem: &'static str, given: &'static [Given]) -> Message {
    Message { stem, by_situation: false, given }
}

/// The sentences of the conversation, in order.
pub(crate) const SENTENCES: &[Message] = &[
    message("s-gp"),
    message("s-choose"),
    message("s-care"),
    message("s-yes"),
    by_situation("s-list"),
    by_situation("s-notes"),
    message("s-nhs"),
    message("s-home"),
    by_situation("s-no"),
    message("s-summary"),
    message("s-cancer"),
    by_situation("s-mind"),
    message("s-move"),
    message("s-officers"),
    message("s-address"),
];

/// What is answered apart from the question: each check, and what whoever leaves is asked.
pub(super) const ASKED_APART: [&str; 12] = [
    "screen-intro",
    "screen-bowel",
    "screen-breast",
    "screen-cervical",
    "screen-aaa",
    "screen-eye",
    "screen-question",
    "leave-question",
    "leave-before",
    "leave-near",
    "leave-unsure",
    "leave-tell",
];

const OTHERS: &[Message] = &[
    message("question"),
    message("answer-yes"),
    message("answer-no"),
    message("answer-later"),
    message("answer-talk"),
    message("next-yes"),
    message("next-no"),
    message("next-later"),
    message("next-talk"),
    message("control-hear"),
    message("control-computer-voice"),
    message("control-no-voice"),
    message("control-back"),
    message("control-next"),
    message("control-not-clear"),
    message("control-not-clear-then"),
    message("control-give-back"),
    given("control-page", &[Given::Number("page"), Given::Number("pages")]),
    given("control-left", &[Given::Plural("left")]),
    message("control-draft"),
    message("control-film"),
    message("control-no-film"),
    message("teach-intro"),
    by_situation("teach-gp"),
    message("teach-see"),
    message("teach-mind"),
    message("sheet-tick"),
    message("sheet-said"),
    message("sheet-date"),
    message("copy-title"),
    given("copy-said", &[Given::Text("answer")]),
    given("copy-when", &[Given::Text("date")]),
    message("copy-change"),
    message("card-outside"),
    message("screen-intro"),
    message("screen-bowel"),
    message("screen-breast"),
    message("screen-cervical"),
    message("screen-aaa"),
    message("screen-eye"),
    message("screen-question"),
    message("leave-question"),
    message("leave-before"),
    message("leave-near"),
    message("leave-unsure"),
    message("leave-papers"),
    message("leave-tell"),
    message("letter-title"),
    given("letter-gp", &[Given::Text("gp")]),
    given("letter-from", &[Given::Text("date")]),
    message("letter-why"),
    given("leave-today", &[Given::Text("place")]),
    message("pack-title"),
    message("pack-join"),
    message("pack-gp"),
    message("pack-summary"),
    message("pack-medicines"),
    message("pack-next"),
    message("pack-not-known"),
    message("pack-none"),
    message("pack-with-you"),
    message("pack-slip"),
    message("pack-no-medicines"),
    message("pack-hospital"),
    message("visit-gp"),
    message("visit-substance"),
    message("visit-mental"),
    message("visit-chemist"),
];

const TITLE: Message = message("title");

/// The letters to a practice: a file of their own, in English alone, since practices read it.
pub(crate) const PRACTICE_LETTER: &[Message] = &[
    message("title-register"),
    message("title-moved"),
    message("title-back"),
    given("who", &[Given::Text("name"), Given::Text("born")]),
    given("number", &[Given::Text("number")]),
    message("number-not-known"),
    given("from", &[Given::Text("prison"), Given::Text("telephone")]),
    given("register-ask", &[Given::Text("date")]),
    message("register-may-move"),
    message("register-contract"),
    message("register-papers"),
    given("address", &[Given::Text("address")]),
    message("address-not-known"),
    message("medicines"),
    message("medicines-none"),
    message("medicines-not-known"),
    given("supply", &[Given::Number("days")]),
    message("supply-not-known"),
    message("summary-follows"),
    message("no-more"),
    given("moved", &[Given::Text("was"), Given::Text("date")]),
    given("back", &[Given::Text("was")]),
];

/// Every message of a language's file, in order.
pub(crate) fn all() -> Vec<Message> {
    std::iter::once(TITLE).chain(SENTENCES.iter().copied()).chain(OTHERS.iter().copied()).collect()
}

impl Message {
    /// The id for a situation.
    pub(crate) fn id(self, situation: Situation) -> String {
        if self.by_situation { format!("{}-{}", self.stem, suffix(situation)) } else { self.stem.to_owned() }
    }

    /// Every id of the message.
    pub(crate) fn ids(self) -> Vec<String> {
        if self.by_situation {
            SITUATIONS.into_iter().map(|situation| self.id(situation)).collect()
        } else {
            vec![self.stem.to_owned()]
        }
    }
}
