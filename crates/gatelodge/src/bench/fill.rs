//! A store with a nation in it, and the faces over it.

use crate::Failed;
use crate::clock::SystemClock;
use crate::config::{Config, ConfigError};
use crate::house::{self, Folder};
use crate::running::{self, Parts};
use crossing::envelope::{Meta, WriteAsk, care_feed, envelope};
use crossing::understood::{Act, Outcome};
use crossing::{Crossing, Rules};
use serde_json::json;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vocab::crossing::{Caller, Feed, Flow, Mode, PrisonPlace, Purpose, Role};
use vocab::id::{NhsNumber, PatientId, PrisonNumber};
use vocab::place::PrisonCode;

/// Care records are made for so many of the people: enough that no two requests in a run meet the same one often.
const PATIENTS_MAX: u32 = 10_000;

/// The feed under which the bench pushes records.
pub(super) const FEED: &str = "dps";

/// The bench's prison.
pub(super) fn prison() -> Result<PrisonCode, Failed> {
    Ok(PrisonCode::parse("MDI")?)
}

/// The demo's rules, with one room.
pub(super) fn rules() -> Result<Rules, ConfigError> {
    Ok(config()?.rules())
}

fn config() -> Result<Config, ConfigError> {
    let config = crate::demo::config()?;
    let rule = crossing::RoomRule { place: PrisonPlace("bench".to_owned()), code: "BENCH".to_owned() };
    match PrisonCode::parse("MDI") {
        Ok(prison) => Ok(config.with_room(prison, "OPD1", rule).with_feed(FEED, Role::PrisonSystem)),
        Err(_) => Ok(config),
    }
}

/// The `n`th person's prison number.
pub(super) fn number(n: u32) -> PrisonNumber {
    // Spread over the whole range, as real numbers are: neighbours in the bench are no neighbours in the table.
    let packed = n.wrapping_mul(40_503) % 175_760_000;
    PrisonNumber::from_packed(packed).unwrap_or_else(|| number(n + 1))
}

/// The `n`th person's family name and birth date: about nine people share a name, as in life.
pub(super) fn family(n: u32) -> String {
    let mut left = n / 9;
    let mut name = String::from("Q");
    loop {
        name.push(char::from(b'a' + u8::try_from(left % 26).unwrap_or(0)));
        left /= 26;
        if left == 0 {
            return name;
        }
    }
}

pub(super) fn born(n: u32) -> String {
    format!("19{:02}-{:02}-{:02}", 50 + n % 50, 1 + n % 12, 1 + n % 28)
}

/// The `n`th person's NHS number: the first of its block that checks.
pub(super) fn nhs(n: u32) -> Option<NhsNumber> {
    (0..10).find_map(|check| NhsNumber::parse(&format!("999{n:06}{check}")).ok())
}

/// A prisoner-search record. `tick` makes each reading's bytes its own; `cell` is what changes.
pub(super) fn record(n: u32, cell: u32, tick: u64) -> Vec<u8> {
    json!({"prisonerNumber": number(n).text(), "pncNumber": null, "bookingId": n.to_string(), "bookNumber": tick.to_string(),
           "firstName": format!("Given{}", n % 97), "middleNames": "Middle", "lastName": family(n), "dateOfBirth": born(n),
           "gender": "Male", "youthOffender": false, "status": "ACTIVE IN", "lastMovementTypeCode": "ADM",
           "lastMovementReasonCode": "N", "inOutStatus": "IN", "prisonId": "MDI", "prisonName": "Moorland (HMP & YOI)",
           "cellLocation": format!("C-2-{cell:03}"), "aliases": [], "legalStatus": "REMAND", "recall": false,
           "restrictedPatient": false, "receptionDate": "2026-10-28", "locationDescription": "Moorland (HMP & YOI)"})
    .to_string()
    .into_bytes()
}

fn alerts(n: u32) -> Vec<u8> {
    let alert = |code: &str| json!({"offenderNo": number(n).text(), "type": "X", "code": code, "dateCreated": "2026-09-03", "dateExpired": null, "expired": false, "active": true});
    let codes: &[&str] = if n.is_multiple_of(7) { &["HA", "XHT"] } else { &["XCU"] };
    json!({"data": codes.iter().map(|c| alert(c)).collect::<Vec<_>>(), "pagination": {"isLastPage": true, "page": 1}})
        .to_string()
        .into_bytes()
}

/// Whether the store of a folder was filled before.
pub(super) fn is_filled(folder: &Path) -> bool {
    folder.join(PATIENTS).exists()
}

/// The ids of the care records that a store was filled with: a file beside it.
const PATIENTS: &str = "patients.json";

/// A filled store.
pub(super) struct Filled {
    pub(super) folder: PathBuf,
    crossing: Arc<Crossing>,
    patients: Vec<PatientId>,
}

impl Filled {
    /// Opens the store of a folder and fills it up to so many people and rows.
    pub(super) fn open(folder: &Path, people: u32, rows: u64) -> Result<Self, Failed> {
        std::fs::create_dir_all(folder)?;
        let place = Folder(folder.to_owned());
        let crossing = Arc::new(house::open(&place, &config()?, Arc::new(SystemClock))?);
        let mut filled = Self { folder: folder.to_owned(), crossing, patients: Vec::new() };
        if people > 0 {
            filled.fill(people, rows)?;
        }
        let list = folder.join(PATIENTS);
        if people > 0 {
            std::fs::write(&list, serde_json::to_vec(&filled.patients)?)?;
        } else if let Ok(bytes) = std::fs::read(&list) {
            filled.patients = serde_json::from_slice(&bytes)?;
        }
        Ok(filled)
    }

    fn fill(&mut self, people: u32, rows: u64) -> Result<(), Failed> {
        let prison = prison()?;
        let ctx = crate::commands::context(
            &self.crossing,
            "bench",
            Role::HeadOfHealthcare,
            Purpose::Operations,
            Some(prison),
        );
        for flow in Flow::ALL {
            self.crossing.command(&ctx, Act::ModeSet { flow: *flow, prison, mode: Mode::Shadow })?;
        }
        let feed = Feed::parse(FEED).ok_or("the bench's feed has no name")?;
        self.many(people.into(), |n| envelope(&feed, record(n as u32, 0, 0), &Meta::default(), None))?;
        self.many(people.into(), |n| {
            let path = format!("/v1/persons/{}/alerts", number(n as u32).text());
            let meta =
                Meta { method: Some("GET".into()), path: Some(path), status: Some(200), ..Meta::default() };
            envelope(&feed, alerts(n as u32), &meta, None)
        })?;
        let caller = Caller { account: "bench".to_owned(), role: Role::CareSystem, prison: Some(prison) };
        let meta = Meta { caller: Some(caller), write: Some(WriteAsk::default()), ..Meta::default() };
        let outcomes = self.many(people.min(PATIENTS_MAX).into(), |n| {
            envelope(&care_feed(), patient(n as u32), &meta, None)
        })?;
        self.patients = outcomes
            .into_iter()
            .filter_map(|o| if let Outcome::Patient { id, .. } = o { Some(id) } else { None })
            .collect();
        let stored = self.rows()?;
        self.many(rows.saturating_sub(stored), |n| {
            let who = (n % u64::from(people)) as u32;
            envelope(&feed, record(who, 1 + (n % 2) as u32, n + 1), &Meta::default(), None)
        })?;
        Ok(())
    }

    fn many(&self, count: u64, make: impl Fn(u64) -> store::unit::Input) -> Result<Vec<Outcome>, Failed> {
        const GROUP: u64 = 2_000;
        let mut outcomes = Vec::new();
        let mut n = 0;
        while n < count {
            let group = (n..count.min(n + GROUP)).map(|n| self.crossing.store().write_later(make(n)));
            let promises = group.collect::<Result<Vec<_>, _>>()?;
            n += promises.len() as u64;
            for promise in promises {
                outcomes.extend(promise.wait()?.outcome);
            }
            if n.is_multiple_of(100_000) {
                eprintln!("  {n} of {count}");
            }
        }
        Ok(outcomes)
    }

    /// The journal's rows.
    pub(super) fn rows(&self) -> Result<u64, Failed> {
        Ok(self.crossing.store().read(|view| view.snapshot())?.0)
    }

    /// Groups committed so far: a flush each.
    pub(super) fn groups(&self) -> u64 {
        self.crossing.store().groups()
    }

    /// Opens the faces on loopback.
    pub(super) async fn serve(&self) -> Result<Served, Failed> {
        let any: SocketAddr = ([127, 0, 0, 1], 0).into();
        let parts = Parts {
            crossing: Arc::clone(&self.crossing),
            config: config()?,
            folder: Folder(self.folder.clone()),
            listen: any,
            admin: any,
            demo: None,
            connected: crate::connections::Connected::default(),
        };
        let running = running::start(parts).await?;
        let keys = serve::TokenKeys::open(
            &Folder(self.folder.clone()).token_keys(),
            crate::commands::AUDIENCE,
            true,
        )?;
        let patients = Arc::new(self.patients.clone());
        Ok(Served { address: running.public, running, keys, patients })
    }

    /// Closes the store.
    pub(super) fn close(self) {
        if let Ok(crossing) = Arc::try_unwrap(self.crossing) {
            crossing.close();
        }
    }
}

pub(super) fn patient(n: u32) -> Vec<u8> {
    json!({"resourceType": "Patient", "identifier": [
             {"system": "https://clinic.example/Id/patient", "value": format!("p{n}")},
             {"system": NhsNumber::SYSTEM, "value": nhs(n).map(NhsNumber::text)},
             {"system": "https://gatelodge.uk/Id/prison-number", "value": number(n).text()}],
           "name": [{"family": family(n), "given": [format!("Given{}", n % 97), "Middle"]}], "birthDate": born(n),
           "gender": "male"})
    .to_string()
    .into_bytes()
}

/// The faces, open.
pub(super) struct Served {
    pub(super) address: SocketAddr,
    pub(super) patients: Arc<Vec<PatientId>>,
    keys: serve::TokenKeys,
    running: running::Running,
}

impl Served {
    /// The `Authorization` of a caller.
    pub(super) fn bearer(&self, role: Role) -> Result<String, Failed> {
        use vocab::Clock as _;
        let caller = Caller { account: format!("bench-{role}"), role, prison: Some(prison()?) };
        let mint = serve::tokens::Mint { caller, purpose: None, seconds: 8 * 3_600 };
        Ok(format!("Bearer {}", self.keys.mint(&mint, SystemClock.now())?))
    }

    /// Closes the faces; the store stays open.
    pub(super) async fn stop(self) {
        self.running.stop.ask(serve::Cause::Done);
        self.running.stop.drain(&self.running.tasks, serve::limits::DRAIN_MAX).await;
    }
}
