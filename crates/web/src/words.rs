//! Dates and times as pages say them: London's, 24-hour, the day by its name.

use jiff::civil::Date;
use std::borrow::Borrow;
use vocab::Instant;

/// A count, whatever its width; templates hand over references.
pub trait Count {
    /// As wide as counts get.
    fn wide(self) -> u64;
}

macro_rules! counts {
    ($($kind:ty),+) => {$(
        impl Count for $kind {
            fn wide(self) -> u64 {
                u64::try_from(self).unwrap_or(u64::MAX)
            }
        }

        impl Count for &$kind {
            fn wide(self) -> u64 {
                (*self).wide()
            }
        }
    )+};
}
counts!(u32, u64, usize);

/// `Thu 12 Nov`.
#[must_use]
pub fn day(date: impl Borrow<Date>) -> String {
    date.borrow().strftime("%a %-d %b").to_string()
}

/// The same; `12 Nov 2024` where it is so long ago, or so far, that the year would be guessed.
#[must_use]
pub fn day_near(date: impl Borrow<Date>, today: Date) -> String {
    const NEAR_DAYS: i32 = 270;
    let is_near = (*date.borrow() - today).get_days().abs() < NEAR_DAYS;
    if is_near { day(date) } else { date_long(date) }
}

/// `12 Nov 2026`, for what is looked at long after.
#[must_use]
pub fn date_long(date: impl Borrow<Date>) -> String {
    date.borrow().strftime("%-d %b %Y").to_string()
}

/// `3 Sep`, and `3 Sep 2024` when it is of another year.
#[must_use]
pub fn date_near(date: impl Borrow<Date>, now: impl Borrow<Instant>) -> String {
    let (date, now) = (*date.borrow(), *now.borrow());
    if date.year() == now.london_date().year() {
        date.strftime("%-d %b").to_string()
    } else {
        date_long(date)
    }
}

/// `Thu 12 Nov, 07:41`.
#[must_use]
pub fn day_hm(at: Instant) -> String {
    format!("{}, {}", day(at.london_date()), at.london_hm())
}

/// `07:41` when it is of the same London day as `now`, and with its day when not: a bare time of yesterday lies.
#[must_use]
pub fn when(at: Instant, now: Instant) -> String {
    if at.london_date() == now.london_date() { at.london_hm() } else { day_hm(at) }
}

/// `07:41:04.2`, for traces.
#[must_use]
pub fn exact(at: impl Borrow<Instant>) -> String {
    at.borrow().london().strftime("%-d %b %H:%M:%S%.1f").to_string()
}

/// `40 s`, `5 minutes`, `3 hours`, `2 days`: how long, in words that nobody must convert.
#[must_use]
pub fn span(seconds: impl Borrow<i64>) -> String {
    let counted = |n: i64, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    match (*seconds.borrow()).max(0) {
        s @ 0..=89 => format!("{s} s"),
        s @ 90..=5_399 => counted((s + 30) / 60, "minute"),
        s @ 5_400..=172_799 => counted((s + 1_800) / 3_600, "hour"),
        s => counted((s + 43_200) / 86_400, "day"),
    }
}

/// `1 row`, `2 rows`.
#[must_use]
pub fn count(n: impl Count, one: &str, many: &str) -> String {
    match n.wide() {
        1 => format!("1 {one}"),
        n => format!("{} {many}", grouped(n)),
    }
}

/// `1,204,771`.
#[must_use]
pub fn grouped(n: impl Count) -> String {
    let digits = n.wide().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The first letter large: domain words are small, headings are not.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A word of machines as people read it: `other-prison` is `Other prison`.
#[must_use]
pub fn spoken(word: &str) -> String {
    capital(&word.replace('-', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_spans_read_as_people_say_them() {
        assert_eq!(grouped(1_204_771_u64), "1,204,771");
        assert_eq!(grouped(12_usize), "12");
        assert_eq!(span(1), "1 s");
        assert_eq!(span(300), "5 minutes");
        assert_eq!(span(7_200), "2 hours");
        assert_eq!(count(1_usize, "row", "rows"), "1 row");
        assert_eq!(count(2_000_u64, "row", "rows"), "2,000 rows");
    }

    #[test]
    fn a_time_of_another_day_carries_its_day() {
        let at = Instant::parse_zoned("2026-11-11T23:50:00Z").unwrap();
        let now = Instant::parse_zoned("2026-11-12T00:10:00Z").unwrap();
        assert_eq!(when(at, now), "Wed 11 Nov, 23:50");
        assert_eq!(when(now, now), "00:10");
    }
}
