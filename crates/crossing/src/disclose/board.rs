//! How each flow stands. Counts and ages; nobody is on it.

use super::{Colour, Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use serde::Serialize;
use vocab::Instant;
use vocab::crossing::{Flow, Mode};
use vocab::place::PrisonCode;

/// The board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Board {
    /// As at.
    pub as_at: Instant,
    /// A row a flow and prison.
    pub flows: Vec<FlowRow>,
    /// Feeds.
    pub feeds: Vec<FeedRow>,
    /// What lies in quarantine.
    pub quarantine: u64,
    /// Re-reads that wait, and how long the oldest has been due, in seconds.
    pub errands: Waiting,
    /// Mirrors whose last attempts failed.
    pub attempts_failing: u64,
    /// The same by reason, most first.
    pub attempts_failing_why: Vec<Counted>,
    /// Tasks that wait for people, by what they are, most first.
    pub tasks: Vec<Counted>,
    /// Prisons whose words are a draft, and what is wanting.
    pub drafts: Vec<String>,
    /// The journal's head.
    pub journal: u64,
    /// The gate book's head.
    pub gate_book: u64,
    /// The store was restored or copied: every flow is in shadow until a sweep has read each open mirror.
    pub restored: bool,
}

/// How many wait, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Waiting {
    /// How many.
    pub count: u64,
    /// The oldest of them, due since.
    pub oldest: Option<Instant>,
}

/// So many of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The kind, in words.
    pub words: String,
    /// How many.
    pub count: u64,
}

/// A flow in a prison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlowRow {
    /// Which.
    pub flow: Flow,
    /// Where.
    pub prison: PrisonCode,
    /// The prison's name.
    pub prison_name: String,
    /// From which side.
    pub from: &'static str,
    /// To which side.
    pub to: &'static str,
    /// Its switch.
    pub mode: Mode,
    /// How many are as they should be.
    pub in_step: u64,
    /// How many wait.
    pub waiting: Waiting,
    /// How many cannot go on, by reason, most first.
    pub blocked: Vec<Counted>,
    /// When the route was last heard.
    pub heard: Option<Instant>,
    /// News over it can be so far behind.
    pub lag_seconds: i64,
    /// How it looks.
    pub colour: Colour,
    /// All is well: one quiet line.
    pub fine: bool,
}

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedRow {
    /// Its name.
    pub feed: String,
    /// When it was last heard.
    pub heard: Option<Instant>,
    /// How long ago.
    pub age_seconds: Option<i64>,
    /// How it looks: only feeds that are some prison's route are ever red.
    pub colour: Colour,
}

impl Crossing {
    /// The board.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for those who may not; [`DiscloseError::OurFault`].
    pub async fn board(&self, ctx: &Context) -> Result<Disclosed<Board>> {
        self.disclose(ctx, "board.open", board).await
    }
}

fn board(_desk: &mut Desk<'_>) -> Result<Board> {
    Err(DiscloseError::NotFound)
}
