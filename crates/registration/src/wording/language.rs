//! The languages of the conversation.

use serde::{Deserialize, Serialize};

/// A language that the conversation is had in. Chosen by how many people in prison speak it, and Welsh by law in Wales.
///
/// Nationality is not language, and a language that is not here needs an interpreter: there is no nearest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English, easy read.
    #[serde(rename = "en-GB")]
    English,
    /// Albanian.
    #[serde(rename = "sq")]
    Albanian,
    /// Polish.
    #[serde(rename = "pl")]
    Polish,
    /// Romanian.
    #[serde(rename = "ro")]
    Romanian,
    /// Lithuanian.
    #[serde(rename = "lt")]
    Lithuanian,
    /// Portuguese, of Portugal.
    #[serde(rename = "pt")]
    Portuguese,
    /// Arabic, the written standard in plain words.
    #[serde(rename = "ar")]
    Arabic,
    /// Kurdish, Sorani.
    #[serde(rename = "ckb")]
    KurdishSorani,
    /// Vietnamese.
    #[serde(rename = "vi")]
    Vietnamese,
    /// Urdu.
    #[serde(rename = "ur")]
    Urdu,
    /// Punjabi in Gurmukhi. Who reads Punjabi in Shahmukhi mostly reads Urdu.
    #[serde(rename = "pa")]
    Punjabi,
    /// Bengali.
    #[serde(rename = "bn")]
    Bengali,
    /// Turkish.
    #[serde(rename = "tr")]
    Turkish,
    /// Somali.
    #[serde(rename = "so")]
    Somali,
    /// Farsi.
    #[serde(rename = "fa")]
    Farsi,
    /// Serbian in Latin script: every Serbian reader reads both, and with Latin the sheet also serves most readers of
    /// Bosnian, Croatian and Montenegrin.
    #[serde(rename = "sr")]
    Serbian,
    /// Welsh.
    #[serde(rename = "cy")]
    Welsh,
}

/// Which way a line runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

impl Direction {
    /// As HTML's `dir` has it.
    #[must_use]
    pub const fn html(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

impl Language {
    /// All of them, English first.
    pub const ALL: [Self; 17] = [
        Self::English,
        Self::Albanian,
        Self::Polish,
        Self::Romanian,
        Self::Lithuanian,
        Self::Portuguese,
        Self::Arabic,
        Self::KurdishSorani,
        Self::Vietnamese,
        Self::Urdu,
        Self::Punjabi,
        Self::Bengali,
        Self::Turkish,
        Self::Somali,
        Self::Farsi,
        Self::Serbian,
        Self::Welsh,
    ];

    /// The BCP 47 tag, as HTML's `lang` has it and as the folder below `locales/` is called.
    ///
    /// Serbian's tag says nothing of its script: say `sr-Latn` where a reader of tags would guess Cyrillic
    /// ([`Self::html`] does).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en-GB",
            Self::Albanian => "sq",
            Self::Polish => "pl",
            Self::Romanian => "ro",
            Self::Lithuanian => "lt",
            Self::Portuguese => "pt",
            Self::Arabic => "ar",
            Self::KurdishSorani => "ckb",
            Self::Vietnamese => "vi",
            Self::Urdu => "ur",
            Self::Punjabi => "pa",
            Self::Bengali => "bn",
            Self::Turkish => "tr",
            Self::Somali => "so",
            Self::Farsi => "fa",
            Self::Serbian => "sr",
            Self::Welsh => "cy",
        }
    }

    /// The tag for HTML's `lang`: with the script where it is not the one that the tag alone implies.
    #[must_use]
    pub const fn html(self) -> &'static str {
        match self {
            Self::Serbian => "sr-Latn",
            other => other.tag(),
        }
    }

    /// The language that a NOMIS code (domain LANG) surely means. `KUR` says not which Kurdish, and means none; nor does
    /// Croatian or Bosnian mean Serbian, though its readers may choose it.
    #[must_use]
    pub fn of_nomis(code: &str) -> Option<Self> {
        Some(match code {
            "ENG" => Self::English,
            "ALB" => Self::Albanian,
            "POL" => Self::Polish,
            "RUM-RON" => Self::Romanian,
            "LIT" => Self::Lithuanian,
            "POR" => Self::Portuguese,
            "ARA" => Self::Arabic,
            "VIE" => Self::Vietnamese,
            "URD" => Self::Urdu,
            "PAN" => Self::Punjabi,
            "BEN" => Self::Bengali,
            "TUR" => Self::Turkish,
            "SCC-SRP" => Self::Serbian,
            "WEL-CYM" => Self::Welsh,
            _ => return None,
        })
    }

    /// The language of a tag.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// Its name as its speakers write it: what a person looks for in a list of languages.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Albanian => "Shqip",
            Self::Polish => "Polski",
            Self::Romanian => "Română",
            Self::Lithuanian => "Lietuvių",
            Self::Portuguese => "Português",
            Self::Arabic => "العربية",
            Self::KurdishSorani => "کوردیی ناوەندی",
            Self::Vietnamese => "Tiếng Việt",
            Self::Urdu => "اردو",
            Self::Punjabi => "ਪੰਜਾਬੀ",
            Self::Bengali => "বাংলা",
            Self::Turkish => "Türkçe",
            Self::Somali => "Soomaali",
            Self::Farsi => "فارسی",
            Self::Serbian => "Srpski",
            Self::Welsh => "Cymraeg",
        }
    }

    /// Its name for staff.
    #[must_use]
    pub const fn english_name(self) -> &'static str {
        match self {
            Self::English => "English (easy read)",
            Self::Albanian => "Albanian",
            Self::Polish => "Polish",
            Self::Romanian => "Romanian",
            Self::Lithuanian => "Lithuanian",
            Self::Portuguese => "Portuguese",
            Self::Arabic => "Arabic",
            Self::KurdishSorani => "Kurdish (Sorani)",
            Self::Vietnamese => "Vietnamese",
            Self::Urdu => "Urdu",
            Self::Punjabi => "Punjabi",
            Self::Bengali => "Bengali",
            Self::Turkish => "Turkish",
            Self::Somali => "Somali",
            Self::Farsi => "Farsi",
            Self::Serbian => "Serbian",
            Self::Welsh => "Welsh",
        }
    }

    /// Which way it is written.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self {
            Self::Arabic | Self::KurdishSorani | Self::Urdu | Self::Farsi => Direction::RightToLeft,
            _ => Direction::LeftToRight,
        }
    }

    /// The voice to ask espeak-ng for, or `None` where it has none.
    ///
    /// Source: the voices of Debian 12's espeak-ng-data 1.51. Its `ku` speaks Kurmanji from Latin letters and cannot
    /// read Sorani; it has no Somali. A wrong voice is worse than none: the person would think that he is the fault.
    #[must_use]
    pub const fn espeak_voice(self) -> Option<&'static str> {
        match self {
            Self::English => Some("en-gb"),
            Self::KurdishSorani | Self::Somali => None,
            other => Some(other.tag()),
        }
    }

    /// Whether a letter belongs to the script that the language is written in.
    pub(crate) fn writes(self, letter: char) -> bool {
        let code = letter as u32;
        match self {
            Self::Arabic | Self::KurdishSorani | Self::Urdu | Self::Farsi => {
                (0x0600..=0x06FF).contains(&code)
            }
            Self::Punjabi => (0x0A00..=0x0A7F).contains(&code),
            Self::Bengali => (0x0980..=0x09FF).contains(&code),
            _ => letter.is_alphabetic() && (code < 0x0250 || (0x1E00..=0x1EFF).contains(&code)),
        }
    }
}
