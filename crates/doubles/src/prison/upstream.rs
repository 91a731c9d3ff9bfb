//! The internal services that the External API stands before: prisoner-search, alerts, non-associations; and two more
//! that are read and nothing else: the rating of who may share a cell, and the rooms that can be booked.

use super::Prison;
use super::call::{Call, Reply, Sight, number_of, prison_of};
use super::event::local;
use super::person::{Alert, Person, Whereabouts};
use super::reference::{Room, alert_words, prison_name};
use crate::dice::hash;
use serde_json::{Value, json};
use vocab::Seed;
use vocab::id::PrisonNumber;

/// Page sizes of Spring, pages counted from 0.
const SEARCH_SIZE: usize = 10;
const ALERTS_SIZE: usize = 2_147_483_647;

fn page(call: &Call, all: Vec<Value>, size_unless_said: usize) -> Reply {
    let read = |name: &str, unless_said: usize| {
        call.query_value(name).and_then(|t| t.parse::<usize>().ok()).unwrap_or(unless_said)
    };
    let (number, size) = (read("page", 0), read("size", size_unless_said).max(1));
    let total = all.len();
    let pages = total.div_ceil(size);
    let rows: Vec<_> = all.into_iter().skip(number.saturating_mul(size)).take(size).collect();
    let sort = json!({"sorted": false, "unsorted": true, "empty": true});
    let body = json!({
        "pageable": {"sort": sort, "offset": number.saturating_mul(size), "pageSize": size, "pageNumber": number,
            "paged": true, "unpaged": false},
        "last": number + 1 >= pages, "totalElements": total, "totalPages": pages, "size": size, "number": number,
        "sort": sort, "numberOfElements": rows.len(), "first": number == 0, "empty": rows.is_empty(),
        "content": rows,
    });
    Reply::json(200, &body)
}

impl Prison {
    pub(crate) fn upstream(&mut self, call: &Call, parts: &[&str], sight: Sight) -> Reply {
        if call.method != "GET" {
            return Reply::error(405, "Method not allowed");
        }
        if parts.first() == Some(&"prisoner-search") && call.header_value("content-type").is_none() {
            // That resource `consumes` JSON, a GET too (hmpps-prisoner-search: PrisonerSearchResource.kt).
            return Reply::error(415, "Content type is not supported");
        }
        let answer = match parts {
            ["prisoner", number] => self.prisoner(number, sight),
            ["prisoner", number, "non-associations"] => self.prisoner_apart(call, number, sight),
            ["prisoner-search", "prison", prison] => self.prison_page(call, prison, sight),
            ["prisoners", number, "alerts"] => self.prisoner_alerts(call, number, sight),
            ["csra-review", "prisoner", number, "current-rating"] => self.cell_sharing(number, sight),
            ["locations", "non-residential", "prison", prison, "service", "APPOINTMENT"] => {
                self.rooms_bookable(call, prison)
            }
            _ => Err(Reply::error(404, "No resource found failure")),
        };
        answer.unwrap_or_else(|reply| reply)
    }

    fn known(&self, number: &str, sight: Sight) -> Result<&Person, Reply> {
        let number: PrisonNumber = number_of(number)?;
        self.seen(number, sight)
            .filter(|p| self.people.contains_key(&p.number))
            .ok_or_else(|| Reply::error(404, &format!("{} not found", number.text())))
    }

    fn prisoner(&self, number: &str, sight: Sight) -> Result<Reply, Reply> {
        let person = self.known(number, sight)?;
        Ok(Reply::json(200, &person.record(sight.now.london_date())))
    }

    fn prison_page(&self, call: &Call, prison: &str, sight: Sight) -> Result<Reply, Reply> {
        let prison = prison_of(prison)?;
        let restricted = call.query_true("include-restricted-patients", false);
        let today = sight.now.london_date();
        let all = self
            .people
            .keys()
            .filter_map(|number| self.seen(*number, sight))
            .filter(|p| {
                p.in_care().is_some_and(|c| c.prison == prison)
                    || restricted
                        && p.custody.as_ref().is_some_and(|c| {
                            c.prison == prison && matches!(c.whereabouts, Whereabouts::Hospital { .. })
                        })
            })
            .map(|p| p.record(today))
            .collect();
        Ok(page(call, all, SEARCH_SIZE))
    }

    fn prisoner_alerts(&self, call: &Call, number: &str, sight: Sight) -> Result<Reply, Reply> {
        // The service answers an empty page for a number that nobody has.
        let asked = number_of(number)?;
        let today = sight.now.london_date();
        let active = call.query_value("isActive").map(|v| v == "true");
        let mut alerts: Vec<&Alert> =
            self.seen(asked, sight).map_or_else(Vec::new, |p| p.alerts.iter().collect());
        alerts.retain(|a| active.is_none_or(|wanted| wanted == a.active_on(today)));
        if let Some(codes) = call.query_value("alertCode") {
            alerts.retain(|a| codes.split(',').any(|c| c == a.code));
        }
        alerts.sort_by_key(|a| std::cmp::Reverse(a.from));
        let rows = alerts.into_iter().map(|a| alert_json(asked, a, a.active_on(today))).collect();
        Ok(page(call, rows, ALERTS_SIZE))
    }

    /// `GET /csra-review/prisoner/{prisonerNumber}/current-rating`: schema `CsraCurrentRating`. The comments and the
    /// lists of whom somebody is a risk to are empty: they are intelligence.
    fn cell_sharing(&self, number: &str, sight: Sight) -> Result<Reply, Reply> {
        let person = self.known(number, sight)?;
        let rated = person.csra.as_ref();
        let on = rated.map(|(_, at)| at.london_date());
        let body = json!({
            "prisonerNumber": person.number.text(), "status": if rated.is_some() { "COMPLETE" } else { "NO_RATING" },
            "rating": rated.map(|(rating, _)| rating), "provisional": false,
            "reviewId": rated.map(|(_, at)| Seed(hash(&person.number.text())).id(*at, 0).to_string()),
            "prisonId": person.custody.as_ref().filter(|_| rated.is_some()).map(|c| c.prison),
            "assessmentComment": null, "provisionalAssessmentComment": null, "riskTo": [], "vulnerabilities": [],
            "provisionalDate": null, "finalDate": on, "nextReviewDate": null,
            "startedBy": rated.map(|_| "SAFER_GEN"), "startedAt": rated.map(|(_, at)| local(*at)),
            "type": rated.map(|_| "CSRA_REVIEW"), "inProgress": null,
        });
        Ok(Reply::json(200, &body))
    }

    /// `GET /locations/non-residential/prison/{prisonId}/service/APPOINTMENT`: schema `Location`, as a list. Rooms
    /// are named by the same ids in what is booked.
    fn rooms_bookable(&self, call: &Call, prison: &str) -> Result<Reply, Reply> {
        let code = prison_of(prison)?;
        let mut rooms: Vec<_> = self.rooms.iter().filter(|r| r.prison == code).collect();
        if call.query_true("sortByLocalName", false) {
            rooms.sort_by(|a, b| a.description.cmp(&b.description));
        }
        let rows: Vec<_> = rooms.into_iter().map(room_json).collect();
        Ok(Reply::json(200, &json!(rows)))
    }

    fn prisoner_apart(&self, call: &Call, number: &str, sight: Sight) -> Result<Reply, Reply> {
        let person = self.known(number, sight)?;
        let (open, closed) = (call.query_true("includeOpen", true), call.query_true("includeClosed", false));
        let custody = person.custody.as_ref();
        let within =
            if call.query_true("includeOtherPrisons", false) { None } else { custody.map(|c| c.prison) };
        let list = self.apart_from(person.number, open, closed, within, sight);
        let open_count = list.iter().filter(|n| n["isOpen"] == json!(true)).count();
        let body = json!({"prisonerNumber": person.number.text(), "firstName": person.first(),
            "lastName": person.name.family.text(), "prisonId": custody.map(super::person::Custody::prison_id),
            "prisonName": custody.map(|c| prison_name(c.prison)),
            "cellLocation": custody.and_then(|c| c.cell_location()), "openCount": open_count,
            "closedCount": list.len() - open_count, "nonAssociations": list});
        Ok(Reply::json(200, &body))
    }
}

fn room_json(r: &Room) -> Value {
    json!({"id": r.dps_location_id, "prisonId": r.prison, "code": r.code, "pathHierarchy": r.code,
        "locationType": "ROOM", "localName": r.description, "permanentlyInactive": false,
        "servicesUsingLocation": [{"serviceType": "APPOINTMENT", "serviceFamilyType": "ACTIVITIES_APPOINTMENTS"}],
        "internalMovementAllowed": true, "status": "NON_RESIDENTIAL", "locked": false, "active": true,
        "inactiveStatus": null, "deactivatedByParent": false, "topLevelId": r.dps_location_id, "level": 1,
        "leafLevel": true, "lastModifiedBy": "LOCATIONS_GEN", "lastModifiedDate": "2026-01-05T09:00:00",
        "key": format!("{}-{}", r.prison, r.code), "isResidential": false})
}

fn alert_json(number: PrisonNumber, a: &Alert, active: bool) -> Value {
    let (kind, kind_description, description) = alert_words(&a.code);
    let ended = a.to.and(a.modified);
    json!({
        "alertUuid": a.uuid, "prisonNumber": number.text(),
        "alertCode": {"alertTypeCode": kind, "alertTypeDescription": kind_description, "code": a.code,
            "description": description, "canBeAdministered": true},
        "description": a.description, "authorisedBy": null, "activeFrom": a.from, "activeTo": a.to, "isActive": active,
        "createdAt": local(a.created), "createdBy": a.created_by, "createdByDisplayName": "Gen Safer",
        "lastModifiedAt": a.modified.map(local), "lastModifiedBy": a.modified.map(|_| "SAFER_GEN"),
        "lastModifiedByDisplayName": a.modified.map(|_| "Gen Safer"),
        "activeToLastSetAt": ended.map(local), "activeToLastSetBy": ended.map(|_| "SAFER_GEN"),
        "activeToLastSetByDisplayName": ended.map(|_| "Gen Safer"),
        "madeInactiveAt": null, "madeInactiveBy": null, "madeInactiveByDisplayName": null,
        "prisonCodeWhenCreated": a.prison,
    })
}
