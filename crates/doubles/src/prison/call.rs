//! A request and what becomes of it: the way into the services, without a socket.

use super::fault::CallFault;
use super::{Cut, Page, Prison};
use bytes::Bytes;
use jiff::civil::Date;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use vocab::Instant;
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;

vocab::redacted!(Call);

/// A request as received.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// `GET`, `POST`, `PUT` or `PATCH`.
    pub method: String,
    /// Path without query.
    pub path: String,
    /// Query pairs in order.
    pub query: Vec<(String, String)>,
    /// Header names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Headers besides the content type.
    pub headers: Vec<(&'static str, String)>,
    /// Body: JSON unless a `content-type` among the headers says otherwise, or empty.
    pub body: Bytes,
}

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is answered, after a while of real time.
    Answered {
        /// The answer.
        reply: Reply,
        /// How long it takes.
        after_millis: u64,
    },
    /// The connection dies. What was done, the caller cannot know.
    Lost,
}

impl Call {
    /// A request without body.
    #[must_use]
    pub fn new(method: &str, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self
    }

    /// A header's value.
    #[must_use]
    pub fn header_value(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub(crate) fn query_true(&self, name: &str, unless_said: bool) -> bool {
        self.query_value(name).map_or(unless_said, |v| v == "true")
    }

    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Reply> {
        serde_json::from_slice(&self.body)
            .map_err(|e| Reply::error(400, &format!("Validation failure: Couldn't read request body: {e}")))
    }
}

impl Reply {
    /// A JSON answer.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::from(body.to_string()) }
    }

    /// The error form that all of these services share.
    #[must_use]
    pub fn error(status: u16, message: &str) -> Self {
        let body = json!({"status": status, "errorCode": null, "userMessage": message,
            "developerMessage": message, "moreInfo": null});
        Self::json(status, &body)
    }

    /// A gateway's own page, in place of the service's answer.
    pub(crate) fn gateway_page() -> Self {
        Self {
            status: 200,
            headers: vec![("content-type", "text/html".to_owned())],
            body: Bytes::from_static(
                b"<html>\r\n<head><title>Service maintenance</title></head>\r\n<body>\r\n<center><h1>We will be back \
                  shortly</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
            ),
        }
    }

    /// Half of the body under the head of the whole.
    pub(crate) fn truncated(mut self, chunked: bool) -> Self {
        if chunked {
            self.headers.push(("transfer-encoding", "chunked".to_owned()));
        } else {
            self.headers.push(("content-length", self.body.len().to_string()));
        }
        self.body.truncate(self.body.len() / 2);
        self
    }

    /// True for one that says more than it has.
    pub(crate) fn is_truncated(&self) -> bool {
        self.headers.iter().any(|(name, value)| {
            *name == "transfer-encoding" || *name == "content-length" && *value != self.body.len().to_string()
        })
    }

    /// The body as JSON; null when it is empty.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reply({}, …)", self.status)
    }
}

impl Outcome {
    /// The answer, when there is one.
    #[must_use]
    pub fn reply(self) -> Option<Reply> {
        match self {
            Self::Answered { reply, .. } => Some(reply),
            Self::Lost => None,
        }
    }
}

/// How a request is read: the newest state, or the one before the last change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sight {
    pub(crate) now: Instant,
    pub(crate) stale: bool,
}

/// What a stale read of the diary does not see yet.
pub(crate) const STALE_SECONDS: i64 = 60;

/// A path, taken apart.
pub(crate) fn parts(path: &str) -> Vec<&str> {
    path.trim_matches('/').split('/').collect()
}

fn is_write(call: &Call) -> bool {
    let reads_by_post = call.path.ends_with("/search")
        || call.path.starts_with("/search/")
        || call.path.starts_with("/scheduled-events/")
        || call.path.starts_with("/auth/");
    call.method != "GET" && !reads_by_post
}

impl Prison {
    /// Answers a request as the real services would, with what is set to go wrong. The queues are Amazon's: they are
    /// there while the services are cut off.
    pub fn call(&mut self, call: &Call, now: Instant) -> Outcome {
        self.catch_up(now);
        if Self::queue_is_meant(call) {
            return self.queue_call(call, now);
        }
        if Self::sts_is_meant(call) {
            return Outcome::Answered { reply: self.sts(call, now), after_millis: 0 };
        }
        match self.cut {
            Some(Cut::Dead) => return Outcome::Lost,
            Some(Cut::Unavailable) => {
                return Outcome::Answered {
                    reply: Reply::error(503, "Service unavailable"),
                    after_millis: 0,
                };
            }
            None => {}
        }
        if is_write(call) {
            self.changed();
        }
        let fault = self.faults.call(&mut self.dice, is_write(call), &call.path, now);
        let mut after_millis = 0;
        let reply = match fault {
            Some(CallFault::LoseAnswer) => {
                self.answer(call, Sight { now, stale: false });
                return Outcome::Lost;
            }
            Some(CallFault::LateWrite { seconds }) => {
                let n = self.id();
                self.late.insert((now.plus_seconds(seconds.max(1)), n), call.clone());
                return Outcome::Lost;
            }
            Some(CallFault::LoseRequest) => return Outcome::Lost,
            Some(CallFault::TooMany { retry_after_seconds }) => {
                let mut reply = Reply::error(429, "Too many requests");
                reply.headers.push(("retry-after", retry_after_seconds.to_string()));
                reply
            }
            Some(CallFault::Status { status }) => Reply::error(status, "Unable to complete request"),
            Some(CallFault::NotYours) if !is_write(call) => {
                Reply::error(404, "404 Not found error: The requested resource could not be found.")
            }
            Some(CallFault::Stale) => self.answer(call, Sight { now, stale: true }),
            Some(CallFault::Slow { millis }) => {
                after_millis = millis;
                self.answer(call, Sight { now, stale: false })
            }
            Some(CallFault::Yesterday) => self.answer_of_yesterday(call, now),
            Some(CallFault::Truncated { chunked }) => {
                self.answer(call, Sight { now, stale: false }).truncated(chunked)
            }
            Some(CallFault::Html) => Reply::gateway_page(),
            Some(CallFault::Mislabelled) => {
                let mut reply = self.answer(call, Sight { now, stale: false });
                reply.headers.push(("content-type", "text/html;charset=UTF-8".to_owned()));
                reply
            }
            _ => self.answer(call, Sight { now, stale: false }),
        };
        Outcome::Answered { reply, after_millis }
    }

    /// Keeps every list as it is now: what [`CallFault::Yesterday`] shows from then on.
    pub fn page_keep(&mut self) {
        self.page = Some(Page {
            people: self.people.clone(),
            apart: self.apart.clone(),
            planned: self.planned.clone(),
            diary: self.diary.clone(),
        });
        self.changed();
    }

    fn answer_of_yesterday(&mut self, call: &Call, now: Instant) -> Reply {
        let sight = Sight { now, stale: false };
        let Some(mut page) = self.page.take().filter(|_| !is_write(call)) else {
            return self.answer(call, sight);
        };
        self.turn(&mut page);
        let reply = self.answer(call, sight);
        self.turn(&mut page);
        self.page = Some(page);
        reply
    }

    /// Puts the kept page in the place of what is, and the other way round.
    fn turn(&mut self, page: &mut Page) {
        std::mem::swap(&mut self.people, &mut page.people);
        std::mem::swap(&mut self.apart, &mut page.apart);
        std::mem::swap(&mut self.planned, &mut page.planned);
        std::mem::swap(&mut self.diary, &mut page.diary);
    }

    pub(crate) fn carry_out_late(&mut self, call: &Call, due: Instant) {
        self.changed();
        self.answer(call, Sight { now: due, stale: false });
    }

    fn answer(&mut self, call: &Call, sight: Sight) -> Reply {
        let parts = parts(&call.path);
        if parts.first() == Some(&"v1") || parts.as_slice() == ["token"] {
            return self.external(call, &parts, sight);
        }
        if parts.as_slice() == ["auth", "oauth", "token"] {
            return bearer(call);
        }
        if !call
            .header_value("authorization")
            .is_some_and(|v| v.len() > 7 && v[..7].eq_ignore_ascii_case("bearer "))
        {
            return Reply::error(401, "Unauthorized");
        }
        match parts.first().copied() {
            Some("prisoner" | "prisoner-search" | "prisoners" | "csra-review" | "locations") => {
                self.upstream(call, &parts, sight)
            }
            Some("search") => self.movements(call, &parts, sight),
            _ => self.activities(call, &parts, sight),
        }
    }
}

/// HMPPS Auth, as far as a client needs it: any client with credentials gets a token.
fn bearer(call: &Call) -> Reply {
    let known = call
        .header_value("authorization")
        .is_some_and(|v| v.len() > 6 && v[..6].eq_ignore_ascii_case("basic "));
    if call.method != "POST" || !known {
        return Reply::error(401, "Unauthorized");
    }
    let body = json!({"access_token": "double-token", "token_type": "bearer", "expires_in": 3599,
        "scope": "read write", "sub": "double", "auth_source": "none"});
    Reply::json(200, &body)
}

pub(crate) fn prison_of(text: &str) -> Result<PrisonCode, Reply> {
    PrisonCode::parse(text).map_err(|_| {
        Reply::error(404, &format!("404 Not found error: Could not find prison with prison ID: {text}."))
    })
}

pub(crate) fn date_of(text: &str, name: &str) -> Result<Date, Reply> {
    text.parse().map_err(|_| Reply::error(400, &format!("Validation failure: {name} is not a date")))
}

pub(crate) fn number_of(text: &str) -> Result<PrisonNumber, Reply> {
    PrisonNumber::parse(text).map_err(|_| Reply::error(404, "Resource not found"))
}
