//! Who looks: a nurse at whose patient somebody is, and people of the prison at whatever they can open or try to.

use super::{Facts, Seen};
use crate::simulation::flaw::Flaw;
use crate::simulation::step::{Step, Stepped, Stop};
use crate::simulation::world::{Shown, World};
use crossing::disclose::movement_list::{MovementListAsked, Session};
use crossing::disclose::panel::PanelKey;
use crossing::disclose::{DiscloseError, Disclosed};
use crossing::{Context, Crossing};
use serde::Serialize;
use std::sync::Arc;
use vocab::crossing::Role;
use vocab::id::PatientId;

/// Whoever works for the prison.
const OF_THE_PRISON: &[(Role, &str)] = &[
    (Role::Officer, "officer"),
    (Role::DutyGovernor, "duty-governor"),
    (Role::SaferCustody, "safer-custody"),
    (Role::OffenderManagementUnit, "offender-management-unit"),
    (Role::EscortsAndSecurity, "escorts-and-security"),
    (Role::PrisonSystem, "prison-system"),
];

/// The fact that says which practice has somebody.
pub(crate) const GP: &str = "GP, as the NHS has it";

impl World {
    /// A nurse looks whose patient somebody is.
    pub(super) fn opens_facts(&mut self) -> Step {
        let known: Vec<usize> =
            (0..self.care.patients.len()).filter(|p| self.care.patients[*p].id.is_some()).collect();
        if known.is_empty() {
            return Ok(Stepped::Done);
        }
        let patient = *self.team.dice.pick(&known);
        let Some(id) = self.care.patients[patient].id else { return Ok(Stepped::Done) };
        let prison = self.prison_of(patient);
        // A protected person's facts are the head of healthcare's alone.
        let ctx = if self.team.dice.permille(400) { self.team_head(prison) } else { self.team_nurse(prison) };
        let (asked, trace) = (ctx.clone(), ctx.trace);
        let Some(answer) = self.drive(|p| async move { p.crossing.registration(&asked, id).await }) else {
            return Ok(Stepped::Died);
        };
        let view = match answer {
            Ok(view) => view,
            Err(DiscloseError::NotFound) => {
                self.kept.asked.push(trace);
                return Ok(Stepped::Done);
            }
            Err(other) => return Err(other.into()),
        };
        self.kept.asked.push(trace);
        self.totals.reads += 1;
        let booked = view.booked();
        let text = serde_json::to_string(view.get()).unwrap_or_default();
        let (asked_for, allowed) = (format!("registration of patient {patient}"), self.allowed_of(patient));
        let account = ctx.caller.account;
        self.kept.shown.push(Shown { text, asked_for, act: "registration.open", account, allowed, booked });
        let gp = view.get().facts.iter().find(|fact| fact.about == GP);
        let answers = self.spine.lock().answered.len();
        let facts = Facts {
            patient: id,
            at: self.now(),
            answers,
            checked: view.get().checked,
            gp: gp.map(|fact| fact.words.clone()).unwrap_or_default(),
        };
        self.team.facts.push(facts);
        Ok(Stepped::Done)
    }

    /// Somebody of the prison opens a page of theirs, and tries one that is not.
    pub(crate) fn prison_looks(&mut self) -> Step {
        let (role, by) = *self.team.dice.pick(OF_THE_PRISON);
        let prison = *self.team.dice.pick(&self.prisons.served());
        // The defect of a door that lets somebody in as somebody else.
        let flawed = self.plan.flaw == Some(Flaw::TellsAnOfficer);
        let ctx = if flawed { self.team_nurse(prison) } else { self.of_the_prison(by, role, prison) };
        let number = self.humans[self.team.dice.index(self.arrived)].number;
        let session = *self.team.dice.pick(&[Session::Am, Session::Pm, Session::All]);
        let asked = MovementListAsked { date: self.now().london_date(), session, location: None };
        match self.team.dice.below(4) {
            0 => {
                self.tries("movement list", by, &ctx, |p, c| async move { p.movement_list(&c, &asked).await })
            }
            1 => self.tries("panel", by, &ctx, |p, c| async move {
                p.panel(&c, PanelKey::PrisonNumber(number)).await
            }),
            2 => self.tries("tasks", by, &ctx, |p, c| async move { p.tasks(&c).await }),
            _ => self.tries("by hand", by, &ctx, |p, c| async move { p.by_hand(&c).await }),
        }?;
        let known: Vec<PatientId> = self.care.patients.iter().filter_map(|p| p.id).collect();
        if known.is_empty() {
            return Ok(Stepped::Done);
        }
        let id = *self.team.dice.pick(&known);
        match self.team.dice.below(7) {
            0 => self.tries("choice", by, &ctx, |p, c| async move { p.choice(&c, id).await }),
            1 => self.tries("registration", by, &ctx, |p, c| async move { p.registration(&c, id).await }),
            2 => self.tries("due list", by, &ctx, |p, c| async move { p.due_list(&c, 1).await }),
            6 => self.tries("missed checks", by, &ctx, |p, c| async move { p.missed_checks(&c, 1).await }),
            3 => self.tries("leaving list", by, &ctx, |p, c| async move { p.leaving_list(&c, 1).await }),
            4 => self.tries("leaving plan", by, &ctx, |p, c| async move { p.leaving_plan(&c, id).await }),
            _ => self.tries("leaver's pack", by, &ctx, |p, c| async move { p.leaving_pack(&c, id).await }),
        }
    }

    fn tries<T, F>(
        &mut self,
        what: &'static str,
        by: &'static str,
        ctx: &Context,
        ask: impl FnOnce(Arc<Crossing>, Context) -> F,
    ) -> Step
    where
        T: Serialize,
        F: Future<Output = Result<Disclosed<T>, DiscloseError>> + 'static,
    {
        let (trace, asked) = (ctx.trace, ctx.clone());
        let answer = self.drive(|p| ask(Arc::clone(&p.crossing), asked));
        let Some(answer) = answer else { return Ok(Stepped::Died) };
        let text = match answer {
            Ok(page) => Some(serde_json::to_string(page.get()).unwrap_or_default()),
            Err(DiscloseError::OurFault(error)) => return Err(error.into()),
            Err(DiscloseError::NotFound | DiscloseError::Asked(_)) => None,
            Err(other) => return Err(Stop::Wrong("reads", format!("{what} was answered: {other}"))),
        };
        self.kept.asked.push(trace);
        let theirs = ["movement list", "panel", "tasks", "by hand"].contains(&what);
        self.team.seen.push(Seen { what, by, text, not_theirs: !theirs });
        Ok(Stepped::Done)
    }
}
