//! What happens to people at PDS while nobody of ours looks: practices take them on and let them go, they move, are
//! protected, are given another number, are taken for dead. Some of it is told by a signal, some never.

use super::super::humans::Human;
use doubles::dice::Dice;
use doubles::pds::{Act, Pds};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vocab::Instant;
use vocab::id::{NhsNumber, OdsCode};
use vocab::registration::{Address, Death};

/// Practices outside. Nobody of the prison is to read any of these.
pub(crate) const OUTSIDE: &[&str] = &["A81001", "B82005", "C83014", "F81023", "M85062"];
/// The practices of the health units of the two prisons that are served.
pub(crate) const OF_HERE: &str = "Y05537";
pub(crate) const OF_THERE: &str = "Y06813";
/// That of a prison which is not served.
pub(crate) const OF_ELSEWHERE: &str = "Y05993";
/// In every address of the run.
pub(crate) const STREET: &str = "Larkspur Row";
/// What stands on PDS when the run begins has stood so long.
const STOOD_SECONDS: i64 = 400 * 86_400;

/// The numbers of the run's people, as PDS has them by now.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    stands: BTreeMap<usize, NhsNumber>,
    /// Numbers that were given out in place of others.
    given: usize,
}

/// INVARIANT: a letter and five digits each.
fn ods(text: &str) -> OdsCode {
    OdsCode::parse(text).expect("the form of a code")
}

/// A practice's code.
pub(crate) fn practice(text: &str) -> OdsCode {
    ods(text)
}

fn address(human: usize, house: u64) -> Address {
    let lines = vec![format!("{} {STREET}", house + 1), format!("Little Standing {human}")];
    Address { lines, postcode: Some("DN1 1TX".to_owned()) }
}

/// Numbers that no human of a run has.
fn another(n: usize) -> Option<NhsNumber> {
    (0..10).find_map(|check| NhsNumber::parse(&format!("99955{:04}{check}", 1_000 + 41 * n)).ok())
}

impl Numbers {
    /// Everybody who has a number is there, but for a few whom nobody there knows.
    pub(crate) fn begin(&mut self, pds: &mut Pds, humans: &[Human], dice: &mut Dice, start: Instant) {
        let long_ago = start.plus_seconds(-STOOD_SECONDS);
        for (i, human) in humans.iter().enumerate() {
            let Some(number) = human.nhs.filter(|_| !dice.permille(40)) else { continue };
            let mut acts = vec![appears(number, human)];
            let practice = match dice.below(100) {
                0..12 => None,
                12..20 => Some(OF_HERE),
                20..24 => Some(OF_ELSEWHERE),
                _ => Some(*dice.pick(OUTSIDE)),
            };
            acts.extend(practice.map(|code| Act::Register { number, practice: ods(code) }));
            if dice.permille(750) {
                acts.push(Act::Move { number, address: address(i, dice.below(90)) });
            }
            if dice.permille(80) {
                acts.push(Act::Restrict { number });
            }
            for act in &acts {
                // What cannot be does not happen: the double says so, and nothing has changed.
                let _ = pds.run(act, long_ago);
            }
            self.stands.insert(i, number);
        }
    }

    /// The number that stands for somebody by now.
    pub(crate) fn of(&self, human: usize) -> Option<NhsNumber> {
        self.stands.get(&human).copied()
    }

    /// Something happens to one of them. The numbers of which a signal may tell.
    pub(crate) fn draw(
        &mut self,
        pds: &mut Pds,
        humans: &[Human],
        dice: &mut Dice,
        now: Instant,
    ) -> Vec<(NhsNumber, &'static str)> {
        let known: Vec<usize> = self.stands.keys().copied().collect();
        if known.is_empty() {
            return Vec::new();
        }
        let human = *dice.pick(&known);
        let number = self.stands[&human];
        let (act, kind) = match dice.below(100) {
            0..26 => {
                (Act::Register { number, practice: ods(dice.pick::<&str>(OUTSIDE)) }, "pds-change-of-gp-2")
            }
            26..30 => (Act::Register { number, practice: ods(OF_ELSEWHERE) }, "pds-change-of-gp-2"),
            30..44 => (Act::Suspend { number }, "pds-change-of-gp-2"),
            44..58 => (Act::Move { number, address: address(human, dice.below(90)) }, "pds-record-change-2"),
            58..72 => (Act::Restrict { number }, "pds-record-change-2"),
            72..80 => (Act::Unrestrict { number }, "pds-record-change-2"),
            80..86 => return self.superseded(pds, &humans[human], human, now),
            86..89 => {
                self.stands.remove(&human);
                (Act::Invalidate { number }, "nhs-number-change-2")
            }
            89..94 => {
                let how = if dice.permille(500) { Death::Informal } else { Death::Formal };
                (Act::Die { number, how }, "pds-death-notification-2")
            }
            _ => (Act::Live { number }, "pds-death-notification-2"),
        };
        if pds.run(&act, now).is_ok() { vec![(number, kind)] } else { Vec::new() }
    }

    fn superseded(
        &mut self,
        pds: &mut Pds,
        human: &Human,
        place: usize,
        now: Instant,
    ) -> Vec<(NhsNumber, &'static str)> {
        self.given += 1;
        let (Some(by), Some(number)) = (another(self.given), self.of(place)) else { return Vec::new() };
        let _ = pds.run(&appears(by, human), now);
        let _ = pds.run(&Act::Register { number: by, practice: ods(OUTSIDE[0]) }, now);
        if pds.run(&Act::Supersede { number, by }, now).is_err() {
            return Vec::new();
        }
        self.stands.insert(place, by);
        vec![(number, "nhs-number-change-2")]
    }
}

fn appears(number: NhsNumber, human: &Human) -> Act {
    let (family, given) = (human.name.family.text().to_owned(), human.name.given.text().to_owned());
    Act::Appear { number, family, given, born: human.born.date() }
}

/// A signal of MNS, in one of its two shapes.
pub(crate) fn signal(number: NhsNumber, kind: &str, id: &str, at: Instant, as_event: bool) -> Value {
    if as_event {
        return json!({"specversion": "1.0", "id": id, "source": "simulated", "type": kind,
            "time": at.rfc3339(), "subject": number.text()});
    }
    json!({"resourceType": "Parameters", "id": id, "parameter": [
        {"name": "notification-event", "part": [{"name": "timestamp", "valueInstant": at.rfc3339()}]},
        {"name": "additional-context", "part": [
            {"name": "event-type", "valueCode": kind},
            {"name": "subject", "valueReference": {
                "identifier": {"system": NhsNumber::SYSTEM, "value": number.text()}}},
        ]},
    ]})
}
