//! A listener that hands requests on to a peer and notes what passed, with what the peer said does not fit. It adds
//! what the client cannot send: the header by which the other side's gateway names the consumer, and `Prefer`.

use crate::peers::Service;
use crate::peers::contract::Contract;
use crate::scripted;
use connect::client::Base;
use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

/// What the gateway of the External API passes on to it, read from the consumer's certificate
/// (`docs/adr` of hmpps-integration-api; in the document it is the security scheme `dn`).
const GATEWAY: (&str, &str) = ("subject-distinguished-name", "O=gatelodge,CN=gatelodge");

/// One request, and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    pub(crate) service: Service,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) body: Vec<u8>,
    pub(crate) status: u16,
    pub(crate) answer: Vec<u8>,
    /// What the peer says does not fit: where, and why.
    pub(crate) violations: Vec<String>,
}

impl Exchange {
    /// `alerts-api GET /prisoners/{prisonNumber}/alerts`; none when the service's document has no such path.
    pub(crate) fn operation(&self) -> Option<String> {
        let template = Contract::of(self.service).operation(&self.method, &self.path)?.template;
        Some(format!("{} {} {template}", self.service.word(), self.method))
    }
}

pub(crate) struct Relay {
    pub(crate) base: Base,
    inner: Arc<Inner>,
}

struct Inner {
    service: Service,
    to: String,
    http: reqwest::Client,
    prefer: Mutex<Option<String>>,
    seen: Mutex<Vec<Exchange>>,
}

impl Relay {
    /// In front of the peer at `to`, which speaks for a service.
    pub(crate) async fn new(service: Service, to: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Base::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let inner = Arc::new(Inner {
            service,
            to: to.to_owned(),
            http: http(),
            prefer: Mutex::default(),
            seen: Mutex::default(),
        });
        let serves = Arc::clone(&inner);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serves = Arc::clone(&serves);
                tokio::spawn(async move { serves.converse(stream).await });
            }
        });
        Self { base, inner }
    }

    /// What the peer is asked to answer from now on; nothing is its own choice.
    pub(crate) fn prefer(&self, what: Option<&str>) {
        *self.inner.prefer.lock().unwrap() = what.map(str::to_owned);
    }

    /// Everything that passed, in order.
    pub(crate) fn seen(&self) -> Vec<Exchange> {
        self.inner.seen.lock().unwrap().clone()
    }
}

impl Inner {
    async fn converse(&self, mut stream: TcpStream) {
        while let Some(request) = scripted::read(&mut stream).await {
            let prefer = self.prefer.lock().unwrap().clone();
            let (exchange, headers) = self.hand_on(&request, prefer.as_deref()).await;
            let (status, length) = (exchange.status, exchange.answer.len());
            let mut bytes = format!("HTTP/1.1 {status} Said\r\n{headers}content-length: {length}\r\n\r\n");
            bytes.push_str(&String::from_utf8_lossy(&exchange.answer));
            self.seen.lock().unwrap().push(exchange);
            if stream.write_all(bytes.as_bytes()).await.is_err() {
                return;
            }
        }
    }

    async fn hand_on(&self, request: &str, prefer: Option<&str>) -> (Exchange, String) {
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let mut words = lines.next().unwrap().split(' ');
        let (method, target) = (words.next().unwrap(), words.next().unwrap());
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let verb = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut out = self.http.request(verb, format!("{}{target}", self.to));
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            if !["host", "content-length", "connection"].contains(&name) {
                out = out.header(name, value);
            }
        }
        if self.service == Service::External {
            out = out.header(GATEWAY.0, GATEWAY.1);
        }
        if let Some(prefer) = prefer {
            out = out.header("prefer", prefer);
        }
        let answer = out.body(body.to_owned()).send().await.unwrap();
        let (status, mut headers) = (answer.status().as_u16(), String::new());
        for name in ["content-type", "location", "retry-after"] {
            if let Some(value) = answer.headers().get(name).and_then(|value| value.to_str().ok()) {
                headers.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        let violations = violations(answer.headers().get("sl-violations"));
        let exchange = Exchange {
            service: self.service,
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            body: body.as_bytes().to_vec(),
            status,
            violations,
            answer: answer.bytes().await.unwrap().to_vec(),
        };
        (exchange, headers)
    }
}

/// An HTTP client for the tests' own side of a conversation.
pub(crate) fn http() -> reqwest::Client {
    let builder = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    builder.timeout(Duration::from_secs(30)).build().unwrap()
}

/// What Prism says does not fit. Places in lists are left out: `response.body.data[].firstName`.
fn violations(header: Option<&reqwest::header::HeaderValue>) -> Vec<String> {
    let Some(text) = header.map(|value| String::from_utf8_lossy(value.as_bytes())) else { return Vec::new() };
    let Ok(Value::Array(list)) = serde_json::from_str(&text) else {
        panic!("more does not fit than a header holds: make the scene smaller\n{text}")
    };
    let mut told: Vec<String> = list
        .iter()
        .map(|one| {
            let mut at = String::new();
            for step in one["location"].as_array().into_iter().flatten() {
                let step = step.as_str().map_or_else(|| step.to_string(), str::to_owned);
                match step.parse::<u32>() {
                    Ok(_) => at.push_str("[]"),
                    Err(_) if at.is_empty() => at.push_str(&step),
                    Err(_) => at.push_str(&format!(".{step}")),
                }
            }
            // Its words repeat where, with the places in lists.
            let words = one["message"].as_str().unwrap_or("?");
            format!("{at}: {}", words.find(" must ").map_or(words, |from| &words[from + 1..]))
        })
        .collect();
    told.sort();
    told.dedup();
    told
}
