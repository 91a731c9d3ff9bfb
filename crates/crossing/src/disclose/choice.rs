//! What a patient chose about a GP: shown to healthcare of their prison, recorded by who treats them.
//!
//! It promises that nobody of the prison is shown anything of it, and that whoever records is shown the reasons of a
//! refusal in plain words. Who looked and who recorded stands in the gate book, and never what was said.

use super::checks::{self, ChecksView, Looked};
use super::person::PersonHead;
use super::registered::situation;
use super::{Circumstances, Desk, DiscloseError, Disclosed, Result};
use crate::context::Context;
use crate::understood::Act;
use crate::{Crossing, Written};
use policy::Kind;
use registration::asking::{Asked, Due, Times};
use registration::follows::{Here, Why, follows, last_decided, last_talk, taken_back};
use registration::screening::named;
use registration::wording::Language;
use serde::Serialize;
use std::collections::BTreeSet;
use vocab::Instant;
use vocab::id::{EntryId, PatientId};
use vocab::place::PrisonCode;
use vocab::prison::Person;
use vocab::registration::{Answer, CheckNote, Choice, Later, Line, Said, Situation, Stay, Talk, ToldTo};

mod open;
mod words;

pub use open::Open;
pub(super) use words::{Place, is_ours};
pub use words::{drafts_of, wordings};

/// What a patient chose, as healthcare of their prison sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceView {
    /// Whose.
    pub patient: PatientId,
    /// Who that is, and where.
    pub head: PersonHead,
    /// What is known of a GP outside: it says which wording is true.
    pub situation: Situation,
    /// Languages whose words nobody has checked for this prison.
    pub drafts: BTreeSet<Language>,
    /// The version, to be named by whoever adds a line.
    pub version: u32,
    /// The custody in which a line would be added; none while the patient is not here.
    pub stay: Option<Stay>,
    /// What was last said and stands, for the copy that the patient keeps.
    pub last: Option<LastView>,
    /// What was last decided, as a nurse says it: `No, 2 September, Serbian, said back`. What came after it stands before
    /// it: an answer that was taken back is never read as one that stands.
    pub decided: Option<String>,
    /// What is due.
    pub due: &'static str,
    /// By when, or from when.
    pub due_on: Option<jiff::civil::Date>,
    /// Why nothing follows, or what does.
    pub follows: &'static str,
    /// Since when registration has been asked for.
    pub asked_for: Option<Instant>,
    /// What may be added now, and by this caller.
    pub open: Open,
    /// Checks for illness, and what there is to say of each; none while it is not known how old the patient is.
    pub checks: Option<ChecksView>,
    /// The lines, newest first.
    pub lines: Vec<ChoiceLineView>,
}

/// What was last said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastView {
    /// The answer.
    pub answer: Answer,
    /// Why it is to be asked later, where it is.
    pub later: Option<Later>,
    /// In which language, as BCP 47 has it.
    pub language: String,
    /// When.
    pub held: Instant,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceLineView {
    /// Its id, by which another line speaks of it.
    pub id: EntryId,
    /// When it was written down.
    pub at: Instant,
    /// By whom.
    pub by: String,
    /// In which prison's healthcare.
    pub prison: String,
    /// What.
    pub words: String,
}

impl Crossing {
    /// What a patient chose about a GP.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for whoever is not this caller's patient, and for everybody of the prison.
    pub async fn choice(&self, ctx: &Context, patient: PatientId) -> Result<Disclosed<ChoiceView>> {
        self.disclose(ctx, "choice.open", |desk| view(desk, patient)).await
    }

    /// The same, for a sheet of paper: who printed it stands in the gate book.
    ///
    /// # Errors
    /// As [`Crossing::choice`].
    pub async fn choice_print(&self, ctx: &Context, patient: PatientId) -> Result<Disclosed<ChoiceView>> {
        self.disclose_printed(ctx, "choice.print", |desk| view(desk, patient)).await
    }

    /// Adds a line to what a patient chose. The version is that of the record that was looked at.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for whoever may not record it; [`DiscloseError::OurFault`]. A line that is refused
    /// is no error: the outcome says why.
    pub async fn choice_act(
        &self,
        ctx: &Context,
        patient: PatientId,
        version: u32,
        said: Said,
    ) -> Result<Written> {
        let place = Place::new(self.rules(), ctx.prison, ctx.now.london_date());
        let wording = words::wording_of(&said, place);
        let act = Act::ChoiceLine { patient, version, wording, said: Box::new(said) };
        let ruled = self.disclose(ctx, "choice.add", |desk| adding(desk, &act)).await?;
        Ok(self.act_write(ctx, ruled.get().clone()).await?)
    }
}

/// Whether a prison has words in which a choice can be recorded that counts: English at least.
pub(super) fn is_readable(desk: &Desk<'_>, prison: PrisonCode) -> bool {
    let place = Place::new(desk.rules(), Some(prison), desk.ctx.now.london_date());
    !words::drafts(place).contains(&Language::English)
}

type Ruled = (Option<Person>, Circumstances);

pub(super) fn of_patient(desk: &Desk<'_>, patient: PatientId) -> Result<Ruled> {
    desk.view.patient(patient)?.ok_or(DiscloseError::NotFound)?;
    let link = desk.link_of_patient(patient)?;
    let person = desk.linked(link.as_ref())?;
    let state = link.map(|link| link.state);
    let circumstances = match &person {
        Some(person) => desk.circumstances(person, state),
        None => Circumstances { own_prison: desk.is_patient_here(patient)?, ..Circumstances::default() },
    };
    Ok((person, circumstances))
}

fn adding(desk: &mut Desk<'_>, act: &Act) -> Result<Act> {
    let Act::ChoiceLine { patient, said, .. } = act else { return Err(DiscloseError::NotFound) };
    let (person, circumstances) = of_patient(desk, *patient)?;
    let kind = match **said {
        Said::ActAllTheSame { .. } | Said::Assessed(_) => Kind::RegistrationDecide,
        _ => Kind::RegistrationRecord,
    };
    let may = desk.rule(kind, circumstances).lets_out();
    desk.saw(person.as_ref(), Some(*patient), !may);
    if may { Ok(act.clone()) } else { Err(DiscloseError::NotFound) }
}

fn view(desk: &mut Desk<'_>, patient: PatientId) -> Result<ChoiceView> {
    let (person, circumstances) = of_patient(desk, patient)?;
    let may = desk.rule(Kind::RegistrationChoice, circumstances).lets_out();
    desk.saw(person.as_ref(), Some(patient), !may);
    if !may {
        return Err(DiscloseError::NotFound);
    }
    let record = desk.view.patient(patient)?.map(|sealed| desk.open_sealed(sealed));
    let head = desk.head(person.as_ref(), record.as_ref(), circumstances)?;
    let choice = desk.view.choice(patient)?.map(|sealed| desk.open_sealed(sealed));
    let choice = choice.unwrap_or(Choice { patient, version: 0, lines: Vec::new(), asked_for: None });
    let custody = person.as_ref().and_then(|person| person.custody.value.as_ref());
    let prison = custody.and_then(|custody| custody.reported.standing.prison());
    let here = person.as_ref().zip(custody).zip(prison).map(|((person, custody), prison)| {
        let since = custody.began.unwrap_or_else(|| custody.seen.london_date());
        (Here { stay: Stay { person: person.number, number: custody.stay }, prison }, since)
    });
    let today = desk.ctx.now.london_date();
    let times = prison.and_then(|prison| desk.rules().prison(prison)).map_or_else(Times::default, |rules| {
        let of = &rules.registration;
        Times { offered_by_day: of.offered_by_day, asked_by_day: of.asked_by_day }
    });
    let registration = desk.view.registration(patient)?.map(|sealed| desk.open_sealed(sealed));
    let open = open::open(desk, &choice, (record.as_ref(), person.as_ref()), circumstances);
    let identity =
        person.as_ref().and_then(|person| person.identity.value.as_ref()).map(|identity| identity.born);
    let born = record.as_ref().and_then(|record| record.born).into_iter().chain(identity).max();
    let looked =
        prison.map(|prison| Looked { choice: &choice, registration: registration.as_ref(), born, prison });
    let due = here.map(|(here, since)| Due::of(&Asked { choice: &choice, here, since, today }, times));
    let (due, due_on) = due.map_or(("Not in a prison that we know of.", None), |due| due_words(&due));
    Ok(ChoiceView {
        patient,
        head,
        situation: situation(desk, registration.as_ref()),
        drafts: words::drafts(Place::new(desk.rules(), desk.ctx.prison, today)),
        version: choice.version,
        stay: here.map(|(here, _)| here.stay),
        last: last_talk(&choice).filter(|_| taken_back(&choice).is_none()).map(|(_, talk)| LastView {
            answer: talk.answer,
            later: talk.later,
            language: talk.shown.language.clone(),
            held: talk.held,
        }),
        decided: stands_words(&choice),
        due,
        due_on,
        follows: here.map_or("Nothing, while the patient is not here.", |(here, _)| {
            follows_words(&follows(&choice, here))
        }),
        asked_for: choice.asked_for.as_ref().map(|asked| asked.since),
        open,
        checks: looked.and_then(|of| checks::view(desk, &of)),
        lines: choice.lines.iter().rev().map(|line| line_view(line, &choice)).collect(),
    })
}

const fn due_words(due: &Due) -> (&'static str, Option<jiff::civil::Date>) {
    match due {
        Due::NotYet { from } => ("Not on the night of reception, unless they ask.", Some(*from)),
        Due::Offer { by } => ("To be offered.", Some(*by)),
        Due::Late { by } => ("Not offered in time: ask.", Some(*by)),
        Due::Overdue { by } => ("Not asked in time: ask today.", Some(*by)),
        Due::Later { on, .. } => ("Asked for later.", Some(*on)),
        Due::MoreHelp { by } => ("The explanation is not finished: go through it again.", Some(*by)),
        Due::TellFirst => ("Said yes in another prison: tell them what follows from it here.", None),
        Due::Nothing => ("Nothing. They may ask, and may take it back.", None),
    }
}

const fn follows_words(follows: &registration::follows::Follows<'_>) -> &'static str {
    use registration::follows::Follows;
    match follows {
        Follows::Register(_) => "To be registered here.",
        Follows::TellFirst(_) => "Nothing until the patient has been told here.",
        Follows::Nothing(why) => match why {
            Why::NeverAsked => "Nothing: not asked yet.",
            Why::SaidNo => "Nothing: said no.",
            Why::AskedLater => "Nothing: asked to be asked later. That is not a no.",
            Why::CouldNotSay => "Nothing: could not say.",
            Why::TakenBack => "Nothing: taken back.",
            Why::OtherStay => "Nothing: said in an earlier stay. It is shown, and not acted on.",
            Why::NotExplained => "Nothing: the explanation is not finished.",
            Why::CannotDecide => "Nothing: cannot decide this now, and nobody has decided it for them.",
            Why::NotInTheirInterests => "Nothing: decided in their best interests.",
        },
    }
}

const fn answer_words(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "Yes",
        Answer::No => "No",
        Answer::NotNow => "Not now",
        Answer::CouldNotSay => "Could not say",
    }
}

/// What was decided, after what came of it since.
fn stands_words(choice: &Choice) -> Option<String> {
    let (line, talk) = last_decided(choice)?;
    let decided = decided_words(line, talk);
    let since = match (taken_back(choice), last_talk(choice)) {
        (Some(back), _) => format!("Taken back on {}", back.at.london_date().strftime("%-d %B %Y")),
        (None, Some((last, later))) if last.id != line.id => decided_words(last, later),
        _ => return Some(decided),
    };
    Some(format!("{since}. Before that: {decided}"))
}

/// `No, 2 September 2026, Serbian, said back`.
fn decided_words(line: &Line, talk: &Talk) -> String {
    let language = Language::of_tag(&talk.shown.language).map_or("another language", Language::english_name);
    let explained = if talk.is_explained() { "said back" } else { "explanation not finished" };
    let day = talk.held.london_date().strftime("%-d %B %Y");
    let of_other = if line.at.london_date() == talk.held.london_date() { "" } else { ", written down later" };
    format!("{}, {day}, {language}, {explained}{of_other}", answer_words(talk.answer))
}

fn line_view(line: &Line, choice: &Choice) -> ChoiceLineView {
    let last = last_talk(choice).is_some_and(|(of, _)| of.id == line.id);
    let words = match &line.said {
        Said::Talk(talk) if last => format!("{} (what was last said)", decided_words(line, talk)),
        Said::Talk(talk) => decided_words(line, talk),
        Said::Withdrawn => "Taken back".to_owned(),
        Said::PutOff { why, until, .. } => format!("Put off until {}: {why}", until.strftime("%-d %B")),
        Said::ActAllTheSame { why, .. } => format!("To be acted on all the same: {}", why.text()),
        Said::ToldAgain { prison, .. } => format!("Told again in {prison}"),
        Said::Assessed(found) if found.has_capacity => "Assessed: can decide this".to_owned(),
        Said::Assessed(found) => match &found.best_interests {
            Some(decided) if decided.register => {
                format!("Assessed: cannot decide this now. Decided to register by {}", decided.by.text())
            }
            Some(decided) => {
                format!("Assessed: cannot decide this now. Decided not to by {}", decided.by.text())
            }
            None => "Assessed: cannot decide this now".to_owned(),
        },
        Said::Check { check, answer, .. } => {
            format!("Letters about the {} check: {}", named(*check), answer_words(*answer))
        }
        Said::CheckNoted { check, note: CheckNote::NotForThem } => {
            format!("The {} check is not for them, as they say", named(*check))
        }
        Said::CheckNoted { check, note: CheckNote::ProgrammeTold } => {
            format!("The programme of the {} check was told that they are here", named(*check))
        }
        Said::Tell { whom: ToldTo::CommunityGp, answer, .. } => {
            format!("The GP outside may be told when they leave: {}", answer_words(*answer))
        }
    };
    ChoiceLineView { id: line.id, at: line.at, by: line.by.clone(), prison: line.prison.to_string(), words }
}
