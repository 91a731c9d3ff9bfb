//! `/live`: the journal's head as it moves. A number and nothing else: no person is in it, and a page that hears it
//! asks again for itself, through policy and gate book like any other.

use crate::signed::At;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;
use vocab::id::JournalSeq;

/// Not more often than this: a burst of a thousand rows is one thing to a reader.
const PAUSE: Duration = Duration::from_secs(1);

/// A stream ends after so long and the browser asks again: a session that has ended meanwhile is then seen to have.
const STREAM_EVENTS_MAX: u32 = 120;

/// `GET /live`.
pub async fn live(at: At) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let head = at.state.crossing.head();
    let stream = unfold((head, 0), |(mut head, sent)| async move {
        next(&mut head, sent).await.map(|seq| (Ok(event(seq)), (head, sent + 1)))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

async fn next(head: &mut watch::Receiver<JournalSeq>, sent: u32) -> Option<JournalSeq> {
    if sent >= STREAM_EVENTS_MAX {
        return None;
    }
    // The first is told at once; the rest when it has moved, and a pause after the one before.
    if sent > 0 {
        tokio::time::sleep(PAUSE).await;
        head.changed().await.ok()?;
    }
    Some(*head.borrow_and_update())
}

fn event(seq: JournalSeq) -> Event {
    Event::default().event("head").data(seq.0.to_string())
}
