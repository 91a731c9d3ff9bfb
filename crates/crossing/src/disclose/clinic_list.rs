//! The clinic list: will they come, and what does the prison's list show?

use super::mirror_words::MirrorView;
use super::person::PersonHead;
use super::{Ages, Desk, DiscloseError, Disclosed, Result};
use crate::context::Context;
use crate::{Crossing, Telephones};
use serde::Serialize;
use vocab::Instant;
use vocab::id::{AppointmentId, LinkId};
use vocab::place::{PrisonCode, RoomCode};

/// Which clinic list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClinicListAsked {
    /// The London day.
    pub date: jiff::civil::Date,
    /// Only this room.
    pub room: Option<RoomCode>,
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClinicList {
    /// Which prison.
    pub prison: PrisonCode,
    /// Its name.
    pub prison_name: String,
    /// The day.
    pub date: jiff::civil::Date,
    /// Only this room.
    pub room: Option<RoomCode>,
    /// Rooms that have anything booked that day.
    pub rooms: Vec<RoomCode>,
    /// As at.
    pub as_at: Instant,
    /// How many.
    pub counts: ClinicCounts,
    /// By time.
    pub rows: Vec<ClinicRow>,
    /// What stands above: stale, shadow, off.
    pub notices: Vec<String>,
    /// The ages of what the prison says.
    pub ages: Ages,
    /// Whom to ring.
    pub telephones: Option<Telephones>,
}

/// The counts at its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ClinicCounts {
    /// Booked.
    pub booked: usize,
    /// Of those, expected or here now.
    pub expected: usize,
    /// Not coming as things stand.
    pub not_coming: usize,
    /// Not known.
    pub not_known: usize,
    /// Cancelled: not among the booked.
    pub cancelled: usize,
}

/// Will they come, in one word for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WillWord {
    /// Every feed that could say otherwise has been heard.
    Expected,
    /// Here, and the route does not see court and escorts.
    HereNow,
    /// At court.
    AtCourt,
    /// Not here, and no more may be said.
    NotHereToday,
    /// Between prisons.
    InTransit,
    /// Left or released.
    Left,
    /// Something else is planned for that hour.
    Clash,
    /// Nobody has confirmed who this is.
    NotLinked,
    /// Too old, or never read.
    NotKnown,
    /// Cancelled by healthcare.
    Cancelled,
}

/// Will they come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Will {
    /// The word.
    pub word: WillWord,
    /// The words: `Expected`, `Clash: visit 10:00 to 11:00`, `Left 09:58 for Moorland, not settled`.
    pub words: String,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClinicRow {
    /// The booking.
    pub appointment: AppointmentId,
    /// Its version.
    pub version: u32,
    /// From, as `09:40`.
    pub start: String,
    /// The moment it starts.
    pub start_at: Instant,
    /// Room.
    pub room: RoomCode,
    /// Who.
    pub head: PersonHead,
    /// Will they come.
    pub will: Will,
    /// To be kept apart from someone who is booked near this time: ask the wing. Never on both rows.
    pub keep_apart: bool,
    /// What the booker must think of, as headings: `interpreter`.
    pub needs: Vec<String>,
    /// What the prison's list shows.
    pub mirror: Option<MirrorView>,
    /// The question that keeps this from crossing, where there is one.
    pub who_is_this: Option<LinkId>,
    /// How old what is said of this person is.
    pub ages: Ages,
}

impl Crossing {
    /// The clinic list.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for a role or prison without one; [`DiscloseError::OurFault`].
    pub async fn clinic_list(&self, ctx: &Context, asked: &ClinicListAsked) -> Result<Disclosed<ClinicList>> {
        self.disclose(ctx, "clinic-list.open", |desk| list(desk, asked)).await
    }

    /// The same for print: out of our hands from then on.
    ///
    /// # Errors
    /// As [`Crossing::clinic_list`].
    pub async fn clinic_list_print(&self, ctx: &Context, asked: &ClinicListAsked) -> Result<Disclosed<ClinicList>> {
        self.disclose_printed(ctx, "clinic-list.print", |desk| list(desk, asked)).await
    }
}

fn list(_desk: &mut Desk<'_>, _asked: &ClinicListAsked) -> Result<ClinicList> {
    Err(DiscloseError::NotFound)
}
