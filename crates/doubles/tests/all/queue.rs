//! The queues: what SQS promises, and what goes wrong with it.

use crate::face::{Served, serve};
use crate::world::*;
use doubles::prison::{Act, Call, Outcome, QueueFault, QueueSettings, Reply, Spell, queue};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const EVENTS: &str = "gatelodge-events";
const DEAD: &str = "gatelodge-events-dead";

fn asked(action: &str, body: &Value) -> Call {
    Call::new("POST", "/")
        .header("Content-Type", "application/x-amz-json-1.0")
        .header("X-Amz-Target", &format!("AmazonSQS.{action}"))
        .header("Host", "127.0.0.1:4566")
        .header("Authorization", "AWS4-HMAC-SHA256 Credential=AKIATEST/20261110/eu-west-2/sqs/aws4_request, SignedHeaders=host, Signature=00")
        .json(body)
}

fn url() -> String {
    format!("http://127.0.0.1:4566/000000000000/{EVENTS}")
}

impl World {
    fn with_queue() -> Self {
        let mut world = Self::new();
        world.prison.queue_make(DEAD, QueueSettings::default(), world.now);
        let dead_letter = Some((DEAD.to_owned(), 3));
        let settings = QueueSettings { dead_letter, ..QueueSettings::default() };
        world.prison.queue_make(EVENTS, settings, world.now);
        world
    }

    fn sqs(&mut self, action: &str, body: Value) -> Reply {
        let mut body = body;
        body["QueueUrl"] = json!(url());
        self.reply(&asked(action, &body))
    }

    fn sends(&mut self, bodies: &[&str]) {
        for body in bodies {
            assert!(self.prison.queue_send(EVENTS, body, self.now));
        }
    }

    /// Body and receive count of what is handed out.
    fn receives(&mut self) -> Vec<(String, u32)> {
        let out = self.prison.queue_receive(EVENTS, 10, self.now);
        out.into_iter().map(|m| (m.body, m.count)).collect()
    }
}

fn bodies(received: &[(String, u32)]) -> Vec<&str> {
    received.iter().map(|(body, _)| body.as_str()).collect()
}

#[test]
fn what_is_not_deleted_comes_again_until_it_is_dead() {
    let mut world = World::with_queue();
    world.sends(&["one"]);
    for count in 1..=3 {
        assert_eq!(world.receives(), [("one".to_owned(), count)]);
        assert!(world.receives().is_empty(), "it is hidden");
        world.later(31);
    }
    assert!(world.receives().is_empty(), "three times were allowed");
    let dead = world.prison.queue_receive(DEAD, 10, world.now);
    assert_eq!(dead[0].body, "one");
    assert_eq!(dead[0].count, 1);
}

#[test]
fn an_old_handle_deletes_nothing_and_nobody_says_so() {
    let mut world = World::with_queue();
    world.sends(&["one"]);
    let first = world.prison.queue_receive(EVENTS, 1, world.now)[0].handle.clone();
    world.later(31);
    let second = world.prison.queue_receive(EVENTS, 1, world.now)[0].handle.clone();
    assert_eq!(world.sqs("DeleteMessage", json!({"ReceiptHandle": first})).status, 200);
    assert_eq!(world.prison.queue(EVENTS).unwrap().in_flight(), 1);
    assert_eq!(world.sqs("DeleteMessage", json!({"ReceiptHandle": second})).status, 200);
    assert_eq!(world.prison.queue(EVENTS).unwrap().in_flight(), 0);
    assert_eq!(world.sqs("DeleteMessage", json!({"ReceiptHandle": second})).status, 200, "gone is well");
    let foreign = world.sqs("DeleteMessage", json!({"ReceiptHandle": "AQEBfoo"}));
    assert_eq!(foreign.value()["__type"], "com.amazonaws.sqs#ReceiptHandleIsInvalid");
}

#[test]
fn visibility_is_changed_while_a_message_is_out() {
    let mut world = World::with_queue();
    world.sends(&["one"]);
    let got = world.sqs("ReceiveMessage", json!({"VisibilityTimeout": 600})).value();
    let handle = got["Messages"][0]["ReceiptHandle"].as_str().unwrap().to_owned();
    world.later(60);
    assert!(world.receives().is_empty());
    let now = json!({"ReceiptHandle": handle, "VisibilityTimeout": 0});
    assert_eq!(world.sqs("ChangeMessageVisibility", now.clone()).status, 200);
    assert_eq!(bodies(&world.receives()), ["one"]);
    let late = world.sqs("ChangeMessageVisibility", now);
    assert_eq!(late.value()["__type"], "com.amazonaws.sqs#MessageNotInflight");
    let entries = json!({"Entries": [{"Id": "a", "ReceiptHandle": handle, "VisibilityTimeout": 5}]});
    let batch = world.sqs("ChangeMessageVisibilityBatch", entries).value();
    assert_eq!(batch["Failed"][0]["Code"], "AWS.SimpleQueueService.MessageNotInflight");
}

#[test]
fn attributes_and_counts_are_told_as_text() {
    let mut world = World::with_queue();
    world.sends(&["one", "two", "three"]);
    let got = world.sqs("ReceiveMessage", json!({"AttributeNames": ["All"]})).value();
    let message = &got["Messages"][0];
    assert_eq!(message["MD5OfBody"], "f97c5d29941bfb1b2fdab0874906ab82", "of `one`");
    assert_eq!(message["Attributes"]["ApproximateReceiveCount"], "1");
    assert_eq!(message["Attributes"]["SentTimestamp"], world.now.millis().to_string());
    let names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "QueueArn"];
    let told = world.sqs("GetQueueAttributes", json!({"AttributeNames": names})).value();
    assert_eq!(
        told["Attributes"],
        json!({"ApproximateNumberOfMessages": "2", "ApproximateNumberOfMessagesNotVisible": "1",
            "QueueArn": "arn:aws:sqs:eu-west-2:000000000000:gatelodge-events"})
    );
    let sent = world.sqs("SendMessage", json!({"MessageBody": "four"})).value();
    assert_eq!(sent["MD5OfMessageBody"], "8cbad96aced40b3838dd9f07f6ef5772");
}

#[test]
fn requests_out_of_bounds_are_refused_in_amazons_words() {
    let mut world = World::with_queue();
    let many = world.sqs("ReceiveMessage", json!({"MaxNumberOfMessages": 11}));
    assert_eq!(many.status, 400);
    let message = many.value()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("Must be between 1 and 10"), "{message}");
    let entries: Vec<_> = (0..11).map(|n| json!({"Id": n.to_string(), "ReceiptHandle": "x"})).collect();
    let batch = world.sqs("DeleteMessageBatch", json!({"Entries": entries}));
    assert_eq!(batch.value()["__type"], "com.amazonaws.sqs#TooManyEntriesInBatchRequest");
    assert_eq!(world.sqs("DeleteMessageBatch", json!({"Entries": []})).status, 400);
    let twice = json!({"Entries": [{"Id": "a", "ReceiptHandle": "x"}, {"Id": "a", "ReceiptHandle": "y"}]});
    assert_eq!(
        world.sqs("DeleteMessageBatch", twice).value()["__type"],
        "com.amazonaws.sqs#BatchEntryIdsNotDistinct"
    );
    let unsigned = Call { headers: vec![], ..asked("GetQueueUrl", &json!({"QueueName": EVENTS})) }
        .header("x-amz-target", "AmazonSQS.GetQueueUrl");
    assert_eq!(world.reply(&unsigned).status, 403);
}

fn error_of(reply: &Reply) -> (u16, String) {
    let header = reply.headers.iter().find(|(name, _)| *name == "x-amzn-query-error");
    (reply.status, header.map(|(_, value)| value.clone()).unwrap_or_default())
}

#[test]
fn bad_days_of_a_queue() {
    let mut world = World::with_queue();
    world.sends(&["one"]);
    let meets = |world: &mut World, fault: QueueFault| {
        world.prison.queue_faults(EVENTS).next_calls.push_back(Some(fault));
        let mut body = json!({});
        body["QueueUrl"] = json!(url());
        world.outcome(&asked("ReceiveMessage", &body))
    };
    let reply = |outcome: Outcome| error_of(&outcome.reply().unwrap());
    assert_eq!(
        reply(meets(&mut world, QueueFault::Gone)),
        (400, "AWS.SimpleQueueService.NonExistentQueue;Sender".into())
    );
    assert_eq!(reply(meets(&mut world, QueueFault::Expired)), (403, "ExpiredToken;Sender".into()));
    assert_eq!(reply(meets(&mut world, QueueFault::Throttled)), (400, "RequestThrottled;Sender".into()));
    assert_eq!(reply(meets(&mut world, QueueFault::Unavailable)).0, 503);
    assert_eq!(meets(&mut world, QueueFault::LoseRequest), Outcome::Lost);
    assert_eq!(world.prison.queue(EVENTS).unwrap().waiting(), 1);
    assert_eq!(meets(&mut world, QueueFault::LoseAnswer), Outcome::Lost);
    assert_eq!(world.prison.queue(EVENTS).unwrap().in_flight(), 1, "handed out to nobody");
    let slow = meets(&mut world, QueueFault::Slow { millis: 700 });
    assert!(matches!(slow, Outcome::Answered { after_millis: 700, .. }));
    let spell = Spell::new(QueueFault::Gone, world.now, 120);
    world.prison.queue_faults(EVENTS).spells.push(spell);
    assert_eq!(world.sqs("ReceiveMessage", json!({})).status, 400);
    world.later(121);
    assert_eq!(world.sqs("ReceiveMessage", json!({})).status, 200, "it is there again, with what it held");
    assert_eq!(world.reply(&asked("GetQueueUrl", &json!({"QueueName": "other"}))).status, 400);
}

#[test]
fn messages_are_doubled_overtaken_and_lost() {
    let mut world = World::with_queue();
    world.prison.queue_faults(EVENTS).duplicate = 1000;
    world.sends(&["one"]);
    let twice = world.prison.queue_receive(EVENTS, 10, world.now);
    assert_eq!(twice.len(), 2);
    assert_eq!(twice[0].id, twice[1].id);
    world.prison.queue_faults(EVENTS).duplicate = 0;
    world.prison.queue_faults(EVENTS).disorder = 500;
    let names: Vec<_> = (0..100).map(|n| format!("{n:03}")).collect();
    world.sends(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut order = Vec::new();
    while order.len() < 100 {
        order.extend(world.receives().into_iter().map(|(body, _)| body));
    }
    assert_ne!(order, names);
    assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), 100, "overtaken, none lost");
    world.prison.queue_faults(EVENTS).lose = 1000;
    world.sends(&["gone"]);
    assert!(world.receives().is_empty());
}

#[test]
fn a_deletion_that_was_not_done_everywhere_is_acknowledged_all_the_same() {
    let mut world = World::with_queue();
    world.sends(&["one"]);
    let handle = world.prison.queue_receive(EVENTS, 1, world.now)[0].handle.clone();
    world.prison.queue_faults(EVENTS).undelete = 1000;
    assert_eq!(world.sqs("DeleteMessage", json!({"ReceiptHandle": handle})).status, 200);
    world.later(31);
    assert_eq!(world.receives(), [("one".to_owned(), 2)]);
}

#[test]
fn the_retention_ends_and_a_saved_queue_goes_on() {
    let mut world = World::with_queue();
    world.sends(&["one"]);
    world.receives();
    let saved = world.prison.save().unwrap();
    world.prison = doubles::prison::Prison::restore(&saved, world.now).unwrap();
    world.later(31);
    assert_eq!(world.receives(), [("one".to_owned(), 2)]);
    world.later(4 * 86_400);
    assert!(world.receives().is_empty(), "four days are over");
}

#[test]
fn forty_thousand_are_held_and_handed_out() {
    let mut world = World::with_queue();
    for n in 0..40_000 {
        world.prison.queue_send(EVENTS, &n.to_string(), world.now);
    }
    let mut got = 0;
    loop {
        let batch = world.prison.queue_receive(EVENTS, 10, world.now);
        if batch.is_empty() {
            break;
        }
        for message in batch {
            assert_eq!(message.body, got.to_string());
            assert!(world.prison.queue_delete(EVENTS, &message.handle));
            got += 1;
        }
    }
    assert_eq!(got, 40_000);
    assert_eq!(world.prison.queue(EVENTS).unwrap().bodies().count(), 0);
}

#[tokio::test]
async fn domain_events_go_to_a_queue_in_their_wrapping() {
    let served = serve(false).await;
    let now = served.shared.now();
    {
        let mut prison = served.shared.lock();
        prison.queue_make(EVENTS, QueueSettings::default(), now);
        prison.run(&Act::MoveCell { number: number(SHAW), cell: "C-2-011".into() }, now).unwrap();
    }
    assert_eq!(queue::fill_due(&served.shared, EVENTS), 0, "not due yet");
    served.clock.advance_seconds(10);
    assert_eq!(queue::fill_due(&served.shared, EVENTS), 2);
    assert_eq!(queue::fill_due(&served.shared, EVENTS), 0, "each once");
    let mut prison = served.shared.lock();
    let held: Vec<Value> = prison
        .queue_receive(EVENTS, 10, now.plus_seconds(10))
        .iter()
        .map(|m| serde_json::from_str(&m.body).unwrap())
        .collect();
    let kinds: Vec<_> =
        held.iter().map(|m| m["MessageAttributes"]["eventType"]["Value"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        ["prison-offender-events.prisoner.cell.move", "prisoner-offender-search.prisoner.updated"]
    );
}

impl Served {
    /// As the official client writes it.
    async fn sqs(&self, action: &str, keys: &Value, body: &Value) -> (u16, Option<String>, Value) {
        let credential =
            format!("{}/20261110/eu-west-2/sqs/aws4_request", keys["AccessKeyId"].as_str().unwrap());
        let signed = "content-length;content-type;host;x-amz-date;x-amz-security-token;x-amz-target";
        let mut request = self
            .http
            .post(format!("{}/", self.base))
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", format!("AmazonSQS.{action}"))
            .header("x-amzn-query-mode", "true")
            .header("x-amz-date", "20261110T090000Z")
            .header(
                "authorization",
                format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={signed}, Signature=0f"),
            )
            .body(body.to_string());
        if let Some(session) = keys["SessionToken"].as_str() {
            request = request.header("x-amz-security-token", session);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "application/x-amz-json-1.0");
        let code = answer.headers().get("x-amzn-query-error").map(|v| v.to_str().unwrap().to_owned());
        (answer.status().as_u16(), code, answer.json().await.unwrap())
    }

    async fn token(&self) -> Value {
        let asked =
            self.http.post(format!("{}/token", self.base)).header("x-api-key", "moorland").send().await;
        asked.unwrap().json().await.unwrap()
    }
}

#[tokio::test]
async fn a_consumer_opens_its_queue_with_a_token_as_the_official_client_does() {
    let served = serve(false).await;
    {
        let now = served.shared.now();
        let owner = Some("moorland".to_owned());
        let mut prison = served.shared.lock();
        prison.queue_make(EVENTS, QueueSettings { owner, ..QueueSettings::default() }, now);
    }
    let no_key = served.http.post(format!("{}/token", served.base)).send().await.unwrap();
    assert_eq!(no_key.status(), 403);
    let keys = served.token().await;
    assert_eq!(keys["Expiration"], "2026-11-10T10:00:00Z");
    let (status, _, told) = served.sqs("GetQueueUrl", &keys, &json!({"QueueName": EVENTS})).await;
    assert_eq!((status, &told["QueueUrl"]), (200, &json!(format!("{}/000000000000/{EVENTS}", served.base))));
    let at = |body: Value| {
        let mut body = body;
        body["QueueUrl"] = told["QueueUrl"].clone();
        body
    };
    let receive = at(json!({"MaxNumberOfMessages": 10, "WaitTimeSeconds": 20,
        "MessageSystemAttributeNames": ["ApproximateReceiveCount"]}));
    let sender = {
        let shared = served.shared.clone();
        async move {
            tokio::time::sleep(std::time::Duration::from_millis(150)).await;
            let now = shared.now();
            shared.lock().queue_send(EVENTS, "late", now);
        }
    };
    let ((status, _, got), ()) = tokio::join!(served.sqs("ReceiveMessage", &keys, &receive), sender);
    assert_eq!((status, &got["Messages"][0]["Body"]), (200, &json!("late")), "a long poll waits for it");
    let handle = &got["Messages"][0]["ReceiptHandle"];
    let entries = at(json!({"Entries": [{"Id": "1", "ReceiptHandle": handle}]}));
    let (_, _, gone) = served.sqs("DeleteMessageBatch", &keys, &entries).await;
    assert_eq!(gone, json!({"Successful": [{"Id": "1"}], "Failed": []}));
    let (_, _, none) = served.sqs("ReceiveMessage", &keys, &at(json!({"WaitTimeSeconds": 0}))).await;
    assert_eq!(none, json!({}));
    served.clock.advance_seconds(3_600);
    let (status, code, error) = served.sqs("ReceiveMessage", &keys, &receive).await;
    assert_eq!((status, code.as_deref()), (403, Some("ExpiredToken;Sender")), "{error}");
    let stranger = json!({"AccessKeyId": "AKIASTRANGER"});
    assert_eq!(served.sqs("ReceiveMessage", &stranger, &receive).await.0, 403);
    let (status, ..) = served.sqs("GetQueueUrl", &served.token().await, &json!({"QueueName": EVENTS})).await;
    assert_eq!(status, 200);
    let (_, code, error) =
        served.sqs("GetQueueUrl", &served.token().await, &json!({"QueueName": "none"})).await;
    assert_eq!(code.as_deref(), Some("AWS.SimpleQueueService.NonExistentQueue;Sender"));
    assert_eq!(error["__type"], "com.amazonaws.sqs#QueueDoesNotExist");
}

#[tokio::test]
async fn several_readers_share_a_queue_and_each_message_is_read_once() {
    let served = serve(true).await;
    let made = json!({"name": EVENTS, "settings": {"visibility-seconds": 120}});
    assert_eq!(served.post("/control/queue", &made).send().await.unwrap().status(), 200);
    {
        let now = served.shared.now();
        let mut prison = served.shared.lock();
        for n in 0..2_000 {
            assert!(prison.queue_send(EVENTS, &n.to_string(), now));
        }
    }
    let keys = json!({"AccessKeyId": "AKIATEST"});
    let receive = json!({"QueueUrl": url(), "MaxNumberOfMessages": 10});
    let reader = || async {
        let mut read = Vec::new();
        loop {
            let (status, _, got) = served.sqs("ReceiveMessage", &keys, &receive).await;
            assert_eq!(status, 200, "{got}");
            let Some(messages) = got["Messages"].as_array() else { return read };
            let entries: Vec<_> = messages
                .iter()
                .map(|m| json!({"Id": m["MessageId"], "ReceiptHandle": m["ReceiptHandle"]}))
                .collect();
            let batch = json!({"QueueUrl": url(), "Entries": entries});
            let (_, _, gone) = served.sqs("DeleteMessageBatch", &keys, &batch).await;
            assert_eq!(gone["Failed"], json!([]));
            read.extend(messages.iter().map(|m| m["Body"].as_str().unwrap().to_owned()));
        }
    };
    let (a, b, c, d) = tokio::join!(reader(), reader(), reader(), reader());
    let all: Vec<_> = [a, b, c, d].concat();
    assert_eq!(all.len(), 2_000);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 2_000);
    assert_eq!(served.shared.lock().queue(EVENTS).unwrap().oldest_sent(), None);
}
