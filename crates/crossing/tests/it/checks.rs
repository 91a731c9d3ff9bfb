//! Checks for illness: who would miss a call, and until when.

use crate::support::{code, patient};
use crate::told::{HERE, Spine, Told, told};
use crossing::disclose::DiscloseError;
use crossing::disclose::checks::{CheckView, MissedList};
use crossing::understood::{NotDone, Outcome};
use registration::recording::Refusal;
use vocab::crossing::{Caller, Role};
use vocab::id::{PatientId, PrisonNumber};
use vocab::registration::{Answer, Check, CheckNote, Said};

const KHAN: &str = "A8301KB";

/// Khan is 65, and of an age for the bowel check; Boyd is 24, and of none but by diabetes.
fn with_khan() -> (Told, PatientId) {
    let told = told();
    told.arrives(KHAN, "IMRAN", "KHAN", "1961-02-17", "MDI");
    told.patient(&patient("p2", Some(KHAN), ("Imran", "Khan"), "1961-02-17", None));
    let list = told.missed(Role::ReceptionNurse, "MDI").unwrap();
    let khan = list.rows[0].patient;
    assert_ne!(khan, told.patient);
    (Told { patient: khan, who: PrisonNumber::parse(KHAN).unwrap(), ..told }, khan)
}

impl Told {
    fn missed(&self, role: Role, prison: &str) -> Result<MissedList, DiscloseError> {
        let mut ctx = self.caller(role, role.purpose_usual());
        ctx.caller = Caller { prison: Some(code(prison)), ..ctx.caller };
        ctx.prison = Some(code(prison));
        Ok(self.runtime.block_on(self.crossing().missed_checks(&ctx, 1))?.get().clone())
    }

    fn asked(&self, check: Check, answer: Answer) -> Outcome {
        self.adds_in("MDI", Said::Check { check, answer, shown: self.talk(answer).shown })
    }

    fn noted(&self, check: Check, note: CheckNote) -> Outcome {
        self.adds_in("MDI", Said::CheckNoted { check, note })
    }

    fn check(&self, prison: &str, check: Check) -> CheckView {
        let checks = self.view_in(prison).checks.unwrap().checks;
        checks.into_iter().find(|one| one.check == check).unwrap_or_else(|| panic!("{check}"))
    }
}

#[test]
fn only_healthcare_of_the_prison_is_told_who_would_miss_a_call() {
    let told = told();
    for role in Role::ALL.iter().copied() {
        let healthcare = matches!(
            role,
            Role::Clinician
                | Role::ReceptionNurse
                | Role::DischargeNurse
                | Role::HealthcareAdministrator
                | Role::HeadOfHealthcare
                | Role::CareSystem
        );
        match told.missed(role, "MDI") {
            Ok(list) => assert!(healthcare && list.of == 1, "{role}"),
            Err(error) => assert!(!healthcare && matches!(error, DiscloseError::NotFound), "{role}"),
        }
    }
    let other = told.missed(Role::Clinician, "HLI").unwrap();
    assert_eq!((other.of, other.rows.len()), (0, 0), "nobody of another prison");
}

/// S17: the letters about checks find whoever is not registered here, and are asked for apart from it.
#[test]
fn who_would_miss_a_call_stands_there_until_the_programme_knows_where_they_are() {
    let (told, khan) = with_khan();
    let list = told.missed(Role::ReceptionNurse, "MDI").unwrap();
    assert_eq!(
        (list.missed, list.to_ask, list.of, list.no_age),
        (1, 1, 2, 0),
        "of Boyd nobody asked about diabetes"
    );
    let row = &list.rows[0];
    assert_eq!((row.patient, row.checks.as_slice()), (khan, &[(Check::Bowel, "Offer it.")][..]));
    assert!(row.finds.contains("not known"), "PDS was never read: {}", row.finds);
    // No word about a GP settles it.
    told.says(Answer::No);
    assert_eq!(told.missed(Role::ReceptionNurse, "MDI").unwrap().missed, 1);
    assert!(matches!(told.asked(Check::Bowel, Answer::Yes), Outcome::Chosen { .. }));
    let row = told.missed(Role::ReceptionNurse, "MDI").unwrap().rows.remove(0);
    assert!(row.checks[0].1.starts_with("Said yes. Tell the programme"), "{}", row.checks[0].1);
    assert!(told.check("MDI", Check::Bowel).to_tell);
    assert!(matches!(told.noted(Check::Bowel, CheckNote::ProgrammeTold), Outcome::Chosen { .. }));
    let list = told.missed(Role::ReceptionNurse, "MDI").unwrap();
    assert_eq!((list.missed, list.to_ask), (0, 2), "nobody asked him either about diabetes");
    let view = told.check("MDI", Check::Bowel);
    assert_eq!((view.answer, view.to_tell), (Some(Answer::Yes), false));
    // What one prison told its programme is told again in the next.
    told.transferred();
    assert!(told.check("HLI", Check::Bowel).to_tell);
    let there = told.missed(Role::ReceptionNurse, "HLI").unwrap();
    assert_eq!((there.missed, there.rows[0].patient), (1, khan));
    told.site.rebuilds_to_the_same();
}

#[test]
fn who_is_on_the_prisons_list_misses_no_call_and_whoever_says_it_is_not_for_them_is_left_alone() {
    let (told, _) = with_khan();
    let spine = Spine::of(&told);
    assert!(matches!(told.noted(Check::DiabeticEye, CheckNote::NotForThem), Outcome::Chosen { .. }));
    assert_eq!(told.missed(Role::ReceptionNurse, "MDI").unwrap().to_ask, 1, "Boyd alone");
    let view = told.check("MDI", Check::DiabeticEye);
    assert!(view.not_for_them && view.answer.is_none(), "{view:?}");
    let Outcome::NotDone(NotDone::Choice(why)) = told.noted(Check::Bowel, CheckNote::ProgrammeTold) else {
        panic!("a programme is told of nobody who did not say yes")
    };
    assert_eq!(why, [Refusal::NoYesToCheck]);
    let number = "9990301042";
    spine.appears(number, ("KHAN", "IMRAN"), "1961-02-17");
    spine.registers(number, HERE);
    told.patient(&patient("p2", Some(KHAN), ("Imran", "Khan"), "1961-02-17", Some(number)));
    told.days_go_by_reading(&spine, 1);
    assert_eq!(told.missed(Role::ReceptionNurse, "MDI").unwrap().missed, 0);
    assert!(told.view().checks.unwrap().finds.starts_with("A call comes here"));
}
