//! A question to policy: a few words and a few booleans, so few that every answer can be remembered.

use crate::kind::{Direction, Kind};
use vocab::crossing::{LinkState, Purpose, Role};

/// May this kind cross, this way, to this role, for this purpose, as things stand? Never an id, a name or a time.
///
/// [`Question::new`] starts closed: each circumstance that opens something is said, or it is not so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Question {
    /// Who asks.
    pub role: Role,
    /// For what.
    pub purpose: Purpose,
    /// About which kind of thing.
    pub kind: Kind,
    /// Which way it goes.
    pub direction: Direction,
    /// The person or patient is in the care of the caller's own prison: as settled, so that a departure which was
    /// only reported hides nobody.
    pub own_prison: bool,
    /// A confirmed link stands.
    pub linked: bool,
    /// A link stands that was shaken.
    pub in_doubt: bool,
    /// Either side asked that few should open this record.
    pub restricted: bool,
    /// What was reported has settled.
    pub settled: bool,
    /// Asked through the door "prison record only, not attached to any health record".
    pub by_prison_number: bool,
}

impl Question {
    /// A question with every circumstance closed: another prison's, not linked, restricted, not settled.
    #[must_use]
    pub const fn new(role: Role, purpose: Purpose, kind: Kind) -> Self {
        Self {
            role,
            purpose,
            kind,
            direction: kind.direction(),
            own_prison: false,
            linked: false,
            in_doubt: false,
            restricted: true,
            settled: false,
            by_prison_number: false,
        }
    }

    /// A question as it usually is: own prison, linked, settled, unrestricted. For tables, and to ask what a role is
    /// entitled to at all; never to let out something of somebody.
    #[must_use]
    pub const fn usual(role: Role, purpose: Purpose, kind: Kind) -> Self {
        Self {
            own_prison: true,
            linked: true,
            restricted: false,
            settled: true,
            ..Self::new(role, purpose, kind)
        }
    }

    /// The same circumstances, about another kind, going its usual way.
    #[must_use]
    pub const fn about(self, kind: Kind) -> Self {
        Self { kind, direction: kind.direction(), ..self }
    }

    /// As the state of a link has it; none when there is no link.
    #[must_use]
    pub const fn with_link(self, link: Option<LinkState>) -> Self {
        Self {
            linked: matches!(link, Some(LinkState::Confirmed)),
            in_doubt: matches!(link, Some(LinkState::InDoubt)),
            ..self
        }
    }

    /// How many sets of circumstances there are.
    pub(crate) const CIRCUMSTANCES: usize = 1 << 6;

    /// The number of the circumstances, below [`Self::CIRCUMSTANCES`].
    pub(crate) fn circumstances(&self) -> usize {
        self.flags().iter().fold(0, |bits, (_, on)| bits << 1 | usize::from(*on))
    }

    /// The circumstances, by the names that the schema gives them.
    pub(crate) const fn flags(&self) -> [(&'static str, bool); 6] {
        [
            ("own_prison", self.own_prison),
            ("linked", self.linked),
            ("in_doubt", self.in_doubt),
            ("restricted", self.restricted),
            ("settled", self.settled),
            ("by_prison_number", self.by_prison_number),
        ]
    }

    /// How many combinations of role, purpose, kind and direction there are.
    pub(crate) const SUBJECTS: usize =
        Role::ALL.len() * Purpose::ALL.len() * Kind::ALL.len() * Direction::ALL.len();

    /// The number of role, purpose, kind and direction, below [`Self::SUBJECTS`].
    pub(crate) const fn subject(&self) -> usize {
        let role_purpose = self.role as usize * Purpose::ALL.len() + self.purpose as usize;
        (role_purpose * Kind::ALL.len() + self.kind as usize) * Direction::ALL.len() + self.direction as usize
    }
}
