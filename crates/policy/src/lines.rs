//! The lines that codes give, in words that every prison signs for itself.
//!
//! It promises: words are bound to the signature under them, so that a changed word, line or treatment makes a draft
//! of the whole list again; a prison without words of its own reads the national draft, and is told that it is one.
//!
//! The binding is a fingerprint against accidents, not against forgery: the charter's hash, journalled and signed,
//! is what proves which list was in force.

use crate::codes::{Codes, Treatment};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::Arc;
use vocab::place::PrisonCode;

/// A line must fit the panel, the CDS card and a glance. Characters.
pub const WORDS_MAX: usize = 70;

/// Kinds of lines, as policy knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    /// What to do before opening the door.
    SafetyAction,
    /// What the patient needs.
    Need,
    /// A medical hold.
    Hold,
}

/// For whom a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Only those to whom policy rules in full.
    Clinicians,
    /// Reduced readers too.
    Healthcare,
}

/// A line: what to do, and never which code is behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its name: stable, fit for an address.
    pub name: Arc<str>,
    /// Its kind.
    pub kind: LineKind,
    /// Lower stands higher.
    pub harm: u16,
    /// For whom.
    pub audience: Audience,
    /// It is left out when one of these is shown.
    pub covered_by: Vec<Arc<str>>,
    /// One or two words, for what did not fit.
    pub heading: Arc<str>,
    /// The request, in national draft words.
    pub draft_words: Arc<str>,
}

/// Who signed a prison's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The prison's security owner, by post or name as configured.
    pub security_owner: String,
    /// The clinician.
    pub clinician: String,
    /// When.
    pub date: jiff::civil::Date,
    /// What they signed.
    pub fingerprint: u64,
}

/// Why a prison's words are a draft, and the site cannot go live.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Draft {
    /// No words of its own.
    #[error("{0} has no words of its own: write and sign them")]
    NoWords(PrisonCode),
    /// Some lines have no words.
    #[error("{prison} has no words for {line}: write them and sign again")]
    Missing {
        /// Which prison.
        prison: PrisonCode,
        /// Which line.
        line: Arc<str>,
    },
    /// Nobody signed.
    #[error("the words of {0} are not signed: a security owner and a clinician must")]
    NotSigned(PrisonCode),
    /// Something changed since.
    #[error("the words of {prison} changed since they were signed: now {now:016x}, read and sign again")]
    Changed {
        /// Which prison.
        prison: PrisonCode,
        /// The fingerprint now.
        now: u64,
    },
}

/// Why lists did not load.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// Not readable.
    #[error("list {list} cannot be read: {reason}")]
    Read {
        /// Which.
        list: &'static str,
        /// Why.
        reason: String,
    },
    /// A code that neither crosses nor is silent with a reason.
    #[error("code {0} must cross as a line, or be silent with a reason")]
    Code(String),
    /// Something stands twice.
    #[error("{what} stands twice in list {list}")]
    Twice {
        /// Which list.
        list: &'static str,
        /// What.
        what: String,
    },
    /// A line that is not there.
    #[error("line {0} is named and not there: check its spelling")]
    UnknownLine(String),
    /// Words that are empty or do not fit.
    #[error("the words of line {0} are empty or longer than {WORDS_MAX} characters")]
    Words(String),
    /// One person cannot be both owners.
    #[error("the words of {0} are signed by one person as both owners: two must sign")]
    OneOwner(PrisonCode),
}

/// The lists as text.
#[derive(Debug, Clone)]
pub struct ListSources {
    /// What becomes of each code.
    pub codes: String,
    /// The lines.
    pub lines: String,
    /// Words by prison.
    pub prisons: BTreeMap<PrisonCode, String>,
    /// Signatures.
    pub signatures: String,
}

/// Codes, lines, words and signatures, read and checked against each other.
#[derive(Debug, Clone)]
pub struct Lists {
    codes: Codes,
    lines: BTreeMap<Arc<str>, Line>,
    words: BTreeMap<PrisonCode, BTreeMap<Arc<str>, Arc<str>>>,
    signatures: BTreeMap<PrisonCode, Signature>,
    charter: String,
}

impl ListSources {
    /// Those that ride in the binary: the national draft, and signed words for the demo's prison.
    #[must_use]
    pub fn built_in() -> Self {
        let demo = PrisonCode::parse("MDI").ok();
        let words = include_str!("../lists/prisons/MDI.csv").to_owned();
        Self {
            codes: include_str!("../lists/codes.csv").to_owned(),
            lines: include_str!("../lists/lines.csv").to_owned(),
            prisons: demo.map(|prison| (prison, words)).into_iter().collect(),
            signatures: include_str!("../lists/signatures.csv").to_owned(),
        }
    }
}

impl Lists {
    /// Reads the lists that ride in the binary.
    ///
    /// # Errors
    /// [`ListError`], when they do not fit each other.
    pub fn built_in() -> Result<Self, ListError> {
        Self::read(&ListSources::built_in())
    }

    /// Reads lists and checks them against each other.
    ///
    /// # Errors
    /// [`ListError`], when they do not fit each other.
    pub fn read(sources: &ListSources) -> Result<Self, ListError> {
        let codes = Codes::read(&sources.codes)?;
        let lines = read_lines(&sources.lines)?;
        let named =
            codes.iter().filter_map(|(_, t)| if let Treatment::Line(line) = t { Some(line) } else { None });
        let covering = lines.values().flat_map(|line| &line.covered_by).map(ToString::to_string);
        if let Some(name) = named.cloned().chain(covering).find(|name| !lines.contains_key(name.as_str())) {
            return Err(ListError::UnknownLine(name));
        }
        let mut words = BTreeMap::new();
        for (prison, text) in &sources.prisons {
            words.insert(*prison, read_words(text, &lines)?);
        }
        let signatures = read_signatures(&sources.signatures)?;
        let charter = charter(sources);
        Ok(Self { codes, lines, words, signatures, charter })
    }

    /// What becomes of each code.
    #[must_use]
    pub const fn codes(&self) -> &Codes {
        &self.codes
    }

    /// Every line, by name.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.values()
    }

    /// A line by its name.
    #[must_use]
    pub fn line(&self, name: &str) -> Option<&Line> {
        self.lines.get(name)
    }

    /// A line's words in a prison: its own, or the national draft's.
    #[must_use]
    pub fn words(&self, prison: PrisonCode, line: &Line) -> Arc<str> {
        let own = self.words.get(&prison).and_then(|words| words.get(&line.name));
        own.unwrap_or(&line.draft_words).clone()
    }

    /// Whether a prison may go live with its words.
    ///
    /// # Errors
    /// [`Draft`], saying what is wanting.
    pub fn signed_for(&self, prison: PrisonCode) -> Result<&Signature, Draft> {
        let words = self.words.get(&prison).ok_or(Draft::NoWords(prison))?;
        if let Some(line) = self.lines.keys().find(|line| !words.contains_key(*line)) {
            return Err(Draft::Missing { prison, line: line.clone() });
        }
        let signature = self.signatures.get(&prison).ok_or(Draft::NotSigned(prison))?;
        let now = self.fingerprint(prison);
        if signature.fingerprint == now { Ok(signature) } else { Err(Draft::Changed { prison, now }) }
    }

    /// The fingerprint of everything that a prison's owners sign: what each code becomes, how lines rank and for
    /// whom they are, and the prison's words.
    #[must_use]
    pub fn fingerprint(&self, prison: PrisonCode) -> u64 {
        let mut print = Fingerprint::new();
        print.part(prison.text());
        for (code, treatment) in self.codes.iter() {
            print.part(code.text());
            match treatment {
                Treatment::Line(line) => print.part(&format!("crosses {line}")),
                Treatment::Suicide(state) => print.part(&format!("suicide {}", state.words())),
                Treatment::Silent(why) => print.part(&format!("silent {why}")),
            }
        }
        for line in self.lines.values() {
            print.part(&line.name);
            print.part(&format!("{:?} {} {:?}", line.kind, line.harm, line.audience));
            print.part(&line.covered_by.join(" "));
            print.part(&line.heading);
            print.part(&self.words(prison, line));
        }
        print.0
    }

    /// All lists as one canonical text. Its hash belongs in the charter.
    #[must_use]
    pub fn charter_text(&self) -> &str {
        &self.charter
    }
}

#[derive(Deserialize)]
struct LineRow {
    line: String,
    kind: LineKind,
    harm: u16,
    audience: Audience,
    covered_by: String,
    heading: String,
    words: String,
}

fn read_lines(text: &str) -> Result<BTreeMap<Arc<str>, Line>, ListError> {
    let mut lines = BTreeMap::new();
    for row in rows::<LineRow>("lines", text)? {
        let name: Arc<str> = row.line.as_str().into();
        let line = Line {
            name: name.clone(),
            kind: row.kind,
            harm: row.harm,
            audience: row.audience,
            covered_by: row.covered_by.split('|').filter(|n| !n.is_empty()).map(Arc::from).collect(),
            heading: fitting(&name, &row.heading)?,
            draft_words: fitting(&name, &row.words)?,
        };
        if lines.insert(name, line).is_some() {
            return Err(ListError::Twice { list: "lines", what: row.line });
        }
    }
    Ok(lines)
}

#[derive(Deserialize)]
struct WordsRow {
    line: String,
    words: String,
}

fn read_words(
    text: &str,
    lines: &BTreeMap<Arc<str>, Line>,
) -> Result<BTreeMap<Arc<str>, Arc<str>>, ListError> {
    let mut words = BTreeMap::new();
    for row in rows::<WordsRow>("words of a prison", text)? {
        let Some((name, _)) = lines.get_key_value(row.line.as_str()) else {
            return Err(ListError::UnknownLine(row.line));
        };
        if words.insert(name.clone(), fitting(name, &row.words)?).is_some() {
            return Err(ListError::Twice { list: "words of a prison", what: row.line });
        }
    }
    Ok(words)
}

#[derive(Deserialize)]
struct SignatureRow {
    prison: PrisonCode,
    security_owner: String,
    clinician: String,
    date: jiff::civil::Date,
    fingerprint: String,
}

fn read_signatures(text: &str) -> Result<BTreeMap<PrisonCode, Signature>, ListError> {
    let mut signatures = BTreeMap::new();
    for row in rows::<SignatureRow>("signatures", text)? {
        let fingerprint = u64::from_str_radix(&row.fingerprint, 16)
            .map_err(|e| ListError::Read { list: "signatures", reason: e.to_string() })?;
        let [security_owner, clinician] = [row.security_owner, row.clinician].map(|o| o.trim().to_owned());
        if security_owner.eq_ignore_ascii_case(&clinician)
            || security_owner.is_empty()
            || clinician.is_empty()
        {
            return Err(ListError::OneOwner(row.prison));
        }
        let signature = Signature { security_owner, clinician, date: row.date, fingerprint };
        if signatures.insert(row.prison, signature).is_some() {
            return Err(ListError::Twice { list: "signatures", what: row.prison.text().to_owned() });
        }
    }
    Ok(signatures)
}

fn fitting(line: &str, words: &str) -> Result<Arc<str>, ListError> {
    let words = words.trim();
    let fits = (1..=WORDS_MAX).contains(&words.chars().count());
    if fits { Ok(words.into()) } else { Err(ListError::Words(line.to_owned())) }
}

/// Rows of a list: CSV, so that those who sign can read it where they work; `#` starts a remark.
pub(crate) fn rows<T: DeserializeOwned>(list: &'static str, text: &str) -> Result<Vec<T>, ListError> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| ListError::Read { list, reason: e.to_string() })
}

fn charter(sources: &ListSources) -> String {
    let fixed = [("codes", &sources.codes), ("lines", &sources.lines), ("signatures", &sources.signatures)];
    let fixed = fixed.into_iter().map(|(name, text)| (name.to_owned(), text));
    let prisons = sources.prisons.iter().map(|(prison, text)| (format!("words {prison}"), text));
    fixed.chain(prisons).map(|(name, text)| format!("== {name} {}\n{text}", text.len())).collect()
}

/// FNV-1a, 64 bits, over parts that are ended by a byte which UTF-8 never holds.
struct Fingerprint(u64);

impl Fingerprint {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn part(&mut self, text: &str) {
        for byte in text.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
