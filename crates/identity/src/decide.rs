//! What evidence is worth. Two ways out of three lead to a person.

use vocab::crossing::{Comparison, Decider, Evidence, IdentityLink, LinkState};

/// What may be done with two records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everything that the rule asks for is there.
    LinksByRule,
    /// A person decides.
    Proposed {
        /// What kept the rule from deciding; never empty.
        why: Vec<Reason>,
    },
    /// Nothing worth asking a person about.
    No,
}

/// What keeps the rule from linking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// One side is linked elsewhere already.
    AlreadyLinked,
    /// Others known share family name and date of birth: a twin, an alias, a namesake.
    OthersAlike,
    /// The care record carries another prison number.
    NumberDiffers,
    /// The care record carries no prison number.
    NumberMissing,
    /// Family names differ.
    FamilyDiffers,
    /// A family name is missing.
    FamilyMissing,
    /// Given names differ, in full.
    GivenDiffers,
    /// Given names are missing.
    GivenMissing,
    /// Dates of birth differ.
    BornDiffers,
    /// A date of birth is missing.
    BornMissing,
}

/// Decides on evidence (hazard H01, scenario S03).
///
/// A link by rule needs the number, the family name, the full given names and the date of birth, nobody else
/// alike, and neither side linked. What carries the number, or agrees on family name and date of birth, is
/// proposed. The rest is nothing.
#[must_use]
pub fn decide(evidence: &Evidence) -> Verdict {
    let carries = evidence.prison_number == Comparison::Same;
    let alike = evidence.family == Comparison::Same && evidence.born == Comparison::Same;
    if !carries && !alike {
        return Verdict::No;
    }
    let why = reasons(evidence);
    if why.is_empty() { Verdict::LinksByRule } else { Verdict::Proposed { why } }
}

/// Everything that keeps the rule from linking, the gravest first. Each line of the evidence must be [`Same`] to
/// pass: what is added to the evidence later and forgotten here would not compile.
///
/// [`Same`]: Comparison::Same
fn reasons(evidence: &Evidence) -> Vec<Reason> {
    let Evidence { prison_number, family, given, born, others_alike, already_linked } = *evidence;
    let line = |comparison, differs, missing| match comparison {
        Comparison::Same => None,
        Comparison::Differs => Some(differs),
        Comparison::Missing => Some(missing),
    };
    [
        already_linked.then_some(Reason::AlreadyLinked),
        (others_alike > 0).then_some(Reason::OthersAlike),
        line(prison_number, Reason::NumberDiffers, Reason::NumberMissing),
        line(family, Reason::FamilyDiffers, Reason::FamilyMissing),
        line(given, Reason::GivenDiffers, Reason::GivenMissing),
        line(born, Reason::BornDiffers, Reason::BornMissing),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether a link that stands may go on standing, now that `others_alike` others share family name and date of
/// birth. What a person confirmed stays: that person saw more than the rule does.
#[must_use]
pub const fn still_sole_candidate(decided_by: &Decider, others_alike: u32) -> bool {
    match decided_by {
        Decider::Rule => others_alike == 0,
        Decider::Person { .. } => true,
    }
}

/// The state of a link after somebody alike has come, or gone: twins arriving late make a link by rule doubtful.
/// It never comes back out of doubt by itself.
#[must_use]
pub const fn on_arrival(link: &IdentityLink, others_alike: u32) -> LinkState {
    match link.state {
        LinkState::Confirmed if !still_sole_candidate(&link.decided_by, others_alike) => LinkState::InDoubt,
        state => state,
    }
}

/// Whether confirming asks a second person: one side is linked elsewhere already.
#[must_use]
pub const fn confirm_needs_second(evidence: &Evidence) -> bool {
    evidence.already_linked
}
