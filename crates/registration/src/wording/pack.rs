//! The words of the leaver's pack, in the person's language. What stands under them is put together by
//! [`crate::leaving::papers`].

use super::catalogue::Catalogue;

/// With whom a next visit is. A closed list: no hospital is on it, since what is printed before somebody is through the
/// gate names neither a time nor a place of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VisitWith {
    /// GP.
    Gp,
    /// The service for drugs and alcohol.
    Substance,
    /// The service for mental health.
    MentalHealth,
    /// Chemist.
    Chemist,
}

impl VisitWith {
    /// All.
    pub const ALL: [Self; 4] = [Self::Gp, Self::Substance, Self::MentalHealth, Self::Chemist];

    const fn id(self) -> &'static str {
        match self {
            Self::Gp => "visit-gp",
            Self::Substance => "visit-substance",
            Self::MentalHealth => "visit-mental",
            Self::Chemist => "visit-chemist",
        }
    }
}

/// Headings and sentences of the pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackWords {
    /// Above it all.
    pub title: String,
    /// That he can join a GP, and needs no proof.
    pub join: String,
    /// Heading: the GP.
    pub gp: String,
    /// Heading: his health in short.
    pub summary: String,
    /// Heading: medicines.
    pub medicines: String,
    /// Heading: whom he sees next.
    pub next: String,
    /// It is not known. Never left out, and never "none".
    pub not_known: String,
    /// Somebody looked, and there is none.
    pub none: String,
    /// The medicines are with him.
    pub with_you: String,
    /// A prescription is with him.
    pub slip: String,
    /// He has none with him and should.
    pub no_medicines: String,
    /// That no hospital's times stand here.
    pub hospital: String,
    /// With whom visits are, in the order of [`VisitWith::ALL`].
    pub visits: [(VisitWith, String); 4],
}

impl PackWords {
    /// With whom a visit is.
    #[must_use]
    pub fn visit(&self, with: VisitWith) -> &str {
        self.visits.iter().find(|(one, _)| *one == with).map_or("", |(_, words)| words)
    }
}

pub(super) fn words(catalogue: &Catalogue) -> PackWords {
    let text = |id: &str| catalogue.text(id);
    PackWords {
        title: text("pack-title"),
        join: text("pack-join"),
        gp: text("pack-gp"),
        summary: text("pack-summary"),
        medicines: text("pack-medicines"),
        next: text("pack-next"),
        not_known: text("pack-not-known"),
        none: text("pack-none"),
        with_you: text("pack-with-you"),
        slip: text("pack-slip"),
        no_medicines: text("pack-no-medicines"),
        hospital: text("pack-hospital"),
        visits: VisitWith::ALL.map(|with| (with, text(with.id()))),
    }
}
