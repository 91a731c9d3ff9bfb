//! Whether words are ours, and whether anybody who speaks the language has checked them.
//!
//! A text may be checked for everybody, in its own file, or for one prison, in its configuration, by its hash: other
//! words under the same name are drafts again.

use crate::rules::{RegistrationRules, Rules};
use jiff::civil::Date;
use registration::recording::WordingIs;
use registration::wording::{Language, SITUATIONS, Status, Wording, WordingHash, Wordings};
use std::collections::BTreeSet;
use std::sync::OnceLock;
use vocab::place::PrisonCode;
use vocab::registration::{Said, Shown};

/// The wordings that ride in the binary. They were read whole when the tests ran: without them nothing is shown and
/// nothing that names one is recorded.
#[must_use]
pub fn wordings() -> Option<&'static Wordings> {
    static READ: OnceLock<Option<Wordings>> = OnceLock::new();
    READ.get_or_init(|| Wordings::built_in().ok()).as_ref()
}

/// Where and when words were shown.
#[derive(Clone, Copy)]
pub(in crate::disclose) struct Place<'r> {
    rules: Option<&'r RegistrationRules>,
    on: Date,
}

impl<'r> Place<'r> {
    /// A prison, on a day.
    pub(in crate::disclose) fn new(rules: &'r Rules, prison: Option<PrisonCode>, on: Date) -> Self {
        let rules = prison.and_then(|prison| rules.prison(prison)).map(|rules| &rules.registration);
        Self { rules, on }
    }

    fn is_draft(self, wording: &Wording) -> bool {
        let checked = self.rules.and_then(|rules| rules.checked_words.get(&wording.hash));
        wording.status == Status::Draft && checked.is_none_or(|checked| checked.on > self.on)
    }
}

/// Languages of which some words were checked by nobody.
pub(super) fn drafts(place: Place<'_>) -> BTreeSet<Language> {
    let Some(all) = wordings() else { return Language::ALL.into_iter().collect() };
    let is_draft = |language: &Language| {
        SITUATIONS.into_iter().any(|situation| place.is_draft(all.get(*language, situation)))
    };
    Language::ALL.into_iter().filter(is_draft).collect()
}

/// The same of a prison's rules alone, for whoever looks after a configuration.
#[must_use]
pub fn drafts_of(rules: &RegistrationRules, today: Date) -> BTreeSet<Language> {
    drafts(Place { rules: Some(rules), on: today })
}

/// What the wording is that a line names. A line that names none needs none.
pub(super) fn wording_of(said: &Said, place: Place<'_>) -> WordingIs {
    let shown = match said {
        Said::Talk(talk) => &talk.shown,
        Said::Check { shown, .. } | Said::Tell { shown, .. } => shown,
        _ => return WordingIs::Checked,
    };
    is_ours(shown, place)
}

/// What the wording was on a day that has this hash, in the language and for the situation that it is said to be for.
pub(in crate::disclose) fn is_ours(shown: &Shown, place: Place<'_>) -> WordingIs {
    found(shown, place).unwrap_or(WordingIs::NotOurs)
}

fn found(shown: &Shown, place: Place<'_>) -> Option<WordingIs> {
    let hash: WordingHash = shown.hash.parse().ok()?;
    let text = wordings()?.by_hash(&hash)?;
    let language = Language::of_tag(&shown.language)?;
    if (text.language, text.situation) != (language, shown.situation) {
        return None;
    }
    let now = wordings()?.get(language, shown.situation);
    // A kept wording was checked: that is why it is kept.
    let draft = now.hash == hash && place.is_draft(now);
    Some(if draft { WordingIs::Draft } else { WordingIs::Checked })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::WordsChecked;
    use jiff::civil::date;
    use vocab::registration::Situation;

    #[test]
    fn words_count_from_the_day_on_which_somebody_has_checked_these_very_words_for_the_prison() {
        let wording = wordings().unwrap().get(Language::Serbian, Situation::HasGp);
        let shown = |hash: &WordingHash, situation| Shown {
            language: "sr".to_owned(),
            situation,
            version: wording.version.to_string(),
            hash: hash.to_string(),
        };
        let checked = WordsChecked { by: "M. Petrović, NRPSI 10442".to_owned(), on: date(2026, 11, 2) };
        let rules = RegistrationRules {
            checked_words: [(wording.hash.clone(), checked)].into(),
            ..RegistrationRules::default()
        };
        let is = |rules, on, situation| is_ours(&shown(&wording.hash, situation), Place { rules, on });
        assert_eq!(is(Some(&rules), date(2026, 11, 2), Situation::HasGp), WordingIs::Checked);
        assert_eq!(is(Some(&rules), date(2026, 11, 1), Situation::HasGp), WordingIs::Draft, "not yet");
        assert_eq!(is(None, date(2026, 11, 2), Situation::HasGp), WordingIs::Draft, "nor elsewhere");
        // Under another situation's name they are no words of ours.
        assert_eq!(is(Some(&rules), date(2026, 11, 2), Situation::HasNone), WordingIs::NotOurs);
        // One situation is one text: a language is a draft as long as any of its words is.
        let place = Place { rules: Some(&rules), on: date(2026, 11, 2) };
        assert!(drafts(place).contains(&Language::Serbian));
        assert!(wordings().unwrap().get(Language::Serbian, Situation::HasNone).status == Status::Draft);
    }
}
