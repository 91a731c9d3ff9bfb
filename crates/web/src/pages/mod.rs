//! One file a page: the struct of its template, its handlers, its samples.

pub mod board;
pub mod by_hand;
pub mod choice;
pub mod choice_form;
pub mod choice_paper;
pub mod clinic_list;
pub mod counts;
pub mod due;
pub mod find;
pub mod gate_book;
pub mod keys;
pub mod may_see;
pub mod movement_list;
pub mod not_done;
pub mod panel;
pub mod quarantine;
pub mod registered;
pub mod shadow;
pub mod sign_in;
pub mod talk;
pub mod tasks;
pub mod trace;
pub mod who_is_this;

use crate::fault::FaultPage;
use axum::response::Response;

/// A page, or the page that says why there is none.
pub type Answer = Result<Response, FaultPage>;
