//! What an input is about, as it was before: read inside the lane, then decided on without another look.
//!
//! Around a person stand their links, the patients of those, the patients' coming appointments and their mirrors.
//! How much of it is read depends on the input: an alert needs the person alone, a movement needs all.

use std::collections::{BTreeMap, BTreeSet};
use store::{Modes, Reach, Result};
use vocab::Instant;
use vocab::care::{Appointment, Patient};
use vocab::crossing::{Errand, IdentityLink, LinkState, LookUp, Mirror, PrisonEntry, Quarantined};
use vocab::id::{AppointmentId, LinkId, OpaqueId, PatientId, PrisonNumber};
use vocab::name::alike_key;
use vocab::prison::{Aspect, Identity, Person};
use vocab::registration::{Choice, Registration};

/// At most so many others alike are counted: past that the answer is the same.
const ALIKE_MAX: usize = 6;

/// A number that was merged away is followed so far.
pub(crate) const MERGES_MAX: usize = 4;

/// The state that a decision is made on.
#[derive(Debug, Default, Clone)]
pub struct Subjects {
    pub(crate) persons: BTreeMap<PrisonNumber, Person>,
    pub(crate) links: BTreeMap<LinkId, IdentityLink>,
    pub(crate) patients: BTreeMap<PatientId, Patient>,
    pub(crate) choices: BTreeMap<PatientId, Choice>,
    pub(crate) registrations: BTreeMap<PatientId, Registration>,
    pub(crate) appointments: BTreeMap<AppointmentId, Appointment>,
    pub(crate) mirrors: BTreeMap<AppointmentId, Mirror>,
    pub(crate) entries: BTreeMap<i64, PrisonEntry>,
    /// Mirrors that stand behind entries, by the other side's id.
    pub(crate) mirrored: BTreeMap<i64, AppointmentId>,
    pub(crate) errands: BTreeMap<(PrisonNumber, Aspect), Errand>,
    /// Whose an opaque id is, and those of which it is still to be asked.
    pub(crate) opaque: BTreeMap<OpaqueId, PrisonNumber>,
    pub(crate) look_ups: BTreeMap<OpaqueId, LookUp>,
    pub(crate) settle_due: BTreeMap<PrisonNumber, Instant>,
    /// Who else shares family name and date of birth, by the key.
    pub(crate) persons_alike: BTreeMap<i64, Vec<PrisonNumber>>,
    pub(crate) patients_alike: BTreeMap<i64, Vec<PatientId>>,
    /// Appointments that a conditional create found, and patients that a booking names.
    pub(crate) existing: Vec<AppointmentId>,
    pub(crate) named: Vec<PatientId>,
    pub(crate) quarantined: Option<Quarantined>,
    pub(crate) modes: Modes,
    /// The newest printed version of the list that is being printed.
    pub(crate) list_version: u32,
}

impl Subjects {
    pub(crate) fn new(reach: &Reach<'_>) -> Self {
        Self { modes: reach.modes().clone(), ..Self::default() }
    }

    /// Reads a person alone.
    pub(crate) fn person(&mut self, reach: &mut Reach<'_>, number: PrisonNumber) -> Result<()> {
        if !self.persons.contains_key(&number)
            && let Some(person) = reach.person(number)?
        {
            self.persons.insert(number, person);
        }
        Ok(())
    }

    /// Reads whether an aspect of a person is due.
    pub(crate) fn errand(&mut self, reach: &Reach<'_>, number: PrisonNumber, aspect: Aspect) -> Result<()> {
        if let Some(errand) = reach.errand(number, aspect)? {
            self.errands.insert((number, aspect), errand);
        }
        Ok(())
    }

    /// Reads whose an opaque id is, or that it is to be asked.
    pub(crate) fn look_up(&mut self, reach: &Reach<'_>, id: &OpaqueId) -> Result<()> {
        if let Some(person) = reach.opaque(id)? {
            self.opaque.insert(id.clone(), person);
        }
        if let Some(look_up) = reach.look_up(id)? {
            self.look_ups.insert(id.clone(), look_up);
        }
        Ok(())
    }

    /// Reads a person and whoever their number was merged into.
    pub(crate) fn survivors(&mut self, reach: &mut Reach<'_>, number: PrisonNumber) -> Result<()> {
        let mut at = Some(number);
        for _ in 0..MERGES_MAX {
            let Some(number) = at else { break };
            self.person(reach, number)?;
            at = self.persons.get(&number).and_then(|p| p.merged_into);
        }
        Ok(())
    }

    /// Reads a person with everything tied to them, appointments from `from` on.
    pub(crate) fn circle(
        &mut self,
        reach: &mut Reach<'_>,
        number: PrisonNumber,
        from: Instant,
    ) -> Result<()> {
        self.person(reach, number)?;
        for link in reach.links_of_person(number)? {
            let patient = link.patient;
            let binds = matches!(link.state, LinkState::Confirmed | LinkState::InDoubt | LinkState::Proposed);
            self.links.insert(link.id, link);
            if binds {
                self.patient_with_bookings(reach, patient, from)?;
            }
        }
        self.mirrors_of(reach, number)?;
        if let Some(due) = reach.settle_due(number)? {
            self.settle_due.insert(number, due);
        }
        Ok(())
    }

    /// Reads the mirrors of a person, with their bookings.
    pub(crate) fn mirrors_of(&mut self, reach: &Reach<'_>, number: PrisonNumber) -> Result<()> {
        for mirror in reach.mirrors_of(number)? {
            if let Some(appointment) = reach.appointment(mirror.appointment)? {
                self.appointments.insert(appointment.id, appointment);
            }
            self.mirror(mirror);
        }
        Ok(())
    }

    /// Reads what is so of a patient's registration alone.
    pub(crate) fn registration(&mut self, reach: &Reach<'_>, id: PatientId) -> Result<()> {
        if let Some(registration) = reach.registration(id)? {
            self.registrations.insert(id, registration);
        }
        Ok(())
    }

    /// Reads a patient, what they chose, and what is so of their registration.
    pub(crate) fn patient(&mut self, reach: &Reach<'_>, id: PatientId) -> Result<()> {
        if !self.patients.contains_key(&id)
            && let Some(patient) = reach.patient(id)?
        {
            self.patients.insert(id, patient);
            if let Some(choice) = reach.choice(id)? {
                self.choices.insert(id, choice);
            }
            self.registration(reach, id)?;
        }
        Ok(())
    }

    /// Reads a patient with links, whoever stands at their other ends, and coming bookings: which of several persons a
    /// booking is for can only be told with all of them.
    pub(crate) fn patient_with_bookings(
        &mut self,
        reach: &mut Reach<'_>,
        id: PatientId,
        from: Instant,
    ) -> Result<()> {
        self.persons_of_patient(reach, id)?;
        for appointment in reach.appointments_from(id, from)? {
            if let Some(mirror) = reach.mirror(appointment.id)? {
                self.mirror(mirror);
            }
            self.appointments.insert(appointment.id, appointment);
        }
        Ok(())
    }

    /// Reads a booking with its mirror.
    pub(crate) fn booking(&mut self, reach: &Reach<'_>, id: AppointmentId) -> Result<()> {
        if let Some(appointment) = reach.appointment(id)? {
            self.appointments.insert(id, appointment);
        }
        if let Some(mirror) = reach.mirror(id)? {
            self.mirror(mirror);
        }
        Ok(())
    }

    /// Reads a booking, its patient, the links of that, and the person at the other end.
    pub(crate) fn booking_in_full(&mut self, reach: &mut Reach<'_>, id: AppointmentId) -> Result<()> {
        self.booking(reach, id)?;
        let Some(patient) = self.appointments.get(&id).map(|a| a.patient) else { return Ok(()) };
        self.persons_of_patient(reach, patient)
    }

    /// Reads a patient's links and the persons at their other ends.
    pub(crate) fn persons_of_patient(&mut self, reach: &mut Reach<'_>, patient: PatientId) -> Result<()> {
        self.patient(reach, patient)?;
        for link in reach.links_of_patient(patient)? {
            let person = link.person;
            let binds = matches!(link.state, LinkState::Confirmed | LinkState::InDoubt | LinkState::Proposed);
            self.links.insert(link.id, link);
            if binds {
                self.person(reach, person)?;
            }
        }
        Ok(())
    }

    /// Who shares this record's family name and date of birth, on both sides, with the records and the coming bookings
    /// of those patients: what shakes a link holds what was to cross through it.
    pub(crate) fn alike(&mut self, reach: &mut Reach<'_>, key: i64, from: Instant) -> Result<()> {
        if self.persons_alike.contains_key(&key) {
            return Ok(());
        }
        self.persons_alike.insert(key, reach.persons_alike(key, ALIKE_MAX)?);
        let patients = reach.patients_alike(key)?;
        self.patients_alike.insert(key, patients.iter().map(|p| p.id).collect());
        for patient in patients {
            self.patient_with_bookings(reach, patient.id, from)?;
        }
        for number in self.persons_alike.get(&key).cloned().unwrap_or_default() {
            for link in reach.links_of_person(number)? {
                self.links.insert(link.id, link);
            }
        }
        Ok(())
    }

    /// Who carries this prison number on their care record, with their coming bookings: they may have waited for it.
    pub(crate) fn carriers(
        &mut self,
        reach: &mut Reach<'_>,
        number: PrisonNumber,
        from: Instant,
    ) -> Result<()> {
        for patient in reach.patients_by_prison_number(number)? {
            self.patient_with_bookings(reach, patient.id, from)?;
        }
        Ok(())
    }

    /// An entry, and the mirror that stands behind it.
    pub(crate) fn entry(&mut self, reach: &Reach<'_>, remote: i64) -> Result<()> {
        if let Some(entry) = reach.prison_entry(remote)? {
            self.entries.insert(remote, entry);
        }
        if let Some(mirror) = reach.mirror_by_remote(remote)? {
            let id = mirror.appointment;
            if let Some(appointment) = reach.appointment(id)? {
                self.appointments.insert(id, appointment);
            }
            self.mirror(mirror);
        }
        Ok(())
    }

    /// The booking whose entry is shown to stand though it was taken for gone, or is to be struck through.
    pub(crate) fn stands_again(&self, shown: &PrisonEntry) -> Option<AppointmentId> {
        let id = self.mirrored.get(&shown.remote)?;
        let was_gone = self.entries.get(&shown.remote).is_some_and(|before| before.gone);
        let to_strike = self.mirrors.get(id)?.desired.as_ref().is_some_and(|wanted| wanted.cancelled);
        (!shown.cancelled && !shown.gone && (was_gone || to_strike)).then_some(*id)
    }

    fn mirror(&mut self, mirror: Mirror) {
        if let Some(known) = &mirror.known {
            self.mirrored.insert(known.remote, mirror.appointment);
        }
        self.mirrors.insert(mirror.appointment, mirror);
    }

    /// Everyone whose record stands at this key must be read too, to be compared with.
    pub(crate) fn persons_at(&mut self, reach: &mut Reach<'_>, key: i64) -> Result<()> {
        let numbers: BTreeSet<PrisonNumber> =
            self.persons_alike.get(&key).into_iter().flatten().copied().collect();
        for number in numbers {
            self.person(reach, number)?;
        }
        Ok(())
    }
}

/// The key under which an identity stands with those alike.
pub(crate) fn key_of(identity: &Identity) -> i64 {
    alike_key(&identity.name.family, identity.born)
}

/// The key of a patient's record, when it has a date of birth.
pub(crate) fn key_of_patient(patient: &Patient) -> Option<i64> {
    patient.born.map(|born| alike_key(&patient.name.family, born))
}
