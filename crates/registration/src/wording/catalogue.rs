//! One language's file, read and held against the list of messages.

use super::language::Language;
use super::messages::{Given, Message};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

macro_rules! file {
    ($tag:literal) => {
        include_str!(concat!("../../../../locales/", $tag, "/registration.ftl"))
    };
}

/// The files, as they were when this was compiled.
pub(super) const FILES: &[(Language, &str)] = &[
    (Language::English, file!("en-GB")),
    (Language::Albanian, file!("sq")),
    (Language::Polish, file!("pl")),
    (Language::Romanian, file!("ro")),
    (Language::Lithuanian, file!("lt")),
    (Language::Portuguese, file!("pt")),
    (Language::Arabic, file!("ar")),
    (Language::KurdishSorani, file!("ckb")),
    (Language::Vietnamese, file!("vi")),
    (Language::Urdu, file!("ur")),
    (Language::Punjabi, file!("pa")),
    (Language::Bengali, file!("bn")),
    (Language::Turkish, file!("tr")),
    (Language::Somali, file!("so")),
    (Language::Farsi, file!("fa")),
    (Language::Serbian, file!("sr")),
    (Language::Welsh, file!("cy")),
];

/// The largest number for which the plural forms are tried: no conversation has as many pages.
const PLURALS_TRIED_MAX: usize = 200;

/// Whether somebody who speaks the language has checked the words. The line `# status:` of the file's head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nobody has. The screen says so in the language itself.
    Draft,
    /// `checked by NAME on YYYY-MM-DD`.
    Checked {
        /// Who: a person or a service that can be asked.
        by: String,
        /// When.
        on: Date,
    },
}

/// What is wrong with the texts. Each names the language's tag.
#[derive(Debug, thiserror::Error)]
pub enum WordingError {
    /// The comment block at the top is not as expected.
    #[error("locales/{tag}: the head has no line `# {line}: …` that can be read")]
    Head {
        /// Language.
        tag: &'static str,
        /// Which line.
        line: &'static str,
    },
    /// Not Fluent, or one id twice.
    #[error("locales/{tag}: {what}")]
    Syntax {
        /// Language.
        tag: &'static str,
        /// Fluent's own words.
        what: String,
    },
    /// The messages are not those of the list in its order.
    #[error("locales/{tag}: message {at} is `{found}`, expected `{expected}`")]
    Messages {
        /// Language.
        tag: &'static str,
        /// Place in the list, from 1.
        at: usize,
        /// In the file, or `nothing`.
        found: String,
        /// In the list, or `nothing`.
        expected: String,
    },
    /// A message cannot be said.
    #[error("locales/{tag}: `{id}` {what}")]
    Message {
        /// Language.
        tag: &'static str,
        /// Message.
        id: String,
        /// Why not.
        what: String,
    },
    /// A kept wording is not what its name says.
    #[error("locales/kept/{name}: {what}")]
    Kept {
        /// File.
        name: String,
        /// Why not.
        what: &'static str,
    },
}

/// One language's messages.
pub(crate) struct Catalogue {
    pub(crate) language: Language,
    pub(crate) status: Status,
    pub(crate) version: Date,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Catalogue({}, {})", self.language.tag(), self.version)
    }
}

impl Catalogue {
    /// Reads a file and holds it against every rule and the list of its messages.
    pub(crate) fn read(language: Language, file: &str, messages: &[Message]) -> Result<Self, WordingError> {
        let tag = language.tag();
        let syntax = |what: String| WordingError::Syntax { tag, what };
        check_ids(tag, file, messages)?;
        let status = status(head(file, "status").unwrap_or_default());
        let status = status.ok_or(WordingError::Head { tag, line: "status" })?;
        let version = head(file, "version").and_then(|line| line.parse().ok());
        let version = version.ok_or(WordingError::Head { tag, line: "version" })?;
        let resource = FluentResource::try_new(file.to_owned()).map_err(|(_, errors)| {
            syntax(errors.first().map_or_else(|| "not read".to_owned(), ToString::to_string))
        })?;
        let id: LanguageIdentifier = tag.parse().map_err(|_| syntax("the tag is no language".to_owned()))?;
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Plain text: marks that isolate a value from the text around it are the page's to set.
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).map_err(|errors| {
            syntax(errors.first().map_or_else(|| "not added".to_owned(), ToString::to_string))
        })?;
        let catalogue = Self { language, status, version, bundle };
        for message in messages {
            for id in message.ids() {
                catalogue.check(&id, message.given)?;
            }
        }
        Ok(catalogue)
    }

    /// The text of a message that is given nothing.
    pub(crate) fn text(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// The text of a message with what it is given. [`Self::read`] tried every message of the list.
    pub(crate) fn with(&self, id: &str, given: &[(&str, FluentValue<'_>)]) -> String {
        self.format(id, given).unwrap_or_else(|_| id.to_owned())
    }

    fn format(&self, id: &str, given: &[(&str, FluentValue<'_>)]) -> Result<String, String> {
        let message = self.bundle.get_message(id).ok_or("is not there")?;
        let pattern = message.value().ok_or("has no text")?;
        let args: FluentArgs<'_> = given.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors);
        match errors.first() {
            Some(error) => Err(error.to_string()),
            None => Ok(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        }
    }

    /// A message can be said, holds what it is given, and is written in the language's script.
    fn check(&self, id: &str, given: &[Given]) -> Result<(), WordingError> {
        let wrong =
            |what: String| WordingError::Message { tag: self.language.tag(), id: id.to_owned(), what };
        let plural =
            given.iter().find_map(|one| if let Given::Plural(name) = one { Some(*name) } else { None });
        let tries = if plural.is_some() { 0..=PLURALS_TRIED_MAX } else { 0..=0 };
        for number in tries {
            let (mut args, mut must_hold) = (Vec::new(), Vec::new());
            for (at, one) in given.iter().enumerate() {
                let (name, value) = match one {
                    Given::Text(name) => (*name, FluentValue::from(format!("⟦{name}⟧"))),
                    Given::Number(name) => (*name, FluentValue::from(700 + at)),
                    Given::Plural(name) => (*name, FluentValue::from(number)),
                };
                match one {
                    Given::Text(name) => must_hold.push(format!("⟦{name}⟧")),
                    Given::Number(_) => must_hold.push((700 + at).to_string()),
                    Given::Plural(_) => {}
                }
                args.push((name, value));
            }
            let text = self.format(id, &args).map_err(wrong)?;
            if text.contains(['{', '}']) {
                return Err(wrong(format!("has a brace left: {text}")));
            }
            if let Some(missing) = must_hold.iter().find(|value| !text.contains(value.as_str())) {
                return Err(wrong(format!("does not hold what it is given: {missing}")));
            }
            if !text.chars().any(|letter| self.language.writes(letter)) {
                return Err(wrong("is empty or in another script".to_owned()));
            }
        }
        Ok(())
    }
}

/// The value of a line `# NAME: value` of the comment block at the top.
fn head<'a>(file: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = file.lines().take_while(|line| line.starts_with("# "));
    lines.find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.strip_prefix(": ")).map(str::trim)
}

fn status(line: &str) -> Option<Status> {
    if line == "draft" {
        return Some(Status::Draft);
    }
    let (by, on) = line.strip_prefix("checked by ")?.rsplit_once(" on ")?;
    let by = by.trim();
    (!by.is_empty()).then_some(())?;
    Some(Status::Checked { by: by.to_owned(), on: on.parse().ok()? })
}

/// The ids of the file are those of the list, in its order. Fluent itself lets any id stand.
fn check_ids(tag: &'static str, file: &str, messages: &[Message]) -> Result<(), WordingError> {
    let mut found = file.lines().filter_map(|line| {
        let starts = line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-');
        starts.then(|| line.split([' ', '=']).next().unwrap_or_default().to_owned())
    });
    let mut expected = messages.iter().flat_map(|message| message.ids());
    for at in 1.. {
        let (found, expected) = (found.next(), expected.next());
        if found == expected {
            if found.is_none() {
                break;
            }
            continue;
        }
        let word = |id: Option<String>| id.unwrap_or_else(|| "nothing".to_owned());
        return Err(WordingError::Messages { tag, at, found: word(found), expected: word(expected) });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::messages::all;
    use super::*;

    fn english() -> &'static str {
        FILES[0].1
    }

    fn refused(file: &str) -> String {
        Catalogue::read(Language::English, file, &all()).expect_err("refused").to_string()
    }

    #[test]
    fn a_checked_language_says_who_checked_it_and_when() {
        let file = english().replace("# status: draft", "# status: checked by A. Person on 2026-11-30");
        let read = Catalogue::read(Language::English, &file, &all()).unwrap();
        assert_eq!(
            read.status,
            Status::Checked { by: "A. Person".into(), on: jiff::civil::date(2026, 11, 30) }
        );
        for line in ["checked", "checked by  on 2026-11-30", "checked by A on some day", "fine"] {
            let file = english().replace("# status: draft", &format!("# status: {line}"));
            assert!(refused(&file).contains("status"), "{line}");
        }
    }

    #[test]
    fn a_file_that_lacks_a_message_or_has_one_too_many_is_refused() {
        let file = english().replace("s-officers = ", "# ");
        assert_eq!(refused(&file), "locales/en-GB: message 23 is `s-address`, expected `s-officers`");
        let file = format!("{}more = More\n", english());
        assert!(refused(&file).ends_with("is `more`, expected `nothing`"));
    }

    #[test]
    fn a_message_that_drops_or_misnames_what_it_is_given_is_refused() {
        let file = english().replace("Page { $page } of", "Page one of");
        assert!(refused(&file).contains("does not hold"), "{}", refused(&file));
        let file = english().replace("You said: { $answer }", "You said: { $anwser }");
        assert!(refused(&file).contains("copy-said"), "{}", refused(&file));
    }

    #[test]
    fn a_text_in_another_script_is_refused() {
        let error = Catalogue::read(Language::Urdu, english(), &all()).expect_err("refused");
        assert!(error.to_string().contains("script"), "{error}");
    }
}
