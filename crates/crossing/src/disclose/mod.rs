//! Letting out: read at one state, rule, book, and only then answer.
//!
//! It promises: nothing personal leaves this crate but inside a [`Disclosed`]; each one was ruled on and stands in the
//! gate book before the caller has it; the link and the charter under which it was made still stood when it was
//! booked. A thing that is withheld and a thing that is not there look the same from outside. When the gate book
//! cannot be written, nothing is let out and the answer says whose fault that is.
//!
//! Each use case is one file with its view: plain words, ready for a face or a page to put into its own form.
//!
//! To add a use case: its view (derive `Serialize`, the gate book keeps its digest), a method on [`Crossing`] that
//! calls [`Crossing::disclose`] with what to read and rule, and its kinds in the policy's snapshot table.

pub mod ages;
pub mod appointments;
pub mod board;
pub mod by_hand;
pub mod checks;
pub mod choice;
pub mod clinic_list;
pub mod counts;
pub mod custody;
pub mod decisions;
mod desk;
pub mod due;
pub mod export;
pub mod flags;
pub mod gate_book;
pub mod leaving;
mod listed;
pub mod locations;
pub mod mirror_words;
pub mod movement_list;
pub mod panel;
pub mod patients;
pub mod person;
pub mod quarantine;
pub mod registered;
pub mod registrations;
pub mod route_line;
mod routes;
pub mod search;
pub mod shadow;
pub mod tasks;
pub mod trace;
pub mod who_is_this;

use crate::Crossing;
use crate::context::Context;
pub use ages::{Age, Ages, Colour};
pub(crate) use desk::{Circumstances, Desk};
pub use person::PersonHead;
use serde::Serialize;
use store::{Booked, StoreError};
use vocab::id::GateSeq;

/// An answer is made again when a link moved while it waited to be booked; more often than this is a storm.
const TRIES: u32 = 5;

/// What a ruling has let out, and the row of the gate book that says so.
///
/// Only this module makes one.
///
/// ```compile_fail
/// let forged = crossing::disclose::Disclosed { value: 1, booked: vocab::id::GateSeq(1) };
/// ```
#[derive(Debug)]
pub struct Disclosed<T> {
    value: T,
    booked: GateSeq,
}

impl<T> Disclosed<T> {
    /// What was let out.
    #[must_use]
    pub const fn get(&self) -> &T {
        &self.value
    }

    /// The row that booked it.
    #[must_use]
    pub const fn booked(&self) -> GateSeq {
        self.booked
    }

    /// A part of it, under the same row.
    #[must_use]
    pub fn map<U>(self, part: impl FnOnce(T) -> U) -> Disclosed<U> {
        Disclosed { value: part(self.value), booked: self.booked }
    }
}

/// Why nothing was let out.
#[derive(Debug, thiserror::Error)]
pub enum DiscloseError {
    /// Not there, or not this caller's to know: nobody outside can tell which.
    #[error("not found")]
    NotFound,
    /// We failed. To someone entitled to risk this is said to be so: "not known: our fault".
    #[error("not known: our fault")]
    OurFault(#[source] StoreError),
    /// Policy could not be evaluated: a denial, and an alarm.
    #[error("not known: our fault")]
    PolicyFailed,
    /// What was asked cannot be.
    #[error("{0}")]
    Asked(String),
}

impl From<StoreError> for DiscloseError {
    fn from(error: StoreError) -> Self {
        Self::OurFault(error)
    }
}

/// Short for a result of disclosing.
pub type Result<T, E = DiscloseError> = std::result::Result<T, E>;

impl Crossing {
    /// Reads, rules, books, answers. `act` is the word for it in the gate book.
    pub(crate) async fn disclose<T: Serialize>(
        &self,
        ctx: &Context,
        act: &str,
        build: impl Fn(&mut Desk<'_>) -> Result<T>,
    ) -> Result<Disclosed<T>> {
        self.disclose_as(ctx, act, false, build).await
    }

    /// The same for what is printed, and so is out of our hands.
    pub(crate) async fn disclose_printed<T: Serialize>(
        &self,
        ctx: &Context,
        act: &str,
        build: impl Fn(&mut Desk<'_>) -> Result<T>,
    ) -> Result<Disclosed<T>> {
        self.disclose_as(ctx, act, true, build).await
    }

    async fn disclose_as<T: Serialize>(
        &self,
        ctx: &Context,
        act: &str,
        printed: bool,
        build: impl Fn(&mut Desk<'_>) -> Result<T>,
    ) -> Result<Disclosed<T>> {
        for _ in 0..TRIES {
            let (result, entry) = self.store.read(|view| {
                let mut desk = Desk::open(view, self, ctx)?;
                let result = build(&mut desk);
                let answer = match &result {
                    Ok(value) => serde_json::to_vec(value).unwrap_or_default(),
                    Err(_) => b"not found".to_vec(),
                };
                let alarmed = desk.alarmed();
                let result = if alarmed { Err(DiscloseError::PolicyFailed) } else { result };
                Ok((result, desk.close(act, printed, &answer)))
            })?;
            if matches!(result, Err(DiscloseError::PolicyFailed)) {
                tracing::error!(act, "policy could not be evaluated: denied");
            }
            match self.store.book(entry).await? {
                Booked::At(booked) => return result.map(|value| Disclosed { value, booked }),
                Booked::Moved => {}
            }
        }
        Err(DiscloseError::OurFault(StoreError::Moved { what: "a link, again and again," }))
    }
}
