//! moto: SQS and STS of AWS, played. A queue is known by its name: tests that share one name theirs apart.

use super::process::{Process, folder};
use serde_json::{Value, json};
use std::sync::OnceLock;
use std::time::Duration;

/// Any region and any key will do: moto knows nobody and lets everybody in. It reads here which service is meant.
const REGION: &str = "eu-west-2";

/// A call takes milliseconds.
const CALL_MAX: Duration = Duration::from_secs(20);

static SHARED: OnceLock<Moto> = OnceLock::new();

/// One server, with its own queues.
pub(crate) struct Moto {
    process: Process,
    endpoint: String,
}

/// Credentials of a session, as STS gives them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Credentials {
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
    pub(crate) session_token: String,
}

/// A message, as it was received.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) body: String,
    /// What deletes it.
    pub(crate) receipt: String,
}

impl Moto {
    /// One of one's own: for tests in which it goes away.
    pub(crate) fn start() -> Self {
        let python = folder().join("venv/bin/python");
        let process = Process::start("moto", &python, &folder().join("venv/.installed"), "moto_peer.py");
        let port = process.answer()["port"].as_u64().unwrap();
        Self { process, endpoint: format!("http://127.0.0.1:{port}") }
    }

    /// The one of this test binary.
    pub(crate) fn shared() -> &'static Self {
        SHARED.get_or_init(Self::start)
    }

    /// `http://127.0.0.1:…`: the endpoint of every service.
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The region that its queues are in.
    pub(crate) const fn region() -> &'static str {
        REGION
    }

    /// Its own id on this machine.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Lets go of it, as a test binary does that ends.
    pub(crate) fn let_go(self) {
        self.process.let_go();
    }

    /// Makes a queue, or finds it: its address.
    pub(crate) async fn queue(&self, name: &str) -> String {
        self.queue_with(name, &json!({})).await
    }

    /// The same with attributes, such as `{"VisibilityTimeout": "0"}`.
    pub(crate) async fn queue_with(&self, name: &str, attributes: &Value) -> String {
        let made = self.sqs("CreateQueue", &json!({"QueueName": name, "Attributes": attributes})).await;
        text(&made, "QueueUrl")
    }

    /// Puts a message on a queue: its id.
    pub(crate) async fn send(&self, queue: &str, body: &str) -> String {
        let sent = self.sqs("SendMessage", &json!({"QueueUrl": queue, "MessageBody": body})).await;
        text(&sent, "MessageId")
    }

    /// Takes up to ten messages, without waiting for one.
    pub(crate) async fn receive(&self, queue: &str) -> Vec<Message> {
        let asked = json!({"QueueUrl": queue, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 0});
        let received = self.sqs("ReceiveMessage", &asked).await;
        let messages = received["Messages"].as_array().cloned().unwrap_or_default();
        let read = |m: &Value| Message {
            id: text(m, "MessageId"),
            body: text(m, "Body"),
            receipt: text(m, "ReceiptHandle"),
        };
        messages.iter().map(read).collect()
    }

    /// Deletes a message that was received.
    pub(crate) async fn delete(&self, queue: &str, receipt: &str) {
        self.sqs("DeleteMessage", &json!({"QueueUrl": queue, "ReceiptHandle": receipt})).await;
    }

    /// Messages that can be received, and those that somebody has received and not deleted.
    pub(crate) async fn waiting(&self, queue: &str) -> (u64, u64) {
        let asked = json!({"QueueUrl": queue, "AttributeNames": ["All"]});
        let told = self.sqs("GetQueueAttributes", &asked).await;
        let count = |key: &str| text(&told["Attributes"], key).parse().unwrap();
        (count("ApproximateNumberOfMessages"), count("ApproximateNumberOfMessagesNotVisible"))
    }

    /// Credentials of a session for a role.
    pub(crate) async fn session(&self, role: &str) -> Credentials {
        let form = format!(
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::123456789012:role/{role}&RoleSessionName=test"
        );
        let kind = "application/x-www-form-urlencoded";
        let told = self.call("sts", kind, None, form).await;
        let part = |name: &str| {
            let (_, rest) = told.split_once(&format!("<{name}>")).unwrap();
            rest.split_once("</").unwrap().0.to_owned()
        };
        Credentials {
            access_key: part("AccessKeyId"),
            secret_key: part("SecretAccessKey"),
            session_token: part("SessionToken"),
        }
    }

    /// A call of SQS, in its JSON form.
    pub(crate) async fn sqs(&self, action: &str, asked: &Value) -> Value {
        let told = self.call("sqs", "application/x-amz-json-1.0", Some(action), asked.to_string()).await;
        if told.is_empty() { Value::Null } else { serde_json::from_str(&told).unwrap() }
    }

    async fn call(&self, service: &str, kind: &str, action: Option<&str>, body: String) -> String {
        let http = reqwest::Client::builder().no_proxy().timeout(CALL_MAX).build().unwrap();
        let who = format!(
            "AWS4-HMAC-SHA256 Credential=test/20260101/{REGION}/{service}/aws4_request, SignedHeaders=host, Signature=none"
        );
        let mut request = http.post(&self.endpoint).header("authorization", who).header("content-type", kind);
        if let Some(action) = action {
            request = request.header("x-amz-target", format!("AmazonSQS.{action}"));
        }
        let answer = request.body(body).send().await.unwrap();
        let (status, told) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{service} {action:?}: {status} {told}");
        told
    }
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value}")).to_owned()
}
