//! Inputs, as they go to the journal: the bytes as they came, and the little record of how.

use serde::{Deserialize, Serialize};
use store::unit::{Input, Kind, Part};
use vocab::Instant;
use vocab::crossing::{Caller, Feed};
use vocab::id::{PatientId, PrisonNumber};

/// Names of our own feeds: what comes from inside.
pub const ACTS: &str = "acts";
/// Starts and outcomes of attempts.
pub const ANSWERS: &str = "answers";
/// Midnights, things that settle, feeds that were heard.
pub const TICKS: &str = "ticks";
/// Policy, rules and configuration.
pub const CHARTER: &str = "charter";
/// What care systems send on the FHIR face.
pub const CARE_FHIR: &str = "care-fhir";

/// How an envelope came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// When its content was asked for, where we asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<i64>,
    /// The request's method, where it is an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The request's path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The answer's status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The answer's `Location`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Of whom it was asked, where the body does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PrisonNumber>,
    /// Of which patient it was asked, where it was of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient: Option<PatientId>,
    /// For which span of time it was asked, in microseconds: what is not in a whole answer is not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<(i64, i64)>,
    /// Who sent it, where a caller did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// What the write asks: `create`, `update`, and under which condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write: Option<WriteAsk>,
    /// The row that this one replays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replays: Option<u64>,
}

/// What a write on the FHIR face asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteAsk {
    /// The id that is to be updated; none for a create.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `If-Match`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_match: Option<u32>,
    /// `If-None-Exist`: `system|value`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_none_exist: Option<(String, String)>,
}

impl Meta {
    /// When it was asked for.
    #[must_use]
    pub fn asked(&self) -> Option<Instant> {
        self.asked.map(Instant::from_micros)
    }

    /// For an answer that we asked for.
    #[must_use]
    pub fn answer(method: &str, path: &str, status: u16, asked: Instant) -> Self {
        Self {
            asked: Some(asked.micros()),
            method: Some(method.to_owned()),
            path: Some(path.to_owned()),
            status: Some(status),
            ..Self::default()
        }
    }

    fn bytes(&self) -> Vec<u8> {
        // INVARIANT: strings and numbers always serialise.
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub(crate) fn read(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).unwrap_or_default()
    }
}

/// An envelope: bytes as received from a named feed. `source` is the sender's own id, where it gave one.
#[must_use]
pub fn envelope(feed: &Feed, body: Vec<u8>, meta: &Meta, source: Option<&str>) -> Input {
    let source = known_by(meta, &body, source);
    Input {
        kind: Kind::Envelope,
        feed: feed.clone(),
        source: Some(source),
        meta: meta.bytes(),
        parts: vec![Part { person: None, body: Some(body) }],
    }
}

/// An event as a queue delivers it: known by the event's own id, type and bytes. The queue's ids are made anew at each
/// sending, and tell apart what is the same.
pub(crate) fn event(feed: &Feed, body: Vec<u8>) -> Input {
    let mut input = envelope(feed, body, &Meta::default(), None);
    let whole = input.parts.first().and_then(|part| part.body.as_deref()).unwrap_or_default();
    if let Some(said) = wire::hmpps::event::said(whole) {
        input.source = Some(["event", &said.kind, &said.message].join("\0").into_bytes());
    }
    input
}

/// The same, of one person: an exact slice of a page about many.
#[must_use]
pub fn slice(feed: &Feed, person: PrisonNumber, body: Vec<u8>, meta: &Meta, source: Option<&str>) -> Input {
    let mut input = envelope(feed, body, meta, source);
    for part in &mut input.parts {
        part.person = Some(person);
    }
    input
}

/// What makes a second one a replay: the sender's id and the content, or the content alone. An id that comes again with
/// other content, as those do that name a whole exchange, is another message: taken for a replay it would be lost. What
/// was asked when is content too, so that a reading that says the same as an earlier one is a reading of its own.
fn known_by(meta: &Meta, body: &[u8], id: Option<&str>) -> Vec<u8> {
    let mut source = id.unwrap_or_default().as_bytes().to_vec();
    source.push(0);
    source.extend(meta.bytes());
    source.push(0);
    source.extend(body);
    source
}

/// An input of our own making.
pub(crate) fn own<T: Serialize>(kind: Kind, feed: &str, content: &T, source: Option<Vec<u8>>) -> Input {
    Input {
        kind,
        // INVARIANT: the names above are well formed.
        feed: Feed::parse(feed).expect("our own feeds have well-formed names"),
        source,
        meta: Vec::new(),
        parts: vec![Part { person: None, body: Some(serde_json::to_vec(content).unwrap_or_default()) }],
    }
}

/// The feed of the FHIR face.
#[must_use]
pub fn care_feed() -> Feed {
    // INVARIANT: the name is well formed.
    Feed::parse(CARE_FHIR).expect("a well-formed name")
}
