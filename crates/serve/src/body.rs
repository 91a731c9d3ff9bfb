//! Reading a body: at most so large, within so long.

use crate::limits::{BODY_MAX, DISCARD_BYTES_MAX};
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyRefused {
    /// Too large.
    #[error("the body is larger than the {max} bytes that this address takes")]
    TooLarge {
        /// What this address takes.
        max: usize,
    },
    /// It did not arrive in time.
    #[error("the body did not arrive within 20 seconds")]
    TooSlow,
    /// The connection failed on the way, or its framing is wrong.
    #[error("the body ended too soon or is badly framed")]
    Broken,
}

/// Reads a body of at most `max` bytes.
///
/// # Errors
/// [`BodyRefused`]. What is too large is read on for a while and dropped: a sender that is still writing would
/// otherwise see a broken connection, and never why.
pub async fn read(body: Body, max: usize) -> Result<Bytes, BodyRefused> {
    tokio::time::timeout(BODY_MAX, whole(body, max)).await.unwrap_or(Err(BodyRefused::TooSlow))
}

async fn whole(mut body: Body, max: usize) -> Result<Bytes, BodyRefused> {
    let mut seen = 0_usize;
    let mut first: Option<Bytes> = None;
    let mut all = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(chunk) = frame.map_err(|_| BodyRefused::Broken)?.into_data() else { continue };
        seen = seen.saturating_add(chunk.len());
        if seen > max {
            discard(body, seen).await;
            return Err(BodyRefused::TooLarge { max });
        }
        // Most bodies come in one piece: that piece is the body, uncopied.
        match (&first, all.is_empty()) {
            (None, true) => first = Some(chunk),
            (Some(one), true) => {
                all.reserve(one.len() + chunk.len());
                all.extend_from_slice(one);
                all.extend_from_slice(&chunk);
            }
            (_, false) => all.extend_from_slice(&chunk),
        }
    }
    Ok(if all.is_empty() { first.unwrap_or_default() } else { all.freeze() })
}

async fn discard(mut body: Body, mut seen: usize) {
    while seen <= DISCARD_BYTES_MAX {
        let Some(Ok(frame)) = body.frame().await else { return };
        seen = seen.saturating_add(frame.data_ref().map_or(0, Bytes::len));
    }
}
