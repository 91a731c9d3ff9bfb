//! A call and its answer. Neither prints what it holds.

use super::Base;
use bytes::Bytes;
use reqwest::Method;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use vocab::Instant;

/// A key, token or password. It has no `Display`, and its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Keeps a secret.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Whether a call's request has begun to leave: what was stopped before that has left nothing.
#[derive(Debug, Default)]
pub struct Departure(AtomicBool);

impl Departure {
    pub(super) fn left(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// True from the moment at which the other side may have received something.
    #[must_use]
    pub fn has_left(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// How a call says who asks.
#[derive(Clone)]
pub(super) enum Credential {
    None,
    /// `x-api-key`.
    Key(Secret),
    Bearer(Secret),
    Basic {
        id: String,
        secret: Secret,
    },
}

/// A call: what to ask of whom.
#[derive(Clone)]
pub struct Call {
    pub(super) operation: &'static str,
    pub(super) method: Method,
    pub(super) base: Base,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) credential: Credential,
    pub(super) body: Option<(&'static str, Vec<u8>)>,
    pub(super) departure: Option<Arc<Departure>>,
    pub(super) accept: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Call {
    /// A call. `operation` is its name in logs; `path` begins with a slash and, like the query, holds only what needs no
    /// escaping: codes, numbers and dates that were parsed.
    #[must_use]
    pub fn new(operation: &'static str, method: Method, base: &Base, path: impl Into<String>) -> Self {
        Self {
            operation,
            method,
            base: base.clone(),
            path: path.into(),
            query: String::new(),
            credential: Credential::None,
            body: None,
            departure: None,
            accept: "application/json",
            headers: Vec::new(),
        }
    }

    /// A GET.
    #[must_use]
    pub fn get(operation: &'static str, base: &Base, path: impl Into<String>) -> Self {
        Self::new(operation, Method::GET, base, path)
    }

    /// With a query.
    #[must_use]
    pub fn query(mut self, query: impl Into<String>) -> Self {
        self.query = query.into();
        self
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(mut self, body: Vec<u8>) -> Self {
        self.body = Some(("application/json", body));
        self
    }

    /// Without a body, and says that it is JSON all the same.
    #[must_use]
    pub fn json_empty(mut self) -> Self {
        self.body = Some(("application/json", Vec::new()));
        self
    }

    /// With a form's body.
    #[must_use]
    pub fn form(mut self, body: &str) -> Self {
        self.body = Some(("application/x-www-form-urlencoded", body.as_bytes().to_vec()));
        self
    }

    /// Asks for an answer of this kind in place of plain JSON.
    #[must_use]
    pub const fn accepting(mut self, kind: &'static str) -> Self {
        self.accept = kind;
        self
    }

    /// With a header, whose value holds nothing of anybody.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With an API key.
    #[must_use]
    pub fn key(mut self, key: &Secret) -> Self {
        self.credential = Credential::Key(key.clone());
        self
    }

    /// With a bearer token.
    #[must_use]
    pub fn bearer(mut self, token: &Secret) -> Self {
        self.credential = Credential::Bearer(token.clone());
        self
    }

    /// With a client's id and secret.
    #[must_use]
    pub fn basic(mut self, id: &str, secret: &Secret) -> Self {
        self.credential = Credential::Basic { id: id.to_owned(), secret: secret.clone() };
        self
    }

    /// Notes when the request begins to leave.
    #[must_use]
    pub fn departing(mut self, departure: &Arc<Departure>) -> Self {
        self.departure = Some(Arc::clone(departure));
        self
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn method(&self) -> &'static str {
        match self.method {
            Method::POST => "POST",
            Method::PUT => "PUT",
            Method::PATCH => "PATCH",
            _ => "GET",
        }
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Call({})", self.operation)
    }
}

/// An answer, whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// The `Location` header.
    pub location: Option<String>,
    /// The `Retry-After` header, in seconds.
    pub retry_after: Option<u32>,
    /// The body says that it is JSON, or does not say.
    pub json: bool,
    /// Body.
    pub body: Bytes,
    /// When it was asked for: just before the request left.
    pub asked: Instant,
}

impl Reply {
    /// True for a failure that is not told in the service's own words: a gateway told it, and the service behind it may
    /// not be there. A service that says of itself that something failed is there.
    #[must_use]
    pub fn is_gateway_failure(&self) -> bool {
        self.is_page() || self.status >= 500 && !self.is_complaint()
    }

    /// True for a success that is a page of words: a gateway's own ("we will be back shortly"), or data that nobody may
    /// take for data.
    #[must_use]
    pub fn is_page(&self) -> bool {
        (200..=299).contains(&self.status) && !self.json && !self.body.is_empty()
    }

    /// True when the body is an error in the form that HMPPS services have, which says something to users or to
    /// developers, or in that of the national services, which holds a code of their list. A gateway's own
    /// `{"message":"Not Found"}` does neither.
    #[must_use]
    pub fn is_complaint(&self) -> bool {
        let complaint = self.json.then(|| wire::hmpps::Complaint::read(&self.body));
        matches!(complaint, Some(Ok(told)) if told.user_message.is_some() || told.developer_message.is_some())
            || self.json && wire::fhir::pds::complaint(&self.body).is_ok()
    }
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reply({}, {} bytes)", self.status, self.body.len())
    }
}
