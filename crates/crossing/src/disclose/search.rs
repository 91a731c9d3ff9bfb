//! What every search gives: an exact total, one page, and, to whoever is entitled to risk, words that an empty page is
//! no "none".

use super::{Ages, Colour, Desk};
use serde::Serialize;
use std::sync::Arc;
use vocab::Instant;
use vocab::crossing::LinkState;
use vocab::prison::Aspect;

/// A page holds at most so many entries, whatever was asked: a screen and a bundle stay readable.
pub const PAGE_MOST: usize = 200;

/// A search looks through at most so many records before it asks to be narrowed: a whole prison, and years of one clinic.
pub(crate) const CANDIDATES_MAX: usize = 50_000;

/// One page of a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// How many there are in all: exactly those that may be seen.
    pub total: u64,
    /// Those of this page.
    pub entries: Vec<T>,
    /// Where the next page begins; none on the last. It holds nothing of a person.
    pub next: Option<String>,
    /// What stands beside the entries, to a role entitled to risk. Never missing there, least of all when nothing was found.
    pub note: Option<SearchNote>,
}

impl<T> Page<T> {
    /// A page of nothing.
    pub(crate) const fn empty(note: Option<SearchNote>) -> Self {
        Self { total: 0, entries: Vec::new(), next: None, note }
    }

    /// The page that begins after `after`, of everything that matched, already in order. Keys must be unique.
    pub(crate) fn cut(
        all: Vec<T>,
        key: impl Fn(&T) -> String,
        after: Option<&str>,
        most: usize,
        note: Option<SearchNote>,
    ) -> super::Result<Self> {
        let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
        let skip = match after {
            None => 0,
            Some(after) => {
                let found = all.iter().position(|entry| key(entry) == after);
                found.map(|n| n + 1).ok_or_else(|| {
                    super::DiscloseError::Asked(
                        "the page before this one has moved on: search again".to_owned(),
                    )
                })?
            }
        };
        let most = most.min(PAGE_MOST);
        let more = all.len() > skip + most;
        let entries: Vec<T> = all.into_iter().skip(skip).take(most).collect();
        let next = entries.last().filter(|_| more).map(&key);
        Ok(Self { total, entries, next, note })
    }
}

/// A further condition that a face puts to what has been ruled on, before anything is counted.
///
/// It sees the view and nothing else: what is withheld cannot be searched for.
pub struct Also<V>(Option<Arc<Holding<V>>>);

type Holding<V> = dyn Fn(&V) -> bool + Send + Sync;

impl<V> Also<V> {
    /// Only those for which `holds`.
    #[must_use]
    pub fn only(holds: impl Fn(&V) -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(holds)))
    }

    pub(crate) fn holds(&self, view: &V) -> bool {
        self.0.as_ref().is_none_or(|holds| holds(view))
    }
}

impl<V> Default for Also<V> {
    fn default() -> Self {
        Self(None)
    }
}

impl<V> Clone for Also<V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<V> std::fmt::Debug for Also<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Also(…)" } else { "Also" })
    }
}

/// How views are ordered, where the default order is not wanted.
pub struct Order<V>(Option<Arc<Comparing<V>>>);

type Comparing<V> = dyn Fn(&V, &V) -> std::cmp::Ordering + Send + Sync;

impl<V> Order<V> {
    /// By this comparison; equal ones keep the default order.
    #[must_use]
    pub fn by(compare: impl Fn(&V, &V) -> std::cmp::Ordering + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(compare)))
    }

    pub(crate) fn sort(&self, views: &mut [V]) {
        if let Some(compare) = &self.0 {
            views.sort_by(|a, b| compare(a, b));
        }
    }
}

impl<V> Default for Order<V> {
    fn default() -> Self {
        Self(None)
    }
}

impl<V> Clone for Order<V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<V> std::fmt::Debug for Order<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Order(…)" } else { "Order" })
    }
}

/// What an answer about somebody's risks says besides: linked or not, checked when, how far behind, and that other risks
/// may exist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchNote {
    /// All of it, as sentences.
    pub words: String,
    /// The word of the link: `confirmed`, `in-doubt`, `none`; `several` for more than one person.
    pub link: &'static str,
    /// The oldest checking of what is told; none when something was never read.
    pub checked: Option<Instant>,
    /// When the route was last heard.
    pub heard: Option<Instant>,
    /// News over the route can be so far behind.
    pub lag_seconds: i64,
    /// The worse of the two ages.
    pub colour: Colour,
}

/// Of whom a search told.
pub(crate) struct Told {
    pub(crate) ages: Ages,
    pub(crate) link: Option<LinkState>,
}

impl Desk<'_> {
    /// The note beside a search, to whoever is entitled to risk.
    pub(crate) fn note_beside(&self, told: &[Told]) -> Option<SearchNote> {
        if !self.entitled_to_risk() {
            return None;
        }
        let prison = self.ctx.prison;
        let route = self.told(prison, Aspect::Place);
        let lag_seconds = route.lag_seconds;
        let all = Ages(told.iter().flat_map(|t| t.ages.0.iter().copied()).collect());
        let heard = all.heard().or(route.heard);
        let (link, linked) = match told {
            [] => ("none", "Nobody is known here by what was asked. Treat as unknown."),
            [one] => match one.link {
                Some(LinkState::Confirmed) => ("confirmed", "Linked to a prison record."),
                Some(LinkState::InDoubt) => {
                    ("in-doubt", "Identity being checked: warnings of both records are shown.")
                }
                _ => ("none", "We do not know which prison record is this patient's. Treat as unknown."),
            },
            _ => ("several", "More than one person: each has a link and ages of its own."),
        };
        let unlinked = told.iter().any(|t| t.link.is_none());
        let colour = if told.is_empty() || unlinked { Colour::Never } else { all.colour() };
        let words = format!("{linked} {} Other risks may exist.", self.aged(&all, heard, lag_seconds));
        Some(SearchNote { words, link, checked: all.checked(), heard, lag_seconds, colour })
    }

    /// How old it is, in a sentence or two.
    fn aged(&self, ages: &Ages, heard: Option<Instant>, lag_seconds: i64) -> String {
        let checked = match (ages.0.is_empty(), ages.checked()) {
            (true, _) => String::new(),
            (false, Some(at)) => format!("Checked {}. ", self.when(at)),
            (false, None) => "Never read yet: treat as unknown, ring the wing. ".to_owned(),
        };
        let since = ages.0.iter().filter_map(super::Age::not_known_since).min();
        let red = since
            .map_or_else(String::new, |at| format!("Not known since {}: ring the wing. ", self.when(at)));
        let heard = heard.map_or_else(
            || "The prison has not been heard yet.".to_owned(),
            |at| match self.told(self.ctx.prison, Aspect::Place).colour {
                Colour::Fresh => format!(
                    "Prison last heard {}; over this route news can be {} behind.",
                    self.when(at),
                    spell(lag_seconds)
                ),
                // How far behind it can be holds only while it speaks.
                Colour::Amber | Colour::Red | Colour::Never => {
                    format!("Prison quiet since {}: things may have changed, ring the wing.", self.when(at))
                }
            },
        );
        format!("{checked}{red}{heard}")
    }

    /// A time as people say it: the hour of today, with the date for any other day.
    pub(crate) fn when(&self, at: Instant) -> String {
        spoken(at, self.ctx.now)
    }
}

/// `07:41`, or `11 Nov 07:41` where it is not today's.
pub(crate) fn spoken(at: Instant, now: Instant) -> String {
    let date = at.london_date();
    if date == now.london_date() { at.london_hm() } else { format!("{} {}", day(date), at.london_hm()) }
}

/// `12 Nov`, as lists print it.
pub(crate) fn day(date: jiff::civil::Date) -> String {
    format!("{} {}", date.day(), month(date.month()))
}

/// The same; `12 Nov 2024` where it is so long ago, or so far, that the year would be guessed.
pub(crate) fn day_near(date: jiff::civil::Date, today: jiff::civil::Date) -> String {
    const NEAR_DAYS: i32 = 270;
    let is_near = (date - today).get_days().abs() < NEAR_DAYS;
    if is_near { day(date) } else { format!("{} {}", day(date), date.year()) }
}

/// `Thu 12 Nov`.
pub(crate) fn weekday(date: jiff::civil::Date) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let place = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
    format!("{} {}", DAYS[place], day(date))
}

const fn month(month: i8) -> &'static str {
    match month {
        1 => "Jan",
        2 => "Feb",
        3 => "Mar",
        4 => "Apr",
        5 => "May",
        6 => "Jun",
        7 => "Jul",
        8 => "Aug",
        9 => "Sep",
        10 => "Oct",
        11 => "Nov",
        _ => "Dec",
    }
}

/// `5 minutes`, `40 seconds`, `2 hours`: how far behind, how long waiting.
pub(crate) fn spell(seconds: i64) -> String {
    let (count, unit) = match seconds {
        ..=90 => (seconds, "second"),
        91..=7_199 => (seconds / 60, "minute"),
        7_200..=172_799 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}
