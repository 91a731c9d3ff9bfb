//! A careless permit, "everything to everyone", and what the laws still hold. Each law is met alone here, so that
//! none of them is a comfort that another one carries.

use policy::{Direction, Engine, Kind, Outcome, Question, Sources};
use std::sync::OnceLock;
use vocab::crossing::{LinkState, Purpose, Role};

const EVERYTHING: &str = r#"
@id("careless")
@matrix("all")
@basis("none")
@review_by("2027-11-01")
@why("Someone was in a hurry.")
permit (principal, action, resource);
"#;

fn careless(question: &Question) -> Outcome {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    let engine = ENGINE.get_or_init(|| {
        let mut sources = Sources::built_in();
        sources.policies.insert("99-careless.cedar".into(), EVERYTHING.into());
        Engine::from_sources(&sources).expect("it fits the schema: that is the trouble")
    });
    engine.rule(question).outcome
}

fn usual(role: Role, kind: Kind) -> Question {
    Question::usual(role, role.purpose_usual(), kind)
}

const CUSTODY: [Role; 3] = [Role::Officer, Role::DutyGovernor, Role::PrisonSystem];
const CARE: [Role; 3] = [Role::Clinician, Role::HealthcareAdministrator, Role::CareSystem];

#[test]
fn it_opens_what_no_law_holds() {
    assert_eq!(careless(&usual(Role::Clinician, Kind::PlannedMovement)), Outcome::Full, "the harness works");
    assert_eq!(careless(&usual(Role::HealthcareAdministrator, Kind::SafetyAction)), Outcome::Full);
}

#[test]
fn health_still_stays_in_health() {
    let records = Kind::ALL.iter().copied().filter(|kind| {
        use Kind as K;
        matches!(
            kind,
            K::CareIdentity
                | K::NhsNumber
                | K::AppointmentHealth
                | K::MirrorState
                | K::LinkState
                | K::LinkEvidence
                | K::LinkDecide
                | K::MergeQuestion
                | K::CareRecordWrite
                | K::AppointmentWrite
                | K::Correction
        )
    });
    for kind in records {
        for role in CUSTODY {
            for direction in Direction::ALL {
                let question = Question { direction: *direction, ..usual(role, kind) };
                assert_eq!(careless(&question), Outcome::Withheld, "{question:?}");
            }
        }
    }
}

#[test]
fn what_goes_back_to_one_side_is_still_not_the_others() {
    for kind in [Kind::Whereabouts, Kind::Cell, Kind::PrisonIdentity, Kind::Death] {
        for role in CARE {
            let back = Question { direction: Direction::PrisonOnly, ..usual(role, kind) };
            assert_eq!(careless(&back), Outcome::Withheld, "{back:?}");
        }
        for role in CUSTODY {
            assert_eq!(careless(&usual(role, kind)), Outcome::Withheld, "{role} {kind:?}");
        }
    }
    assert_eq!(careless(&usual(Role::Officer, Kind::Rooms)), Outcome::Withheld, "a room's name tells");
}

#[test]
fn commissioners_books_and_engineers_still_see_nobody() {
    for kind in Kind::ALL {
        let numbers = matches!(kind, Kind::Counts | Kind::RegistrationCounts);
        assert_eq!(careless(&usual(Role::Commissioner, *kind)).lets_out(), numbers, "{kind:?}");
        for role in [Role::InformationGovernance, Role::IntegrationEngineer] {
            assert!(!kind.is_personal() || careless(&usual(role, *kind)) != Outcome::Full, "{role} {kind:?}");
        }
    }
}

#[test]
fn another_prison_a_wrong_way_and_a_missing_link_still_close() {
    for role in CARE.into_iter().chain(CUSTODY) {
        for kind in Kind::ALL {
            let other = Question { own_prison: false, ..usual(role, *kind) };
            assert_eq!(careless(&other), Outcome::Withheld, "{other:?}");
        }
    }
    for role in CARE {
        let unlinked = usual(role, Kind::SafetyAction).with_link(None);
        assert_eq!(careless(&unlinked), Outcome::Withheld, "{role}");
        let wrong = Question { direction: Direction::HealthToPrison, ..usual(role, Kind::SafetyAction) };
        assert_eq!(careless(&wrong), Outcome::Withheld, "{role}");
        for kind in [Kind::MirrorNew, Kind::CareRecordWrite] {
            let doubtful = usual(role, kind).with_link(Some(LinkState::InDoubt));
            assert_eq!(careless(&doubtful), Outcome::Withheld, "{role} {kind:?}");
        }
    }
    for role in CUSTODY {
        let unlinked = usual(role, Kind::AppointmentNeutral).with_link(None);
        assert_eq!(careless(&unlinked), Outcome::Withheld, "{role}");
    }
}

#[test]
fn nobody_asks_for_a_purpose_that_is_not_theirs() {
    use Purpose as P;
    for role in Role::ALL {
        let allowed: &[Purpose] = match role {
            Role::Clinician | Role::ReceptionNurse | Role::DischargeNurse | Role::CareSystem => {
                &[P::DirectCare, P::ClinicAdministration]
            }
            Role::HealthcareAdministrator => &[P::ClinicAdministration],
            Role::HeadOfHealthcare => &[P::DirectCare, P::ClinicAdministration, P::Governance],
            Role::Commissioner | Role::InformationGovernance => &[P::Governance],
            Role::IntegrationEngineer => &[P::Operations],
            _ => &[P::Custody],
        };
        for purpose in Purpose::ALL {
            let question = Question::usual(*role, *purpose, Kind::Counts);
            assert_eq!(careless(&question).lets_out(), allowed.contains(purpose), "{role} for {purpose}");
        }
        assert!(allowed.contains(&role.purpose_usual()));
    }
    let cell = |purpose| careless(&Question::usual(Role::HeadOfHealthcare, purpose, Kind::Cell));
    assert_eq!((cell(P::DirectCare), cell(P::Governance)), (Outcome::Full, Outcome::Withheld));
}
