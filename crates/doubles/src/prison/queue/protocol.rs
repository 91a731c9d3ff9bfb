//! What the queue's clients say and are told: AWS JSON 1.0, as the official clients write and read it.
//!
//! Errors carry the shape in `__type` and the code of the older protocol in `x-amzn-query-error`: clients that know of
//! the older one read the header first.

use super::one::{Handled, Received};
use super::refused::{Refused, said};
use super::{ACCOUNT, IN_FLIGHT_MAX, RECEIVED_MAX};
use crate::prison::Prison;
use crate::prison::call::{Call, Outcome, Reply};
use crate::prison::fault::QueueFault;
use crate::prison::token::Pass;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use vocab::{Instant, Seed};

const TARGET: &str = "AmazonSQS.";
/// Twelve hours.
const VISIBILITY_MAX: i64 = 43_200;
/// The longest that a receive waits.
const WAIT_MAX: u64 = 20;
const BATCH_MAX: usize = 10;

/// Every request of ours, of whichever action.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Asked {
    queue_url: Option<String>,
    queue_name: Option<String>,
    max_number_of_messages: Option<i64>,
    visibility_timeout: Option<i64>,
    wait_time_seconds: Option<i64>,
    attribute_names: Vec<String>,
    message_system_attribute_names: Vec<String>,
    receipt_handle: Option<String>,
    message_body: Option<String>,
    delay_seconds: Option<i64>,
    entries: Option<Vec<Entry>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    id: String,
    receipt_handle: Option<String>,
    visibility_timeout: Option<i64>,
}

/// `queue` of `http://…/000000000000/queue`.
fn name_of(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or_default()
}

fn action(call: &Call) -> Option<&str> {
    call.header_value("x-amz-target")?.strip_prefix(TARGET)
}

impl Asked {
    fn read(call: &Call) -> Result<Self, Refused> {
        serde_json::from_slice(&call.body).map_err(|_| {
            Refused::sqs(
                "com.amazon.coral.service#SerializationException",
                "SerializationException",
                "the body does not read",
            )
        })
    }

    fn queue(&self) -> Option<&str> {
        self.queue_url.as_deref().map(name_of).or(self.queue_name.as_deref())
    }
}

fn within(name: &str, value: i64, least: i64, most: i64) -> Result<i64, Refused> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(Refused::value(&format!(
        "Value {value} for parameter {name} is invalid. Reason: Must be between {least} and {most}, if provided."
    )))
}

impl Prison {
    /// True for what a client of the queues asks.
    pub(crate) fn queue_is_meant(call: &Call) -> bool {
        call.method == "POST" && action(call).is_some()
    }

    /// Answers it, with what is set to go wrong with that queue.
    pub(crate) fn queue_call(&mut self, call: &Call, now: Instant) -> Outcome {
        let name = Asked::read(call).ok().and_then(|a| a.queue().map(ToOwned::to_owned)).unwrap_or_default();
        let dice = &mut self.queues.dice;
        let fault = self.faults.queues.get_mut(&name).and_then(|faults| faults.call(dice, now));
        let mut after_millis = 0;
        let reply = match fault {
            Some(QueueFault::LoseRequest) => return Outcome::Lost,
            Some(QueueFault::LoseAnswer) => {
                self.queue_answer(call, now);
                return Outcome::Lost;
            }
            Some(QueueFault::Gone) => Refused::no_queue().reply(),
            Some(QueueFault::Expired) => Refused::expired().reply(),
            Some(QueueFault::Throttled) => Refused::throttled().reply(),
            Some(QueueFault::Unavailable) => Refused::unavailable().reply(),
            Some(QueueFault::Slow { millis }) => {
                after_millis = millis;
                self.queue_answer(call, now)
            }
            None => self.queue_answer(call, now),
        };
        Outcome::Answered { reply, after_millis }
    }

    /// How long this request waits for a first message, in real seconds; 0 when it does not.
    pub(crate) fn queue_wait(&self, call: &Call) -> u64 {
        if !Self::queue_is_meant(call) || action(call) != Some("ReceiveMessage") {
            return 0;
        }
        let Ok(asked) = Asked::read(call) else { return 0 };
        let unless_said = asked.queue().and_then(|q| self.queue(q)).map_or(0, |q| q.settings.wait_seconds);
        asked.wait_time_seconds.and_then(|s| u64::try_from(s).ok()).unwrap_or(unless_said).min(WAIT_MAX)
    }

    /// The same request again, for a receive that waits: what could go wrong with it has been thrown already.
    pub(crate) fn queue_look_again(&mut self, call: &Call, now: Instant) -> Reply {
        self.catch_up(now);
        self.queue_answer(call, now)
    }

    /// Answers it as a well queue does.
    pub(crate) fn queue_answer(&mut self, call: &Call, now: Instant) -> Reply {
        let mut reply = self.queue_said(call, now).unwrap_or_else(|refused| refused.reply());
        // Not from the dice: how often a receive looks while it waits is real time's affair.
        self.queues.requests += 1;
        let id = Seed(self.queues.requests).id(now, 0).to_string();
        reply.headers.push(("x-amzn-requestid", id));
        reply
    }

    fn queue_said(&mut self, call: &Call, now: Instant) -> Result<Reply, Refused> {
        let asked = Asked::read(call)?;
        let name = asked.queue().ok_or_else(|| Refused::missing("QueueUrl"))?.to_owned();
        let pass = self.pass(call, now);
        let queue = self.queues.by_name.get_mut(&name);
        let owner = queue.as_ref().and_then(|q| q.settings.owner.as_deref());
        match (&pass, owner) {
            (Pass::Unsigned, _) => return Err(Refused::unsigned()),
            (Pass::Lapsed, _) | (Pass::Unknown, Some(_)) => return Err(Refused::expired()),
            (Pass::Of(who), Some(owner)) if who != owner => return Err(Refused::denied()),
            _ => {}
        }
        let Some(queue) = queue else { return Err(Refused::no_queue()) };
        queue.catch_up(now);
        let undelete = self.faults.queues.get(&name).map_or(0, |faults| faults.undelete);
        let dice = &mut self.queues.dice;
        match action(call).unwrap_or_default() {
            "GetQueueUrl" => {
                let host = call.header_value("host").unwrap_or("localhost");
                Ok(said(&json!({"QueueUrl": format!("http://{host}/{ACCOUNT}/{name}")})))
            }
            "ReceiveMessage" => self.receive_message(&asked, &name, now),
            "DeleteMessage" => {
                let handle = asked.receipt_handle.ok_or_else(|| Refused::missing("ReceiptHandle"))?;
                deleted(queue.delete(&name, &handle, !dice.permille(undelete)))?;
                Ok(said(&json!({})))
            }
            "DeleteMessageBatch" => batch(asked.entries, |entry| {
                let handle = entry.receipt_handle.as_deref().unwrap_or_default();
                deleted(queue.delete(&name, handle, !dice.permille(undelete)))
            }),
            "ChangeMessageVisibility" => {
                let handle = asked.receipt_handle.ok_or_else(|| Refused::missing("ReceiptHandle"))?;
                let seconds =
                    asked.visibility_timeout.ok_or_else(|| Refused::missing("VisibilityTimeout"))?;
                let seconds = within("VisibilityTimeout", seconds, 0, VISIBILITY_MAX)?;
                hidden(queue.hide(&name, &handle, seconds, now))?;
                Ok(said(&json!({})))
            }
            "ChangeMessageVisibilityBatch" => batch(asked.entries, |entry| {
                let seconds =
                    within("VisibilityTimeout", entry.visibility_timeout.unwrap_or(0), 0, VISIBILITY_MAX)?;
                hidden(queue.hide(&name, entry.receipt_handle.as_deref().unwrap_or_default(), seconds, now))
            }),
            "GetQueueAttributes" => Ok(said(&self.attributes(&asked, &name))),
            "SendMessage" => {
                let body = asked.message_body.ok_or_else(|| Refused::missing("MessageBody"))?;
                let delay = within("DelaySeconds", asked.delay_seconds.unwrap_or(0), 0, 900)?;
                let (id, md5) = self.queue_put(&name, &body, delay, now).ok_or_else(Refused::no_queue)?;
                Ok(said(&json!({"MessageId": id, "MD5OfMessageBody": md5})))
            }
            _ => Err(Refused::sqs(
                "com.amazon.coral.service#UnknownOperationException",
                "UnknownOperationException",
                "this queue does not play that action",
            )),
        }
    }

    fn receive_message(&mut self, asked: &Asked, name: &str, now: Instant) -> Result<Reply, Refused> {
        let most = i64::try_from(RECEIVED_MAX).unwrap_or(10);
        let max = within("MaxNumberOfMessages", asked.max_number_of_messages.unwrap_or(1), 1, most)?;
        within("WaitTimeSeconds", asked.wait_time_seconds.unwrap_or(0), 0, 20)?;
        let queue = self.queues.by_name.get(name).ok_or_else(Refused::no_queue)?;
        let unless_said = queue.settings.visibility_seconds;
        let hide =
            within("VisibilityTimeout", asked.visibility_timeout.unwrap_or(unless_said), 0, VISIBILITY_MAX)?;
        if queue.in_flight() >= IN_FLIGHT_MAX {
            return Err(Refused::sqs(
                "com.amazonaws.sqs#OverLimit",
                "OverLimit",
                "Too many messages are in flight.",
            ));
        }
        let out = self.queue_take(name, usize::try_from(max).unwrap_or(1), hide, now);
        if out.is_empty() {
            return Ok(said(&json!({})));
        }
        let wanted: BTreeSet<&str> = asked
            .attribute_names
            .iter()
            .chain(&asked.message_system_attribute_names)
            .map(String::as_str)
            .collect();
        let messages: Vec<_> = out.iter().map(|received| message_json(received, &wanted)).collect();
        Ok(said(&json!({"Messages": messages})))
    }

    fn attributes(&self, asked: &Asked, name: &str) -> Value {
        let Some(queue) = self.queue(name) else { return json!({}) };
        let all = asked.attribute_names.iter().any(|n| n == "All");
        let mut out = Map::new();
        let mut put = |key: &str, value: String| {
            if all || asked.attribute_names.iter().any(|n| n == key) {
                out.insert(key.to_owned(), Value::String(value));
            }
        };
        let arn = |name: &str| format!("arn:aws:sqs:eu-west-2:{ACCOUNT}:{name}");
        put("ApproximateNumberOfMessages", queue.waiting().to_string());
        put("ApproximateNumberOfMessagesNotVisible", queue.in_flight().to_string());
        put("ApproximateNumberOfMessagesDelayed", queue.delayed.len().to_string());
        put("VisibilityTimeout", queue.settings.visibility_seconds.to_string());
        put("ReceiveMessageWaitTimeSeconds", queue.settings.wait_seconds.to_string());
        put("MessageRetentionPeriod", queue.settings.retention_seconds.to_string());
        put("CreatedTimestamp", queue.made.millis().div_euclid(1_000).to_string());
        put("QueueArn", arn(name));
        if let Some((letters, count)) = &queue.settings.dead_letter {
            let policy = json!({"deadLetterTargetArn": arn(letters), "maxReceiveCount": count});
            put("RedrivePolicy", policy.to_string());
        }
        json!({"Attributes": out})
    }
}

fn message_json(received: &Received, wanted: &BTreeSet<&str>) -> Value {
    let mut attributes = Map::new();
    for (key, value) in [
        ("ApproximateReceiveCount", received.count.to_string()),
        ("SentTimestamp", received.sent.millis().to_string()),
        ("ApproximateFirstReceiveTimestamp", received.received_first.millis().to_string()),
        ("SenderId", "AIDAIT2UOQQY3AUEKVGXU".to_owned()),
    ] {
        if wanted.contains("All") || wanted.contains(key) {
            attributes.insert(key.to_owned(), Value::String(value));
        }
    }
    let mut out = json!({"MessageId": received.id, "ReceiptHandle": received.handle,
        "MD5OfBody": received.md5, "Body": received.body});
    if !attributes.is_empty() {
        out["Attributes"] = Value::Object(attributes);
    }
    out
}

fn deleted(handled: Handled) -> Result<(), Refused> {
    if handled == Handled::NotAHandle { Err(Refused::handle()) } else { Ok(()) }
}

fn hidden(handled: Handled) -> Result<(), Refused> {
    match handled {
        Handled::Done => Ok(()),
        Handled::NotAHandle => Err(Refused::handle()),
        Handled::NotInFlight => Err(Refused::sqs(
            "com.amazonaws.sqs#MessageNotInflight",
            "AWS.SimpleQueueService.MessageNotInflight",
            "The message is not in flight.",
        )),
    }
}

/// One answer for each entry: a refused one does not spoil the rest.
fn batch(
    entries: Option<Vec<Entry>>,
    mut each: impl FnMut(&Entry) -> Result<(), Refused>,
) -> Result<Reply, Refused> {
    let entries = entries.unwrap_or_default();
    if entries.is_empty() {
        return Err(Refused::sqs(
            "com.amazonaws.sqs#EmptyBatchRequest",
            "AWS.SimpleQueueService.EmptyBatchRequest",
            "There should be at least one entry in the request.",
        ));
    }
    if entries.len() > BATCH_MAX {
        return Err(Refused::sqs(
            "com.amazonaws.sqs#TooManyEntriesInBatchRequest",
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
            "Maximum number of entries per request are 10.",
        ));
    }
    let ids: BTreeSet<_> = entries.iter().map(|e| e.id.as_str()).collect();
    if ids.len() != entries.len() {
        return Err(Refused::sqs(
            "com.amazonaws.sqs#BatchEntryIdsNotDistinct",
            "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
            "Two or more batch entries in the request have the same Id.",
        ));
    }
    let (mut well, mut failed) = (Vec::new(), Vec::new());
    for entry in &entries {
        match each(entry) {
            Ok(()) => well.push(json!({"Id": entry.id})),
            Err(refused) => failed.push(json!({"Id": entry.id, "SenderFault": true, "Code": refused.code,
                "Message": refused.message})),
        }
    }
    Ok(said(&json!({"Successful": well, "Failed": failed})))
}
