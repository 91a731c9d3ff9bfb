//! One request at the desk: what it read, what was ruled, whom it was about.

use super::{DiscloseError, Result};
use crate::conditions::Conditions;
use crate::context::Context;
use crate::rules::Rules;
use crate::{Crossing, disclose::routes::Heard};
use policy::{Direction, Kind, Outcome, Question, Ruling};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{GateEntry, GateRuling, GateSubject, Modes, Opener, Sealed, View};
use vocab::Instant;
use vocab::crossing::{Flow, IdentityLink, LinkState, Mirror, Mode, Role};
use vocab::id::{JournalSeq, PatientId, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::prison::{Known, Person};

/// The desk of one request.
pub(crate) struct Desk<'v> {
    pub(crate) view: &'v View<'v>,
    pub(crate) ctx: &'v Context,
    crossing: &'v Crossing,
    snapshot: JournalSeq,
    charter: JournalSeq,
    pub(crate) heard: Heard,
    modes: Modes,
    rulings: BTreeMap<(&'static str, &'static str), Vec<String>>,
    subjects: Vec<GateSubject>,
    alarmed: bool,
}

/// What policy must know of a person's or patient's circumstances.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Circumstances {
    pub(crate) own_prison: bool,
    pub(crate) link: Option<LinkState>,
    pub(crate) settled: bool,
    pub(crate) by_prison_number: bool,
    /// The NHS protects this person.
    pub(crate) restricted: bool,
}

impl<'v> Desk<'v> {
    pub(crate) fn open(view: &'v View<'v>, crossing: &'v Crossing, ctx: &'v Context) -> store::Result<Self> {
        Ok(Self {
            snapshot: view.snapshot()?,
            charter: view.charter()?,
            heard: Heard::read(view)?,
            modes: view.modes()?,
            view,
            ctx,
            crossing,
            rulings: BTreeMap::new(),
            subjects: Vec::new(),
            alarmed: false,
        })
    }

    pub(crate) fn conditions(&self) -> &'v Conditions {
        &self.crossing.conditions
    }

    /// Mirrors that wait for staff, of a span of a prison's lists.
    pub(crate) fn waiting_for_staff(
        &self,
        prison: PrisonCode,
        span: (Instant, Instant),
    ) -> store::Result<Vec<Mirror>> {
        self.crossing.waiting_for_staff(self.view, prison, span)
    }

    pub(crate) fn rules(&self) -> &'v Rules {
        &self.crossing.rules
    }

    /// The store was restored or copied, and nothing has been swept since.
    pub(crate) fn is_restored(&self) -> bool {
        self.crossing.store.is_restored()
    }

    /// How far the books were last found to hold.
    pub(crate) fn books_verified(&self) -> Option<super::gate_book::BooksVerified> {
        self.crossing.verified.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// The months that were counted before.
    pub(crate) fn counted(&self) -> std::sync::MutexGuard<'v, super::counts::Kept> {
        self.crossing.counted.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) fn lists(&self) -> &'v policy::Lists {
        &self.crossing.lists
    }

    /// The journal's head in this state of the store.
    pub(crate) const fn snapshot(&self) -> JournalSeq {
        self.snapshot
    }

    /// Opens what the store sealed. What comes out may be shown only as far as it is ruled.
    pub(crate) fn open_sealed<T>(&self, sealed: Sealed<T>) -> T {
        sealed.open(self.opener())
    }

    pub(crate) fn opener(&self) -> &'v Opener {
        &self.crossing.opener
    }

    /// Asks policy, and notes the ruling.
    pub(crate) fn rule(&mut self, kind: Kind, circumstances: Circumstances) -> Outcome {
        if flow_of(kind).is_some_and(|flow| self.is_off_here(flow)) {
            self.ruled(kind, Outcome::Withheld, [SWITCHED_OFF]);
            return Outcome::Withheld;
        }
        let question = Question {
            own_prison: circumstances.own_prison,
            restricted: circumstances.restricted,
            settled: circumstances.settled,
            by_prison_number: circumstances.by_prison_number,
            direction: way(self.ctx.caller.role, kind),
            ..Question::new(self.ctx.caller.role, self.ctx.purpose, kind).with_link(circumstances.link)
        };
        let ruling = self.crossing.policy.rule(&question);
        self.alarmed |= ruling.alarm;
        self.ruled(kind, ruling.outcome, ruling.policies.iter().map(|policy| &**policy));
        ruling.outcome
    }

    /// Notes a ruling for the gate book, each policy once.
    fn ruled<'p>(&mut self, kind: Kind, outcome: Outcome, policies: impl IntoIterator<Item = &'p str>) {
        let noted = self.rulings.entry((kind.word(), outcome.word())).or_default();
        for policy in policies {
            if !noted.iter().any(|p| p == policy) {
                noted.push(policy.to_owned());
            }
        }
    }

    /// What policy says to another role about the same circumstances: to be told in a trace, never to let anything out.
    pub(crate) fn ruling_to(&self, role: Role, kind: Kind, circumstances: Circumstances) -> Arc<Ruling> {
        let question = Question {
            own_prison: circumstances.own_prison,
            restricted: circumstances.restricted,
            settled: circumstances.settled,
            by_prison_number: circumstances.by_prison_number,
            direction: way(role, kind),
            ..Question::new(role, role.purpose_usual(), kind).with_link(circumstances.link)
        };
        self.crossing.policy.rule(&question)
    }

    /// A kind that is about no person.
    pub(crate) fn rule_general(&mut self, kind: Kind) -> Outcome {
        let own_prison = self.ctx.caller.prison.is_none() || self.ctx.caller.prison == self.ctx.prison;
        self.rule(kind, Circumstances { own_prison, settled: true, ..Circumstances::default() })
    }

    /// Refuses, looking like absence, what policy withholds.
    pub(crate) fn must(&mut self, kind: Kind, circumstances: Circumstances) -> Result<Outcome> {
        match self.rule(kind, circumstances) {
            Outcome::Withheld => Err(DiscloseError::NotFound),
            outcome => Ok(outcome),
        }
    }

    /// The same for a kind that is about no person.
    pub(crate) fn must_general(&mut self, kind: Kind) -> Result<Outcome> {
        match self.rule_general(kind) {
            Outcome::Withheld => Err(DiscloseError::NotFound),
            outcome => Ok(outcome),
        }
    }

    /// Whether the caller's role is entitled to risk at all.
    pub(crate) fn entitled_to_risk(&self) -> bool {
        self.crossing.policy.entitled_to_risk(self.ctx.caller.role, self.ctx.purpose)
    }

    /// Notes of whom something was seen, or asked and withheld.
    pub(crate) fn saw(&mut self, person: Option<&Person>, patient: Option<PatientId>, withheld: bool) {
        let number = person.map(|p| p.number);
        let version = person.map_or(0, |p| p.version);
        self.note(number, patient, version, withheld);
    }

    /// Notes a person who was asked for and is not there, or is not to be seen.
    pub(crate) fn asked(&mut self, number: PrisonNumber) {
        self.note(Some(number), None, 0, true);
    }

    fn note(
        &mut self,
        person: Option<PrisonNumber>,
        patient: Option<PatientId>,
        version: u32,
        withheld: bool,
    ) {
        let same = |s: &&mut GateSubject| s.person == person && s.patient == patient;
        match self.subjects.iter_mut().find(same) {
            Some(subject) => subject.withheld &= withheld,
            None => self.subjects.push(GateSubject { person, patient, version, withheld }),
        }
    }

    /// A person, opened. Nothing of it may be shown before it is ruled on.
    pub(crate) fn person(&self, number: PrisonNumber) -> Result<Option<Person>> {
        Ok(self.person_as_read(number)?.map(|person| self.as_switched(person)))
    }

    /// The same, whatever is switched off: for what tells how a flow stands.
    pub(crate) fn person_as_read(&self, number: PrisonNumber) -> Result<Option<Person>> {
        Ok(self.view.person(number)?.map(|sealed| self.open_sealed(sealed)))
    }

    /// Without the facts of flows that are switched off here: never known, and never "none".
    fn as_switched(&self, mut person: Person) -> Person {
        if self.is_off_here(Flow::Alerts) {
            person.alerts = Known::default();
            // A warning that comes on the record of the place.
            if let Some(custody) = &mut person.custody.value {
                custody.cell_sharing = None;
            }
        }
        if self.is_off_here(Flow::NonAssociations) {
            person.non_associations = Known::default();
        }
        person
    }

    /// How far a flow is switched on in a prison.
    pub(crate) fn mode(&self, flow: Flow, prison: PrisonCode) -> Mode {
        store::mode(&self.modes, flow, prison)
    }

    /// Switched off, for those to whom the flow goes: the prison's own facts stay the prison's.
    fn is_off_here(&self, flow: Flow) -> bool {
        !is_custody(self.ctx.caller.role)
            && self.ctx.prison.is_some_and(|prison| self.mode(flow, prison) == Mode::Off)
    }

    /// The link of a patient that stands, confirmed before doubtful.
    pub(crate) fn link_of_patient(&self, patient: PatientId) -> Result<Option<IdentityLink>> {
        Ok(standing_link(self.view.links_of_patient(patient)?))
    }

    /// Whom a link leads to, opened.
    pub(crate) fn linked(&self, link: Option<&IdentityLink>) -> Result<Option<Person>> {
        link.map_or(Ok(None), |link| self.person(link.person))
    }

    /// The link of a person that stands.
    pub(crate) fn link_of_person(&self, person: PrisonNumber) -> Result<Option<IdentityLink>> {
        Ok(standing_link(self.view.links_of_person(person)?))
    }

    /// The prison that the request is about.
    pub(crate) fn prison(&self) -> Result<PrisonCode> {
        self.ctx.prison.ok_or(DiscloseError::NotFound)
    }

    /// The request's prison, when it is the caller's own, or the caller serves many. A prison that is not served here is
    /// nobody's: an empty list of it would look like a prison in which nothing is to be done.
    pub(crate) fn own_prison(&self) -> Option<PrisonCode> {
        let prison = self.ctx.prison.filter(|prison| self.serves(*prison))?;
        self.ctx.caller.prison.is_none_or(|own| own == prison).then_some(prison)
    }

    /// Whether that prison is one of ours.
    pub(crate) fn serves(&self, prison: PrisonCode) -> bool {
        self.crossing.rules.prisons.contains_key(&prison)
    }

    /// In the care of the request's prison, as reported or as settled: a departure that was only reported hides nobody.
    pub(crate) fn is_own(&self, person: &Person) -> bool {
        let Some(prison) = self.own_prison() else { return false };
        person.custody.value.as_ref().is_some_and(|c| {
            c.reported.standing.prison() == Some(prison)
                || c.settled.as_ref().and_then(|s| s.standing.prison()) == Some(prison)
        })
    }

    /// The circumstances of a person, through a link or without one.
    pub(crate) fn circumstances(&self, person: &Person, link: Option<LinkState>) -> Circumstances {
        Circumstances {
            own_prison: self.is_own(person),
            link,
            settled: person.custody.value.as_ref().is_some_and(vocab::prison::Custody::is_settled),
            by_prison_number: false,
            restricted: false,
        }
    }

    pub(crate) const fn alarmed(&self) -> bool {
        self.alarmed
    }

    /// Closes the desk: the row for the gate book.
    pub(crate) fn close(self, act: &str, printed: bool, answer: &[u8]) -> GateEntry {
        GateEntry {
            caller: self.ctx.caller.clone(),
            purpose: self.ctx.purpose,
            act: act.to_owned(),
            subjects: self.subjects,
            rulings: self
                .rulings
                .into_iter()
                .map(|((kind, outcome), policies)| GateRuling {
                    kind: kind.to_owned(),
                    outcome: outcome.to_owned(),
                    policies,
                })
                .collect(),
            answer: store::chain::hash(&[answer]),
            trace: self.ctx.trace,
            snapshot: self.snapshot,
            charter: self.charter,
            printed,
        }
    }
}

/// What stands in the gate book in a policy's place when a flow that is switched off withholds.
const SWITCHED_OFF: &str = "switched-off";

/// The flow by which a kind comes to healthcare, where switching it off withholds the kind. Warnings are not among them:
/// the panel says that they are off.
const fn flow_of(kind: Kind) -> Option<Flow> {
    match kind {
        Kind::Whereabouts | Kind::CourtToday | Kind::Cell => Some(Flow::Whereabouts),
        Kind::NonAssociationFlag => Some(Flow::NonAssociations),
        _ => None,
    }
}

/// The way that a kind goes to a role: what is the prison's own goes back to the prison.
fn way(role: Role, kind: Kind) -> Direction {
    let own = is_custody(role) && kind.directions().contains(&Direction::PrisonOnly);
    if own { Direction::PrisonOnly } else { kind.direction() }
}

/// On the prison's side.
pub(crate) const fn is_custody(role: Role) -> bool {
    matches!(
        role,
        Role::DutyGovernor
            | Role::Officer
            | Role::SaferCustody
            | Role::OffenderManagementUnit
            | Role::EscortsAndSecurity
            | Role::PrisonSystem
    )
}

fn standing_link(links: Vec<IdentityLink>) -> Option<IdentityLink> {
    links
        .into_iter()
        .filter(|l| matches!(l.state, LinkState::Confirmed | LinkState::InDoubt))
        .min_by_key(|l| l.state != LinkState::Confirmed)
}
