//! How somebody is registered, said as registrations: one a practice that PDS names or named, and one a health unit.
//!
//! The facts stay apart: each registration says who says so. It stands only where PDS says so; what a health unit says
//! beyond that is under way, and what was asked for is waited for. Where PDS keeps its word back, or was never read,
//! there is a registration of which nothing is said, so that neither looks like "no GP". Where PDS was read and names no
//! practice, there is none.
//!
//! Of somebody whose record is restricted, no practice is told and no unit but the reader's own: each is a place. What
//! was known of them from before PDS fell silent is kept, and not shown.

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;
use vocab::id::OdsCode;
use vocab::place::PrisonCode;
use vocab::registration::{Choice, Pds, Registration, Told, Unit, UnitStanding};

/// Practice codes of prisons.
pub type Practices = BTreeMap<PrisonCode, BTreeSet<OdsCode>>;

/// What is known of somebody.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What is so; none when nothing was ever read.
    pub registration: Option<&'a Registration>,
    /// What they chose, and what was asked for because of it.
    pub choice: &'a Choice,
    /// Which practices are which prison's.
    pub practices: &'a Practices,
    /// The reader's own prison.
    pub own: PrisonCode,
}

/// Where somebody is registered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// With a prison's health unit, and at its practice where PDS names one of its.
    Unit(PrisonCode, Option<OdsCode>),
    /// At a practice that is no prison's, or of a prison whose unit says nothing.
    Practice(OdsCode),
    /// Nobody says.
    NotSaid,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Asked for or under way, and PDS does not name it.
    Waiting,
    /// PDS names it; or the person is a temporary patient, which PDS never does.
    Stands,
    /// It is over.
    Over,
    /// PDS keeps it back.
    Kept,
    /// Nobody knows.
    NotKnown,
}

/// A registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Episode {
    /// Where.
    pub whose: Whose,
    /// How it stands.
    pub state: State,
    /// As a temporary patient.
    pub temporary: bool,
    /// PDS names it; none where PDS says nothing.
    pub on_pds: Option<bool>,
    /// How the unit knows the person, as it says.
    pub unit: Option<UnitStanding>,
    /// Since when it has been asked for.
    pub asked_for: Option<Instant>,
    /// First seen on PDS. No beginning: PDS does not say one.
    pub seen_from: Option<Instant>,
    /// First seen to be over.
    pub over_by: Option<Instant>,
    /// It was the GP before a custody.
    pub before_custody: bool,
    /// How old this is: the older of what it rests on; none where that was never told.
    pub checked: Option<Instant>,
}

/// The word of PDS on one prison's practices.
enum OnPds<'a> {
    Named(&'a OdsCode),
    Other,
    Kept,
    NotKnown,
}

impl Facts<'_> {
    fn units(&self) -> impl Iterator<Item = &Unit> {
        self.registration.iter().flat_map(|registration| &registration.units)
    }

    /// What PDS says. Where it has no record under the number by now, what it said before says nothing any more.
    fn pds(&self) -> Option<&Pds> {
        let registration = self.registration.filter(|registration| registration.no_record.is_none())?;
        registration.pds.as_ref()
    }

    fn restricted(&self) -> bool {
        self.pds().is_some_and(|pds| pds.is_restricted || pds.practice == Told::Kept)
    }

    /// When PDS was last read with an answer that said something.
    fn pds_checked(&self) -> Option<Instant> {
        self.pds().and(self.registration?.checked)
    }

    fn on_pds(&self, prison: PrisonCode) -> OnPds<'_> {
        match self.pds().map(|pds| &pds.practice) {
            None => OnPds::NotKnown,
            Some(Told::Kept) => OnPds::Kept,
            Some(Told::Is(practice)) if self.is_of(prison, practice) => OnPds::Named(practice),
            Some(Told::Is(_) | Told::None) => OnPds::Other,
        }
    }

    fn is_of(&self, prison: PrisonCode, practice: &OdsCode) -> bool {
        self.practices.get(&prison).is_some_and(|codes| codes.contains(practice))
    }

    fn before_custody(&self, practice: &OdsCode) -> bool {
        let before = self.registration.iter().flat_map(|registration| &registration.before_custody);
        before.into_iter().any(|(_, was)| was.what.is() == Some(practice))
    }

    fn seen_from(&self, practice: &OdsCode) -> Option<Instant> {
        let last = self.registration?.practices.last()?;
        (last.what.is() == Some(practice)).then_some(last.from)
    }
}

/// The registrations of somebody: units by prison, then practices in the order in which they were seen. Never empty
/// where it is not known, or kept back; empty only where PDS was read and nobody names any.
#[must_use]
pub fn episodes(facts: &Facts<'_>) -> Vec<Episode> {
    let mut found: Vec<Episode> =
        prisons(facts).into_iter().filter_map(|prison| of_unit(facts, prison)).collect();
    let told_by_unit: BTreeSet<PrisonCode> = found
        .iter()
        .filter_map(|episode| match episode.whose {
            Whose::Unit(prison, _) => Some(prison),
            _ => None,
        })
        .collect();
    let by_unit = |practice: &OdsCode| told_by_unit.iter().any(|prison| facts.is_of(*prison, practice));
    match (facts.pds(), facts.registration) {
        _ if facts.restricted() => found.push(not_said(facts, State::Kept)),
        (Some(pds), Some(registration)) => {
            let now = pds.practice.is();
            let last = registration.practices.last().and_then(|was| was.what.is());
            let stints = registration.practices.iter().enumerate().filter_map(|(at, was)| {
                let over_by = registration.practices.get(at + 1).map(|next| next.from);
                Some((was.what.is()?, Some(was.from), over_by))
            });
            // What PDS names now stands, whatever was kept of what it named before.
            let unseen = now.filter(|_| now != last).map(|practice| (practice, None, None));
            for (practice, seen_from, over_by) in stints.chain(unseen) {
                if !by_unit(practice) {
                    let stands = over_by.is_none() && now == Some(practice);
                    found.push(of_practice(facts, practice, (seen_from, over_by), stands));
                }
            }
        }
        _ => found.push(not_said(facts, State::NotKnown)),
    }
    found
}

/// The prisons of which something is to be said: whose unit spoke, where registration was asked for, and whose practice
/// PDS names. Of somebody restricted only the reader's own.
fn prisons(facts: &Facts<'_>) -> BTreeSet<PrisonCode> {
    let named =
        facts.practices.keys().copied().filter(|prison| matches!(facts.on_pds(*prison), OnPds::Named(_)));
    let mut prisons: BTreeSet<PrisonCode> = facts.units().map(|unit| unit.prison).chain(named).collect();
    prisons.extend(facts.choice.asked_for.as_ref().map(|asked| asked.prison));
    prisons.retain(|prison| !facts.restricted() || *prison == facts.own);
    prisons
}

fn of_unit(facts: &Facts<'_>, prison: PrisonCode) -> Option<Episode> {
    let unit = facts.units().filter(|unit| unit.prison == prison).last();
    let asked =
        facts.choice.asked_for.as_ref().filter(|asked| asked.prison == prison).map(|asked| asked.since);
    let standing = unit.map(|unit| unit.standing);
    let (on_pds, practice) = match facts.on_pds(prison) {
        OnPds::Named(practice) => (Some(true), Some(practice)),
        OnPds::Other => (Some(false), None),
        OnPds::Kept | OnPds::NotKnown => (None, None),
    };
    let silent = if facts.restricted() { State::Kept } else { State::NotKnown };
    let state = match (on_pds, standing, asked.is_some()) {
        (Some(true), ..) => State::Stands,
        (_, Some(UnitStanding::Pending), _) | (_, _, true) => State::Waiting,
        // It says that they are, and PDS that they are not: it is under way at most.
        (Some(false), Some(UnitStanding::Regular), _) => State::Waiting,
        (None, Some(UnitStanding::Regular | UnitStanding::Leaving), _) => silent,
        (_, Some(UnitStanding::Temporary), _) => State::Stands,
        (_, Some(UnitStanding::Former), _) | (Some(false), Some(UnitStanding::Leaving), _) => State::Over,
        (_, None | Some(UnitStanding::NotKnown), false) => return None,
    };
    let temporary =
        state == State::Stands && standing == Some(UnitStanding::Temporary) && on_pds != Some(true);
    // A temporary patient is so by the unit's word alone; everything else rests on PDS too.
    let rests_on = [unit.map(|unit| unit.told), (!temporary).then(|| facts.pds_checked()).flatten()];
    let never_read = !temporary && facts.pds_checked().is_none();
    Some(Episode {
        whose: Whose::Unit(prison, practice.cloned()),
        state,
        temporary,
        on_pds,
        unit: standing,
        asked_for: asked,
        seen_from: practice.and_then(|practice| facts.seen_from(practice)),
        over_by: None,
        before_custody: practice.is_some_and(|practice| facts.before_custody(practice)),
        checked: rests_on.into_iter().flatten().min().filter(|_| !never_read),
    })
}

fn of_practice(
    facts: &Facts<'_>,
    practice: &OdsCode,
    (seen_from, over_by): (Option<Instant>, Option<Instant>),
    stands: bool,
) -> Episode {
    Episode {
        whose: Whose::Practice(practice.clone()),
        state: if stands { State::Stands } else { State::Over },
        temporary: false,
        on_pds: Some(stands),
        unit: None,
        asked_for: None,
        seen_from,
        over_by,
        before_custody: facts.before_custody(practice),
        checked: facts.pds_checked(),
    }
}

fn not_said(facts: &Facts<'_>, state: State) -> Episode {
    Episode {
        whose: Whose::NotSaid,
        state,
        temporary: false,
        on_pds: None,
        unit: None,
        asked_for: None,
        seen_from: None,
        over_by: None,
        before_custody: false,
        checked: facts.pds_checked(),
    }
}
