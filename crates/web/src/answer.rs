//! A page on its way out: its bytes, and the headers that keep it to itself.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request, Response as HttpResponse, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Nothing but what comes from here: no inline script or style, no other origin, no frame around us.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

/// What every answer of the screens carries. A page is never kept by a browser or anything between: the next person
/// at a shared PC presses "back". The referrer goes to ourselves alone, and no address of ours holds a person; under
/// `no-referrer` browsers would send our own forms with `Origin: null`, and over plain HTTP say nothing else that
/// tells a page of ours from another's.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
];

/// A page, answered with its status.
pub struct Page<T>(pub StatusCode, pub T);

impl<T: Template> Page<T> {
    /// A page that is there.
    pub const fn ok(page: T) -> Self {
        Self(StatusCode::OK, page)
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.1.render() {
            Ok(html) => (self.0, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
            // A template that cannot be written is our fault; what it held is not said.
            Err(error) => {
                tracing::error!(%error, "a page could not be written");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// Puts the headers on every answer; what has no caching of its own is not to be kept.
pub async fn headers(request: Request<Body>, next: Next) -> HttpResponse<Body> {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
