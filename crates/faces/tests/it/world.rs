//! A prison with Kieran Boyd in it, its faces behind a door, and people who call.

use crossing::envelope::Meta;
use crossing::understood::{Act, Outcome};
use crossing::{
    Context, Crossing, Engine, Freshness, Length, PrisonRules, RegistrationRules, RoomRule, Rules,
    Telephones, WordingIs,
};
use faces::{App, FeedRule, Settings};
use http::HeaderMap;
use registration::wording::{Language, Wordings};
use serde_json::{Value, json};
use serve::tokens::Mint;
use serve::{Cause, Door, House, Stop, TokenKeys};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::Store;
use store::keys::CheckpointKey;
use tempfile::TempDir;
use vocab::crossing::{Caller as Who, Feed, Flow, Mode, PrisonPlace, Purpose, Role};
use vocab::id::{PatientId, PrisonNumber, TraceId};
use vocab::place::{PrisonCode, RoomCode};
use vocab::registration::{
    Answer, Heard as SaidBack, Interpreter, InterpreterIs, Later, Means, Said, Shown, Situation, Stay, Talk,
    TeachBack, ToldTo, Words,
};
use vocab::seed::SeedStream;
use vocab::time::ManualClock;
use vocab::{Clock as _, Instant};

pub(crate) const FHIR: &str = "application/fhir+json";
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const JSON: &str = "application/json";

pub(crate) fn mdi() -> PrisonCode {
    PrisonCode::parse("MDI").unwrap()
}

/// The world.
pub(crate) struct World {
    pub(crate) crossing: Arc<Crossing>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) at: SocketAddr,
    keys: Arc<TokenKeys>,
    http: reqwest::Client,
    stop: Stop,
    lines: AtomicUsize,
    _folder: TempDir,
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.ask(Cause::Done);
    }
}

/// Somebody who calls, with a token or without.
pub(crate) struct Caller<'w> {
    world: &'w World,
    token: Option<String>,
    headers: Vec<(&'static str, String)>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Heard {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The words of the first issue of an outcome.
    pub(crate) fn issue(&self) -> String {
        self.json()["issue"][0]["details"]["text"]
            .as_str()
            .unwrap_or_else(|| panic!("{}", self.text))
            .to_owned()
    }

    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// The id that a `Location` names.
    pub(crate) fn made(&self) -> String {
        let location = self.header("location");
        location.split('/').rev().nth(2).unwrap_or_else(|| panic!("{location}")).to_owned()
    }
}

pub(crate) fn rules() -> Rules {
    let prison = |name: &str| PrisonRules {
        name: name.to_owned(),
        routes: vec!["dps".to_owned()],
        writes: crossing::Writes::Over("dps".to_owned()),
        category: "MEOT".to_owned(),
        client: "GATELODGE".to_owned(),
        rooms: ["OPD2", "DENT1"]
            .map(|room| {
                let rule = RoomRule { place: PrisonPlace("wait".to_owned()), code: "HCC-WAIT".to_owned() };
                (RoomCode::new(room), rule)
            })
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
            .map(|aspect| (aspect.to_owned(), Freshness { amber_seconds: 2_700, red_seconds: 5_400 }))
            .into(),
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

fn feed(name: &str) -> Feed {
    Feed::parse(name).unwrap()
}

impl World {
    /// An empty prison.
    pub(crate) async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(ManualClock::at(Instant::parse_zoned("2026-11-12T08:00:00Z").unwrap()));
        let rules = Arc::new(rules());
        let rng = Arc::new(SeedStream::new(7));
        let settings = store::Settings::new(
            folder.path(),
            Arc::new(Engine::new(Arc::clone(&rules))),
            clock.clone(),
            rng.clone(),
            CheckpointKey::ephemeral().unwrap(),
        );
        let policy = policy::Engine::built_in().unwrap();
        let lists = policy::Lists::built_in().unwrap();
        let opened = Store::open(settings).unwrap();
        // Opening writes the charter, and that blocks.
        let crossing = tokio::task::block_in_place(|| {
            Crossing::open(opened, policy, lists, rules, clock.clone(), rng.clone()).unwrap()
        });
        let crossing = Arc::new(crossing);
        let keys = Arc::new(TokenKeys::ephemeral("gatelodge").unwrap());
        let door = Door::open(([127, 0, 0, 1], 0).into()).await.unwrap();
        let at = door.address().unwrap();
        let app = App::new(Settings {
            crossing: Arc::clone(&crossing),
            keys: Arc::clone(&keys),
            clock: clock.clone(),
            origin: format!("http://{at}"),
            feeds: [
                (feed("dps"), FeedRule::of(Role::PrisonSystem)),
                (feed("care-hjis"), FeedRule::of(Role::CareSystem)),
            ]
            .into(),
            version: "0.1.0",
        });
        let (stop, house) = (Stop::new(), House::new(clock.clone(), rng));
        tokio::spawn(door.serve(faces::public(&app, &house), stop.clone()));
        let http = reqwest::Client::builder().build().unwrap();
        Self { crossing, clock, at, keys, http, stop, lines: AtomicUsize::new(0), _folder: folder }
    }

    /// With Boyd received this morning, two warnings, a care record and a link.
    pub(crate) async fn with_boyd() -> (Self, String) {
        let world = Self::new().await;
        world.takes(&boyd());
        world.alerts("A8100KB", json!([alert("XHT", "2026-09-03"), alert("HA", "2026-11-01")]));
        let patient = world.books_in(&patient_boyd()).await;
        world.switches(Flow::Alerts, Mode::Live);
        (world, patient)
    }

    /// What the prison side says.
    pub(crate) fn takes(&self, body: &Value) -> Outcome {
        self.takes_as(body, &Meta::default())
    }

    fn takes_as(&self, body: &Value, meta: &Meta) -> Outcome {
        let bytes = body.to_string().into_bytes();
        let written = tokio::task::block_in_place(|| {
            self.crossing.receive_blocking(&feed("dps"), bytes, meta, None).unwrap()
        });
        written.outcome.unwrap()
    }

    pub(crate) fn alerts(&self, number: &str, alerts: Value) -> Outcome {
        let path = format!("/v1/persons/{number}/alerts");
        let body = json!({"data": alerts, "pagination": {"isLastPage": true, "page": 1}});
        self.takes_as(&body, &Meta::answer("GET", &path, 200, self.clock.now()))
    }

    /// Puts a patient on the care side, through the face.
    pub(crate) async fn books_in(&self, patient: &Value) -> String {
        self.care_system().posts("/fhir/R4/Patient", FHIR, &patient.to_string()).await.expect(201).made()
    }

    pub(crate) fn goes_live(&self) {
        self.switches(Flow::Appointments, Mode::Live);
    }

    /// A nurse at Moorland writes a line into what a patient chose, in words that somebody checked.
    pub(crate) fn writes_down(&self, patient: &str, said: Said) {
        let patient = PatientId::parse(patient).unwrap();
        let ctx = Context {
            caller: Who { account: "katie".to_owned(), role: Role::Clinician, prison: Some(mdi()) },
            purpose: Purpose::DirectCare,
            prison: Some(mdi()),
            now: self.clock.now(),
            trace: TraceId::parse("018f0000-0000-7000-8000-000000000001").unwrap(),
        };
        let choice = self.crossing.store().read(|view| view.choice(patient)).unwrap();
        let version = u32::try_from(self.lines.fetch_add(1, Ordering::Relaxed)).unwrap();
        assert_eq!(choice.is_some(), version > 0, "one patient a world");
        let act = Act::ChoiceLine { patient, version, said: Box::new(said), wording: WordingIs::Checked };
        let written = tokio::task::block_in_place(|| self.crossing.command(&ctx, act)).unwrap();
        assert!(matches!(written.outcome, Some(Outcome::Chosen { .. })), "{:?}", written.outcome);
        self.clock.advance_seconds(60);
    }

    /// A conversation with Boyd, in Serbian, said back.
    pub(crate) fn talk(&self, answer: Answer) -> Talk {
        let wordings = Wordings::built_in().unwrap();
        let wording = wordings.get(Language::Serbian, Situation::HasGp);
        let decided = matches!(answer, Answer::Yes | Answer::No);
        let heard = if decided { SaidBack::SaidBack } else { SaidBack::NotAsked };
        Talk {
            held: self.clock.now(),
            stay: Stay { person: PrisonNumber::parse("A8100KB").unwrap(), number: 1 },
            shown: Shown {
                language: "sr".to_owned(),
                situation: Situation::HasGp,
                version: wording.version.to_string(),
                hash: wording.hash.to_string(),
            },
            means: vec![Means::ReadAloud, Means::Interpreter],
            interpreter: Some(Interpreter {
                is: InterpreterIs::Telephone,
                named: Words::new("ref 4471").unwrap(),
            }),
            said_back: TeachBack {
                gp_at_home: heard,
                seen_anyway: heard,
                may_change: heard,
                words: decided.then(|| Words::new("Ostajem kod svog lekara.").unwrap()),
            },
            answer,
            later: (answer == Answer::NotNow).then_some(Later::Unwell),
            again: (!decided).then(|| self.clock.now().london_date()),
        }
    }

    /// Boyd says something in Serbian.
    pub(crate) fn says(&self, patient: &str, answer: Answer) {
        self.writes_down(patient, Said::Talk(Box::new(self.talk(answer))));
    }

    /// PDS is read for Boyd, and answers so.
    pub(crate) fn pds_says(&self, patient: &str, confidentiality: &str, elements: Value) {
        self.clock.advance_seconds(60);
        let system = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
        let mut record = json!({"resourceType": "Patient", "id": "9990110689",
            "meta": {"versionId": "2", "security": [{"system": system, "code": confidentiality}]}});
        for (name, value) in elements.as_object().unwrap() {
            record[name] = value.clone();
        }
        let asked = Meta::answer("GET", "/Patient/9990110689", 200, self.clock.now());
        let meta = Meta { patient: PatientId::parse(patient), ..asked };
        let written = tokio::task::block_in_place(|| {
            let body = record.to_string().into_bytes();
            self.crossing.receive_blocking(&feed("national-pds"), body, &meta, None).unwrap()
        });
        assert!(!matches!(written.outcome, Some(Outcome::NotDone(_))), "{:?}", written.outcome);
    }

    /// Whether the GP outside may be told.
    pub(crate) fn tells(&self, patient: &str, answer: Answer) {
        let shown = self.talk(answer).shown;
        self.writes_down(patient, Said::Tell { whom: ToldTo::CommunityGp, answer, shown });
    }

    pub(crate) fn switches(&self, flow: Flow, mode: Mode) {
        let ctx = Context {
            caller: Who { account: "head".to_owned(), role: Role::HeadOfHealthcare, prison: Some(mdi()) },
            purpose: Purpose::Operations,
            prison: Some(mdi()),
            now: self.clock.now(),
            trace: TraceId::parse("018f0000-0000-7000-8000-000000000001").unwrap(),
        };
        let act = Act::ModeSet { flow, prison: mdi(), mode };
        tokio::task::block_in_place(|| self.crossing.command(&ctx, act)).unwrap();
    }

    pub(crate) fn nobody(&self) -> Caller<'_> {
        Caller { world: self, token: None, headers: Vec::new() }
    }

    pub(crate) fn bearer(&self, token: String) -> Caller<'_> {
        Caller { world: self, token: Some(token), headers: Vec::new() }
    }

    pub(crate) fn mint(&self, role: Role, prison: Option<&str>, seconds: i64) -> String {
        let prison = prison.map(|p| PrisonCode::parse(p).unwrap());
        let caller = Who { account: format!("{role}.one"), role, prison };
        self.keys.mint(&Mint { caller, purpose: None, seconds }, self.clock.now()).unwrap()
    }

    /// Somebody of a role at Moorland.
    pub(crate) fn at_moorland(&self, role: Role) -> Caller<'_> {
        self.bearer(self.mint(role, Some("MDI"), 36_000))
    }

    /// Somebody of a role at Hull.
    pub(crate) fn at_hull(&self, role: Role) -> Caller<'_> {
        self.bearer(self.mint(role, Some("HLI"), 36_000))
    }

    pub(crate) fn nurse(&self) -> Caller<'_> {
        self.at_moorland(Role::Clinician)
    }

    pub(crate) fn officer(&self) -> Caller<'_> {
        self.at_moorland(Role::Officer)
    }

    pub(crate) fn care_system(&self) -> Caller<'_> {
        self.at_moorland(Role::CareSystem)
    }

    pub(crate) fn prison_system(&self) -> Caller<'_> {
        self.at_moorland(Role::PrisonSystem)
    }

    /// How many rows the gate book has.
    pub(crate) fn gate_rows(&self) -> u64 {
        self.crossing.store().read(|view| view.gate_head()).unwrap()
    }
}

impl Caller<'_> {
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) async fn gets(&self, path: &str) -> Heard {
        self.sends("GET", path, None).await
    }

    pub(crate) async fn posts(&self, path: &str, kind: &str, body: &str) -> Heard {
        self.sends("POST", path, Some((kind, body.as_bytes().to_vec()))).await
    }

    pub(crate) async fn puts(&self, path: &str, body: &Value) -> Heard {
        self.sends("PUT", path, Some((FHIR, body.to_string().into_bytes()))).await
    }

    pub(crate) async fn sends(&self, method: &str, path: &str, body: Option<(&str, Vec<u8>)>) -> Heard {
        // An address of ours that was given out whole is followed as it is.
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("http://{}{path}", self.world.at)
        };
        let mut request = self.world.http.request(method.parse().unwrap(), url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Heard { status, headers, text: answer.text().await.unwrap() }
    }
}

pub(crate) fn prisoner(number: &str, given: &str, family: &str, born: &str) -> Value {
    json!({"prisonerNumber": number, "firstName": given, "lastName": family, "dateOfBirth": born, "gender": "Male",
           "bookingId": "123", "status": "ACTIVE IN", "prisonId": "MDI", "cellLocation": "C-2-011",
           "inOutStatus": "IN", "lastMovementTypeCode": "ADM", "lastMovementReasonCode": "N",
           "legalStatus": "REMAND", "restrictedPatient": false})
}

pub(crate) fn boyd() -> Value {
    prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01")
}

pub(crate) fn alert(code: &str, from: &str) -> Value {
    json!({"offenderNo": "A8100KB", "type": "X", "code": code, "comment": "SECRETCOMMENT", "dateCreated": from,
           "dateExpired": null, "expired": false, "active": true})
}

pub(crate) fn patient(local: &str, number: Option<&str>, family: &str, given: &str, born: &str) -> Value {
    let mut identifiers = vec![json!({"system": "https://clinic.example/Id/patient", "value": local})];
    if let Some(number) = number {
        identifiers.push(json!({"system": "https://gatelodge.uk/Id/prison-number", "value": number}));
    }
    json!({"resourceType": "Patient", "identifier": identifiers,
           "name": [{"family": family, "given": [given]}], "birthDate": born, "gender": "male"})
}

pub(crate) fn patient_boyd() -> Value {
    let mut boyd = patient("p1", Some("A8100KB"), "Boyd", "Kieran", "2002-04-01");
    let nhs = json!({"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990110689"});
    boyd["identifier"].as_array_mut().unwrap().push(nhs);
    boyd
}

pub(crate) fn appointment(patient: &str, key: &str, start: &str, end: &str) -> Value {
    json!({"resourceType": "Appointment", "status": "booked", "start": start, "end": end,
           "description": "Sexual health", "serviceType": [{"text": "Sexual health"}],
           "identifier": [{"system": "https://clinic.example/Id/appointment", "value": key}],
           "participant": [
             {"actor": {"reference": format!("Patient/{patient}")}, "status": "accepted"},
             {"actor": {"type": "Location", "identifier":
                {"system": "https://gatelodge.uk/Id/healthcare-room", "value": "MDI/OPD2"}}, "status": "accepted"}]})
}
