//! Every resource that we author, against its golden file. HL7's validator (with UK Core) is run over the same files
//! by hand.

use jiff::civil::date;
use std::path::PathBuf;
use vocab::care::AppointmentStatus;
use vocab::crossing::{Caller, Purpose, Role};
use vocab::id::{NhsNumber, OdsCode, PrisonNumber, TraceId};
use vocab::name::{Born, Name};
use vocab::place::PrisonCode;
use vocab::prison::Standing;
use vocab::time::LondonTime;
use vocab::{Coded, Instant};
use wire::fhir::appointment::{Appointment, AppointmentFault, AppointmentState, Span};
use wire::fhir::audit_event::{AuditEvent, Audited};
use wire::fhir::capability::CapabilityStatement;
use wire::fhir::codes::{
    AuditOutcome, EntityRole, FlagCategory, FlagStatus, Gender, LinkRelation, LocationStatus, NameUse,
    NhsUnavailable, NhsVerification, ParticipationStatus, PhysicalType,
};
use wire::fhir::datatypes::{CodeableConcept, Coding, Identifier, Meta, Period, Reference};
use wire::fhir::encounter::{CustodyStanding, Encounter};
use wire::fhir::extension::Ages;
use wire::fhir::flag::{Action, Flag};
use wire::fhir::json::{self, Json};
use wire::fhir::patient::Patient;
use wire::fhir::place::{Location, Organization};
use wire::fhir::provenance::{Change, Provenance};
use wire::fhir::{
    AnyResource, Bundle, Code, Id, Issue, IssueType, OperationOutcome, Resource, ResourceType, Text, Uri,
    When, urls,
};

const BASE: &str = "https://gatelodge.test/fhir/R4";

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse_zoned(text).expect("a moment")
}

fn time(text: &str) -> LondonTime {
    LondonTime::parse_machine(text).expect("a time")
}

pub(crate) fn id(text: &str) -> Id {
    Id::parse(text).expect("an id")
}

pub(crate) fn text(text: &str) -> Text {
    Text::of(text).expect("a text")
}

fn trace() -> TraceId {
    TraceId::parse("0192f3a1-7b1c-7c3e-8f21-5d7a9b0c1e2f").expect("a trace id")
}

pub(crate) fn ages() -> Ages {
    Ages {
        route_heard: Some(at("2026-11-12T07:41:03Z")),
        subject_checked: Some(at("2026-11-12T07:38:00Z")),
        lag_seconds: 900,
    }
}

fn meta() -> Meta {
    Meta::new().versioned(3, at("2026-11-12T07:41:03.250Z")).aged(ages())
}

pub(crate) fn patient_ref() -> Reference {
    Reference::to(ResourceType::Patient, &id("boyd"))
}

fn patient() -> Patient {
    Patient::new(id("boyd"), meta())
        .nhs(NhsNumber::parse("9990110689").unwrap(), Some(NhsVerification::Verified))
        .prison_number(PrisonNumber::parse("A1234BC").unwrap())
        .identified(Identifier::read("https://clinic.test/Id/patient", "77120").unwrap())
        .active(true)
        .named(NameUse::Usual, &Name::new("Boyd", "Kieran Lee"))
        .gender(Gender::Male)
        .born(Born::new(date(2002, 4, 1)))
        .kept_by(Reference::identified(
            ResourceType::Organization,
            Identifier::ods(&OdsCode::parse("Y05537").unwrap()),
        ))
}

fn patient_without_nhs() -> Patient {
    Patient::new(id("ilic"), Meta::new().versioned(1, at("2026-11-12T07:41:03Z")).aged(Ages::default()))
        .nhs_unavailable(NhsUnavailable::NotKnown)
        .prison_number(PrisonNumber::parse("A5678DE").unwrap())
        .named(NameUse::Official, &Name::new("İlić", ""))
}

fn action() -> Action {
    Action { code: Code::fixed("two-officers"), words: text("Ask for two officers before opening") }
}

fn flag() -> Flag {
    Flag::new(id("flag-1"), meta(), FlagStatus::Active, FlagCategory::Safety, action(), patient_ref())
        .identified(Identifier::read(urls::FLAG, "flag-1").unwrap())
        .during(Period::since(When::Day(date(2026, 10, 1))))
        .in_custody(Reference::to(ResourceType::Encounter, &id("custody-1")))
}

fn flag_ended() -> Flag {
    let days = Period::of(Some(When::Day(date(2026, 10, 1))), Some(When::Day(date(2026, 11, 1)))).unwrap();
    let subject = Reference::identified(
        ResourceType::Patient,
        Identifier::prison_number(PrisonNumber::parse("A1234BC").unwrap()),
    );
    Flag::new(id("flag-2"), meta(), FlagStatus::Inactive, FlagCategory::Behavioral, action(), subject)
        .during(days)
        .by(Reference::to(ResourceType::Organization, &id("hmp-moorland"))
            .saying(Text::fixed("HMP Moorland")))
}

fn state(status: AppointmentStatus, timed: bool, reason: Option<CodeableConcept>) -> AppointmentState {
    let span = Span::of(time("2026-11-12T10:20"), time("2026-11-12T10:40")).filter(|_| timed);
    AppointmentState::of(&Coded::Known(status), span, reason).unwrap()
}

fn appointment(state: AppointmentState) -> Appointment {
    Appointment::new(
        id("appointment-1"),
        meta(),
        state,
        patient_ref().with_identifier(Identifier::nhs(NhsNumber::parse("9990110689").unwrap(), None)),
    )
    .identified(Identifier::read("https://clinic.test/Id/booking", "B-20261112-07").unwrap())
}

fn booked() -> Appointment {
    let room = Reference::to(ResourceType::Location, &id("room-3")).saying(Text::fixed("Healthcare room 3"));
    appointment(state(AppointmentStatus::Booked, true, None)).held_in(room, ParticipationStatus::Accepted)
}

fn cancelled() -> Appointment {
    let coding = Coding::fixed(urls::CANCELLATION_REASON, "prov", Some("Provider"));
    let state = state(AppointmentStatus::Cancelled, true, Some(CodeableConcept::coded(coding)));
    let room = Reference::identified(ResourceType::Location, Identifier::read(urls::ROOM, "HC-3").unwrap());
    appointment(state).held_in(room, ParticipationStatus::Declined)
}

fn encounter(standing: &Standing, settled: bool) -> Encounter {
    let period =
        Period::of(Some(When::At(at("2026-10-01T18:05:00Z"))), Some(When::At(at("2026-11-12T09:10:00Z"))))
            .unwrap();
    Encounter::custody(id("custody-1"), meta(), CustodyStanding::of(standing, settled), patient_ref())
        .identified(Identifier::read(urls::CUSTODY, "custody-1").unwrap())
        .during(period)
        .in_prison(Reference::to(ResourceType::Location, &id("MDI")).saying(Text::fixed("HMP Moorland")))
        .run_by(Reference::to(ResourceType::Organization, &id("hmp-moorland")))
}

fn moorland() -> PrisonCode {
    PrisonCode::parse("MDI").unwrap()
}

fn prison() -> Location {
    let version = Meta::new().versioned(1, at("2026-11-12T07:41:03Z"));
    Location::new(moorland().into(), version, LocationStatus::Active, text("HMP Moorland"))
        .identified(Identifier::read(urls::PRISON, "MDI").unwrap())
        .of_kind(PhysicalType::Site)
        .run_by(Reference::to(ResourceType::Organization, &id("hmp-moorland")))
}

fn room() -> Location {
    Location::new(id("room-3"), Meta::new(), LocationStatus::Active, text("Healthcare room 3"))
        .identified(Identifier::read(urls::ROOM, "HC-3").unwrap())
        .identified(Identifier::read(urls::ODS_SITE, "Y0553").unwrap())
        .identified(Identifier::read(urls::ODS_SITE, "Y0554").unwrap())
        .of_kind(PhysicalType::Room)
        .within(Reference::to(ResourceType::Location, &id("MDI")))
}

fn organization() -> Organization {
    Organization::new(id("hmp-moorland"), Meta::new(), text("HMP Moorland healthcare"))
        .identified(Identifier::read(urls::PRISON, "MDI").unwrap())
        .ods(&OdsCode::parse("Y05537").unwrap())
}

fn nothing_known() -> OperationOutcome {
    OperationOutcome::of(Issue::warning(
        IssueType::Incomplete,
        "Not linked to a prison record: ask the wing. Other risks may exist.",
    ))
    .aged(Ages {
        route_heard: Some(at("2026-11-12T06:40:00Z")),
        subject_checked: None,
        lag_seconds: 900,
    })
}

fn refusal() -> OperationOutcome {
    OperationOutcome::all(vec![
        Issue::number(NhsNumber::parse("9990110688").unwrap_err())
            .at("Appointment.participant[0].actor.identifier.value"),
        Issue::error(IssueType::Required, "no status").at("Appointment.status"),
    ])
    .unwrap()
}

fn searchset() -> Bundle {
    let link =
        Uri::parse(&format!("{BASE}/Appointment?date=2026-11-12&_include=Appointment%3Apatient")).unwrap();
    let next = Uri::parse(&format!("{BASE}/Appointment?_page=eyJhIjoxfQ")).unwrap();
    Bundle::searchset(trace(), at("2026-11-12T07:41:05Z"), 3, link)
        .linked(LinkRelation::Next, next)
        .matched(BASE, booked())
        .included(BASE, patient())
        .included(BASE, patient())
        .outcome(nothing_known())
}

fn totals() -> Bundle {
    let link = Uri::parse(&format!("{BASE}/Flag?_summary=count")).unwrap();
    Bundle::searchset(trace(), at("2026-11-12T07:41:05Z"), 0, link)
}

fn audit(role: Role, purpose: Purpose, done: Audited, outcome: AuditOutcome) -> AuditEvent {
    let caller = Caller { account: "n.okafor".into(), role, prison: Some(moorland()) };
    let observer = Text::fixed("Gatelodge");
    AuditEvent::new(id("gate-42"), at("2026-11-12T07:41:05Z"), done, outcome, &caller, purpose, observer)
}

fn provenance() -> Provenance {
    Provenance::new(
        id("provenance-1"),
        Reference::to_version(ResourceType::Flag, &id("flag-1"), 3),
        at("2026-11-12T07:41:05Z"),
        Change::Updated,
        Reference::worded(Text::fixed("HMPPS")),
        Reference::worded(Text::fixed("Gatelodge")),
    )
    .occurred(When::At(at("2026-11-12T07:38:00Z")))
    .from_entity(EntityRole::Source, Reference::worded(Text::fixed("journal row 815")))
}

/// Every resource that we author, in each of its shapes.
pub(crate) fn goldens() -> Vec<(&'static str, AnyResource)> {
    use AppointmentStatus::{EnteredInError, Fulfilled, Noshow, Proposed, Waitlist};

    vec![
        ("patient", patient().into()),
        ("patient-without-nhs-number", patient_without_nhs().into()),
        ("flag-active", flag().into()),
        ("flag-ended", flag_ended().into()),
        ("appointment-booked", booked().into()),
        ("appointment-cancelled", cancelled().into()),
        (
            "appointment-cancelled-without-times",
            appointment(state(AppointmentStatus::Cancelled, false, None)).into(),
        ),
        ("appointment-proposed-without-times", appointment(state(Proposed, false, None)).into()),
        ("appointment-waitlist", appointment(state(Waitlist, false, None)).into()),
        ("appointment-noshow", appointment(state(Noshow, true, None)).into()),
        ("appointment-fulfilled", appointment(state(Fulfilled, true, None)).into()),
        ("appointment-entered-in-error", appointment(state(EnteredInError, true, None)).into()),
        (
            "encounter-in-prison",
            encounter(&Standing::InPrison { prison: moorland() }, true)
                .in_cell(Reference::worded(Text::fixed("C-2-011")))
                .into(),
        ),
        ("encounter-at-court", encounter(&Standing::AtCourt { prison: moorland() }, true).into()),
        ("encounter-released-reported", encounter(&Standing::Released, false).into()),
        ("encounter-released-settled", encounter(&Standing::Released, true).into()),
        ("encounter-died", encounter(&Standing::Died, true).into()),
        ("encounter-merged-away", encounter(&Standing::MergedAway, true).into()),
        ("location-prison", prison().into()),
        ("location-room", room().into()),
        ("organization", organization().into()),
        (
            "organization-closed",
            Organization::new(id("closed"), Meta::new(), text("HMP Elsewhere")).closed().into(),
        ),
        ("bundle-searchset", searchset().into()),
        ("bundle-total-only", totals().into()),
        ("outcome-refusal", refusal().into()),
        ("outcome-nothing-known", nothing_known().into()),
        ("outcome-information", OperationOutcome::of(Issue::information("done")).into()),
        (
            "capability-statement",
            CapabilityStatement::new(text("0.1.0"), date(2026, 11, 12), Uri::parse(BASE).unwrap()).into(),
        ),
        (
            "audit-event-read",
            audit(Role::Clinician, Purpose::DirectCare, Audited::Read, AuditOutcome::Success)
                .about(patient_ref(), Code::parse("disclosed-in-full"))
                .into(),
        ),
        (
            "audit-event-search",
            audit(Role::Officer, Purpose::Custody, Audited::Search, AuditOutcome::MinorFailure)
                .about_identified(Identifier::prison_number(PrisonNumber::parse("A1234BC").unwrap()), None)
                .into(),
        ),
        (
            "audit-event-create",
            audit(
                Role::CareSystem,
                Purpose::ClinicAdministration,
                Audited::Create,
                AuditOutcome::SeriousFailure,
            )
            .about(Reference::to(ResourceType::Appointment, &id("appointment-1")), None)
            .into(),
        ),
        (
            "audit-event-update",
            audit(
                Role::InformationGovernance,
                Purpose::Governance,
                Audited::Update,
                AuditOutcome::MajorFailure,
            )
            .into(),
        ),
        ("provenance", provenance().into()),
    ]
    .into_iter()
    .chain(crate::fhir_registration::goldens())
    .collect()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/fhir")
}

fn pretty(resource: &AnyResource) -> String {
    serde_json::to_string_pretty(resource).expect("JSON") + "\n"
}

#[test]
fn every_authored_resource_is_as_its_golden_file() {
    let mut wrong = Vec::new();
    for (name, resource) in goldens() {
        let golden = std::fs::read_to_string(folder().join(format!("{name}.json"))).unwrap_or_default();
        if golden != pretty(&resource) {
            wrong.push(name);
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong:?} differ. If that is meant: cargo test -p wire -- --ignored golden_files_are_written, validate, read the diff"
    );
    let kept = std::fs::read_dir(folder()).expect("the folder").count();
    assert_eq!(kept, goldens().len(), "a golden file that nothing makes any more");
}

#[test]
#[ignore = "writes the golden files"]
fn golden_files_are_written() {
    std::fs::create_dir_all(folder()).expect("the folder");
    for (name, resource) in goldens() {
        std::fs::write(folder().join(format!("{name}.json")), pretty(&resource)).expect("a file");
    }
}

pub(crate) fn nothing_empty(value: &Json, path: &str) {
    match value {
        Json::Null => panic!("{path} is null"),
        Json::String(text) => assert!(!text.trim().is_empty(), "{path} is empty"),
        Json::Array(items) => {
            assert!(!items.is_empty(), "{path} is an empty list");
            for item in items {
                nothing_empty(item, path);
            }
        }
        Json::Object(object) => {
            assert!(!object.is_empty(), "{path} is an empty object");
            for (name, inner) in object.members() {
                nothing_empty(inner, &format!("{path}.{name}"));
            }
        }
        Json::Bool(_) | Json::Number(_) => {}
    }
}

#[test]
fn nothing_authored_is_null_or_empty_and_all_of_it_survives_the_lossless_form() {
    for (name, resource) in goldens() {
        let bytes = wire::fhir::bytes(&resource);
        nothing_empty(&json::parse(&bytes).expect("JSON"), name);
        let read = Resource::read(&bytes).expect("a resource");
        assert_eq!(wire::fhir::bytes(&read), bytes, "{name}");
        assert_eq!(read.raw(), bytes, "{name}");
    }
}

#[test]
fn what_we_write_we_read() {
    let written = wire::fhir::patient::read(&wire::fhir::bytes(&patient())).unwrap();
    assert_eq!(written.numbers.nhs, NhsNumber::parse("9990110689").ok());
    assert_eq!(written.numbers.nhs_verification, Some(NhsVerification::Verified));
    assert_eq!(written.numbers.prison, PrisonNumber::parse("A1234BC").ok());
    assert_eq!(written.name, Some(Name::new("Boyd", "Kieran Lee")));
    assert_eq!(written.born, Some(Born::new(date(2002, 4, 1))));
    assert!(
        written.notes.is_empty() && written.active == Some(true) && !written.restricted && !written.deceased
    );

    let written = wire::fhir::appointment::read(&wire::fhir::bytes(&booked())).unwrap();
    assert_eq!(written.status, Coded::Known(AppointmentStatus::Booked));
    assert_eq!(written.start.map(LondonTime::hm), Some("10:20".into()));
    assert_eq!(written.patient.numbers.nhs, NhsNumber::parse("9990110689").ok());
    assert_eq!(
        (written.patient.id.as_deref(), written.places[0].id.as_deref()),
        (Some("boyd"), Some("room-3"))
    );
    assert!(written.notes.is_empty());
}

#[test]
fn an_appointment_that_fhir_does_not_allow_cannot_be_built() {
    use AppointmentStatus::{Booked, Cancelled, Noshow, Proposed, Waitlist};
    let span = Span::of(time("2026-11-12T10:20"), time("2026-11-12T10:40"));
    let reason = || Some(CodeableConcept::worded(Text::fixed("escort")));
    let of = |status, span, reason| AppointmentState::of(&Coded::Known(status), span, reason).err();
    assert_eq!(of(Noshow, span, reason()), Some(AppointmentFault::ReasonOnlyWhenCancelled));
    assert_eq!(of(Booked, span, reason()), Some(AppointmentFault::ReasonOnlyWhenCancelled));
    assert_eq!(of(Cancelled, None, reason()), None);
    let unknown = AppointmentState::of(&Coded::Unknown("no-show".into()), span, None);
    assert_eq!(unknown.err(), Some(AppointmentFault::StatusNotOfFhir));
    for (status, _) in <AppointmentStatus as vocab::code::CodeList>::CODES {
        let open = matches!(status, Proposed | Cancelled | Waitlist);
        assert_eq!(of(*status, None, None), (!open).then_some(AppointmentFault::TimesMissing), "{status:?}");
    }
    assert_eq!(Span::of(time("2026-11-12T10:40"), time("2026-11-12T10:20")), None);
}

#[test]
fn a_death_is_never_written_as_a_release_and_a_reported_release_ends_nothing() {
    let json = |standing: &Standing, settled| {
        String::from_utf8(wire::fhir::bytes(&encounter(standing, settled))).unwrap()
    };
    let died = json(&Standing::Died, true);
    assert!(
        died.contains(r#""status":"unknown""#) && !died.contains("died") && !died.contains("finished"),
        "{died}"
    );
    assert!(!died.contains(r#""end""#), "an end would tell it");
    let reported = json(&Standing::Released, false);
    assert!(reported.contains(r#""status":"in-progress""#) && !reported.contains(r#""end""#), "{reported}");
    let settled = json(&Standing::Released, true);
    assert!(settled.contains(r#""status":"finished""#) && settled.contains(r#""end""#), "{settled}");
}

#[test]
fn a_bundle_holds_each_resource_once_and_one_outcome() {
    let bundle =
        Bundle::searchset(trace(), at("2026-11-12T07:41:05Z"), 1, Uri::fixed("https://x.test/Patient"))
            .included(BASE, patient())
            .matched(BASE, patient())
            .outcome(refusal())
            .outcome(nothing_known());
    assert_eq!(bundle.len(), 2);
    let json = String::from_utf8(wire::fhir::bytes(&bundle)).unwrap();
    assert!(json.contains(r#""mode":"match""#) && !json.contains(r#""mode":"include""#), "{json}");
    assert_eq!(json.matches("OperationOutcome\"").count(), 2, "type and profile of one outcome: {json}");
}

#[test]
fn second_numbers_that_uk_core_forbids_take_the_first_ones_place() {
    let other = NhsNumber::parse("9990001006").unwrap();
    let json = String::from_utf8(wire::fhir::bytes(&patient().nhs(other, None))).unwrap();
    assert!(json.contains("9990001006") && !json.contains("9990110689"), "{json}");
    let smuggled = patient().identified(Identifier::read(urls::NHS_NUMBER, "9990110688").unwrap());
    assert_eq!(wire::fhir::bytes(&smuggled), wire::fhir::bytes(&patient()));
}

#[test]
fn nothing_of_a_person_prints() {
    for (name, resource) in goldens() {
        let printed = format!("{resource:?}");
        for word in ["Boyd", "Kieran", "9990110689", "1234BC", "2002"] {
            assert!(!printed.contains(word), "{name} prints {word}");
        }
    }
    let read = wire::fhir::patient::read(&wire::fhir::bytes(&patient())).unwrap();
    let printed = format!("{read:?} {:?} {:?}", read.numbers, read.resource);
    assert!(!printed.contains("Boyd") && !printed.contains("9990"), "{printed}");
}
