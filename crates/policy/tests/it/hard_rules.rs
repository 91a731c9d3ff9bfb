//! What must hold whatever the policies say, asked in every circumstance.

use crate::engine;
use policy::{Direction, Kind, Outcome, Question};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use vocab::crossing::{LinkState, Purpose, Role};

const PRISON: [Role; 6] = [
    Role::DutyGovernor,
    Role::Officer,
    Role::SaferCustody,
    Role::OffenderManagementUnit,
    Role::EscortsAndSecurity,
    Role::PrisonSystem,
];
const HEALTH_STAFF: [Role; 5] = [
    Role::Clinician,
    Role::ReceptionNurse,
    Role::DischargeNurse,
    Role::HealthcareAdministrator,
    Role::HeadOfHealthcare,
];

/// Every set of circumstances.
fn circumstances(question: Question) -> impl Iterator<Item = Question> {
    (0..64u8).map(move |bits| {
        let on = |n: u8| bits >> n & 1 == 1;
        Question {
            own_prison: on(0),
            linked: on(1),
            in_doubt: on(2),
            restricted: on(3),
            settled: on(4),
            by_prison_number: on(5),
            ..question
        }
    })
}

/// Every question of a role about a kind, for its usual purpose, every way that the kind goes.
fn questions(role: Role, kind: Kind) -> impl Iterator<Item = Question> {
    kind.directions().iter().flat_map(move |direction| {
        circumstances(Question { direction: *direction, ..Question::new(role, role.purpose_usual(), kind) })
    })
}

fn outcome(question: &Question) -> Outcome {
    engine().rule(question).outcome
}

/// As things usually are at a door.
fn at_the_door(role: Role, kind: Kind) -> Question {
    Question::usual(role, role.purpose_usual(), kind)
}

#[test]
fn the_prison_never_gets_a_clinic_word_a_care_record_or_an_nhs_number() {
    let never = [
        Kind::AppointmentHealth,
        Kind::CareIdentity,
        Kind::NhsNumber,
        Kind::LinkEvidence,
        Kind::LinkDecide,
        Kind::LinkState,
        Kind::MirrorState,
        Kind::AppointmentWrite,
        Kind::CareRecordWrite,
        Kind::RegistrationChoice,
        Kind::RegistrationFacts,
        Kind::RegistrationCounts,
        Kind::RegistrationRecord,
        Kind::RegistrationDecide,
    ];
    for question in PRISON.iter().flat_map(|role| never.iter().flat_map(|kind| questions(*role, *kind))) {
        assert_eq!(outcome(&question), Outcome::Withheld, "{question:?}");
    }
}

#[test]
fn the_prison_gets_appointments_reduced_and_never_in_full() {
    for role in PRISON {
        assert_eq!(outcome(&at_the_door(role, Kind::AppointmentNeutral)), Outcome::Reduced, "{role}");
        for question in questions(role, Kind::AppointmentNeutral) {
            assert_ne!(outcome(&question), Outcome::Full, "{question:?}");
        }
    }
}

#[test]
fn a_commissioner_gets_nobody() {
    for question in Kind::ALL.iter().flat_map(|kind| questions(Role::Commissioner, *kind)) {
        let wanted = matches!(
            (question.kind, question.direction),
            (Kind::Counts, Direction::OfTheCrossing) | (Kind::RegistrationCounts, Direction::HealthOnly)
        );
        assert_eq!(outcome(&question).lets_out(), wanted, "{question:?}");
    }
}

#[test]
fn neither_side_gets_anything_of_another_prison() {
    for question in HEALTH_STAFF
        .iter()
        .chain(&PRISON)
        .chain(&[Role::CareSystem])
        .flat_map(|role| Kind::ALL.iter().flat_map(|kind| questions(*role, *kind)))
        .filter(|question| !question.own_prison)
    {
        assert_eq!(outcome(&question), Outcome::Withheld, "{question:?}");
    }
}

#[test]
fn who_answers_for_the_books_sees_them_and_no_fact() {
    let ig = Role::InformationGovernance;
    assert_eq!(outcome(&at_the_door(ig, Kind::GateBook)), Outcome::Full);
    for question in Kind::ALL.iter().filter(|kind| kind.is_personal()).flat_map(|kind| questions(ig, *kind)) {
        let way_only = matches!(question.kind, Kind::Trace | Kind::Correction);
        let wanted = if way_only { Outcome::Reduced } else { Outcome::Withheld };
        assert!(outcome(&question) <= wanted, "{question:?}");
    }
}

#[test]
fn an_engineer_sees_the_crossing_and_no_person() {
    let engineer = Role::IntegrationEngineer;
    for (kind, wanted) in [
        (Kind::Board, Outcome::Full),
        (Kind::Trace, Outcome::Reduced),
        (Kind::Quarantine, Outcome::Reduced),
        (Kind::QuarantineReplay, Outcome::Full),
        (Kind::ModeChange, Outcome::Full),
        (Kind::GateBook, Outcome::Withheld),
    ] {
        assert_eq!(outcome(&at_the_door(engineer, kind)), wanted, "{kind:?}");
    }
    for question in
        Kind::ALL.iter().filter(|kind| kind.is_personal()).flat_map(|kind| questions(engineer, *kind))
    {
        assert_ne!(outcome(&question), Outcome::Full, "{question:?}");
    }
}

#[test]
fn doubt_never_darkens_the_night() {
    let warnings = [
        Kind::SuicideState,
        Kind::SafetyAction,
        Kind::Need,
        Kind::MedicalHold,
        Kind::Whereabouts,
        Kind::Cell,
        Kind::PrisonIdentity,
    ];
    let shaken: [fn(Question) -> Question; 4] = [
        |q| q.with_link(Some(LinkState::InDoubt)),
        |q| Question { in_doubt: true, ..q },
        |q| Question { by_prison_number: true, ..q.with_link(None) },
        |q| Question {
            by_prison_number: true,
            restricted: true,
            settled: false,
            ..q.with_link(Some(LinkState::InDoubt))
        },
    ];
    for kind in warnings {
        for change in shaken {
            let question = change(at_the_door(Role::Clinician, kind));
            assert_eq!(outcome(&question), Outcome::Full, "{question:?}");
            for role in HEALTH_STAFF {
                let question = change(at_the_door(role, kind));
                assert!(outcome(&question).lets_out(), "{question:?}");
            }
        }
    }
}

#[test]
fn without_a_link_or_the_number_nobody_is_shown_somebody() {
    for kind in Kind::ALL.iter().filter(|kind| kind.is_warning()) {
        for link in [None, Some(LinkState::Proposed), Some(LinkState::Rejected), Some(LinkState::Split)] {
            let question = at_the_door(Role::Clinician, *kind).with_link(link);
            assert_eq!(outcome(&question), Outcome::Withheld, "{question:?}");
        }
    }
}

#[test]
fn who_is_entitled_to_risk_stays_so_without_a_link() {
    let entitled = |role| engine().entitled_to_risk(role, role.purpose_usual());
    assert!(HEALTH_STAFF.into_iter().chain([Role::CareSystem]).all(entitled));
    assert!(!PRISON.into_iter().any(entitled) && !entitled(Role::Commissioner));
    assert!(!engine().entitled_to_risk(Role::Clinician, Purpose::Governance));
}

#[test]
fn the_door_by_number_opens_no_health_record_and_is_no_machines() {
    for role in Role::ALL {
        for kind in [Kind::CareIdentity, Kind::NhsNumber, Kind::AppointmentHealth, Kind::CareRecordWrite] {
            for question in questions(*role, kind).filter(|question| question.by_prison_number) {
                assert_eq!(outcome(&question), Outcome::Withheld, "{question:?}");
            }
        }
    }
    for question in Kind::ALL.iter().flat_map(|kind| questions(Role::CareSystem, *kind)) {
        assert!(!question.by_prison_number || !outcome(&question).lets_out(), "{question:?}");
    }
}

#[test]
fn doubt_stops_new_writes_and_lets_those_that_stand_be_followed() {
    let new = at_the_door(Role::PrisonSystem, Kind::MirrorNew);
    let follow = at_the_door(Role::PrisonSystem, Kind::MirrorFollow);
    let record = at_the_door(Role::CareSystem, Kind::CareRecordWrite);
    assert!([new, follow, record].iter().all(|q| outcome(q).lets_out()));
    for role in Role::ALL {
        for question in questions(*role, Kind::MirrorNew).chain(questions(*role, Kind::CareRecordWrite)) {
            let certain = question.linked && !question.in_doubt;
            assert!(certain || !outcome(&question).lets_out(), "{question:?}");
        }
    }
    assert_eq!(outcome(&follow.with_link(Some(LinkState::InDoubt))), Outcome::Reduced);
    assert_eq!(outcome(&follow.with_link(None)), Outcome::Withheld);
    // Healthcare's own booking is healthcare's own, linked or not.
    let booking = at_the_door(Role::CareSystem, Kind::AppointmentWrite).with_link(None);
    assert_eq!(outcome(&booking), Outcome::Full);
}

#[test]
fn an_administrator_sees_actions_and_never_more() {
    let adm = Role::HealthcareAdministrator;
    for kind in [Kind::SuicideState, Kind::SafetyAction, Kind::Need] {
        assert_eq!(outcome(&at_the_door(adm, kind)), Outcome::Reduced, "{kind:?}");
        for question in questions(adm, kind) {
            assert_ne!(outcome(&question), Outcome::Full, "{question:?}");
        }
    }
}

#[test]
fn the_cell_sharing_risk_crosses_to_who_treats_and_to_nobody_else() {
    let treats = [Role::Clinician, Role::ReceptionNurse, Role::DischargeNurse, Role::CareSystem];
    for role in Role::ALL {
        let at_the_door = outcome(&at_the_door(*role, Kind::CellSharingRisk));
        let wanted = if treats.contains(role) { Outcome::Full } else { Outcome::Withheld };
        assert_eq!(at_the_door, wanted, "{role}");
        for purpose in Purpose::ALL.iter().filter(|purpose| **purpose != Purpose::DirectCare) {
            let usual = Question::usual(*role, *purpose, Kind::CellSharingRisk);
            assert!(circumstances(usual).all(|q| !outcome(&q).lets_out()), "{role} for {purpose}");
        }
    }
}

#[test]
fn what_is_planned_crosses_to_nobody() {
    for question in Role::ALL.iter().flat_map(|role| questions(*role, Kind::PlannedMovement)) {
        assert_eq!(outcome(&question), Outcome::Withheld, "{question:?}");
    }
}

#[test]
fn only_people_of_healthcare_decide_links_and_the_panel_never_does() {
    let deciders: BTreeSet<Role> = Role::ALL
        .iter()
        .copied()
        .filter(|role| questions(*role, Kind::LinkDecide).any(|q| outcome(&q).lets_out()))
        .collect();
    let wanted = [Role::ReceptionNurse, Role::HealthcareAdministrator, Role::HeadOfHealthcare];
    assert_eq!(deciders, BTreeSet::from(wanted));
}

#[test]
fn only_what_has_settled_is_final() {
    for question in Role::ALL.iter().flat_map(|role| questions(*role, Kind::CancelForLeaving)) {
        assert!(question.settled || !outcome(&question).lets_out(), "{question:?}");
    }
    assert!(outcome(&at_the_door(Role::PrisonSystem, Kind::CancelForLeaving)).lets_out());
}

#[test]
fn a_kind_goes_no_way_but_its_owners() {
    for role in Role::ALL {
        for kind in Kind::ALL {
            for direction in Direction::ALL.iter().filter(|d| !kind.directions().contains(d)) {
                let question = Question { direction: *direction, ..at_the_door(*role, *kind) };
                assert_eq!(outcome(&question), Outcome::Withheld, "{question:?}");
            }
        }
    }
}

#[test]
fn restricted_records_open_to_few_and_keep_their_warnings() {
    let restricted = |role, kind| outcome(&Question { restricted: true, ..at_the_door(role, kind) });
    for kind in [Kind::NhsNumber, Kind::CareIdentity, Kind::Trace] {
        assert_eq!(restricted(Role::HealthcareAdministrator, kind), Outcome::Withheld, "{kind:?}");
        assert_eq!(restricted(Role::Clinician, kind), Outcome::Full, "{kind:?}");
    }
    assert_eq!(restricted(Role::HealthcareAdministrator, Kind::SafetyAction), Outcome::Reduced);
}

#[test]
fn a_question_starts_closed() {
    for role in Role::ALL {
        for kind in Kind::ALL.iter().filter(|kind| kind.is_personal()) {
            let ruling = engine().rule(&Question::new(*role, role.purpose_usual(), *kind));
            assert!(ruling.outcome <= Outcome::Reduced, "{role} {kind:?}");
            let nobody = matches!(role, Role::IntegrationEngineer | Role::InformationGovernance);
            assert!(nobody || ruling.outcome == Outcome::Withheld, "{role} {kind:?}");
        }
    }
}

#[test]
fn a_ruling_says_by_which_policy_and_why() {
    let full = engine().rule(&at_the_door(Role::Clinician, Kind::SafetyAction));
    assert_eq!(full.policies.iter().map(|p| &**p).collect::<Vec<_>>(), ["warnings-at-the-door"]);
    assert_eq!(&*full.why, "Whoever is about to see the patient sees the prison's warnings.");
    let law =
        engine().rule(&Question { own_prison: false, ..at_the_door(Role::Clinician, Kind::SafetyAction) });
    assert_eq!(law.policies.iter().map(|p| &**p).collect::<Vec<_>>(), ["law-own-prison"]);
    let nothing = engine().rule(&at_the_door(Role::Officer, Kind::Board));
    assert_eq!((nothing.policies.len(), &*nothing.why), (0, "Nothing permits it."));
}

#[test]
fn a_ruling_is_made_once() {
    let question = at_the_door(Role::Clinician, Kind::Cell);
    assert!(Arc::ptr_eq(&engine().rule(&question), &engine().rule(&question)));
}

/// A policy that never decides is a mistake, or a comfort.
#[test]
fn every_policy_decides_something() {
    let mut deciding = BTreeSet::new();
    for role in Role::ALL {
        for kind in Kind::ALL {
            for question in questions(*role, *kind) {
                deciding.extend(engine().rule(&question).policies.iter().cloned());
            }
            for direction in Direction::ALL {
                let question = Question { direction: *direction, ..at_the_door(*role, *kind) };
                deciding.extend(engine().rule(&question).policies.iter().cloned());
            }
            for purpose in Purpose::ALL {
                let question = Question { purpose: *purpose, ..at_the_door(*role, *kind) };
                deciding.extend(engine().rule(&question).policies.iter().cloned());
            }
        }
    }
    let all: BTreeSet<_> = engine().reviews().into_iter().map(|review| review.policy).collect();
    assert_eq!(deciding, all);
}

proptest! {
    #[test]
    fn nothing_ever_alarms_and_every_ruling_has_a_reason(
        role in prop::sample::select(Role::ALL), purpose in prop::sample::select(Purpose::ALL),
        kind in prop::sample::select(Kind::ALL), direction in prop::sample::select(Direction::ALL),
        bits in 0usize..64,
    ) {
        let question = circumstances(Question { direction, ..Question::new(role, purpose, kind) }).nth(bits);
        let ruling = engine().rule(&question.expect("64 of them"));
        prop_assert!(!ruling.alarm);
        prop_assert!(ruling.why.ends_with('.'));
        prop_assert!(!ruling.lets_out() || !ruling.policies.is_empty(), "let out by nothing");
    }

    /// Purposes are no back door: no purpose opens what another prison's door closed.
    #[test]
    fn no_purpose_opens_another_prison(
        role in prop::sample::select(HEALTH_STAFF.to_vec()), purpose in prop::sample::select(Purpose::ALL),
        kind in prop::sample::select(Kind::ALL), bits in 0usize..64,
    ) {
        let question = circumstances(Question::new(role, purpose, kind)).nth(bits).expect("64 of them");
        let question = Question { own_prison: false, ..question };
        prop_assert_eq!(outcome(&question), Outcome::Withheld);
    }
}
