//! Sends the domain events that are due to an intake, as HTTP POST, until each is taken.
//!
//! At least once: what the intake did not acknowledge with a 2xx comes again. Order is kept only as far as nothing
//! goes wrong, as in life. While the services are cut off, nothing is sent.

use super::Notice;
use super::face::Shared;
use std::time::Duration;

/// Where events go.
#[derive(Clone)]
pub struct Intake {
    /// The whole URL of the feed.
    pub url: String,
    /// Bearer token.
    pub token: String,
}

impl std::fmt::Debug for Intake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Intake(…)")
    }
}

/// How often the queue is looked at, in real time.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How many are on their way at once.
const AT_ONCE_MAX: usize = 8;
/// How long an intake may take to acknowledge.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A client for talking to Gatelodge: with a time-out, without redirects.
///
/// # Errors
/// When the TLS parts of the client cannot be set up.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .timeout(TIMEOUT)
        .connect_timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// Sends one batch of what is due. Returns how many were taken.
pub async fn push_due(shared: &Shared, client: &reqwest::Client, intake: &Intake) -> usize {
    let now = shared.now();
    let batch = {
        let mut prison = shared.lock();
        if prison.cut.is_some() { Vec::new() } else { prison.notices_due(now) }
    };
    shared.until_kept().await;
    let mut taken = 0;
    for chunk in batch.chunks(AT_ONCE_MAX) {
        let sends = chunk.iter().map(|notice| {
            let (client, intake, notice) = (client.clone(), intake.clone(), notice.clone());
            tokio::spawn(async move { (notice.ticket, send(&client, &intake, notice).await) })
        });
        let sends: Vec<_> = sends.collect();
        for sent in sends {
            // A send that panicked leaves its notice out: a restart makes it due again.
            let Ok((ticket, ok)) = sent.await else { continue };
            let mut prison = shared.lock();
            if ok {
                prison.delivered(ticket);
                taken += 1;
            } else {
                prison.undelivered(ticket, now);
            }
        }
    }
    taken
}

async fn send(client: &reqwest::Client, intake: &Intake, notice: Notice) -> bool {
    let answer = client
        .post(&intake.url)
        .bearer_auth(&intake.token)
        .header("content-type", "application/json")
        .header("x-amz-sns-message-id", &notice.message_id)
        .header("x-amz-sns-message-type", "Notification")
        .body(notice.body)
        .send()
        .await;
    match answer {
        Ok(answer) if answer.status().is_success() => true,
        Ok(answer) => {
            tracing::debug!(status = answer.status().as_u16(), kind = %notice.kind, "the intake did not take an event");
            false
        }
        Err(error) => {
            tracing::debug!(timed_out = error.is_timeout(), kind = %notice.kind, "the intake could not be reached");
            false
        }
    }
}

/// Sends until the task is dropped.
pub async fn push_forever(shared: Shared, client: reqwest::Client, intake: Intake) {
    loop {
        if push_due(&shared, &client, &intake).await == 0 {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}
