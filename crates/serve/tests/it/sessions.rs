//! Sessions on a shared computer.

use crate::caller::MORNING;
use http::{HeaderMap, HeaderValue, header};
use serve::same_origin::{self, NotOurPage};
use serve::sessions::NoSession;
use serve::{Asker, Sessions};
use std::sync::Arc;
use vocab::crossing::{Caller, Purpose, Role};
use vocab::time::ManualClock;

pub(crate) fn asker(account: &str) -> Asker {
    let caller = Caller { account: account.into(), role: Role::Clinician, prison: None };
    Asker { caller, purpose: Purpose::DirectCare }
}

/// What the browser sends after it was given a cookie.
pub(crate) fn browser(cookie: &HeaderValue) -> HeaderMap {
    let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
    let mut headers = HeaderMap::new();
    headers.insert(header::COOKIE, format!("theme=dark; {pair}").parse().unwrap());
    headers
}

#[test]
fn a_session_idles_and_ends_by_the_clock() {
    let clock = Arc::new(ManualClock::at(MORNING));
    let sessions = Sessions::new(clock.clone(), false);
    let (token, session) = sessions.begin(asker("amina.khan"));
    let browser = browser(&sessions.cookie(&token));
    assert_eq!(sessions.find(&browser).unwrap(), session);
    // A page that refreshes itself does not keep it alive.
    clock.advance_seconds(14 * 60);
    assert!(sessions.peek(&browser).is_ok());
    clock.advance_seconds(2 * 60);
    assert_eq!(sessions.find(&browser).unwrap_err(), NoSession::Idle);
    assert_eq!(sessions.find(&browser).unwrap_err(), NoSession::Unknown);
}

#[test]
fn use_keeps_a_session_but_not_beyond_a_shift() {
    let clock = Arc::new(ManualClock::at(MORNING));
    let sessions = Sessions::new(clock.clone(), false);
    let (token, _) = sessions.begin(asker("amina.khan"));
    let browser = browser(&sessions.cookie(&token));
    for _ in 0..71 {
        clock.advance_seconds(10 * 60);
        sessions.find(&browser).unwrap();
    }
    clock.advance_seconds(10 * 60);
    assert_eq!(sessions.find(&browser).unwrap_err(), NoSession::Over);
}

#[test]
fn when_another_takes_over_the_first_is_out_at_once() {
    let sessions = Sessions::new(Arc::new(ManualClock::at(MORNING)), false);
    let (first, before) = sessions.begin(asker("amina.khan"));
    let firsts = browser(&sessions.cookie(&first));
    let (second, after) = sessions.switch(&firsts, asker("tom.reed"));
    assert_eq!(sessions.find(&firsts).unwrap_err(), NoSession::Unknown);
    let found = sessions.find(&browser(&sessions.cookie(&second))).unwrap();
    assert_eq!(found.asker.caller.account, "tom.reed");
    assert!(after.form_token.is(after.form_token.text()) && !after.form_token.is(before.form_token.text()));
    assert_eq!(format!("{first:?} {before:?}").matches("(…)").count(), 2);
}

#[test]
fn the_cookie_is_for_this_host_alone_and_of_two_none_counts() {
    let sessions = Sessions::new(Arc::new(ManualClock::at(MORNING)), true);
    let (token, _) = sessions.begin(asker("amina.khan"));
    let cookie = sessions.cookie(&token);
    let text = cookie.to_str().unwrap();
    assert!(text.starts_with("__Host-gatelodge="), "{text}");
    for flag in ["HttpOnly", "SameSite=Strict", "Path=/", "Secure"] {
        assert!(text.contains(flag), "{text}");
    }
    let mut twice = browser(&cookie);
    twice.append(header::COOKIE, HeaderValue::from_static("__Host-gatelodge=planted"));
    assert_eq!(sessions.find(&twice).unwrap_err(), NoSession::None);
    assert_eq!(sessions.find(&HeaderMap::new()).unwrap_err(), NoSession::None);
    sessions.end(&browser(&cookie));
    assert_eq!(sessions.find(&browser(&cookie)).unwrap_err(), NoSession::Unknown);
}

#[test]
fn a_form_of_another_site_is_not_ours() {
    let sent = |pairs: &[(&'static str, &'static str)]| {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("lodge.example:8080"));
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        same_origin::check(&headers)
    };
    assert_eq!(sent(&[("sec-fetch-site", "same-origin")]), Ok(()));
    assert_eq!(sent(&[("origin", "http://lodge.example:8080")]), Ok(()));
    for other in ["cross-site", "same-site", "none"] {
        assert_eq!(sent(&[("sec-fetch-site", other)]), Err(NotOurPage::OtherSite), "{other}");
    }
    for other in ["http://evil.example", "null", "http://lodge.example"] {
        assert_eq!(sent(&[("origin", other)]), Err(NotOurPage::OtherSite), "{other}");
    }
    let both = [("sec-fetch-site", "same-origin"), ("origin", "http://evil.example")];
    assert_eq!(sent(&both), Err(NotOurPage::OtherSite));
    assert_eq!(sent(&[]), Err(NotOurPage::NotSaid));
}
