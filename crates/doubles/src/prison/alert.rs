//! Alerts: opened, closed by hand or by date, deleted and made again; and the people to be kept apart.

use super::act::Impossible;
use super::event;
use super::person::Alert;
use super::{NonAssociation, Prison};
use jiff::civil::Date;
use serde_json::json;
use vocab::Instant;
use vocab::id::PrisonNumber;

impl Prison {
    fn alert_change_told(&mut self, number: PrisonNumber, added: bool, now: Instant) {
        let booking = self
            .people
            .get(&number)
            .and_then(|p| p.custody.as_ref())
            .map(|c| c.booking.to_string())
            .unwrap_or_default();
        self.tell(event::alerts_changed(number, now), now);
        let counts =
            json!({"bookingId": booking, "alertsAdded": u8::from(added), "alertsRemoved": u8::from(!added)});
        self.tell(event::search("alerts-updated", number, now, counts), now);
        self.tell(event::search("updated", number, now, json!({"categoriesChanged": ["ALERTS"]})), now);
    }

    pub(crate) fn alert_open(
        &mut self,
        number: PrisonNumber,
        code: &str,
        (from, to): (Option<Date>, Option<Date>),
        comment: Option<String>,
        now: Instant,
    ) -> Result<(), Impossible> {
        let today = now.london_date();
        let person = self.people.get(&number).ok_or(Impossible::Nobody)?;
        // One active alert a code is the rule; 409 otherwise.
        if person.alerts.iter().any(|a| a.code == code && a.active_on(today)) {
            return Err(Impossible::Alert);
        }
        let prison = person.custody.as_ref().map(|c| c.prison);
        let uuid = self.dice.uuid(now);
        let alert = Alert {
            uuid: uuid.clone(),
            code: code.to_owned(),
            description: comment,
            from: from.unwrap_or(today),
            to,
            created: now,
            created_by: "SAFER_GEN".to_owned(),
            modified: None,
            prison,
        };
        self.change(number)?.alerts.push(alert);
        self.tell(event::alert("created", number, now, &uuid, code), now);
        self.alert_change_told(number, true, now);
        Ok(())
    }

    pub(crate) fn alert_close(
        &mut self,
        number: PrisonNumber,
        code: &str,
        on: Option<Date>,
        now: Instant,
    ) -> Result<(), Impossible> {
        let today = now.london_date();
        let person = self.change(number)?;
        let open = person
            .alerts
            .iter_mut()
            .find(|a| a.code == code && a.active_on(today))
            .ok_or(Impossible::Alert)?;
        open.to = Some(on.unwrap_or(today));
        open.modified = Some(now);
        let (uuid, over) = (open.uuid.clone(), !open.active_on(today));
        self.tell(event::alert("updated", number, now, &uuid, code), now);
        if over {
            self.tell(event::alert("inactive", number, now, &uuid, code), now);
            self.alert_change_told(number, false, now);
        }
        Ok(())
    }

    /// Deletes every alert and makes each again under a new id: no risk has gone and none has come.
    pub(crate) fn alerts_resync(&mut self, number: PrisonNumber, now: Instant) -> Result<(), Impossible> {
        let old = self.change(number)?.alerts.clone();
        let mut new = Vec::with_capacity(old.len());
        for alert in &old {
            self.tell(event::alert("deleted", number, now, &alert.uuid, &alert.code), now);
        }
        for alert in old {
            let uuid = self.dice.uuid(now);
            self.tell(event::alert("created", number, now, &uuid, &alert.code), now);
            new.push(Alert { uuid, created: now, created_by: "NOMIS".to_owned(), ..alert });
        }
        if let Some(person) = self.people.get_mut(&number) {
            person.alerts = new;
        }
        self.tell(event::alerts_changed(number, now), now);
        Ok(())
    }

    /// The job of 03:00: alerts whose last day was yesterday. They were over at midnight, and nobody said so.
    pub(crate) fn alerts_ended(&mut self, today: Date, now: Instant) {
        let ended: Vec<_> = self
            .people
            .values()
            .flat_map(|p| p.alerts.iter().map(move |a| (p.number, a)))
            .filter(|(_, a)| a.to == Some(today) && a.modified.is_none_or(|m| m.london_date() < today))
            .map(|(number, a)| (number, a.uuid.clone(), a.code.clone()))
            .collect();
        for (number, uuid, code) in ended {
            self.tell(event::alert("inactive", number, now, &uuid, &code), now);
        }
    }

    pub(crate) fn keep_apart(
        &mut self,
        first: PrisonNumber,
        second: PrisonNumber,
        restriction: &str,
        now: Instant,
    ) -> Result<(), Impossible> {
        if first == second || !self.people.contains_key(&first) || !self.people.contains_key(&second) {
            return Err(Impossible::Nobody);
        }
        let id = self.id();
        let restriction = restriction.to_owned();
        self.apart.push(NonAssociation { id, first, second, restriction, created: now, closed: None });
        self.apart_told("created", id, first, second, now);
        Ok(())
    }

    pub(crate) fn no_longer_apart(
        &mut self,
        first: PrisonNumber,
        second: PrisonNumber,
        now: Instant,
    ) -> Result<(), Impossible> {
        let pair = [(first, second), (second, first)];
        let open = self.apart.iter_mut().find(|n| n.closed.is_none() && pair.contains(&(n.first, n.second)));
        let apart = open.ok_or(Impossible::Nobody)?;
        apart.closed = Some(now);
        let id = apart.id;
        self.apart_told("closed", id, first, second, now);
        Ok(())
    }

    /// The older event comes in pairs, one for each of the two.
    fn apart_told(&mut self, kind: &str, id: u64, first: PrisonNumber, second: PrisonNumber, now: Instant) {
        self.tell(event::non_association(kind, id, first, second, now), now);
        for number in [first, second] {
            self.tell(event::offender("non-association-detail.changed", number, now, json!({})), now);
        }
    }
}

impl Prison {
    /// Alerts that somebody has when the story begins: no events.
    pub(crate) fn alerts_had(&mut self, number: PrisonNumber, alerts: Vec<Alert>) {
        if let Some(person) = self.people.get_mut(&number) {
            person.alerts = alerts;
        }
    }

    /// The cell sharing risk that somebody has when the story begins: no event.
    pub(crate) fn csra_had(&mut self, number: PrisonNumber, rating: &str, since: Instant) {
        if let Some(person) = self.people.get_mut(&number) {
            person.csra = Some((rating.to_owned(), since));
        }
    }

    /// Two who are kept apart when the story begins: no events.
    pub(crate) fn apart_had(
        &mut self,
        first: PrisonNumber,
        second: PrisonNumber,
        restriction: &str,
        since: Instant,
    ) {
        let id = self.id();
        let restriction = restriction.to_owned();
        self.apart.push(NonAssociation { id, first, second, restriction, created: since, closed: None });
    }
}
