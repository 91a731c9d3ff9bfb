//! Invented people, plausible in what makes names hard: apostrophes, accents, hyphens, prefixes, twins, one name
//! for many. Synthetic throughout: NHS numbers are of the 999 test range.

use crate::clinic::CarePatient;
use crate::dice::Dice;
use crate::prison::Arrival;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vocab::id::{NhsNumber, PrisonNumber};
use vocab::name::{Born, Name};

vocab::redacted!(Made);

const GIVEN: &[&str] = &[
    "James",
    "Kyle",
    "Ryan",
    "Mohammed",
    "Lee",
    "Daniel",
    "Craig",
    "Jamie",
    "Ashley",
    "Connor",
    "Jordan",
    "Darren",
    "Liam",
    "Michael",
    "Paul",
    "Sean",
    "Tyrone",
    "Marcus",
    "Adam",
    "Nathan",
    "Wayne",
    "Gary",
    "Aaron",
    "Joshua",
    "Łukasz",
    "José",
    "Zoltán",
    "Đorđe",
    "Søren",
    "André",
    "Ibrahim",
    "Yusuf",
    "Nguyễn",
    "Abdul-Rahman",
    "Jean-Paul",
    "Andrei",
    "Mateusz",
    "Kwame",
    "Delroy",
    "Patrick",
    "Callum",
    "Bradley",
    "Curtis",
    "Dwayne",
    "Stephen",
    "Anthony",
];

const MIDDLE: &[&str] = &["Lee", "James", "Thomas", "Anthony", "John", "David", "Michael", "Patrick"];

const FAMILY: &[&str] = &[
    "Smith",
    "Jones",
    "Taylor",
    "Brown",
    "Williams",
    "Wilson",
    "Johnson",
    "Davies",
    "Khan",
    "Patel",
    "Wright",
    "Walker",
    "Robinson",
    "Thompson",
    "O'Vaughan",
    "O'Neill",
    "D'Arcy",
    "Smith-Jones",
    "Campbell-Brown",
    "van der Berg",
    "MacDonald",
    "McKenzie",
    "Kowalski",
    "Wójcik",
    "Dąbrowski",
    "García",
    "Müller",
    "Nowak",
    "Popescu",
    "Ionescu",
    "Begum",
    "Hussain",
    "Ali",
    "Ahmed",
    "Okafor",
    "Mensah",
    "Nguyễn",
    "Trần",
    "Đurić",
    "Kovačević",
    "Szabó",
    "Clarke",
    "Hall",
    "Green",
    "Wood",
    "Harris",
    "Turner",
    "Cooper",
    "Ward",
    "Morris",
    "Kelly",
    "Doyle",
];

const ELSEWHERE: &[(&str, &str)] = &[
    ("Polish", "POL"),
    ("Albanian", "ALB"),
    ("Romanian", "ROM"),
    ("Vietnamese", "VIE"),
    ("Portuguese", "POR"),
];

/// What a person brings with them.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Made {
    pub(crate) who: Arrival,
    pub(crate) care: Option<CarePatient>,
}

/// Makes people whose numbers nobody else has.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Maker {
    numbers: BTreeSet<PrisonNumber>,
    nhs: BTreeSet<NhsNumber>,
    locals: u32,
}

/// How many in a thousand have no NHS number in their care record.
const WITHOUT_NHS: u16 = 40;
/// How many in a thousand have no prison number in it.
const WITHOUT_PRISON_NUMBER: u16 = 60;
/// How many in a thousand have no care record at all.
const WITHOUT_CARE: u16 = 70;
/// How many in a thousand go by another first name in care.
const OTHER_NAME: u16 = 20;
/// How many in a thousand have another date of birth in care.
const OTHER_BORN: u16 = 10;

impl Maker {
    pub(crate) fn new() -> Self {
        let mut maker = Self { numbers: BTreeSet::new(), nhs: BTreeSet::new(), locals: 0 };
        for known in NAMED {
            maker.numbers.extend(PrisonNumber::parse(known.number).ok());
            maker.nhs.extend(NhsNumber::parse(known.nhs).ok());
        }
        maker
    }

    pub(crate) fn number(&mut self, dice: &mut Dice) -> PrisonNumber {
        loop {
            let letter = |n: u64| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
            let (digits, y, z) = (dice.below(10_000), letter(dice.below(26)), letter(dice.below(26)));
            if let Ok(number) = PrisonNumber::parse(&format!("A{digits:04}{y}{z}"))
                && self.numbers.insert(number)
            {
                return number;
            }
        }
    }

    fn nhs(&mut self, dice: &mut Dice) -> NhsNumber {
        loop {
            let base = format!("999{:06}", dice.below(1_000_000));
            let sum: u64 =
                base.bytes().zip((2..=10).rev()).map(|(d, w): (u8, u64)| u64::from(d - b'0') * w).sum();
            let check = (11 - sum % 11) % 11;
            if let Ok(nhs) = NhsNumber::parse(&format!("{base}{check}"))
                && self.nhs.insert(nhs)
            {
                return nhs;
            }
        }
    }

    fn local(&mut self) -> String {
        self.locals += 1;
        format!("P{:06}", self.locals)
    }

    /// Somebody of 18 to 79 on a day.
    pub(crate) fn person(&mut self, dice: &mut Dice, today: Date) -> Made {
        let family = *dice.pick(FAMILY);
        let mut given = (*dice.pick(GIVEN)).to_owned();
        if dice.permille(300) {
            given = format!("{given} {}", dice.pick(MIDDLE));
        }
        let year = today.year() - 19 - i16::try_from(dice.below(34) + dice.below(28)).unwrap_or(0);
        // An estimate is the first of January.
        let day = if dice.permille(30) {
            date(year, 1, 1)
        } else {
            date(
                year,
                i8::try_from(1 + dice.below(12)).unwrap_or(1),
                i8::try_from(1 + dice.below(28)).unwrap_or(1),
            )
        };
        let number = self.number(dice);
        let (nationality, language) = if dice.permille(80) {
            let (nationality, code) = dice.pick(ELSEWHERE);
            (*nationality, dice.permille(500).then(|| (*code).to_owned()))
        } else {
            ("British", None)
        };
        let who = Arrival {
            number,
            name: Name::new(&family.to_uppercase(), &given.to_uppercase()),
            born: Born::new(day),
            gender: "Male".to_owned(),
            nationality: nationality.to_owned(),
            language,
            pnc: None,
        };
        let care = self.care(dice, &who, &Name::new(family, &given));
        Made { who, care }
    }

    fn care(&mut self, dice: &mut Dice, who: &Arrival, name: &Name) -> Option<CarePatient> {
        if dice.permille(WITHOUT_CARE) {
            return None;
        }
        let nhs = self.nhs(dice);
        let name = if dice.permille(OTHER_NAME) {
            Name::new(name.family.text(), dice.pick::<&str>(GIVEN))
        } else {
            name.clone()
        };
        let born = if dice.permille(OTHER_BORN) {
            Born::new(who.born.date().tomorrow().unwrap_or(who.born.date()))
        } else {
            who.born
        };
        Some(CarePatient {
            local: self.local(),
            nhs: (!dice.permille(WITHOUT_NHS)).then_some(nhs),
            prison_number: (!dice.permille(WITHOUT_PRISON_NUMBER)).then_some(who.number),
            name,
            born,
            gender: "male".to_owned(),
        })
    }

    /// A second one of a pair: the same surname and date of birth, another first name.
    pub(crate) fn twin(&mut self, dice: &mut Dice, of: &Made) -> Made {
        let first = of.who.name.given.text().split(' ').next().unwrap_or_default();
        let given = GIVEN.iter().find(|g| g.to_uppercase() != first).unwrap_or(&"Lee");
        let number = self.number(dice);
        let name = Name::new(of.who.name.family.text(), &given.to_uppercase());
        let who = Arrival { number, name, ..of.who.clone() };
        let nhs = self.nhs(dice);
        let care = of.care.as_ref().map(|c| CarePatient {
            local: self.local(),
            nhs: Some(nhs),
            prison_number: Some(number),
            name: Name::new(c.name.family.text(), given),
            ..c.clone()
        });
        Made { who, care }
    }
}

/// Somebody of the acceptance scenarios.
struct Known {
    number: &'static str,
    nhs: &'static str,
    given: &'static str,
    family: &'static str,
    born: Date,
    nationality: &'static str,
    language: Option<&'static str>,
    cell: &'static str,
    alerts: &'static [&'static str],
    csra: Option<&'static str>,
}

/// A code that no list of alerts has.
pub(crate) const CODE_NEVER_SEEN: &str = "XQZ7";

const NAMED: &[Known] = &[
    Known {
        number: "A4711KX",
        nhs: "9990001006",
        given: "Jason",
        family: "Shaw",
        born: date(1984, 2, 17),
        nationality: "British",
        language: None,
        cell: "B-1-007",
        alerts: &["XEL", "MAS"],
        csra: Some("STANDARD"),
    },
    Known {
        number: "A5120BT",
        nhs: "9990028427",
        given: "Ben",
        family: "Tate",
        born: date(1998, 6, 4),
        nationality: "British",
        language: None,
        cell: "A-2-014",
        alerts: &[],
        csra: None,
    },
    Known {
        number: "A5121DT",
        nhs: "9990042136",
        given: "Dean",
        family: "Tate",
        born: date(1998, 6, 4),
        nationality: "British",
        language: None,
        cell: "C-1-003",
        alerts: &["VU"],
        csra: Some("STANDARD"),
    },
    Known {
        number: "A6022AH",
        nhs: "9990069557",
        given: "Arben",
        family: "Hoxha",
        born: date(1991, 9, 23),
        nationality: "Albanian",
        language: Some("ALB"),
        cell: "D-3-021",
        alerts: &["VLES"],
        csra: Some("STANDARD"),
    },
    Known {
        number: "A7003MI",
        nhs: "9990083266",
        given: "Mika",
        family: "Ilić",
        born: date(1975, 3, 30),
        nationality: "Serbian",
        language: Some("SER"),
        cell: "A-1-009",
        alerts: &["VLES", "PEEP"],
        csra: Some("MEDIUM"),
    },
    Known {
        number: "A8100KB",
        nhs: "9990110689",
        given: "Kieran",
        family: "Boyd",
        born: date(2002, 4, 1),
        nationality: "British",
        language: None,
        cell: "C-2-031",
        alerts: &["XRF", "RNO121", "HA", CODE_NEVER_SEEN],
        csra: Some("HIGH_SPECIFIC"),
    },
];

/// How many they are: the first of everybody.
pub(crate) const NAMED_COUNT: usize = NAMED.len();

/// The named people of the scenarios, with cell and alert codes.
pub(crate) fn named() -> Vec<(Made, String, Vec<String>)> {
    NAMED
        .iter()
        .filter_map(|k| {
            let number = PrisonNumber::parse(k.number).ok()?;
            let who = Arrival {
                number,
                name: Name::new(&k.family.to_uppercase(), &k.given.to_uppercase()),
                born: Born::new(k.born),
                gender: "Male".to_owned(),
                nationality: k.nationality.to_owned(),
                language: k.language.map(ToOwned::to_owned),
                pnc: None,
            };
            let care = CarePatient {
                local: format!("P-{}", k.number),
                nhs: NhsNumber::parse(k.nhs).ok(),
                prison_number: Some(number),
                name: Name::new(k.family, k.given),
                born: Born::new(k.born),
                gender: "male".to_owned(),
            };
            let alerts = k.alerts.iter().map(|a| (*a).to_owned()).collect();
            Some((Made { who, care: Some(care) }, k.cell.to_owned(), alerts))
        })
        .collect()
}

/// Codes that people carry, with how many in a thousand do.
pub(crate) const ALERTS: &[(&str, u16)] = &[
    ("HA", 25),
    ("HA1", 20),
    ("MAS", 60),
    ("MEP", 15),
    ("PEEP", 20),
    ("HID", 25),
    ("MHT", 8),
    ("XVL", 60),
    ("XSA", 25),
    ("XCU", 15),
    ("XRF", 20),
    ("RNO121", 12),
    ("XHT", 6),
    ("XA", 10),
    ("XEL", 4),
    ("XGANG", 50),
    ("RCON", 40),
    ("VLES", 15),
    ("VU", 30),
    ("CSIP", 25),
    ("TM", 10),
    ("OFR", 3),
    ("XXRAY", 5),
    ("XTACT", 2),
];

/// How many in a thousand have which cell sharing risk; the rest are not rated. Low and Medium are what an old
/// assessment has left, and one word is of no list.
const CSRA: &[(&str, u16)] =
    &[("STANDARD", 800), ("HIGH", 70), ("HIGH_SPECIFIC", 40), ("LOW", 25), ("MEDIUM", 15), ("PEND", 5)];

/// The cell sharing risk that somebody has when the story begins.
pub(crate) fn csra(dice: &mut Dice, number: PrisonNumber) -> Option<&'static str> {
    let drawn = csra_drawn(dice);
    let named = NAMED.iter().find(|known| PrisonNumber::parse(known.number) == Ok(number));
    named.map_or(drawn, |known| known.csra)
}

fn csra_drawn(dice: &mut Dice) -> Option<&'static str> {
    let mut left = dice.below(1_000);
    CSRA.iter().find_map(|(rating, share)| {
        let share = u64::from(*share);
        let here = left < share;
        left = left.saturating_sub(share);
        here.then_some(*rating)
    })
}

/// What an assessment comes to.
pub(crate) fn csra_assessed(dice: &mut Dice) -> &'static str {
    if dice.permille(150) { "HIGH" } else { "STANDARD" }
}
