//! People: who decides links, and who opens a panel.

use super::{Step, Stepped, Stop, driven};
use crate::simulation::flaw::Flaw;
use crate::simulation::world::{Shown, World};
use crossing::disclose::DiscloseError;
use crossing::disclose::panel::PanelKey;
use crossing::understood::{Act, Outcome};
use std::collections::BTreeSet;
use vocab::crossing::{IdentityLink, LinkState};

impl World {
    /// Someone decides a link: mostly rightly.
    pub(super) fn decides(&mut self) -> Step {
        let state = [LinkState::Proposed, LinkState::Proposed, LinkState::InDoubt, LinkState::Confirmed]
            [self.dice.index(4)];
        let links = self.links_in(state)?;
        let right = self.dice.permille(900);
        if links.is_empty() || state == LinkState::Confirmed && self.dice.permille(600) {
            return Ok(Stepped::Done);
        }
        let link = self.dice.pick(&links).clone();
        let same = self.is_same(&link);
        if same == right && state != LinkState::Confirmed {
            self.confirms(&link)
        } else if state == LinkState::Confirmed && same && right && self.dice.permille(500) {
            Ok(Stepped::Done)
        } else {
            self.rejects(&link)
        }
    }

    pub(crate) fn links_in(&self, state: LinkState) -> Result<Vec<IdentityLink>, Stop> {
        let Some(process) = &self.process else { return Ok(Vec::new()) };
        let mut links = process.crossing.store().read(|view| view.links_in_state(state, 200))?;
        links.sort_by_key(|l| l.id);
        Ok(links)
    }

    /// Whether a link is of one human, as far as this run knows it: a merge says that two numbers are one.
    pub(crate) fn is_same(&self, link: &IdentityLink) -> bool {
        let patient = self.care.patients.iter().find(|p| p.id == Some(link.patient));
        let human = self.humans.iter().position(|h| h.number == link.person);
        patient.map(|p| p.human) == human && human.is_some()
    }

    pub(crate) fn confirms(&mut self, link: &IdentityLink) -> Step {
        let stale = u32::from(self.dice.permille(100));
        let second = self.dice.permille(800).then(|| "second".to_owned());
        let act = Act::LinkConfirm { link: link.id, version: link.version.saturating_sub(stale), second };
        self.notes_linked(link);
        self.act(act)
    }

    fn notes_linked(&mut self, link: &IdentityLink) {
        let now = self.now();
        let human = self.humans.iter().position(|h| h.number == link.person);
        let patient = self.care.patients.iter().position(|p| p.id == Some(link.patient));
        if let (Some(human), Some(patient)) = (human, patient) {
            self.kept.linked.entry(patient).or_default().insert(human);
            self.care.patients[patient].shaken.get_or_insert(now);
        }
    }

    pub(crate) fn rejects(&mut self, link: &IdentityLink) -> Step {
        let version = link.version;
        let act = if link.state == LinkState::Proposed || self.dice.permille(300) {
            Act::LinkReject { link: link.id, version }
        } else {
            Act::LinkSplit { link: link.id, version }
        };
        self.notes_linked(link);
        self.act(act)
    }

    fn act(&mut self, act: Act) -> Step {
        let ctx = self.administrator();
        self.tell(|_| format!("  decided: {act:?}"));
        let receipt = driven!(self.drive_blocking(move |crossing| crossing.command(&ctx, act)));
        match receipt.outcome {
            Some(Outcome::Link { .. } | Outcome::NotDone(_)) => Ok(Stepped::Done),
            other => Err(Stop::Wrong("links", format!("a decision was answered {other:?}"))),
        }
    }

    /// A nurse opens a panel, of a patient or by prison number.
    pub(super) fn opens_a_panel(&mut self) -> Step {
        let known: Vec<usize> =
            (0..self.care.patients.len()).filter(|p| self.care.patients[*p].id.is_some()).collect();
        let by_number = known.is_empty() || self.dice.permille(350);
        let human = self.dice.index(self.arrived);
        let patient = if known.is_empty() { 0 } else { *self.dice.pick(&known) };
        if by_number {
            return self.opens_record(human);
        }
        let Some(id) = self.care.patients[patient].id else { return Ok(Stepped::Done) };
        let mut allowed = BTreeSet::from([self.care.patients[patient].human]);
        allowed.extend(self.kept.linked.get(&patient).into_iter().flatten());
        let key = self.with_flaw(PanelKey::Patient(id), human);
        self.opens(key, format!("patient {patient}"), &allowed).map(|opened| opened.0)
    }

    /// A nurse opens the prison's record of a human, by number.
    pub(crate) fn opens_record(&mut self, human: usize) -> Step {
        let key = self.with_flaw(PanelKey::PrisonNumber(self.humans[human].number), human);
        let asked_for = format!("number of human {human}");
        let (stepped, text) = self.opens(key, asked_for, &BTreeSet::from([human]))?;
        match text {
            Some(text) => drop(self.kept.last_shown.insert(human, text)),
            None => drop(self.kept.last_shown.remove(&human)),
        }
        Ok(stepped)
    }

    fn opens(
        &mut self,
        key: PanelKey,
        asked_for: String,
        allowed: &BTreeSet<usize>,
    ) -> Result<(Stepped, Option<String>), Stop> {
        let allowed = self.tied(allowed);
        let ctx = self.nurse();
        let trace = ctx.trace;
        let Some(answer) = self.drive(|p| async move { p.crossing.panel(&ctx, key).await }) else {
            return Ok((Stepped::Died, None));
        };
        self.totals.reads += 1;
        // Where the book could not be written nothing was answered but that.
        if !matches!(answer, Err(DiscloseError::OurFault(_))) {
            self.kept.asked.push(trace);
        }
        match answer {
            Ok(panel) => {
                let text = panel.map(|panel| serde_json::to_string(&panel).unwrap_or_default());
                let booked = text.booked();
                let (act, account, text) = ("panel.open", "nurse".to_owned(), text.get().clone());
                let shown = Shown { text: text.clone(), asked_for, act, account, allowed, booked };
                self.kept.shown.push(shown);
                Ok((Stepped::Done, Some(text)))
            }
            Err(DiscloseError::NotFound) => Ok((Stepped::Done, None)),
            Err(DiscloseError::OurFault(error)) => Err(error.into()),
            Err(other) => Err(Stop::Wrong("reads", format!("a panel was answered: {other}"))),
        }
    }

    fn with_flaw(&self, key: PanelKey, human: usize) -> PanelKey {
        match self.plan.flaw {
            Some(Flaw::AnswersWithAnother) => {
                PanelKey::PrisonNumber(self.humans[(human + 1) % self.arrived].number)
            }
            _ => key,
        }
    }
}
