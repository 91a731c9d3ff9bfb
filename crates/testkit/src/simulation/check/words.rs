//! No withheld word ever left: every body of every write holds the closed set of keys and words and nothing else.

use super::Run;
use crate::simulation::world::{CATEGORY, place_of};
use doubles::clinic::Clinic;
use doubles::prison::room_id;
use policy::clinical::clinical_word_in;
use serde_json::Value;
use std::collections::BTreeSet;
use vocab::id::PrisonNumber;
use wire::hmpps::appointment_request::{AppointmentType, Tier};

/// Keys that may stand in a body, and whether their text is one of a closed set.
const TIMES: &[&str] = &["startDate", "startTime", "endTime"];

pub(super) fn no_withheld_word_left(run: &Run<'_>) -> Result<(), String> {
    let prisons = run.world.prisons;
    let places: BTreeSet<String> = prisons
        .served()
        .into_iter()
        .flat_map(|p| Clinic::ALL.into_iter().filter_map(place_of).map(move |code| room_id(p, code)))
        .collect();
    let side = run.world.edge.lock();
    for (n, write) in side.log.writes.iter().enumerate() {
        let text = String::from_utf8_lossy(&write.body);
        if let Some(word) = clinical_word_in(&text) {
            return Err(format!("write {n} to {} holds the clinical word {word:?}", write.path));
        }
        let body: Value = serde_json::from_slice(&write.body).map_err(|_| format!("write {n} is no JSON"))?;
        let Some(object) = body.as_object() else { return Err(format!("write {n} is no object")) };
        for (key, value) in object {
            if !allowed(key, value, &places, prisons.served().map(|p| p.text().to_owned()).as_slice()) {
                return Err(format!("write {n} to {} says {key}: {value}", write.path));
            }
        }
    }
    drop(side);
    let pages = run.world.kept.shown.iter().filter(|shown| shown.account.ends_with("clerk"));
    for page in pages {
        if let Some(word) = clinical_word_in(&page.text) {
            return Err(format!("{} holds the clinical word {word:?}", page.asked_for));
        }
    }
    Ok(())
}

fn allowed(key: &str, value: &Value, places: &BTreeSet<String>, prisons: &[String]) -> bool {
    let is = |texts: &[&str]| value.as_str().is_some_and(|v| texts.contains(&v));
    let spelled = |value: Value, of: Option<Value>| of.is_some_and(|v| v == value);
    match key {
        "customName" => is(&[policy::neutral::NAME]),
        "categoryCode" => is(&[CATEGORY]),
        "dpsLocationId" => value.as_str().is_some_and(|v| places.contains(v)),
        "prisonCode" => value.as_str().is_some_and(|v| prisons.iter().any(|p| p == v)),
        "prisonerNumbers" => value.as_array().is_some_and(|list| {
            list.len() == 1 && list.iter().all(|n| n.as_str().is_some_and(|n| PrisonNumber::parse(n).is_ok()))
        }),
        "appointmentType" => spelled(value.clone(), serde_json::to_value(AppointmentType::Individual).ok()),
        "tierCode" => spelled(value.clone(), serde_json::to_value(Tier::Tier1).ok()),
        "applyTo" => is(&["THIS_APPOINTMENT"]),
        "inCell" | "isPropertyUpdate" => value.is_boolean(),
        "cancellationReasonId" => value.as_i64() == Some(2),
        time if TIMES.contains(&time) => {
            value.as_str().is_some_and(|v| v.bytes().all(|b| b.is_ascii_digit() || b":-".contains(&b)))
        }
        _ => false,
    }
}
