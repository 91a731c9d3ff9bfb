//! Acts of prison life. Each changes the state and has the events told that the real services would send.

use super::event;
use super::schedule::Planned;
use super::{Person, Prison};
use crate::written::number;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use vocab::Instant;
use vocab::id::PrisonNumber;
use vocab::name::{Born, Name};
use vocab::place::PrisonCode;

vocab::redacted!(Arrival, Act);

/// Somebody the prison services did not know.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// The number given.
    #[serde(with = "number")]
    pub number: PrisonNumber,
    /// Name as recorded.
    pub name: Name,
    /// Date of birth as recorded.
    pub born: Born,
    /// `Male` or `Female`.
    pub gender: String,
    /// Nationality.
    pub nationality: String,
    /// Main language when not English.
    pub language: Option<String>,
    /// Police number, if one was found.
    pub pnc: Option<String>,
}

/// One thing that happens in a prison.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[expect(missing_docs, reason = "the fields are what the acts say; each act is described")]
pub enum Act {
    /// Somebody new is received.
    Arrive { who: Arrival, prison: PrisonCode, reason: String },
    /// Somebody known is received again: recall, remand.
    Receive {
        #[serde(with = "number")]
        number: PrisonNumber,
        prison: PrisonCode,
        reason: String,
    },
    /// To another cell.
    MoveCell {
        #[serde(with = "number")]
        number: PrisonNumber,
        cell: String,
    },
    /// An alert is opened. Without `from`, today.
    OpenAlert {
        #[serde(with = "number")]
        number: PrisonNumber,
        code: String,
        from: Option<Date>,
        to: Option<Date>,
        comment: Option<String>,
    },
    /// An alert is closed: today, or by a date to come, which nobody will announce until the day.
    CloseAlert {
        #[serde(with = "number")]
        number: PrisonNumber,
        code: String,
        on: Option<Date>,
    },
    /// Every alert of a person is deleted and made again under a new id.
    ResyncAlerts {
        #[serde(with = "number")]
        number: PrisonNumber,
    },
    /// To court, with the van.
    ToCourt {
        #[serde(with = "number")]
        number: PrisonNumber,
    },
    /// Back from court.
    FromCourt {
        #[serde(with = "number")]
        number: PrisonNumber,
    },
    /// Out for a time: C5 outpatient, C6 bed-watch, C3 a funeral.
    AbsenceOut {
        #[serde(with = "number")]
        number: PrisonNumber,
        reason: String,
    },
    /// Back.
    AbsenceIn {
        #[serde(with = "number")]
        number: PrisonNumber,
    },
    /// Out to another prison.
    TransferOut {
        #[serde(with = "number")]
        number: PrisonNumber,
        to: PrisonCode,
        reason: String,
    },
    /// In at the other prison.
    TransferIn {
        #[serde(with = "number")]
        number: PrisonNumber,
    },
    /// Staff answered the question about appointments at transfer or release with yes: they go.
    AppointmentsGo {
        #[serde(with = "number")]
        number: PrisonNumber,
        prison: PrisonCode,
    },
    /// Released.
    Release {
        #[serde(with = "number")]
        number: PrisonNumber,
        reason: String,
    },
    /// Released by mistake, and it is put right.
    ReverseRelease {
        #[serde(with = "number")]
        number: PrisonNumber,
    },
    /// Died. Dressed as a release.
    Die {
        #[serde(with = "number")]
        number: PrisonNumber,
    },
    /// Discharged to a secure hospital.
    ToHospital {
        #[serde(with = "number")]
        number: PrisonNumber,
        id: String,
        name: String,
    },
    /// Two numbers were one person.
    Merge {
        #[serde(with = "number")]
        kept: PrisonNumber,
        #[serde(with = "number")]
        removed: PrisonNumber,
    },
    /// A stay was opened on the wrong person.
    MoveBooking {
        #[serde(with = "number")]
        from: PrisonNumber,
        #[serde(with = "number")]
        to: PrisonNumber,
    },
    /// Two people are to be kept apart.
    KeepApart {
        #[serde(with = "number")]
        first: PrisonNumber,
        #[serde(with = "number")]
        second: PrisonNumber,
        restriction: String,
    },
    /// No longer.
    NoLongerApart {
        #[serde(with = "number")]
        first: PrisonNumber,
        #[serde(with = "number")]
        second: PrisonNumber,
    },
    /// Prison staff type an appointment by hand.
    StaffBook {
        #[serde(with = "number")]
        number: PrisonNumber,
        category: String,
        name: Option<String>,
        room: String,
        date: Date,
        start: Time,
        end: Time,
    },
    /// Prison staff cancel an appointment, whoever made it. Reason 2 strikes it through, 1 deletes it.
    StaffCancel { appointment: u64, reason: u64 },
    /// Prison staff move an appointment, whoever made it.
    StaffMove { appointment: u64, date: Date, start: Time, end: Time },
    /// Things are planned.
    Plan { entries: Vec<Planned> },
    /// An officer notes whether somebody came to an appointment, or takes the note back. Nobody is told.
    Attend {
        appointment: u64,
        #[serde(with = "number")]
        number: PrisonNumber,
        attended: Option<bool>,
    },
    /// Probation links its number to this person: from now on the External API calls them by it.
    LinkProbation {
        #[serde(with = "number")]
        number: PrisonNumber,
        crn: String,
    },
    /// Probation limits who may see this person, or lifts that.
    LimitAccess {
        #[serde(with = "number")]
        number: PrisonNumber,
        limited: bool,
    },
    /// Staff rate who may share a cell with this person: `HIGH`, `HIGH_GENERAL`, `HIGH_SPECIFIC`, `STANDARD`.
    RateCellSharing {
        #[serde(with = "number")]
        number: PrisonNumber,
        rating: String,
    },
    /// A court, or the sentence calculation: legal status (`SENTENCED`, `REMAND`, …) and the days of release, none where
    /// there is none.
    Sentence {
        #[serde(with = "number")]
        number: PrisonNumber,
        legal: String,
        /// As calculated.
        release: Option<Date>,
        /// As a person approved it.
        confirmed: Option<Date>,
    },
    /// It is settled who goes with somebody on a planned absence: `ACCOMPANIED`, `UNACCOMPANIED`, `L` and `N` officers,
    /// `PECS`, `P`.
    Escort {
        #[serde(with = "number")]
        number: PrisonNumber,
        date: Date,
        start: Time,
        accompanied_by: String,
    },
    /// Everybody behind doors.
    LockDown { prison: PrisonCode },
    /// Over.
    LiftLockDown { prison: PrisonCode },
}

/// What an act made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// The appointment that was made or touched.
    pub appointment: Option<u64>,
}

/// Why an act cannot be: the state is not what the act supposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    /// Nobody has this number.
    #[error("nobody has this number")]
    Nobody,
    /// Somebody has it already.
    #[error("somebody has this number already")]
    Somebody,
    /// Not where the act supposes.
    #[error("this person is not where the act supposes")]
    Elsewhere,
    /// No such alert is open, or one is open already.
    #[error("no such alert is open, or one is open already")]
    Alert,
    /// No such appointment, or not in a state for it.
    #[error("no such appointment, or it is not in a state for this")]
    Appointment,
    /// No such room, category or prison.
    #[error("no such room, category or prison")]
    Place,
}

impl Prison {
    /// Carries out an act and has its events told.
    ///
    /// # Errors
    /// [`Impossible`] when the state is not what the act supposes; nothing has changed then.
    pub fn run(&mut self, act: &Act, now: Instant) -> Result<Done, Impossible> {
        self.catch_up(now);
        self.changed();
        match act {
            Act::Arrive { who, prison, reason } => self.arrive(who, *prison, reason, now)?,
            Act::Receive { number, prison, reason } => self.receive(*number, *prison, reason, now)?,
            Act::MoveCell { number, cell } => self.move_cell(*number, cell, now)?,
            Act::OpenAlert { number, code, from, to, comment } => {
                self.alert_open(*number, code, (*from, *to), comment.clone(), now)?;
            }
            Act::CloseAlert { number, code, on } => self.alert_close(*number, code, *on, now)?,
            Act::ResyncAlerts { number } => self.alerts_resync(*number, now)?,
            Act::ToCourt { number } => self.court_out(*number, now)?,
            Act::FromCourt { number } => self.court_in(*number, now)?,
            Act::AbsenceOut { number, reason } => self.absence_out(*number, reason, now)?,
            Act::AbsenceIn { number } => self.absence_in(*number, now)?,
            Act::TransferOut { number, to, reason } => self.transfer_out(*number, *to, reason, now)?,
            Act::TransferIn { number } => self.transfer_in(*number, now)?,
            Act::AppointmentsGo { number, prison } => self.appointments_go(*number, *prison, now)?,
            Act::Release { number, reason } => self.release(*number, reason, now)?,
            Act::ReverseRelease { number } => self.reverse_release(*number, now)?,
            Act::Die { number } => self.die(*number, now)?,
            Act::ToHospital { number, id, name } => self.hospital(*number, id, name, now)?,
            Act::Merge { kept, removed } => self.merge(*kept, *removed, now)?,
            Act::MoveBooking { from, to } => self.move_booking(*from, *to, now)?,
            Act::KeepApart { first, second, restriction } => {
                self.keep_apart(*first, *second, restriction, now)?;
            }
            Act::NoLongerApart { first, second } => self.no_longer_apart(*first, *second, now)?,
            Act::StaffBook { .. } => return self.staff_book(act, now),
            Act::StaffCancel { appointment, reason } => return self.staff_cancel(*appointment, *reason, now),
            Act::StaffMove { appointment, date, start, end } => {
                return self.staff_move(*appointment, *date, (*start, *end), now);
            }
            Act::Plan { entries } => self.plan(entries, now),
            Act::Attend { appointment, number, attended } => {
                return self.attend(*appointment, *number, *attended, now);
            }
            Act::LinkProbation { number, crn } => self.link_probation(*number, crn, now)?,
            Act::LimitAccess { number, limited } => {
                self.people.get(number).ok_or(Impossible::Nobody)?;
                if *limited {
                    self.outside.limited.insert(*number);
                } else {
                    self.outside.limited.remove(number);
                }
            }
            Act::Sentence { number, legal, release, confirmed } => {
                let custody = self.change(*number)?.custody.as_mut().ok_or(Impossible::Elsewhere)?;
                custody.legal.clone_from(legal);
                (custody.release, custody.release_confirmed) = (*release, *confirmed);
                self.updated(*number, &["SENTENCE"], now);
            }
            Act::RateCellSharing { number, rating } => self.rate_cell_sharing(*number, rating, now)?,
            Act::Escort { number, date, start, accompanied_by } => {
                self.escorts.insert((*number, *date, *start), accompanied_by.clone());
            }
            Act::LockDown { prison } => self.lock_down(*prison, now),
            Act::LiftLockDown { prison } => {
                self.locked.remove(prison);
            }
        }
        Ok(Done::default())
    }

    /// The search service tells of it as of any change of status (`csra` is of its category `STATUS`); the CSRA API
    /// tells nobody.
    fn rate_cell_sharing(
        &mut self,
        number: PrisonNumber,
        rating: &str,
        now: Instant,
    ) -> Result<(), Impossible> {
        let person = self.change(number)?;
        let before = person.csra_of_record().map(str::to_owned);
        person.csra = Some((rating.to_owned(), now));
        if person.csra_of_record() != before.as_deref() {
            self.updated(number, &["STATUS"], now);
        }
        Ok(())
    }

    fn link_probation(&mut self, number: PrisonNumber, crn: &str, now: Instant) -> Result<(), Impossible> {
        if self.people.values().any(|p| p.crn.as_deref() == Some(crn)) {
            return Err(Impossible::Somebody);
        }
        self.change(number)?.crn = Some(crn.to_owned());
        self.tell(event::prison_identifier_added(number, crn, now), now);
        Ok(())
    }

    /// Changes a person, keeping what a stale read sees.
    pub(crate) fn change(&mut self, number: PrisonNumber) -> Result<&mut Person, Impossible> {
        let person = self.people.get_mut(&number).ok_or(Impossible::Nobody)?;
        self.before.insert(number, person.clone());
        Ok(person)
    }
}
