//! CDS Hooks 2.0: the risk panel inside the clinician's own record.
//!
//! Written strictly: a summary is a type that cannot be too long, a detail cannot carry markup, an answer cannot be
//! without a card. Read tolerantly, with precise refusals; a caller's access token is dropped while reading, so that
//! nothing later can keep or print it.

mod card;
mod discovery;
mod feedback;
pub mod fuzz;
mod request;

pub use card::{
    Answer, CARDS_MAX, Card, Detail, Indicator, Link, SUMMARY_CHARS_MAX, Source, Summary, SummaryTooLong,
};
pub use discovery::{PATIENT_VIEW_ID, Service, Services};
pub use feedback::{FEEDBACK_MAX, Feedback, FeedbackOutcome, read as read_feedback};
pub use request::{PatientView, Prefetch, Prefetched, read as read_patient_view};
