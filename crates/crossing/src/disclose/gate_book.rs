//! The gate book as pages: who saw or changed what, of whom, for which purpose, under which ruling.

use super::{Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use serde::Serialize;
use vocab::Instant;
use vocab::id::{GateSeq, PersonId, PrisonNumber};
use vocab::place::PrisonCode;

/// Which rows are wanted.
#[derive(Debug, Clone, Default)]
pub struct GateBookAsked {
    /// Of this person.
    pub person: Option<PrisonNumber>,
    /// Of this person, by the name that our addresses use.
    pub person_id: Option<PersonId>,
    /// By this account.
    pub account: Option<String>,
    /// Before this row: for paging back.
    pub before: Option<GateSeq>,
    /// At most so many.
    pub most: usize,
}

/// A page of the gate book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateBook {
    /// The newest row.
    pub head: u64,
    /// Up to which row the chain has been verified, and when.
    pub verified: Option<(u64, Instant)>,
    /// A row that does not hold, in words: an alarm.
    pub broken: Option<String>,
    /// The newest first.
    pub rows: Vec<GateBookRow>,
    /// Where the next page begins.
    pub next: Option<GateSeq>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateBookRow {
    /// Its place.
    pub row: GateSeq,
    /// When.
    pub at: Instant,
    /// Who.
    pub account: String,
    /// As what.
    pub role: &'static str,
    /// From which prison.
    pub prison: Option<PrisonCode>,
    /// For what.
    pub purpose: &'static str,
    /// What was done, in the book's word.
    pub act: String,
    /// The same in plain words.
    pub words: String,
    /// Of whom: prison numbers, and care records by our id.
    pub subjects: Vec<GateBookSubject>,
    /// Under which rulings.
    pub rulings: Vec<GateBookRuling>,
    /// It was printed.
    pub printed: bool,
    /// The request, as it is followed through the logs.
    pub trace: String,
}

/// Of whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateBookSubject {
    /// Prison number.
    pub number: Option<String>,
    /// Care record.
    pub patient: Option<String>,
    /// Asked for and not shown.
    pub withheld: bool,
}

/// Under which ruling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateBookRuling {
    /// What was ruled on.
    pub kind: String,
    /// How.
    pub outcome: String,
    /// The policies.
    pub policies: Vec<String>,
}

/// A person's own page: in plain words, teams and not people, without what was withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnPage {
    /// Prison number.
    pub number: String,
    /// The newest first.
    pub rows: Vec<OwnRow>,
    /// Checked by information governance before it is printed: always said.
    pub checked_first: &'static str,
    /// Older rows are left out: the page is cut here.
    pub more: bool,
}

/// A row of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnRow {
    /// When.
    pub at: Instant,
    /// `The healthcare team of Moorland looked at your safety warnings, to look after you.`
    pub words: String,
}

impl Crossing {
    /// A page of the gate book.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for those who may not; [`DiscloseError::OurFault`].
    pub async fn gate_book(&self, ctx: &Context, asked: &GateBookAsked) -> Result<Disclosed<GateBook>> {
        self.disclose(ctx, "gate-book.open", |desk| book(desk, asked)).await
    }

    /// A person's own page.
    ///
    /// # Errors
    /// As [`Crossing::gate_book`].
    pub async fn gate_book_own_page(&self, ctx: &Context, person: PrisonNumber) -> Result<Disclosed<OwnPage>> {
        self.disclose(ctx, "gate-book.own-page", |desk| own_page(desk, person)).await
    }
}

fn book(_desk: &mut Desk<'_>, _asked: &GateBookAsked) -> Result<GateBook> {
    Err(DiscloseError::NotFound)
}

fn own_page(_desk: &mut Desk<'_>, _person: PrisonNumber) -> Result<OwnPage> {
    Err(DiscloseError::NotFound)
}
