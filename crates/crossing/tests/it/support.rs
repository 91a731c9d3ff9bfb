//! A site: the engine over the real store, and the prison double on the other side of the ports.
//!
//! [`Site`] moves time, lets the prison live, brings its events and readings in, lets the engine deliver, and looks
//! into the store with an opener that was made for tests: what the engine decided is seen as it stands, not as it is
//! disclosed. [`Lists`] and [`Services`] speak to the double in the words of the real services, as `connect` does.

use crate::engine;
use crossing::deliver::Delivery;
use crossing::disclose::Disclosed;
use crossing::disclose::decisions::CareResource;
use crossing::envelope::{Meta, WriteAsk};
use crossing::errands::Errands;
use crossing::observe::prison::entries_of;
use crossing::port::{
    AspectSource, AttendanceCount, Later, MirrorTarget, Outgoing, SourceAnswer, SourceError,
};
use crossing::sweep::Timekeeper;
use crossing::understood::{Act, AttemptEnd, NotDone, Outcome};
use crossing::{Context, Crossing, Engine, RoomRule, Rules, Writes};
use doubles::prison::face::Shared;
use doubles::prison::{self, Call, CallFault, Prison, room_id};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use store::keys::CheckpointKey;
use store::unit::AttemptLine;
use store::{Opener, Settings, Store};
use tempfile::TempDir;
use tokio::sync::Notify;
use vocab::crossing::{
    AttemptAct, Caller, Errand, Feed, Flow, IdentityLink, LinkState, Mirror, Mode, PrisonEntry, PrisonPlace,
    Purpose, Quarantined, RefusalReason, Role, TaskKey,
};
use vocab::id::{AppointmentId, LinkId, PatientId, PrisonNumber, TraceId};
use vocab::name::{Born, Name};
use vocab::place::{PrisonCode, RoomCode};
use vocab::prison::{Aspect, Custody, Person, Standing};
use vocab::seed::SeedStream;
use vocab::time::ManualClock;
use vocab::{Clock, Instant};
use wire::hmpps::Complaint;
use wire::hmpps::appointment::{AppointmentSeries, PrisonAppointment};
use wire::hmpps::appointment_request::{
    AppointmentCancelRequest, AppointmentChange, AppointmentDraft, AppointmentSearchRequest,
    AppointmentUncancelRequest, Authored, CancelReason,
};
use wire::hmpps::attendance::AttendanceSummary;

/// Opens what any store sealed. A store gives out one, and the crossing keeps it: this one comes from a store that
/// was made for nothing else.
pub(crate) static OPENER: LazyLock<Opener> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let settings = settings(
        folder.path(),
        &Arc::new(engine::rules()),
        Arc::new(ManualClock::at(Instant::from_micros(1))),
        1,
    );
    let (store, opener) = Store::open(settings).unwrap();
    store.close();
    opener
});

/// The client under which our entries are made on the double.
const CLIENT: &str = "GATELODGE";

/// More deliveries than this in one go are a storm.
const STEPS_MAX: usize = 60;

pub(crate) fn code(prison: &str) -> PrisonCode {
    PrisonCode::parse(prison).unwrap()
}

pub(crate) fn number(text: &str) -> PrisonNumber {
    PrisonNumber::parse(text).unwrap()
}

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse_zoned(text).unwrap()
}

pub(crate) fn clock(time: &str) -> jiff::civil::Time {
    time.parse().unwrap()
}

/// The rules of the sites: those of the engine's tests, the prisons of the corpus and of the scenarios besides, and
/// the double's own ids of places.
pub(crate) fn rules() -> Rules {
    let mut rules = engine::rules();
    let moorland = rules.prisons[&engine::mdi()].clone();
    for prison in ["MDI", "HLI", "WWI", "NMI", "BXI", "EWI"] {
        let prison = code(prison);
        let place =
            |name: &str| RoomRule { place: PrisonPlace(room_id(prison, name)), code: name.to_owned() };
        let mut served = moorland.clone();
        served.client = CLIENT.to_owned();
        served.rooms = [
            (RoomCode::new("OPD2"), place("HCC-WAIT")),
            (RoomCode::new("GUM"), place("HCC-WAIT")),
            (RoomCode::new("DENTAL"), place("HCC")),
        ]
        .into();
        if let Some(known) = rules.prisons.get(&prison) {
            served.name.clone_from(&known.name);
        }
        let practice = if prison == engine::mdi() { "Y05537" } else { "Y05527" };
        served.registration.practices = [vocab::id::OdsCode::parse(practice).unwrap()].into();
        rules.prisons.insert(prison, served);
    }
    let chapel_lane = (vocab::id::OdsCode::parse("A81001").unwrap(), "Chapel Lane Surgery".to_owned());
    rules.national.practice_names = [chapel_lane].into();
    rules
}

/// The rules of a site where nothing may be written in any prison by us.
pub(crate) fn rules_by_hand() -> Rules {
    let mut rules = rules();
    for prison in rules.prisons.values_mut() {
        prison.writes = Writes::ByHand;
    }
    rules
}

const EXTERNAL_KEY: &str = "external";

fn external_consumer() -> prison::Consumer {
    prison::Consumer {
        key: EXTERNAL_KEY.to_owned(),
        name: "gatelodge".to_owned(),
        prisons: None,
        alert_codes: None,
    }
}

fn settings(
    folder: &std::path::Path,
    rules: &Arc<Rules>,
    clock: Arc<dyn Clock>,
    seed: u64,
) -> Settings<Engine> {
    Settings {
        folder: folder.to_owned(),
        decide: Arc::new(Engine::new(Arc::clone(rules))),
        clock,
        rng: Arc::new(SeedStream::new(seed)),
        key: CheckpointKey::ephemeral().unwrap(),
        sink: Box::new(|_| {}),
        vfs: None,
    }
}

/// The engine, the store, the prison, and the time that they live by.
pub(crate) struct Site {
    crossing: Option<Arc<Crossing>>,
    delivery: Option<Arc<Delivery>>,
    pub clock: Arc<ManualClock>,
    pub prison: Shared,
    pub lists: Arc<Lists>,
    pub services: Arc<Services>,
    pub runtime: tokio::runtime::Runtime,
    rules: Arc<Rules>,
    folder: TempDir,
    lives: u64,
}

impl Site {
    pub(crate) fn new() -> Self {
        Self::at("2026-11-12T08:00:00Z")
    }

    pub(crate) fn at(now: &str) -> Self {
        Self::with(now, rules())
    }

    pub(crate) fn with(now: &str, rules: Rules) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(ManualClock::at(at(now)));
        let shared: Arc<dyn Clock> = clock.clone();
        let prisons: Vec<PrisonCode> = rules.prisons.keys().copied().collect();
        let world =
            prison::Settings { prisons, consumers: vec![external_consumer()], client: CLIENT.to_owned() };
        let prison = Shared::new(Prison::new(7, world), shared);
        let rules = Arc::new(rules);
        let mut site = Self {
            crossing: None,
            delivery: None,
            lists: Arc::new(Lists::new(prison.clone(), Arc::clone(&rules))),
            services: Arc::new(Services {
                prison: prison.clone(),
                feed: Feed::parse("dps").unwrap(),
                lists_are_external: AtomicBool::new(false),
                calls: Mutex::default(),
            }),
            prison,
            clock,
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
            rules,
            folder,
            lives: 0,
        };
        site.open();
        site
    }

    fn open(&mut self) {
        self.lives += 1;
        let clock: Arc<dyn Clock> = self.clock.clone();
        let opened =
            Store::open(settings(self.folder.path(), &self.rules, clock.clone(), self.lives)).unwrap();
        let crossing = Arc::new(
            Crossing::open(
                opened,
                policy::Engine::built_in().unwrap(),
                policy::Lists::built_in().unwrap(),
                Arc::clone(&self.rules),
                clock,
                Arc::new(SeedStream::new(self.lives + 1_000)),
            )
            .unwrap(),
        );
        let target: Arc<dyn MirrorTarget> = self.lists.clone();
        self.delivery = Some(Arc::new(Delivery::new(Arc::clone(&crossing), target)));
        self.crossing = Some(crossing);
    }

    /// The process dies where it stands, and is started again: what is in memory is gone.
    pub(crate) fn dies_and_is_started_again(&mut self) {
        self.delivery = None;
        drop(self.crossing.take());
        self.lists.forget_pauses();
        self.open();
    }

    pub(crate) fn crossing(&self) -> &Arc<Crossing> {
        self.crossing.as_ref().unwrap()
    }

    pub(crate) fn delivery(&self) -> Arc<Delivery> {
        Arc::clone(self.delivery.as_ref().unwrap())
    }

    pub(crate) fn errands_runner(&self) -> Errands {
        let source: Arc<dyn AspectSource> = self.services.clone();
        Errands::new(Arc::clone(self.crossing()), source)
    }

    // --- time

    pub(crate) fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(crate) fn goes_on_seconds(&self, seconds: i64) {
        self.clock.advance_seconds(seconds);
    }

    pub(crate) fn it_is(&self, now: &str) {
        self.clock.set(at(now));
    }

    /// Whatever has stood for its time settles.
    pub(crate) fn settles(&self) -> usize {
        self.runtime.block_on(Timekeeper::new(Arc::clone(self.crossing())).step()).unwrap()
    }

    /// Forty-five minutes go by, and what was reported settles.
    pub(crate) fn settling_time_goes_by(&self) {
        self.goes_on_seconds(2_701);
        self.settles();
    }

    pub(crate) fn midnight(&self) {
        let date = self.now().london_date();
        self.runtime.block_on(Timekeeper::new(Arc::clone(self.crossing())).midnight(date)).unwrap();
    }

    // --- the prison's side

    pub(crate) fn happens(&self, act: &prison::Act) -> prison::Done {
        let now = self.now();
        self.prison.lock().run(act, now).unwrap()
    }

    /// Somebody arrives from court, and the engine hears of it.
    pub(crate) fn arrives(
        &self,
        number: &str,
        given: &str,
        family: &str,
        born: &str,
        prison: &str,
    ) -> PrisonNumber {
        let number = self::number(number);
        self.happens(&prison::Act::Arrive {
            who: arrival(number, given, family, born),
            prison: code(prison),
            reason: "N".to_owned(),
        });
        self.hears();
        number
    }

    /// Boyd of the scenarios, in Moorland.
    pub(crate) fn boyd_arrives(&self) -> PrisonNumber {
        self.arrives("A8100KB", "KIERAN", "BOYD", "2002-04-01", "MDI")
    }

    /// Events that are due come in, and what they ask for is read again, until nothing is due.
    pub(crate) fn hears(&self) {
        self.goes_on_seconds(5);
        self.events_come();
        self.errands_run();
    }

    /// Events that are due come in; nothing is read again yet.
    pub(crate) fn events_come(&self) -> Vec<Outcome> {
        let now = self.now();
        let notices = self.prison.lock().notices_due(now);
        let mut outcomes = Vec::new();
        for notice in notices {
            let body = notice.body.clone().into_bytes();
            let written = self
                .crossing()
                .receive_blocking(&dps(), body, &Meta::default(), Some(&notice.message_id))
                .unwrap();
            outcomes.extend(written.outcome);
            self.prison.lock().delivered(notice.ticket);
        }
        outcomes
    }

    pub(crate) fn errands_run(&self) {
        for _ in 0..STEPS_MAX {
            // A read is asked for after the signal that asked for it.
            self.goes_on_seconds(1);
            if self.runtime.block_on(self.errands_runner().step()).unwrap() == 0 {
                return;
            }
        }
        panic!("errands never come to an end");
    }

    /// The lists of a day are read.
    pub(crate) fn lists_are_read(&self, prison: &str, date: &str) -> usize {
        self.goes_on_seconds(1);
        let errands = self.errands_runner();
        self.runtime.block_on(errands.lists(code(prison), date.parse().unwrap())).unwrap()
    }

    /// What officers noted of who came on a day is read; the number of entries that were read in full.
    pub(crate) fn attendance_is_read(&self, prison: &str, date: &str) -> usize {
        self.goes_on_seconds(1);
        let errands = self.errands_runner();
        self.runtime.block_on(errands.attendance(code(prison), date.parse().unwrap())).unwrap()
    }

    /// The lists of later days that something of ours may stand on are read, too.
    pub(crate) fn later_lists_are_read(&self, prison: &str) -> Vec<String> {
        let days = self.errands_runner().days_later(code(prison)).unwrap();
        let days: Vec<String> = days.iter().map(ToString::to_string).collect();
        for day in &days {
            self.lists_are_read(prison, day);
        }
        days
    }

    /// The site is started again under other rules.
    pub(crate) fn is_started_with(&mut self, rules: Rules) {
        self.delivery = None;
        drop(self.crossing.take());
        self.rules = Arc::new(rules);
        self.lists.forget_pauses();
        self.open();
        self.settles();
    }

    /// A record of the prison side, pushed or answered: `asked` orders it.
    pub(crate) fn reads_at(&self, record: &Value, asked: Instant) -> Outcome {
        let meta = Meta { asked: Some(asked.micros()), ..Meta::default() };
        self.takes(record, &meta)
    }

    /// The same, asked now.
    pub(crate) fn reads(&self, record: &Value) -> Outcome {
        self.reads_at(record, self.now())
    }

    pub(crate) fn takes(&self, body: &Value, meta: &Meta) -> Outcome {
        let written =
            self.crossing().receive_blocking(&dps(), body.to_string().into_bytes(), meta, None).unwrap();
        written.outcome.unwrap_or(Outcome::Unchanged)
    }

    pub(crate) fn answered(&self, method: &str, path: &str, status: u16, body: &Value) -> Outcome {
        self.takes(body, &Meta::answer(method, path, status, self.now()))
    }

    /// What the prison shows now, and has not deleted.
    pub(crate) fn shown(&self) -> Vec<prison::Appointment> {
        self.prison.lock().appointments().cloned().collect()
    }

    /// Those of them that bring somebody.
    pub(crate) fn standing(&self) -> Vec<prison::Appointment> {
        let mut shown = self.shown();
        shown.retain(|a| !a.is_cancelled() && a.attendees.iter().any(|t| t.removed.is_none()));
        shown
    }

    /// Staff type an entry.
    pub(crate) fn staff_type(
        &self,
        person: PrisonNumber,
        day: (&str, &str),
        what: (&str, Option<&str>),
        room: &str,
    ) -> u64 {
        let start = clock(day.1);
        let act = prison::Act::StaffBook {
            number: person,
            category: what.0.to_owned(),
            name: what.1.map(str::to_owned),
            room: room.to_owned(),
            date: day.0.parse().unwrap(),
            start,
            end: start.saturating_add(jiff::Span::new().minutes(30)),
        };
        self.happens(&act).appointment.unwrap()
    }

    /// What the next calls to the prison's services meet.
    pub(crate) fn next_calls_meet(&self, faults: &[Option<CallFault>]) {
        self.prison.lock().faults.next_calls.extend(faults.iter().copied());
    }

    // --- the care side

    pub(crate) fn goes_live(&self) {
        self.switched(Mode::Live);
    }

    pub(crate) fn switched(&self, mode: Mode) {
        let ctx = self.caller(Role::HeadOfHealthcare, Purpose::Operations);
        for prison in self.rules.prisons.keys() {
            let act = Act::ModeSet { flow: Flow::Appointments, prison: *prison, mode };
            self.crossing().command(&ctx, act).unwrap();
        }
    }

    pub(crate) fn patient(&self, patient: &Value) -> PatientId {
        let clinic = self.caller(Role::CareSystem, Purpose::DirectCare);
        match self.writes_as(&clinic, CareResource::Patient, patient, WriteAsk::default(), None) {
            Outcome::Patient { id, .. } => id,
            other => panic!("not a patient: {other:?}"),
        }
    }

    /// A booking of healthcare's, at the door of the prison in whose room it is.
    pub(crate) fn writes(&self, booking: &Value, ask: WriteAsk, request: Option<&str>) -> Outcome {
        let room = booking["participant"][1]["actor"]["identifier"]["value"].as_str().unwrap();
        let prison = code(room.split_once('/').unwrap().0);
        let clinic = self.caller(Role::CareSystem, Purpose::DirectCare);
        let clinic = Context {
            caller: Caller { prison: Some(prison), ..clinic.caller },
            prison: Some(prison),
            ..clinic
        };
        self.writes_as(&clinic, CareResource::Appointment, booking, ask, request)
    }

    fn writes_as(
        &self,
        clinic: &Context,
        kind: CareResource,
        resource: &Value,
        ask: WriteAsk,
        request: Option<&str>,
    ) -> Outcome {
        let body = resource.to_string().into_bytes();
        let write = self.crossing().care_act(clinic, kind, body, ask, request);
        let written = self.runtime.block_on(write).unwrap();
        written.outcome.unwrap()
    }

    /// A change that comes by a feed of the care system's, not by its door: lists of several prisons come so.
    pub(crate) fn feeds_change(&self, id: AppointmentId, booking: &Booking) -> Outcome {
        let ask = WriteAsk { id: Some(id.to_string()), ..WriteAsk::default() };
        let meta = Meta { write: Some(ask), ..Meta::default() };
        let body = booking.resource().to_string().into_bytes();
        let feed = Feed::parse("care-fhir").unwrap();
        self.crossing().receive_blocking(&feed, body, &meta, None).unwrap().outcome.unwrap()
    }

    /// Healthcare books; the id of the booking.
    pub(crate) fn books(&self, booking: &Booking) -> AppointmentId {
        match self.writes(&booking.resource(), WriteAsk::default(), None) {
            Outcome::Appointment { id, .. } => id,
            other => panic!("not booked: {other:?}"),
        }
    }

    /// Healthcare changes what it booked.
    pub(crate) fn changes(&self, id: AppointmentId, booking: &Booking) -> Outcome {
        let ask = WriteAsk { id: Some(id.to_string()), ..WriteAsk::default() };
        self.writes(&booking.resource(), ask, None)
    }

    // --- delivery

    /// Delivers until nothing more is due now.
    pub(crate) fn delivers(&self) -> usize {
        let mut acts = 0;
        for _ in 0..STEPS_MAX {
            match self.delivers_one_step() {
                0 => return acts,
                done => acts += done,
            }
        }
        panic!("delivery never comes to an end");
    }

    /// One step of the delivery, in order; the acts that were carried out.
    pub(crate) fn delivers_one_step(&self) -> usize {
        self.runtime.block_on(self.delivery().step_in_order()).unwrap()
    }

    /// Delivers, goes on to when the next mirror is due, and delivers again, until nothing is due within an hour.
    pub(crate) fn delivers_to_the_end(&self) {
        let hour = self.now().plus_seconds(3_600);
        loop {
            self.delivers();
            match self.crossing().store().read(|view| view.mirror_next_due()).unwrap() {
                Some(due) if due <= hour => self.clock.set(due.max(self.now().plus_seconds(1))),
                _ => return,
            }
        }
    }

    // --- what stands in the store

    pub(crate) fn person(&self, number: PrisonNumber) -> Person {
        self.person_if_known(number).unwrap()
    }

    pub(crate) fn person_if_known(&self, number: PrisonNumber) -> Option<Person> {
        let person = self.crossing().store().read(|view| view.person(number)).unwrap();
        person.map(|sealed| sealed.open(&OPENER))
    }

    pub(crate) fn custody(&self, number: PrisonNumber) -> Custody {
        self.person(number).custody.value.unwrap()
    }

    pub(crate) fn reported(&self, number: PrisonNumber) -> Standing {
        self.custody(number).reported.standing
    }

    pub(crate) fn settled(&self, number: PrisonNumber) -> Option<Standing> {
        self.custody(number).settled.map(|report| report.standing)
    }

    pub(crate) fn mirror(&self, id: AppointmentId) -> Mirror {
        let mirror = self.crossing().store().read(|view| view.mirror(id)).unwrap();
        mirror.unwrap().open(&OPENER)
    }

    pub(crate) fn attempts(&self, id: AppointmentId) -> Vec<AttemptLine> {
        self.crossing().store().read(|view| view.attempts(id)).unwrap()
    }

    /// The acts of a mirror's attempts, in order.
    pub(crate) fn acts(&self, id: AppointmentId) -> Vec<AttemptAct> {
        self.attempts(id).iter().map(|line| line.act).collect()
    }

    pub(crate) fn links(&self, person: PrisonNumber) -> Vec<IdentityLink> {
        self.crossing().store().read(|view| view.links_of_person(person)).unwrap()
    }

    /// The one link of a person.
    pub(crate) fn link(&self, person: PrisonNumber) -> IdentityLink {
        let mut links = self.links(person);
        assert_eq!(links.len(), 1, "one link is expected");
        links.remove(0)
    }

    /// The link of a pair.
    pub(crate) fn link_of(&self, person: PrisonNumber, patient: PatientId) -> Option<IdentityLink> {
        self.links(person).into_iter().find(|l| l.patient == patient)
    }

    pub(crate) fn tasks(&self) -> Vec<TaskKey> {
        let tasks = self.crossing().store().read(|view| view.tasks(None, 1_000)).unwrap();
        tasks.into_iter().map(|task| task.key).collect()
    }

    pub(crate) fn errands(&self, person: PrisonNumber) -> Vec<Aspect> {
        let long_from_now = self.now().plus_seconds(10_000_000_000);
        let errands = self.crossing().store().read(|view| view.errands_due(long_from_now, 1_000)).unwrap();
        let errands = errands.into_iter().map(|sealed| sealed.open(&OPENER));
        let mut aspects: Vec<Aspect> =
            errands.filter(|e: &Errand| e.person == person).map(|e| e.aspect).collect();
        aspects.sort();
        aspects
    }

    pub(crate) fn quarantine(&self) -> Vec<Quarantined> {
        self.crossing().store().read(|view| view.quarantine(1_000)).unwrap()
    }

    /// What the journal makes is what stands: the store is closed, rebuilt and compared.
    pub(crate) fn rebuilds_to_the_same(mut self) {
        self.delivery = None;
        let crossing =
            Arc::into_inner(self.crossing.take().unwrap()).expect("nobody else holds the crossing");
        crossing.close();
        let engine = Engine::new(Arc::clone(&self.rules));
        let rebuilt = store::rebuild(self.folder.path(), &engine, |_| false, |_| {}).unwrap();
        assert!(rebuilt.is_equal(), "{:?}", rebuilt.tables);
    }

    // --- who asks

    pub(crate) fn caller(&self, role: Role, purpose: Purpose) -> Context {
        self.caller_in("MDI", "katie", role, purpose)
    }

    pub(crate) fn caller_in(&self, prison: &str, account: &str, role: Role, purpose: Purpose) -> Context {
        let prison = Some(code(prison));
        Context {
            caller: Caller { account: account.to_owned(), role, prison },
            purpose,
            prison,
            now: self.now(),
            trace: TraceId::parse("018f0000-0000-7000-8000-000000000001").unwrap(),
        }
    }

    pub(crate) fn nurse(&self) -> Context {
        self.caller(Role::Clinician, Purpose::DirectCare)
    }

    pub(crate) fn dawn(&self) -> Context {
        self.caller_in("MDI", "dawn", Role::HealthcareAdministrator, Purpose::ClinicAdministration)
    }

    pub(crate) fn confirms(&self, link: &IdentityLink, second: Option<&str>) -> Outcome {
        let act =
            Act::LinkConfirm { link: link.id, version: link.version, second: second.map(str::to_owned) };
        self.decides(act)
    }

    pub(crate) fn rejects(&self, link: &IdentityLink) -> Outcome {
        self.decides(Act::LinkReject { link: link.id, version: link.version })
    }

    pub(crate) fn splits(&self, link: &IdentityLink) -> Outcome {
        self.decides(Act::LinkSplit { link: link.id, version: link.version })
    }

    /// Dawn decides.
    pub(crate) fn decides(&self, act: Act) -> Outcome {
        self.crossing().command(&self.dawn(), act).unwrap().outcome.unwrap()
    }
}

/// Asserts on what a decision about a link came to.
pub(crate) fn link_now(outcome: &Outcome) -> (LinkId, LinkState) {
    match outcome {
        Outcome::Link { id, state, .. } => (*id, *state),
        other => panic!("not a link: {other:?}"),
    }
}

pub(crate) fn not_done(outcome: &Outcome) -> &NotDone {
    match outcome {
        Outcome::NotDone(why) => why,
        other => panic!("done: {other:?}"),
    }
}

pub(crate) fn dps() -> Feed {
    Feed::parse("dps").unwrap()
}

pub(crate) fn arrival(number: PrisonNumber, given: &str, family: &str, born: &str) -> prison::Arrival {
    prison::Arrival {
        number,
        name: Name::new(family, given),
        born: Born::new(born.parse().unwrap()),
        gender: "Male".to_owned(),
        nationality: "British".to_owned(),
        language: None,
        pnc: None,
    }
}

/// A domain event without the SNS wrapping: the type, whom it names, and what else it says.
pub(crate) fn event(kind: &str, person: &str, occurred: &str, additional: &Value) -> Value {
    json!({"version": 1, "eventType": kind, "occurredAt": occurred, "publishedAt": occurred,
           "personReference": {"identifiers": [{"type": "NOMS", "value": person}]},
           "additionalInformation": additional})
}

/// A care record that carries a prison number.
pub(crate) fn patient(
    local: &str,
    person: Option<&str>,
    name: (&str, &str),
    born: &str,
    nhs: Option<&str>,
) -> Value {
    let mut identifiers = vec![json!({"system": "https://clinic.example/Id/patient", "value": local})];
    identifiers.extend(nhs.map(|n| json!({"system": "https://fhir.nhs.uk/Id/nhs-number", "value": n})));
    identifiers
        .extend(person.map(|n| json!({"system": "https://gatelodge.uk/Id/prison-number", "value": n})));
    let given: Vec<&str> = name.0.split(' ').collect();
    json!({"resourceType": "Patient", "identifier": identifiers,
           "name": [{"family": name.1, "given": given}], "birthDate": born, "gender": "male"})
}

/// A booking as healthcare writes one.
#[derive(Debug, Clone)]
pub(crate) struct Booking {
    pub patient: PatientId,
    pub start: String,
    pub end: String,
    pub status: &'static str,
    pub room: String,
    pub reference: String,
    pub words: Option<&'static str>,
}

impl Booking {
    pub(crate) fn new(patient: PatientId, start: &str, end: &str) -> Self {
        Self {
            patient,
            start: start.to_owned(),
            end: end.to_owned(),
            status: "booked",
            room: "MDI/OPD2".to_owned(),
            reference: "a1".to_owned(),
            words: None,
        }
    }

    pub(crate) fn called(self, reference: &str) -> Self {
        Self { reference: reference.to_owned(), ..self }
    }

    pub(crate) fn room(self, room: &str) -> Self {
        Self { room: room.to_owned(), ..self }
    }

    pub(crate) fn moved(&self, start: &str, end: &str) -> Self {
        Self { start: start.to_owned(), end: end.to_owned(), ..self.clone() }
    }

    pub(crate) fn with_status(&self, status: &'static str) -> Self {
        Self { status, ..self.clone() }
    }

    /// With words that only healthcare may read.
    pub(crate) fn about(self, words: &'static str) -> Self {
        Self { words: Some(words), ..self }
    }

    pub(crate) fn resource(&self) -> Value {
        let mut resource = json!({"resourceType": "Appointment", "status": self.status, "start": self.start, "end": self.end,
               "identifier": [{"system": "https://clinic.example/Id/appointment", "value": self.reference}],
               "participant": [
                 {"actor": {"reference": format!("Patient/{}", self.patient)}, "status": "accepted"},
                 {"actor": {"type": "Location", "identifier":
                   {"system": "https://gatelodge.uk/Id/healthcare-room", "value": self.room}}, "status": "accepted"}]});
        if let Some(words) = self.words {
            resource["description"] = json!(words);
            resource["comment"] = json!(words);
            resource["serviceType"] = json!([{"text": words}]);
            resource["reasonCode"] = json!([{"text": words}]);
        }
        resource
    }
}

// --- the prison's services, as a client of theirs sees them

fn bearer(method: &str, target: &str) -> Call {
    let call = Call::new(method, target).header("authorization", "Bearer double-token");
    call.header("content-type", "application/json")
}

/// When an act waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pause {
    /// Before anything left.
    BeforeItLeft,
    /// After the prison did it, before its answer came.
    BeforeTheAnswer,
}

/// One act that was let out.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub act: AttemptAct,
    /// The outgoing value as it serialises.
    pub outgoing: String,
    /// The bodies that left for the prison.
    pub bodies: Vec<String>,
}

/// The prison's lists: a target over the double, with the requests that `connect` makes.
pub(crate) struct Lists {
    prison: Shared,
    rules: Arc<Rules>,
    pub sent: Mutex<Vec<Sent>>,
    pause: Mutex<Option<Pause>>,
    /// An act waits.
    pub waits: Notify,
    /// It may go on.
    pub goes_on: Notify,
}

impl Lists {
    fn new(prison: Shared, rules: Arc<Rules>) -> Self {
        Self {
            prison,
            rules,
            sent: Mutex::default(),
            pause: Mutex::default(),
            waits: Notify::new(),
            goes_on: Notify::new(),
        }
    }

    /// The next act of delivery waits there until it is told to go on.
    pub(crate) fn next_act_waits(&self, pause: Pause) {
        *self.pause.lock().unwrap() = Some(pause);
    }

    fn forget_pauses(&self) {
        *self.pause.lock().unwrap() = None;
    }

    async fn wait(&self, here: Pause) {
        let mine = {
            let mut pause = self.pause.lock().unwrap();
            pause.take_if(|p| *p == here).is_some()
        };
        if mine {
            self.waits.notify_one();
            self.goes_on.notified().await;
        }
    }

    fn call(&self, call: Call) -> prison::Outcome {
        if !call.body.is_empty()
            && let Some(last) = self.sent.lock().unwrap().last_mut()
        {
            last.bodies.push(String::from_utf8(call.body.clone()).unwrap());
        }
        let now = self.prison.now();
        self.prison.lock().call(&call, now)
    }

    fn write(&self, method: &str, target: &str, body: Vec<u8>) -> Result<prison::Reply, AttemptEnd> {
        let mut call = bearer(method, target);
        call.body = body;
        match self.call(call).reply() {
            None => Err(AttemptEnd::Lost),
            Some(reply) => match reply.status {
                200..=299 => Ok(reply),
                500.. => Err(AttemptEnd::Lost),
                _ => Err(refused(&reply)),
            },
        }
    }

    fn details(&self, id: i64) -> Result<Option<PrisonAppointment>, AttemptEnd> {
        let reply = self.call(bearer("GET", &format!("/appointments/{id}/details"))).reply();
        let reply = reply.ok_or(AttemptEnd::Lost)?;
        match reply.status {
            200 => Ok(Some(PrisonAppointment::read_details(&reply.body).unwrap())),
            404 => Ok(None),
            _ => Err(refused(&reply)),
        }
    }

    /// Of what is there already, it tells whether there was anything to do.
    fn settled(
        &self,
        remote: i64,
        cancelled: bool,
        written: Result<prison::Reply, AttemptEnd>,
    ) -> Result<AttemptEnd, AttemptEnd> {
        match written {
            Ok(_) => Ok(AttemptEnd::Done { remote }),
            Err(AttemptEnd::Refused { status: Some(400), .. })
                if self.details(remote)?.is_some_and(|a| a.cancelled == Some(cancelled)) =>
            {
                Ok(AttemptEnd::Done { remote })
            }
            Err(end) => Err(end),
        }
    }

    fn look(&self, outgoing: &Outgoing) -> Result<AttemptEnd, AttemptEnd> {
        let date = outgoing.start.date();
        let search = AppointmentSearchRequest::new(date, date, &[outgoing.person]).unwrap().body();
        let reply =
            self.write("POST", &format!("/appointments/{}/search", outgoing.prison.text()), search)?;
        let list = PrisonAppointment::read_search(&reply.body).unwrap();
        let here = list.items.iter().filter(|a| a.start.at() == outgoing.start.at()).map(|a| a.id);
        let mut ids: Vec<i64> = here.collect();
        ids.extend(outgoing.remote.filter(|id| *id > 0 && !ids.contains(id)));
        let asked = self.prison.now();
        let mut entries = Vec::new();
        for id in ids {
            let Some(appointment) = self.details(id)? else { continue };
            let of_person = entries_of(&appointment, &self.rules).into_iter();
            let of_person = of_person.filter(|e| e.person == outgoing.person && !e.gone);
            entries.extend(of_person.map(|entry| PrisonEntry { checked: asked, ..entry }));
        }
        Ok(AttemptEnd::Found { entries })
    }

    fn carried_out(&self, outgoing: &Outgoing) -> Result<AttemptEnd, AttemptEnd> {
        let remote = outgoing.remote;
        match outgoing.act {
            AttemptAct::Look => self.look(outgoing),
            AttemptAct::Create => {
                let draft = AppointmentDraft::from(outgoing).checked(self.prison.now().london_date());
                let Ok(request) = draft else { return Err(not_sent(RefusalReason::TimeRefused)) };
                let reply = self.write("POST", "/appointment-series", request.body())?;
                let made = AppointmentSeries::read(&reply.body).unwrap().appointments.items;
                Ok(AttemptEnd::Done { remote: made[0].id })
            }
            AttemptAct::Change => {
                let id = remote.expect("a change names what it changes");
                let change = AppointmentChange {
                    times: Some((outgoing.start, outgoing.end)),
                    place: Some(outgoing.place.clone()),
                    category: None,
                    note: None,
                };
                let body = change.checked().unwrap().body();
                self.write("PATCH", &format!("/appointments/{id}"), body)?;
                Ok(AttemptEnd::Done { remote: id })
            }
            AttemptAct::Cancel => {
                let id = remote.expect("a cancellation names what it cancels");
                let body = AppointmentCancelRequest::new(CancelReason::Cancelled).body();
                self.settled(id, true, self.write("PUT", &format!("/appointments/{id}/cancel"), body))
            }
            AttemptAct::Uncancel => {
                let id = remote.expect("bringing back names what it brings back");
                let body = AppointmentUncancelRequest::new().body();
                self.settled(id, false, self.write("PUT", &format!("/appointments/{id}/uncancel"), body))
            }
        }
    }
}

fn not_sent(reason: RefusalReason) -> AttemptEnd {
    AttemptEnd::Refused { reason, status: None, retry_after_seconds: None }
}

fn refused(reply: &prison::Reply) -> AttemptEnd {
    let retry =
        reply.headers.iter().find(|(name, _)| *name == "retry-after").and_then(|(_, v)| v.parse().ok());
    let reason = match reply.status {
        400 | 409 | 422 => Complaint::read(&reply.body).map_or(RefusalReason::Other, |c| c.reason()),
        401 | 403 => RefusalReason::NotAllowed,
        404 => RefusalReason::NotFound,
        429 => RefusalReason::TooMany,
        500.. => RefusalReason::TheirFailure,
        _ => RefusalReason::Other,
    };
    AttemptEnd::Refused { reason, status: Some(reply.status), retry_after_seconds: retry }
}

impl MirrorTarget for Lists {
    fn act<'a>(&'a self, outgoing: &'a Disclosed<Outgoing>) -> Later<'a, AttemptEnd> {
        Box::pin(async move {
            let outgoing = outgoing.get();
            let text = serde_json::to_string(outgoing).unwrap();
            let times = format!("{text} {} {}", outgoing.start.civil(), outgoing.end.civil());
            self.sent.lock().unwrap().push(Sent { act: outgoing.act, outgoing: times, bodies: Vec::new() });
            self.wait(Pause::BeforeItLeft).await;
            let end = self.carried_out(outgoing);
            self.wait(Pause::BeforeTheAnswer).await;
            match end {
                Ok(end) | Err(end) => end,
            }
        })
    }
}

/// What the prison's services tell: a source over the double.
pub(crate) struct Services {
    prison: Shared,
    feed: Feed,
    /// The lists are read over the External API, whose answers know places by their codes alone.
    pub lists_are_external: AtomicBool,
    /// The paths that were asked for.
    pub calls: Mutex<Vec<String>>,
}

impl Services {
    fn get(&self, method: &'static str, target: &str, body: Vec<u8>) -> Result<SourceAnswer, SourceError> {
        let asked = self.prison.now();
        let mut call = bearer(method, target);
        call.body = body;
        let call = call.header("x-api-key", EXTERNAL_KEY);
        let path = call.path.clone();
        self.calls.lock().unwrap().push(path.clone());
        let reply = self.prison.lock().call(&call, asked).reply().ok_or(SourceError::Unreachable)?;
        match reply.status {
            200..=299 | 303 | 404 => Ok(SourceAnswer {
                method,
                path,
                status: reply.status,
                location: None,
                body: reply.body.to_vec(),
                asked,
            }),
            429 => {
                let retry = reply.headers.iter().find(|(name, _)| *name == "retry-after");
                Err(SourceError::Busy { retry_after_seconds: retry.and_then(|(_, v)| v.parse().ok()) })
            }
            status @ (401 | 403) => Err(SourceError::NotAllowed(status)),
            status => Err(SourceError::Failed(status)),
        }
    }
}

impl AspectSource for Services {
    fn feed(&self) -> &Feed {
        &self.feed
    }

    fn carries(&self, aspect: Aspect) -> bool {
        matches!(aspect, Aspect::Identity | Aspect::Place | Aspect::Alerts | Aspect::NonAssociations)
    }

    fn read<'a>(
        &'a self,
        person: PrisonNumber,
        prison: Option<PrisonCode>,
        aspect: Aspect,
    ) -> Later<'a, Result<SourceAnswer, SourceError>> {
        let number = person.text();
        Box::pin(async move {
            match aspect {
                Aspect::Identity | Aspect::Place => {
                    self.get("GET", &format!("/prisoner/{number}"), Vec::new())
                }
                Aspect::Alerts => self.get("GET", &format!("/prisoners/{number}/alerts"), Vec::new()),
                Aspect::NonAssociations => {
                    let target = format!("/prisoner/{number}/non-associations?includeOtherPrisons=true");
                    let mut answer = self.get("GET", &target, Vec::new())?;
                    if answer.status == 200 {
                        answer.body = [b"{\"data\":".as_slice(), &answer.body, b"}"].concat();
                    }
                    let prison = prison.map_or_else(|| "OUT".to_owned(), |p| p.text().to_owned());
                    answer.path = format!("/v1/prison/{prison}/prisoners/{number}/non-associations");
                    Ok(answer)
                }
                Aspect::Schedule => Err(SourceError::NotCarried),
            }
        })
    }

    fn roll<'a>(&'a self, prison: PrisonCode) -> Later<'a, Result<Vec<SourceAnswer>, SourceError>> {
        let target = format!("/prisoner-search/prison/{}?size=1000", prison.text());
        Box::pin(async move { Ok(vec![self.get("GET", &target, Vec::new())?]) })
    }

    fn entries<'a>(
        &'a self,
        prison: PrisonCode,
        date: jiff::civil::Date,
    ) -> Later<'a, Result<SourceAnswer, SourceError>> {
        let body = AppointmentSearchRequest::new(date, date, &[]).unwrap().body();
        let external = self.lists_are_external.load(Ordering::SeqCst);
        let target = if external {
            format!("/v1/prison/{prison}/appointments/search")
        } else {
            format!("/appointments/{}/search", prison.text())
        };
        Box::pin(async move { self.get("POST", &target, body) })
    }

    fn attendance<'a>(
        &'a self,
        prison: PrisonCode,
        date: jiff::civil::Date,
    ) -> Later<'a, Result<Vec<AttendanceCount>, SourceError>> {
        let target = format!("/appointments/{prison}/attendance-summaries?date={date}");
        Box::pin(async move {
            let answer = self.get("GET", &target, Vec::new())?;
            let read = AttendanceSummary::read_all(&answer.body).unwrap();
            assert!(read.is_whole());
            let count = |s: &AttendanceSummary| AttendanceCount {
                remote: s.id,
                attended: s.attended,
                not_attended: s.not_attended,
            };
            Ok(read.items.iter().map(count).collect())
        })
    }

    fn entry<'a>(&'a self, remote: i64) -> Later<'a, Result<SourceAnswer, SourceError>> {
        let target = format!("/appointments/{remote}/details");
        Box::pin(async move { self.get("GET", &target, Vec::new()) })
    }
}
