//! Checks for illness, asked apart: what the page says of each, and what may be pressed.

use super::{ChoicePage, answer_words, wordings};
use crossing::disclose::checks::CheckView;
use registration::screening::named;
use registration::wording::{Language, Wording};
use vocab::registration::{Answer as Said, Check};

impl ChoicePage<'_> {
    fn english(&self) -> Option<&'static Wording> {
        wordings().map(|all| all.get(Language::English, self.view.situation))
    }

    /// What is asked of every check, in English.
    pub(super) fn screening_question(&self) -> &'static str {
        self.english().map_or("", |wording| wording.screening.question.as_str())
    }

    /// What a check is, in English, as the patient is told.
    pub(super) fn check_text(&self, check: Check) -> &'static str {
        let all = self.english().map_or(&[][..], |wording| wording.screening.checks.as_slice());
        all.iter().find(|text| text.check == check).map_or("", |text| text.text.as_str())
    }

    /// Whether there is a check to ask about.
    pub(super) fn has_checks(&self) -> bool {
        self.view.checks.iter().flat_map(|view| &view.checks).any(|check| !check.not_for_them)
    }

    /// What was last said of a check.
    pub(super) fn check_said(&self, of: &CheckView) -> String {
        let said = match (of.not_for_them, of.answer) {
            (true, _) => "Not for them",
            (false, Some(answer)) => answer_words(answer),
            (false, None) => return "Not asked yet".to_owned(),
        };
        of.at.map_or_else(|| said.to_owned(), |at| format!("{said}, {}", self.frame.when(&at)))
    }

    /// The language in which it is asked: as typed, or as the patient was last spoken to.
    pub(super) fn is_check_language(&self, tag: &str) -> bool {
        let typed = self.typed.get("form") == Some("check");
        let last = self.view.last.as_ref().is_some_and(|last| last.language == tag);
        if typed { self.is("check", "language", tag) } else { last }
    }

    /// Checks of other ages, in words.
    pub(super) fn other_checks(others: &[Check]) -> String {
        others.iter().map(|check| named(*check)).collect::<Vec<_>>().join(", ")
    }

    pub(super) const fn check_answers() -> [(Said, &'static str); 3] {
        [(Said::Yes, "Yes"), (Said::No, "No"), (Said::NotNow, "Not now")]
    }
}
