//! A release day moves. What counts is how it stands at the end of each day: moved ten times in one, it moved once.

use jiff::civil::Date;
use vocab::Instant;

/// The likely day of release, as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    /// The day, in London; none where it was taken away.
    pub day: Option<Date>,
    /// The day on which this was first told, and stood from then on: nothing is late before it could be known.
    pub told: Date,
}

/// What became of a release day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dates {
    /// As it stands; none where nothing was ever told.
    pub release: Option<Release>,
    /// On how many days it became another, came or went; the first telling is none of them.
    pub moved: u32,
}

impl Dates {
    /// From everything that was told, in any order: each with when we learned it. Of two at one moment the later one
    /// in the list counts.
    #[must_use]
    pub fn of(told: &[(Instant, Option<Date>)]) -> Self {
        let mut told: Vec<_> = told.to_vec();
        told.sort_by_key(|(at, _)| *at);
        let mut ends: Vec<Release> = Vec::new();
        for (at, day) in told {
            let told = at.london_date();
            match ends.last_mut().filter(|last| last.told == told) {
                Some(last) => last.day = day,
                None => ends.push(Release { day, told }),
            }
        }
        ends.dedup_by(|later, earlier| later.day == earlier.day);
        let moved = u32::try_from(ends.len().saturating_sub(1)).unwrap_or(u32::MAX);
        Self { release: ends.pop(), moved }
    }
}
