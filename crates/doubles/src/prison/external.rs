//! The HMPPS External API: an API key, a filter of prisons, and 404 for whoever is not yours to see.

use super::appointment_request::Search;
use super::call::{Call, Reply, Sight, prison_of};
use super::event::local;
use super::person::{Person, movement_word};
use super::reference::{alert_words, category_description, prison_name, regime, time_slot};
use super::{Consumer, NonAssociation, Prison};
use jiff::civil::{Time, Weekday};
use serde_json::{Value, json};
use vocab::id::PrisonNumber;
use vocab::name::fold;
use vocab::place::PrisonCode;

/// Page size when none is asked for.
const PER_PAGE: usize = 10;

fn not_found(id: &str) -> Reply {
    let message = format!("Could not find person with HMPPS id: {id}.");
    let body = json!({"status": 404, "userMessage": format!("404 Not found error: {message}"),
        "developerMessage": message});
    Reply::json(404, &body)
}

fn bad(message: &str) -> Reply {
    let body = json!({"status": 400, "userMessage": format!("Validation failure: {message}"),
        "developerMessage": message});
    Reply::json(400, &body)
}

pub(crate) fn forbidden(message: &str) -> Reply {
    Reply::json(403, &json!({"status": 403, "userMessage": message, "developerMessage": message}))
}

/// A page of a list, pages counted from 1.
fn page(call: &Call, all: Vec<Value>) -> Result<Reply, Reply> {
    let read = |name: &str, unless_said: usize| match call.query_value(name) {
        None => Ok(unless_said),
        Some(text) => text
            .parse::<usize>()
            .ok()
            .filter(|n| *n >= 1)
            .ok_or_else(|| bad(&format!("Invalid value for {name}."))),
    };
    let (number, per_page) = (read("page", 1)?, read("perPage", PER_PAGE)?);
    let total = all.len();
    let pages = total.div_ceil(per_page).max(1);
    let rows: Vec<_> = all.into_iter().skip((number - 1).saturating_mul(per_page)).take(per_page).collect();
    let body = json!({"pagination": {"isLastPage": number >= pages, "count": rows.len(), "page": number,
        "perPage": per_page, "totalCount": total, "totalPages": pages}, "data": rows});
    Ok(Reply::json(200, &body))
}

fn data(body: &Value) -> Reply {
    Reply::json(200, &json!({"data": body}))
}

impl Consumer {
    fn may_see(&self, prison: PrisonCode) -> bool {
        self.prisons.as_ref().is_none_or(|p| p.contains(&prison))
    }

    /// With a filter of prisons: only who is in the care of one of them. Released, in transit and elsewhere are 404.
    fn may_see_person(&self, person: &Person) -> bool {
        self.prisons.is_none() || person.in_care().is_some_and(|c| self.may_see(c.prison))
    }

    fn may_see_alert(&self, code: &str) -> bool {
        self.alert_codes.as_ref().is_none_or(|c| c.iter().any(|a| a == code))
    }
}

impl Prison {
    /// A person as read now, or as before the last change.
    pub(crate) fn seen(&self, number: PrisonNumber, sight: Sight) -> Option<&Person> {
        let before = if sight.stale { self.before.get(&number) } else { None };
        before.or_else(|| self.people.get(&number))
    }

    pub(crate) fn external(&mut self, call: &Call, parts: &[&str], sight: Sight) -> Reply {
        let key = call.header_value("x-api-key");
        let Some(consumer) = self.settings.consumers.iter().find(|c| key == Some(c.key.as_str())).cloned()
        else {
            return forbidden("Forbidden");
        };
        let consumer = &consumer;
        let access = self.access_of(consumer);
        if let Err(refused) = self.admitted(call, consumer, &access, sight.now) {
            return refused;
        }
        if parts == ["token"] {
            return if call.method == "POST" {
                self.token(&consumer.name, sight.now)
            } else {
                forbidden("Forbidden")
            };
        }
        let answer = match (call.method.as_str(), &parts[1..]) {
            ("GET", ["status"]) => Ok(Reply::json(200, &json!({"data": {"status": "ok"}, "errors": []}))),
            ("GET", ["hmpps", "id", "nomis-number", "by-hmpps-id", id]) => {
                self.visible(id, consumer, sight).map(|p| data(&json!({"nomisNumber": p.number.text()})))
            }
            ("GET", ["hmpps", "id", "nomis-number" | "by-nomis-number", number]) => {
                self.visible(number, consumer, sight).map(|p| data(&json!({"hmppsId": p.hmpps_id()})))
            }
            ("GET", ["prison", "prisoners"]) => self.prisoners(call, consumer, sight),
            ("GET", ["prison", "prisoners", id]) => {
                self.visible(id, consumer, sight).map(|p| data(&person_in_prison(p, sight)))
            }
            ("GET", ["persons", id]) => self.whole_person(id, consumer, sight),
            ("GET", ["persons", id, "name"]) => self
                .visible(id, consumer, sight)
                .map(|p| data(&json!({"firstName": p.first(), "lastName": p.name.family.text()}))),
            ("GET", ["persons", id, "alerts"]) => self.alerts(call, id, consumer, sight),
            ("GET", ["persons", id, "cell-location"]) => self.cell_location(id, consumer, sight),
            ("GET", ["persons", id, "prisoner-base-location"]) => self.base_location(id, consumer, sight),
            ("POST", ["prison", prison, "appointments", "search"]) => {
                self.external_appointments(call, prison, consumer, sight)
            }
            ("GET", ["prison", prison, "prisoners", id, "non-associations"]) => {
                self.non_associations(call, prison, id, consumer, sight)
            }
            ("GET", ["prison", prison, "prison-regime"]) => self.prison_regime(prison, consumer),
            _ => Err(forbidden("Unable to authorise: no permission for this path")),
        };
        Self::redacted(call, &access, answer.unwrap_or_else(|reply| reply))
    }

    /// Whoever the id means: a prison number, or the CRN of one who has one.
    fn numbered(&self, id: &str) -> Result<PrisonNumber, Reply> {
        match PrisonNumber::parse(id) {
            Ok(number) => Ok(number),
            Err(_) if is_crn(id) => self
                .people
                .values()
                .find(|p| p.crn.as_deref() == Some(id))
                .map(|p| p.number)
                .ok_or_else(|| not_found(id)),
            Err(_) => Err(bad(&format!("Invalid HMPPS ID: {id}."))),
        }
    }

    fn visible(&self, id: &str, consumer: &Consumer, sight: Sight) -> Result<&Person, Reply> {
        let number = self.numbered(id)?;
        let person =
            self.seen(number, sight).filter(|p| self.may_see(p, consumer)).ok_or_else(|| not_found(id))?;
        let access = self.outside.access.get(&consumer.name);
        if self.outside.limited.contains(&number) && !access.is_some_and(|a| a.sees_limited) {
            return Err(forbidden("Access to this person is limited"));
        }
        Ok(person)
    }

    /// The filters of a consumer: its prisons, and its supervision statuses.
    fn may_see(&self, person: &Person, consumer: &Consumer) -> bool {
        let access = self.outside.access.get(&consumer.name);
        let custody_only = access.is_some_and(|a| a.in_custody_only);
        consumer.may_see_person(person) && (!custody_only || person.in_care().is_some())
    }

    fn prisoners(&self, call: &Call, consumer: &Consumer, sight: Sight) -> Result<Reply, Reply> {
        let first = call.query_value("first_name").map(fold);
        let last = call.query_value("last_name").map(fold);
        let born = match call.query_value("date_of_birth") {
            Some(text) => Some(text.parse().map_err(|_| bad("Invalid date format. Please use yyyy-MM-dd."))?),
            None => None,
        };
        let mut found: Vec<&Person> = self
            .people
            .keys()
            .filter_map(|number| self.seen(*number, sight))
            .filter(|p| p.custody.is_some() && self.may_see(p, consumer))
            .filter(|p| first.as_ref().is_none_or(|f| fold(p.first()) == *f))
            .filter(|p| last.as_ref().is_none_or(|l| fold(p.name.family.text()) == *l))
            .filter(|p| born.is_none_or(|b| p.born.date() == b))
            .collect();
        found.sort_by_key(|p| (std::cmp::Reverse(p.born.date()), p.number));
        page(call, found.into_iter().map(|p| person_in_prison(p, sight)).collect())
    }

    /// The only place that tells of a merge, with a redirect.
    fn whole_person(&self, id: &str, consumer: &Consumer, sight: Sight) -> Result<Reply, Reply> {
        let merged = PrisonNumber::parse(id).ok().and_then(|n| self.merged_into.get(&n));
        if let Some(kept) = merged {
            let kept_visible = self.people.get(kept).is_some_and(|p| self.may_see(p, consumer));
            if !kept_visible {
                return Err(not_found(id));
            }
            let mut reply = Reply::json(303, &Value::Null);
            reply.body = bytes::Bytes::new();
            reply.headers.push(("location", format!("/v1/persons/{}", kept.text())));
            return Ok(reply);
        }
        let person = self
            .visible(id, consumer, sight)
            .map_err(|reply| if reply.status == 403 { reply } else { not_found(id) })?;
        let mut body = person_basics(person);
        for key in [
            "contactDetails",
            "currentRestriction",
            "restrictionMessage",
            "currentExclusion",
            "exclusionMessage",
        ] {
            body[key] = Value::Null;
        }
        body["hmppsId"] = json!(person.hmpps_id());
        Ok(data(&json!({"prisonerOffenderSearch": body, "probationOffenderSearch": null})))
    }

    /// No ids: two alerts of one code differ only by dates and comment. What is over by date is `expired`.
    fn alerts(&self, call: &Call, id: &str, consumer: &Consumer, sight: Sight) -> Result<Reply, Reply> {
        let person = self.visible(id, consumer, sight)?;
        let today = sight.now.london_date();
        let mut alerts: Vec<_> = person.alerts.iter().filter(|a| consumer.may_see_alert(&a.code)).collect();
        alerts.sort_by_key(|a| std::cmp::Reverse(a.from));
        let rows = alerts
            .into_iter()
            .map(|a| {
                let (kind, kind_description, description) = alert_words(&a.code);
                json!({"offenderNo": person.number.text(), "type": kind, "typeDescription": kind_description,
                    "code": a.code, "codeDescription": description, "comment": a.description,
                    "dateCreated": a.from, "dateExpired": a.to, "expired": a.to.is_some_and(|to| to <= today),
                    "active": a.active_on(today)})
            })
            .collect();
        page(call, rows)
    }

    fn cell_location(&self, id: &str, consumer: &Consumer, sight: Sight) -> Result<Reply, Reply> {
        let person = self.visible(id, consumer, sight)?;
        let custody = person.custody.as_ref().filter(|c| c.active());
        Ok(data(
            &json!({"prisonCode": custody.map(|c| c.prison), "prisonName": custody.map(|c| prison_name(c.prison)),
            "cell": custody.and_then(|c| c.cell_location())}),
        ))
    }

    fn base_location(&self, id: &str, consumer: &Consumer, sight: Sight) -> Result<Reply, Reply> {
        let person = self.visible(id, consumer, sight)?;
        let custody = person.custody.as_ref().ok_or_else(|| not_found(id))?;
        Ok(data(&json!({
            "inPrison": custody.active(),
            "prisonId": custody.active().then_some(custody.prison),
            "lastPrisonId": custody.prison,
            "lastMovementType": movement_word(&custody.movement),
            "receptionDate": custody.received,
        })))
    }

    fn external_appointments(
        &self,
        call: &Call,
        prison: &str,
        consumer: &Consumer,
        sight: Sight,
    ) -> Result<Reply, Reply> {
        let prison = self.visible_prison(prison, consumer)?;
        let search: Search = call.read()?;
        let found: Vec<_> = self
            .appointments_found(&search, prison, sight)?
            .into_iter()
            .map(|a| {
                let full = self.search_json(a, sight.now);
                let room = self.rooms.iter().find(|r| Some(&r.dps_location_id) == a.location.as_ref());
                let attendees: Vec<_> = a
                    .attendees
                    .iter()
                    .filter(|t| t.removed.is_none())
                    .map(|t| json!({"prisonerNumber": t.number.text()}))
                    .collect();
                json!({"appointmentId": a.id, "appointmentType": full["appointmentType"], "prisonId": a.prison,
                    "appointmentName": a.name(), "attendees": attendees,
                    "category": {"code": a.category, "description": category_description(&a.category)},
                    "customName": a.custom_name,
                    "internalLocation": room.map(|r| json!({"code": r.code, "description": r.description})),
                    "inCell": a.in_cell, "startDate": a.date, "startTime": full["startTime"],
                    "endTime": full["endTime"], "timeSlot": time_slot(a.date.weekday(), a.start),
                    "isRepeat": full["isRepeat"], "sequenceNumber": a.sequence,
                    "maxSequenceNumber": full["maxSequenceNumber"], "isEdited": full["isEdited"],
                    "isCancelled": full["isCancelled"], "isExpired": full["isExpired"]})
            })
            .collect();
        Ok(data(&json!(found)))
    }

    fn visible_prison(&self, prison: &str, consumer: &Consumer) -> Result<PrisonCode, Reply> {
        let code = prison_of(prison)?;
        if self.has_prison(code) && consumer.may_see(code) {
            return Ok(code);
        }
        let message = format!("Could not find prison with prison ID: {prison}.");
        let body = json!({"status": 404, "userMessage": format!("404 Not found error: {message}"),
            "developerMessage": message});
        Err(Reply::json(404, &body))
    }

    fn non_associations(
        &self,
        call: &Call,
        prison: &str,
        id: &str,
        consumer: &Consumer,
        sight: Sight,
    ) -> Result<Reply, Reply> {
        let prison = self.visible_prison(prison, consumer)?;
        let person = self.visible(id, consumer, sight)?;
        if person.in_care().is_none_or(|c| c.prison != prison) {
            return Err(not_found(id));
        }
        let (open, closed) = (call.query_true("includeOpen", true), call.query_true("includeClosed", false));
        let list = self.apart_from(person.number, open, closed, Some(prison), sight);
        Ok(data(&json!({"nonAssociations": list})))
    }

    /// Who is to be kept apart from someone, as that one's record shows it.
    pub(crate) fn apart_from(
        &self,
        number: PrisonNumber,
        open: bool,
        closed: bool,
        within: Option<PrisonCode>,
        sight: Sight,
    ) -> Vec<Value> {
        self.apart
            .iter()
            .filter(|n| {
                (n.first == number || n.second == number) && if n.closed.is_some() { closed } else { open }
            })
            .filter_map(|n| {
                let other = self.seen(if n.first == number { n.second } else { n.first }, sight)?;
                let here = within.is_none_or(|p| other.in_care().is_some_and(|c| c.prison == p));
                here.then(|| apart_json(n, n.first == number, other))
            })
            .collect()
    }

    fn prison_regime(&self, prison: &str, consumer: &Consumer) -> Result<Reply, Reply> {
        self.visible_prison(prison, consumer)?;
        let days: Vec<_> = [
            (Weekday::Monday, "MONDAY"),
            (Weekday::Tuesday, "TUESDAY"),
            (Weekday::Wednesday, "WEDNESDAY"),
            (Weekday::Thursday, "THURSDAY"),
            (Weekday::Friday, "FRIDAY"),
            (Weekday::Saturday, "SATURDAY"),
            (Weekday::Sunday, "SUNDAY"),
        ]
        .into_iter()
        .map(|(day, word)| {
            let r = regime(day);
            let hm = |t: Time| super::diary::hm(t);
            json!({"amStart": hm(r.am.0), "amFinish": hm(r.am.1), "pmStart": hm(r.pm.0), "pmFinish": hm(r.pm.1),
                "edStart": hm(r.ed.0), "edFinish": hm(r.ed.1), "dayOfWeek": word})
        })
        .collect();
        Ok(data(&json!(days)))
    }
}

fn is_crn(id: &str) -> bool {
    let letters = id.bytes().take_while(u8::is_ascii_uppercase).count();
    (1..=2).contains(&letters)
        && id.len() == letters + 6
        && id.bytes().skip(letters).all(|b| b.is_ascii_digit())
}

fn person_basics(p: &Person) -> Value {
    json!({"firstName": p.first(), "lastName": p.name.family.text(), "middleName": p.middle(),
        "dateOfBirth": p.born.date(), "gender": p.gender, "ethnicity": null, "aliases": [],
        "identifiers": {"nomisNumber": p.number.text(), "croNumber": null, "deliusCrn": p.crn}, "pncId": p.pnc})
}

fn person_in_prison(p: &Person, sight: Sight) -> Value {
    let mut body = person_basics(p);
    let custody = p.custody.as_ref();
    body["category"] = Value::Null;
    body["csra"] = json!(p.csra_of_record());
    body["receptionDate"] = json!(custody.map(|c| c.received));
    body["status"] = json!(custody.map(super::person::Custody::status));
    body["prisonId"] = json!(custody.map(super::person::Custody::prison_id));
    body["prisonName"] = json!(custody.filter(|c| c.active()).map(|c| prison_name(c.prison)));
    body["cellLocation"] = json!(custody.and_then(|c| c.cell_location()));
    body["youthOffender"] = json!(p.born.age_on(sight.now.london_date()) < 21);
    body
}

fn apart_json(n: &NonAssociation, is_first: bool, other: &Person) -> Value {
    let (role, other_role) = if is_first { ("VICTIM", "PERPETRATOR") } else { ("PERPETRATOR", "VICTIM") };
    let word = |role: &str| if role == "VICTIM" { "Victim" } else { "Perpetrator" };
    let custody = other.custody.as_ref();
    let restriction = match n.restriction.as_str() {
        "WING" => "Cell, landing and wing",
        "LANDING" => "Cell and landing",
        _ => "Cell only",
    };
    json!({"id": n.id, "role": role, "roleDescription": word(role), "reason": "THREAT", "reasonDescription": "Threat",
        "restrictionType": n.restriction, "restrictionTypeDescription": restriction,
        "comment": "Do not unlock together: see security", "authorisedBy": "SECURITY_GEN",
        "whenCreated": local(n.created), "whenUpdated": local(n.closed.unwrap_or(n.created)),
        "updatedBy": "SECURITY_GEN", "isClosed": n.closed.is_some(),
        "closedBy": n.closed.map(|_| "SECURITY_GEN"), "closedReason": n.closed.map(|_| "Resolved"),
        "closedAt": n.closed.map(local),
        "otherPrisonerDetails": {"prisonerNumber": other.number.text(), "role": other_role,
            "roleDescription": word(other_role), "firstName": other.first(), "lastName": other.name.family.text(),
            "prisonId": custody.map(super::person::Custody::prison_id), "prisonName": custody.map(|c| prison_name(c.prison)),
            "cellLocation": custody.and_then(|c| c.cell_location())},
        "isOpen": n.closed.is_none()})
}
