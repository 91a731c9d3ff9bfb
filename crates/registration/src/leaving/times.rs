//! From which day before a release what is done, each with where it is published.

use crate::stay::Threshold;

/// The days of a leaving, as published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// From so many days before a likely release: which GP, RECONNECT.
    pub plan: Threshold,
    /// From so many days before: the practice's letter, and the person's own copy of it.
    pub letter: Threshold,
    /// The letter is with the practice so many days before: it takes that long to register somebody.
    pub letter_by: Threshold,
    /// Medicines to take out last so many days at least, or a prescription is given.
    pub medicines: Threshold,
    /// Whoever may be released from any court has this ready by so many days after reception.
    pub ready: Threshold,
    /// Somebody who left may be referred to RECONNECT for so many days.
    pub reconnect_after: Threshold,
}

impl Default for Times {
    fn default() -> Self {
        let of = |days, source: &str| Threshold { days, source: source.to_owned() };
        Self {
            plan: of(84, "RECONNECT, NHS England: release planning for up to 12 weeks before release"),
            letter: of(
                28,
                "GMS contract 2017/18: a practice registers somebody up to one month before release",
            ),
            letter_by: of(14, "PCSE: a registration usually takes 3 and up to 10 working days"),
            medicines: of(7, "NICE NG57: at least 7 days of medicines, or an FP10, at short notice too"),
            ready: of(7, "NICE NG57: the second health assessment, within 7 days of the first"),
            reconnect_after: of(28, "RECONNECT services take referrals up to 28 days after release"),
        }
    }
}
