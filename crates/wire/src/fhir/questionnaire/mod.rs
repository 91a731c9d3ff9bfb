//! What is asked of a person, and what was answered: Questionnaire and `QuestionnaireResponse` as we write them.
//!
//! Two forms are written: the offer of a GP as it was shown ([`offer`]), and NHS England's form for joining a practice,
//! filled with what is known ([`gp_form`]).

mod answered;
mod asked;
pub mod gp_form;
pub mod offer;

pub use answered::{Answer, AnsweredItem, Limit, QuestionnaireResponse};
pub use asked::{AskedItem, Questionnaire};
