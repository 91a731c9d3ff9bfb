//! Moorland on 10 November 2026, nine in the morning, on a socket: Shaw and Boyd are there, Reed is in Hull.

use connect::client::{Base, Client, Secret, Settings};
use connect::dps::{DpsSource, DpsTarget, Hosts};
use connect::hmpps_external::HmppsExternal;
use connect::token::{ClientCredentials, TokenSource};
use crossing::disclose::Disclosed;
use crossing::disclose::panel::PanelKey;
use crossing::envelope::Meta;
use crossing::port::{AspectSource, MirrorTarget, Outgoing, SourceAnswer};
use crossing::understood::AttemptEnd;
use crossing::{
    Context, Crossing, Engine, Freshness, Length, PrisonRules, RegistrationRules, RoomRule, Route, Rules,
    Telephones,
};
use doubles::prison::face::{self, Shared};
use doubles::prison::{Act, Arrival, CallFault, Consumer, Planned, PlannedKind, Prison, room_id};
use jiff::civil::date;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::keys::CheckpointKey;
use tokio::net::TcpListener;
use vocab::crossing::{AttemptAct, Caller, Feed, PrisonPlace, Purpose, Role};
use vocab::id::{PrisonNumber, TraceId};
use vocab::name::{Born, Name};
use vocab::place::{PrisonCode, RoomCode};
use vocab::prison::Aspect;
use vocab::seed::{Rng, SeedStream};
use vocab::time::{LondonTime, ManualClock};
use vocab::{Clock, Instant};

pub(crate) const SHAW: &str = "A4711KX";
pub(crate) const BOYD: &str = "A8100KB";
pub(crate) const REED: &str = "A2200RD";
pub(crate) const NOBODY: &str = "A9999ZZ";

/// The account under which our entries are made.
pub(crate) const CLIENT: &str = "hmpps-gatelodge-1";

pub(crate) fn prison(code: &str) -> PrisonCode {
    PrisonCode::parse(code).unwrap()
}

pub(crate) fn number(text: &str) -> PrisonNumber {
    PrisonNumber::parse(text).unwrap()
}

pub(crate) fn time(text: &str) -> LondonTime {
    LondonTime::parse_machine(text).unwrap()
}

pub(crate) fn feed() -> Feed {
    Feed::parse("hmpps").unwrap()
}

/// Limits of a client that is not slowed down.
pub(crate) fn quick() -> Settings {
    Settings {
        connect_max: Duration::from_secs(5),
        total_max: Duration::from_secs(10),
        calls_per_second: 1_000,
        calls_at_once: 1_000,
        turn_max: Duration::from_millis(200),
        failures_max: 1_000,
        ..Settings::default()
    }
}

/// The same for one that gives up soon: for what is slow or hangs. What is not must be answered by then on a machine
/// that is busy with other tests.
pub(crate) fn hasty() -> Settings {
    Settings { connect_max: Duration::from_millis(600), total_max: Duration::from_millis(700), ..quick() }
}

pub(crate) fn client(settings: Settings, clock: &Arc<ManualClock>) -> Arc<Client> {
    crate::heard::listen();
    let clock: Arc<dyn Clock> = clock.clone();
    Arc::new(Client::new(settings, clock, Arc::new(SeedStream::new(7))).unwrap())
}

pub(crate) struct Moorland {
    pub(crate) shared: Shared,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) base: Base,
    pub(crate) client: Arc<Client>,
}

impl Moorland {
    pub(crate) async fn open() -> Self {
        Self::with(quick()).await
    }

    pub(crate) async fn with(limits: Settings) -> Self {
        let yesterday = Instant::parse_zoned("2026-11-09T09:00:00Z").unwrap();
        let mut world = Prison::new(1, settings());
        let people = [
            (SHAW, "SHAW", "JASON LEE", "MDI", "B-1-007"),
            (BOYD, "BOYD", "KIERAN", "MDI", "C-2-031"),
            (REED, "REED", "THOMAS", "HLI", "D-1-001"),
        ];
        for (text, family, given, at, cell) in people {
            let who = arrival(text, family, given);
            world.run(&Act::Arrive { who, prison: prison(at), reason: "I".to_owned() }, yesterday).unwrap();
            world.run(&Act::MoveCell { number: number(text), cell: cell.to_owned() }, yesterday).unwrap();
        }
        let clock = Arc::new(ManualClock::at(yesterday.plus_seconds(86_400)));
        let shared = Shared::new(world, clock.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Base::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(face::serve(listener, shared.clone(), false, std::future::pending()));
        let client = client(limits, &clock);
        Self { shared, clock, base, client }
    }

    /// The prison opens an alert, from today and with no end.
    pub(crate) fn opens_alert(&self, who: &str, code: &str) {
        let (number, code) = (number(who), code.to_owned());
        self.act(Act::OpenAlert { number, code, from: None, to: None, comment: None });
    }

    pub(crate) fn act(&self, act: Act) -> Option<u64> {
        let now = self.shared.now();
        self.shared.lock().run(&act, now).unwrap().appointment
    }

    /// What the next calls meet.
    pub(crate) fn next(&self, faults: &[Option<CallFault>]) {
        self.shared.lock().faults.next_calls = faults.iter().copied().collect();
    }

    /// The External API as the consumer with this key sees it.
    pub(crate) fn external(&self, key: &str) -> HmppsExternal {
        HmppsExternal::new(Arc::clone(&self.client), self.base.clone(), Secret::new(key), feed())
    }

    pub(crate) fn tokens(&self) -> Arc<dyn TokenSource> {
        let auth = Base::parse(&format!("http://{}/auth", self.base.host())).unwrap();
        let secret = Secret::new("open-sesame");
        Arc::new(ClientCredentials::new(Arc::clone(&self.client), auth, CLIENT, secret))
    }

    pub(crate) fn dps(&self) -> DpsSource {
        let hosts = Hosts {
            prisoner_search: self.base.clone(),
            alerts: self.base.clone(),
            non_associations: self.base.clone(),
            activities: self.base.clone(),
        };
        DpsSource::new(Arc::clone(&self.client), self.tokens(), hosts, feed())
    }

    /// The prison's lists, as delivery sees them.
    pub(crate) async fn lists(&self) -> Lists {
        self.lists_at(self.base.clone(), self.tokens()).await
    }

    /// The same with the Activities API somewhere else.
    pub(crate) async fn lists_at(&self, activities: Base, tokens: Arc<dyn TokenSource>) -> Lists {
        self.lists_by(rules(), activities, tokens).await
    }

    /// The same by other rules.
    pub(crate) async fn lists_by(
        &self,
        rules: Rules,
        activities: Base,
        tokens: Arc<dyn TokenSource>,
    ) -> Lists {
        let rules = Arc::new(rules);
        let target =
            DpsTarget::new(Arc::clone(&self.client), tokens, activities, Arc::clone(&rules)).unwrap();
        let (crossing, folder) = engine(rules, &self.clock).await;
        let record = self.external("moorland").read(number(SHAW), None, Aspect::Place).await.unwrap();
        let meta = Meta::answer(record.method, &record.path, record.status, record.asked);
        crossing.receive(&feed(), record.body, &meta, None).await.unwrap();
        Lists { target, crossing, _folder: folder }
    }

    pub(crate) fn appointments(&self) -> usize {
        self.shared.lock().appointments().count()
    }
}

/// An engine on a store of its own. Opening waits for the store's lane, which no async task may.
pub(crate) async fn engine(rules: Arc<Rules>, clock: &Arc<ManualClock>) -> (Crossing, tempfile::TempDir) {
    let clock: Arc<dyn Clock> = clock.clone();
    tokio::task::spawn_blocking(move || crossing_open(rules, clock)).await.unwrap()
}

fn crossing_open(rules: Arc<Rules>, clock: Arc<dyn Clock>) -> (Crossing, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let rng: Arc<dyn Rng> = Arc::new(SeedStream::new(3));
    let engine = Arc::new(Engine::new(Arc::clone(&rules)));
    let key = CheckpointKey::ephemeral().unwrap();
    let settings = store::Settings::new(folder.path(), engine, Arc::clone(&clock), Arc::clone(&rng), key);
    let opened = Store::open(settings).unwrap();
    let (policy, words) = (policy::Engine::built_in().unwrap(), policy::Lists::built_in().unwrap());
    (Crossing::open(opened, policy, words, rules, clock, rng).unwrap(), folder)
}

/// The prison's lists, with the engine that lets out what is sent there.
pub(crate) struct Lists {
    target: DpsTarget,
    crossing: Crossing,
    _folder: tempfile::TempDir,
}

impl Lists {
    /// One act on the lists. What is sent was let out by the engine, as everything that leaves is.
    pub(crate) async fn act(&self, outgoing: Outgoing) -> AttemptEnd {
        let ctx = Context {
            caller: Caller {
                account: "nurse".to_owned(),
                role: Role::Clinician,
                prison: Some(prison("MDI")),
            },
            purpose: Purpose::DirectCare,
            prison: Some(prison("MDI")),
            now: self.crossing.clock().now(),
            trace: TraceId::from_uuid(self.crossing.rng().seed().id(self.crossing.clock().now(), 0)),
        };
        let panel = self.crossing.panel(&ctx, PanelKey::PrisonNumber(number(SHAW))).await.unwrap();
        let let_out: Disclosed<Outgoing> = panel.map(|_| outgoing);
        self.target.act(&let_out).await
    }

    /// Shaw's booking is made; the lists' own number of it.
    pub(crate) async fn made(&self) -> i64 {
        match self.act(booking(AttemptAct::Create)).await {
            AttemptEnd::Done { remote } => remote,
            other => panic!("{other:?}"),
        }
    }
}

/// Shaw's booking on 12 November, 10:20.
pub(crate) fn booking(act: AttemptAct) -> Outgoing {
    Outgoing {
        act,
        person: number(SHAW),
        prison: prison("MDI"),
        place: room_id(prison("MDI"), "HCC-WAIT"),
        start: time("2026-11-12T10:20"),
        end: time("2026-11-12T10:30"),
        category: "MEOT".to_owned(),
        remote: None,
    }
}

/// An act on an entry that is there.
pub(crate) fn of(act: AttemptAct, remote: i64) -> Outgoing {
    Outgoing { remote: Some(remote), ..booking(act) }
}

pub(crate) fn arrival(text: &str, family: &str, given: &str) -> Arrival {
    Arrival {
        number: number(text),
        name: Name::new(family, given),
        born: Born::new(date(1984, 2, 17)),
        gender: "Male".to_owned(),
        nationality: "British".to_owned(),
        language: None,
        pnc: None,
    }
}

fn settings() -> doubles::prison::Settings {
    let consumer = |key: &str, prisons| Consumer {
        key: key.to_owned(),
        name: key.to_owned(),
        prisons,
        alert_codes: None,
    };
    doubles::prison::Settings {
        prisons: vec![prison("MDI"), prison("HLI")],
        consumers: vec![consumer("moorland", Some(vec![prison("MDI")])), consumer("everywhere", None)],
        client: CLIENT.to_owned(),
    }
}

pub(crate) fn rules() -> Rules {
    let room =
        RoomRule { place: PrisonPlace(room_id(prison("MDI"), "HCC-WAIT")), code: "HCC-WAIT".to_owned() };
    let ring = || "01302 000000".to_owned();
    let moorland = PrisonRules {
        name: "HMP Moorland".to_owned(),
        routes: vec!["hmpps".to_owned()],
        writes: crossing::Writes::Over("hmpps".to_owned()),
        category: "MEOT".to_owned(),
        client: CLIENT.to_owned(),
        rooms: BTreeMap::from([(RoomCode::new("HCC-1"), room)]),
        length: Length::Real,
        registration: RegistrationRules::default(),
        telephones: Telephones { wing: ring(), security: ring(), night: ring(), control_room: ring() },
    };
    let route = Route {
        lag_seconds: 60,
        settled_lag_seconds: 2_760,
        sweep_seconds: 600,
        sees_court: true,
        sees_reviews: false,
        sees_attendance: true,
        quiet_seconds: None,
        alert_codes: None,
    };
    let fresh =
        |aspect: Aspect| (aspect.word().to_owned(), Freshness { amber_seconds: 3_600, red_seconds: 7_200 });
    Rules {
        settle_seconds: 2_700,
        national: crossing::NationalRules::default(),
        request_seconds_max: 30,
        freshness: Aspect::ALL.into_iter().map(fresh).collect(),
        routes: BTreeMap::from([("hmpps".to_owned(), route)]),
        prisons: BTreeMap::from([(prison("MDI"), moorland)]),
    }
}

/// Something planned on a day of November.
pub(crate) fn planned(kind: PlannedKind, who: &str, day: i8, hour: i8) -> Planned {
    Planned {
        kind,
        number: number(who),
        prison: prison("MDI"),
        date: date(2026, 11, day),
        start: jiff::civil::time(hour, 0, 0, 0),
        end: Some(jiff::civil::time(hour, 30, 0, 0)),
        title: "somewhere".to_owned(),
        cancelled: false,
    }
}

/// What the engine makes of an answer: its path and status are all that it goes by.
pub(crate) fn recognised(answer: &SourceAnswer) -> wire::hmpps::Recorded {
    let reply = wire::hmpps::Reply {
        status: answer.status,
        location: answer.location.as_deref(),
        retry_after: None,
        body: &answer.body,
    };
    wire::hmpps::recognise_response(answer.method, &answer.path, &reply).unwrap()
}
