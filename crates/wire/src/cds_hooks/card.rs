//! Cards: what the clinician sees.

use crate::fhir::primitives::{Text, Uri};
use serde::Serialize;
use vocab::id::TraceId;

/// CDS Hooks: a summary has fewer than 140 characters.
pub const SUMMARY_CHARS_MAX: usize = 139;
/// Cards in one answer: five actions, and the few that say how far the answer can be trusted.
pub const CARDS_MAX: usize = 12;

/// How urgent a card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Indicator {
    /// To be known.
    Info,
    /// To be heeded.
    Warning,
    /// Before anything else.
    Critical,
}

/// A summary: one line of fewer than 140 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Summary(String);

/// A summary that does not fit. It is not cut: what is cut off might be the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a summary has between 1 and 139 characters: shorten the words, and put the rest into the detail")]
pub struct SummaryTooLong;

impl Summary {
    /// Reads a summary; white space is folded.
    ///
    /// # Errors
    /// [`SummaryTooLong`] when it does not fit or nothing is left.
    pub fn new(text: &str) -> Result<Self, SummaryTooLong> {
        let line = text
            .split_whitespace()
            .map(|word| word.chars().filter(|c| !c.is_control()).collect::<String>())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        // JavaScript, which most clients are written in, counts UTF-16 units.
        let units = line.encode_utf16().count();
        if (1..=SUMMARY_CHARS_MAX).contains(&units) { Ok(Self(line)) } else { Err(SummaryTooLong) }
    }

    /// The line.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// A detail in GitHub Flavoured Markdown. Texts are put in as texts: whatever they hold, they make no markup, no
/// link and no HTML.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detail(String);

impl Detail {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With a paragraph.
    #[must_use]
    pub fn paragraph(mut self, text: &str) -> Self {
        let line = escape(text);
        if !line.is_empty() {
            if !self.0.is_empty() {
                self.0.push_str("\n\n");
            }
            self.0.push_str(&line);
        }
        self
    }

    /// With an item of a list.
    #[must_use]
    pub fn item(mut self, text: &str) -> Self {
        let line = escape(text);
        if !line.is_empty() {
            if !self.0.is_empty() {
                let in_list = self.0.rsplit('\n').next().is_some_and(|last| last.starts_with("- "));
                self.0.push_str(if in_list { "\n" } else { "\n\n" });
            }
            self.0.push_str("- ");
            self.0.push_str(&line);
        }
        self
    }

    /// The Markdown.
    #[must_use]
    pub fn markdown(&self) -> &str {
        &self.0
    }
}

/// One line in which nothing is markup: white space folded, control characters gone, and a backslash before every
/// ASCII punctuation that GFM gives a meaning anywhere in a line. What has one only at a line's start or inside a bare
/// address (`-`, `+`, `=`, `.`, `:`) is escaped there, so that a client which shows plain text stays readable.
fn escape(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len() + 8);
    let mut before = Before::Start;
    for c in line.chars().filter(|c| !c.is_control()) {
        let everywhere = matches!(
            c,
            '\\' | '`'
                | '*'
                | '_'
                | '['
                | ']'
                | '<'
                | '>'
                | '&'
                | '#'
                | '|'
                | '~'
                | '!'
                | '@'
                | '$'
                | '{'
                | '}'
                | '/'
        );
        let at_start = matches!(before, Before::Start) && matches!(c, '-' | '+' | '=' | ':');
        // "1." and "1)" begin a list; "www." a link.
        let after =
            matches!(before, Before::Digits) && matches!(c, '.' | ')') || c == '.' && ends_in_www(&out);
        if everywhere || at_start || after {
            out.push('\\');
        }
        out.push(c);
        // Backslash or not, an address made of a name, an at sign and a domain is linked when texts are joined: the
        // word joiner parts them and shows nothing.
        if c == '@' {
            out.push('\u{2060}');
        }
        before = match (before, c) {
            (Before::Start | Before::Digits, '0'..='9') => Before::Digits,
            _ => Before::Text,
        };
    }
    out
}

fn ends_in_www(out: &str) -> bool {
    out.len() >= 3 && out.as_bytes()[out.len() - 3..].eq_ignore_ascii_case(b"www")
}

enum Before {
    Start,
    Digits,
    Text,
}

/// Who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    label: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Uri>,
}

impl Source {
    /// A source with its label.
    #[must_use]
    pub const fn new(label: Text) -> Self {
        Self { label, url: None }
    }

    /// With an address.
    #[must_use]
    pub fn at(mut self, url: Uri) -> Self {
        self.url = Some(url);
        self
    }
}

/// A link to a page of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    label: Text,
    url: Uri,
    #[serde(rename = "type")]
    kind: &'static str,
}

impl Link {
    /// A link by its whole address. It must hold no person: addresses are logged on the way.
    #[must_use]
    pub const fn absolute(label: Text, url: Uri) -> Self {
        Self { label, url, kind: "absolute" }
    }
}

/// A card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Card {
    uuid: String,
    summary: Summary,
    #[serde(skip_serializing_if = "is_none", serialize_with = "markdown")]
    detail: Detail,
    indicator: Indicator,
    source: Source,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link>,
}

fn is_none(detail: &Detail) -> bool {
    detail.0.is_empty()
}

fn markdown<S: serde::Serializer>(detail: &Detail, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&detail.0)
}

impl Card {
    /// A card. Its id is what feedback comes back under.
    #[must_use]
    pub fn new(uuid: TraceId, indicator: Indicator, summary: Summary, source: Source) -> Self {
        Self { uuid: uuid.to_string(), summary, detail: Detail::new(), indicator, source, links: Vec::new() }
    }

    /// With more to say.
    #[must_use]
    pub fn detailed(mut self, detail: Detail) -> Self {
        self.detail = detail;
        self
    }

    /// With a link.
    #[must_use]
    pub fn linked(mut self, link: Link) -> Self {
        self.links.push(link);
        self
    }
}

/// An answer: never without a card, for an empty one would look like no risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    cards: Vec<Card>,
}

impl Answer {
    /// An answer that begins with a card.
    #[must_use]
    pub fn of(first: Card) -> Self {
        Self { cards: vec![first] }
    }

    /// With another card; false when there is no room left, and then the caller must say so on a card of its own.
    #[must_use]
    pub fn push(&mut self, card: Card) -> bool {
        let room = self.cards.len() < CARDS_MAX;
        if room {
            self.cards.push(card);
        }
        room
    }

    /// The cards.
    #[must_use]
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }
}
