//! `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).

use vocab::Instant;

/// An hour: what asks for longer is a mistake, or is asked again.
const SECONDS_MAX: u32 = 3_600;

/// The seconds that a header asks for.
pub(super) fn seconds(text: &str, now: Instant) -> Option<u32> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(u32::try_from(seconds).unwrap_or(u32::MAX).min(SECONDS_MAX));
    }
    let at = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    let seconds = Instant::from_timestamp(at).seconds_since(now).clamp(0, i64::from(SECONDS_MAX));
    u32::try_from(seconds).ok()
}
