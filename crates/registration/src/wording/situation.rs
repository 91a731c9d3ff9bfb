//! What is known of the person's GP outside, as the texts have it.

pub use vocab::registration::Situation;

/// Every situation, in the order of the files.
pub const SITUATIONS: [Situation; 3] = [Situation::HasGp, Situation::HasNone, Situation::NotKnown];

/// The end of a message's id, where a message has one text a situation.
#[must_use]
pub const fn suffix(situation: Situation) -> &'static str {
    match situation {
        Situation::HasGp => "has",
        Situation::HasNone => "none",
        Situation::NotKnown => "unknown",
    }
}
