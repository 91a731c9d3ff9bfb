//! The line under every page's header: how old things are. Nobody is in it.

use super::search::spell;
use super::{Colour, Desk, Result};
use crate::Crossing;
use crate::Telephones;
use crate::context::Context;
use crate::disclose::ages::{Heard, route_colour};
use serde::Serialize;
use vocab::Instant;
use vocab::place::PrisonCode;
use vocab::prison::Aspect;

/// How a prison's route stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RouteLine {
    /// The line, whole.
    pub words: String,
    /// How it looks.
    pub colour: Colour,
    /// When the route was last heard.
    pub heard: Option<Instant>,
    /// News over it can be so far behind.
    pub lag_seconds: i64,
    /// Whom to ring.
    pub telephones: Option<Telephones>,
}

impl Crossing {
    /// The line for the request's prison; none for a prison that is not served, or a caller without one. It holds nothing
    /// of anyone, so it is not booked.
    ///
    /// # Errors
    /// Whatever the store fails with.
    pub fn route_line(&self, ctx: &Context) -> Result<Option<RouteLine>> {
        let Some(prison) = ctx.prison.filter(|p| self.rules().prison(*p).is_some()) else { return Ok(None) };
        let heard = self.store.read(|view| Ok(Heard(view.heard()?)))?;
        let rules = self.rules().prison(prison);
        let heard = rules.and_then(|r| heard.0.get(&r.route).copied());
        let lag_seconds = self.rules().route(prison).map_or(0, |r| r.lag_seconds);
        let colour = route_colour(self.rules(), Some(prison), Aspect::Place, heard, ctx.now);
        let telephones = rules.map(|r| r.telephones.clone());
        let words = words(heard, colour, lag_seconds, telephones.as_ref(), ctx.now);
        Ok(Some(RouteLine { words, colour, heard, lag_seconds, telephones }))
    }
}

fn words(
    heard: Option<Instant>,
    colour: Colour,
    lag_seconds: i64,
    telephones: Option<&Telephones>,
    now: Instant,
) -> String {
    let when = |at| super::search::spoken(at, now);
    match (colour, heard) {
        (Colour::Fresh, Some(at)) => {
            format!(
                "Prison: last heard {}. Over this route news can be {} behind.",
                when(at),
                spell(lag_seconds)
            )
        }
        (_, Some(at)) => format!("Prison quiet since {}: {}", when(at), ring(telephones)),
        (_, None) => format!("Prison not heard yet: {}", ring(telephones)),
    }
}

fn ring(telephones: Option<&Telephones>) -> String {
    let numbers = telephones.map_or_else(String::new, |t| format!(", {} (nights: {})", t.wing, t.night));
    format!("places and risks may have changed. Ring the wing{numbers}.")
}

impl Desk<'_> {
    /// What stands above a list when the prison is quiet.
    pub(crate) fn quiet(&self, prison: PrisonCode) -> Option<String> {
        let heard = self.heard(prison);
        let colour = route_colour(self.rules(), Some(prison), Aspect::Place, heard, self.ctx.now);
        let telephones = self.rules().prison(prison).map(|r| &r.telephones);
        (colour > Colour::Fresh).then(|| words(heard, Colour::Red, 0, telephones, self.ctx.now))
    }
}
