//! What HMPPS has set up for a consumer of the External API beside its filters: which paths it may ask for, how often,
//! what is taken out of the answers, whether it is suspended, and the queue that its events go to.
//!
//! Nothing of it is there unless a test asks: a consumer of which nothing is said may ask for every path that the
//! double has, as often as it likes, and has no queue.

use super::call::{Call, Reply};
use super::{Consumer, Prison};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;
use vocab::id::PrisonNumber;

/// What stands in the place of a masked text.
pub const MASK: &str = "**REDACTED**";

/// How often a consumer may ask: so many calls in so many seconds, counted in windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Calls.
    pub calls: u32,
    /// In so many seconds of the double's clock.
    pub seconds: i64,
}

/// What is done to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Redact {
    /// Its text is replaced by [`MASK`]; what holds no text stays.
    Mask,
    /// The field is not there.
    Remove,
}

/// A field of the answers that a consumer does not get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Redaction {
    /// Its name, at whatever depth.
    pub field: String,
    /// What is done to it.
    pub how: Redact,
    /// Only for this pattern of paths; without it, for all.
    #[serde(default)]
    pub path: Option<String>,
}

/// What is set up for one consumer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Access {
    /// 403 to everything, and no events.
    pub suspended: bool,
    /// The patterns of paths it may ask for, `/v1/persons/{hmppsId}/alerts`; everything else is 403. None given: all.
    pub permitted: Option<Vec<String>>,
    /// How often.
    pub rate: Option<Rate>,
    /// What is taken out of its answers.
    pub redactions: Vec<Redaction>,
    /// It may see limited-access offenders: they are no 403 for it.
    pub sees_limited: bool,
    /// Its supervision statuses are `PRISONS` and no other: who is in no prison's care is 404, and tells nothing.
    pub in_custody_only: bool,
    /// The queue that its events go to.
    pub queue: Option<String>,
}

impl Access {
    pub(crate) fn permits(&self, path: &str) -> bool {
        self.permitted.as_ref().is_none_or(|patterns| patterns.iter().any(|p| path_is(p, path)))
    }

    fn redact(&self, path: &str, body: &mut Value) {
        for redaction in &self.redactions {
            if redaction.path.as_ref().is_none_or(|pattern| path_is(pattern, path)) {
                redact(body, &redaction.field, redaction.how);
            }
        }
    }
}

/// The External API's own settings.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Outside {
    /// What is set up for each consumer, by its name.
    pub access: BTreeMap<String, Access>,
    /// Patterns of paths whose feature is off: 503.
    pub features_off: Vec<String>,
    /// `PRISONER_MERGED` is told. It is off in production.
    pub merges_told: bool,
    /// Limited-access offenders: 403 to who may not see them.
    pub limited: BTreeSet<PrisonNumber>,
    /// Calls of the window that is on, by consumer.
    #[serde(skip)]
    counted: BTreeMap<String, (Instant, u32)>,
}

/// True when a path is of a pattern, whose segments in braces stand for any one segment.
pub(crate) fn path_is(pattern: &str, path: &str) -> bool {
    let segments = |text: &str| text.trim_matches('/').split('/').map(ToOwned::to_owned).collect::<Vec<_>>();
    let (pattern, path) = (segments(pattern), segments(path));
    pattern.len() == path.len()
        && pattern.iter().zip(&path).all(|(p, s)| p == s || p.starts_with('{') && p.ends_with('}'))
}

fn redact(body: &mut Value, field: &str, how: Redact) {
    match body {
        Value::Object(map) => {
            match how {
                Redact::Remove => {
                    map.remove(field);
                }
                Redact::Mask => {
                    if let Some(Value::String(text)) = map.get_mut(field) {
                        MASK.clone_into(text);
                    }
                }
            }
            map.values_mut().for_each(|value| redact(value, field, how));
        }
        Value::Array(list) => list.iter_mut().for_each(|value| redact(value, field, how)),
        _ => {}
    }
}

impl Prison {
    /// What is set up for a consumer, to change it.
    pub fn access(&mut self, consumer: &str) -> &mut Access {
        self.outside.access.entry(consumer.to_owned()).or_default()
    }

    pub(crate) fn access_of(&self, consumer: &Consumer) -> Access {
        self.outside.access.get(&consumer.name).cloned().unwrap_or_default()
    }

    /// What stands before every endpoint: the usage plan, the suspension, the permission, the feature.
    pub(crate) fn admitted(
        &mut self,
        call: &Call,
        consumer: &Consumer,
        access: &Access,
        now: Instant,
    ) -> Result<(), Reply> {
        if let Some(rate) = access.rate {
            let (since, count) = self.outside.counted.entry(consumer.name.clone()).or_insert((now, 0));
            if now.seconds_since(*since) >= rate.seconds {
                (*since, *count) = (now, 0);
            }
            *count += 1;
            if *count > rate.calls {
                let mut reply = Reply::error(429, "Too Many Requests");
                let left = rate.seconds - now.seconds_since(*since);
                reply.headers.push(("retry-after", left.max(1).to_string()));
                return Err(reply);
            }
        }
        if access.suspended {
            return Err(super::external::forbidden("Access suspended"));
        }
        if call.path != "/token" && !access.permits(&call.path) {
            let message = format!("Unable to authorise {} for {}", call.path, consumer.name);
            return Err(super::external::forbidden(&message));
        }
        if self.outside.features_off.iter().any(|pattern| path_is(pattern, &call.path)) {
            return Err(Reply::error(503, "This feature is not enabled"));
        }
        Ok(())
    }

    /// Takes out of an answer what the consumer does not get.
    pub(crate) fn redacted(call: &Call, access: &Access, reply: Reply) -> Reply {
        if access.redactions.is_empty() || reply.status != 200 {
            return reply;
        }
        let mut body = reply.value();
        access.redact(&call.path, &mut body);
        Reply { body: Reply::json(200, &body).body, ..reply }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_brace_stands_for_one_segment() {
        assert!(path_is("/v1/persons/{hmppsId}/alerts", "/v1/persons/A1234BC/alerts"));
        assert!(!path_is("/v1/persons/{hmppsId}", "/v1/persons/A1234BC/alerts"));
        assert!(!path_is("/v1/persons/{hmppsId}/alerts", "/v1/persons/A1234BC/name"));
    }

    #[test]
    fn fields_are_taken_out_at_any_depth() {
        let mut body = json!({"data": [{"name": "x", "age": 3}, {"in": {"name": "y"}}]});
        redact(&mut body, "name", Redact::Mask);
        assert_eq!(body, json!({"data": [{"name": MASK, "age": 3}, {"in": {"name": MASK}}]}));
        redact(&mut body, "name", Redact::Remove);
        assert_eq!(body, json!({"data": [{"age": 3}, {"in": {}}]}));
    }
}
