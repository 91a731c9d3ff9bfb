//! The line under every page's header: how old things are. Nobody is in it.

use super::search::spell;
use super::{Colour, Desk, Result};
use crate::Crossing;
use crate::Telephones;
use crate::context::Context;
use crate::disclose::routes::{Heard, RouteTold};
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
    /// That a movement has settled can be known so long after it.
    pub settled_lag_seconds: i64,
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
        let heard = self.store.read(Heard::read)?;
        let told = heard.best(self.rules(), Some(prison), Aspect::Place, ctx.now);
        let telephones = self.rules().prison(prison).map(|r| r.telephones.clone());
        let words = words(&told, telephones.as_ref(), ctx.now);
        let RouteTold { colour, lag_seconds, settled_lag_seconds, heard } = told;
        Ok(Some(RouteLine { words, colour, heard, lag_seconds, settled_lag_seconds, telephones }))
    }
}

fn words(told: &RouteTold, telephones: Option<&Telephones>, now: Instant) -> String {
    let when = |at| super::search::spoken(at, now);
    match (told.colour, told.heard) {
        (Colour::Fresh, Some(at)) => format!(
            "Prison: last heard {}. Over this route news can be {} behind, and {} until a move is settled.",
            when(at),
            spell(told.lag_seconds),
            spell(told.settled_lag_seconds)
        ),
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
        let told = self.told(Some(prison), Aspect::Place);
        let telephones = self.rules().prison(prison).map(|r| &r.telephones);
        (told.colour > Colour::Fresh).then(|| words(&told, telephones, self.ctx.now))
    }
}
