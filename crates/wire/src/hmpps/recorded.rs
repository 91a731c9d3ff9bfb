//! A recorded response as a line: `{"method","path","status","body"}`, newline-delimited in a file.

use super::answer::Reply;
use super::json::utf8;
use super::recognise::{Recorded, recognise_response};
use crate::error::WireError;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A line of a recording. `body` is JSON as it came, or text that holds the body; `location` and `retryAfter` are the
/// headers of those names, where they were recorded.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    method: String,
    path: String,
    status: u16,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
    location: Option<String>,
    retry_after: Option<u32>,
}

/// Reads one line and tells what the recorded response is.
///
/// # Errors
/// [`WireError`] when the line is no recording, or for what [`recognise_response`] refuses.
pub fn recognise_line(line: &[u8]) -> Result<Recorded, WireError> {
    let text = utf8(line)?;
    let line: Line<'_> = serde_json::from_str(text).map_err(|e| match e.classify() {
        serde_json::error::Category::Eof => WireError::Truncated { line: e.line(), column: e.column() },
        serde_json::error::Category::Data => WireError::Expected {
            path: "$".to_owned(),
            expected: "a recorded response: method and path (text), status (a number), body, each once",
        },
        _ => WireError::Syntax { line: e.line(), column: e.column() },
    })?;
    let raw = line.body.map(RawValue::get).unwrap_or_default();
    // A body that is text is the body itself: recordings of what is no JSON, or was not parsed when recorded.
    let unquoted = if raw.starts_with('"') { serde_json::from_str::<String>(raw).ok() } else { None };
    let body = match &unquoted {
        Some(text) => text.as_bytes(),
        None if raw == "null" => &[],
        None => raw.as_bytes(),
    };
    let reply = Reply {
        status: line.status,
        location: line.location.as_deref(),
        retry_after: line.retry_after,
        body,
    };
    recognise_response(&line.method, &line.path, &reply)
}
