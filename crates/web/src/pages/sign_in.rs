//! Signing in, out, and over to the next person at a shared PC.
//!
//! Outside the demo there is no way in here yet but a page that says so: a site's own sign-in begins a session on the
//! side of [`serve`]. In the demo one press does.

use super::Answer;
use crate::answer::Page;
use crate::fault::{Fault, FaultPage};
use crate::frame::{Frame, first_page};
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted, WebState};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serve::Asker;
use serve::sessions::NoSession;
use vocab::crossing::{Caller, Role};

/// The page to sign in.
#[derive(Template)]
#[template(path = "pages/sign_in.html")]
pub struct SignInPage {
    frame: Frame,
    roles: Vec<Role>,
    locked: bool,
}

fn page(state: &WebState, locked: bool) -> Response {
    let roles = state.demo.as_ref().map(|demo| demo.roles.clone()).unwrap_or_default();
    let frame = Frame::nobody(state.crossing.clock().now());
    Page::ok(SignInPage { frame, roles, locked }).into_response()
}

/// `GET /sign-in`.
pub async fn ask(State(state): State<WebState>) -> Response {
    page(&state, false)
}

/// `GET /locked`.
pub async fn locked(State(state): State<WebState>) -> Response {
    page(&state, true)
}

/// `GET /demo/sign-in/{role}`: only in the demo. It changes something although it is asked for by address: that is
/// what a link printed on a terminal can do, and in the demo there is nobody's session to take.
pub async fn demo(State(state): State<WebState>, headers: HeaderMap, Path(word): Path<String>) -> Answer {
    let now = state.crossing.clock().now();
    let refuse = || FaultPage::new(Fault::NotFound, Frame::nobody(now), None);
    let demo = state.demo.as_ref().ok_or_else(refuse)?;
    let role = Role::parse(&word).filter(|role| demo.roles.contains(role)).ok_or_else(refuse)?;
    let caller = Caller { account: format!("demo.{role}"), role, prison: Some(demo.prison) };
    let asker = Asker { caller, purpose: role.purpose_usual() };
    let (token, _) = state.sessions.switch(&headers, asker);
    let cookie = [(header::SET_COOKIE, state.sessions.cookie(&token))];
    Ok((cookie, Redirect::to(first_page(role))).into_response())
}

/// `GET /`: their work, or the page to sign in.
pub async fn first(State(state): State<WebState>, headers: HeaderMap) -> Redirect {
    match state.sessions.peek(&headers) {
        Ok(session) => Redirect::to(first_page(session.asker.caller.role)),
        Err(NoSession::Locked) => Redirect::to("/locked"),
        Err(_) => Redirect::to("/sign-in"),
    }
}

/// `POST /sign-out`: the next person's turn.
pub async fn sign_out(headers: HeaderMap, Posted { at, .. }: Posted) -> Response {
    leave(&at, &headers, "/sign-in")
}

/// `POST /lock`: the screen is cleared and the session ends.
pub async fn lock(headers: HeaderMap, Posted { at, .. }: Posted) -> Response {
    leave(&at, &headers, "/locked")
}

fn leave(at: &At, headers: &HeaderMap, to: &str) -> Response {
    at.state.sessions.end(headers);
    ([(header::SET_COOKIE, at.state.sessions.cookie_gone())], Redirect::to(to)).into_response()
}

impl Sample for SignInPage {
    fn samples(show: &mut Showing<'_>) {
        let frame = || Frame::nobody(show.now());
        let (demo, locked) = (frame(), frame());
        let site = frame();
        let roles: Vec<Role> = Role::ALL.iter().copied().take(13).collect();
        show.page("demo", Role::Officer, &Self { frame: demo, roles: roles.clone(), locked: false });
        show.page("locked", Role::Officer, &Self { frame: locked, roles, locked: true });
        show.page("site", Role::Officer, &Self { frame: site, roles: Vec::new(), locked: false });
    }
}
