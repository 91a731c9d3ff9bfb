//! The due list, and what is so of a registration, as each role is given them.

use crate::support::{code, patient};
use crate::told::{HERE, HOME, NHS, Spine, Told, told};
use crossing::disclose::DiscloseError;
use crossing::disclose::due::DueList;
use crossing::disclose::registered::RegistrationView;
use crossing::understood::Outcome;
use vocab::crossing::{Caller, Role};
use vocab::registration::{Answer, UnitStanding};

const HEALTHCARE: [Role; 5] = [
    Role::Clinician,
    Role::ReceptionNurse,
    Role::DischargeNurse,
    Role::HealthcareAdministrator,
    Role::HeadOfHealthcare,
];

impl Told {
    fn of(&self, role: Role, prison: &str) -> crossing::Context {
        let mut ctx = self.caller(role, role.purpose_usual());
        ctx.caller = Caller { prison: Some(code(prison)), ..ctx.caller };
        ctx.prison = Some(code(prison));
        ctx
    }

    fn due(&self, role: Role, prison: &str) -> Result<DueList, DiscloseError> {
        let list = self.runtime.block_on(self.crossing().due_list(&self.of(role, prison), 1))?;
        Ok(list.get().clone())
    }

    fn so(&self, role: Role, prison: &str) -> Result<RegistrationView, DiscloseError> {
        let ctx = self.of(role, prison);
        let view = self.runtime.block_on(self.crossing().registration(&ctx, self.patient))?;
        Ok(view.get().clone())
    }

    fn unit_says(&self, role: Role, standing: UnitStanding) -> Result<Option<Outcome>, DiscloseError> {
        let ctx = self.of(role, "MDI");
        let written = self.runtime.block_on(self.crossing().unit_says(&ctx, self.patient, standing))?;
        Ok(written.outcome)
    }

    #[track_caller]
    fn is_not_there<T: std::fmt::Debug>(&self, answer: Result<T, DiscloseError>, who: &str) {
        assert!(matches!(answer, Err(DiscloseError::NotFound)), "{who} was given {answer:?}");
    }
}

#[test]
fn only_healthcare_of_the_prison_is_given_a_due_list_and_what_is_so() {
    let told = told();
    for role in Role::ALL.iter().copied() {
        // The clinical system, in which patients are registered, reads what its staff read.
        if HEALTHCARE.contains(&role) || role == Role::CareSystem {
            assert_eq!(told.due(role, "MDI").unwrap().due, 1, "{role}");
            told.so(role, "MDI").unwrap();
            told.is_not_there(told.so(role, "HLI"), "another prison");
        } else {
            told.is_not_there(told.due(role, "MDI"), role.word());
            told.is_not_there(told.so(role, "MDI"), role.word());
            told.is_not_there(told.unit_says(role, UnitStanding::Regular), role.word());
        }
    }
}

#[test]
fn a_due_list_says_who_is_late_what_each_needs_and_how_many_nobody_knows() {
    let told = told();
    // Received on the 3rd: offered by the 5th, asked by the 10th.
    let list = told.due(Role::ReceptionNurse, "MDI").unwrap();
    assert_eq!((list.due, list.later, list.done, list.not_linked, list.page), (1, 0, 0, 0, (1, 1)));
    let row = &list.rows[0];
    assert_eq!((row.patient, row.due, row.late), (told.patient, true, false));
    assert_eq!(row.head.name.as_deref(), Some("BOYD, Kieran"));
    told.it_is("2026-11-11T10:00:00Z");
    let list = told.due(Role::ReceptionNurse, "MDI").unwrap();
    assert!(list.rows[0].late, "{:?}", list.rows[0]);
    assert_eq!(list.rows[0].why, "Was to be asked by 10 Nov.");
    told.arrives("A8301KB", "IMRAN", "KHAN", "1961-02-17", "MDI");
    let list = told.due(Role::ReceptionNurse, "MDI").unwrap();
    assert_eq!(list.not_linked, 1, "who is not linked is on no row, and is counted");
    told.patient(&patient("p2", Some("A8301KB"), ("Imran", "Khan"), "1961-02-17", None));
    let list = told.due(Role::ReceptionNurse, "MDI").unwrap();
    assert_eq!((list.due, list.later, list.not_linked), (1, 1, 0));
    assert!(!list.rows[1].due && !list.rows[1].late, "just arrived: {:?}", list.rows[1]);
    told.says(Answer::No);
    let list = told.due(Role::ReceptionNurse, "MDI").unwrap();
    assert_eq!((list.due, list.later, list.done), (0, 1, 1), "a no is done with, and is no row");
    assert_ne!(list.rows[0].patient, told.patient);
}

#[test]
fn what_is_so_stands_beside_each_other_and_what_was_never_read_is_not_none() {
    let told = told();
    let view = told.so(Role::Clinician, "MDI").unwrap();
    let words = |view: &RegistrationView, about: &str| {
        view.facts.iter().find(|fact| fact.about == about).unwrap_or_else(|| panic!("{about}")).words.clone()
    };
    assert_eq!(view.head.name.as_deref(), Some("BOYD, Kieran"));
    assert!(words(&view, "GP, as the NHS has it").starts_with("Not known"));
    assert_eq!(words(&view, "Known to this prison's health unit"), "Nobody has said.");
    assert_eq!((view.unit, view.checked, view.practices.len()), (None, None, 0));
    let spine = Spine::of(&told);
    told.reads_pds(&spine);
    spine.registers(NHS, HERE);
    told.days_go_by_reading(&spine, 8);
    let view = told.so(Role::Clinician, "MDI").unwrap();
    assert_eq!(words(&view, "GP, as the NHS has it"), format!("{HERE} (this prison's practice)"));
    assert_eq!(words(&view, "GP before this custody"), format!("Chapel Lane Surgery ({HOME})"));
    assert_eq!(view.practices.len(), 2);
    assert!(view.harms[0].to_do.contains("no yes is recorded"), "{:?}", view.harms);
}

#[test]
fn what_the_health_unit_says_is_kept_as_it_said_it_and_changes_no_other_fact() {
    let told = told();
    for role in HEALTHCARE {
        for standing in UnitStanding::ALL {
            let before = told.so(role, "MDI").unwrap();
            told.goes_on_seconds(60);
            assert!(matches!(told.unit_says(role, *standing).unwrap(), Some(Outcome::Done)), "{role}");
            let after = told.so(role, "MDI").unwrap();
            assert_eq!(after.unit, Some(*standing), "{role}");
            let others = |view: RegistrationView| {
                let mut facts = view.facts;
                facts.retain(|fact| !fact.about.starts_with("Known to"));
                (facts, view.practices, view.harms, view.checked)
            };
            assert_eq!(others(after), others(before), "{role}");
        }
    }
    told.site.rebuilds_to_the_same();
}
