//! Who asks and who decides in a run.

use super::world::World;
use crossing::Context;
use vocab::crossing::{Caller, Purpose, Role};
use vocab::id::TraceId;
use vocab::place::PrisonCode;

impl World {
    fn caller(&self, account: &str, role: Role, purpose: Purpose, prison: Option<PrisonCode>) -> Context {
        let now = self.now();
        // A seed of the trace's own: drawn beside the engine's stream, so that asking moves nothing.
        let trace = vocab::Seed(self.kept.asked.len() as u64 ^ self.plan.seed).id(now, 0);
        let caller = Caller { account: account.to_owned(), role, prison };
        Context { caller, purpose, prison, now, trace: TraceId::from_uuid(trace) }
    }

    /// The care system, by its account for a prison.
    pub(crate) fn clinic(&self, prison: PrisonCode) -> Context {
        self.caller(&format!("clinic-{prison}"), Role::CareSystem, Purpose::DirectCare, Some(prison))
    }

    /// A nurse at the first prison.
    pub(crate) fn nurse(&self) -> Context {
        self.caller("nurse", Role::Clinician, Purpose::DirectCare, Some(self.prisons.here))
    }

    /// Whoever enters healthcare's bookings in a prison.
    pub(crate) fn clerk(&self, prison: PrisonCode) -> Context {
        self.caller("clerk", Role::Officer, Purpose::Custody, Some(prison))
    }

    /// Who does so beside them.
    pub(crate) fn another_clerk(&self, prison: PrisonCode) -> Context {
        self.caller("another-clerk", Role::Officer, Purpose::Custody, Some(prison))
    }

    /// Who decides links.
    pub(crate) fn administrator(&self) -> Context {
        let role = Role::HealthcareAdministrator;
        self.caller("administrator", role, Purpose::ClinicAdministration, Some(self.prisons.here))
    }

    /// A nurse of a prison.
    pub(crate) fn team_nurse(&self, prison: PrisonCode) -> Context {
        self.caller(&format!("nurse-{prison}"), Role::Clinician, Purpose::DirectCare, Some(prison))
    }

    /// Its head of healthcare.
    pub(crate) fn team_head(&self, prison: PrisonCode) -> Context {
        self.caller(&format!("head-{prison}"), Role::HeadOfHealthcare, Purpose::DirectCare, Some(prison))
    }

    /// Whoever registers patients there.
    pub(crate) fn team_administrator(&self, prison: PrisonCode) -> Context {
        let role = Role::HealthcareAdministrator;
        self.caller(&format!("registrations-{prison}"), role, Purpose::ClinicAdministration, Some(prison))
    }

    /// Whoever sees people out there.
    pub(crate) fn team_discharge(&self, prison: PrisonCode) -> Context {
        self.caller(&format!("discharge-{prison}"), Role::DischargeNurse, Purpose::DirectCare, Some(prison))
    }

    /// Somebody who works for a prison.
    pub(crate) fn of_the_prison(&self, account: &str, role: Role, prison: PrisonCode) -> Context {
        self.caller(account, role, role.purpose_usual(), Some(prison))
    }

    /// Who switches flows.
    pub(crate) fn engineer(&self) -> Context {
        self.caller("engineer", Role::IntegrationEngineer, Purpose::Operations, None)
    }
}
