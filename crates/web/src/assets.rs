//! What browsers are given besides pages: style, scripts, images, all inside the binary and from our own origin.
//!
//! Addresses carry a hash of the content (`/assets/gatelodge.css?v=…`), so that a browser may keep a file for a year
//! and still never shows an old one beside a new page.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::sync::OnceLock;

#[derive(RustEmbed)]
#[folder = "assets/dist"]
struct Dist;

/// For a file asked for by its hash.
const FOR_A_YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// For a file asked for by its bare name: images that the style names, the module that a script imports.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Letters of the hash that addresses carry: enough that two contents never share one by chance.
const HASH_LETTERS: usize = 16;

fn etags() -> &'static BTreeMap<String, String> {
    static ETAGS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    ETAGS.get_or_init(|| {
        Dist::iter()
            .filter_map(|name| {
                let file = Dist::get(&name)?;
                let hash: String = file.metadata.sha256_hash().iter().map(|b| format!("{b:02x}")).collect();
                Some((name.into_owned(), hash[..HASH_LETTERS].to_owned()))
            })
            .collect()
    })
}

/// The address of a file, with its hash.
#[must_use]
pub fn address(name: &str) -> String {
    match etags().get(name) {
        Some(hash) => format!("/assets/{name}?v={hash}"),
        None => format!("/assets/{name}"),
    }
}

/// Every file, for whoever lays them out.
pub fn all() -> impl Iterator<Item = (String, Vec<u8>)> {
    Dist::iter().filter_map(|name| Some((name.to_string(), Dist::get(&name)?.data.into_owned())))
}

/// `GET /assets/{name}`.
pub async fn asset(Path(name): Path<String>, uri: axum::http::Uri, headers: HeaderMap) -> Response {
    let (Some(file), Some(hash)) = (Dist::get(&name), etags().get(&name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{hash}\"");
    let by_hash = uri.query() == Some(&format!("v={hash}"));
    let mut out = HeaderMap::new();
    out.insert(header::CACHE_CONTROL, if by_hash { FOR_A_YEAR } else { ASK_AGAIN });
    out.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(value) = HeaderValue::from_str(&etag) {
        out.insert(header::ETAG, value);
    }
    if headers.get(header::IF_NONE_MATCH).is_some_and(|asked| asked.as_bytes() == etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, out).into_response();
    }
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(&name)));
    (out, file.data.into_owned()).into_response()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("ico") => "image/x-icon",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pages_name_is_there() {
        for name in
            ["nhsuk.css", "nhsuk.js", "nhsuk-start.js", "gatelodge.css", "gatelodge.js", "images/favicon.svg"]
        {
            assert!(Dist::get(name).is_some(), "{name} is missing: run `make assets`");
            assert!(address(name).contains("?v="), "{name}");
        }
    }

    #[test]
    fn each_picture_that_the_conversation_names_is_there() {
        let listed = include_str!("../assets/pictures.json");
        let names: Vec<&str> = listed.split('"').skip(1).step_by(2).collect();
        assert!(names.len() >= 10, "only {} names read", names.len());
        for name in names {
            let file = Dist::get(&format!("pictures/{name}.svg"));
            let file = file.unwrap_or_else(|| panic!("{name} is missing: run `make assets`"));
            let svg = String::from_utf8(file.data.into_owned()).unwrap();
            assert!(svg.starts_with("<svg ") && svg.contains("MIT licence"), "{name}");
        }
    }

    #[test]
    fn no_file_names_another_origin_to_fetch() {
        for name in Dist::iter().filter(|n| n.ends_with(".css") || n.ends_with(".js")) {
            let file = Dist::get(&name).unwrap();
            let text = String::from_utf8(file.data.into_owned()).unwrap();
            for fetch in
                ["url(http", "url(\"http", "url(//", "@import", "from\"http", "import(\"http", "fetch(\"http"]
            {
                assert!(!text.contains(fetch), "{name} holds {fetch}");
            }
        }
    }
}
