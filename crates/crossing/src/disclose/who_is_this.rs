//! Who is this? Two records side by side, what speaks for and against, and what undoing a link would correct.

use super::{Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use serde::Serialize;
use vocab::Instant;
use vocab::id::{AppointmentId, LinkId, PatientId, PersonId};

/// The questions of a prison, and what is in doubt there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Questions {
    /// Doubtful links first, then proposed ones, the oldest first.
    pub rows: Vec<QuestionHead>,
    /// How many are proposed.
    pub proposed: usize,
    /// How many are in doubt.
    pub in_doubt: usize,
}

/// A question, as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuestionHead {
    /// The claim.
    pub link: LinkId,
    /// `proposed`, `in-doubt`.
    pub state: &'static str,
    /// Since when.
    pub since: Instant,
    /// The prison's name for them.
    pub prison_name: Option<String>,
    /// Prison number.
    pub number: Option<String>,
    /// The care record's name for them.
    pub care_name: Option<String>,
    /// How sure, and why.
    pub because: String,
    /// One side is linked elsewhere: a second person is asked.
    pub already_linked: bool,
    /// Coming bookings that wait for the answer.
    pub bookings_waiting: usize,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuestionView {
    /// The claim.
    pub link: LinkId,
    /// The version that is looked at.
    pub version: u32,
    /// `proposed`, `confirmed`, `in-doubt`, `rejected`, `split`.
    pub state: &'static str,
    /// Since when.
    pub since: Instant,
    /// Who decided it: `rule`, or the accounts.
    pub decided_by: String,
    /// Already linked to someone else: stands above everything.
    pub already: Vec<AlreadyLinked>,
    /// A second person is asked for.
    pub needs_second: bool,
    /// How sure, and why.
    pub because: String,
    /// Line by line.
    pub lines: Vec<QuestionLine>,
    /// Who else shares family name and date of birth.
    pub alike: Vec<Alike>,
    /// How many those are: more than are named when the list was cut.
    pub alike_count: u32,
    /// What shook it, in words.
    pub shaken: Option<String>,
    /// The person, as our addresses name them.
    pub person: PersonId,
    /// The care record.
    pub patient: PatientId,
    /// What may be done now: `confirm`, `reject`, `split`.
    pub may: Vec<&'static str>,
}

/// A line of the two records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuestionLine {
    /// What is compared.
    pub what: &'static str,
    /// As the prison has it.
    pub prison: Option<String>,
    /// As the care record has it.
    pub care: Option<String>,
    /// `same`, `differs`, `missing`.
    pub word: &'static str,
    /// They differ by one slip of the keyboard.
    pub nearly: bool,
    /// What that is worth.
    pub worth: &'static str,
}

/// Another link of either side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlreadyLinked {
    /// That link.
    pub link: LinkId,
    /// `already linked to A5120BT TATE, Ben`.
    pub words: String,
}

/// Somebody else who shares family name and date of birth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alike {
    /// `prison record`, `care record`.
    pub side: &'static str,
    /// Name, where it may be known.
    pub name: Option<String>,
    /// Prison number, where it may be known.
    pub number: Option<String>,
}

/// What undoing a link would correct, and who would be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CorrectionView {
    /// The link.
    pub link: LinkId,
    /// Its version.
    pub version: u32,
    /// Its state.
    pub state: &'static str,
    /// Entries on the prison's lists that were made through it.
    pub entries: Vec<CorrectedEntry>,
    /// Who read, printed or changed something of both records through it.
    pub readers: Vec<Reader>,
    /// How many entries, where their facts may not be shown.
    pub entries_count: usize,
    /// What will happen, in a sentence.
    pub words: String,
}

/// An entry that would be corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CorrectedEntry {
    /// The booking.
    pub appointment: AppointmentId,
    /// When it starts, `12 Nov 09:40`.
    pub start: String,
    /// What will be done: `struck through`, `not sent`.
    pub what: &'static str,
}

/// Somebody who would be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reader {
    /// Account.
    pub account: String,
    /// Role.
    pub role: &'static str,
    /// What they did, in words.
    pub act: String,
    /// It was printed.
    pub printed: bool,
    /// When last.
    pub at: Instant,
    /// How often.
    pub times: u32,
}

impl Crossing {
    /// The questions that wait in the request's prison.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for those who may not weigh records; [`DiscloseError::OurFault`].
    pub async fn who_is_this(&self, ctx: &Context) -> Result<Disclosed<Questions>> {
        self.disclose(ctx, "who-is-this.list", questions).await
    }

    /// One question: the two records side by side.
    ///
    /// # Errors
    /// As [`Crossing::who_is_this`].
    pub async fn who_is_this_pair(&self, ctx: &Context, link: LinkId) -> Result<Disclosed<QuestionView>> {
        self.disclose(ctx, "who-is-this.open", |desk| question(desk, link)).await
    }

    /// What undoing a link would correct, and who would be told.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for those who may not know; [`DiscloseError::OurFault`].
    pub async fn correction(&self, ctx: &Context, link: LinkId) -> Result<Disclosed<CorrectionView>> {
        self.disclose(ctx, "correction.open", |desk| correction(desk, link)).await
    }
}

fn questions(_desk: &mut Desk<'_>) -> Result<Questions> {
    Err(DiscloseError::NotFound)
}

fn question(_desk: &mut Desk<'_>, _link: LinkId) -> Result<QuestionView> {
    Err(DiscloseError::NotFound)
}

fn correction(_desk: &mut Desk<'_>, _link: LinkId) -> Result<CorrectionView> {
    Err(DiscloseError::NotFound)
}
