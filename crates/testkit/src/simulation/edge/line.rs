//! One request over a route, and what it meets.

use super::{API_KEY, Edge, REQUEST_SECONDS_MAX, Side};
use crate::simulation::edge::Away;
use crate::simulation::way::Kind;
use doubles::prison::{Call, CallFault, Outcome, Reply};
use serde_json::json;
use vocab::Clock;

/// A 429 asks for so long.
const RETRY_AFTER_SECONDS: u32 = 2;
/// And for so long, from a route that has had enough of us.
const AWAY_SECONDS: u32 = 120;

/// What a request is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// It writes.
    Write,
    /// It reads one person.
    Person,
    /// It reads something else.
    Else,
}

/// What became of a request: nothing came back, or this.
pub(super) enum Asked {
    Lost,
    Answered(Reply),
}

/// What a route says that is away.
fn nothing_of(away: Away) -> Outcome {
    let said = |reply| Outcome::Answered { reply, after_millis: 0 };
    match away {
        Away::Dead => Outcome::Lost,
        Away::Unavailable => said(Reply::json(503, &json!({"status": 503}))),
        Away::Busy => {
            let mut reply = Reply::json(429, &json!({"status": 429}));
            reply.headers.push(("retry-after", AWAY_SECONDS.to_string()));
            said(reply)
        }
    }
}

impl Edge {
    /// What a request meets, drawn now.
    fn fault(&self, side: &mut Side, kind: Kind, of: Of) -> Option<CallFault> {
        if side.calm {
            return None;
        }
        let (weather, line) = (&self.weather, self.weather.lines[&kind]);
        let hit = |side: &mut Side, chance: u16| side.dice.permille(chance);
        if of == Of::Write {
            if hit(side, weather.lose_answer) {
                return Some(CallFault::LoseAnswer);
            }
            if hit(side, weather.late_write) {
                let seconds = 1 + side.dice.below(REQUEST_SECONDS_MAX.unsigned_abs());
                return Some(CallFault::LateWrite { seconds: i64::try_from(seconds).unwrap_or(1) });
            }
        } else if of == Of::Person {
            if hit(side, line.not_yours) {
                return Some(CallFault::NotYours);
            }
            // The index of persons lags behind; the diary is one database and does not.
            if hit(side, line.stale) {
                return Some(CallFault::Stale);
            }
        }
        if hit(side, line.lose_request) {
            return Some(CallFault::LoseRequest);
        }
        if hit(side, line.too_many) {
            return Some(CallFault::TooMany { retry_after_seconds: RETRY_AFTER_SECONDS });
        }
        let failed = hit(side, line.status);
        failed.then(|| CallFault::Status { status: *side.dice.pick(&[500, 502, 503]) })
    }

    /// Sends one request.
    pub(super) fn ask(&self, side: &mut Side, kind: Kind, call: Call, of: Of) -> Asked {
        let millis = 20 + side.dice.below(400);
        self.clock.advance_millis(i64::try_from(millis).unwrap_or(20));
        let fault = self.fault(side, kind, of);
        let away = side.away.get(&kind).map(|(away, _)| *away);
        let asked = self.tell.then(|| {
            let body = String::from_utf8_lossy(&call.body);
            format!(
                "{} {} {} {body} meets {fault:?} {away:?}",
                self.clock.now().rfc3339_london(),
                call.method,
                call.path
            )
        });
        let call = match kind {
            Kind::Dps => call.header("authorization", "Bearer simulated"),
            Kind::External => call.header("x-api-key", API_KEY),
        };
        let outcome = match away {
            Some(away) => nothing_of(away),
            None => {
                side.prison.faults.next_calls.push_back(fault);
                let outcome = side.prison.call(&call, self.clock.now());
                // What a cut line leaves unasked must not be met by the next request.
                side.prison.faults.next_calls.clear();
                outcome
            }
        };
        if let Some(asked) = asked {
            let status = match &outcome {
                Outcome::Answered { reply, .. } => reply.status.to_string(),
                Outcome::Lost => "lost".to_owned(),
            };
            side.story.push(format!("   {asked}: {status}"));
        }
        match outcome {
            Outcome::Answered { reply, .. } => Asked::Answered(reply),
            Outcome::Lost => {
                let waited = side.dice.below(REQUEST_SECONDS_MAX.unsigned_abs());
                self.clock.advance_seconds(i64::try_from(waited).unwrap_or(0));
                Asked::Lost
            }
        }
    }
}

pub(super) fn retry_after(reply: &Reply) -> Option<u32> {
    reply.headers.iter().find(|(name, _)| *name == "retry-after").and_then(|(_, value)| value.parse().ok())
}
