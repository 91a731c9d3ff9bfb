//! The parts of a wording, and how they are filled from a catalogue.

use super::catalogue::{Catalogue, WordingError};
use super::{Asks, Situation, Wording, hash, messages, pack, picture, suffix};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
pub use vocab::registration::Check;

/// One idea of the conversation: a page of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// What it is about, the same in every language and situation: `s-list`.
    pub key: &'static str,
    /// One to three short sentences.
    pub text: String,
    /// The picture's name, where there is a good one.
    pub picture: Option<&'static str>,
}

/// The four answers that are offered, of equal size. What is recorded of one is [`vocab::registration::Answer`]: asking for
/// time or for a talk is *not now*, never a no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Offer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Ask me later.
    Later,
    /// I want to talk.
    Talk,
}

impl Offer {
    /// In the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Yes, Self::No, Self::Later, Self::Talk];

    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Yes => "answer-yes",
            Self::No => "answer-no",
            Self::Later => "answer-later",
            Self::Talk => "answer-talk",
        }
    }

    pub(super) const fn next_id(self) -> &'static str {
        match self {
            Self::Yes => "next-yes",
            Self::No => "next-no",
            Self::Later => "next-later",
            Self::Talk => "next-talk",
        }
    }
}

/// An answer in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferText {
    /// Which.
    pub answer: Offer,
    /// On the button, and beside the box on paper.
    pub text: String,
    /// What happens next if he says so.
    pub next: String,
}

/// Buttons and short notices. What is given a number is a method of [`Wording`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Controls {
    /// Hear it.
    pub hear: String,
    /// The voice is a machine's.
    pub computer_voice: String,
    /// There is no voice in this language.
    pub no_voice: String,
    /// Back.
    pub back: String,
    /// Next.
    pub next: String,
    /// I don't understand.
    pub not_clear: String,
    /// What is then said.
    pub not_clear_then: String,
    /// Ask me later, from any page: the same words as the answer.
    pub later: String,
    /// Give the tablet back.
    pub give_back: String,
    /// Nobody has checked these words yet. Shown with every [`super::Status::Draft`].
    pub draft: String,
    /// There is a film in sign language.
    pub film: String,
    /// There is none yet.
    pub no_film: String,
}

/// Three questions to be answered in his own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeachBack {
    /// Says that it tests us and not him.
    pub intro: String,
    /// In the order of [`Asks::ALL`].
    pub questions: Vec<TeachBackQuestion>,
}

/// A question of teach-back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeachBackQuestion {
    /// What it asks after.
    pub asks: Asks,
    /// In his language.
    pub text: String,
    /// What a right answer holds: for the nurse, in English.
    pub holds: &'static str,
}

/// What is printed besides the sentences and answers. The sheet's title is the wording's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// How to tick; that none need be.
    pub tick: String,
    /// "What I said".
    pub said: String,
    /// "Date".
    pub date: String,
    /// Above the copy to keep.
    pub copy_title: String,
    /// How to change one's mind.
    pub copy_change: String,
    /// The only words on the outside of the folded card.
    pub card_outside: String,
}

/// The message that says what a check is.
const fn check_id(check: Check) -> &'static str {
    match check {
        Check::Bowel => "screen-bowel",
        Check::Breast => "screen-breast",
        Check::Cervical => "screen-cervical",
        Check::Aaa => "screen-aaa",
        Check::DiabeticEye => "screen-eye",
    }
}

/// A check in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckText {
    /// Which.
    pub check: Check,
    /// What it is, and whose need it is: "If you have a cervix, …". Never by a sex that somebody inferred.
    pub text: String,
    /// The picture's name, where there is a good one.
    pub picture: Option<&'static str>,
}

/// Checks for illness, asked apart from the GP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screening {
    /// Before the first.
    pub intro: String,
    /// Each on a page of its own.
    pub checks: Vec<CheckText>,
    /// Of each: shall the letters find you here?
    pub question: String,
    /// Yes, no, later: the words of the answers above.
    pub answers: [(Offer, String); 3],
}

/// When he leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// Which GP do you want?
    pub question: String,
    /// The one before. Offered only where there was one.
    pub before: String,
    /// One near where he will live.
    pub near: String,
    /// Not sure.
    pub unsure: String,
    /// That no papers are needed, to be shown at the desk.
    pub papers: String,
    /// May a GP outside be told? A permission of its own.
    pub tell: String,
    /// Above his copy of the letter.
    pub letter_title: String,
    /// What the letter is for.
    pub letter_why: String,
}

/// Fills a wording.
pub(super) fn wording(catalogue: &Arc<Catalogue>, situation: Situation) -> Result<Wording, WordingError> {
    let text = |id: &str| catalogue.text(id);
    let sentences: Vec<Sentence> = messages::SENTENCES
        .iter()
        .map(|message| Sentence {
            key: message.stem,
            text: text(&message.id(situation)),
            picture: picture::picture(message.stem, situation),
        })
        .collect();
    for (at, sentence) in sentences.iter().enumerate() {
        if sentences[..at].iter().any(|before| before.text == sentence.text) {
            let what = format!("says the same as another sentence ({})", suffix(situation));
            return Err(WordingError::Message {
                tag: catalogue.language.tag(),
                id: sentence.key.to_owned(),
                what,
            });
        }
    }
    let teach_back_text = |asks: Asks| match asks {
        Asks::Gp => text(&format!("{}-{}", asks.stem(), suffix(situation))),
        Asks::See | Asks::Mind => text(asks.stem()),
    };
    let question =
        |asks: Asks| TeachBackQuestion { asks, text: teach_back_text(asks), holds: asks.holds(situation) };
    Ok(Wording {
        language: catalogue.language,
        situation,
        version: catalogue.version,
        status: catalogue.status.clone(),
        hash: hash::shown(catalogue, situation).hash(),
        title: text("title"),
        sentences,
        question: text("question"),
        answers: Offer::ALL
            .into_iter()
            .map(|answer| OfferText { answer, text: text(answer.id()), next: text(answer.next_id()) })
            .collect(),
        controls: controls(catalogue),
        teach_back: TeachBack {
            intro: text("teach-intro"),
            questions: Asks::ALL.into_iter().map(question).collect(),
        },
        paper: paper(catalogue),
        screening: screening(catalogue),
        leaving: leaving(catalogue),
        pack: pack::words(catalogue),
        catalogue: Arc::clone(catalogue),
    })
}

fn controls(catalogue: &Catalogue) -> Controls {
    let text = |id: &str| catalogue.text(id);
    Controls {
        hear: text("control-hear"),
        computer_voice: text("control-computer-voice"),
        no_voice: text("control-no-voice"),
        back: text("control-back"),
        next: text("control-next"),
        not_clear: text("control-not-clear"),
        not_clear_then: text("control-not-clear-then"),
        later: text(Offer::Later.id()),
        give_back: text("control-give-back"),
        draft: text("control-draft"),
        film: text("control-film"),
        no_film: text("control-no-film"),
    }
}

fn paper(catalogue: &Catalogue) -> Paper {
    let text = |id: &str| catalogue.text(id);
    Paper {
        tick: text("sheet-tick"),
        said: text("sheet-said"),
        date: text("sheet-date"),
        copy_title: text("copy-title"),
        copy_change: text("copy-change"),
        card_outside: text("card-outside"),
    }
}

fn screening(catalogue: &Catalogue) -> Screening {
    let check = |check: Check| CheckText {
        check,
        text: catalogue.text(check_id(check)),
        picture: picture::check_picture(check),
    };
    Screening {
        intro: catalogue.text("screen-intro"),
        checks: Check::ALL.iter().copied().map(check).collect(),
        question: catalogue.text("screen-question"),
        answers: [Offer::Yes, Offer::No, Offer::Later].map(|answer| (answer, catalogue.text(answer.id()))),
    }
}

fn leaving(catalogue: &Catalogue) -> Leaving {
    let text = |id: &str| catalogue.text(id);
    Leaving {
        question: text("leave-question"),
        before: text("leave-before"),
        near: text("leave-near"),
        unsure: text("leave-unsure"),
        papers: text("leave-papers"),
        tell: text("leave-tell"),
        letter_title: text("letter-title"),
        letter_why: text("letter-why"),
    }
}
