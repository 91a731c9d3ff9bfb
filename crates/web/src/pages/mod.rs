//! One file a page: the struct of its template, its handlers, its samples.

pub mod board;
pub mod by_hand;
pub mod checks;
pub mod choice;
pub mod choice_form;
pub mod choice_paper;
pub mod clinic_list;
pub mod counts;
pub mod due;
pub mod find;
pub mod gate_book;
pub mod keys;
pub mod leaving;
pub mod leaving_paper;
pub mod may_see;
pub mod movement_list;
pub mod not_done;
pub mod panel;
pub mod quarantine;
pub mod registered;
pub mod registration_form;
pub mod shadow;
pub mod sign_in;
pub mod talk;
pub mod tasks;
pub mod trace;
pub mod who_is_this;

use crate::fault::{Fault, FaultPage};
use crate::signed::{At, is_healthcare};
use axum::response::Response;
use vocab::id::PatientId;

/// The patient that an address names, for who works in healthcare. What the clinical system may read of them it reads
/// over FHIR: to machines these pages are not there.
pub(crate) fn patient_of(at: &At, id: &str) -> Result<PatientId, FaultPage> {
    let id = PatientId::parse(id).filter(|_| is_healthcare(at.role()));
    id.ok_or_else(|| at.refuse(Fault::NotFound))
}

/// Those of a page of a list whom this role is not shown: of so many in all, on which page of how many each, and how many
/// stand on it.
pub(crate) fn not_shown(all: usize, (page, most): (usize, usize), shown: usize) -> usize {
    all.saturating_sub(page.saturating_sub(1) * most).min(most).saturating_sub(shown)
}

/// A page, or the page that says why there is none.
pub type Answer = Result<Response, FaultPage>;
