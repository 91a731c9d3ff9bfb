//! A house of one way in, beside a prison and a clinic that live a day, with the clock moved.

use crate::connections::{self, Connected};
use crate::demo::clerk::Clerk;
use crate::demo::way::{API_KEY, CONSUMER, DOMAIN_QUEUE, Way};
use crate::house::Folder;
use crossing::deliver::Delivery;
use crossing::disclose::clinic_list::ClinicListAsked;
use crossing::disclose::panel::{Panel, PanelKey};
use crossing::errands::Errands;
use crossing::sweep::Timekeeper;
use crossing::understood::Act;
use crossing::{Context, Crossing};
use doubles::clinic::{Client, Habits};
use doubles::day::Day;
use doubles::prison::{self, Whereabouts};
use doubles::stage::{self, Stage};
use serve::tokens::Mint;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use vocab::Clock;
use vocab::crossing::{Caller, Flow, Mode, Purpose, Role};
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;
use vocab::time::ManualClock;

const SEED: u64 = 1;
const PEOPLE: usize = 120;
const MINUTE: i64 = 60;
/// The roll is called so often, in minutes; the lists are read every five.
const ROLL_MINUTES: i64 = 30;

/// What healthcare is told of somebody, without ids and ages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) place: String,
    pub(super) cell: Option<String>,
    pub(super) suicide: Option<String>,
    pub(super) warnings: BTreeSet<String>,
    pub(super) needs: BTreeSet<String>,
    pub(super) cell_sharing: Option<String>,
    /// What the prison's lists have for them from healthcare: start, place, struck through or not.
    pub(super) listed: Vec<String>,
}

/// What the External API alone cannot tell, or let us do: each with why.
pub(super) const CANNOT: &[&str] = &[
    // Its consumers are filtered to their prisons: of whoever leaves it answers 404, as of whoever never was.
    "whoever left stays as last known, not visible to us since",
    // It has no endpoint that makes, changes or cancels an appointment.
    "healthcare's entries on the lists are made by staff",
    // Nothing of it carries what is planned outside the prison.
    "expected: here now; court and escorts not visible",
    // Its search of appointments leaves out who came.
    "attendance: not visible over this route",
];

pub(super) struct House {
    way: Way,
    crossing: Arc<Crossing>,
    clock: Arc<ManualClock>,
    connected: Connected,
    errands: Arc<Errands>,
    delivery: Option<Arc<Delivery>>,
    keeper: Timekeeper,
    stage: Stage,
    client: Client,
    clerk: Clerk,
    minute: i64,
    _folder: TempDir,
}

fn mdi() -> PrisonCode {
    PrisonCode::parse("MDI").unwrap()
}

impl House {
    pub(super) async fn new(way: Way) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let day = Day::new(SEED, PEOPLE, mdi(), jiff::civil::date(2026, 11, 12));
        let clock = Arc::new(ManualClock::at(day.dawn()));
        let shared: Arc<dyn Clock> = clock.clone();
        let settings = day.settings(API_KEY, CONSUMER);
        let stage = Stage::new(SEED, day, settings, Arc::clone(&shared));
        crate::demo::queues(&stage.prison);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let double = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(prison::face::serve(listener, stage.prison.clone(), false, std::future::pending()));
        let data = Folder(folder.path().to_owned());
        let config =
            way.config((&double, None), 100_000, &data).unwrap_or_else(|error| panic!("{way:?}: {error}"));
        let crossing =
            tokio::task::block_in_place(|| crate::house::open(&data, &config, Arc::clone(&shared)));
        let crossing = Arc::new(crossing.unwrap());
        goes_live(&crossing);
        let polls = connect::queue::Settings { wait: Duration::ZERO, ..connect::queue::Settings::default() };
        let connected = connections::connect(&config, &crossing, &shared, &polls).unwrap();
        let sources = connected.sources(crossing.rules()).unwrap();
        let errands = Arc::new(Errands::over(Arc::clone(&crossing), Arc::new(sources)));
        let target = connected.target(crossing.rules());
        assert_eq!(target.is_some(), way != Way::HmppsExternal, "the External API cannot write");
        let delivery = target.map(|target| Arc::new(Delivery::new(Arc::clone(&crossing), target)));
        let client = clinic(&crossing, &shared).await;
        let keeper = Timekeeper::new(Arc::clone(&crossing));
        Self {
            way,
            crossing,
            clock,
            connected,
            errands,
            delivery,
            keeper,
            stage,
            client,
            clerk: Clerk::default(),
            minute: 0,
            _folder: folder,
        }
    }

    /// The day goes on to this hour by London's clock.
    pub(super) async fn lives_until(&mut self, hour: i8) {
        while self.clock.now().london().hour() < hour {
            self.minute_passes(true).await;
        }
    }

    /// No more acts; what is under way comes to its end, and what was reported settles.
    pub(super) async fn comes_to_rest(&mut self) {
        for _ in 0..150 {
            self.minute_passes(false).await;
        }
        let waiting = self.crossing.store().read(|view| view.errands_count()).unwrap();
        assert_eq!(waiting, 0, "{:?}: errands that nobody runs", self.way);
    }

    async fn minute_passes(&mut self, acts: bool) {
        self.clock.set(self.clock.now().plus_seconds(MINUTE));
        let now = self.clock.now();
        if acts {
            self.stage.play(now);
        }
        let (prison, clinic) = (self.stage.prison.clone(), self.stage.clinic.clone());
        while stage::run_errands(&prison, &clinic, &self.client, now).await.done > 0 {}
        prison::queue::fill_due(&self.stage.prison, DOMAIN_QUEUE);
        for queue in &self.connected.queues {
            while queue.step().await.unwrap_or_else(|error| panic!("{:?}: {error}", self.way)) > 0 {}
        }
        if self.minute % ROLL_MINUTES == 0 {
            self.errands.roll_call(mdi()).await.unwrap();
            self.errands.old_again(mdi()).await.unwrap();
        }
        if self.minute % 5 == 0 {
            let today = now.london_date();
            for date in [today, today.tomorrow().unwrap()] {
                self.errands.lists(mdi(), date).await.unwrap();
            }
            self.errands.attendance(mdi(), today).await.unwrap();
        }
        let by_hand = self.crossing.rules().by_hand(mdi());
        if self.minute % if by_hand { 5 } else { ROLL_MINUTES } == 0 {
            for date in self.errands.days_later(mdi()).unwrap() {
                self.errands.lists(mdi(), date).await.unwrap();
            }
        }
        while self.errands.step().await.unwrap() > 0 {}
        while self.keeper.step().await.unwrap() > 0 {}
        if let Some(delivery) = &self.delivery {
            while delivery.step().await.unwrap() > 0 {}
        }
        if by_hand && self.minute % 10 == 0 {
            self.clerk.works(&self.crossing, &self.stage.prison, mdi()).await;
        }
        self.minute += 1;
    }

    fn context(&self) -> Context {
        let (role, purpose) = (Role::Clinician, Purpose::DirectCare);
        crate::commands::context(&self.crossing, "n", role, purpose, Some(mdi()))
    }

    /// What healthcare is told of everybody whom the prison has, or had today.
    pub(super) async fn everybody(&self) -> BTreeMap<String, Told> {
        let numbers: Vec<PrisonNumber> = self.stage.prison.lock().people().map(|p| p.number).collect();
        let mut told = BTreeMap::new();
        for number in numbers {
            if let Ok(panel) = self.crossing.panel(&self.context(), PanelKey::PrisonNumber(number)).await {
                told.insert(number.text(), self.told(number, panel.get()));
            }
        }
        told
    }

    fn told(&self, number: PrisonNumber, panel: &Panel) -> Told {
        let words = |actions: &[crossing::disclose::panel::Action]| {
            actions.iter().map(|a| a.words.clone()).collect::<BTreeSet<_>>()
        };
        Told {
            place: panel.head.place.words.clone(),
            cell: panel.head.cell.clone(),
            suicide: panel.suicide.as_ref().map(|s| s.words.clone()),
            warnings: words(&panel.actions).into_iter().chain(words(&panel.rest)).collect(),
            needs: words(&panel.needs),
            cell_sharing: panel.cell_sharing.as_ref().map(|line| line.words.clone()),
            listed: self.listed(number),
        }
    }

    fn listed(&self, number: PrisonNumber) -> Vec<String> {
        let prison = self.stage.prison.lock();
        let of_person = |a: &&prison::Appointment| a.attendees.iter().any(|x| x.number == number);
        let healthcare = prison.appointments().filter(of_person).filter(|a| a.category == "MEOT");
        let line = |a: &prison::Appointment| {
            let struck = if a.cancelled.is_some() { "struck through" } else { "stands" };
            format!("{} {} {struck}", a.date, a.start)
        };
        let mut listed: Vec<String> = healthcare.map(line).collect();
        listed.sort();
        listed
    }

    /// What this way cannot, as its own screens and lists show it.
    pub(super) async fn cannot(&self) -> BTreeSet<String> {
        let mut cannot = BTreeSet::new();
        if !self.stage.prison.lock().appointments().any(|a| a.created_by == CONSUMER) {
            cannot.insert("healthcare's entries on the lists are made by staff".to_owned());
        }
        let tomorrow = self.clock.now().london_date().tomorrow().unwrap();
        for date in [self.clock.now().london_date(), tomorrow] {
            let asked = ClinicListAsked { date, room: None };
            let list = self.crossing.clinic_list(&self.context(), &asked).await.unwrap();
            let text = serde_json::to_string(list.get()).unwrap();
            if text.contains("court and escorts not visible") {
                cannot.insert("expected: here now; court and escorts not visible".to_owned());
            }
            if text.to_lowercase().contains("attendance not visible over this route") {
                cannot.insert("attendance: not visible over this route".to_owned());
            }
        }
        cannot
    }

    /// Everybody who is there is known to be there, in their cell, with the alerts that they have.
    pub(super) async fn knows_what_the_prison_knows(&self, told: &BTreeMap<String, Told>) {
        let prison = self.stage.prison.lock();
        for person in prison.people() {
            let Some(custody) = person.custody.as_ref().filter(|c| c.prison == mdi()) else { continue };
            let number = person.number.text();
            let known = told.get(&number);
            if custody.whereabouts == Whereabouts::In {
                let known =
                    known.unwrap_or_else(|| panic!("{:?}: {number} is there and not known", self.way));
                assert_eq!(known.cell.as_deref(), Some(custody.cell.as_str()), "{:?}: {number}", self.way);
                let today = self.clock.now().london_date();
                let open = person.alerts.iter().any(|a| a.code == "HA" && a.active_on(today));
                let said = known.suicide.as_deref().is_some_and(|words| words.starts_with("Open"));
                assert_eq!(open, said, "{:?}: {number}: {:?}", self.way, known.suicide);
                let level = match person.csra_of_record() {
                    None => "Not rated",
                    Some(level @ ("High" | "Standard" | "Medium" | "Low")) => level,
                    Some(_) => "A rating that is not in our list",
                };
                assert_eq!(known.cell_sharing.as_deref(), Some(level), "{:?}: {number}", self.way);
            }
        }
    }

    /// The screens say what the route cannot tell.
    pub(super) async fn says_what_it_cannot_see(&self) {
        let engineer = crate::commands::context(
            &self.crossing,
            "e",
            Role::IntegrationEngineer,
            Purpose::Operations,
            None,
        );
        let board = self.crossing.board(&engineer).await.unwrap();
        let blind = |feed: &str| {
            let row = board.get().feeds.iter().find(|row| row.feed == feed);
            row.map_or_else(Vec::new, |row| row.blind.clone())
        };
        let court = "court, escorts, transfers and visits".to_owned();
        match self.way {
            Way::HmppsExternal | Way::Both => assert!(blind("hmpps-external").contains(&court)),
            Way::Dps => assert!(!blind("dps").contains(&court)),
        }
        let line = self.crossing.route_line(&self.context()).unwrap().unwrap();
        let behind = if self.way == Way::HmppsExternal { "5 minutes" } else { "60 seconds" };
        assert!(line.words.contains(&format!("can be {behind} behind")), "{}", line.words);
    }
}

fn goes_live(crossing: &Crossing) {
    let ctx =
        crate::commands::context(crossing, "head", Role::HeadOfHealthcare, Purpose::Operations, Some(mdi()));
    for flow in Flow::ALL {
        let act = Act::ModeSet { flow: *flow, prison: mdi(), mode: Mode::Live };
        tokio::task::block_in_place(|| crossing.command(&ctx, act)).unwrap();
    }
}

/// The clinic, which books over our FHIR face.
async fn clinic(crossing: &Arc<Crossing>, clock: &Arc<dyn Clock>) -> Client {
    let keys = Arc::new(serve::TokenKeys::ephemeral("gatelodge").unwrap());
    let caller = Caller { account: "systmone".to_owned(), role: Role::CareSystem, prison: Some(mdi()) };
    let token = keys.mint(&Mint { caller, purpose: None, seconds: 12 * 3_600 }, clock.now()).unwrap();
    let door = serve::Door::open(([127, 0, 0, 1], 0).into()).await.unwrap();
    let at = door.address().unwrap();
    let app = faces::App::new(faces::Settings {
        crossing: Arc::clone(crossing),
        keys,
        clock: Arc::clone(clock),
        origin: format!("http://{at}"),
        feeds: BTreeMap::new(),
        version: "0",
    });
    let house = serve::House::new(Arc::clone(clock), Arc::new(store::keys::SystemRng));
    tokio::spawn(door.serve(faces::public(&app, &house), serve::Stop::new()));
    let habits = Habits { double_click: 0, lose_answer: 0 };
    Client::new(&format!("http://{at}/fhir/R4"), &token, prison::push::client().unwrap(), habits)
}

/// What differs between two ways, as kinds.
pub(super) fn differences(number: &str, a: Option<&Told>, b: Option<&Told>) -> Vec<String> {
    let (Some(a), Some(b)) = (a, b) else {
        return match (a, b) {
            (Some(a), None) if a.place.contains("not visible to us since") => {
                vec!["whoever left stays as last known, not visible to us since".to_owned()]
            }
            _ => vec![format!("{number}: {a:?} where the other has {b:?}")],
        };
    };
    let mut found = Vec::new();
    let mut differs = |field: &str, x: String, y: String| {
        if x != y {
            found.push(format!("{field}: {x} where the other has {y} (of {number}, {})", a.place));
        }
    };
    differs("place", a.place.clone(), b.place.clone());
    differs("cell", format!("{:?}", a.cell), format!("{:?}", b.cell));
    differs("suicide", format!("{:?}", a.suicide), format!("{:?}", b.suicide));
    differs("warnings", format!("{:?}", a.warnings), format!("{:?}", b.warnings));
    differs("needs", format!("{:?}", a.needs), format!("{:?}", b.needs));
    differs("cell sharing", format!("{:?}", a.cell_sharing), format!("{:?}", b.cell_sharing));
    differs("listed", format!("{:?}", a.listed), format!("{:?}", b.listed));
    found
}
