//! A prison with two patients in it, its screens, and browsers before them.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use crossing::disclose::choice::ChoiceView;
use crossing::disclose::decisions::CareResource;
use crossing::envelope::{Meta, WriteAsk};
use crossing::understood::{Act, Outcome};
use crossing::{
    Context, Crossing, Engine, Freshness, Length, PrisonRules, RegistrationRules, Route, Rules, Telephones,
    Writes,
};
use serde_json::json;
use serve::{Asker, Sessions};
use std::sync::Arc;
use store::keys::CheckpointKey;
use store::{Settings, Store};
use tempfile::TempDir;
use tower::ServiceExt as _;
use vocab::crossing::{Caller, Feed, Flow, Mode, Purpose, Role};
use vocab::id::{PatientId, TraceId};
use vocab::place::PrisonCode;
use vocab::seed::SeedStream;
use vocab::time::ManualClock;
use vocab::{Clock as _, Instant};
use web::WebState;
use web::talk::Talks;
use web::talk::voice::Voices;

pub(crate) fn mdi() -> PrisonCode {
    PrisonCode::parse("MDI").unwrap()
}

fn rules() -> Rules {
    let moorland = PrisonRules {
        name: "HMP Moorland".to_owned(),
        routes: vec!["dps".to_owned()],
        writes: Writes::Over("dps".to_owned()),
        category: "MEOT".to_owned(),
        client: "GATELODGE".to_owned(),
        rooms: [].into(),
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
        request_seconds_max: 10,
        freshness: ["place", "alerts", "non-associations", "schedule", "identity"]
            .map(|aspect| (aspect.to_owned(), Freshness { amber_seconds: 2_700, red_seconds: 5_400 }))
            .into(),
        routes: [(
            "dps".to_owned(),
            Route {
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
        prisons: [(mdi(), moorland)].into(),
        national: crossing::NationalRules::default(),
    }
}

/// The world.
pub(crate) struct World {
    pub(crate) runtime: tokio::runtime::Runtime,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) patient: PatientId,
    crossing: Arc<Crossing>,
    sessions: Arc<Sessions>,
    screens: Router,
    folder: TempDir,
}

/// A browser: its cookie, and where it is.
pub(crate) struct Browser<'w> {
    world: &'w World,
    pub(crate) cookie: Option<String>,
}

/// What came back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) to: Option<String>,
    pub(crate) kept: String,
    pub(crate) text: String,
}

impl Heard {
    pub(crate) fn mark(&self) -> &str {
        let start =
            self.text.find("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("no form: {}", self.text)) + 19;
        let rest = &self.text[start..];
        &rest[..rest.find('"').unwrap()]
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }
}

impl World {
    /// Boyd and Tate were received two days ago; registration is on trial, so that drafts may be tried.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(ManualClock::at(Instant::parse_zoned("2026-11-12T08:00:00Z").unwrap()));
        let (rules, rng) = (Arc::new(rules()), Arc::new(SeedStream::new(7)));
        let decide = Arc::new(Engine::new(Arc::clone(&rules)));
        let key = CheckpointKey::ephemeral().unwrap();
        let store =
            Store::open(Settings::new(folder.path(), decide, clock.clone(), rng.clone(), key)).unwrap();
        let (policy, lists) = (policy::Engine::built_in().unwrap(), policy::Lists::built_in().unwrap());
        let crossing = Arc::new(Crossing::open(store, policy, lists, rules, clock.clone(), rng).unwrap());
        let sessions = Arc::new(Sessions::new(clock.clone(), false));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut world = Self {
            screens: Router::new(),
            patient: PatientId::parse("00000000-0000-7000-8000-000000000000").unwrap(),
            runtime,
            clock,
            crossing,
            sessions,
            folder,
        };
        world.starts_again();
        world.patient = world.received("A8100KB", "BOYD", "Kieran", "2002-04-01");
        world.received("A5120BT", "TATE", "Ben", "1990-02-03");
        world.switches(Mode::Shadow);
        world
    }

    /// The process ends and begins again: nobody is signed in, and nothing that was not written is kept.
    pub(crate) fn starts_again(&mut self) {
        self.sessions = Arc::new(Sessions::new(self.clock.clone(), false));
        let voices = Voices::new(self.recordings(), self.folder.path().join("voices"));
        self.screens = web::router(WebState {
            crossing: Arc::clone(&self.crossing),
            sessions: Arc::clone(&self.sessions),
            talks: Arc::new(Talks::new(self.clock.now())),
            voices: Arc::new(voices),
            demo: None,
        });
    }

    pub(crate) fn recordings(&self) -> std::path::PathBuf {
        self.folder.path().join("locales")
    }

    fn received(&self, number: &str, family: &str, given: &str, born: &str) -> PatientId {
        let person = json!({"prisonerNumber": number, "firstName": given.to_uppercase(), "lastName": family,
            "dateOfBirth": born, "gender": "Male", "status": "ACTIVE IN", "inOutStatus": "IN", "prisonId": "MDI",
            "lastPrisonId": "MDI", "lastMovementTypeCode": "ADM", "lastMovementReasonCode": "N",
            "cellLocation": "C-2-11", "receptionDate": "2026-11-10", "bookingId": "1200924"});
        let feed = Feed::parse("dps").unwrap();
        let bytes = person.to_string().into_bytes();
        self.crossing.receive_blocking(&feed, bytes, &Meta::default(), None).unwrap();
        let patient = json!({"resourceType": "Patient", "identifier": [
            {"system": "https://clinic.example/Id/patient", "value": number.to_lowercase()},
            {"system": "https://gatelodge.uk/Id/prison-number", "value": number}],
            "name": [{"family": family, "given": [given]}], "birthDate": born, "gender": "male"});
        let ctx = self.context(Role::CareSystem);
        let body = patient.to_string().into_bytes();
        let write = self.crossing.care_act(&ctx, CareResource::Patient, body, WriteAsk::default(), None);
        match self.runtime.block_on(write).unwrap().outcome {
            Some(Outcome::Patient { id, .. }) => id,
            other => panic!("not a patient: {other:?}"),
        }
    }

    pub(crate) fn switches(&self, mode: Mode) {
        let ctx = Context { purpose: Purpose::Operations, ..self.context(Role::HeadOfHealthcare) };
        let act = Act::ModeSet { flow: Flow::Registration, prison: mdi(), mode };
        self.crossing.command(&ctx, act).unwrap();
    }

    fn context(&self, role: Role) -> Context {
        Context {
            caller: Caller { account: format!("{role}.one"), role, prison: Some(mdi()) },
            purpose: role.purpose_usual(),
            prison: Some(mdi()),
            now: self.clock.now(),
            trace: TraceId::parse("018f0000-0000-7000-8000-000000000001").unwrap(),
        }
    }

    /// What healthcare sees.
    pub(crate) fn view(&self) -> ChoiceView {
        let ctx = self.context(Role::Clinician);
        self.runtime.block_on(self.crossing.choice(&ctx, self.patient)).unwrap().get().clone()
    }

    pub(crate) fn choice(&self) -> String {
        format!("/patient/{}/choice", self.patient)
    }

    pub(crate) fn nobody(&self) -> Browser<'_> {
        Browser { world: self, cookie: None }
    }

    /// A browser at which somebody of a role has signed in.
    pub(crate) fn signed_in(&self, role: Role) -> Browser<'_> {
        let mut browser = self.nobody();
        browser.signs_in(role);
        browser
    }
}

impl Browser<'_> {
    /// A full sign-in, at this browser.
    pub(crate) fn signs_in(&mut self, role: Role) {
        let asker = Asker { caller: self.world.context(role).caller, purpose: role.purpose_usual() };
        let (token, _) = self.world.sessions.begin(asker);
        self.keeps(self.world.sessions.cookie(&token).to_str().unwrap());
    }

    fn keeps(&mut self, cookie: &str) {
        self.cookie = Some(cookie.split(';').next().unwrap().to_owned());
    }

    pub(crate) fn gets(&mut self, path: &str) -> Heard {
        self.sends("GET", path, &[], "")
    }

    pub(crate) fn gets_with(&mut self, path: &str, more: &[(&str, &str)]) -> Heard {
        self.sends("GET", path, more, "")
    }

    /// Presses a button of a page that it was shown.
    pub(crate) fn presses(&mut self, mark: &str, path: &str, form: &str) -> Heard {
        self.sends("POST", path, &[("sec-fetch-site", "same-origin")], &format!("csrf={mark}&{form}"))
    }

    pub(crate) fn sends(&mut self, method: &str, path: &str, more: &[(&str, &str)], body: &str) -> Heard {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "lodge.example");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let screens = self.world.screens.clone();
        let (parts, bytes) = self.world.runtime.block_on(async {
            let (parts, body) = screens.oneshot(request).await.unwrap().into_parts();
            (parts, axum::body::to_bytes(body, 1 << 22).await.unwrap())
        });
        let text = |name| parts.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        if let Some(cookie) = text(header::SET_COOKIE) {
            self.keeps(&cookie);
        }
        Heard {
            status: parts.status.as_u16(),
            to: text(header::LOCATION),
            kept: text(header::CACHE_CONTROL).unwrap_or_default(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}
