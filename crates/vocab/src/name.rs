//! Names and dates of birth. They print redacted and compare without case, accents or punctuation.

use crate::redacted;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A family name, as it was recorded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FamilyName(String);

/// Given names in order, as recorded, separated by single spaces.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GivenNames(String);

/// A date of birth. It may be an estimate: the first of January often is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Born(Date);

/// Free text that someone typed. It never crosses; it is kept because the record is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FreeText(String);

redacted!(FamilyName, GivenNames, Born, FreeText);

macro_rules! text_of {
    ($($name:ident),+) => {$(
        impl $name {
            /// Keeps the text with its white space folded.
            #[must_use]
            pub fn new(text: &str) -> Self {
                Self(text.split_whitespace().collect::<Vec<_>>().join(" "))
            }

            /// As recorded.
            #[must_use]
            pub fn text(&self) -> &str {
                &self.0
            }
        }
    )+};
}
text_of!(FamilyName, GivenNames);

impl FreeText {
    /// Keeps the text as it came.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// As it came.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl Born {
    /// Wraps a date.
    #[must_use]
    pub const fn new(date: Date) -> Self {
        Self(date)
    }

    /// The date.
    #[must_use]
    pub const fn date(self) -> Date {
        self.0
    }

    /// Days since the first of January 1970, as stored; earlier births are negative.
    #[must_use]
    pub fn day_number(self) -> i64 {
        let epoch = jiff::civil::date(1970, 1, 1);
        (self.0 - epoch).get_days().into()
    }

    /// Whole years lived on a day; zero before the first birthday or for a date in the future.
    #[must_use]
    pub fn age_on(self, day: Date) -> u16 {
        let had_birthday = (day.month(), day.day()) >= (self.0.month(), self.0.day());
        u16::try_from(day.year() - self.0.year() - i16::from(!had_birthday)).unwrap_or(0)
    }
}

/// A person's or patient's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// Family name.
    pub family: FamilyName,
    /// Given names, the first first.
    pub given: GivenNames,
}

impl Name {
    /// From the two parts as recorded.
    #[must_use]
    pub fn new(family: &str, given: &str) -> Self {
        Self { family: FamilyName::new(family), given: GivenNames::new(given) }
    }

    /// `BOYD, Kieran`: as lists print it.
    #[must_use]
    pub fn listed(&self) -> String {
        format!("{}, {}", self.family.text().to_uppercase(), title_case(first_word(self.given.text())))
    }
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// `KIERAN` and `kieran` read as `Kieran`; hyphens and apostrophes start a new capital.
fn title_case(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut start = true;
    for c in word.chars() {
        if start {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        start = !c.is_alphanumeric();
    }
    out
}

/// A name folded for comparison: lower case, accents off, letters and digits only.
///
/// `O'VAUGHAN`, `O’Vaughan` and `o vaughan` fold alike, and so do `İLİĆ` and `Ilic`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        for lower in c.to_lowercase() {
            match unaccented(lower) {
                Some(plain) => out.push_str(plain),
                None if lower.is_alphanumeric() => out.push(lower),
                None => {}
            }
        }
    }
    out
}

/// The key under which records that share family name and date of birth stand together (FNV-1a, 64 bits).
///
/// It only finds: two names with one key are still compared.
#[must_use]
pub fn alike_key(family: &FamilyName, born: Born) -> i64 {
    let text = format!("{}|{}", fold(family.text()), born.date());
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.cast_signed()
}

/// The plain letters of an accented Latin letter, in the spellings seen in this population's languages.
/// Letters of other scripts pass as they are.
const fn unaccented(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ả' | 'ạ' | 'ấ' | 'ầ' | 'ậ' | 'ắ'
        | 'ặ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẻ' | 'ẽ' | 'ẹ' | 'ế' | 'ề' | 'ể' | 'ễ'
        | 'ệ' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ỉ' | 'ị' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ỏ' | 'ọ' | 'ố' | 'ồ' | 'ộ' | 'ớ'
        | 'ờ' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ủ' | 'ụ' | 'ứ' | 'ừ' | 'ữ' => {
            "u"
        }
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ' | 'ỹ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_without_case_accents_or_punctuation() {
        assert_eq!(fold("O'VAUGHAN"), fold("o’vaughan"));
        assert_eq!(fold("İLİĆ"), "ilic");
        assert_eq!(fold("Smith-Jones"), fold("SMITH JONES"));
        assert_eq!(fold("Łukasz Đorđević"), "lukaszdordevic");
    }

    #[test]
    fn a_name_is_listed_with_the_family_name_first() {
        assert_eq!(Name::new("boyd", "KIERAN  lee").listed(), "BOYD, Kieran");
        assert_eq!(Name::new("Tate", "anne-marie").listed(), "TATE, Anne-Marie");
    }

    #[test]
    fn nothing_of_a_person_prints() {
        let name = Name::new("Boyd", "Kieran");
        let printed =
            format!("{name:?} {:?} {:?}", Born::new(jiff::civil::date(2002, 4, 1)), FreeText::new("secret"));
        for word in ["Boyd", "Kieran", "2002", "secret"] {
            assert!(!printed.contains(word), "{word} printed");
        }
    }

    #[test]
    fn age_counts_birthdays() {
        let born = Born::new(jiff::civil::date(2002, 11, 12));
        assert_eq!(born.age_on(jiff::civil::date(2026, 11, 11)), 23);
        assert_eq!(born.age_on(jiff::civil::date(2026, 11, 12)), 24);
        assert_eq!(born.age_on(jiff::civil::date(2001, 1, 1)), 0);
    }
}
