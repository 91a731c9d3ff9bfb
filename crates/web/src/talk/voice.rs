//! What can be heard: a recording that somebody put into the language's folder, or else what the machine's voice made
//! beforehand, or nothing.
//!
//! It only looks: nothing is made while a page waits. A recording is found under the name of its words
//! ([`registration::wording::Spoken`]), so that none is played of words that have changed.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use registration::wording::{Language, Spoken};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// What a browser of ten years ago plays, each by its ending. MP3 plays in all of them, and is what we make.
const SOUNDS: [(&str, &str); 3] = [("mp3", "audio/mpeg"), ("m4a", "audio/mp4"), ("ogg", "audio/ogg")];

/// A film plays everywhere as this.
const FILM: (&str, &str) = ("mp4", "video/mp4");

/// Bytes of a file that is served: ten minutes of sound, a minute of film.
const BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Where sounds lie, and whether more are being made.
#[derive(Debug)]
pub struct Voices {
    recorded: PathBuf,
    made: PathBuf,
    /// The language that somebody waits for.
    wanted: Mutex<Option<Language>>,
    making: AtomicBool,
}

/// Something that can be heard or seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// A machine reads it.
    pub computer: bool,
    path: PathBuf,
    kind: &'static str,
}

impl Voices {
    /// Recordings lie in a folder a language below the first, what a machine read below the second.
    #[must_use]
    pub const fn new(recorded: PathBuf, made: PathBuf) -> Self {
        Self { recorded, made, wanted: Mutex::new(None), making: AtomicBool::new(false) }
    }

    /// Where what a machine read lies.
    #[must_use]
    pub fn made(&self) -> &Path {
        &self.made
    }

    /// A conversation begins in a language: it is read out before the others.
    pub fn want(&self, language: Language) {
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = Some(language);
    }

    /// The language that is read out before the others.
    #[must_use]
    pub fn wanted(&self) -> Option<Language> {
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A machine reads out what is missing, or no longer does.
    pub fn making(&self, is: bool) {
        self.making.store(is, Ordering::Relaxed);
    }

    /// Whether a language that has no sound of a text now may have it in a moment: then nobody is told that it has none.
    #[must_use]
    pub fn may_come(&self, language: Language) -> bool {
        language.espeak_voice().is_some() && self.making.load(Ordering::Relaxed)
    }

    /// The sound of a text: a person's voice before a machine's.
    pub async fn sound(&self, language: Language, spoken: &Spoken) -> Option<Sound> {
        for (ending, kind) in SOUNDS {
            if let Some(path) = there(&self.recorded, language, spoken, ending).await {
                return Some(Sound { computer: false, path, kind });
            }
        }
        let (ending, kind) = SOUNDS[0];
        let path = there(&self.made, language, spoken, ending).await?;
        Some(Sound { computer: true, path, kind })
    }

    /// The film of a text in sign language.
    pub async fn film(&self, language: Language, spoken: &Spoken) -> Option<Sound> {
        let path = there(&self.recorded, language, spoken, FILM.0).await?;
        Some(Sound { computer: false, path, kind: FILM.1 })
    }
}

/// Where a sound lies, whether it does or not.
#[must_use]
pub fn place(folder: &Path, language: Language, spoken: &Spoken, ending: &str) -> PathBuf {
    folder.join(language.tag()).join(format!("{}.{ending}", spoken.name()))
}

async fn there(folder: &Path, language: Language, spoken: &Spoken, ending: &str) -> Option<PathBuf> {
    let path = place(folder, language, spoken, ending);
    beside(move || path.is_file().then_some(path)).await?
}

/// Asks the disk beside the work of others: a page never waits on it.
async fn beside<T: Send + 'static>(asks: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(asks).await.ok()
}

/// The bytes of a file that is not too large.
fn whole(path: &Path) -> Option<Vec<u8>> {
    let small = std::fs::metadata(path).is_ok_and(|found| found.len() <= BYTES_MAX);
    small.then(|| std::fs::read(path).ok()).flatten()
}

impl Sound {
    /// Answers a request for it, whole or a piece: an iPad plays nothing of which it cannot ask for a piece.
    pub async fn answer(&self, headers: &HeaderMap) -> Response {
        let path = self.path.clone();
        let whole = beside(move || whole(&path)).await.flatten();
        let Some(whole) = whole else { return StatusCode::NOT_FOUND.into_response() };
        let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
        let (status, piece, range) = match asked.map(|asked| piece(asked, whole.len())) {
            None => (StatusCode::OK, whole, None),
            Some(Some((first, last))) => {
                let range = format!("bytes {first}-{last}/{}", whole.len());
                (StatusCode::PARTIAL_CONTENT, whole[first..=last].to_vec(), Some(range))
            }
            Some(None) => {
                let range = format!("bytes */{}", whole.len());
                (StatusCode::RANGE_NOT_SATISFIABLE, Vec::new(), Some(range))
            }
        };
        let mut out = HeaderMap::new();
        out.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        out.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        if let Some(range) = range.and_then(|range: String| HeaderValue::from_str(&range).ok()) {
            out.insert(header::CONTENT_RANGE, range);
        }
        (status, out, Body::from(piece)).into_response()
    }
}

/// First and last byte of `bytes=first-last`, `bytes=first-` or `bytes=-last`, of a file of so many. Several pieces at
/// once are asked for by nothing that plays sounds.
fn piece(asked: &str, bytes: usize) -> Option<(usize, usize)> {
    let (first, last) = asked.strip_prefix("bytes=")?.split_once('-')?;
    let end = bytes.checked_sub(1)?;
    let (first, last) = match (first.trim(), last.trim()) {
        ("", last) => (bytes.saturating_sub(last.parse().ok()?), end),
        (first, "") => (first.parse().ok()?, end),
        (first, last) => (first.parse().ok()?, last.parse::<usize>().ok()?.min(end)),
    };
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::piece;

    #[test]
    fn a_piece_is_what_was_asked_for_and_never_beyond_the_end() {
        for (asked, is) in [
            ("bytes=0-1", Some((0, 1))),
            ("bytes=0-", Some((0, 99))),
            ("bytes=90-500", Some((90, 99))),
            ("bytes=-10", Some((90, 99))),
            ("bytes=-500", Some((0, 99))),
            ("bytes=100-", None),
            ("bytes=5-4", None),
            ("bytes=-0", None),
            ("bytes=-", None),
            ("bytes=0-1,5-6", None),
            ("lines=0-1", None),
            ("bytes=99999999999999999999-", None),
        ] {
            assert_eq!(piece(asked, 100), is, "{asked}");
        }
        assert_eq!(piece("bytes=0-0", 0), None);
    }
}
