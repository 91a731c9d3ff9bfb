//! Taking events in: poll, write, delete.

use super::credentials::{CredentialsError, CredentialsSource, Wallet};
use crate::client::Base;
use aws_credential_types::Credentials;
use aws_sdk_sqs::config::retry::RetryConfig;
use aws_sdk_sqs::config::timeout::TimeoutConfig;
use aws_sdk_sqs::config::{BehaviorVersion, Region, SharedHttpClient};
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::types::{
    ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry, Message,
    MessageSystemAttributeName, QueueAttributeName,
};
use aws_smithy_http_client::tls;
use crossing::Crossing;
use crossing::conditions::Severity;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use vocab::crossing::Feed;
use vocab::{Clock, Instant};

/// Messages that are asked for at once: the most that SQS gives.
const AT_ONCE: i32 = 10;

/// While a queue cannot be read it is tried again after a second, then two, up to this.
const BACKOFF_SECONDS_MAX: i64 = 60;

/// How many wait is asked for this often.
const DEPTH_EVERY_SECONDS: i64 = 30;

/// More than this that wait are told.
const DEPTH_TOLD: u64 = 500;

/// A message that was received so often without being deleted is told: something keeps it from being written.
const RECEIVED_TOLD: u32 = 5;

/// How a queue is read.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A poll waits so long for the first message. SQS takes up to 20 s.
    pub wait: Duration,
    /// A message that was handed out is not handed out again for so long, and for as long again while it is written.
    pub visibility: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { wait: Duration::from_secs(20), visibility: Duration::from_secs(60) }
    }
}

/// Why a poll came to nothing. What was received and not deleted comes again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueueError {
    /// There are no credentials.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// The queue is not there.
    #[error("the queue does not exist, or not for us")]
    Vanished,
    /// Our credentials do not open it.
    #[error("the queue does not let us in: {0}")]
    NotAllowed(String),
    /// It asks us to slow down.
    #[error("the queue asks us to slow down")]
    Throttled,
    /// Not reachable, or it broke off.
    #[error("the queue cannot be reached")]
    Unreachable,
    /// It failed on its side.
    #[error("the queue failed on its side: {0}")]
    Failed(String),
    /// What came could not be written down here.
    #[error("{0} event(s) could not be written down and stay in the queue: look at the store")]
    NotWritten(usize),
}

/// A queue's consumer. Any number of its polls may run side by side.
pub struct Consumer {
    crossing: Arc<Crossing>,
    feed: Feed,
    url: String,
    endpoint: Base,
    region: String,
    wallet: Wallet,
    http: SharedHttpClient,
    settings: Settings,
    state: Mutex<State>,
}

/// What is remembered from poll to poll.
#[derive(Default)]
struct State {
    /// The client of the credentials that are in use, by their key's id.
    client: Option<(String, aws_sdk_sqs::Client)>,
    failures: u32,
    not_before: Option<Instant>,
    depth_asked: Option<Instant>,
}

impl Consumer {
    /// A consumer of the queue at `url`, whose events stand in the journal under `feed`.
    #[must_use]
    pub fn new(
        crossing: Arc<Crossing>,
        feed: Feed,
        (url, endpoint, region): (&str, Base, &str),
        credentials: Arc<dyn CredentialsSource>,
        clock: Arc<dyn Clock>,
        settings: Settings,
    ) -> Self {
        let (url, region) = (url.to_owned(), region.to_owned());
        let http = http(endpoint.is_clear());
        let wallet = Wallet::new(credentials, clock);
        Self { crossing, feed, url, endpoint, region, wallet, http, settings, state: Mutex::default() }
    }

    /// One poll: what came is written down and deleted; the number of events that were new.
    ///
    /// # Errors
    /// [`QueueError`]: after it nothing is asked for a while, ever longer.
    pub async fn step(&self) -> Result<usize, QueueError> {
        let now = self.crossing.clock().now();
        if self.state().not_before.is_some_and(|until| now < until) {
            return Ok(0);
        }
        let polled = self.poll().await;
        self.note(&polled);
        polled
    }

    async fn poll(&self) -> Result<usize, QueueError> {
        let credentials = self.wallet.open().await?;
        let polled = self.poll_with(&self.client(&credentials)).await;
        if !matches!(polled, Err(QueueError::NotAllowed(_))) {
            return polled;
        }
        // They may have lapsed, whatever they said of their end: new ones are asked for at once.
        self.wallet.refused(&credentials).await;
        let fresh = self.wallet.open().await?;
        let polled = self.poll_with(&self.client(&fresh)).await;
        if matches!(polled, Err(QueueError::NotAllowed(_))) {
            self.wallet.refused(&fresh).await;
        }
        polled
    }

    async fn poll_with(&self, client: &aws_sdk_sqs::Client) -> Result<usize, QueueError> {
        self.depth(client).await?;
        let answer = client
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(AT_ONCE)
            .wait_time_seconds(seconds(self.settings.wait))
            .visibility_timeout(seconds(self.settings.visibility))
            .message_system_attribute_names(MessageSystemAttributeName::ApproximateReceiveCount)
            .send()
            .await
            .map_err(|error| refused(&error))?;
        let messages = answer.messages.unwrap_or_default();
        if messages.is_empty() {
            return Ok(0);
        }
        self.often(&messages);
        let taken = tokio::select! {
            taken = self.write(&messages) => taken,
            // Never ends: it keeps the messages ours while they are written.
            never = self.keep(client, &messages) => never,
        };
        let (fresh, kept) = taken;
        self.delete(client, &kept).await?;
        if kept.len() < messages.len() {
            return Err(QueueError::NotWritten(messages.len() - kept.len()));
        }
        Ok(fresh)
    }

    /// Writes every message down: how many were new, and those that are durable.
    async fn write<'m>(&self, messages: &'m [Message]) -> (usize, Vec<&'m Message>) {
        let mut writes = tokio::task::JoinSet::new();
        for (n, message) in messages.iter().enumerate() {
            let (crossing, feed) = (Arc::clone(&self.crossing), self.feed.clone());
            let body = message.body.clone().unwrap_or_default().into_bytes();
            writes.spawn(async move { (n, crossing.receive_event(&feed, body).await) });
        }
        let (mut fresh, mut kept) = (0, Vec::with_capacity(messages.len()));
        while let Some(written) = writes.join_next().await {
            match written {
                Ok((n, Ok(receipt))) => {
                    fresh += usize::from(!receipt.replay);
                    kept.extend(messages.get(n));
                }
                Ok((_, Err(error))) => {
                    tracing::error!(%error, "an event was not written and stays in the queue");
                }
                Err(_) => tracing::error!("writing an event ended by itself"),
            }
        }
        (fresh, kept)
    }

    /// Extends the time for which the messages are ours, again and again.
    async fn keep<T>(&self, client: &aws_sdk_sqs::Client, messages: &[Message]) -> T {
        loop {
            tokio::time::sleep(self.settings.visibility / 2).await;
            let entry = |(n, message): (usize, &Message)| {
                ChangeMessageVisibilityBatchRequestEntry::builder()
                    .id(n.to_string())
                    .receipt_handle(message.receipt_handle.clone()?)
                    .visibility_timeout(seconds(self.settings.visibility))
                    .build()
                    .ok()
            };
            let entries = messages.iter().enumerate().filter_map(entry).collect();
            let kept = client.change_message_visibility_batch().queue_url(&self.url);
            if kept.set_entries(Some(entries)).send().await.is_err() {
                // Then they come again, and are known.
                tracing::warn!("the visibility of messages could not be extended");
            }
        }
    }

    /// Deletes what is durable. What is not deleted comes again and is known.
    async fn delete(&self, client: &aws_sdk_sqs::Client, kept: &[&Message]) -> Result<(), QueueError> {
        if kept.is_empty() {
            return Ok(());
        }
        let entry = |(n, message): (usize, &&Message)| {
            DeleteMessageBatchRequestEntry::builder()
                .id(n.to_string())
                .receipt_handle(message.receipt_handle.clone()?)
                .build()
                .ok()
        };
        let entries = kept.iter().enumerate().filter_map(entry).collect();
        let request = client.delete_message_batch().queue_url(&self.url).set_entries(Some(entries));
        request.send().await.map_err(|error| refused(&error))?;
        Ok(())
    }

    /// Asks now and then how many wait.
    async fn depth(&self, client: &aws_sdk_sqs::Client) -> Result<(), QueueError> {
        let now = self.crossing.clock().now();
        {
            let mut state = self.state();
            if state.depth_asked.is_some_and(|at| now.seconds_since(at) < DEPTH_EVERY_SECONDS) {
                return Ok(());
            }
            state.depth_asked = Some(now);
        }
        let waiting = QueueAttributeName::ApproximateNumberOfMessages;
        let request = client.get_queue_attributes().queue_url(&self.url).attribute_names(waiting.clone());
        let answer = request.send().await.map_err(|error| refused(&error))?;
        let count = answer.attributes.as_ref().and_then(|all| all.get(&waiting)?.parse::<u64>().ok());
        let conditions = self.crossing.conditions();
        match count {
            Some(count) if count > DEPTH_TOLD => {
                let words = format!(
                    "{count} events wait in the queue: they are being taken in, and what they speak of is read again as fast as the agreed rate allows."
                );
                conditions.set(self.feed.name(), "queue-depth", Severity::Slow, &words, now);
            }
            _ => conditions.over(self.feed.name(), "queue-depth"),
        }
        Ok(())
    }

    /// Says when a message keeps coming.
    fn often(&self, messages: &[Message]) {
        let count = |message: &Message| {
            let all = message.attributes.as_ref()?;
            all.get(&MessageSystemAttributeName::ApproximateReceiveCount)?.parse::<u32>().ok()
        };
        let most = messages.iter().filter_map(count).max().unwrap_or(0);
        if most >= RECEIVED_TOLD {
            tracing::warn!(times = most, "a message comes again and again");
        }
    }

    /// The client for these credentials: made once for each.
    fn client(&self, credentials: &Credentials) -> aws_sdk_sqs::Client {
        let mut state = self.state();
        if let Some((key, client)) = &state.client
            && key == credentials.access_key_id()
        {
            return client.clone();
        }
        let client = client(credentials.clone(), &self.endpoint, &self.region, self.http.clone());
        state.client = Some((credentials.access_key_id().to_owned(), client.clone()));
        client
    }

    /// What a poll's end says of the queue.
    fn note(&self, polled: &Result<usize, QueueError>) {
        let (now, conditions) = (self.crossing.clock().now(), self.crossing.conditions());
        let mut state = self.state();
        let Err(error) = polled else {
            (state.failures, state.not_before) = (0, None);
            return conditions.over(self.feed.name(), "queue");
        };
        let seconds = (1_i64 << state.failures.min(6)).min(BACKOFF_SECONDS_MAX);
        let jitter = i64::try_from(self.crossing.rng().seed().draw(0) % 1_000_000).unwrap_or(0) * seconds / 2;
        state.failures = state.failures.saturating_add(1);
        state.not_before = Some(Instant::from_micros(now.micros() + seconds * 1_000_000 + jitter));
        // One poll may fail for no reason; a second in a row has one.
        if state.failures > 1 {
            let words = format!(
                "The queue of events cannot be read: {error}. It is tried again every {seconds} s; meanwhile the sweeps alone find what changed, and nothing is lost."
            );
            conditions.set(self.feed.name(), "queue", Severity::Broken, &words, now);
        }
        tracing::warn!(%error, "a poll of the queue failed");
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Consumer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Consumer({})", self.feed.name())
    }
}

/// A client of a queue.
pub(super) fn client(
    credentials: Credentials,
    endpoint: &Base,
    region: &str,
    http: SharedHttpClient,
) -> aws_sdk_sqs::Client {
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .endpoint_url(endpoint.origin())
        .credentials_provider(credentials)
        .http_client(http)
        // A poll that fails is tried again by us, later and later; twice over would be neither.
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts())
        .build();
    aws_sdk_sqs::Client::from_conf(config)
}

/// The HTTP client under the AWS clients: the build's one TLS, or none on this machine.
pub(super) fn http(clear: bool) -> SharedHttpClient {
    let builder = aws_smithy_http_client::Builder::new();
    if clear {
        return builder.build_http();
    }
    builder.tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::AwsLc)).build_https()
}

/// A long poll of 20 s and its answer; anything longer is a connection that has died.
pub(super) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .operation_timeout(Duration::from_secs(40))
        .build()
}

fn seconds(duration: Duration) -> i32 {
    i32::try_from(duration.as_secs()).unwrap_or(i32::MAX)
}

/// What the queue calls credentials that it does not take, where the status does not say it; in its older protocol and,
/// with `Exception` behind it, in its newer.
const REFUSALS: [&str; 10] = [
    "AccessDenied",
    "ExpiredToken",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignature",
    "MissingAuthenticationToken",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClient",
];

pub(super) fn refused<E: ProvideErrorMetadata>(error: &SdkError<E>) -> QueueError {
    let code = error.code().unwrap_or_default();
    let status = error.raw_response().map(|response| response.status().as_u16());
    match (code, status) {
        (_, None) => QueueError::Unreachable,
        (code, _) if code.ends_with("NonExistentQueue") || code.ends_with("QueueDoesNotExist") => {
            QueueError::Vanished
        }
        (code, _) if code.contains("Throttl") || code == "OverLimit" => QueueError::Throttled,
        ("", Some(status @ (401 | 403))) => QueueError::NotAllowed(format!("status {status}")),
        (code, Some(401 | 403)) => QueueError::NotAllowed(code.to_owned()),
        (code, _) if REFUSALS.contains(&code.strip_suffix("Exception").unwrap_or(code)) => {
            QueueError::NotAllowed(code.to_owned())
        }
        ("", Some(status)) => QueueError::Failed(format!("status {status}")),
        (code, _) => QueueError::Failed(code.to_owned()),
    }
}
