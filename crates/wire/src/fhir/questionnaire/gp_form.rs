//! NHS England's form for joining a practice ("Register with a GP Surgery", v2, a draft), filled with what is known.
//!
//! The items are those of the published example answer (`tests/corpus/gp-form`), with the few of the form's definition
//! that the example left out and that we can fill: the NHS number, the surgery that is left, the interpreter's language.
//! Each is filled with where it was taken from, or left blank with the word that says so: [`From::AskThePatient`]. What
//! is not known is never filled with a "no". Health questions are always left to the patient, whatever is known: this
//! form goes to whoever registers, and what it says of somebody's health is for them to say.
//!
//! Two things of the form are not as they look. It asks the NHS number as an integer, and an integer of FHIR ends at
//! 2,147,483,647, below most NHS numbers: it is written as words. And "Are you registering with a UK GP for the first
//! time" is a question about a life: it is answered only with a no, where a practice is known to have had the person.

use super::{Answer, AnsweredItem, QuestionnaireResponse};
use crate::fhir::codes::{Gender, ResponseStatus};
use crate::fhir::datatypes::{Coding, Identifier, Meta, Reference};
use crate::fhir::primitives::{Code, Id, Text, Uri, When};
use crate::fhir::urls;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use vocab::Instant;
use vocab::id::{NhsNumber, OdsCode};
use vocab::name::{Born, Name};
use vocab::registration::Address;

/// Where what is known was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum From {
    /// The care record.
    CareRecord,
    /// The prison's record.
    PrisonRecord,
    /// PDS, read at this time.
    Pds(Instant),
    /// The prison's own address, as the site configured it.
    PrisonAddress,
    /// The conversation in which the person said yes, on this day.
    Conversation(Date),
    /// Whoever asks for the form: it is about the patient himself.
    TheForm,
    /// Nobody knows it here.
    AskThePatient,
}

impl From {
    /// In words, for the margin of a page.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::CareRecord => "care record".to_owned(),
            Self::PrisonRecord => "prison record".to_owned(),
            Self::Pds(at) => format!("PDS, read {} {}", at.london_date(), at.london_hm()),
            Self::PrisonAddress => "the prison's address".to_owned(),
            Self::Conversation(day) => format!("the conversation of {day}"),
            Self::TheForm => "as every such form".to_owned(),
            Self::AskThePatient => "ask the patient".to_owned(),
        }
    }
}

/// What is known, each with where it was taken from.
#[derive(Clone, Default)]
pub struct Known {
    /// Name.
    pub name: Option<(Name, From)>,
    /// Date of birth.
    pub born: Option<(Born, From)>,
    /// NHS number.
    pub nhs: Option<(NhsNumber, From)>,
    /// Administrative gender, as the NHS has it: never the prison's word.
    pub gender: Option<(Gender, From)>,
    /// Where the person lives now: the prison.
    pub address: Option<(Address, From)>,
    /// The practice that is left.
    pub practice: Option<(OdsCode, From)>,
    /// The language that an interpreter was needed for: BCP 47 tag and name.
    pub interpreter: Option<((String, String), From)>,
}
vocab::redacted!(Known, RegistrationForm, FormItem, Filled);

/// The form: its items in its own order, headings among them.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct RegistrationForm {
    /// The items.
    pub items: Vec<FormItem>,
}

/// An item of the form.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct FormItem {
    /// Its id in the form.
    pub link_id: &'static str,
    /// Its words in the form.
    pub text: &'static str,
    /// How deep it stands, from 0.
    pub depth: u8,
    /// A heading asks nothing.
    pub heading: bool,
    /// The answer; none where it is to be asked.
    pub answer: Option<Filled>,
    /// Where it was taken from; [`From::AskThePatient`] where there is no answer. None of a heading.
    pub from: Option<From>,
}

/// An answer.
#[derive(Clone, PartialEq, Eq)]
pub enum Filled {
    /// Yes or no.
    YesNo(bool),
    /// Words.
    Words(String),
    /// A day.
    Day(Date),
    /// A choice of the form's with its code.
    Choice {
        /// The code system.
        system: &'static str,
        /// The code.
        code: String,
        /// The form's words.
        words: String,
    },
    /// A choice of the form's that has no code.
    Option(&'static str),
}

impl Filled {
    /// As it is printed.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::YesNo(true) => "Yes".to_owned(),
            Self::YesNo(false) => "No".to_owned(),
            Self::Words(words) | Self::Choice { words, .. } => words.clone(),
            Self::Day(day) => day.strftime("%-d %B %Y").to_string(),
            Self::Option(words) => (*words).to_owned(),
        }
    }

    fn answer(&self) -> Option<Answer> {
        Some(match self {
            Self::YesNo(yes) => Answer::Boolean(*yes),
            Self::Words(words) => Answer::Words(Text::of(words)?),
            Self::Day(day) => Answer::Day(*day),
            Self::Choice { system, code, words } => {
                Answer::Coded(Coding::new(Uri::fixed(system), Code::parse(code)?, Text::of(words)))
            }
            Self::Option(words) => Answer::Option(Text::fixed(words)),
        })
    }
}

impl Serialize for Filled {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.words())
    }
}

/// The form's items: id, depth, whether it is a heading, words. In the form's order.
const ITEMS: &[(&str, u8, bool, &str)] = &[
    ("5564099927552", 0, false, "Who is registering with a GP?"),
    ("3099707112786", 0, true, "Matching patient to their record"),
    ("2673545464189", 1, true, "What is the name of the person being registered?"),
    ("2526886552536", 2, false, "Title"),
    ("8025625545792", 2, false, "First name"),
    ("9205794395420", 2, false, "Middle name(s)"),
    ("2444645364061", 2, false, "Last Name"),
    ("5369283890405", 2, false, "Previous last name"),
    ("5721234742686", 1, false, "What is the your date of birth"),
    ("2535971200955", 1, false, "Do you know your NHS Number?"),
    ("7450549676323", 2, false, "What is your NHS number"),
    ("6043124139100", 1, false, "Are you registering with a UK GP for the first time"),
    ("9441224899731", 2, true, "What is the name of the GP surgery you want to leave?"),
    ("5352371648554", 3, false, "Current Surgery name"),
    ("3189857950482", 0, true, "Personal Details"),
    ("7570130246483", 1, false, "Do you have a current UK address"),
    ("3834031732678", 2, true, "What is your current UK address?"),
    ("7091443873030", 3, false, "House number or name (optional)"),
    ("5086068712017", 3, false, "Postcode"),
    ("1187115804415", 3, true, "Select an address"),
    ("8052908008533", 4, false, "Street"),
    ("9119357682451", 4, false, "Town"),
    ("8454185457892", 1, true, "What are your Contact Details"),
    ("8530163235785", 2, false, "Mobile telephone number"),
    ("7870443952741", 2, false, "Email"),
    ("5729238155283", 1, false, "Do you go to any of the following for your education?"),
    ("2352413897998", 1, false, "Is anyone else involved in your care?"),
    ("3509733064094", 1, false, "What is your sex as recorded on your NHS record?"),
    ("4800938448822", 1, false, "What is your ethnic group?"),
    ("9558300594974", 1, false, "Do you need a language interpreter for your GP appointments?"),
    ("1841983710357", 2, false, "Which language do you need an interpreter for?"),
    ("5319955577563", 1, false, "Would you like to choose or change a pharmacy for your prescriptions?"),
    ("3216525415675", 2, false, "Do you want to get your prescription items direct from {NAME OF SURGERY}?"),
    (
        "3094394035878",
        1,
        false,
        "Have you ever been a member of the UK Armed Forces or are a family member registered with the Defence Medical Services?",
    ),
    ("9420407152267", 1, false, "Do you have an emergency contact?"),
    ("7951535385611", 1, false, "Are you returning from overseas?"),
    ("630742013280", 1, false, "Have you recently moved to the UK from abroad?"),
    ("9940642971679", 2, false, "Do you know your chargeable status?"),
    ("1651487045545", 2, false, "Where were you born?"),
    ("1767348738163", 1, false, "Have you ever lived at a previous UK address?"),
    ("7105669556528", 0, true, "Health Questions"),
    ("52791651942", 1, false, "Have you got all your immunisations?"),
    ("6562566176631", 1, false, "Do you have any existing or pre-existing medical conditions?"),
    (
        "4169218027019",
        2,
        false,
        "Alzheimers disease or dementia, asthma, cancer, diabetes, epilepsy, heart disease, high blood pressure, stroke, thyroid disease, other",
    ),
    ("6142346747594", 1, false, "Do you have any allergies?"),
    ("6396554185648", 1, false, "Do you have any mental health conditions?"),
    ("4702985370646", 1, false, "Do you have any disabilities?"),
    ("8295392298267", 1, false, "Do you have a carer?"),
    ("2716331756046", 1, false, "Are you a carer?"),
    ("9937009784866", 1, false, "Do you or your carer need to be communicated with in an accessible form?"),
    (
        "8641971664330",
        1,
        false,
        "Do you or your carer need any reasonable adjustments to make your visit to the GP surgery accessible?",
    ),
    ("3663339285400", 1, false, "Do you currently take any prescription medication?"),
    ("6402543436632", 1, false, "What is your height?"),
    ("3301301896866", 1, false, "What is your weight?"),
    ("2141293065983", 1, false, "How often do you drink alcohol or have a drink containing alcohol?"),
    (
        "9335384644242",
        2,
        false,
        "How many units of alcohol do you drink on a typical day when you are drinking?",
    ),
    (
        "31954461608",
        2,
        false,
        "How often have you had six or more units of alcohol on a single occasion in the last year?",
    ),
    ("2254100394705", 1, false, "Have you ever smoked?"),
    ("8799894644724", 2, false, "What best describes you?"),
    ("2343533367553", 3, false, "When did you stop smoking?"),
    (
        "4270314232487",
        1,
        false,
        "Do you want important information from your GP record to be available to other health and care professionals?",
    ),
];

/// Languages for which the form offers an interpreter by code: those of ours that it has. Others are its "Other".
const INTERPRETED: &[&str] = &["ar", "fa", "lt", "pl", "pt", "pa", "so", "tr", "ur"];

impl RegistrationForm {
    /// The form, filled with what is known and no more.
    #[must_use]
    pub fn fill(known: &Known) -> Self {
        let item = |(link_id, depth, heading, text): &(&'static str, u8, bool, &'static str)| {
            let filled = if *heading { None } else { fill(link_id, known) };
            let from = match &filled {
                Some((_, from)) => Some(*from),
                None => (!heading).then_some(From::AskThePatient),
            };
            let answer = filled.map(|(answer, _)| answer);
            FormItem { link_id, text, depth: *depth, heading: *heading, answer, from }
        };
        Self { items: ITEMS.iter().map(item).collect() }
    }

    /// The items that are to be asked.
    pub fn to_ask(&self) -> impl Iterator<Item = &FormItem> {
        self.items.iter().filter(|item| item.from == Some(From::AskThePatient))
    }

    /// The form as a response that is still to be completed: what is blank is left out of it, as FHIR has it.
    #[must_use]
    pub fn response(
        &self,
        id: Id,
        meta: Meta,
        identifier: Identifier,
        subject: Reference,
        authored: When,
    ) -> QuestionnaireResponse {
        let (items, _) = below(&self.items, 0);
        QuestionnaireResponse::new(
            id,
            meta,
            Uri::fixed(urls::GP_FORM),
            ResponseStatus::InProgress,
            subject,
            authored,
        )
        .identified(identifier)
        .answered(items)
    }
}

/// The answered items of one depth and below, and how many items were gone through.
fn below(items: &[FormItem], depth: u8) -> (Vec<AnsweredItem>, usize) {
    let (mut written, mut at) = (Vec::new(), 0);
    while let Some(item) = items.get(at).filter(|item| item.depth >= depth) {
        let (inner, gone) = below(&items[at + 1..], item.depth + 1);
        at += 1 + gone;
        let (link, text) = (Text::fixed(item.link_id), Some(Text::fixed(item.text)));
        if item.heading {
            written.extend(AnsweredItem::group(link, text, inner));
        } else {
            let answer = item.answer.as_ref().and_then(Filled::answer);
            let source = item.from.and_then(|from| Text::of(&from.words()));
            let answered = AnsweredItem::of(link, text, answer).map(|answered| match source {
                Some(source) => answered.taken_from(source),
                None => answered,
            });
            // What follows an answer is asked only after it.
            written.extend(answered.map(|answered| answered.followed_by(inner)));
        }
    }
    (written, at)
}

/// The answer to one item, where it is known.
fn fill(link_id: &str, known: &Known) -> Option<(Filled, From)> {
    let words = |text: &str| Text::of(text).map(|text| Filled::Words(text.text().to_owned()));
    let name = known.name.as_ref();
    let given = name.map(|(name, from)| (name.given.text().split_whitespace().collect::<Vec<_>>(), *from));
    // The first line names the house, the last the town; what stands between is the street.
    let lines = |part: fn(&[String]) -> Option<String>| {
        let (address, from) = known.address.as_ref()?;
        Some((words(&part(&address.lines)?)?, *from))
    };
    Some(match link_id {
        "5564099927552" => (Filled::Option("Myself"), From::TheForm),
        "8025625545792" => {
            let (given, from) = given?;
            (words(given.first()?)?, from)
        }
        "9205794395420" => {
            let (given, from) = given?;
            (words(&given.get(1..)?.join(" "))?, from)
        }
        "2444645364061" => {
            let (name, from) = name?;
            (words(name.family.text())?, *from)
        }
        "5721234742686" => known.born.map(|(born, from)| (Filled::Day(born.date()), from))?,
        "2535971200955" => known.nhs.map(|(_, from)| (Filled::YesNo(true), from))?,
        "7450549676323" => known.nhs.map(|(nhs, from)| (Filled::Words(nhs.text()), from))?,
        "6043124139100" => known.practice.as_ref().map(|(_, from)| (Filled::YesNo(false), *from))?,
        "5352371648554" => {
            let (practice, from) = known.practice.as_ref()?;
            (Filled::Words(format!("ODS code {}", practice.text())), *from)
        }
        "7570130246483" => known.address.as_ref().map(|(_, from)| (Filled::YesNo(true), *from))?,
        "7091443873030" => lines(|lines| lines.first().cloned())?,
        "8052908008533" => lines(|lines| Some(lines.get(1..lines.len().checked_sub(1)?)?.join(", ")))?,
        "9119357682451" => lines(|lines| lines.get(1..)?.last().cloned())?,
        "5086068712017" => {
            let (address, from) = known.address.as_ref()?;
            (words(address.postcode.as_deref()?)?, *from)
        }
        "3509733064094" => {
            let (gender, from) = known.gender?;
            let words = match gender {
                Gender::Male => "Male",
                Gender::Female => "Female",
                Gender::Other => "Other",
                Gender::Unknown => return None,
            };
            (coded(urls::GENDER, gender.code(), words), from)
        }
        "9558300594974" => known.interpreter.as_ref().map(|(_, from)| (Filled::YesNo(true), *from))?,
        "1841983710357" => {
            let ((tag, language), from) = known.interpreter.as_ref()?;
            let filled = match INTERPRETED.iter().find(|known| *known == tag) {
                Some(tag) => coded(urls::LANGUAGE, tag, language),
                None => words(language)?,
            };
            (filled, *from)
        }
        _ => return None,
    })
}

fn coded(system: &'static str, code: &str, words: &str) -> Filled {
    Filled::Choice { system, code: code.to_owned(), words: words.to_owned() }
}
