//! A change in the making: the subjects as they were, and what a decision has made of them so far.
//!
//! Records are copied when first touched. At the end each touched record is written once, with the next version,
//! however often it was touched; one that came out as it was is not written at all.

use crate::reconcile::by_hand;
use crate::rules::Rules;
use crate::subjects::Subjects;
use crate::understood::Outcome;
use std::collections::{BTreeMap, BTreeSet};
use store::unit::{Change, Moment, Write};
use uuid::Uuid;
use vocab::Instant;
use vocab::care::{Appointment, Patient};
use vocab::crossing::{Errand, Flow, IdentityLink, Mirror, Mode, Task, TaskKey};
use vocab::id::{AppointmentId, LinkId, PatientId, PersonId, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::prison::{Aspect, Person};
use vocab::registration::{Choice, Registration};

/// A change in the making.
pub(crate) struct Work<'a> {
    pub(crate) before: &'a Subjects,
    pub(crate) rules: &'a Rules,
    pub(crate) moment: Moment,
    persons: BTreeMap<PrisonNumber, Person>,
    links: BTreeMap<LinkId, IdentityLink>,
    mirrors: BTreeMap<AppointmentId, Mirror>,
    choices: BTreeMap<PatientId, Choice>,
    registrations: BTreeMap<PatientId, Registration>,
    writes: Vec<Write>,
    about: BTreeSet<PrisonNumber>,
    ids: u32,
}

impl<'a> Work<'a> {
    pub(crate) fn new(before: &'a Subjects, rules: &'a Rules, moment: &Moment) -> Self {
        Self {
            before,
            rules,
            moment: *moment,
            persons: BTreeMap::new(),
            links: BTreeMap::new(),
            mirrors: BTreeMap::new(),
            choices: BTreeMap::new(),
            registrations: BTreeMap::new(),
            writes: Vec::new(),
            about: BTreeSet::new(),
            ids: 0,
        }
    }

    pub(crate) const fn now(&self) -> Instant {
        self.moment.at
    }

    /// A new id, from the row's own seed.
    pub(crate) fn id<T: From<Uuid>>(&mut self) -> T {
        let id = self.moment.seed.id(self.moment.at, self.ids);
        self.ids += 1;
        T::from(id)
    }

    /// Notes that the input is about this person.
    pub(crate) fn about(&mut self, number: PrisonNumber) {
        self.about.insert(number);
    }

    /// A person as decided so far.
    pub(crate) fn person(&self, number: PrisonNumber) -> Option<&Person> {
        self.persons.get(&number).or_else(|| self.before.persons.get(&number))
    }

    /// A person to be changed; made when not known.
    pub(crate) fn person_mut(&mut self, number: PrisonNumber) -> &mut Person {
        self.about.insert(number);
        if !self.persons.contains_key(&number) {
            let person = match self.before.persons.get(&number) {
                Some(person) => person.clone(),
                None => Person::new(number, self.id::<PersonId>()),
            };
            self.persons.insert(number, person);
        }
        // INVARIANT: inserted above.
        self.persons.get_mut(&number).expect("the person was just put there")
    }

    /// Every link as decided so far.
    pub(crate) fn links(&self) -> impl Iterator<Item = &IdentityLink> {
        let untouched = self.before.links.values().filter(|l| !self.links.contains_key(&l.id));
        self.links.values().chain(untouched)
    }

    pub(crate) fn link(&self, id: LinkId) -> Option<&IdentityLink> {
        self.links.get(&id).or_else(|| self.before.links.get(&id))
    }

    pub(crate) fn link_put(&mut self, link: IdentityLink) {
        self.about.insert(link.person);
        self.links.insert(link.id, link);
    }

    pub(crate) fn mirror(&self, id: AppointmentId) -> Option<&Mirror> {
        self.mirrors.get(&id).or_else(|| self.before.mirrors.get(&id))
    }

    pub(crate) fn mirror_put(&mut self, mirror: Mirror) {
        self.mirrors.insert(mirror.appointment, mirror);
    }

    /// An appointment: bookings are written by the booking's own decision alone, so nothing here changes one.
    pub(crate) fn appointments(&self) -> impl Iterator<Item = &'a Appointment> + use<'a> {
        self.before.appointments.values()
    }

    pub(crate) fn mode(&self, flow: Flow, prison: PrisonCode) -> Mode {
        store::mode(&self.before.modes, flow, prison)
    }

    pub(crate) fn choice(&self, patient: PatientId) -> Option<&Choice> {
        self.choices.get(&patient).or_else(|| self.before.choices.get(&patient))
    }

    /// Those that were put.
    pub(crate) fn choices_put(&self) -> Vec<PatientId> {
        self.choices.keys().copied().collect()
    }

    pub(crate) fn choice_put(&mut self, choice: Choice) {
        self.choices.insert(choice.patient, choice);
    }

    pub(crate) fn registration(&self, patient: PatientId) -> Option<&Registration> {
        self.registrations.get(&patient).or_else(|| self.before.registrations.get(&patient))
    }

    pub(crate) fn registration_put(&mut self, registration: Registration) {
        self.registrations.insert(registration.patient, registration);
    }

    /// A patient's record as decided so far.
    pub(crate) fn patient(&self, id: PatientId) -> Option<&Patient> {
        let put = self.writes.iter().rev().find_map(|write| match write {
            Write::Patient { patient, .. } if patient.id == id => Some(&**patient),
            _ => None,
        });
        put.or_else(|| self.before.patients.get(&id))
    }

    pub(crate) fn write(&mut self, write: Write) {
        self.writes.push(write);
    }

    /// Makes re-reads due now, keeping what an earlier signal asked for.
    pub(crate) fn errands(&mut self, number: PrisonNumber, aspects: &[Aspect]) {
        self.about.insert(number);
        for aspect in aspects {
            let errand = Errand {
                person: number,
                aspect: *aspect,
                due: self.now(),
                signalled: self.now(),
                changed: true,
                urgency: urgency(*aspect),
                failures: 0,
            };
            self.writes.push(Write::Errand(errand));
        }
    }

    /// There is nothing more to read of somebody: whatever was due of them is done.
    pub(crate) fn errands_over(&mut self, number: PrisonNumber) {
        for aspect in Aspect::ALL {
            self.writes.push(Write::ErrandDone(number, aspect));
        }
    }

    /// Raises a task, unless the same one is open or was done since.
    pub(crate) fn task(&mut self, key: TaskKey, prison: Option<PrisonCode>) {
        let task = Task { key, prison, raised: self.now(), done: None };
        self.writes.push(Write::Task(task));
    }

    pub(crate) fn task_done(&mut self, key: TaskKey, by: &str) {
        self.writes.push(Write::TaskDone(key, self.moment.at, by.to_owned()));
    }

    /// Closes the change: versions are raised, what came out as it was is dropped.
    pub(crate) fn finish(mut self, outcome: Outcome, keep_outcome: bool) -> Change<Outcome> {
        let mut writes = Vec::with_capacity(
            self.persons.len() + self.links.len() + self.mirrors.len() + self.writes.len(),
        );
        for (number, mut person) in std::mem::take(&mut self.persons) {
            if self.before.persons.get(&number) != Some(&person) {
                person.version += 1;
                writes.push(Write::Person(Box::new(person)));
            }
        }
        for (id, mut link) in std::mem::take(&mut self.links) {
            if self.before.links.get(&id) != Some(&link) {
                link.version += 1;
                writes.push(Write::Link(link));
            }
        }
        for (id, mut mirror) in std::mem::take(&mut self.mirrors) {
            if self.before.mirrors.get(&id).is_some_and(|before| by_hand::is_answered(before, &mirror)) {
                mirror.late = false;
                self.task_done(TaskKey::NotDoneByHand(id), "prison");
            }
            if self.before.mirrors.get(&id) != Some(&mirror) {
                mirror.version += 1;
                writes.push(Write::Mirror(Box::new(mirror)));
            }
        }
        for (patient, mut choice) in std::mem::take(&mut self.choices) {
            if self.before.choices.get(&patient) != Some(&choice) {
                choice.version += 1;
                writes.push(Write::Choice(Box::new(choice)));
            }
        }
        for (patient, mut registration) in std::mem::take(&mut self.registrations) {
            if self.before.registrations.get(&patient) != Some(&registration) {
                registration.version += 1;
                writes.push(Write::Registration(Box::new(registration)));
            }
        }
        writes.append(&mut self.writes);
        Change { writes, about: self.about.into_iter().collect(), outcome, keep_outcome }
    }
}

/// Place and alerts before all else: a nurse opens the door on them.
pub(crate) const fn urgency(aspect: Aspect) -> u8 {
    match aspect {
        Aspect::Place => 1,
        Aspect::Alerts => 2,
        Aspect::NonAssociations => 5,
        Aspect::Schedule => 6,
        Aspect::Identity => 7,
    }
}
