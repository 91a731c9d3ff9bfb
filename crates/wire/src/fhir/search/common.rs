//! What every search may carry: page size, order, age, summary, the place in a long answer.

use super::query::{Fault, Pair};
use super::values::Clause;
use super::{MomentMatch, Options};
use crate::fhir::codes::{IssueType, ResourceType};
use crate::fhir::conditional::Handling;
use crate::fhir::issue::{ISSUES_MAX, Issue};

/// Resources on a page, unless the caller says.
pub const COUNT_DEFAULT: u16 = 50;
/// Resources on a page at most. A greater `_count` is answered with this many, as FHIR allows.
pub const COUNT_MAX: u16 = 200;
/// Characters of a paging token.
const PAGE_TOKEN_MAX: usize = 1024;

/// What a type can be sorted by, with the words for it.
pub(crate) trait SortKey: Copy + PartialEq + 'static {
    const WORDS: &'static [(Self, &'static str)];
}

/// One step of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortBy<K> {
    /// By what.
    pub key: K,
    /// The greatest first.
    pub descending: bool,
}

/// The place in a long answer: made and read by the face, opaque here, and without a person in it.
#[derive(Clone, PartialEq, Eq)]
pub struct PageToken(String);
vocab::redacted!(PageToken);

impl PageToken {
    /// Reads letters, digits, hyphens, underscores and full stops.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let good = (1..=PAGE_TOKEN_MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
        good.then(|| Self(text.to_owned()))
    }

    /// The token.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// What every search may carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Common<K> {
    /// Resources on a page; 0 asks for the total alone.
    pub count: u16,
    /// By last change.
    pub updated: Vec<Clause<MomentMatch>>,
    /// In this order.
    pub sort: Vec<SortBy<K>>,
    /// Only the total is wanted.
    pub total_only: bool,
    /// The patients of the appointments are wanted too.
    pub include_patient: bool,
    /// Where to go on.
    pub page: Option<PageToken>,
    count_given: bool,
}

impl<K> Default for Common<K> {
    fn default() -> Self {
        Self {
            count: COUNT_DEFAULT,
            updated: Vec::new(),
            sort: Vec::new(),
            total_only: false,
            include_patient: false,
            page: None,
            count_given: false,
        }
    }
}

const TWICE: Fault = Fault(IssueType::Value, "given twice: give it once");

impl<K> Common<K> {
    /// Takes a common parameter, or one that is not known.
    pub(super) fn take(
        &mut self,
        pair: &Pair,
        kind: ResourceType,
        options: &Options<'_>,
        told: &mut Vec<Issue>,
    ) -> Result<(), Issue>
    where
        K: SortKey,
    {
        let at = |fault: Fault| fault.at(&pair.name);
        let mut unsupported = |details| unsupported(pair, details, options.handling, told);
        match pair.name.as_str() {
            "_count" => self.take_count(&pair.value).map_err(at),
            "_sort" => match sort(&pair.value) {
                Some(_) if !self.sort.is_empty() => Err(at(TWICE)),
                Some(order) => {
                    self.sort = order;
                    Ok(())
                }
                None => unsupported("this order is not supported and was ignored"),
            },
            "_summary" => match pair.value.as_str() {
                "count" => {
                    self.total_only = true;
                    Ok(())
                }
                "false" => Ok(()),
                _ => unsupported("this summary is not supported: whole resources are given"),
            },
            "_include" => match (kind, pair.value.as_str()) {
                (ResourceType::Appointment, "Appointment:patient" | "Appointment:patient:Patient") => {
                    self.include_patient = true;
                    Ok(())
                }
                _ => unsupported("this include is not supported and was ignored"),
            },
            "_page" if self.page.is_some() => Err(at(TWICE)),
            "_page" => {
                let token = PageToken::parse(&pair.value);
                self.page =
                    Some(token.ok_or_else(|| at(Fault(IssueType::Value, "not a paging token of ours")))?);
                Ok(())
            }
            // Negotiation answers the first, and the others ask for what is always given.
            "_format" | "_pretty" | "_total" => Ok(()),
            _ if pair.base() == "_lastUpdated" => {
                self.updated.push(Clause::read(pair, options.base).map_err(at)?);
                Ok(())
            }
            _ => unsupported("this parameter is not supported and was ignored"),
        }
    }

    fn take_count(&mut self, value: &str) -> Result<(), Fault> {
        if self.count_given {
            return Err(TWICE);
        }
        let digits = (1..=9).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit());
        let count: u32 = digits
            .then(|| value.parse().ok())
            .flatten()
            .ok_or(Fault(IssueType::Value, "not a whole number"))?;
        self.count = u16::try_from(count).unwrap_or(COUNT_MAX).min(COUNT_MAX);
        self.count_given = true;
        // FHIR: a count of 0 is a summary of the count.
        self.total_only |= self.count == 0;
        Ok(())
    }

    pub(super) fn write(&self, kind: ResourceType, out: &mut form_urlencoded::Serializer<'_, String>)
    where
        K: SortKey,
    {
        for clause in &self.updated {
            clause.write("_lastUpdated", out);
        }
        if !self.sort.is_empty() {
            let words: Vec<String> = self
                .sort
                .iter()
                .map(|by| {
                    let word = K::WORDS.iter().find(|(key, _)| *key == by.key).map_or("", |(_, word)| word);
                    format!("{}{word}", if by.descending { "-" } else { "" })
                })
                .collect();
            out.append_pair("_sort", &words.join(","));
        }
        if self.include_patient && kind == ResourceType::Appointment {
            out.append_pair("_include", "Appointment:patient");
        }
        if self.count_given {
            out.append_pair("_count", &self.count.to_string());
        }
        if self.total_only && self.count != 0 {
            out.append_pair("_summary", "count");
        }
        if let Some(page) = &self.page {
            out.append_pair("_page", page.text());
        }
    }
}

fn sort<K: SortKey>(value: &str) -> Option<Vec<SortBy<K>>> {
    let mut order = Vec::new();
    for part in value.split(',') {
        let (descending, word) = part.strip_prefix('-').map_or((false, part), |word| (true, word));
        let (key, _) = K::WORDS.iter().find(|(_, known)| *known == word)?;
        if order.iter().any(|by: &SortBy<K>| by.key == *key) {
            return None;
        }
        order.push(SortBy { key: *key, descending });
    }
    Some(order)
}

/// Ignored and told, or refused: as the caller prefers.
fn unsupported(
    pair: &Pair,
    details: &'static str,
    handling: Handling,
    told: &mut Vec<Issue>,
) -> Result<(), Issue> {
    match handling {
        Handling::Strict => {
            Err(Issue::error(IssueType::NotSupported, "not supported here").at_parameter(&pair.name))
        }
        Handling::Lenient => {
            if told.len() < ISSUES_MAX {
                told.push(Issue::warning(IssueType::NotSupported, details).at_parameter(&pair.name));
            }
            Ok(())
        }
    }
}
