//! What an envelope says about a person, in our own words, before anything is compared.

use serde::Serialize;
use vocab::Instant;
use vocab::code::{Coded, LegalStatus, MovementReason, MovementType};
use vocab::crossing::PrisonEntry;
use vocab::id::{Booking, OpaqueId, PrisonNumber};
use vocab::place::{CellLocation, PrisonCode};
use vocab::prison::{
    Alert, Aspect, CellSharingRisk, Identity, NonAssociation, ReleaseDay, ScheduleEntry, Speaks, Standing,
};

/// A fact, as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Of whom.
    pub person: PrisonNumber,
    /// When it was asked for. Facts are ordered by this, never by when they arrived. A fact that was pushed to us
    /// unasked is as old as its arrival.
    pub asked: Option<Instant>,
    /// What.
    pub what: What,
}

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Who the record says this is.
    Identity(Identity),
    /// Where.
    Place(PlaceReading),
    /// Every alert.
    Alerts(Vec<Alert>),
    /// Alerts as a search record tells them, without dates: a hint beside those that were read with theirs.
    AlertsTold(Vec<Alert>),
    /// Everyone to be kept apart.
    NonAssociations(Vec<NonAssociation>),
    /// What is planned.
    Schedule(Vec<ScheduleEntry>),
    /// The other side knows the person by this id, too.
    KnownAs(OpaqueId),
    /// "Not yours to see": what is known is kept.
    NotVisible(Aspect),
    /// The number was merged away; the survivor where the answer named it.
    MergedInto(Option<PrisonNumber>),
    /// Entries on the prison's lists for a span of time.
    Entries {
        /// From.
        from: Instant,
        /// To, not in it.
        to: Instant,
        /// The prison whose lists they are; none where the answer does not say: then they are not whole.
        prison: Option<PrisonCode>,
        /// What the lists show.
        entries: Vec<PrisonEntry>,
        /// They are all there are: what is not among them is gone.
        whole: bool,
    },
}

/// A reading of where someone is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceReading {
    /// The standing that it amounts to.
    pub standing: Standing,
    /// Custody's number.
    pub booking: Option<Booking>,
    /// Legal status.
    pub legal_status: Option<Coded<LegalStatus>>,
    /// Where the person sleeps.
    pub cell: Option<CellLocation>,
    /// When the person was received at the start of the term; none when the reading does not say.
    pub received: Option<jiff::civil::Date>,
    /// Cell sharing risk; none when the reading does not say.
    pub cell_sharing: Option<CellSharingRisk>,
    /// The likely day of release.
    pub release: Option<ReleaseDay>,
    /// The reading says whether there is such a day: none in it is none.
    pub tells_release: bool,
    /// What the person speaks; none when the reading does not say.
    pub speaks: Option<Speaks>,
    /// Type of the last movement.
    pub movement: Option<Coded<MovementType>>,
    /// Its reason.
    pub reason: Option<MovementReason>,
    /// When it happened, where the record says so to the minute.
    pub happened: Option<Instant>,
    /// The prison that was named, even where it is no longer in charge.
    pub from: Option<PrisonCode>,
}

impl What {
    /// The aspect that this is a reading of; none for what is not one aspect's.
    #[must_use]
    pub const fn aspect(&self) -> Option<Aspect> {
        match self {
            Self::Identity(_) => Some(Aspect::Identity),
            Self::Place(_) => Some(Aspect::Place),
            Self::Alerts(_) => Some(Aspect::Alerts),
            Self::NonAssociations(_) => Some(Aspect::NonAssociations),
            Self::Schedule(_) => Some(Aspect::Schedule),
            Self::NotVisible(aspect) => Some(*aspect),
            Self::AlertsTold(_) | Self::KnownAs(_) | Self::MergedInto(_) | Self::Entries { .. } => None,
        }
    }

    /// A digest of what was read: equal readings have equal ones. None for what is never merely "the same".
    #[must_use]
    pub fn digest(&self) -> Option<u64> {
        match self {
            Self::Identity(identity) => digest(identity),
            Self::Place(place) => digest(place),
            Self::Alerts(alerts) | Self::AlertsTold(alerts) => digest(alerts),
            Self::NonAssociations(others) => digest(others),
            Self::Schedule(entries) => digest(entries),
            Self::KnownAs(_) | Self::NotVisible(_) | Self::MergedInto(_) | Self::Entries { .. } => None,
        }
    }
}

/// A digest of a reading; none of what cannot be written down, so that it is never taken for the same.
pub(crate) fn digest<T: Serialize>(reading: &T) -> Option<u64> {
    let hash = store::chain::hash(&[&postcard::to_stdvec(reading).ok()?]);
    Some(u64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]]))
}
