//! A house for tests of what is let out: Moorland and Hull over the real store, with people at its desks.
//!
//! Tests speak as people: `house.nurse().opens(…)`, `house.officer().prints_movement_list(…)`. Time is moved, never slept.

use crate::engine;
use crossing::deliver::Delivery;
use crossing::disclose::appointments::{AppointmentSearch, Appointments};
use crossing::disclose::board::Board;
use crossing::disclose::clinic_list::{ClinicList, ClinicListAsked, ClinicRow};
use crossing::disclose::custody::{EncounterSearch, EncounterView};
use crossing::disclose::decisions::{CareResource, LinkAct};
use crossing::disclose::flags::{FlagSearch, FlagView};
use crossing::disclose::gate_book::{GateBook, GateBookAsked, OwnPage};
use crossing::disclose::locations::{LocationSearch, LocationView};
use crossing::disclose::movement_list::{MovementList, MovementListAsked, Session};
use crossing::disclose::panel::{Panel, PanelKey};
use crossing::disclose::patients::{PatientSearch, PatientView};
use crossing::disclose::quarantine::QuarantineList;
use crossing::disclose::search::Page;
use crossing::disclose::shadow::ShadowComparison;
use crossing::disclose::tasks::TaskList;
use crossing::disclose::trace::{TraceKey, TraceView};
use crossing::disclose::who_is_this::{CorrectionView, QuestionView, Questions};
use crossing::disclose::{DiscloseError, Disclosed};
use crossing::envelope::{Meta, WriteAsk};
use crossing::port::{Later, MirrorTarget, Outgoing};
use crossing::sweep::Timekeeper;
use crossing::understood::{Act, AttemptEnd, Outcome};
use crossing::{Context, Crossing, Engine, RoomRule, Rules, Written};
use serde_json::{Value, json};
use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use store::keys::CheckpointKey;
use store::{Settings, Store};
use tempfile::TempDir;
use vocab::crossing::{
    AttemptAct, Caller, Feed, Flow, Mode, PrisonPlace, Purpose, RefusalReason, Role, TaskKey,
};
use vocab::id::{AppointmentId, JournalSeq, LinkId, PatientId, PrisonNumber, TraceId};
use vocab::place::{PrisonCode, RoomCode};
use vocab::seed::SeedStream;
use vocab::time::ManualClock;
use vocab::{Clock, Instant};

/// What a desk answers, taken out of its envelope.
pub(crate) type Answer<T> = Result<T, DiscloseError>;

pub(crate) fn prison(code: &str) -> PrisonCode {
    PrisonCode::parse(code).unwrap()
}

pub(crate) fn number(text: &str) -> PrisonNumber {
    PrisonNumber::parse(text).unwrap()
}

pub(crate) fn date(text: &str) -> jiff::civil::Date {
    text.parse().unwrap()
}

/// The day on which most tests live.
pub(crate) const TODAY: &str = "2026-11-12";

/// Moorland and Hull, with a general room, a sexual health room and a mental health room behind one neutral place, and a
/// dental one behind another; one room is not mapped to any.
pub(crate) fn rules() -> Rules {
    let mut rules = engine::rules();
    for served in rules.prisons.values_mut() {
        let place = |name: &str| RoomRule { place: PrisonPlace(format!("id-{name}")), code: name.to_owned() };
        served.rooms = [
            (RoomCode::new("OPD2"), place("HCC-WAIT")),
            (RoomCode::new("GUM"), place("HCC-WAIT")),
            (RoomCode::new("PSYCHIATRY"), place("HCC-WAIT")),
            (RoomCode::new("DENTAL"), place("HCC")),
        ]
        .into();
    }
    rules
}

/// The prison's lists, as quiet as can be: what is sent is done, what is looked for is not there.
#[derive(Default)]
pub(crate) struct QuietLists {
    next: AtomicI64,
    refuses: AtomicBool,
    pub(crate) sent: Mutex<Vec<Value>>,
}

impl MirrorTarget for QuietLists {
    fn act<'a>(&'a self, outgoing: &'a Disclosed<Outgoing>) -> Later<'a, AttemptEnd> {
        Box::pin(async move {
            let outgoing = outgoing.get();
            let times = format!("{} {}", outgoing.start.civil(), outgoing.end.civil());
            self.sent.lock().unwrap().push(json!([outgoing, times]));
            if outgoing.act == AttemptAct::Look {
                return AttemptEnd::Found { entries: Vec::new() };
            }
            if self.refuses.load(Ordering::Relaxed) {
                let reason = RefusalReason::PlaceUnknown;
                return AttemptEnd::Refused { reason, status: Some(400), retry_after_seconds: None };
            }
            let remote = outgoing.remote.unwrap_or_else(|| 1_000 + self.next.fetch_add(1, Ordering::Relaxed));
            AttemptEnd::Done { remote }
        })
    }
}

pub(crate) struct House {
    pub(crate) crossing: Arc<Crossing>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) lists: Arc<QuietLists>,
    pub(crate) folder: TempDir,
    pub(crate) runtime: tokio::runtime::Runtime,
    pub(crate) delivery: Arc<Delivery>,
}

impl House {
    /// Eight in the morning of a Thursday in November, Moorland live.
    pub(crate) fn new() -> Self {
        let house = Self::at("2026-11-12T08:00:00Z");
        house.switched("MDI", Mode::Live);
        house
    }

    pub(crate) fn at(now: &str) -> Self {
        Self::with(now, rules())
    }

    pub(crate) fn with(now: &str, rules: Rules) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(ManualClock::at(Instant::parse_zoned(now).unwrap()));
        let rules = Arc::new(rules);
        let settings = Settings {
            folder: folder.path().to_owned(),
            decide: Arc::new(Engine::new(Arc::clone(&rules))),
            clock: clock.clone(),
            rng: Arc::new(SeedStream::new(7)),
            key: CheckpointKey::ephemeral().unwrap(),
            sink: Box::new(|_| {}),
            vfs: None,
        };
        let crossing = Arc::new(
            Crossing::open(
                Store::open(settings).unwrap(),
                policy::Engine::built_in().unwrap(),
                policy::Lists::built_in().unwrap(),
                rules,
                clock.clone(),
                Arc::new(SeedStream::new(8)),
            )
            .unwrap(),
        );
        let lists = Arc::new(QuietLists::default());
        let target: Arc<dyn MirrorTarget> = lists.clone();
        let delivery = Arc::new(Delivery::new(Arc::clone(&crossing), target));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { crossing, clock, lists, folder, runtime, delivery }
    }

    pub(crate) fn waits<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    // --- time and switches

    pub(crate) fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(crate) fn it_is(&self, now: &str) {
        self.clock.set(Instant::parse_zoned(now).unwrap());
    }

    pub(crate) fn goes_on_seconds(&self, seconds: i64) {
        self.clock.advance_seconds(seconds);
    }

    pub(crate) fn switched(&self, code: &str, mode: Mode) {
        let ctx = self.context("console", Role::IntegrationEngineer, Purpose::Operations, None);
        let act = Act::ModeSet { flow: Flow::Appointments, prison: prison(code), mode };
        self.crossing.command(&ctx, act).unwrap();
    }

    /// What is due is sent, and answered.
    pub(crate) fn delivers(&self) {
        for _ in 0..20 {
            if self.waits(self.delivery.step_in_order()).unwrap() == 0 {
                return;
            }
        }
        panic!("delivery never comes to an end");
    }

    pub(crate) fn the_prison_refuses(&self, refuses: bool) {
        self.lists.refuses.store(refuses, Ordering::Relaxed);
    }

    /// Forty-five minutes go by, and what was reported settles.
    pub(crate) fn settling_time_goes_by(&self) {
        self.goes_on_seconds(2_701);
        self.waits(Timekeeper::new(Arc::clone(&self.crossing)).step()).unwrap();
    }

    // --- the prison's side

    pub(crate) fn takes(&self, body: &Value, meta: &Meta) -> Outcome {
        let feed = Feed::parse("dps").unwrap();
        let body = body.to_string().into_bytes();
        self.crossing.receive_blocking(&feed, body, meta, None).unwrap().outcome.unwrap_or(Outcome::Unchanged)
    }

    /// A prisoner-search record, asked for now.
    pub(crate) fn reads(&self, record: &Value) -> Outcome {
        self.goes_on_seconds(1);
        let meta = Meta { asked: Some(self.clock.now().micros()), ..Meta::default() };
        self.takes(record, &meta)
    }

    pub(crate) fn alerts(&self, who: &Who, codes: &[&str]) {
        self.goes_on_seconds(1);
        let alerts: Vec<Value> = codes.iter().map(|code| engine::alert(code, "2026-09-03", None)).collect();
        let mut alerts = json!(alerts);
        for alert in alerts.as_array_mut().unwrap() {
            alert["offenderNo"] = json!(who.number);
        }
        let body = json!({"data": alerts, "pagination": {"isLastPage": true, "page": 1}});
        let path = format!("/v1/persons/{}/alerts", who.number);
        self.takes(&body, &Meta::answer("GET", &path, 200, self.clock.now()));
    }

    /// Two are to be kept apart, as the prison records it of both.
    pub(crate) fn kept_apart(&self, a: &Who, b: &Who) {
        for (one, other) in [(a, b), (b, a)] {
            self.goes_on_seconds(1);
            let body = json!({"data": {"prisonerNumber": one.number, "firstName": one.given, "lastName": one.family,
                "prisonId": "MDI", "prisonName": "Moorland", "openCount": 1, "closedCount": 0, "nonAssociations": [
                {"id": 1, "role": "VICTIM", "roleDescription": "Victim", "reason": "BULLYING", "reasonDescription": "Bullying",
                 "restrictionType": "WING", "restrictionTypeDescription": "Wing", "comment": "SECRETCOMMENT",
                 "isClosed": false, "isOpen": true, "whenCreated": "2026-11-01T10:00:00", "whenUpdated": "2026-11-01T10:00:00",
                 "otherPrisonerDetails": {"prisonerNumber": other.number, "role": "PERPETRATOR", "firstName": other.given,
                 "lastName": other.family, "prisonId": "MDI", "prisonName": "Moorland", "cellLocation": "A-1-1"}}]}});
            let path = format!("/v1/prison/MDI/prisoners/{}/non-associations", one.number);
            let outcome = self.takes(&body, &Meta::answer("GET", &path, 200, self.clock.now()));
            assert_eq!(outcome, Outcome::Changed, "{outcome:?}");
        }
    }

    // --- the care side

    pub(crate) fn care_system(&self, code: &str) -> Actor<'_> {
        self.actor("clinic", Role::CareSystem, Purpose::DirectCare, Some(code))
    }

    /// Healthcare of a prison keeps the record.
    pub(crate) fn has_record(&self, who: &Who, code: &str, carries: Option<&str>) -> PatientId {
        let body = who.patient(carries).to_string().into_bytes();
        let ctx = self.care_system(code).ctx;
        let write = self.crossing.care_act(&ctx, CareResource::Patient, body, WriteAsk::default(), None);
        let written = self.waits(write).unwrap();
        match written.outcome {
            Some(Outcome::Patient { id, .. }) => id,
            other => panic!("not a patient: {other:?}"),
        }
    }

    /// In the cell, with a record that carries the number: linked by rule.
    pub(crate) fn lives_here(&self, who: &Who, cell: &str) -> PatientId {
        self.reads(&who.record("MDI", cell));
        self.alerts(who, &[]);
        self.has_record(who, "MDI", Some(who.number))
    }

    pub(crate) fn books(&self, patient: PatientId, room: &str, start: &str) -> AppointmentId {
        self.writes_booking(patient, room, start, "booked", WriteAsk::default())
    }

    pub(crate) fn changes(
        &self,
        id: AppointmentId,
        patient: PatientId,
        room: &str,
        start: &str,
        status: &str,
    ) {
        let ask = WriteAsk { id: Some(id.to_string()), ..WriteAsk::default() };
        self.writes_booking(patient, room, start, status, ask);
    }

    fn writes_booking(
        &self,
        patient: PatientId,
        room: &str,
        start: &str,
        status: &str,
        ask: WriteAsk,
    ) -> AppointmentId {
        self.goes_on_seconds(1);
        let from = Instant::parse_zoned(start).unwrap();
        let body = json!({"resourceType": "Appointment", "status": status, "start": start,
            "end": from.plus_seconds(900).rfc3339(), "description": "HIV bloods",
            "identifier": [{"system": "https://clinic.example/Id/appointment", "value": format!("{patient}{start}")}],
            "participant": [
              {"actor": {"reference": format!("Patient/{patient}")}, "status": "accepted"},
              {"actor": {"type": "Location", "identifier": {"system": "https://gatelodge.uk/Id/healthcare-room", "value": format!("MDI/{room}")}},
               "status": "accepted"}]});
        let ctx = self.care_system("MDI").ctx;
        let body = body.to_string().into_bytes();
        let write = self.crossing.care_act(&ctx, CareResource::Appointment, body, ask, None);
        match self.waits(write).unwrap().outcome {
            Some(Outcome::Appointment { id, .. }) => id,
            other => panic!("not booked: {other:?}"),
        }
    }

    // --- the people at the desks

    pub(crate) fn nurse(&self) -> Actor<'_> {
        self.actor("katie", Role::Clinician, Purpose::DirectCare, Some("MDI"))
    }

    pub(crate) fn administrator(&self) -> Actor<'_> {
        self.actor("dawn", Role::HealthcareAdministrator, Purpose::ClinicAdministration, Some("MDI"))
    }

    pub(crate) fn officer(&self) -> Actor<'_> {
        self.actor("mel", Role::Officer, Purpose::Custody, Some("MDI"))
    }

    pub(crate) fn engineer(&self) -> Actor<'_> {
        self.actor("ines", Role::IntegrationEngineer, Purpose::Operations, None)
    }

    pub(crate) fn governance(&self) -> Actor<'_> {
        self.actor("ivy", Role::InformationGovernance, Purpose::Governance, None)
    }

    pub(crate) fn actor(&self, account: &str, role: Role, purpose: Purpose, code: Option<&str>) -> Actor<'_> {
        Actor { house: self, ctx: self.context(account, role, purpose, code) }
    }

    fn context(&self, account: &str, role: Role, purpose: Purpose, code: Option<&str>) -> Context {
        let prison = code.map(prison);
        Context {
            caller: Caller { account: account.to_owned(), role, prison },
            purpose,
            prison: prison.or_else(|| PrisonCode::parse("MDI").ok()),
            now: self.clock.now(),
            trace: TraceId::parse("018f0000-0000-7000-8000-000000000001").unwrap(),
        }
    }
}

/// Someone at a desk, now.
pub(crate) struct Actor<'h> {
    house: &'h House,
    pub(crate) ctx: Context,
}

impl Actor<'_> {
    fn crossing(&self) -> &Crossing {
        &self.house.crossing
    }

    fn gets<T: Clone>(&self, asked: impl Future<Output = Answer<Disclosed<T>>>) -> Answer<T> {
        self.house.waits(asked).map(|disclosed| disclosed.get().clone())
    }

    pub(crate) fn opens(&self, key: PanelKey) -> Answer<Panel> {
        self.gets(self.crossing().panel(&self.ctx, key))
    }

    pub(crate) fn searches_patients(&self, search: PatientSearch) -> Answer<Page<PatientView>> {
        self.gets(self.crossing().patient_search(&self.ctx, search))
    }

    pub(crate) fn reads_patient(&self, id: &str) -> Answer<PatientView> {
        self.gets(self.crossing().patient_read(&self.ctx, id))
    }

    pub(crate) fn searches_flags(&self, search: FlagSearch) -> Answer<Page<FlagView>> {
        self.gets(self.crossing().flag_search(&self.ctx, search))
    }

    pub(crate) fn reads_flag(&self, id: &str) -> Answer<FlagView> {
        self.gets(self.crossing().flag_read(&self.ctx, id))
    }

    pub(crate) fn searches_custodies(&self, search: EncounterSearch) -> Answer<Page<EncounterView>> {
        self.gets(self.crossing().encounter_search(&self.ctx, search))
    }

    pub(crate) fn searches_appointments(&self, search: AppointmentSearch) -> Answer<Appointments> {
        self.gets(self.crossing().appointment_search(&self.ctx, search))
    }

    pub(crate) fn searches_rooms(&self) -> Answer<Page<LocationView>> {
        let search = LocationSearch { most: 50, ..LocationSearch::default() };
        self.gets(self.crossing().location_search(&self.ctx, search))
    }

    pub(crate) fn opens_movement_list(&self, day: &str, session: Session) -> Answer<MovementList> {
        let asked = MovementListAsked { date: date(day), session, location: None };
        self.gets(self.crossing().movement_list(&self.ctx, &asked))
    }

    pub(crate) fn prints_movement_list(&self, day: &str, session: Session) -> Answer<MovementList> {
        let asked = MovementListAsked { date: date(day), session, location: None };
        self.gets(self.crossing().movement_list_print(&self.ctx, &asked))
    }

    pub(crate) fn ticks_told(&self, entry: AppointmentId) -> Answer<Written> {
        self.house.waits(self.crossing().movement_list_told(&self.ctx, entry))
    }

    pub(crate) fn opens_clinic_list(&self, day: &str) -> Answer<ClinicList> {
        let asked = ClinicListAsked { date: date(day), room: None };
        self.gets(self.crossing().clinic_list(&self.ctx, &asked))
    }

    /// The row of one booking on today's clinic list.
    pub(crate) fn sees_on_clinic_list(&self, id: AppointmentId) -> ClinicRow {
        let list = self.opens_clinic_list(TODAY).unwrap();
        list.rows.into_iter().find(|row| row.appointment == id).unwrap()
    }

    pub(crate) fn opens_questions(&self) -> Answer<Questions> {
        self.gets(self.crossing().who_is_this(&self.ctx))
    }

    pub(crate) fn compares(&self, link: LinkId) -> Answer<QuestionView> {
        self.gets(self.crossing().who_is_this_pair(&self.ctx, link))
    }

    pub(crate) fn opens_correction(&self, link: LinkId) -> Answer<CorrectionView> {
        self.gets(self.crossing().correction(&self.ctx, link))
    }

    pub(crate) fn decides(&self, act: LinkAct) -> Answer<Written> {
        self.house.waits(self.crossing().link_act(&self.ctx, act))
    }

    pub(crate) fn switches(&self, flow: Flow, mode: Mode) -> Answer<Written> {
        self.house.waits(self.crossing().mode_act(&self.ctx, flow, prison("MDI"), mode))
    }

    /// A write on the care system's door.
    pub(crate) fn writes(&self, resource: CareResource, body: &Value, ask: WriteAsk) -> Answer<Written> {
        let body = body.to_string().into_bytes();
        self.house.waits(self.crossing().care_act(&self.ctx, resource, body, ask, None))
    }

    pub(crate) fn opens_tasks(&self) -> Answer<TaskList> {
        self.gets(self.crossing().tasks(&self.ctx))
    }

    pub(crate) fn has_done(&self, task: TaskKey) -> Answer<Written> {
        self.house.waits(self.crossing().task_act(&self.ctx, task))
    }

    pub(crate) fn traces(&self, key: TraceKey) -> Answer<TraceView> {
        self.gets(self.crossing().trace(&self.ctx, key))
    }

    pub(crate) fn opens_board(&self) -> Answer<Board> {
        self.gets(self.crossing().board(&self.ctx))
    }

    pub(crate) fn compares_shadow(&self, from: &str, to: &str) -> Answer<ShadowComparison> {
        self.gets(self.crossing().shadow_comparison(&self.ctx, date(from), date(to)))
    }

    pub(crate) fn opens_gate_book(&self, asked: &GateBookAsked) -> Answer<GateBook> {
        self.gets(self.crossing().gate_book(&self.ctx, asked))
    }

    pub(crate) fn opens_own_page(&self, who: &Who) -> Answer<OwnPage> {
        self.gets(self.crossing().gate_book_own_page(&self.ctx, number(who.number)))
    }

    pub(crate) fn opens_quarantine(&self) -> Answer<QuarantineList> {
        self.gets(self.crossing().quarantine(&self.ctx))
    }

    pub(crate) fn replays(&self, row: JournalSeq) -> Answer<Written> {
        self.house.waits(self.crossing().quarantine_replay(&self.ctx, row))
    }
}

/// Someone of the scenarios. All are made up.
pub(crate) struct Who {
    pub(crate) number: &'static str,
    pub(crate) nhs: &'static str,
    pub(crate) given: &'static str,
    pub(crate) family: &'static str,
    pub(crate) born: &'static str,
}

pub(crate) const BOYD: Who =
    Who { number: "A8100KB", nhs: "9990110689", given: "Kieran", family: "Boyd", born: "2002-04-01" };
pub(crate) const SHAW: Who =
    Who { number: "A4711KX", nhs: "9990001006", given: "Joseph", family: "Shaw", born: "1987-02-11" };
pub(crate) const BEN: Who =
    Who { number: "A5120BT", nhs: "9990028427", given: "Ben", family: "Tate", born: "1998-06-04" };
pub(crate) const DEAN: Who =
    Who { number: "A5121DT", nhs: "9990042136", given: "Dean", family: "Tate", born: "1998-06-04" };
pub(crate) const HOXHA: Who =
    Who { number: "A6022AH", nhs: "9990069557", given: "Arben", family: "Hoxha", born: "1990-12-24" };

impl Who {
    /// As the prison has them: in prison.
    pub(crate) fn record(&self, code: &str, cell: &str) -> Value {
        json!({"prisonerNumber": self.number, "firstName": self.given.to_uppercase(), "lastName": self.family.to_uppercase(),
            "dateOfBirth": self.born, "gender": "Male", "bookingId": "123", "status": "ACTIVE IN", "prisonId": code,
            "cellLocation": cell, "inOutStatus": "IN", "lastMovementTypeCode": "ADM", "lastMovementReasonCode": "N",
            "legalStatus": "REMAND", "restrictedPatient": false})
    }

    /// As the prison has them: somewhere else, by status and movement.
    pub(crate) fn moved(&self, code: &str, status: &str, movement: &str, reason: &str) -> Value {
        let mut record = self.record(code, "C-2-011");
        record["status"] = json!(status);
        record["lastMovementTypeCode"] = json!(movement);
        record["lastMovementReasonCode"] = json!(reason);
        record["inOutStatus"] = json!("OUT");
        record
    }

    /// As healthcare has them.
    pub(crate) fn patient(&self, carries: Option<&str>) -> Value {
        let mut identifiers = vec![
            json!({"system": "https://clinic.example/Id/patient", "value": self.number.to_lowercase()}),
            json!({"system": "https://fhir.nhs.uk/Id/nhs-number", "value": self.nhs}),
        ];
        identifiers
            .extend(carries.map(|n| json!({"system": "https://gatelodge.uk/Id/prison-number", "value": n})));
        json!({"resourceType": "Patient", "identifier": identifiers,
            "name": [{"family": self.family, "given": [self.given]}], "birthDate": self.born, "gender": "male"})
    }
}

/// Nobody outside can tell absence from withholding.
pub(crate) fn is_not_found<T: std::fmt::Debug>(answer: &Answer<T>) -> bool {
    matches!(answer, Err(DiscloseError::NotFound))
}

/// The first clinical word anywhere in what was let out.
pub(crate) fn clinical_word<T: serde::Serialize>(view: &T) -> Option<&'static str> {
    policy::clinical::clinical_word_in(&serde_json::to_string(view).unwrap())
}
