//! How long somebody is likely to stay. It chooses which guidance is shown beside the question, never the answer.
//!
//! Three thresholds stand beside each other in what is published, and none of them is law for this: they are
//! configuration, each with where it comes from.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use vocab::code::{Coded, LegalStatus};

/// A length, and who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// In days.
    pub days: i32,
    /// Where it is published.
    pub source: String,
}

/// The thresholds of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// Shorter than this nobody need be more than an immediate patient.
    pub passing: Threshold,
    /// Shorter than this a GP outside is best kept.
    pub short: Threshold,
    /// Longer than this a practice outside may ask that somebody be taken off its list.
    pub long: Threshold,
}

impl Default for Thresholds {
    fn default() -> Self {
        let of = |days, source: &str| Threshold { days, source: source.to_owned() };
        Self {
            passing: of(1, "temporary residents: more than 24 hours, at most three months (GMS contract)"),
            short: of(
                91,
                "AAA screening: standard operating procedure, October 2024: under or over three months",
            ),
            long: of(
                730,
                "PCSE, GP Links removals: a patient can stay registered under a sentence of two years",
            ),
        }
    }
}

impl Thresholds {
    /// What is wrong with them, in words; none when they can be used.
    #[must_use]
    pub fn mistake(&self) -> Option<&'static str> {
        let all = [&self.passing, &self.short, &self.long];
        if !(0 < self.passing.days && self.passing.days < self.short.days && self.short.days < self.long.days)
        {
            Some("the days of passing, short and long rise, and the first is a day at least")
        } else if all.iter().any(|one| one.source.trim().is_empty()) {
            Some("each says where it is published: write its source")
        } else {
            None
        }
    }
}

/// What the prison says of the stay.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Legal status.
    pub legal_status: Option<&'a Coded<LegalStatus>>,
    /// The likely day of release.
    pub release: Option<Date>,
    /// Today, in London.
    pub today: Date,
}

/// How long somebody is likely to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likely {
    /// Not tried or not sentenced: may leave by any court's door.
    Remand,
    /// A day or less.
    Passing,
    /// Under three months.
    Short,
    /// Under two years.
    Middle,
    /// Longer.
    Long,
    /// Held for immigration: own guidance, own leaving.
    Immigration,
    /// Nobody says.
    NotKnown,
}

impl Likely {
    /// From what the prison says, under a site's thresholds.
    #[must_use]
    pub fn of(known: &Known<'_>, thresholds: &Thresholds) -> Self {
        match known.legal_status.and_then(Coded::known) {
            Some(LegalStatus::ImmigrationDetainee) => return Self::Immigration,
            Some(LegalStatus::Remand | LegalStatus::ConvictedUnsentenced) => return Self::Remand,
            _ => {}
        }
        // A day that has gone by says nothing: whoever is still here was not released on it.
        let Some(release) = known.release.filter(|release| *release >= known.today) else {
            return Self::NotKnown;
        };
        let days = (release - known.today).get_days();
        if days <= thresholds.passing.days {
            Self::Passing
        } else if days <= thresholds.short.days {
            Self::Short
        } else if days <= thresholds.long.days {
            Self::Middle
        } else {
            Self::Long
        }
    }

    /// What a nurse is told beside the question. It is never shown to the person, and advises nobody to say anything.
    #[must_use]
    pub const fn guidance(self) -> &'static str {
        match self {
            Self::Remand => {
                "May be released from court any day. If they say yes, the GP outside is lost at once: make sure that this was said back."
            }
            Self::Passing | Self::Short => {
                "Likely to leave within three months. Published guidance for screening is then to help keep or find a GP outside."
            }
            Self::Middle => "Likely to stay longer than three months. A GP outside may be kept all the same.",
            Self::Long => {
                "Likely to stay longer than two years. A practice outside may ask for somebody to be taken off its list then: say so."
            }
            Self::Immigration => "Held for immigration: their leaving is another. Use the guidance for that.",
            Self::NotKnown => "How long they will stay is not known. Do not guess it for them.",
        }
    }
}
