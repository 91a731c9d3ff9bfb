//! The form for joining the practice, filled with what is known of the patient, while their registration is asked for.
//!
//! It goes to whoever registers them. Each answer says where it was taken from; what is not known is left to be asked,
//! and nothing about health is filled at all.

use super::{Chosen, id_of};
use crate::Crossing;
use crate::context::Context;
use crate::disclose::{Desk, DiscloseError, Disclosed, Result};
use policy::{Kind, Outcome};
use registration::follows::last_talk;
use registration::wording::Language;
use serde::Serialize;
use vocab::Instant;
use vocab::id::{OdsCode, PatientId};
use vocab::registration::Address;
use wire::fhir::codes::Gender;
use wire::fhir::questionnaire::gp_form::Known;
pub use wire::fhir::questionnaire::gp_form::{Filled, FormItem, From, RegistrationForm};

/// The form of a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormView {
    /// The form.
    pub form: RegistrationForm,
    /// Since when registration has been asked for.
    pub since: Instant,
}

impl Crossing {
    /// The form that goes with a registration that is asked for, for a page that prints it.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] where none is asked for, and for everybody who may not see it.
    pub async fn registration_form(&self, ctx: &Context, patient: PatientId) -> Result<Disclosed<FormView>> {
        self.disclose_printed(ctx, "choice.form", |desk| {
            let whose = super::Whose { patients: vec![patient.to_string()], ..super::Whose::default() };
            let chosen = super::chosen(desk, &whose, Kind::RegistrationChoice)?
                .pop()
                .ok_or(DiscloseError::NotFound)?;
            of_patient(desk, &chosen)?.ok_or(DiscloseError::NotFound)
        })
        .await
    }
}

/// The id of a patient's form.
pub(super) fn form_id(patient: PatientId) -> String {
    id_of(patient, "gp-form", &[])
}

/// The form of a patient; none where no registration is asked for in the caller's prison.
pub(super) fn of_patient(desk: &mut Desk<'_>, chosen: &Chosen) -> Result<Option<FormView>> {
    let own = desk.own_prison();
    let asked = chosen.choice.asked_for.as_ref().filter(|asked| own == Some(asked.prison));
    let Some(since) = asked.map(|asked| asked.since) else { return Ok(None) };
    let known = known(desk, chosen)?;
    Ok(Some(FormView { form: RegistrationForm::fill(&known), since }))
}

/// What the caller may know of the patient, each with where it was taken from.
fn known(desk: &mut Desk<'_>, chosen: &Chosen) -> Result<Known> {
    let circumstances = chosen.circumstances;
    let mut known = Known::default();
    let record = desk.view.patient(chosen.id)?.map(|sealed| desk.open_sealed(sealed));
    if let Some(record) = record.filter(|_| desk.rule(Kind::CareIdentity, circumstances).lets_out()) {
        known.name = Some((record.name, From::CareRecord));
        known.born = record.born.map(|born| (born, From::CareRecord));
        let gender = record.gender.as_deref().and_then(Gender::parse);
        known.gender = gender.map(|gender| (gender, From::CareRecord));
        let full = desk.rule(Kind::NhsNumber, circumstances) == Outcome::Full;
        known.nhs = record.nhs.filter(|_| full).map(|nhs| (nhs, From::CareRecord));
    }
    let identity = chosen.person.as_ref().and_then(|person| person.identity.value.as_ref());
    if let Some(identity) = identity.filter(|_| known.born.is_none()) {
        let may = desk.rule(Kind::PrisonIdentity, circumstances).lets_out();
        known.born = may.then_some((identity.born, From::PrisonRecord));
    }
    known.address = prison_address(desk).map(|address| (address, From::PrisonAddress));
    if desk.rule(Kind::RegistrationFacts, circumstances).lets_out() {
        known.practice = practice(desk, chosen);
    }
    known.interpreter = interpreter(chosen);
    Ok(known)
}

/// The prison's address, where the site has configured it.
fn prison_address(desk: &Desk<'_>) -> Option<Address> {
    let rules = &desk.rules().prison(desk.own_prison()?)?.registration;
    let lines = rules.address.clone();
    (!lines.is_empty()).then(|| Address { lines, postcode: rules.postcode.clone() })
}

/// The practice that is left: PDS's word, where it gives one, and no prison's own.
fn practice(desk: &Desk<'_>, chosen: &Chosen) -> Option<(OdsCode, From)> {
    let registration = chosen.registration.as_ref().filter(|now| now.no_record.is_none())?;
    let pds = registration.pds.as_ref().filter(|pds| !pds.is_restricted)?;
    let practice = pds.practice.is().filter(|practice| !desk.rules().is_prison_practice(practice))?;
    Some((practice.clone(), From::Pds(registration.checked?)))
}

/// The language that the conversation needed an interpreter for.
fn interpreter(chosen: &Chosen) -> Option<((String, String), From)> {
    let (_, talk) = last_talk(&chosen.choice)?;
    talk.interpreter.as_ref()?;
    let language =
        Language::of_tag(&talk.shown.language).filter(|language| *language != Language::English)?;
    let named = (language.tag().to_owned(), language.english_name().to_owned());
    Some((named, From::Conversation(talk.held.london_date())))
}
