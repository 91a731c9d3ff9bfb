//! NHS England's form for joining a practice, for whoever registers a patient in the clinical system: filled with what
//! is known, each answer with where it was taken from, and lines for the rest.
//!
//! It promises: nothing about health is filled in, whatever is known; what is not known is to be asked and is never a
//! "no". It is there only while a registration is asked for, and each look stands in the gate book as a print.

use super::{Answer, patient_of};
use crate::answer::Page;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::At;
use askama::Template;
use axum::extract::Path;
use axum::response::IntoResponse;
use crossing::disclose::registrations::form::{FormItem, FormView, From};
use vocab::id::PatientId;

/// The form.
#[derive(Template)]
#[template(path = "pages/registration_form.html")]
pub struct FormPage<'a> {
    frame: Frame,
    view: &'a FormView,
    back: String,
}

impl<'a> FormPage<'a> {
    fn new(frame: Frame, view: &'a FormView, patient: PatientId) -> Self {
        let frame = frame.at("/tasks").printed(
            "For whoever registers the patient. Destroy it when the registration stands in the clinical system.",
        );
        Self { frame, view, back: format!("/patient/{patient}/choice") }
    }

    /// What is to be asked has a line to write on.
    fn is_asked(item: &FormItem) -> bool {
        !item.heading && item.answer.is_none()
    }

    fn answer(item: &FormItem) -> String {
        item.answer.as_ref().map_or_else(String::new, crossing::disclose::registrations::form::Filled::words)
    }

    fn source(item: &FormItem) -> String {
        item.from.map_or_else(String::new, From::words)
    }
}

/// `GET /patient/{id}/registration-form`.
pub async fn open(at: At, Path(id): Path<String>) -> Answer {
    let patient = patient_of(&at, &id)?;
    let view = at.state.crossing.registration_form(&at.context(), patient).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(FormPage::new(at.frame(), view.get(), patient)).into_response())
}

impl Sample for FormPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = vocab::crossing::Role::HealthcareAdministrator;
        let view = samples::form();
        let page = FormPage::new(show.frame(role), &view, crate::sample::ids::patient(1));
        show.page("form", role, &page);
    }
}

mod samples {
    use crate::sample::at;
    use crossing::disclose::registrations::form::{Filled, FormItem, FormView, From, RegistrationForm};

    pub(super) fn form() -> FormView {
        let heading =
            |link_id, text, depth| FormItem { link_id, text, depth, heading: true, answer: None, from: None };
        let words = |link_id, text, answer: &str, from| FormItem {
            link_id,
            text,
            depth: 2,
            heading: false,
            answer: Some(Filled::Words(answer.to_owned())),
            from: Some(from),
        };
        let asked = |link_id, text, depth| FormItem {
            link_id,
            text,
            depth,
            heading: false,
            answer: None,
            from: Some(From::AskThePatient),
        };
        let items = vec![
            heading("3099707112786", "Matching patient to their record", 0),
            heading("2673545464189", "What is the name of the person being registered?", 1),
            words("8025625545792", "First name", "Marija", From::CareRecord),
            words("2444645364061", "Last Name", "Ilic", From::CareRecord),
            words("5352371648554", "Current Surgery name", "A81001", From::Pds(at(6, 10))),
            asked("8530163235785", "Mobile telephone number", 2),
            heading("7105669556528", "Health Questions", 0),
            asked("6142346747594", "Do you have any allergies?", 1),
        ];
        FormView { form: RegistrationForm { items }, since: at(7, 0) }
    }
}
