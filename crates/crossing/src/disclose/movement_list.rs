//! The movement list: whom to unlock for healthcare, where and when, in words that tell nothing more.
//!
//! It promises: every word on it is one of the prison's own facts, a neutral place, or one of a closed set; a version
//! holds only what was known at its as-at, and stays as it was printed.

use super::{Ages, Desk, DiscloseError, Disclosed, Result};
use crate::context::Context;
use crate::{Crossing, Telephones};
use serde::Serialize;
use vocab::Instant;
use vocab::id::AppointmentId;
use vocab::place::PrisonCode;

/// A part of the prison's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Session {
    /// To 12:00.
    Am,
    /// 12:00 to 17:00.
    Pm,
    /// From 17:00.
    Ed,
    /// The whole day.
    All,
}

impl Session {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Am, Self::Pm, Self::Ed, Self::All];

    /// As the prison writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Am => "AM",
            Self::Pm => "PM",
            Self::Ed => "ED",
            Self::All => "ALL",
        }
    }

    /// From the word, in either case.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word().eq_ignore_ascii_case(word))
    }
}

/// Which list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovementListAsked {
    /// The London day.
    pub date: jiff::civil::Date,
    /// The part of it.
    pub session: Session,
    /// Only this part of the prison: a wing, or a wing and landing, as `C` or `C-2`.
    pub location: Option<String>,
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovementList {
    /// Which prison.
    pub prison: PrisonCode,
    /// Its name.
    pub prison_name: String,
    /// The day.
    pub date: jiff::civil::Date,
    /// The part of it.
    pub session: Session,
    /// Only this part of the prison.
    pub location: Option<String>,
    /// What was known at this time.
    pub as_at: Instant,
    /// The version, once printed. None on a screen: only what was printed has one.
    pub version: Option<u32>,
    /// The newest printed version before this one, and when it was printed.
    pub printed: Option<PrintedVersion>,
    /// What changed since that one.
    pub changes: Vec<ListChange>,
    /// By wing and landing, then time.
    pub wings: Vec<WingRows>,
    /// How many lines are to be brought: struck ones do not count.
    pub count: usize,
    /// What stands above: stale, shadow, off.
    pub notices: Vec<String>,
    /// It may be printed; if not, why.
    pub not_printable: Option<String>,
    /// The ages of what the prison says of these people.
    pub ages: Ages,
    /// Whom to ring.
    pub telephones: Option<Telephones>,
}

/// A version as it was printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrintedVersion {
    /// Its number.
    pub version: u32,
    /// When.
    pub at: Instant,
}

/// The rows of a wing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WingRows {
    /// The wing or houseblock, or where those without a cell are.
    pub wing: String,
    /// Its rows.
    pub rows: Vec<ListRow>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListRow {
    /// The entry, by our own id of the booking.
    pub entry: AppointmentId,
    /// Wing and landing.
    pub landing: Option<String>,
    /// Cell.
    pub cell: Option<String>,
    /// `BOYD, Kieran`.
    pub name: Option<String>,
    /// Prison number.
    pub number: String,
    /// From, as `09:40`.
    pub start: String,
    /// To.
    pub end: String,
    /// The moment it starts, for machines.
    pub start_at: Instant,
    /// The moment it ends.
    pub end_at: Instant,
    /// `Healthcare`.
    pub what: &'static str,
    /// The neutral place that many rooms share, in the prison's code.
    pub place: String,
    /// Struck through: no longer to be brought.
    pub struck: bool,
    /// Where they are, when not here: in words that the prison's own list has.
    pub standing: Option<String>,
    /// Who was told of the change since the print, and when.
    pub told: Option<(String, Instant)>,
}

/// What a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Not on the printed version.
    New,
    /// On it with another time, place or cell.
    Changed,
    /// On it, and no longer to be brought.
    Gone,
}

/// A change since the printed version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListChange {
    /// What.
    pub kind: ChangeKind,
    /// The row as it now is, or as it was when it is gone.
    pub row: ListRow,
    /// In words: `09:30 is now 09:40`, `cell B-1-07 is now C-2-11`.
    pub words: String,
}

impl Crossing {
    /// The movement list on a screen.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for a role or prison without one; [`DiscloseError::Asked`]; [`DiscloseError::OurFault`].
    pub async fn movement_list(&self, ctx: &Context, asked: &MovementListAsked) -> Result<Disclosed<MovementList>> {
        self.disclose(ctx, "movement-list.open", |desk| list(desk, asked)).await
    }

    /// Prints it: from now on this version stands, and later changes are told against it.
    ///
    /// # Errors
    /// As [`Crossing::movement_list`].
    pub async fn movement_list_print(
        &self,
        ctx: &Context,
        asked: &MovementListAsked,
    ) -> Result<Disclosed<MovementList>> {
        self.disclose_printed(ctx, "movement-list.print", |desk| list(desk, asked)).await
    }
}

fn list(_desk: &mut Desk<'_>, _asked: &MovementListAsked) -> Result<MovementList> {
    Err(DiscloseError::NotFound)
}
