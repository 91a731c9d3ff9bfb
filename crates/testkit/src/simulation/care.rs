//! A care system, as far as it tells of patients and bookings: what it holds, what it has said, what was answered.
//!
//! It keeps a write until that is answered and sends it again under the same id. It also sends what was answered long
//! ago a second time, clicks twice, and changes what has moved meanwhile.

use super::humans::Human;
use crossing::disclose::decisions::CareResource;
use crossing::envelope::WriteAsk;
use crossing::understood::{NotDone, Outcome};
use doubles::clinic::{Booking, CarePatient, Clinic, State};
use doubles::dice::Dice;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;
use vocab::id::{AppointmentId, JournalSeq, PatientId, PrisonNumber};
use vocab::name::Name;
use vocab::place::PrisonCode;

/// A write on its way, or one that was answered.
#[derive(Debug, Clone)]
pub(crate) struct Write {
    pub(crate) request: String,
    pub(crate) body: Vec<u8>,
    pub(crate) ask: WriteAsk,
    pub(crate) of: Of,
    pub(crate) answered: Option<(JournalSeq, Outcome)>,
    /// The prison whose account sends it; none for a patient's record, which the first prison's healthcare keeps.
    pub(crate) prison: Option<PrisonCode>,
    /// It may not be written by this account now: the person is in another prison's care.
    pub(crate) refused: bool,
    /// It names a version that no longer stands, on purpose.
    pub(crate) stale: bool,
    /// When it was first sent.
    pub(crate) sent: Option<Instant>,
}

/// What a write is of.
#[derive(Debug, Clone)]
pub(crate) enum Of {
    Patient(usize),
    Booking(usize, Booking),
}

impl Of {
    /// The FHIR type of it.
    pub(crate) const fn resource(&self) -> CareResource {
        match self {
            Self::Patient(_) => CareResource::Patient,
            Self::Booking(..) => CareResource::Appointment,
        }
    }
}

/// A patient as this care system has them.
#[derive(Debug, Clone)]
pub(crate) struct Patient {
    /// The human who sits in the chair, by place in the run's list.
    pub(crate) human: usize,
    pub(crate) record: CarePatient,
    pub(crate) id: Option<PatientId>,
    /// Something happened to who this is: links, merges, another name.
    pub(crate) shaken: Option<Instant>,
}

/// A booking as this care system has it.
#[derive(Debug, Clone)]
pub(crate) struct Booked {
    pub(crate) patient: usize,
    pub(crate) held: Booking,
    pub(crate) id: Option<AppointmentId>,
    pub(crate) version: u32,
    /// Every state that was sent, with the time of its first sending.
    pub(crate) said: Vec<(Instant, Booking)>,
}

/// The care system.
#[derive(Debug, Default)]
pub(crate) struct Care {
    pub(crate) patients: Vec<Patient>,
    pub(crate) bookings: Vec<Booked>,
    pub(crate) writes: Vec<Write>,
    /// Which booking a start belongs to: each start is used once in a run.
    pub(crate) owner: BTreeMap<Instant, usize>,
    requests: u64,
}

impl Care {
    fn request(&mut self) -> String {
        self.requests += 1;
        format!("request-{}", self.requests)
    }

    /// The first write that nobody has answered.
    pub(crate) fn unanswered(&self) -> Option<usize> {
        self.writes.iter().position(|w| w.answered.is_none() && !w.refused)
    }

    /// Writes a patient's record down: with the number, without it, with a name that differs, with another's number.
    pub(crate) fn register(&mut self, human: usize, humans: &[Human], dice: &mut Dice) {
        let of = &humans[human];
        let (mut number, mut name) = (Some(of.number), of.name.clone());
        match dice.below(10) {
            0..6 => {}
            6 | 7 => number = None,
            8 => name = Name::new(name.family.text(), &format!("{} Quentin", name.given.text())),
            _ => number = Some(dice.pick(humans).number),
        }
        let record = CarePatient {
            local: format!("P{}", self.patients.len()),
            nhs: of.nhs,
            prison_number: number,
            name,
            born: of.born,
            gender: "male".to_owned(),
        };
        let body = record.fhir().to_string().into_bytes();
        let patient = self.patients.len();
        self.patients.push(Patient { human, record, id: None, shaken: None });
        self.send(body, WriteAsk::default(), Of::Patient(patient), false);
    }

    /// The record is written again: the number is typed at last, or mended.
    pub(crate) fn mend(&mut self, patient: usize, number: PrisonNumber, now: Instant) {
        let held = &mut self.patients[patient];
        let Some(id) = held.id else { return };
        held.record.prison_number = Some(number);
        held.shaken.get_or_insert(now);
        let mut body = held.record.fhir();
        body["id"] = id.to_string().into();
        let ask = WriteAsk { id: Some(id.to_string()), ..WriteAsk::default() };
        self.send(body.to_string().into_bytes(), ask, Of::Patient(patient), false);
    }

    fn send(&mut self, body: Vec<u8>, ask: WriteAsk, of: Of, stale: bool) {
        let request = self.request();
        let prison = match &of {
            Of::Patient(_) => None,
            Of::Booking(_, held) => Some(held.prison),
        };
        self.writes.push(Write {
            request,
            body,
            ask,
            of,
            answered: None,
            prison,
            refused: false,
            stale,
            sent: None,
        });
    }

    /// Books.
    pub(crate) fn book(
        &mut self,
        patient: usize,
        prison: PrisonCode,
        (start, end): (Instant, Instant),
        now: Instant,
        dice: &mut Dice,
    ) {
        let Some(id) = self.patients[patient].id else { return };
        let n = self.bookings.len();
        let held = Booking {
            key: format!("B{n}"),
            patient: self.patients[patient].record.local.clone(),
            clinic: *dice.pick(&Clinic::ALL),
            prison,
            start,
            end,
            state: State::Booked,
            created: now,
        };
        self.owner.insert(start, n);
        let body = held.fhir(&id.to_string(), None).to_string().into_bytes();
        let exists = (doubles::clinic::resource::APPOINTMENT_SYSTEM.to_owned(), held.key.clone());
        let ask = WriteAsk { if_none_exist: Some(exists), ..WriteAsk::default() };
        self.bookings.push(Booked { patient, held: held.clone(), id: None, version: 0, said: Vec::new() });
        self.send(body.clone(), ask.clone(), Of::Booking(n, held.clone()), false);
        if dice.permille(150) {
            // A double click of a system that makes a new id for each: only the key tells that it is the same.
            self.send(body, ask, Of::Booking(n, held), false);
        }
    }

    /// Changes a booking to what it is now said to be; `stale` names the version before.
    pub(crate) fn change(&mut self, n: usize, held: Booking, stale: bool) {
        let booked = &self.bookings[n];
        let (Some(id), Some(patient)) = (booked.id, self.patients[booked.patient].id) else { return };
        let version = if stale { booked.version.saturating_sub(1) } else { booked.version };
        let body = held.fhir(&patient.to_string(), Some(&id.to_string())).to_string().into_bytes();
        let ask = WriteAsk { id: Some(id.to_string()), if_match: Some(version), ..WriteAsk::default() };
        self.owner.insert(held.start, n);
        self.send(body, ask, Of::Booking(n, held), stale);
    }

    /// Notes that a write leaves.
    pub(crate) fn sent(&mut self, n: usize, now: Instant) {
        let write = &mut self.writes[n];
        if write.sent.is_some() {
            return;
        }
        write.sent = Some(now);
        if let Of::Booking(booking, held) = &write.of
            && !write.stale
        {
            self.bookings[*booking].said.push((now, held.clone()));
        }
    }

    /// Takes an answer. What it says against what was promised is in the error.
    pub(crate) fn answered(&mut self, n: usize, seq: JournalSeq, outcome: Outcome) -> Result<(), String> {
        let write = &mut self.writes[n];
        if let Some((first_seq, first)) = &write.answered {
            if (*first_seq, first) == (seq, &outcome) {
                return Ok(());
            }
            return Err(format!(
                "{} was answered by row {first_seq:?} and then by {seq:?}, or otherwise",
                write.request
            ));
        }
        write.answered = Some((seq, outcome.clone()));
        let (of, stale, request) = (write.of.clone(), write.stale, write.request.clone());
        let changes = write.ask.id.is_some();
        match (of, outcome) {
            (Of::Patient(p), Outcome::Patient { id, .. }) => {
                self.patients[p].id = Some(id);
                Ok(())
            }
            (Of::Booking(b, held), Outcome::Appointment { id, version, created }) if !stale => {
                let booked = &mut self.bookings[b];
                if booked.id.is_some_and(|known| known != id) {
                    return Err(format!("booking {b} has two ids: it was made twice"));
                }
                booked.id = Some(id);
                // A second click is told what stands: it says nothing of what was changed since.
                if created || changes {
                    (booked.version, booked.held) = (version, held);
                }
                Ok(())
            }
            (Of::Booking(..), Outcome::NotDone(NotDone::VersionConflict { .. })) if stale => Ok(()),
            (_, other) => Err(format!("{request} (stale: {stale}) was answered {other:?}")),
        }
    }

    /// Takes a refusal. Only a record that is there already may be another prison's to change.
    pub(crate) fn refused(&mut self, n: usize) -> Result<(), String> {
        let write = &mut self.writes[n];
        if write.answered.is_none() && matches!(write.of, Of::Patient(_)) && write.ask.id.is_some() {
            write.refused = true;
            return Ok(());
        }
        // What was answered once is answered so again, or not at all: it changes nothing.
        match &write.answered {
            Some(_) if matches!(write.of, Of::Patient(_)) => Ok(()),
            _ => Err(format!("{} was refused", write.request)),
        }
    }

    /// Whether a write of this booking is on its way.
    pub(crate) fn is_busy(&self, booking: usize) -> bool {
        self.writes.iter().any(|w| {
            w.answered.is_none() && !w.refused && matches!(&w.of, Of::Booking(b, _) if *b == booking)
        })
    }

    /// Patients whose human is among these.
    pub(crate) fn shake(&mut self, humans: &BTreeSet<usize>, now: Instant) {
        for patient in self.patients.iter_mut().filter(|p| humans.contains(&p.human)) {
            patient.shaken.get_or_insert(now);
        }
    }

    /// What was said last of a booking before a moment.
    pub(crate) fn said_at(&self, booking: usize, at: Instant) -> Option<&Booking> {
        self.bookings[booking].said.iter().rev().find(|(sent, _)| *sent <= at).map(|(_, held)| held)
    }
}
