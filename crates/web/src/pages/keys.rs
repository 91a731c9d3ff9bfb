//! The list of keys.

use super::Answer;
use crate::answer::Page;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::At;
use askama::Template;
use axum::response::IntoResponse;
use vocab::crossing::Role;

/// The page.
#[derive(Template)]
#[template(path = "pages/keys.html")]
pub struct KeysPage {
    frame: Frame,
}

impl KeysPage {
    fn new(frame: Frame) -> Self {
        Self { frame: frame.at("/keys").printed("For the wall beside the screen.") }
    }
}

/// `GET /keys`.
pub async fn open(at: At) -> Answer {
    Ok(Page::ok(KeysPage::new(at.frame())).into_response())
}

impl Sample for KeysPage {
    fn samples(show: &mut Showing<'_>) {
        show.page("keys", Role::Officer, &Self::new(show.frame(Role::Officer)));
    }
}
