//! A toy `Decide`: persons with a counter (their version), links, patients, mirrors, kept outcomes, and ways to fail.

use serde::{Deserialize, Serialize};
use std::sync::{Arc, Barrier};
use store::unit::{Change, Decide, Input, Kind, Moment, Part, Write};
use store::{Opener, Reach, Result, Settings, Store};
use vocab::care::Patient;
use vocab::crossing::{
    Comparison, Decider, Errand, Evidence, Feed, Flow, IdentityLink, LinkState, Mirror, Mode,
    QuarantineReason, Quarantined, Task, TaskKey,
};
use vocab::id::{AppointmentId, JournalSeq, LinkId, LocalPatientId, PatientId, PersonId, PrisonNumber};
use vocab::name::Name;
use vocab::place::PrisonCode;
use vocab::prison::{Alert, AlertEnd, Aspect, Known, Person};
use vocab::seed::SeedStream;
use vocab::time::ManualClock;
use vocab::{Instant, Seed, code::AlertCode};

/// What a toy input asks for. People and things are small numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Ask {
    /// Count a person up, and keep what the sender was told when `kept`.
    Count { who: u32, kept: bool },
    /// The same twice in one unit, with an age moved on between: the second must see the first.
    CountTwice { who: u32 },
    /// Say that these were checked, by the digest that a person with this count has.
    Checked { whom: Vec<(u32, u64)> },
    /// Claim or change a link.
    Link { who: u32, patient: u32 },
    /// Put a patient, with the care system's own id.
    Patient { patient: u32, local: u32 },
    /// Put a mirror.
    Mirror { appointment: u32 },
    /// Raise a task and an errand, switch a flow, hear a route: the rows without versions.
    Rest { who: u32, live: bool },
    /// Do and undo: the errand is done, the task too.
    Done { who: u32 },
    /// Write an errand and then a version that is not the next.
    Stale { who: u32 },
    /// Write an errand, and then a person under another's id.
    Clash { who: u32, other: u32 },
    /// Reach for so many persons.
    Many { whom: u32 },
    /// Hold the lane until the bench lets it go: what is sent meanwhile is one group.
    Held,
    /// Panic while deciding.
    Panic,
    /// Panic while parsing.
    PanicParsing,
    /// An act that erases parts.
    Erase { parts: Vec<(u64, u8)> },
    /// A new charter.
    Charter,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) count: u32,
    pub(crate) draw: u64,
}

/// Counts by `step` new alerts a time: another step is another binary.
pub(crate) struct Toy {
    step: u32,
    /// In service; a rebuild is not held.
    held: Option<Arc<Barrier>>,
}

pub(crate) enum Parsed {
    Ask(Ask),
    Odd,
    Erased,
}

#[derive(Default)]
pub(crate) struct Subjects {
    person: Option<Person>,
    other: Option<Person>,
    patient: Option<Patient>,
    link: Option<IdentityLink>,
    mirror: Option<Mirror>,
}

pub(crate) fn number(who: u32) -> PrisonNumber {
    PrisonNumber::from_packed(who).unwrap()
}

pub(crate) fn patient_id(patient: u32) -> PatientId {
    PatientId::from_uuid(Seed(u64::from(patient)).id(START, 0))
}

pub(crate) fn link_id(who: u32, patient: u32) -> LinkId {
    LinkId::from_uuid(Seed(u64::from(who) << 32 | u64::from(patient)).id(START, 1))
}

pub(crate) fn appointment_id(appointment: u32) -> AppointmentId {
    AppointmentId::from_uuid(Seed(u64::from(appointment)).id(START, 2))
}

pub(crate) const START: Instant = Instant::from_micros(1_790_000_000_000_000);

pub(crate) fn prison() -> PrisonCode {
    PrisonCode::parse("MDI").unwrap()
}

impl Decide for Toy {
    type Parsed = Parsed;
    type Subjects = Subjects;
    type Outcome = Told;

    fn parse(&self, input: &Input) -> Parsed {
        assert!(input.source.is_none(), "parsing sees no source: a rebuild has none");
        let Some(body) = input.parts.first().and_then(|p| p.body.as_ref()) else { return Parsed::Erased };
        match serde_json::from_slice(body) {
            Ok(Ask::PanicParsing) => panic!("parsing panics when told to"),
            Ok(ask) => Parsed::Ask(ask),
            Err(_) => Parsed::Odd,
        }
    }

    fn gather(&self, parsed: &Parsed, reach: &mut Reach<'_>) -> Result<Subjects> {
        let mut subjects = Subjects::default();
        let Parsed::Ask(ask) = parsed else { return Ok(subjects) };
        match ask {
            Ask::Count { who, .. } | Ask::CountTwice { who } | Ask::Stale { who } => {
                subjects.person = reach.person(number(*who))?;
            }
            Ask::Clash { who, other } => {
                subjects.person = reach.person(number(*who))?;
                subjects.other = reach.person(number(*other))?;
            }
            Ask::Link { who, patient } => subjects.link = reach.link(link_id(*who, *patient))?,
            Ask::Patient { patient, .. } => subjects.patient = reach.patient(patient_id(*patient))?,
            Ask::Mirror { appointment } => subjects.mirror = reach.mirror(appointment_id(*appointment))?,
            Ask::Many { whom } => {
                for who in 0..*whom {
                    reach.person(number(who))?;
                }
            }
            _ => {}
        }
        Ok(subjects)
    }

    fn decide(&self, parsed: &Parsed, subjects: &Subjects, moment: &Moment) -> Change<Told> {
        let mut change = Change {
            writes: Vec::new(),
            about: Vec::new(),
            outcome: Told { count: 0, draw: moment.seed.draw(0) },
            keep_outcome: false,
        };
        match parsed {
            Parsed::Ask(ask) => self.asked(ask, subjects, moment, &mut change),
            Parsed::Odd => change.writes.push(Write::Quarantine(Quarantined {
                seq: moment.seq,
                reason: QuarantineReason::Malformed,
                detail: "a toy".into(),
                at: moment.at,
                released_by: None,
            })),
            Parsed::Erased => {}
        }
        change
    }
}

impl Toy {
    pub(crate) fn new(step: u32) -> Self {
        Self { step, held: None }
    }

    fn asked(&self, ask: &Ask, subjects: &Subjects, moment: &Moment, change: &mut Change<Told>) {
        let writes = &mut change.writes;
        match ask {
            Ask::Count { who, kept } => {
                let person = self.counted(*who, subjects.person.clone(), moment);
                (change.outcome.count, change.keep_outcome) = (person.version, *kept);
                change.about.push(number(*who));
                writes.push(Write::Person(Box::new(person)));
            }
            Ask::CountTwice { who } => {
                let once = self.counted(*who, subjects.person.clone(), moment);
                let seen = once.seen(Aspect::Alerts).unwrap();
                let twice = self.counted(*who, Some(once.clone()), moment);
                let checked = |seen| Write::Checked(vec![(number(*who), Aspect::Alerts, seen)], moment.at);
                change.outcome.count = twice.version;
                change.about.push(number(*who));
                let again = checked(twice.seen(Aspect::Alerts).unwrap());
                writes.extend([
                    Write::Person(Box::new(once)),
                    checked(seen),
                    Write::Person(Box::new(twice)),
                    again,
                ]);
            }
            Ask::Checked { whom } => {
                let whom: Vec<_> =
                    whom.iter().map(|(who, seen)| (number(*who), Aspect::Alerts, *seen)).collect();
                change.about.extend(whom.iter().map(|(number, ..)| *number));
                writes.push(Write::Checked(whom, moment.at));
            }
            Ask::Link { who, patient } => writes.push(Write::Link(link(*who, *patient, subjects, moment))),
            Ask::Patient { patient, local } => {
                let patient = put(patient_id(*patient), *local, subjects.patient.as_ref(), moment);
                let resource = Some(format!("patient {local}").into_bytes());
                writes.push(Write::Patient { patient: Box::new(patient), resource });
            }
            Ask::Mirror { appointment } => {
                writes.push(Write::Mirror(Box::new(mirror(*appointment, subjects.mirror.as_ref(), moment))));
            }
            Ask::Rest { who, live } => {
                let mode = if *live { Mode::Live } else { Mode::Shadow };
                let key = TaskKey::ReplaceDisclosing(i64::from(*who));
                writes.extend([
                    Write::Errand(errand(*who, moment)),
                    Write::SettleAt(number(*who), moment.at.plus_seconds(60)),
                    Write::Task(Task { key, prison: Some(prison()), raised: moment.at, done: None }),
                    Write::Mode(Flow::Alerts, prison(), mode),
                    Write::Heard(Feed::parse("toy").unwrap(), moment.at),
                ]);
            }
            Ask::Done { who } => writes.extend([
                Write::ErrandDone(number(*who), Aspect::Alerts),
                Write::SettleDone(number(*who)),
                Write::TaskDone(TaskKey::ReplaceDisclosing(i64::from(*who)), moment.at, "nurse".into()),
            ]),
            Ask::Stale { who } => {
                let mut person = self.counted(*who, subjects.person.clone(), moment);
                person.version += 6;
                writes.extend([Write::Errand(errand(*who, moment)), Write::Person(Box::new(person))]);
            }
            Ask::Clash { who, .. } => {
                let mut person = self.counted(*who, subjects.person.clone(), moment);
                person.id = subjects.other.as_ref().map_or(person.id, |other| other.id);
                writes.extend([Write::Errand(errand(*who, moment)), Write::Person(Box::new(person))]);
            }
            Ask::Held => {
                for barrier in self.held.iter().cycle().take(2) {
                    barrier.wait();
                }
            }
            Ask::Panic => panic!("deciding panics when told to"),
            Ask::Many { .. } | Ask::PanicParsing | Ask::Erase { .. } | Ask::Charter => {}
        }
    }

    /// The person with the next count, and an alert for each step: all of it from the moment, nothing from elsewhere.
    fn counted(&self, who: u32, before: Option<Person>, moment: &Moment) -> Person {
        let id = PersonId::from_uuid(moment.seed.id(moment.at, 0));
        let mut person = before.unwrap_or_else(|| Person::new(number(who), id));
        person.version += 1;
        let alert = |n| Alert {
            code: AlertCode::new(&format!("X{}", moment.seed.draw(u64::from(n)) % 1_000)),
            from: None,
            ends: AlertEnd::Open,
        };
        let mut alerts = person.alerts.value.take().unwrap_or_default();
        alerts.extend((0..self.step).map(alert));
        alerts.truncate(4);
        let (checked, seen) = (Some(moment.at), Some(u64::from(person.version)));
        person.alerts = Known { value: Some(alerts), checked, seen, not_visible_since: None };
        person
    }
}

fn errand(who: u32, moment: &Moment) -> Errand {
    Errand {
        person: number(who),
        aspect: Aspect::Alerts,
        due: moment.at,
        signalled: moment.at,
        changed: true,
        urgency: u8::try_from(who % 3).unwrap(),
        failures: 0,
    }
}

fn put(id: PatientId, local: u32, before: Option<&Patient>, moment: &Moment) -> Patient {
    Patient {
        id,
        version: before.map_or(0, |p| p.version) + 1,
        local: LocalPatientId::new(&format!("toy|{local}")),
        nhs: None,
        prison_number: Some(number(local)),
        name: Name::new("Toy", "Tom"),
        born: None,
        gender: None,
        updated: moment.at,
    }
}

fn link(who: u32, patient: u32, subjects: &Subjects, moment: &Moment) -> IdentityLink {
    let same = Comparison::Same;
    let state = if subjects.link.is_some() { LinkState::Split } else { LinkState::Confirmed };
    IdentityLink {
        id: link_id(who, patient),
        version: subjects.link.as_ref().map_or(0, |l| l.version) + 1,
        person: number(who),
        patient: patient_id(patient),
        state,
        evidence: Evidence {
            prison_number: same,
            family: same,
            given: same,
            born: same,
            others_alike: 0,
            already_linked: false,
        },
        decided_by: Decider::Rule,
        at: moment.at,
    }
}

fn mirror(appointment: u32, before: Option<&Mirror>, moment: &Moment) -> Mirror {
    Mirror {
        appointment: appointment_id(appointment),
        version: before.map_or(0, |m| m.version) + 1,
        desired: None,
        hold: None,
        known: None,
        open: None,
        attempts: u32::try_from(moment.seq.0).unwrap(),
        refused: None,
        due: moment.at,
        mode: Mode::Shadow,
        adopted: false,
        feedback: None,
        looked: 0,
        looked_at: None,
        answer_lost: None,
        lost: None,
        taken: None,
        late: false,
    }
}

/// An input that asks this, and is nobody's replay.
pub(crate) fn ask(ask: &Ask) -> Input {
    let kind = match ask {
        Ask::Erase { .. } => Kind::Act,
        Ask::Charter => Kind::Charter,
        _ => Kind::Envelope,
    };
    Input {
        kind,
        feed: Feed::parse("toy").unwrap(),
        source: None,
        meta: b"how it came".to_vec(),
        parts: vec![Part { person: Some(number(7)), body: Some(serde_json::to_vec(ask).unwrap()) }],
    }
}

pub(crate) fn count(who: u32) -> Input {
    ask(&Ask::Count { who, kept: false })
}

/// The same with a sender's id.
pub(crate) fn sourced(wanted: &Ask, source: &str) -> Input {
    Input { source: Some(source.as_bytes().to_vec()), ..ask(wanted) }
}

/// A store in a folder of its own, with the clock that moves it.
pub(crate) struct Bench {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: Arc<ManualClock>,
    held: Arc<Barrier>,
    opened: std::sync::atomic::AtomicU64,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(ManualClock::at(START));
        Self {
            folder: tempfile::tempdir().unwrap(),
            clock,
            held: Arc::new(Barrier::new(2)),
            opened: std::sync::atomic::AtomicU64::new(0),
        }
    }

    pub(crate) fn settings(&self) -> Settings<Toy> {
        // Another stream at each opening, as the system's own would be.
        let stream = self.opened.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let key = store::keys::CheckpointKey::open(&self.folder.path().join("checkpoint.key")).unwrap();
        let rng = Arc::new(SeedStream::new(1_000 + stream));
        Settings::new(
            self.folder.path(),
            Arc::new(Toy { step: 1, held: Some(Arc::clone(&self.held)) }),
            Arc::clone(&self.clock) as _,
            rng,
            key,
        )
    }

    pub(crate) fn open(&self) -> (Store<Toy>, Opener) {
        Store::open(self.settings()).unwrap()
    }

    /// Waits until the lane is held, and lets it go again. What is sent between the two is one group.
    pub(crate) fn hold(&self) {
        self.held.wait();
    }

    /// The file itself, for those who do what no Gatelodge does.
    pub(crate) fn file(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("gatelodge.db")).unwrap()
    }

    /// Rebuilds the closed store without swapping; panics when a table comes out otherwise.
    pub(crate) fn rebuild_is_equal(&self) {
        let rebuilt = store::rebuild(self.folder.path(), &Toy::new(1), |_| false, |_| ()).unwrap();
        for table in &rebuilt.tables {
            assert_eq!(table.before, table.after, "{} came out otherwise", table.table);
        }
    }

    /// Verifies the store's file; panics when a row is bad.
    pub(crate) fn verifies(&self) -> store::Verified {
        let verified = store::verify_file(&self.folder.path().join("gatelodge.db")).unwrap();
        assert_eq!(verified.bad, None);
        verified
    }
}

/// A person's count, as a reader sees it.
pub(crate) fn counted(store: &Store<Toy>, opener: &Opener, who: u32) -> u32 {
    let person = store.read(|view| view.person(number(who))).unwrap();
    person.map_or(0, |sealed| sealed.open(opener).version)
}

pub(crate) fn head(store: &Store<Toy>) -> JournalSeq {
    store.read(|view| view.snapshot()).unwrap()
}
