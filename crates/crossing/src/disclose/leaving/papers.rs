//! What goes out on paper when somebody leaves: what we know for the leaver's pack, and the letter to a GP practice.
//!
//! It promises: nothing for somebody who died, or of whom nobody is sure who they are; a letter only with the patient's
//! yes, except the one that takes an earlier letter back; of somebody whom the NHS protects no letter at all. Of health
//! we know nothing that could stand in a pack, and put nothing there: the discharge nurse writes it on the sheet.

use super::plan::may_tell;
use super::{Leaving, Made};
use crate::Crossing;
use crate::context::Context;
use crate::disclose::registered::situation;
use crate::disclose::search::day as day_words;
use crate::disclose::{Desk, DiscloseError, Disclosed, PersonHead, Result};
use crate::reconcile::leaving::done;
use jiff::civil::Date;
use policy::{Kind, Outcome};
use registration::follows::last_talk;
use registration::leaving::{About as Of, Gp, Key, Leaver, Plan, Way};
use registration::permission;
use registration::wording::practice::{About, MayTell, PracticeLetters, Stated, Which};
use registration::wording::{Language, Status};
use serde::Serialize;
use std::sync::OnceLock;
use vocab::Instant;
use vocab::id::PatientId;
use vocab::registration::{Situation, StepDone, ToldTo};

/// What we know for the pack. Everything else is not known, and is for the discharge nurse to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackView {
    /// Whose.
    pub patient: PatientId,
    /// Who that is.
    pub head: PersonHead,
    /// The language in which the patient was last spoken to, or which the prison says they speak.
    pub language: Option<String>,
    /// For whom the wording is true.
    pub situation: Situation,
    /// The practice outside, by its name where it is known and by the NHS's code, and when it was read; none where there is none, or none is known.
    pub practice: Option<(String, Option<Instant>)>,
    /// The NHS's records say that there is no practice.
    pub has_no_practice: bool,
    /// Somebody looked and wrote down that the patient takes no medicines.
    pub takes_no_medicines: bool,
    /// It was written down that they left without their medicines.
    pub left_without: bool,
}

/// The letter to a practice, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterView {
    /// Whose.
    pub patient: PatientId,
    /// Who that is.
    pub head: PersonHead,
    /// Whether the GP outside may be told, in words.
    pub may_tell: &'static str,
    /// The letter, or why there is none.
    pub letter: LetterIs,
}

/// A letter, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum LetterIs {
    /// This one.
    Written {
        /// Title.
        title: String,
        /// Paragraphs.
        paragraphs: Vec<String>,
        /// Nobody has checked the words.
        draft: bool,
    },
    /// None, and why. Where no reason is to be given, that there is none.
    None(String),
}

impl Crossing {
    /// What we know for somebody's pack, for the page on which the rest is written.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for whoever plans no leaving there, and for everybody of the prison;
    /// [`DiscloseError::Asked`] where there is no pack.
    pub async fn leaving_pack(&self, ctx: &Context, patient: PatientId) -> Result<Disclosed<PackView>> {
        self.disclose(ctx, "leaving.pack", |desk| pack(desk, patient)).await
    }

    /// The same for the sheet: who printed it stands in the gate book.
    ///
    /// # Errors
    /// As [`Crossing::leaving_pack`].
    pub async fn leaving_pack_print(&self, ctx: &Context, patient: PatientId) -> Result<Disclosed<PackView>> {
        self.disclose_printed(ctx, "leaving.pack-print", |desk| pack(desk, patient)).await
    }

    /// The letter to a practice, or why there is none.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for whoever plans no leaving there, and for everybody of the prison.
    pub async fn leaving_letter(&self, ctx: &Context, patient: PatientId) -> Result<Disclosed<LetterView>> {
        self.disclose(ctx, "leaving.letter", |desk| letter(desk, patient)).await
    }

    /// The same for the sheet: who printed it stands in the gate book.
    ///
    /// # Errors
    /// As [`Crossing::leaving_letter`].
    pub async fn leaving_letter_print(
        &self,
        ctx: &Context,
        patient: PatientId,
    ) -> Result<Disclosed<LetterView>> {
        self.disclose_printed(ctx, "leaving.letter-print", |desk| letter(desk, patient)).await
    }
}

/// Papers are for whoever plans the leaving: their day stands in them.
fn of_planner(desk: &mut Desk<'_>, patient: PatientId) -> Result<Leaving> {
    let leaving = Leaving::of(desk, patient)?;
    if leaving.sees_day { Ok(leaving) } else { Err(DiscloseError::NotFound) }
}

/// Whether somebody who leaves so takes a pack along: whoever goes into others' care does not.
const fn takes_a_pack(about: Of) -> bool {
    match about {
        Of::Stopped => false,
        Of::Left(way) => {
            matches!(way, Way::Released | Way::ReleasedByCourt | Way::Immigration | Way::RemovedFromCountry)
        }
        Of::NoDay | Of::DayGoneBy | Of::Release | Of::AnyDay | Of::Immigration => true,
    }
}

fn pack(desk: &mut Desk<'_>, patient: PatientId) -> Result<PackView> {
    let leaving = of_planner(desk, patient)?;
    if !leaving.plan().is_some_and(|plan| takes_a_pack(plan.about)) {
        return Err(DiscloseError::Asked("there is no leaver's pack for this patient".to_owned()));
    }
    let now = &leaving.now;
    let whole = desk.rule(Kind::RegistrationFacts, leaving.about.circumstances).lets_out();
    let pds = now.pds.as_ref().filter(|pds| whole && !pds.is_restricted && now.no_record.is_none());
    let outside = pds.and_then(|pds| pds.practice.is()).filter(|code| !desk.rules().is_prison_practice(code));
    let found = |step| done(now, step).map(|done| done.done);
    Ok(PackView {
        patient,
        head: leaving.head(desk)?,
        language: language(desk, &leaving),
        situation: situation(desk, Some(now)),
        practice: outside.map(|code| (desk.rules().practice_words(code), now.checked)),
        has_no_practice: pds.is_some_and(|pds| pds.practice == vocab::registration::Told::None),
        takes_no_medicines: found(Key::FindMedicines) == Some(StepDone::NotNeeded),
        left_without: found(Key::LeftWithout) == Some(StepDone::LeftWithout),
    })
}

/// In which language they were last spoken to; else which one the prison says they speak, where the caller may know.
fn language(desk: &mut Desk<'_>, leaving: &Leaving) -> Option<String> {
    if let Some((_, talk)) = last_talk(&leaving.choice) {
        return Some(talk.shown.language.clone());
    }
    let speaks = leaving.custody()?.speaks.as_ref()?;
    let may = desk.rule(Kind::Need, leaving.about.circumstances).lets_out();
    let language = Language::of_nomis(&speaks.language).filter(|_| may)?;
    Some(language.tag().to_owned())
}

/// The letters that ride in the binary.
fn letters() -> Option<&'static PracticeLetters> {
    static READ: OnceLock<Option<PracticeLetters>> = OnceLock::new();
    READ.get_or_init(|| PracticeLetters::built_in().ok()).as_ref()
}

/// Also said of somebody who died.
const NO_LETTER: &str = "There is no letter for this patient.";

fn letter(desk: &mut Desk<'_>, patient: PatientId) -> Result<LetterView> {
    let leaving = of_planner(desk, patient)?;
    let letter = match which(&leaving) {
        Ok((which, day)) => written(desk, &leaving, which, day)?,
        Err(why) => LetterIs::None(why),
    };
    Ok(LetterView { patient, head: leaving.head(desk)?, may_tell: may_tell(&leaving.choice), letter })
}

/// Which letter it is, with the likely day; or why there is none.
fn which(leaving: &Leaving) -> Result<(Which, Date), String> {
    let made = match &leaving.made {
        Made::Plan(made) => made,
        Made::InDoubt => return Err("Who this patient is was shaken: nothing is printed.".to_owned()),
        Made::None => return Err(NO_LETTER.to_owned()),
    };
    let (leaver, plan) = &**made;
    if plan.about == Of::Stopped {
        return Err(NO_LETTER.to_owned());
    }
    if leaver.gp == Gp::Kept {
        return Err(
            "The NHS protects this patient: what goes out, to whom, and who sends it is the head of \
                    healthcare's to say."
                .to_owned(),
        );
    }
    // That an earlier letter no longer stands is told without asking: it says nothing new of anybody.
    if let (Some(_), Some(was)) = (plan.step(Key::LetterTakeBack), leaver.letter_for) {
        return Ok((Which::TakenBack { was }, was));
    }
    if !permission::may_tell(&leaving.choice, ToldTo::CommunityGp) {
        return Err(format!("{} There is no letter.", may_tell(&leaving.choice)));
    }
    new_letter(leaver, plan)
}

fn new_letter(leaver: &Leaver, plan: &Plan) -> Result<(Which, Date), String> {
    let day = leaver.release.and_then(|release| release.day);
    let (Of::Release | Of::Left(Way::Released | Way::ReleasedByCourt), Some(day)) = (plan.about, day) else {
        return Err("No letter is due: no release day is known that is still to come.".to_owned());
    };
    match (plan.step(Key::Letter), leaver.letter_for) {
        _ if plan.step(Key::LetterNewDay).is_some() => {
            let was = leaver.letter_for.unwrap_or(day);
            let left_on = super::plan::left_on(leaver);
            Ok((Which::Moved { was }, left_on.unwrap_or(day)))
        }
        (Some(step), _) if step.from > leaver.today => Err(format!(
            "Too early: a practice registers somebody up to one month before release. From {}.",
            day_words(step.from)
        )),
        // The practice has it: printed again it is the patient's own copy.
        (Some(_), _) | (None, Some(_)) => Ok((Which::Register, day)),
        (None, None) if !leaver.gp_chosen => {
            Err("Nobody has written down that the patient said which GP they want: that comes first."
                .to_owned())
        }
        (None, None) => Err("No letter is due.".to_owned()),
    }
}

/// The letter. What the patient agreed to is that the GP is told of the leaving: no more stands in it.
fn written(desk: &mut Desk<'_>, leaving: &Leaving, which: Which, release: Date) -> Result<LetterIs> {
    let circumstances = leaving.about.circumstances;
    let prison = leaving.now.followed.as_ref().map(|followed| followed.prison);
    let rules = prison.and_then(|prison| desk.rules().prison(prison)).ok_or(DiscloseError::NotFound)?;
    let may_name = desk.rule(Kind::CareIdentity, circumstances).lets_out();
    let record = desk.view.patient(leaving.patient)?.map(|sealed| desk.open_sealed(sealed));
    let record = record.filter(|_| may_name).ok_or(DiscloseError::NotFound)?;
    let may_number = desk.rule(Kind::NhsNumber, circumstances) == Outcome::Full;
    let Some(born) = record.born else {
        return Ok(LetterIs::None("The care record has no date of birth: a practice needs it.".to_owned()));
    };
    let agreed = permission::may_tell(&leaving.choice, ToldTo::CommunityGp);
    let about = About {
        name: record.name.listed(),
        born: born.date(),
        nhs_number: record.nhs.filter(|_| may_number).map(vocab::id::NhsNumber::spaced),
        prison: rules.name.clone(),
        telephone: rules.registration.telephone.clone().unwrap_or_else(|| BY_HAND.to_owned()),
        release,
        address: None,
        medicines: Stated::NotKnown,
        supply_days: None,
        agreed: agreed.then_some(MayTell::Leaving).into_iter().collect(),
    };
    let Some(letters) = letters() else { return Ok(LetterIs::None(NO_LETTER.to_owned())) };
    let draft = matches!(letters.status(), Status::Draft);
    Ok(match letters.letter(which, &about) {
        Some(letter) => LetterIs::Written { title: letter.title, paragraphs: letter.paragraphs, draft },
        None => LetterIs::None(NO_LETTER.to_owned()),
    })
}

/// A number that nobody configured is written on the sheet.
const BY_HAND: &str = "................................";
