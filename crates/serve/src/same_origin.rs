//! Did a page of ours send this? Asked of every request of a browser that changes something, beside the form token.

use http::{HeaderMap, header};

/// It did not, or does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOurPage {
    /// Another site's page sent it.
    #[error("this was sent by a page of another site: open the page here and try again")]
    OtherSite,
    /// The browser does not say which page sent it.
    #[error("the browser does not say which page sent this: try another browser")]
    NotSaid,
}

/// Whether a page of this host sent a request: by `Sec-Fetch-Site`, which no page can forge, else by `Origin`.
///
/// # Errors
/// [`NotOurPage`].
pub fn check(headers: &HeaderMap) -> Result<(), NotOurPage> {
    let text = |name| headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
    let by_origin = |origin: &str| {
        let host = text(header::HOST).ok_or(NotOurPage::NotSaid)?;
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        if authority.is_some_and(|a| a.eq_ignore_ascii_case(host)) {
            Ok(())
        } else {
            Err(NotOurPage::OtherSite)
        }
    };
    match (text(header::HeaderName::from_static("sec-fetch-site")), text(header::ORIGIN)) {
        (Some("same-origin"), None) => Ok(()),
        // `null` is nobody of ours: our pages are under `Referrer-Policy: same-origin` and say where they are.
        (Some("same-origin"), Some(origin)) => by_origin(origin),
        (Some(_), _) => Err(NotOurPage::OtherSite),
        (None, Some(origin)) => by_origin(origin),
        (None, None) => Err(NotOurPage::NotSaid),
    }
}

#[cfg(test)]
mod tests {
    use super::{NotOurPage, check};
    use http::{HeaderMap, HeaderValue};

    fn asked(said: &[(&'static str, &'static str)]) -> Result<(), NotOurPage> {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("gatelodge.example:8080"));
        for (name, value) in said {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        check(&headers)
    }

    #[test]
    fn only_a_page_of_ours_may_send() {
        let (site, origin) = ("sec-fetch-site", "origin");
        for ours in [
            &[(site, "same-origin")][..],
            &[(site, "same-origin"), (origin, "http://gatelodge.example:8080")],
            &[(origin, "https://GATELODGE.example:8080")],
        ] {
            assert_eq!(asked(ours), Ok(()), "{ours:?}");
        }
        for other in [
            &[(site, "same-origin"), (origin, "null")][..],
            &[(site, "cross-site"), (origin, "null")],
            &[(site, "same-site"), (origin, "http://gatelodge.example:8080")],
            &[(site, "same-origin"), (origin, "http://other.example")],
            &[(origin, "null")],
            &[(origin, "http://gatelodge.example")],
        ] {
            assert_eq!(asked(other), Err(NotOurPage::OtherSite), "{other:?}");
        }
        assert_eq!(asked(&[]), Err(NotOurPage::NotSaid));
    }
}
