//! What may be written down of somebody's choice, and in plain words why not. What is refused is refused before it is
//! believed; whatever was said before it stands as it was.

use crate::age;
use crate::follows::{Here, last_talk, taken_back};
use crate::screening::Word;
use crate::screening::programme::{self, Country, Need};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use vocab::Instant;
use vocab::id::EntryId;
use vocab::name::Born;
use vocab::registration::{
    Answer, Assessment, Check, CheckNote, Choice, InterpreterIs, Means, Said, Shown, Stay, Talk,
};

/// What is known of a wording that a conversation names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WordingIs {
    /// No wording of ours has that hash in that language and situation.
    NotOurs,
    /// It is ours, and nobody has checked it.
    Draft,
    /// It is ours, and was checked.
    Checked,
}

/// Whose record a person is known under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkIs {
    /// None, or only proposed.
    None,
    /// In doubt: whose choice it would be is not known.
    InDoubt,
    /// Confirmed.
    Confirmed,
}

/// What a site has been given to do this with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// It is live: drafts are refused.
    pub live: bool,
    /// A signed local pack is there for people under 18, and for Wales where the prison is in Wales.
    pub young_pack: bool,
    /// The prison is in Wales and has no signed pack of its own.
    pub wales_without_pack: bool,
}

/// What is known of the person and the place when a line is to be added.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    /// Whose record it is.
    pub link: LinkIs,
    /// Where the person is; none when in no prison, or in another than that of whoever writes.
    pub here: Option<Here>,
    /// Born.
    pub born: Option<Born>,
    /// Reported dead, by either side.
    pub died: bool,
    /// "Little English spoken" is recorded of them.
    pub little_english: bool,
    /// The wording that is named.
    pub wording: WordingIs,
    /// The site.
    pub site: Site,
    /// Now.
    pub now: Instant,
}

/// The age under which this needs a pack of its own.
const ADULT_YEARS: i16 = 18;

/// What was said longer ago is not written down as if it were said now: from paper it takes a day or two.
const LATE_DAYS: i64 = 14;

/// A clock of a tablet may run a little ahead.
const AHEAD_SECONDS: i64 = 120;

/// More help, or another conversation, is planned within so long.
const AGAIN_DAYS_MAX: i32 = 28;

/// Why a line is not written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// No confirmed link.
    #[error(
        "we do not know yet which prison record is this patient's: have it confirmed first, under \"Who is this?\""
    )]
    NotLinked,
    /// The link is in doubt.
    #[error("who this is is being checked: nothing can be recorded until somebody has looked")]
    InDoubt,
    /// Not here.
    #[error(
        "this patient is not in your prison now, as far as we know: only the prison where they are can record it"
    )]
    NotHere,
    /// In another custody than the one that was shown.
    #[error("this patient has come back into custody since the page was opened: open it again")]
    OtherStay,
    /// Dead.
    #[error("a death is recorded: nothing more is recorded here")]
    Died,
    /// Under 18, or the age is not known.
    #[error("for people under 18 this needs a signed local pack, which is not there")]
    Young,
    /// No date of birth.
    #[error("the date of birth is not known: for people under 18 this needs a signed local pack")]
    AgeNotKnown,
    /// In Wales.
    #[error("in Wales this needs a signed local pack, which is not there")]
    Wales,
    /// The wording is not ours.
    #[error(
        "the words that were shown are not ones we have: open the conversation again, so that it is certain what was said"
    )]
    WordingNotOurs,
    /// The wording is a draft and the site is live.
    #[error(
        "nobody has checked these words in this language yet: they cannot be used for a choice that counts"
    )]
    WordingDraft,
    /// An officer interpreted.
    #[error(
        "an officer cannot interpret this: people must be able to answer without the prison hearing it. Use a telephone interpreter"
    )]
    InterpretedByOfficer,
    /// Another prisoner did.
    #[error(
        "another prisoner cannot interpret this: it is private, and he may be owed for it. Use a telephone interpreter"
    )]
    InterpretedByPrisoner,
    /// A relative did.
    #[error(
        "a relative or friend cannot interpret this: they may want one answer. Use a telephone interpreter"
    )]
    InterpretedByRelative,
    /// "Interpreter" without one, or one without "interpreter".
    #[error("say who interpreted, or that nobody did")]
    InterpreterNotSaid,
    /// Little English, and explained in English.
    #[error(
        "this patient speaks little English: explain it in their language, through an interpreter or the recording, and ask again then"
    )]
    LittleEnglish,
    /// No way of explaining was named.
    #[error("say how it was explained: read, read aloud, heard, signed, or through an interpreter")]
    NotExplainedAtAll,
    /// Held in the future or long ago.
    #[error("the time of the conversation is not possible: it must be today or up to 14 days ago")]
    Time,
    /// No date for more help or for another conversation.
    #[error("plan when it is gone through again: a day within the next 28")]
    AgainNotPlanned,
    /// A reason is given where there is none to give, or none where it is asked for.
    #[error("say why it is asked later")]
    LaterNotSaid,
    /// Nothing to take back.
    #[error("there is nothing to take back")]
    NothingToTakeBack,
    /// The line names a conversation that is not the last one.
    #[error("that is not what was last said: open the page again")]
    NotTheLast,
    /// The explanation was finished, or the answer needs no acting on.
    #[error("nothing is waiting for this: the explanation was finished, or there is no answer to act on")]
    NothingToActOn,
    /// Not able to decide, and able; or decided by nobody.
    #[error("a decision in somebody's best interests is for one who cannot decide")]
    BestInterestsOfOneWhoCan,
    /// Switched off in this prison.
    #[error("this part is switched off in your prison")]
    SwitchedOff,
    /// The programme of a check is told of whoever said yes to it, and of nobody else.
    #[error("no yes to this check stands: a programme is told of nobody who did not say yes")]
    NoYesToCheck,
    /// Everybody of an age is called to it.
    #[error("this check is for everybody of that age: write down yes, no, or not now")]
    CheckForEverybody,
    /// The same moment twice.
    #[error("this was recorded already")]
    Twice,
}

/// Everything that speaks against adding a line; empty when it may be added.
#[must_use]
pub fn refusals(choice: &Choice, said: &Said, around: &Around) -> Vec<Refusal> {
    let mut found = about_the_person(choice, said, around);
    match said {
        Said::Talk(talk) => found.extend(about_a_talk(choice, talk, around)),
        Said::Withdrawn => {
            if last_talk(choice).is_none() || taken_back(choice).is_some() {
                found.push(Refusal::NothingToTakeBack);
            }
        }
        Said::PutOff { stay, until, .. } => {
            found.extend(of_this_stay(*stay, around));
            found.extend(planned(Some(*until), around));
        }
        Said::ActAllTheSame { talk, .. } => found.extend(about_acting(choice, *talk, around)),
        Said::ToldAgain { talk, prison } => {
            found.extend(names_the_last(choice, *talk));
            if around.here.is_some_and(|here| here.prison != *prison) {
                found.push(Refusal::NotHere);
            }
        }
        Said::Assessed(assessment) => found.extend(about_an_assessment(assessment, around)),
        Said::Check { answer, shown, check } => {
            found.extend(about_wording(shown, *answer, around));
            if repeats(choice, *check, *answer) {
                found.push(Refusal::Twice);
            }
        }
        Said::CheckNoted { check, note } => found.extend(about_a_note(choice, (*check, *note), around)),
        Said::Tell { whom, answer, shown } => {
            if !takes_back(choice, said) {
                found.extend(about_wording(shown, *answer, around));
            }
            if crate::permission::of(choice, *whom).is_some_and(|(_, said)| said == *answer) {
                found.push(Refusal::Twice);
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether something that was said before is taken back by it. That is always possible, whatever is switched, and by
/// whatever words: it needs neither a place nor a link that nobody doubts.
#[must_use]
pub fn takes_back(choice: &Choice, said: &Said) -> bool {
    match said {
        Said::Withdrawn => true,
        Said::Tell { whom, answer, .. } => {
            *answer != Answer::Yes && crate::permission::may_tell(choice, *whom)
        }
        _ => false,
    }
}

fn about_the_person(choice: &Choice, said: &Said, around: &Around) -> Vec<Refusal> {
    if around.died {
        return vec![Refusal::Died];
    }
    if takes_back(choice, said) {
        return Vec::new();
    }
    against_asking(around)
}

/// Everything that speaks against asking a person at all: whoever sets up a conversation is told before it, and not
/// after it.
#[must_use]
pub fn against_asking(around: &Around) -> Vec<Refusal> {
    if around.died {
        return vec![Refusal::Died];
    }
    let mut found = Vec::new();
    match around.link {
        LinkIs::None => found.push(Refusal::NotLinked),
        LinkIs::InDoubt => found.push(Refusal::InDoubt),
        LinkIs::Confirmed if around.here.is_none() => found.push(Refusal::NotHere),
        LinkIs::Confirmed => {}
    }
    if !around.site.young_pack {
        match around.born.map(|born| is_adult(born, around.now.london_date())) {
            None => found.push(Refusal::AgeNotKnown),
            Some(false) => found.push(Refusal::Young),
            Some(true) => {}
        }
    }
    if around.site.wales_without_pack {
        found.push(Refusal::Wales);
    }
    found
}

fn is_adult(born: Born, today: Date) -> bool {
    age::years(born, today) >= ADULT_YEARS
}

fn of_this_stay(stay: Stay, around: &Around) -> Option<Refusal> {
    around.here.is_some_and(|here| here.stay != stay).then_some(Refusal::OtherStay)
}

fn about_a_talk(choice: &Choice, talk: &Talk, around: &Around) -> Vec<Refusal> {
    let mut found: Vec<Refusal> = of_this_stay(talk.stay, around).into_iter().collect();
    found.extend(about_wording(&talk.shown, talk.answer, around));
    found.extend(about_means(talk, around));
    let ago = around.now.seconds_since(talk.held);
    if !(-AHEAD_SECONDS..=LATE_DAYS * 86_400).contains(&ago) {
        found.push(Refusal::Time);
    }
    let decided = matches!(talk.answer, Answer::Yes | Answer::No);
    if decided && talk.later.is_some() || talk.answer == Answer::NotNow && talk.later.is_none() {
        found.push(Refusal::LaterNotSaid);
    }
    if !decided || !talk.is_explained() {
        found.extend(planned(talk.again, around));
    }
    if last_talk(choice).is_some_and(|(_, last)| (last.held, last.stay) == (talk.held, talk.stay)) {
        found.push(Refusal::Twice);
    }
    found
}

/// A draft serves to try it out, and to say "not now" with; nothing that counts rests on it at a live site.
fn about_wording(_shown: &Shown, answer: Answer, around: &Around) -> Option<Refusal> {
    let counts = matches!(answer, Answer::Yes | Answer::No);
    match around.wording {
        WordingIs::NotOurs => Some(Refusal::WordingNotOurs),
        WordingIs::Draft if around.site.live && counts => Some(Refusal::WordingDraft),
        WordingIs::Draft | WordingIs::Checked => None,
    }
}

/// Why somebody is no interpreter for this conversation.
#[must_use]
pub const fn against_interpreter(is: InterpreterIs) -> Option<Refusal> {
    match is {
        InterpreterIs::Officer => Some(Refusal::InterpretedByOfficer),
        InterpreterIs::Prisoner => Some(Refusal::InterpretedByPrisoner),
        InterpreterIs::Relative => Some(Refusal::InterpretedByRelative),
        InterpreterIs::Telephone
        | InterpreterIs::Video
        | InterpreterIs::InPerson
        | InterpreterIs::HealthcareStaff => None,
    }
}

fn about_means(talk: &Talk, around: &Around) -> Vec<Refusal> {
    let mut found = Vec::new();
    let decided = matches!(talk.answer, Answer::Yes | Answer::No);
    let interpreted = talk.means.contains(&Means::Interpreter);
    if decided && talk.means.is_empty() {
        found.push(Refusal::NotExplainedAtAll);
    }
    if interpreted != talk.interpreter.is_some() {
        found.push(Refusal::InterpreterNotSaid);
    }
    found.extend(talk.interpreter.as_ref().and_then(|interpreter| against_interpreter(interpreter.is)));
    let english = talk.shown.language == "en" || talk.shown.language.starts_with("en-");
    let signed = talk.means.contains(&Means::Signed);
    if decided && around.little_english && english && !interpreted && !signed {
        found.push(Refusal::LittleEnglish);
    }
    found
}

fn planned(until: Option<Date>, around: &Around) -> Option<Refusal> {
    let today = around.now.london_date();
    let within = |date: Date| (0..=AGAIN_DAYS_MAX).contains(&(date - today).get_days());
    (!until.is_some_and(within)).then_some(Refusal::AgainNotPlanned)
}

fn names_the_last(choice: &Choice, talk: EntryId) -> Option<Refusal> {
    let last = last_talk(choice).map(|(line, _)| line.id);
    (last != Some(talk) || taken_back(choice).is_some()).then_some(Refusal::NotTheLast)
}

fn about_acting(choice: &Choice, talk: EntryId, around: &Around) -> Vec<Refusal> {
    let mut found: Vec<Refusal> = names_the_last(choice, talk).into_iter().collect();
    if let Some((line, last)) = last_talk(choice) {
        found.extend(of_this_stay(last.stay, around));
        let waits = matches!(last.answer, Answer::Yes | Answer::No) && !last.is_explained();
        if !waits || crate::follows::acted_all_the_same(choice, line).is_some() {
            found.push(Refusal::NothingToActOn);
        }
    }
    found
}

fn about_an_assessment(assessment: &Assessment, around: &Around) -> Vec<Refusal> {
    let mut found: Vec<Refusal> = of_this_stay(assessment.stay, around).into_iter().collect();
    if around.here.is_some_and(|here| here.prison != assessment.prison) {
        found.push(Refusal::NotHere);
    }
    if assessment.has_capacity && assessment.best_interests.is_some() {
        found.push(Refusal::BestInterestsOfOneWhoCan);
    }
    found
}

/// Said before, and not otherwise since.
fn repeats(choice: &Choice, check: Check, answer: Answer) -> bool {
    let word = Word::of(choice, check);
    word.answer == Some(answer) && !word.not_for_them
}

fn is_for_everybody(check: Check) -> bool {
    [Country::England, Country::Wales]
        .iter()
        .all(|country| programme::of(check, *country).need == Need::Everybody)
}

/// The programme is told once in a prison, of a yes.
fn about_a_note(choice: &Choice, (check, note): (Check, CheckNote), around: &Around) -> Option<Refusal> {
    let word = Word::of(choice, check);
    let told = || around.here.is_some_and(|here| word.told_in(here.prison).is_some());
    let is_yes = word.answer == Some(Answer::Yes) && !word.not_for_them;
    match note {
        CheckNote::NotForThem if is_for_everybody(check) => Some(Refusal::CheckForEverybody),
        CheckNote::NotForThem => word.not_for_them.then_some(Refusal::Twice),
        CheckNote::ProgrammeTold if !is_yes => Some(Refusal::NoYesToCheck),
        CheckNote::ProgrammeTold => told().then_some(Refusal::Twice),
    }
}
