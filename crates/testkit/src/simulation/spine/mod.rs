//! PDS as the engine meets it: the double's core behind the engine's own port, with faults.
//!
//! It does what our client must do and no more: asks under the id that it was given, asks once more at once where it is
//! not known what became of it, and says in the engine's words why nothing came. What it answered is kept for the
//! checkers as PDS had it, and not as we read it.
//!
//! `life`: what happens to people there, and the signals that tell of it.

pub(crate) mod life;

use super::flaw::Flaw;
use super::fuse::{Fuse, FuseClock, Point};
use crossing::port::{Demographics, Later, SourceAnswer, SourceError};
use doubles::dice::Dice;
use doubles::pds::{self, Pds, PdsFault, Person};
use doubles::prison::{Call, Outcome, Reply};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use vocab::crossing::Feed;
use vocab::id::{NhsNumber, TraceId};
use vocab::{Clock, Instant};
use wire::fhir::codes::SpineCode;

/// The feed under which its answers stand.
const FEED: &str = "national-pds";
/// Where nobody is: the double asks for a name.
const TOKEN_URL: &str = "https://tokens.test/oauth2/token";
/// A reading without a word of how long to wait is asked for so often at once, as our client does.
const TRIES: u32 = 2;
/// Services that ask us to wait say so for as long as this, or say nothing.
const WAIT_SECONDS: u32 = 5;
/// A slow answer takes so long.
const SLOW_MILLIS: u64 = 4_000;

/// What PDS said of a number.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Says {
    /// This, under the number that stands.
    Record(NhsNumber, Box<Person>),
    /// Nobody has it.
    NotFound,
    /// It was taken out of use.
    Invalidated,
}

/// An answer that the engine was given.
#[derive(Clone)]
pub(crate) struct Answered {
    pub(crate) number: NhsNumber,
    pub(crate) asked: Instant,
    /// When the step began in which it was asked for: equal answers of one step share its age.
    pub(crate) step: Instant,
    pub(crate) says: Says,
    /// The step came to its end, so that it is written down. When the process died in it, it may be.
    pub(crate) written: bool,
}

/// PDS's state.
pub(crate) struct Side {
    pub(crate) pds: Pds,
    pub(crate) answered: Vec<Answered>,
    pub(crate) calm: bool,
    pub(crate) step: Instant,
    /// The last body of each number: for the flaw that answers with an old one.
    old: BTreeMap<NhsNumber, Vec<u8>>,
    dice: Dice,
}

/// PDS.
pub(crate) struct Spine {
    side: Mutex<Side>,
    feed: Feed,
    clock: Arc<FuseClock>,
    fuse: Arc<Fuse>,
    /// A reading meets something, in a thousand.
    faults: u16,
    flaw: Option<Flaw>,
}

impl Spine {
    pub(crate) fn new(
        (seed, faults): (u64, u16),
        (clock, fuse): (Arc<FuseClock>, Arc<Fuse>),
        flaw: Option<Flaw>,
    ) -> Self {
        let side = Side {
            pds: Pds::new(seed, TOKEN_URL),
            answered: Vec::new(),
            calm: false,
            step: Instant::default(),
            old: BTreeMap::new(),
            dice: Dice::labelled(seed, "spine"),
        };
        // INVARIANT: the name above is well formed.
        let feed = Feed::parse(FEED).expect("a well-formed name");
        Self { side: Mutex::new(side), feed, clock, fuse, faults, flaw }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Side> {
        self.side.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self, number: NhsNumber, asking: &TraceId) -> Result<SourceAnswer, SourceError> {
        let mut side = self.lock();
        let mut left = TRIES;
        loop {
            left -= 1;
            let millis = 20 + side.dice.below(200);
            self.clock.advance_millis(i64::try_from(millis).unwrap_or(20));
            match self.once(&mut side, number, asking) {
                Err(SourceError::Unreachable) if left > 0 => {}
                other => return other,
            }
        }
    }

    fn once(
        &self,
        side: &mut Side,
        number: NhsNumber,
        asking: &TraceId,
    ) -> Result<SourceAnswer, SourceError> {
        let asked = self.clock.now();
        let fault = side.fault(self.faults);
        side.pds.next_calls.push_back(fault);
        let token = side.pds.token_give(asked);
        let path = format!("/Patient/{}", number.text());
        let call = Call::new("GET", &format!("{}{path}", pds::BASE))
            .header("authorization", &format!("Bearer {token}"))
            .header("x-request-id", &asking.uuid().to_string());
        let outcome = side.pds.call(&call, asked);
        side.pds.next_calls.clear();
        let Outcome::Answered { reply, after_millis } = outcome else { return Err(SourceError::Unreachable) };
        self.clock.advance_millis(i64::try_from(after_millis).unwrap_or(0));
        if fault == Some(PdsFault::Truncated) {
            return Err(SourceError::Unreachable);
        }
        let says = told(side, &reply)?;
        let (status, step) = (reply.status, side.step);
        side.answered.push(Answered { number, asked, step, says, written: false });
        let body = self.with_flaw(side, number, reply.body.to_vec());
        Ok(SourceAnswer { method: "GET", path, status, location: None, body, asked })
    }

    /// The defects of a client or of a cache before it.
    fn with_flaw(&self, side: &mut Side, number: NhsNumber, body: Vec<u8>) -> Vec<u8> {
        match self.flaw {
            Some(Flaw::AnswersOldPds) => side.old.entry(number).or_insert(body).clone(),
            Some(Flaw::TakesKeptForNone) => {
                let text = String::from_utf8_lossy(&body);
                let open = text.replace("\"code\":\"R\"", "\"code\":\"U\"");
                open.replace("\"restricted\"", "\"unrestricted\"").into_bytes()
            }
            _ => body,
        }
    }
}

/// What a reply says of the number; otherwise why nothing is known by it. The words are those of the client's errors.
fn told(side: &Side, reply: &Reply) -> Result<Says, SourceError> {
    let complaint = wire::fhir::pds::complaint(&reply.body).ok();
    let says = |code| complaint.as_ref().is_some_and(|complaint| complaint.says(code));
    match reply.status {
        200 => {
            let body: Value =
                serde_json::from_slice(&reply.body).map_err(|_| SourceError::Failed(reply.status))?;
            let number = body["id"].as_str().and_then(|id| NhsNumber::parse(id).ok());
            let found = number.and_then(|number| Some((number, side.pds.person(number)?.clone())));
            let (number, person) = found.ok_or(SourceError::Failed(reply.status))?;
            Ok(Says::Record(number, Box::new(person)))
        }
        404 if says(SpineCode::ResourceNotFound) => Ok(Says::NotFound),
        404 if says(SpineCode::InvalidatedResource) => Ok(Says::Invalidated),
        401 | 403 => Err(SourceError::NotAllowed(reply.status)),
        429 => Err(SourceError::Busy { retry_after_seconds: retry_after(reply) }),
        408 | 503 => Err(match retry_after(reply) {
            None => SourceError::Unreachable,
            seconds => SourceError::Busy { retry_after_seconds: seconds },
        }),
        status => Err(SourceError::Failed(status)),
    }
}

fn retry_after(reply: &Reply) -> Option<u32> {
    let header = reply.headers.iter().find(|(name, _)| *name == "retry-after");
    header.and_then(|(_, value)| value.parse().ok())
}

impl Side {
    /// Every kind there is, each as likely as another.
    fn fault(&mut self, chance: u16) -> Option<PdsFault> {
        if self.calm || !self.dice.permille(chance) {
            return None;
        }
        let seconds = self.dice.permille(500).then_some(WAIT_SECONDS);
        let all = [
            PdsFault::TooMany { retry_after_seconds: seconds },
            PdsFault::Unavailable { retry_after_seconds: seconds },
            PdsFault::TimedOut,
            PdsFault::Slow { millis: SLOW_MILLIS },
            PdsFault::Truncated,
            PdsFault::Lost,
            PdsFault::Page,
            PdsFault::NoRoute,
        ];
        Some(*self.dice.pick(&all))
    }

    /// The answers of a step that came to its end are written down; of one in which the process died it is not known.
    pub(crate) fn step_ended(&mut self, mark: usize, whole: bool) {
        for answered in &mut self.answered[mark..] {
            answered.written = whole;
        }
    }
}

impl Demographics for Spine {
    fn feed(&self) -> &Feed {
        &self.feed
    }

    fn read<'a>(
        &'a self,
        number: NhsNumber,
        asking: &'a TraceId,
    ) -> Later<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async move {
            let answered = self.ask(number, asking);
            if answered.is_ok() {
                self.fuse.pass(Point::AfterRead).await;
            }
            answered
        })
    }
}
