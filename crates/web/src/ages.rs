//! How old things are, in the line under the header. Two ages are said, the worse one colours it, and the colour has
//! words.

use crate::words::{span, when};
use crossing::Telephones;
use crossing::disclose::route_line::RouteLine;
use crossing::disclose::{Ages, Colour};
use vocab::Instant;

/// The line under the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgesLine {
    /// The colour.
    pub colour: Colour,
    /// The word of the colour.
    pub word: &'static str,
    /// The tag's colour in the design system.
    pub tag: &'static str,
    /// What it says.
    pub words: String,
}

/// The word of a colour, and the design system's colour for it.
#[must_use]
pub const fn colour_words(colour: Colour) -> (&'static str, &'static str) {
    match colour {
        Colour::Fresh => ("Up to date", "green"),
        Colour::Amber => ("Getting old", "yellow"),
        Colour::Red => ("Not known", "red"),
        Colour::Never => ("Never read", "red"),
    }
}

/// Whom to ring, with the fall-back for the night.
#[must_use]
pub fn ring_the_wing(telephones: Option<&Telephones>) -> String {
    telephones.map_or_else(
        || "Ring the wing.".to_owned(),
        |t| format!("Ring the wing, {} (nights: {}).", t.wing, t.night),
    )
}

impl AgesLine {
    /// Of the prison's route.
    #[must_use]
    pub fn of_route(route: &RouteLine) -> Self {
        let (word, tag) = colour_words(route.colour);
        Self { colour: route.colour, word, tag, words: route.words.clone() }
    }

    /// The same above an answer about people: what was last checked longer ago than the route was heard colours it.
    /// An answer about nobody leaves it as it is.
    #[must_use]
    pub fn above(self, ages: &Ages, now: Instant) -> Self {
        if ages.0.is_empty() || ages.colour() <= self.colour {
            return self;
        }
        let colour = ages.colour();
        let (word, tag) = colour_words(colour);
        let oldest = match ages.checked() {
            Some(at) => format!("Something on this page was last checked {}.", when(at, now)),
            None => "Something on this page was never checked.".to_owned(),
        };
        Self { colour, word, tag, words: format!("{} {oldest}", self.words) }
    }
}

/// `checked 07:41, can be 5 minutes behind`, for the head of a person. How far behind it can be holds only while the
/// route speaks.
#[must_use]
pub fn checked(ages: &Ages, now: Instant) -> String {
    ages.checked().map_or_else(
        || "never checked".to_owned(),
        |at| {
            let checked = format!("checked {}", when(at, now));
            match ages.colour() {
                Colour::Fresh => format!("{checked}, can be {} behind", span(ages.lag_seconds())),
                Colour::Amber | Colour::Red | Colour::Never => match ages.changed_since() {
                    Some(since) => format!("{checked}, changed {}, not yet re-read", when(since, now)),
                    None => checked,
                },
            }
        },
    )
}
