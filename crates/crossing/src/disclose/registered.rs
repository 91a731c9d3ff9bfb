//! What is so of a patient's registration: four facts beside each other, each with its age, and none from another.
//!
//! It promises that "not known", "none" and "kept back" are three answers; that of somebody whom the NHS protects one role
//! is told; and that nobody of the prison is told anything, not even that there is something.

use super::{Circumstances, Desk, DiscloseError, Disclosed, PersonHead, Result};
use crate::Crossing;
use crate::Written;
use crate::context::Context;
use crate::understood::Act;
use policy::Kind;
use registration::stay::{Known, Likely, Thresholds};
use registration::watching::{about_number, to_do};
use serde::Serialize;
use vocab::Instant;
use vocab::id::{OdsCode, PatientId};
use vocab::place::PrisonCode;
use vocab::prison::Person;
use vocab::registration::{
    Death, Harm, NoRecord, Pds, Registration, Situation, Told, Unit, UnitStanding, Was,
};

/// What is so of a patient's registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegistrationView {
    /// Whose.
    pub patient: PatientId,
    /// As heads of pages show them.
    pub head: PersonHead,
    /// Each fact: what it is, what is so, and since when that is known.
    pub facts: Vec<FactView>,
    /// When the NHS's records were last read with an answer; none when never.
    pub checked: Option<Instant>,
    /// How the prison's health unit knows them, as it last said; none when it never did.
    pub unit: Option<UnitStanding>,
    /// How the practices changed, newest first.
    pub practices: Vec<FactView>,
    /// What hurts, and what to do.
    pub harms: Vec<HarmView>,
    /// What is the matter with the NHS number, and what to do.
    pub trouble: Option<&'static str>,
    /// For whom a wording is true.
    pub situation: Situation,
    /// Beside the question, for whoever asks it: how long the patient is likely to stay. Never the answer.
    pub guidance: &'static str,
    /// The likely day of release, where the caller may know it.
    pub release: Option<ReleaseView>,
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactView {
    /// What it is about.
    pub about: &'static str,
    /// What is so, in words.
    pub words: String,
    /// When it was read or told; none when never.
    pub as_of: Option<Instant>,
}

/// A combination that hurts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HarmView {
    /// Which.
    pub harm: Harm,
    /// What to do.
    pub to_do: &'static str,
    /// Known since.
    pub since: Instant,
}

/// A likely day of release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ReleaseView {
    /// The day.
    pub on: jiff::civil::Date,
    /// A person approved it.
    pub confirmed: bool,
}

impl Crossing {
    /// What is so of a patient's registration.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for whoever is not this caller's patient, and for everybody of the prison.
    pub async fn registration(
        &self,
        ctx: &Context,
        patient: PatientId,
    ) -> Result<Disclosed<RegistrationView>> {
        self.disclose(ctx, "registration.open", |desk| view(desk, patient)).await
    }

    /// Notes how the prison's health unit knows a patient.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for whoever may not; [`DiscloseError::OurFault`].
    pub async fn unit_says(
        &self,
        ctx: &Context,
        patient: PatientId,
        standing: UnitStanding,
    ) -> Result<Written> {
        let act = Act::UnitSays { patient, standing };
        let ruled = self
            .disclose(ctx, "registration.unit", |desk| {
                let about = About::of(desk, patient)?;
                let may = desk.rule(Kind::RegistrationChoice, about.circumstances).lets_out();
                desk.saw(about.person.as_ref(), Some(patient), !may);
                if may { Ok(act.clone()) } else { Err(DiscloseError::NotFound) }
            })
            .await?;
        Ok(self.act_write(ctx, ruled.get().clone()).await?)
    }
}

/// A patient, and how policy sees them.
pub(super) struct About {
    pub(super) person: Option<Person>,
    pub(super) registration: Option<Registration>,
    pub(super) circumstances: Circumstances,
}

impl About {
    /// Whoever left is still their last prison's to see off, for as long as this part follows them.
    pub(super) fn of(desk: &Desk<'_>, patient: PatientId) -> Result<Self> {
        desk.view.patient(patient)?.ok_or(DiscloseError::NotFound)?;
        let link = desk.link_of_patient(patient)?;
        let person = desk.linked(link.as_ref())?;
        let registration = desk.view.registration(patient)?.map(|sealed| desk.open_sealed(sealed));
        let followed = registration.as_ref().and_then(|of| of.followed.as_ref()).map(|of| of.prison);
        let state = link.map(|link| link.state);
        let circumstances = match &person {
            Some(person) => desk.circumstances(person, state),
            None => Circumstances { own_prison: desk.is_patient_here(patient)?, ..Circumstances::default() },
        };
        let own_prison = circumstances.own_prison || (followed.is_some() && followed == desk.own_prison());
        let restricted =
            registration.as_ref().and_then(|of| of.pds.as_ref()).is_some_and(|p| p.is_restricted);
        let circumstances = Circumstances { own_prison, restricted, ..circumstances };
        Ok(Self { person, registration, circumstances })
    }
}

/// For whom a wording is true: from what PDS says of the practice, or said when the custody began.
pub(super) fn situation(desk: &Desk<'_>, registration: Option<&Registration>) -> Situation {
    let Some(now) = registration else { return Situation::NotKnown };
    let before = now.followed.as_ref().and_then(|followed| now.gp_before(followed.stay));
    let practice = now.pds.as_ref().map(|pds| &pds.practice);
    match practice {
        Some(Told::Is(code)) if !desk.rules().is_prison_practice(code) => Situation::HasGp,
        Some(Told::None) => Situation::HasNone,
        // On a prison's list already: what a yes would cost is the GP before.
        Some(Told::Is(_)) if before.is_some_and(|was| was.what.is().is_some()) => Situation::HasGp,
        _ => Situation::NotKnown,
    }
}

const ASK_HEAD: &str = "Not shown here: ask the head of healthcare.";

fn view(desk: &mut Desk<'_>, patient: PatientId) -> Result<RegistrationView> {
    let About { person, registration, circumstances } = About::of(desk, patient)?;
    let open = Circumstances { restricted: false, ..circumstances };
    let may = desk.rule(Kind::RegistrationFacts, open).lets_out();
    desk.saw(person.as_ref(), Some(patient), !may);
    if !may {
        return Err(DiscloseError::NotFound);
    }
    let whole = desk.rule(Kind::RegistrationFacts, circumstances).lets_out();
    let release = release(desk, person.as_ref(), open);
    let now = registration.unwrap_or_else(|| Registration::new(patient));
    let own = now.followed.as_ref().map(|followed| followed.prison).or(desk.own_prison());
    let mut facts = vec![custody(desk, person.as_ref(), open)];
    facts.extend(if whole { from_pds(desk, &now, own) } else { kept_from_reader(&now) });
    facts.push(unit(&now, own));
    let record = desk.view.patient(patient)?.map(|sealed| desk.open_sealed(sealed));
    let head = desk.head(person.as_ref(), record.as_ref(), circumstances)?;
    let practices = if whole { history(desk, &now.practices, own) } else { Vec::new() };
    let harms = now.found.iter().map(|found| HarmView {
        harm: found.harm,
        to_do: to_do(found.harm),
        since: found.since,
    });
    Ok(RegistrationView {
        patient,
        head,
        unit: said(&now, own).map(|unit| unit.standing),
        facts,
        checked: now.checked,
        practices,
        harms: harms.collect(),
        trouble: now.trouble.map(about_number),
        situation: situation(desk, Some(&now)),
        guidance: likely(desk, person.as_ref()).guidance(),
        release,
    })
}

fn custody(desk: &mut Desk<'_>, person: Option<&Person>, circumstances: Circumstances) -> FactView {
    let about = "In custody";
    let Some(person) = person else {
        return FactView { about, words: "Not linked to a prison record.".to_owned(), as_of: None };
    };
    let words = match desk.head(Some(person), None, circumstances) {
        Ok(head) if head.place.words.is_empty() => "Not known.".to_owned(),
        Ok(head) if head.place.settled => head.place.words,
        Ok(head) => format!("{}, not settled", head.place.words),
        Err(_) => "Not known.".to_owned(),
    };
    FactView { about, words, as_of: person.custody.checked }
}

fn from_pds(desk: &Desk<'_>, now: &Registration, own: Option<PrisonCode>) -> Vec<FactView> {
    let as_of = now.checked;
    let fact = |about, words: String| FactView { about, words, as_of };
    let practice = match (&now.pds, now.no_record) {
        (_, Some(NoRecord::NotFound)) => "The NHS has no record under this number.".to_owned(),
        (_, Some(NoRecord::Invalidated)) => "The NHS took this number out of use.".to_owned(),
        (None, None) => NEVER_READ.to_owned(),
        (Some(pds), None) => practice_words(desk, pds, own),
    };
    let address = match now.pds.as_ref().map(|pds| &pds.address) {
        None => NEVER_READ.to_owned(),
        Some(Told::Kept) => KEPT.to_owned(),
        Some(Told::None) => "None.".to_owned(),
        Some(Told::Is(address)) => {
            let lines = address.lines.iter().map(String::as_str).chain(address.postcode.as_deref());
            lines.collect::<Vec<_>>().join(", ")
        }
    };
    let mut facts =
        vec![fact("Address, as the NHS has it", address), fact("GP, as the NHS has it", practice)];
    let before = now.followed.as_ref().and_then(|followed| now.gp_before(followed.stay));
    facts.push(match before {
        Some(was) => FactView {
            about: "GP before this custody",
            words: told_words(desk, &was.what, own),
            as_of: Some(was.from),
        },
        None => FactView {
            about: "GP before this custody",
            words: "Not known: it was never seen.".to_owned(),
            as_of: None,
        },
    });
    if let Some(death) = now.pds.as_ref().and_then(|pds| pds.death) {
        let words = match death {
            Death::Informal => "Reported dead, not certified.",
            Death::Formal => "Certified dead.",
        };
        facts.push(fact("Death, as the NHS has it", words.to_owned()));
    }
    facts
}

const NEVER_READ: &str = "Not known: the NHS's records were never read for this patient.";
const KEPT: &str = "Kept back by the NHS, which protects this patient. That is not \"none\".";

fn kept_from_reader(now: &Registration) -> Vec<FactView> {
    let of = |about| FactView { about, words: ASK_HEAD.to_owned(), as_of: now.checked };
    vec![of("Address, as the NHS has it"), of("GP, as the NHS has it"), of("GP before this custody")]
}

fn practice_words(desk: &Desk<'_>, pds: &Pds, own: Option<PrisonCode>) -> String {
    match (&pds.practice, &pds.practice_before) {
        (Told::None, Some(before)) => format!("None. The last was {}.", code_words(desk, before, own)),
        (told, _) => told_words(desk, told, own),
    }
}

fn told_words(desk: &Desk<'_>, told: &Told<OdsCode>, own: Option<PrisonCode>) -> String {
    match told {
        Told::Is(code) => code_words(desk, code, own),
        Told::None => "None.".to_owned(),
        Told::Kept => KEPT.to_owned(),
    }
}

fn code_words(desk: &Desk<'_>, code: &OdsCode, own: Option<PrisonCode>) -> String {
    let rules = desk.rules();
    let words = rules.practice_words(code);
    if own.is_some_and(|prison| rules.practices(prison).contains(code)) {
        format!("{words} (this prison's practice)")
    } else if rules.is_prison_practice(code) {
        format!("{words} (another prison's practice)")
    } else {
        words
    }
}

fn history(desk: &Desk<'_>, practices: &[Was<Told<OdsCode>>], own: Option<PrisonCode>) -> Vec<FactView> {
    let of = |was: &Was<Told<OdsCode>>| FactView {
        about: "GP, as the NHS has it",
        words: told_words(desk, &was.what, own),
        as_of: Some(was.from),
    };
    practices.iter().rev().map(of).collect()
}

fn said(now: &Registration, own: Option<PrisonCode>) -> Option<&Unit> {
    now.units.iter().find(|unit| Some(unit.prison) == own)
}

fn unit(now: &Registration, own: Option<PrisonCode>) -> FactView {
    let told = said(now, own);
    let words = match told.map(|unit| unit.standing) {
        None => "Nobody has said.",
        Some(UnitStanding::NotKnown) => "Not known there.",
        Some(UnitStanding::Temporary) => "A temporary patient: nobody outside can see that.",
        Some(UnitStanding::Pending) => "Registration was asked for, and is not made yet.",
        Some(UnitStanding::Regular) => "Registered.",
        Some(UnitStanding::Leaving) => "Leaving was asked for, and is not made yet.",
        Some(UnitStanding::Former) => "Was registered, and is no more.",
    };
    let as_of = told.map(|unit| unit.told);
    FactView { about: "Known to this prison's health unit", words: words.to_owned(), as_of }
}

/// How long somebody is likely to stay, for the guidance beside the question.
pub(super) fn likely(desk: &Desk<'_>, person: Option<&Person>) -> Likely {
    let custody = person.and_then(|person| person.custody.value.as_ref());
    let known = Known {
        legal_status: custody.and_then(|custody| custody.legal_status.as_ref()),
        release: custody.and_then(|custody| custody.release).and_then(|told| told.day).map(|day| day.on),
        today: desk.ctx.now.london_date(),
    };
    let prison = custody.and_then(|custody| custody.reported.standing.prison());
    let thresholds =
        prison.and_then(|prison| desk.rules().prison(prison)).map(|rules| &rules.registration.stay);
    thresholds.map_or_else(|| Likely::of(&known, &Thresholds::default()), |own| Likely::of(&known, own))
}

fn release(
    desk: &mut Desk<'_>,
    person: Option<&Person>,
    circumstances: Circumstances,
) -> Option<ReleaseView> {
    let day = person?.custody.value.as_ref()?.release?.day?;
    let may = desk.rule(Kind::LikelyRelease, circumstances).lets_out();
    may.then_some(ReleaseView { on: day.on, confirmed: day.confirmed })
}
