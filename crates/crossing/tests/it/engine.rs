//! The engine alone: one alert from the socket's bytes to the panel, one booking to the lists and back, custody.

use crossing::disclose::decisions::CareResource;
use crossing::disclose::panel::PanelKey;
use crossing::envelope::{Meta, WriteAsk};
use crossing::understood::{Act, Outcome};
use crossing::{
    Context, Crossing, Engine, Length, PrisonRules, RegistrationRules, RoomRule, Rules, Telephones,
};
use serde_json::{Value, json};
use std::sync::Arc;
use store::keys::CheckpointKey;
use store::{Settings, Store};
use tempfile::TempDir;
use vocab::crossing::{Caller, Feed, Flow, Mode, PrisonPlace, Purpose, Role};
use vocab::id::{AppointmentId, PatientId, PrisonNumber, TraceId};
use vocab::place::{PrisonCode, RoomCode};
use vocab::seed::SeedStream;
use vocab::time::ManualClock;
use vocab::{Clock, Instant};

pub(crate) fn mdi() -> PrisonCode {
    PrisonCode::parse("MDI").unwrap()
}

pub(crate) fn rules() -> Rules {
    let freshness = |amber, red| crossing::Freshness { amber_seconds: amber, red_seconds: red };
    let prison = |name: &str| PrisonRules {
        name: name.to_owned(),
        routes: vec!["dps".to_owned()],
        writes: crossing::Writes::Over("dps".to_owned()),
        category: "MEOT".to_owned(),
        client: "GATELODGE".to_owned(),
        rooms: [(
            RoomCode::new("OPD2"),
            RoomRule { place: PrisonPlace("wait".to_owned()), code: "HCC-WAIT".to_owned() },
        )]
        .into(),
        length: Length::Standard(30),
        registration: RegistrationRules::default(),
        telephones: Telephones {
            wing: "4471".to_owned(),
            security: "4402".to_owned(),
            night: "4400".to_owned(),
            control_room: "4444".to_owned(),
        },
    };
    Rules {
        settle_seconds: 2_700,
        national: crossing::NationalRules::default(),
        request_seconds_max: 10,
        freshness: ["place", "alerts", "non-associations", "schedule", "identity"]
            .into_iter()
            .map(|aspect| (aspect.to_owned(), freshness(2_700, 5_400)))
            .collect(),
        routes: [(
            "dps".to_owned(),
            crossing::Route {
                lag_seconds: 60,
                settled_lag_seconds: 2_760,
                sweep_seconds: 1_800,
                sees_court: true,
                sees_reviews: false,
                sees_attendance: true,
                quiet_seconds: None,
                alert_codes: None,
            },
        )]
        .into(),
        prisons: [(mdi(), prison("HMP Moorland")), (PrisonCode::parse("HLI").unwrap(), prison("HMP Hull"))]
            .into(),
    }
}

pub(crate) struct House {
    pub crossing: Arc<Crossing>,
    pub clock: Arc<ManualClock>,
    pub folder: TempDir,
    pub runtime: tokio::runtime::Runtime,
}

impl House {
    pub(crate) fn new() -> Self {
        Self::at("2026-11-12T08:00:00Z")
    }

    pub(crate) fn at(now: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(ManualClock::at(Instant::parse_zoned(now).unwrap()));
        let crossing = Arc::new(open(folder.path(), Arc::clone(&clock), 1));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { crossing, clock, folder, runtime }
    }

    pub(crate) fn takes(&self, body: &Value) -> Outcome {
        self.takes_as(body, &Meta::default())
    }

    pub(crate) fn takes_as(&self, body: &Value, meta: &Meta) -> Outcome {
        let feed = Feed::parse("dps").unwrap();
        self.crossing
            .receive_blocking(&feed, body.to_string().into_bytes(), meta, None)
            .unwrap()
            .outcome
            .unwrap()
    }

    pub(crate) fn alerts(&self, number: &str, alerts: Value) -> Outcome {
        let path = format!("/v1/persons/{number}/alerts");
        let body = json!({"data": alerts, "pagination": {"isLastPage": true, "page": 1}});
        self.takes_as(&body, &Meta::answer("GET", &path, 200, self.clock.now()))
    }

    pub(crate) fn nurse(&self) -> Context {
        self.caller(Role::Clinician, Purpose::DirectCare)
    }

    pub(crate) fn caller(&self, role: Role, purpose: Purpose) -> Context {
        Context {
            caller: Caller { account: "katie".to_owned(), role, prison: Some(mdi()) },
            purpose,
            prison: Some(mdi()),
            now: self.clock.now(),
            trace: TraceId::parse("018f0000-0000-7000-8000-000000000001").unwrap(),
        }
    }

    pub(crate) fn patient(&self, patient: &Value) -> PatientId {
        let ctx = self.caller(Role::CareSystem, Purpose::DirectCare);
        let body = patient.to_string().into_bytes();
        let write = self.crossing.care_act(&ctx, CareResource::Patient, body, WriteAsk::default(), None);
        let written = self.runtime.block_on(write).unwrap();
        match written.outcome {
            Some(Outcome::Patient { id, .. }) => id,
            other => panic!("not a patient: {other:?}"),
        }
    }

    pub(crate) fn books(&self, appointment: &Value, ask: WriteAsk, request: Option<&str>) -> Outcome {
        let ctx = self.caller(Role::CareSystem, Purpose::DirectCare);
        let body = appointment.to_string().into_bytes();
        let write = self.crossing.care_act(&ctx, CareResource::Appointment, body, ask, request);
        let written = self.runtime.block_on(write).unwrap();
        written.outcome.unwrap()
    }

    pub(crate) fn goes_live(&self) {
        let ctx = self.caller(Role::HeadOfHealthcare, Purpose::Operations);
        let act = Act::ModeSet { flow: Flow::Appointments, prison: mdi(), mode: Mode::Live };
        self.crossing.command(&ctx, act).unwrap();
    }
}

pub(crate) fn open(folder: &std::path::Path, clock: Arc<ManualClock>, seed: u64) -> Crossing {
    let rules = Arc::new(rules());
    let engine = Arc::new(Engine::new(Arc::clone(&rules)));
    let rng = Arc::new(SeedStream::new(seed));
    let key = CheckpointKey::ephemeral().unwrap();
    let settings = Settings {
        folder: folder.to_owned(),
        decide: engine,
        clock: clock.clone(),
        rng: rng.clone(),
        key,
        sink: Box::new(|_| {}),
        vfs: None,
    };
    let opened = Store::open(settings).unwrap();
    Crossing::open(
        opened,
        policy::Engine::built_in().unwrap(),
        policy::Lists::built_in().unwrap(),
        rules,
        clock,
        rng,
    )
    .unwrap()
}

pub(crate) fn boyd(status: &str) -> Value {
    prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", status)
}

pub(crate) fn prisoner(number: &str, given: &str, family: &str, born: &str, status: &str) -> Value {
    json!({"prisonerNumber": number, "firstName": given, "lastName": family, "dateOfBirth": born, "gender": "Male",
           "bookingId": "123", "status": status, "prisonId": "MDI", "cellLocation": "C-2-011", "inOutStatus": "IN",
           "lastMovementTypeCode": "ADM", "lastMovementReasonCode": "N", "legalStatus": "REMAND",
           "restrictedPatient": false})
}

pub(crate) fn alert(code: &str, from: &str, to: Option<&str>) -> Value {
    json!({"offenderNo": "A8100KB", "type": "X", "code": code, "comment": "SECRETCOMMENT", "dateCreated": from,
           "dateExpired": to, "expired": false, "active": true})
}

pub(crate) fn patient_boyd() -> Value {
    json!({"resourceType": "Patient", "identifier": [
             {"system": "https://clinic.example/Id/patient", "value": "p1"},
             {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990110689"},
             {"system": "https://gatelodge.uk/Id/prison-number", "value": "A8100KB"}],
           "name": [{"family": "Boyd", "given": ["Kieran"]}], "birthDate": "2002-04-01", "gender": "male"})
}

pub(crate) fn appointment(patient: PatientId, start: &str, end: &str, status: &str) -> Value {
    json!({"resourceType": "Appointment", "status": status, "start": start, "end": end,
           "identifier": [{"system": "https://clinic.example/Id/appointment", "value": "a1"}],
           "participant": [
             {"actor": {"reference": format!("Patient/{patient}")}, "status": "accepted"},
             {"actor": {"type": "Location", "identifier": {"system": "https://gatelodge.uk/Id/healthcare-room", "value": "MDI/OPD2"}},
              "status": "accepted"}]})
}

#[test]
fn one_alert_from_bytes_to_the_panel() {
    let house = House::new();
    assert_eq!(house.takes(&boyd("ACTIVE IN")), Outcome::Changed);
    let alerts = json!([alert("XHT", "2026-09-03", None), alert("HA", "2026-11-01", None)]);
    assert_eq!(house.alerts("A8100KB", alerts), Outcome::Changed);
    let key = PanelKey::PrisonNumber(PrisonNumber::parse("A8100KB").unwrap());
    let panel = house.runtime.block_on(house.crossing.panel(&house.nurse(), key)).unwrap();
    let shown = panel.get();
    assert_eq!(shown.head.name.as_deref(), Some("BOYD, Kieran"));
    assert_eq!(shown.suicide.as_ref().map(|s| s.words.as_str()), Some("Open"));
    assert!(!shown.actions.is_empty());
    let all = serde_json::to_string(shown).unwrap();
    assert!(!all.contains("SECRETCOMMENT") && !all.contains("XHT"), "{all}");
    assert_eq!(shown.ages.colour(), crossing::disclose::Colour::Fresh);
}

#[test]
fn a_replay_changes_nothing_and_a_resync_raises_nothing() {
    let house = House::new();
    house.takes(&boyd("ACTIVE IN"));
    let alerts = json!([alert("XHT", "2026-09-03", None), alert("HA", "2026-11-01", None)]);
    house.alerts("A8100KB", alerts);
    let before = house.crossing.store().digests().unwrap();
    let feed = Feed::parse("dps").unwrap();
    let again = boyd("ACTIVE IN").to_string().into_bytes();
    let receipt = house.crossing.receive_blocking(&feed, again, &Meta::default(), None).unwrap();
    assert!(receipt.replay);
    assert_eq!(house.crossing.store().digests().unwrap(), before);
    house.clock.advance_seconds(60);
    let resync = json!([alert("HA", "2026-11-01", None), alert("XHT", "2026-09-03", None)]);
    assert_eq!(house.alerts("A8100KB", resync), Outcome::Unchanged);
}

#[test]
fn a_booking_waits_until_its_patient_is_known_to_be_here() {
    let house = House::new();
    house.goes_live();
    house.takes(&boyd("ACTIVE IN"));
    let patient = house.patient(&patient_boyd());
    let booking = appointment(patient, "2026-11-12T10:20:00Z", "2026-11-12T10:35:00Z", "booked");
    let outcome = house.books(&booking, WriteAsk::default(), None);
    let Outcome::Appointment { created, version, id } = outcome else { panic!("not booked: {outcome:?}") };
    assert!(created);
    assert_eq!(version, 1);
    assert_eq!(house.crossing.mirror_counts().unwrap(), [("waiting".to_owned(), 1)]);
    assert_eq!(
        moved(&house, id),
        Outcome::NotDone(crossing::understood::NotDone::VersionConflict { stands: 1 })
    );
}

fn moved(house: &House, id: AppointmentId) -> Outcome {
    let patient = PatientId::from_uuid(id.uuid());
    let later = appointment(patient, "2026-11-12T11:20:00Z", "2026-11-12T11:35:00Z", "booked");
    let mut later = later;
    later["participant"][0]["actor"] = json!({"type": "Patient"});
    later["participant"][0]["actor"]["identifier"] =
        json!({"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990110689"});
    let ask = WriteAsk { id: Some(id.to_string()), if_match: Some(7), if_none_exist: None };
    house.books(&later, ask, None)
}

#[test]
fn what_the_journal_makes_is_what_stands() {
    let house = House::new();
    house.goes_live();
    house.takes(&boyd("ACTIVE IN"));
    let patient = house.patient(&patient_boyd());
    house.books(
        &appointment(patient, "2026-11-12T10:20:00Z", "2026-11-12T10:35:00Z", "booked"),
        WriteAsk::default(),
        Some("r1"),
    );
    house.alerts("A8100KB", json!([alert("XHT", "2026-09-03", None)]));
    house.clock.advance_seconds(10);
    house.takes(&boyd("INACTIVE OUT"));
    let House { crossing, folder, .. } = house;
    Arc::into_inner(crossing).unwrap().close();
    let engine = Engine::new(Arc::new(rules()));
    let rebuilt = store::rebuild(folder.path(), &engine, |_| false, |_| {}).unwrap();
    assert!(rebuilt.is_equal(), "{:?}", rebuilt.tables);
}
