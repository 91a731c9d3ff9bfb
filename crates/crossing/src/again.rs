//! What a day or a switch brings to patients' registration though nothing was heard of them.

use crate::Crossing;
use crate::sweep::Timekeeper;
use crate::understood::Tick;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};
use store::{Modes, StoreError};
use vocab::crossing::Flow;
use vocab::id::PatientId;
use vocab::registration::Registration;

/// So many patients are looked at in one step.
const AT_ONCE: usize = 64;

/// A page of a prison's patients.
const PAGE: usize = 500;

/// The switches that every patient was last seen to follow, and how many there had been. None since the process began.
pub(crate) type Followed = Mutex<Option<(Modes, u64)>>;

impl Timekeeper {
    /// Works out again what follows for those to whom this day brings something.
    pub(crate) async fn days_bring(&self) -> Result<(), StoreError> {
        let today = self.crossing.clock().now().london_date();
        let due = self.crossing.store.read(|view| view.registrations_to_look_at(today, AT_ONCE))?;
        self.crossing.follow_again(&due).await
    }

    /// A switch of this part is one act; the patients follow it in rows of their own, and again from the beginning when
    /// the process died in between: whoever follows already is left as they are.
    pub(crate) async fn patients_follow(&self) -> Result<(), StoreError> {
        let switches = self.crossing.switches.load(Ordering::SeqCst);
        let now = (self.crossing.store.read(|view| view.modes())?, switches);
        if self.patients_followed.lock().unwrap_or_else(PoisonError::into_inner).as_ref() == Some(&now) {
            return Ok(());
        }
        let mut behind = Vec::new();
        for prison in self.crossing.rules.prisons.keys() {
            let mode = store::mode(&now.0, Flow::Registration, *prison);
            let follows = |of: &Registration| of.followed.as_ref().is_some_and(|f| f.mode == mode);
            let all = self.crossing.registrations_of(*prison)?;
            behind.extend(all.into_iter().filter(|of| !follows(of)).map(|of| of.patient));
        }
        self.crossing.follow_again(&behind).await?;
        *self.patients_followed.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        Ok(())
    }
}

impl Crossing {
    /// A row each: a patient's unit names everybody whom they may be, and a unit names few.
    async fn follow_again(&self, patients: &[PatientId]) -> Result<(), StoreError> {
        for patient in patients {
            let tick = Tick::FollowAgain { patients: vec![*patient], at: self.clock.now() };
            self.tick_write(&tick).await?;
        }
        Ok(())
    }

    /// What is so of everybody who is or was last in a prison.
    pub(crate) fn registrations_of(
        &self,
        prison: vocab::place::PrisonCode,
    ) -> Result<Vec<Registration>, StoreError> {
        let mut all: Vec<Registration> = Vec::new();
        loop {
            let after = all.last().map(|last| last.patient);
            let page = self.store.read(|view| view.registrations_of(prison, after, PAGE))?;
            let more = page.len() == PAGE;
            all.extend(page.into_iter().map(|sealed| sealed.open(&self.opener)));
            if !more {
                return Ok(all);
            }
        }
    }
}
