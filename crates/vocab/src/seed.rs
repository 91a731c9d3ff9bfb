//! Randomness as a value: each row of the journal carries one seed, and every id that deciding it makes comes from
//! that seed, so that a replay makes the same ones.

use crate::time::Instant;
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

/// Sixty-four random bits, drawn once for each input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(pub u64);

impl Seed {
    /// The `n`th id that an input at `at` makes: version 7, ordered by time.
    #[must_use]
    pub fn id(self, at: Instant, n: u32) -> Uuid {
        let (high, low) = (self.draw(u64::from(n) * 2), self.draw(u64::from(n) * 2 + 1));
        let mut random = [0u8; 10];
        random[..2].copy_from_slice(&high.to_be_bytes()[..2]);
        random[2..].copy_from_slice(&low.to_be_bytes());
        Builder::from_unix_timestamp_millis(u64::try_from(at.millis()).unwrap_or(0), &random).into_uuid()
    }

    /// The `n`th number of the stream that this seed starts (`SplitMix64`: every seed gives a full-period stream).
    #[must_use]
    pub const fn draw(self, n: u64) -> u64 {
        let mut z = self.0.wrapping_add((n.wrapping_add(1)).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// A source of seeds: the system's own in service, a counted stream in tests and simulations.
pub trait Rng: Send + Sync {
    /// The next seed.
    fn seed(&self) -> Seed;
}

/// Seeds in a stream that one number starts. For tests, the simulator and the demo: never for secrets.
#[derive(Debug)]
pub struct SeedStream {
    start: Seed,
    next: std::sync::atomic::AtomicU64,
}

impl SeedStream {
    /// A stream from a number.
    #[must_use]
    pub const fn new(start: u64) -> Self {
        Self { start: Seed(start), next: std::sync::atomic::AtomicU64::new(0) }
    }
}

impl Rng for SeedStream {
    fn seed(&self) -> Seed {
        Seed(self.start.draw(self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_ids_and_another_makes_others() {
        let at = Instant::from_micros(1_790_000_000_000_000);
        assert_eq!(Seed(7).id(at, 0), Seed(7).id(at, 0));
        assert_ne!(Seed(7).id(at, 0), Seed(7).id(at, 1));
        assert_ne!(Seed(7).id(at, 0), Seed(8).id(at, 0));
        assert_eq!(Seed(7).id(at, 0).get_version_num(), 7);
    }
}
