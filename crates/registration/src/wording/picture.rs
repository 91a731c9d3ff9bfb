//! The picture beside a sentence: names of healthicons' filled set, and of our own in its style (`own/`), which
//! `scripts/assets` lays out for the screens.
//!
//! One style: filled, since its heavy shapes stay readable in black and white and in small print. A picture stands
//! only where it is understood without the sentence. No tick, cross, thumb or face: they would speak for an answer.

use super::{Check, SITUATIONS, Situation};

/// The picture of a sentence, by its key: each has one.
#[must_use]
pub fn picture(key: &str, situation: Situation) -> Option<&'static str> {
    match key {
        "s-gp" => Some("devices/stethoscope"),
        "s-choose" => Some("own/signpost"),
        "s-care" => Some("people/nurse"),
        "s-yes" => Some("people/doctor"),
        "s-list" if situation == Situation::HasNone => Some("own/empty_list"),
        "s-list" => Some("own/off_the_list"),
        "s-notes" => Some("specialties/medical_records"),
        "s-nhs" => Some("places/hospital"),
        "s-home" => Some("places/home_alt"),
        // A surgery outside is untrue of who has none: they are seen here.
        "s-no" if situation == Situation::HasNone => Some("people/health_worker"),
        "s-no" => Some("places/ambulatory_clinic"),
        "s-summary" => Some("symbols/medical_search"),
        "s-cancer" => Some("own/letter"),
        "s-mind" => Some("own/turn_back"),
        "s-move" => Some("people/travel_alt"),
        "s-officers" => Some("symbols/ui_secure"),
        "s-address" => Some("symbols/geo_location"),
        _ => None,
    }
}

/// The picture of a check for illness.
#[must_use]
pub fn check_picture(check: Check) -> Option<&'static str> {
    match check {
        Check::Bowel => Some("body/colon"),
        Check::Breast => Some("body/breasts"),
        Check::Cervical => Some("body/female_reproductive_system"),
        Check::Aaa => None,
        Check::DiabeticEye => Some("body/eye"),
    }
}

/// Every picture that is named, once each, in the order of the alphabet.
#[must_use]
pub fn used() -> Vec<&'static str> {
    let sentences = super::messages::SENTENCES
        .iter()
        .flat_map(|message| SITUATIONS.into_iter().filter_map(|situation| picture(message.stem, situation)));
    let mut all: Vec<_> = sentences.chain(Check::ALL.iter().copied().filter_map(check_picture)).collect();
    all.sort_unstable();
    all.dedup();
    all
}
