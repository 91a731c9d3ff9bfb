//! One look at a queue, without taking anything from it: for `doctor`.

use super::consumer::{QueueError, client, http, refused};
use super::credentials::CredentialsSource;
use crate::client::Base;
use aws_sdk_sqs::types::QueueAttributeName as Attribute;

/// What a queue says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueState {
    /// Events that wait.
    pub waiting: u64,
    /// Events that somebody has received and not deleted yet.
    pub in_hand: u64,
    /// What is never deleted goes to a queue of dead letters.
    pub has_dead_letters: bool,
    /// An event that nobody takes is thrown away after so long; none where the queue does not say.
    pub kept_seconds: Option<u64>,
}

/// Asks a queue for its attributes.
///
/// # Errors
/// [`QueueError`]: why it does not say.
pub async fn look(
    (url, endpoint, region): (&str, &Base, &str),
    credentials: &dyn CredentialsSource,
) -> Result<QueueState, QueueError> {
    let credentials = credentials.give().await?.into_credentials();
    let client = client(credentials, endpoint, region, http(endpoint.is_clear()));
    let asked = [
        Attribute::ApproximateNumberOfMessages,
        Attribute::ApproximateNumberOfMessagesNotVisible,
        Attribute::RedrivePolicy,
        Attribute::MessageRetentionPeriod,
    ];
    let request = client.get_queue_attributes().queue_url(url).set_attribute_names(Some(asked.to_vec()));
    let answer = request.send().await.map_err(|error| refused(&error))?;
    let all = answer.attributes.unwrap_or_default();
    let number = |name: &Attribute| all.get(name)?.parse::<u64>().ok();
    let waiting = number(&Attribute::ApproximateNumberOfMessages);
    Ok(QueueState {
        waiting: waiting.ok_or_else(|| QueueError::Failed("it does not say how many wait".to_owned()))?,
        in_hand: number(&Attribute::ApproximateNumberOfMessagesNotVisible).unwrap_or(0),
        has_dead_letters: all.get(&Attribute::RedrivePolicy).is_some_and(|policy| !policy.is_empty()),
        kept_seconds: number(&Attribute::MessageRetentionPeriod),
    })
}
