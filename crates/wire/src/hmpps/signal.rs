//! What an event asks for: a table with one line a type.
//!
//! A type that is not in the table is kept and asks for nothing: a sweep re-reads everyone in time, so a type that
//! is new costs minutes and never a fact. What is re-read is compared; the event itself is believed in nothing.

use super::event::{DomainEvent, Role};
use super::person::Raw;
use vocab::code::{CodeList, Coded, MovementReason};
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;
use vocab::prison::Aspect;
use vocab::time::LondonTime;

/// What is to be done about an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// Re-read these aspects of these persons.
    Reread {
        /// Each once.
        persons: Vec<PrisonNumber>,
        /// Most urgent first.
        aspects: Vec<Aspect>,
    },
    /// Find out whose opaque id this is, then re-read.
    LookUp {
        /// The External API's id, not of the form of a prison number.
        hmpps_id: Raw,
        /// Most urgent first.
        aspects: Vec<Aspect>,
    },
    /// Someone of a prison changed, and it is not said who: compare with the roll.
    RollCall {
        /// Which; all when it was not said.
        prison: Option<PrisonCode>,
    },
    /// Two numbers became one.
    Merged {
        /// The number that stays.
        kept: PrisonNumber,
        /// The number that is gone.
        removed: PrisonNumber,
    },
    /// A custody was moved to another number: facts since its start may be another person's.
    BookingMoved {
        /// From whom.
        from: PrisonNumber,
        /// To whom.
        to: PrisonNumber,
        /// When that custody began.
        since: Option<LondonTime>,
    },
    /// The prison took the record, or its custody, away.
    Removed {
        /// Whose.
        number: PrisonNumber,
    },
    /// The 45-minute-delayed family: what was reported has stood. The place is to be re-read as well.
    Settled {
        /// Whose.
        number: PrisonNumber,
        /// What has settled.
        what: Settlement,
        /// The NOMIS reason.
        movement_reason: Option<MovementReason>,
        /// The prison named.
        prison: Option<PrisonCode>,
        /// When it was recorded in the prison.
        occurred: Option<LondonTime>,
    },
    /// An appointment on the prison's side was made, changed, cancelled, brought back or deleted. No person is
    /// named: read the instance.
    AppointmentChanged {
        /// One person on one appointment.
        instance: i64,
        /// Its category, if said.
        category: Option<String>,
    },
    /// Of a type that is used, naming nobody by a number that can be read: for quarantine.
    Unattributed {
        /// What would have been re-read.
        aspects: Vec<Aspect>,
    },
    /// Of a type that asks for nothing, or that we do not know.
    NotUsed,
}

/// What the delayed family says has settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// Received into a prison. None when the event gave no reason.
    Received(Option<Coded<ReceivedReason>>),
    /// Out of a prison. None when the event gave no reason.
    Released(Option<Coded<ReleasedReason>>),
}

macro_rules! reasons {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl CodeList for $name {
            const CODES: &'static [(Self, &'static str)] = &[$((Self::$variant, $text)),+];
        }
    };
}

reasons! {
    /// Why someone was received (prison-offender-events).
    ReceivedReason {
        /// New to custody.
        Admission = "ADMISSION",
        /// Back from a temporary absence.
        TemporaryAbsenceReturn = "TEMPORARY_ABSENCE_RETURN",
        /// Back from court.
        ReturnFromCourt = "RETURN_FROM_COURT",
        /// From another prison.
        Transferred = "TRANSFERRED",
    }
}

reasons! {
    /// Why someone left (prison-offender-events). A death is `RELEASED` here: its movement reason tells.
    ReleasedReason {
        /// For a time.
        TemporaryAbsenceRelease = "TEMPORARY_ABSENCE_RELEASE",
        /// To a secure hospital.
        ReleasedToHospital = "RELEASED_TO_HOSPITAL",
        /// Out of custody.
        Released = "RELEASED",
        /// To court.
        SentToCourt = "SENT_TO_COURT",
        /// To another prison.
        Transferred = "TRANSFERRED",
        /// Their own word for not knowing.
        Unknown = "UNKNOWN",
    }
}

/// What a type asks for.
#[derive(Clone, Copy)]
enum Use {
    Reread(&'static [Aspect]),
    ByCategory,
    ByReceivedReason,
    RollCall,
    Merge,
    NomisBookingNumber,
    BookingMove,
    Removal,
    SettledReceived,
    SettledReleased,
    Appointment,
    Nothing,
}

use Aspect::{Alerts, Identity, NonAssociations, Place, Schedule};
use Use::{
    Appointment, BookingMove, ByCategory, ByReceivedReason, Merge, NomisBookingNumber, Nothing, Removal,
    Reread, RollCall, SettledReceived, SettledReleased,
};

const EVERYTHING: Use = Reread(&Aspect::ALL);

/// One line a type; a star at the end stands for the rest of the name. The first line that fits counts.
#[rustfmt::skip]
const TABLE: &[(&str, Use)] = &[
    // prisoner-search: at once, from a comparison of two snapshots
    ("prisoner-offender-search.prisoner.created",                   EVERYTHING),
    ("prisoner-offender-search.prisoner.updated",                   ByCategory),
    ("prisoner-offender-search.prisoner.received",                  ByReceivedReason),
    ("prisoner-offender-search.prisoner.released",                  Reread(&[Place, Schedule])),
    ("prisoner-offender-search.prisoner.removed",                   Removal),
    ("prisoner-offender-search.prisoner.alerts-updated",            Reread(&[Alerts])),
    ("prisoner-offender-search.prisoner.convicted-status-changed",  Reread(&[Place])),
    // prison-offender-events: after 45 minutes, suppressed if undone
    ("prison-offender-events.prisoner.received",                    SettledReceived),
    ("prison-offender-events.prisoner.released",                    SettledReleased),
    ("prison-offender-events.prisoner.merged",                      Merge),
    ("prison-offender-events.prisoner.booking.moved",               BookingMove),
    ("prison-offender-events.prisoner.booking.deleted",             Removal),
    ("prison-offender-events.prisoner.cell.move",                   Reread(&[Place])),
    ("prison-offender-events.prisoner.imprisonment-status-changed", Reread(&[Place])),
    ("prison-offender-events.prisoner.non-association-detail.changed", Reread(&[NonAssociations])),
    ("prison-offender-events.prisoner.appointments-changed",        Reread(&[Schedule])),
    ("prison-offender-events.prisoner.activities-changed",          Reread(&[Schedule])),
    ("prison-offender-events.prisoner.video-appointment.cancelled", Reread(&[Schedule])),
    // Sentences, visitors, restrictions, diet: nothing of ours.
    ("prison-offender-events.prisoner.*",                           Nothing),
    // alerts: a resync deletes and recreates all of them, so each is only a reason to read the full set
    ("person.alert.created",                                        Reread(&[Alerts])),
    ("person.alert.updated",                                        Reread(&[Alerts])),
    ("person.alert.inactive",                                       Reread(&[Alerts])),
    ("person.alert.deleted",                                        Reread(&[Alerts])),
    ("person.alert.changed",                                        Reread(&[Alerts])),
    ("person.alerts.changed",                                       Reread(&[Alerts])),
    // The list of codes changed: an owner's business, and a code never seen says so by itself.
    ("prisoner-alerts.*",                                           Nothing),
    ("non-associations.created",                                    Reread(&[NonAssociations])),
    ("non-associations.amended",                                    Reread(&[NonAssociations])),
    ("non-associations.closed",                                     Reread(&[NonAssociations])),
    ("non-associations.deleted",                                    Reread(&[NonAssociations])),
    ("restricted-patients.patient.added",                           Reread(&[Place])),
    ("restricted-patients.patient.removed",                         Reread(&[Place])),
    ("restricted-patients.patient.supporting-prison-changed",       Reread(&[Place])),
    // absences and court: the movement itself is prisoner-search's to tell
    ("person.temporary-absence-authorisation.*",                    Nothing),
    ("person.temporary-absence-movement.*",                         Reread(&[Place, Schedule])),
    ("person.temporary-absence.started",                            Reread(&[Place, Schedule])),
    ("person.temporary-absence.completed",                          Reread(&[Place, Schedule])),
    ("person.temporary-absence.*",                                  Reread(&[Schedule])),
    ("person.court-appearance-movement.*",                          Reread(&[Place, Schedule])),
    ("person.court-appearance.started",                             Reread(&[Place, Schedule])),
    ("person.court-appearance.completed",                           Reread(&[Place, Schedule])),
    ("person.court-appearance.*",                                   Reread(&[Schedule])),
    ("prison-visit.booked",                                         Reread(&[Schedule])),
    ("prison-visit.changed",                                        Reread(&[Schedule])),
    ("prison-visit.cancelled",                                      Reread(&[Schedule])),
    // appointments
    ("appointments.appointment-instance.created",                   Appointment),
    ("appointments.appointment-instance.updated",                   Appointment),
    ("appointments.appointment-instance.deleted",                   Appointment),
    ("appointments.appointment-instance.cancelled",                 Appointment),
    ("appointments.appointment-instance.uncancelled",               Appointment),
    // No person, and work is not worth a sweep: the schedule is read on its own.
    ("activities.*",                                                Nothing),
    ("location.inside.prison.*",                                    Nothing),
    ("person.csip-record.*",                                        Nothing),
    ("person.case-note.*",                                          Nothing),
    ("incentives.*",                                                Nothing),
    ("calculate-release-dates.*",                                   Nothing),
    ("core-person-record.*",                                        Nothing),
    // the External API: at least five minutes late, without data
    ("PERSON_STATUS_CHANGED",                                       Reread(&[Place, Identity])),
    ("PRISONER_CHANGED",                                            Reread(&[Place, Identity])),
    ("PRISONERS_CHANGED",                                           RollCall),
    ("PERSON_CELL_LOCATION_CHANGED",                                Reread(&[Place])),
    ("PRISONER_BASE_LOCATION_CHANGED",                              Reread(&[Place])),
    ("PERSON_ALERTS_CHANGED",                                       Reread(&[Alerts])),
    ("PERSON_NAME_CHANGED",                                         Reread(&[Identity])),
    ("PRISONER_NON_ASSOCIATIONS_CHANGED",                           Reread(&[NonAssociations])),
    ("PERSON_FUTURE_VISITS_CHANGED",                                Reread(&[Schedule])),
    // It names only the number that is gone: reading it answers with a redirect to the survivor.
    ("PRISONER_MERGED",                                             Reread(&[Place, Identity])),
    // raw NOMIS events: sent again at will, and some name only the custody
    ("EXTERNAL_MOVEMENT_RECORD-*",                                  Reread(&[Place])),
    ("EXTERNAL_MOVEMENT-CHANGED",                                   Reread(&[Place])),
    ("OFFENDER_MOVEMENT-*",                                         Reread(&[Place])),
    ("BED_ASSIGNMENT_HISTORY-INSERTED",                             Reread(&[Place])),
    ("BOOKING_NUMBER-CHANGED",                                      NomisBookingNumber),
    ("OFFENDER_BOOKING-REASSIGNED",                                 Reread(&[Place, Identity])),
    ("SCHEDULED_EXT_MOVE-*",                                        Reread(&[Schedule])),
    ("SCHEDULE_INT_APP-CHANGED",                                    Reread(&[Schedule])),
    ("APPOINTMENT_CHANGED",                                         Reread(&[Schedule])),
];

/// The lines of the table as text: type and what it asks for. For documents and tests.
#[must_use]
pub fn table() -> Vec<(&'static str, String)> {
    let words = |aspects: &[Aspect]| aspects.iter().map(|a| a.word()).collect::<Vec<_>>().join(", ");
    let line = |used: &Use| match used {
        Reread(aspects) => format!("re-read {}", words(aspects)),
        ByCategory => "re-read by categoriesChanged".to_owned(),
        ByReceivedReason => "re-read everything; after court or an absence place, schedule".to_owned(),
        RollCall => "compare with the roll".to_owned(),
        Merge => "two numbers became one".to_owned(),
        NomisBookingNumber => {
            "of type MERGE two numbers became one; otherwise re-read place, identity".to_owned()
        }
        BookingMove => "a custody moved to another number".to_owned(),
        Removal => "record or custody taken away".to_owned(),
        SettledReceived => "settled: received".to_owned(),
        SettledReleased => "settled: left".to_owned(),
        Appointment => "read the appointment instance".to_owned(),
        Nothing => "nothing".to_owned(),
    };
    TABLE.iter().map(|(name, used)| (*name, line(used))).collect()
}

fn used(event_type: &str) -> Option<Use> {
    let fits = |name: &str| match name.strip_suffix('*') {
        Some(start) => event_type.starts_with(start),
        None => event_type == name,
    };
    TABLE.iter().find(|(name, _)| fits(name)).map(|(_, used)| *used)
}

/// True when the table has a line for this type, be it to ask for nothing.
#[must_use]
pub fn is_listed(event_type: &str) -> bool {
    used(event_type).is_some()
}

impl DomainEvent {
    /// What this event asks for.
    #[must_use]
    pub fn signal(&self) -> Signal {
        match used(&self.event_type).unwrap_or(Nothing) {
            Reread(aspects) => self.reread(aspects.to_vec()),
            ByCategory => self.reread(self.aspects_changed()),
            ByReceivedReason => match self.reason.as_deref() {
                // Back for the evening: nothing but the place can have changed.
                Some("RETURN_FROM_COURT" | "TEMPORARY_ABSENCE_RETURN") => self.reread(vec![Place, Schedule]),
                _ => self.reread(Aspect::ALL.to_vec()),
            },
            RollCall => Signal::RollCall { prison: self.prison },
            Merge => self.merged(),
            NomisBookingNumber if self.nomis_merge => self.merged(),
            NomisBookingNumber => self.reread(vec![Place, Identity]),
            BookingMove => self.booking_moved(),
            Removal => match self.subject() {
                Some(number) => Signal::Removed { number },
                None => Signal::Unattributed { aspects: Aspect::ALL.to_vec() },
            },
            SettledReceived => {
                self.settled(Settlement::Received(self.reason.as_deref().map(Coded::<ReceivedReason>::read)))
            }
            SettledReleased => {
                self.settled(Settlement::Released(self.reason.as_deref().map(Coded::<ReleasedReason>::read)))
            }
            Appointment => match self.appointment_instance {
                Some(instance) => {
                    Signal::AppointmentChanged { instance, category: self.category_code.clone() }
                }
                None => Signal::Unattributed { aspects: vec![Schedule] },
            },
            Nothing => Signal::NotUsed,
        }
    }

    fn reread(&self, aspects: Vec<Aspect>) -> Signal {
        if aspects.is_empty() {
            return Signal::NotUsed;
        }
        let persons = self.everyone();
        match (persons.is_empty(), &self.hmpps_id) {
            (false, _) => Signal::Reread { persons, aspects },
            (true, Some(hmpps_id)) => Signal::LookUp { hmpps_id: hmpps_id.clone(), aspects },
            (true, None) => Signal::Unattributed { aspects },
        }
    }

    /// What `categoriesChanged` asks for. A category that is new to us asks for all that the record carries.
    fn aspects_changed(&self) -> Vec<Aspect> {
        let Some(categories) = &self.categories_changed else { return vec![Place, Alerts, Identity] };
        let mut aspects: Vec<Aspect> = Vec::new();
        for category in categories {
            aspects.extend(match category.as_str() {
                "IDENTIFIERS" | "PERSONAL_DETAILS" => &[Identity][..],
                "ALERTS" => &[Alerts],
                "STATUS" | "LOCATION" | "SENTENCE" | "RESTRICTED_PATIENT" => &[Place],
                "INCENTIVE_LEVEL" | "PHYSICAL_DETAILS" => &[],
                _ => &[Place, Alerts, Identity],
            });
        }
        Aspect::ALL.into_iter().filter(|a| aspects.contains(a)).collect()
    }

    /// Only `nomsNumber` (kept) and `removedNomsNumber` (gone) are believed; which of them the text calls which is
    /// worded both ways by live producers.
    fn merged(&self) -> Signal {
        match (self.numbers(Role::Subject).next(), self.numbers(Role::Removed).next()) {
            (Some(kept), Some(removed)) if kept != removed => Signal::Merged { kept, removed },
            _ => Signal::Unattributed { aspects: vec![Place, Identity] },
        }
    }

    fn booking_moved(&self) -> Signal {
        match (self.numbers(Role::MovedFrom).next(), self.numbers(Role::MovedTo).next()) {
            (Some(from), Some(to)) if from != to => {
                Signal::BookingMoved { from, to, since: self.booking_start }
            }
            _ => Signal::Unattributed { aspects: Aspect::ALL.to_vec() },
        }
    }

    fn settled(&self, what: Settlement) -> Signal {
        match self.subject() {
            Some(number) => Signal::Settled {
                number,
                what,
                movement_reason: self.movement_reason.clone(),
                prison: self.prison,
                occurred: self.occurred,
            },
            None => Signal::Unattributed { aspects: vec![Place] },
        }
    }
}
