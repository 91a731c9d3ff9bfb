//! What is pushed to us: `POST /intake/{feed}`.
//!
//! The answer comes after the commit, never before. **202** says that the row is durable: what it was decided to be
//! stands beside it, and `quarantined` is one of those, for what cannot be understood lies safe in quarantine and
//! sending it again would mend nothing. **200** with `"replay": true` says that it was taken before, in row `seq`; what
//! it came to then is not kept, and is `taken` here. **400, 413, 415**
//! say that nothing was taken; **503** that it could not be written and must be sent again.
//!
//! One message is known from another by its sender's id (`X-Amz-Sns-Message-Id`, else an `X-Request-ID` that is a
//! UUID) with its bytes, or, where there is no id, by its bytes alone: an id that comes again with other bytes is
//! another message. A sender of readings that may come back to an earlier state must give an id: without one the same
//! bytes again are the same message.

use crate::asked::{Asked, asked};
use crate::limits::INTAKE_BODY_BYTES_MAX;
use crate::plain::{Refused, is_json, json};
use crate::table::{Access, Face, Route};
use crate::{App, not_done};
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::post;
use crossing::envelope::Meta;
use crossing::understood::Outcome;
use http::{HeaderMap, HeaderName, StatusCode};
use serde::Serialize;
use std::collections::BTreeSet;
use vocab::crossing::{Feed, Role};

/// The id that Amazon's notification service gives a message, and gives it again when it sends it again.
pub const MESSAGE_ID: HeaderName = HeaderName::from_static("x-amz-sns-message-id");
/// Characters of a sender's id.
const MESSAGE_ID_CHARS_MAX: usize = 120;

/// Who may push a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRule {
    /// Whose machines: [`Role::PrisonSystem`] or [`Role::CareSystem`].
    pub role: Role,
    /// Only these accounts; any of the role when empty.
    pub accounts: BTreeSet<String>,
}

impl FeedRule {
    /// Any machine of a role.
    #[must_use]
    pub const fn of(role: Role) -> Self {
        Self { role, accounts: BTreeSet::new() }
    }
}

pub(crate) fn table() -> Vec<Route> {
    vec![Route::new(Face::Intake, "POST", "/{feed}", Access::Caller, post(take))]
}

async fn take(
    State(app): State<App>,
    Path(feed): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let (parts, body) = request.into_parts();
    let asked = asked(&app, &parts)?;
    let unknown = || {
        let message = "no such feed is configured here, or it is not yours to push";
        Refused::new(StatusCode::NOT_FOUND, "no-such-feed", message)
    };
    let feed = Feed::parse(&feed).ok_or_else(unknown)?;
    let rule = app.feeds.get(&feed).ok_or_else(unknown)?;
    let caller = &asked.ctx.caller;
    if rule.role != caller.role || !(rule.accounts.is_empty() || rule.accounts.contains(&caller.account)) {
        return Err(unknown());
    }
    is_json(&parts.headers)?;
    let source = source(&parts.headers, &asked)?;
    let body = serve::body::read(body, INTAKE_BODY_BYTES_MAX).await?;
    if body.is_empty() {
        return Err(Refused::new(StatusCode::BAD_REQUEST, "empty", "the body is empty"));
    }
    // A care system's own prison stands in for one that its bookings leave out; a prison's events need nobody's name.
    let named = (caller.role == Role::CareSystem).then(|| caller.clone());
    let meta = Meta { caller: named, ..Meta::default() };
    let written = app.crossing.receive(&feed, body.into(), &meta, source.as_deref()).await;
    let written = written.map_err(|error| Refused::not_written(&error))?;
    let status = if written.replay { StatusCode::OK } else { StatusCode::ACCEPTED };
    let answer = Taken {
        seq: written.seq.0,
        outcome: written.outcome.as_ref().map_or("taken", word),
        detail: written.outcome.as_ref().and_then(detail),
        replay: written.replay,
    };
    Ok(json(status, &answer))
}

/// What the sender is told.
#[derive(Serialize)]
struct Taken<'a> {
    seq: u64,
    outcome: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    replay: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

fn source(headers: &HeaderMap, asked: &Asked) -> Result<Option<String>, Refused> {
    let Some(header) = headers.get(&MESSAGE_ID) else { return Ok(asked.id.key()) };
    match header.to_str() {
        Ok(id) if (1..=MESSAGE_ID_CHARS_MAX).contains(&id.len()) => Ok(Some(id.to_owned())),
        _ => {
            let message = "X-Amz-Sns-Message-Id is not an id of at most 120 characters";
            Err(Refused::new(StatusCode::BAD_REQUEST, "message-id", message))
        }
    }
}

const fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Changed | Outcome::Patient { .. } | Outcome::Appointment { .. } => "changed",
        Outcome::Unchanged => "unchanged",
        Outcome::Stale => "stale",
        Outcome::Kept(_) => "kept",
        Outcome::Signalled => "signalled",
        Outcome::Quarantined { .. } => "quarantined",
        Outcome::NotDone(_) => "not-done",
        _ => "taken",
    }
}

/// Why, where that helps the sender: words of ours, without a value.
fn detail(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Kept(what) => Some(what.clone()),
        Outcome::Quarantined { reason, detail } => Some(format!("{reason}: {detail}")),
        Outcome::NotDone(why) => Some(not_done::words(why).to_owned()),
        _ => None,
    }
}
