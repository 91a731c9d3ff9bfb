//! Movements: who comes, goes, and is out for the day.

use super::act::{Arrival, Impossible};
use super::event;
use super::person::{Custody, Person, Whereabouts, spelling};
use super::{Prison, reference};
use serde_json::json;
use vocab::Instant;
use vocab::code::LegalStatus;
use vocab::code::MovementType as Kind;
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;

/// Reception: where everybody who comes in stands first.
const RECEPTION: &str = "RECP";

/// The legal status that an admission's reason brings with it.
fn legal_on(reason: &str) -> LegalStatus {
    match reason {
        "N" => LegalStatus::Remand,
        "V" => LegalStatus::ConvictedUnsentenced,
        "L" | "24" | "B" | "ELR" | "Y" => LegalStatus::Recall,
        "25" | "27" | "J" => LegalStatus::IndeterminateSentence,
        "E" => LegalStatus::ImmigrationDetainee,
        "C" | "F" => LegalStatus::CivilPrisoner,
        _ => LegalStatus::Sentenced,
    }
}

impl Prison {
    fn stay(&mut self, prison: PrisonCode, reason: &str, now: Instant) -> Custody {
        self.next_booking += 1;
        let booking = self.next_booking;
        Custody {
            booking,
            book_number: format!("{:05}A", booking % 100_000),
            whereabouts: Whereabouts::In,
            prison,
            previous: None,
            cell: RECEPTION.to_owned(),
            movement: spelling(Kind::Admission).to_owned(),
            reason: reason.to_owned(),
            moved: now,
            movement_seq: 1,
            legal: spelling(legal_on(reason)).to_owned(),
            legal_before_death: None,
            received: now.london_date(),
            release: None,
            release_confirmed: None,
            bed_seq: 1,
        }
    }

    pub(crate) fn updated(&mut self, number: PrisonNumber, categories: &[&str], now: Instant) {
        self.tell(event::search("updated", number, now, json!({"categoriesChanged": categories})), now);
    }

    /// Someone stands in the prison already when the day begins: no events.
    pub(crate) fn settle(
        &mut self,
        who: &Arrival,
        prison: PrisonCode,
        cell: &str,
        legal: LegalStatus,
        since: Instant,
    ) {
        let mut custody = self.stay(prison, "I", since);
        cell.clone_into(&mut custody.cell);
        spelling(legal).clone_into(&mut custody.legal);
        self.people.insert(who.number, known(who, Some(custody)));
    }

    pub(crate) fn arrive(
        &mut self,
        who: &Arrival,
        prison: PrisonCode,
        reason: &str,
        now: Instant,
    ) -> Result<(), Impossible> {
        if self.people.contains_key(&who.number) || self.merged_into.contains_key(&who.number) {
            return Err(Impossible::Somebody);
        }
        let custody = self.stay(prison, reason, now);
        self.people.insert(who.number, known(who, Some(custody)));
        self.tell(event::search("created", who.number, now, json!({})), now);
        self.tell_movement(who.number, true, ("NEW_ADMISSION", "ADMISSION"), now);
        Ok(())
    }

    pub(crate) fn receive(
        &mut self,
        number: PrisonNumber,
        prison: PrisonCode,
        reason: &str,
        now: Instant,
    ) -> Result<(), Impossible> {
        let person = self.people.get(&number).ok_or(Impossible::Nobody)?;
        if person
            .custody
            .as_ref()
            .is_some_and(|c| c.active() || matches!(c.whereabouts, Whereabouts::Transit { .. }))
        {
            return Err(Impossible::Elsewhere);
        }
        let mut custody = self.stay(prison, reason, now);
        let person = self.change(number)?;
        custody.previous = person.custody.as_ref().map(|c| c.prison);
        person.custody = Some(custody);
        self.updated(number, &["STATUS", "LOCATION", "SENTENCE"], now);
        self.tell_movement(number, true, ("NEW_ADMISSION", "ADMISSION"), now);
        Ok(())
    }

    /// Changes the stay of someone who stands where `here` says.
    fn moved(
        &mut self,
        number: PrisonNumber,
        here: fn(&Whereabouts) -> bool,
        to: Whereabouts,
        movement: (Kind, &str),
        now: Instant,
    ) -> Result<&mut Custody, Impossible> {
        let stands = self.people.get(&number).ok_or(Impossible::Nobody)?;
        if !stands.custody.as_ref().is_some_and(|c| here(&c.whereabouts)) {
            return Err(Impossible::Elsewhere);
        }
        let custody = self.change(number)?.custody.as_mut().ok_or(Impossible::Elsewhere)?;
        custody.whereabouts = to;
        spelling(movement.0).clone_into(&mut custody.movement);
        movement.1.clone_into(&mut custody.reason);
        custody.moved = now;
        custody.movement_seq += 1;
        Ok(custody)
    }

    pub(crate) fn move_cell(
        &mut self,
        number: PrisonNumber,
        cell: &str,
        now: Instant,
    ) -> Result<(), Impossible> {
        let stands = self.people.get(&number).ok_or(Impossible::Nobody)?;
        if !stands.custody.as_ref().is_some_and(|c| c.whereabouts == Whereabouts::In && c.cell != cell) {
            return Err(Impossible::Elsewhere);
        }
        let custody = self.change(number)?.custody.as_mut().ok_or(Impossible::Elsewhere)?;
        cell.clone_into(&mut custody.cell);
        custody.bed_seq += 1;
        let (booking, bed) = (custody.booking, custody.bed_seq);
        self.updated(number, &["LOCATION"], now);
        let details = json!({"livingUnitId": crate::dice::hash(cell) % 1_000_000, "bedAssignmentSeq": bed,
            "bookingId": booking.to_string()});
        self.tell(event::offender("cell.move", number, now, details), now);
        Ok(())
    }

    pub(crate) fn court_out(&mut self, number: PrisonNumber, now: Instant) -> Result<(), Impossible> {
        self.moved(number, |w| *w == Whereabouts::In, Whereabouts::Court, (Kind::Court, "CRT"), now)?;
        self.updated(number, &["STATUS", "LOCATION"], now);
        self.tell_movement(number, false, ("SENT_TO_COURT", "SENT_TO_COURT"), now);
        Ok(())
    }

    pub(crate) fn court_in(&mut self, number: PrisonNumber, now: Instant) -> Result<(), Impossible> {
        // The movement's type stays CRT: only status and direction tell that he is back (as `ps-state__court-in`).
        let custody =
            self.moved(number, |w| *w == Whereabouts::Court, Whereabouts::In, (Kind::Court, "CRT"), now)?;
        // In the prison, and the cell still reads COURT until somebody assigns a bed (the same sample).
        "COURT".clone_into(&mut custody.cell);
        self.updated(number, &["STATUS", "LOCATION"], now);
        self.tell_movement(number, true, ("RETURN_FROM_COURT", "RETURN_FROM_COURT"), now);
        Ok(())
    }

    pub(crate) fn absence_out(
        &mut self,
        number: PrisonNumber,
        reason: &str,
        now: Instant,
    ) -> Result<(), Impossible> {
        let movement = (Kind::TemporaryAbsence, reason);
        self.moved(number, |w| *w == Whereabouts::In, Whereabouts::Absent, movement, now)?;
        self.updated(number, &["STATUS", "LOCATION"], now);
        let reasons = ("TEMPORARY_ABSENCE_RELEASE", "TEMPORARY_ABSENCE_RELEASE");
        self.tell_movement(number, false, reasons, now);
        let id = self.dice.uuid(now);
        self.tell(event::absence("started", number, &id, now), now);
        Ok(())
    }

    pub(crate) fn absence_in(&mut self, number: PrisonNumber, now: Instant) -> Result<(), Impossible> {
        let reason = self
            .people
            .get(&number)
            .and_then(|p| p.custody.as_ref())
            .map(|c| c.reason.clone())
            .ok_or(Impossible::Nobody)?;
        let movement = (Kind::TemporaryAbsence, reason.as_str());
        let custody = self.moved(number, |w| *w == Whereabouts::Absent, Whereabouts::In, movement, now)?;
        if reason != "C5" {
            RECEPTION.clone_into(&mut custody.cell);
        }
        self.updated(number, &["STATUS", "LOCATION"], now);
        self.tell_movement(number, true, ("TEMPORARY_ABSENCE_RETURN", "TEMPORARY_ABSENCE_RETURN"), now);
        let id = self.dice.uuid(now);
        self.tell(event::absence("completed", number, &id, now), now);
        Ok(())
    }

    pub(crate) fn transfer_out(
        &mut self,
        number: PrisonNumber,
        to: PrisonCode,
        reason: &str,
        now: Instant,
    ) -> Result<(), Impossible> {
        let movement = (Kind::Transfer, reason);
        let custody =
            self.moved(number, |w| *w == Whereabouts::In, Whereabouts::Transit { to }, movement, now)?;
        let from = custody.prison;
        self.updated(number, &["STATUS", "LOCATION"], now);
        self.tell_movement(number, false, ("TRANSFERRED", "TRANSFERRED"), now);
        // His appointments stay behind as ghosts: nobody removes them at a transfer.
        self.transferred.insert(number, (from, now));
        Ok(())
    }

    pub(crate) fn transfer_in(&mut self, number: PrisonNumber, now: Instant) -> Result<(), Impossible> {
        let person = self.people.get(&number).ok_or(Impossible::Nobody)?;
        let Some(Whereabouts::Transit { to }) = person.custody.as_ref().map(|c| c.whereabouts.clone()) else {
            return Err(Impossible::Elsewhere);
        };
        let custody = self.moved(
            number,
            |w| matches!(w, Whereabouts::Transit { .. }),
            Whereabouts::In,
            (Kind::Admission, "INT"),
            now,
        )?;
        custody.previous = Some(custody.prison);
        custody.prison = to;
        RECEPTION.clone_into(&mut custody.cell);
        self.updated(number, &["STATUS", "LOCATION"], now);
        self.tell_movement(number, true, ("TRANSFERRED", "TRANSFERRED"), now);
        Ok(())
    }

    pub(crate) fn appointments_go(
        &mut self,
        number: PrisonNumber,
        prison: PrisonCode,
        now: Instant,
    ) -> Result<(), Impossible> {
        self.people.get(&number).ok_or(Impossible::Nobody)?;
        let details = json!({"action": "YES", "prisonId": prison, "user": "MDI_OMU_GEN"});
        self.tell(event::offender("appointments-changed", number, now, details), now);
        self.transferred.remove(&number);
        self.appointments_of_leaver_go(number, prison, now);
        Ok(())
    }

    fn leave(
        &mut self,
        number: PrisonNumber,
        to: Whereabouts,
        reason: &str,
        told: (&str, &str),
        now: Instant,
    ) -> Result<(), Impossible> {
        let here = |w: &Whereabouts| matches!(w, Whereabouts::In | Whereabouts::Court | Whereabouts::Absent);
        let prison = self.moved(number, here, to, (Kind::Release, reason), now)?.prison;
        self.updated(number, &["STATUS", "LOCATION"], now);
        self.tell_movement(number, false, told, now);
        // The activities service takes the search event at its word, at once: 45 minutes later is too late to undo.
        self.appointments_of_leaver_go(number, prison, now);
        Ok(())
    }

    pub(crate) fn release(
        &mut self,
        number: PrisonNumber,
        reason: &str,
        now: Instant,
    ) -> Result<(), Impossible> {
        self.leave(number, Whereabouts::Released, reason, ("RELEASED", "RELEASED"), now)
    }

    pub(crate) fn reverse_release(&mut self, number: PrisonNumber, now: Instant) -> Result<(), Impossible> {
        let person = self.people.get(&number).ok_or(Impossible::Nobody)?;
        let Some(custody) = person.custody.as_ref().filter(|c| c.whereabouts == Whereabouts::Released) else {
            return Err(Impossible::Elsewhere);
        };
        let undone = custody.movement_seq;
        let before = self.before.get(&number).and_then(|p| p.custody.clone());
        let custody = self.change(number)?.custody.as_mut().ok_or(Impossible::Elsewhere)?;
        custody.whereabouts = Whereabouts::In;
        custody.movement = spelling(Kind::Admission).to_owned();
        custody.reason =
            before.filter(|c| c.movement == custody.movement).map_or_else(|| "R".to_owned(), |c| c.reason);
        // A death that is taken back gives the legal status again.
        if let Some(legal) = custody.legal_before_death.take() {
            custody.legal = legal;
        }
        custody.moved = now;
        let (prison, seq) = (custody.prison, custody.movement_seq);
        custody.movement_seq = seq.saturating_sub(1);
        self.untell_movement(number, undone);
        self.updated(number, &["STATUS", "LOCATION"], now);
        let details = json!({"reason": "READMISSION", "prisonId": prison});
        self.tell(event::search("received", number, now, details), now);
        Ok(())
    }

    pub(crate) fn die(&mut self, number: PrisonNumber, now: Instant) -> Result<(), Impossible> {
        self.leave(number, Whereabouts::Released, "DEC", ("RELEASED", "RELEASED"), now)?;
        if let Some(custody) = self.people.get_mut(&number).and_then(|p| p.custody.as_mut()) {
            let before = std::mem::replace(&mut custody.legal, spelling(LegalStatus::Dead).to_owned());
            custody.legal_before_death = Some(before);
        }
        Ok(())
    }

    pub(crate) fn hospital(
        &mut self,
        number: PrisonNumber,
        id: &str,
        name: &str,
        now: Instant,
    ) -> Result<(), Impossible> {
        let to = Whereabouts::Hospital { id: id.to_owned(), name: name.to_owned() };
        self.leave(number, to, "HP", ("RELEASED_TO_HOSPITAL", "RELEASED_TO_HOSPITAL"), now)?;
        self.updated(number, &["RESTRICTED_PATIENT"], now);
        self.tell(event::restricted_patient(number, now), now);
        Ok(())
    }

    /// A prison that the services have.
    pub(crate) fn has_prison(&self, prison: PrisonCode) -> bool {
        self.settings.prisons.contains(&prison)
    }

    pub(crate) fn room(&self, prison: PrisonCode, code: &str) -> Option<&reference::Room> {
        self.rooms.iter().find(|r| r.prison == prison && r.code == code)
    }
}

fn known(who: &Arrival, custody: Option<Custody>) -> Person {
    Person {
        number: who.number,
        name: who.name.clone(),
        born: who.born,
        gender: who.gender.clone(),
        nationality: who.nationality.clone(),
        language: who.language.clone().map(|code| (code, true)),
        pnc: who.pnc.clone(),
        custody,
        alerts: Vec::new(),
        merged: Vec::new(),
        crn: None,
        csra: None,
    }
}
