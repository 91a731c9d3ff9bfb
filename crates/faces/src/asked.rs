//! From headers to the circumstances of a request: who asks, for what, about which prison.

use crate::App;
use crossing::Context;
use http::HeaderName;
use http::request::Parts;
use serve::callers::{self, Unauthorised};
use serve::request_id::Given;
use serve::{Asker, RequestId};
use vocab::place::PrisonCode;

/// Which prison a request is about, for callers who serve many. Whoever works in one may leave it out.
pub const PRISON_HEADER: HeaderName = HeaderName::from_static("gatelodge-prison");

/// Why it is not known who asks, or about what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotAsked {
    #[error(transparent)]
    Unauthorised(#[from] Unauthorised),
    #[error("Gatelodge-Prison is not a prison code: write it as MDI")]
    PrisonUnreadable,
    #[error("the token is for another prison than Gatelodge-Prison names")]
    OtherPrison,
}

/// A request that somebody asks.
pub(crate) struct Asked {
    pub(crate) ctx: Context,
    pub(crate) id: RequestId,
}

/// Reads who asks.
pub(crate) fn asked(app: &App, parts: &Parts) -> Result<Asked, NotAsked> {
    let now = app.crossing.clock().now();
    let id = parts.extensions.get::<RequestId>().copied();
    // INVARIANT: the house gives every request an id. Without a house, the request is followed under one of ours.
    let id = id.unwrap_or_else(|| RequestId {
        trace: app.crossing.rng().seed().id(now, 0).into(),
        given: Given::None,
    });
    let asker = callers::bearer(&parts.headers, &app.keys, app.clock.now()).inspect_err(|why| {
        // Counted, not booked: nobody asked.
        metrics::counter!("unauthorised_total", "why" => why_label(*why)).increment(1);
    })?;
    let Asker { caller, purpose } = asker;
    let prison = prison(parts, caller.prison)?;
    Ok(Asked { ctx: Context { caller, purpose, prison, now, trace: id.trace }, id })
}

fn prison(parts: &Parts, own: Option<PrisonCode>) -> Result<Option<PrisonCode>, NotAsked> {
    let Some(header) = parts.headers.get(&PRISON_HEADER) else { return Ok(own) };
    let text = header.to_str().map_err(|_| NotAsked::PrisonUnreadable)?;
    let said = PrisonCode::parse(text).map_err(|_| NotAsked::PrisonUnreadable)?;
    if own.is_some_and(|own| own != said) { Err(NotAsked::OtherPrison) } else { Ok(Some(said)) }
}

const fn why_label(why: Unauthorised) -> &'static str {
    match why {
        Unauthorised::NoToken => "no-token",
        Unauthorised::NotBearer => "not-bearer",
        Unauthorised::Token(_) => "token",
    }
}
