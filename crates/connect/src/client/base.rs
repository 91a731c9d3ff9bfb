//! Where a service is: checked once, when configuration is read.

use std::net::IpAddr;
use std::sync::Arc;

/// The address that a service's paths stand under.
#[derive(Clone, PartialEq, Eq)]
pub struct Base {
    /// Without a slash at its end.
    text: Arc<str>,
    host: Arc<str>,
}

/// Why an address cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BaseError {
    /// Not a whole address.
    #[error("not an address: write it as https://host or https://host:port/path")]
    Form,
    /// Neither of the two.
    #[error("only https:// and, on this machine, http:// can be called")]
    Scheme,
    /// People's records must not travel in the clear.
    #[error("http:// is for this machine alone (127.0.0.1, ::1, localhost): use https://")]
    Clear,
    /// A secret in an address ends up in logs.
    #[error("an address holds no user and no password: credentials have keys of their own")]
    Credentials,
    /// Paths are put behind it.
    #[error("an address ends before `?` and `#`")]
    Query,
}

impl Base {
    /// Reads an address.
    ///
    /// # Errors
    /// [`BaseError`]: what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, BaseError> {
        let url = reqwest::Url::parse(text.trim()).map_err(|_| BaseError::Form)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BaseError::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseError::Query);
        }
        let name = url.host_str().ok_or(BaseError::Form)?;
        match url.scheme() {
            "https" => {}
            "http" if is_this_machine(name) => {}
            "http" => return Err(BaseError::Clear),
            _ => return Err(BaseError::Scheme),
        }
        let port = url.port_or_known_default().ok_or(BaseError::Form)?;
        let host = format!("{name}:{port}").into();
        Ok(Self { text: url.as_str().trim_end_matches('/').into(), host })
    }

    /// Host and port: what a circuit is kept for.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> String {
        let scheme = if self.is_clear() { "http" } else { "https" };
        format!("{scheme}://{}", self.host)
    }

    /// The whole address, without a slash at its end.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// True for this machine's own addresses that are not encrypted.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.text.starts_with("http://")
    }

    /// The whole address of a path and a query.
    pub(super) fn address(&self, path: &str, query: &str) -> String {
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{query}", self.text)
    }
}

impl std::fmt::Debug for Base {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Base({})", self.host)
    }
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|a| a.is_loopback())
}
