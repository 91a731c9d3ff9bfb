//! The one place that makes an HTTP client, and what holds for every call through it.
//!
//! It promises: a call ends in time; no redirect is followed (a 303 is an answer); nothing of the environment is read
//! and no cookie kept; an answer is no longer than a limit; nothing is sent a second time; a host that does not answer
//! is left alone for a while (`circuit`); no more calls a second leave than were agreed, and a `Retry-After` is kept
//! (`rate`). What went wrong is said in a few words that hold nothing of what was asked ([`CallError`]).
//!
//! One [`Client`] is one consumer: the rate is the consumer's, the circuits are the hosts'.

mod base;
mod call;
mod circuit;
mod error;
mod rate;
mod retry_after;
mod tls;

pub use base::{Base, BaseError};
pub use call::{Call, Departure, Reply, Secret};
pub use error::{CallError, Refusal};

use crate::identity::Identity;
use call::Credential;
use circuit::{Circuit, Pass};
use crossing::conditions::{Conditions, Severity};
use rate::Rate;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use vocab::seed::Rng;
use vocab::{Clock, Instant};

/// While waiting for its turn a call looks at the clock so often: the clock may run faster than the machine's.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Connections kept open to a host. More calls than the rate allows never fly at once.
const IDLE_MAX: usize = 8;

/// A connection that was idle for longer is not used again: gateways close theirs after 60 s, and a request into a
/// closing connection is a lost answer.
const IDLE_KEPT: Duration = Duration::from_secs(45);

/// So many refusals or failures of a host's in a row are about us or about it, in whatever words: people whom nobody may
/// see, and records that it stumbles over, are few. They are told;
const TURNED_AWAY_TOLD: u32 = 5;

/// and a host that has no other answer for so many is left alone, like one that does not answer.
const TURNED_AWAY_MAX: u32 = 20;

/// Limits of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Connecting takes no longer. Before it is over nothing has left.
    pub connect_max: Duration,
    /// A call takes no longer, from connecting to the last byte of its answer.
    pub total_max: Duration,
    /// An answer has no more bytes.
    pub body_bytes_max: usize,
    /// So many calls leave a second, over a longer while.
    pub calls_per_second: u32,
    /// So many may leave at once after a pause.
    pub calls_at_once: u32,
    /// A call waits no longer for its turn.
    pub turn_max: Duration,
    /// After so many failures in a row a host is left alone.
    pub failures_max: u32,
    /// For so long at first, and twice as long each further time, up to [`Settings::open_seconds_max`].
    pub open_seconds: u32,
    /// For no longer than this.
    pub open_seconds_max: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_max: Duration::from_secs(5),
            // Their own gateways give up after 60 s; most answers take well under one.
            total_max: Duration::from_secs(20),
            // The longest known answer is a prison's appointments of a day: under 1 MiB.
            body_bytes_max: 4 << 20,
            // What the External API's owners were told to expect of one consumer (issue: default 5 a second).
            calls_per_second: 5,
            calls_at_once: 5,
            turn_max: Duration::from_secs(10),
            failures_max: 5,
            open_seconds: 10,
            open_seconds_max: 300,
        }
    }
}

/// Why a client cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// A limit that lets nothing through.
    #[error("{0} must be more than nothing")]
    Nothing(&'static str),
    /// Connecting is part of the whole.
    #[error(
        "connect_max must be shorter than total_max: a call that could not connect has left nothing, and must be told from one that was not answered"
    )]
    ConnectTooLong,
    /// The TLS parts could not be set up.
    #[error("the HTTP client cannot be set up: the TLS library refuses its own settings")]
    SetUp,
}

/// What a client shows, and whom it trusts.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// Our certificate, for hosts that ask for one.
    pub identity: Option<Identity>,
    /// Authorities that are trusted besides the machine's own, as PEM.
    pub authorities: Option<Vec<u8>>,
}

/// A consumer's client.
pub struct Client {
    /// Put in place anew when our certificate is renewed.
    http: RwLock<reqwest::Client>,
    trust: Trust,
    settings: Settings,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    rate: Rate,
    /// By host. Hosts come from configuration, so there are few.
    circuits: Mutex<BTreeMap<String, Arc<Circuit>>>,
    /// Who is told what is the matter, and under which connection's name.
    conditions: Option<(String, Arc<Conditions>)>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({} a second)", self.settings.calls_per_second)
    }
}

impl Client {
    /// A client with these limits.
    ///
    /// # Errors
    /// [`ClientError`] when a limit lets nothing through, or TLS cannot be set up.
    pub fn new(settings: Settings, clock: Arc<dyn Clock>, rng: Arc<dyn Rng>) -> Result<Self, ClientError> {
        Self::trusting(settings, Trust::default(), clock, rng)
    }

    /// The same, with a certificate of ours or authorities besides the machine's.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn trusting(
        settings: Settings,
        trust: Trust,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Result<Self, ClientError> {
        check(&settings)?;
        let http = RwLock::new(built(&settings, &trust)?);
        let rate = Rate::new(settings.calls_per_second, settings.calls_at_once);
        let circuits = Mutex::default();
        Ok(Self { http, trust, settings, clock, rng, rate, circuits, conditions: None })
    }

    /// Says what is the matter with its hosts, under a connection's name.
    #[must_use]
    pub fn telling(mut self, with: &str, conditions: Arc<Conditions>) -> Self {
        self.conditions = Some((with.to_owned(), conditions));
        self
    }

    /// Shows another certificate from now on. Calls under way end on connections that were made with the old one.
    ///
    /// # Errors
    /// [`ClientError::SetUp`] when it cannot be used; the old one goes on.
    pub fn show(&self, identity: &Identity) -> Result<(), ClientError> {
        let trust = Trust { identity: Some(identity.clone()), ..self.trust.clone() };
        let fresh = built(&self.settings, &trust)?;
        *self.http.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        // A host that did not let the old one in may let this one in: it is asked at once.
        self.circuits.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }

    /// The limits.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Now, by the client's clock.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Makes a call: once, after its turn has come.
    ///
    /// # Errors
    /// [`CallError`]; [`CallError::may_have_left`] tells whether the other side may have acted on it.
    pub async fn send(&self, call: Call) -> Result<Reply, CallError> {
        let host = call.base.host().to_owned();
        let circuit = self.circuit(&call.base);
        // A call that would not be let out takes no turn from one that would.
        circuit.closed(self.clock.now())?;
        self.turn().await?;
        let pass = circuit.enter(self.clock.now())?;
        let asked = self.clock.now();
        let (operation, departure) = (call.operation, call.departure.clone());
        let request = self.request(call)?;
        if let Some(departure) = departure {
            departure.left();
        }
        let answer = self.answer(request, asked).await;
        self.note(operation, &host, pass, &answer);
        answer
    }

    fn circuit(&self, base: &Base) -> Arc<Circuit> {
        let mut circuits = self.circuits.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Arc::new(Circuit::new(&self.settings));
        Arc::clone(circuits.entry(base.host().to_owned()).or_insert_with(fresh))
    }

    /// Waits until the rate lets a call out.
    async fn turn(&self) -> Result<(), CallError> {
        let turn =
            self.rate.reserve(self.clock.now(), self.settings.turn_max).ok_or(CallError::RateUsedUp)?;
        let mut waited = Duration::ZERO;
        while self.clock.now() < turn {
            // A clock that stands still must not hold a caller for ever.
            if waited > self.settings.turn_max {
                return Err(CallError::RateUsedUp);
            }
            tokio::time::sleep(LOOK_EVERY).await;
            waited += LOOK_EVERY;
        }
        Ok(())
    }

    fn request(&self, call: Call) -> Result<reqwest::Request, CallError> {
        let http = self.http.read().unwrap_or_else(PoisonError::into_inner).clone();
        let mut request = http.request(call.method, call.base.address(&call.path, &call.query));
        request = request.header(ACCEPT, call.accept);
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        request = match &call.credential {
            Credential::None => request,
            Credential::Key(key) => request.header("x-api-key", sensitive(key.expose())?),
            Credential::Bearer(token) => {
                request.header(AUTHORIZATION, sensitive(&format!("Bearer {}", token.expose()))?)
            }
            Credential::Basic { id, secret } => request.basic_auth(id, Some(secret.expose())),
        };
        if let Some((kind, body)) = call.body {
            request = request.header(CONTENT_TYPE, kind).body(body);
        }
        request.build().map_err(|_| CallError::NotMade)
    }

    async fn answer(&self, request: reqwest::Request, asked: Instant) -> Result<Reply, CallError> {
        let http = self.http.read().unwrap_or_else(PoisonError::into_inner).clone();
        let mut response = http.execute(request).await.map_err(|e| CallError::of(&e))?;
        let header = |name| response.headers().get(name).and_then(|v: &HeaderValue| v.to_str().ok());
        let retry_after = header(RETRY_AFTER).and_then(|text| retry_after::seconds(text, self.clock.now()));
        let location = header(LOCATION).map(str::to_owned);
        let json = header(CONTENT_TYPE).is_none_or(|kind| kind.to_ascii_lowercase().contains("json"));
        let status = response.status().as_u16();
        let max = self.settings.body_bytes_max;
        let too_long = CallError::TooLong { status, bytes_max: max };
        if response.content_length().is_some_and(|n| usize::try_from(n).is_ok_and(|n| n > max)) {
            return Err(too_long);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| CallError::of(&e))? {
            if body.len() + chunk.len() > max {
                return Err(too_long);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { status, location, retry_after, json, body: body.into(), asked })
    }

    /// What a call's end says of its host.
    fn note(&self, operation: &'static str, host: &str, pass: Pass, answer: &Result<Reply, CallError>) {
        let now = self.clock.now();
        match answer {
            Ok(reply) => {
                tracing::debug!(operation, status = reply.status, bytes = reply.body.len(), "answered");
                if let (429 | 503, Some(seconds)) = (reply.status, reply.retry_after) {
                    tracing::warn!(operation, status = reply.status, seconds, "asked to wait");
                    pass.hold(now.plus_seconds(i64::from(seconds)));
                }
                let turned_away = pass.turned_away_in_a_row(matches!(reply.status, 401 | 403 | 500..=599));
                if reply.is_page() {
                    let what = "answers with a page of words in place of data: look at the address, or wait until its gateway lets us through";
                    self.failed(operation, host, pass, what);
                } else if reply.is_gateway_failure() {
                    let what = format!("answers with failures of its gateway (status {})", reply.status);
                    self.failed(operation, host, pass, &what);
                } else if turned_away > TURNED_AWAY_MAX {
                    self.answered(host, reply, turned_away);
                    let what = format!("turns us away again and again (status {})", reply.status);
                    self.failed(operation, host, pass, &what);
                } else {
                    pass.answered();
                    self.answered(host, reply, turned_away);
                }
            }
            Err(error) => {
                tracing::warn!(operation, error = error.word(), "not answered");
                if error.is_certain() {
                    let words = format!("{host} {}. What is known grows old; nothing is lost.", error.what());
                    self.tell(host, Severity::Broken, &words);
                }
                if matches!(error, CallError::TooLong { .. }) {
                    pass.answered();
                } else {
                    self.failed(operation, host, pass, error.what());
                }
            }
        }
    }

    fn failed(&self, operation: &'static str, host: &str, pass: Pass, what: &str) {
        let Some(seconds) = pass.failed(self.clock.now(), self.rng.seed()) else { return };
        tracing::warn!(operation, seconds, "the host does not answer: it is left alone for a while");
        let words = format!(
            "{host} {what}: it is tried again in {seconds} s. What is known grows old; nothing is lost."
        );
        self.tell(host, Severity::Broken, &words);
    }

    /// What the answer itself says of us.
    fn answered(&self, host: &str, reply: &Reply, turned_away: u32) {
        let Some((with, conditions)) = &self.conditions else { return };
        match reply.status {
            429 => {
                let words =
                    format!("{host} says that we ask too much: reading is slowed down to what it allows.");
                self.tell(host, Severity::Slow, &words);
            }
            // In the service's own words it may be about one person; again and again it is about us.
            401 | 403 if !reply.is_complaint() || turned_away >= TURNED_AWAY_TOLD => {
                let words = format!(
                    "{host} does not let us in (status {}): certificate, key or address are not what it expects, or it has suspended us. Look at them, and ask its owners.",
                    reply.status
                );
                self.tell(host, Severity::Broken, &words);
            }
            status @ 500..=599 if turned_away >= TURNED_AWAY_TOLD => {
                let words = format!(
                    "{host} fails on its own side, again and again (status {status}). What is known grows old; nothing is lost."
                );
                self.tell(host, Severity::Broken, &words);
            }
            _ => conditions.over(with, host),
        }
    }

    fn tell(&self, host: &str, severity: Severity, words: &str) {
        if let Some((with, conditions)) = &self.conditions {
            conditions.set(with, host, severity, words, self.clock.now());
        }
    }
}

fn built(settings: &Settings, trust: &Trust) -> Result<reqwest::Client, ClientError> {
    let set_up = |_| ClientError::SetUp;
    let with = |mut builder: reqwest::ClientBuilder| {
        if let Some(identity) = &trust.identity {
            let own = tls::showing(identity, trust.authorities.as_deref()).map_err(|_| ClientError::SetUp)?;
            return Ok(builder.tls_backend_preconfigured(own));
        }
        if let Some(pem) = &trust.authorities {
            builder = builder.tls_certs_merge(reqwest::Certificate::from_pem_bundle(pem).map_err(set_up)?);
        }
        Ok(builder)
    };
    with(http(settings))?.build().or_else(|_| {
        // Without the machine's list of authorities only those that were given can be trusted.
        tracing::warn!(
            "no certificate authorities are installed here: only hosts whose authority is configured can be reached over https"
        );
        with(http(settings).tls_certs_only([]))?.build().map_err(set_up)
    })
}

fn http(settings: &Settings) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("gatelodge/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(settings.connect_max)
        .timeout(settings.total_max)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .no_proxy()
        .pool_max_idle_per_host(IDLE_MAX)
        .pool_idle_timeout(IDLE_KEPT)
}

fn check(settings: &Settings) -> Result<(), ClientError> {
    let nothing = [
        ("connect_max", settings.connect_max.is_zero()),
        ("total_max", settings.total_max.is_zero()),
        ("body_bytes_max", settings.body_bytes_max == 0),
        ("calls_per_second", settings.calls_per_second == 0),
        ("calls_at_once", settings.calls_at_once == 0),
        ("failures_max", settings.failures_max == 0),
        ("open_seconds", settings.open_seconds == 0),
    ];
    match nothing.into_iter().find(|(_, is)| *is) {
        Some((name, _)) => Err(ClientError::Nothing(name)),
        None if settings.connect_max >= settings.total_max => Err(ClientError::ConnectTooLong),
        None => Ok(()),
    }
}

/// A header's value that no library prints.
fn sensitive(text: &str) -> Result<HeaderValue, CallError> {
    let mut value = HeaderValue::from_str(text).map_err(|_| CallError::NotMade)?;
    value.set_sensitive(true);
    Ok(value)
}
