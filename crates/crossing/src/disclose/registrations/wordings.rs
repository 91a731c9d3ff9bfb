//! The words by which people are asked, each under its hash: those of today and those that were ever shown as checked.
//! Nobody is in them. They are healthcare's all the same: whoever of the prison asks finds nothing.

use crate::Crossing;
use crate::context::Context;
use crate::disclose::choice;
use crate::disclose::search::{Also, Page};
use crate::disclose::{Desk, DiscloseError, Disclosed, Result};
use policy::Kind;
use registration::wording::{Language, ShownText, Status, Wordings, kept};
use serde::Serialize;
use vocab::registration::Situation;

/// A search of wordings.
#[derive(Debug, Clone, Default)]
pub struct WordingSearch {
    /// Hashes.
    pub hashes: Vec<String>,
    /// Whatever else must hold.
    pub also: Also<WordingView>,
    /// At most so many on a page.
    pub most: usize,
    /// After this mark of an earlier page.
    pub after: Option<String>,
}

/// A wording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordingView {
    /// SHA-256 of its words, in hex: no other words have it.
    pub hash: String,
    /// The language's tag, as records have it.
    pub language: &'static str,
    /// The same as HTML has it.
    pub html: &'static str,
    /// For whom it is true.
    pub situation: Situation,
    /// Whether somebody checked it; none where it is shown no longer.
    pub status: Option<Status>,
    /// Its day, where it is shown today.
    pub version: Option<jiff::civil::Date>,
    /// Message and text, in the order in which they are shown.
    pub lines: Vec<(String, String)>,
}

impl Crossing {
    /// Searches wordings.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for whoever may see no choice; [`DiscloseError::OurFault`].
    pub async fn wording_search(
        &self,
        ctx: &Context,
        search: WordingSearch,
    ) -> Result<Disclosed<Page<WordingView>>> {
        self.disclose(ctx, "choice.wording.search", |desk| wordings(desk, &search)).await
    }

    /// Reads one, by its hash.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's.
    pub async fn wording_read(&self, ctx: &Context, hash: &str) -> Result<Disclosed<WordingView>> {
        self.disclose(ctx, "choice.wording.read", |desk| wording(desk, hash)).await
    }
}

fn wordings(desk: &mut Desk<'_>, search: &WordingSearch) -> Result<Page<WordingView>> {
    desk.must_general(Kind::RegistrationChoice)?;
    let mut found = choice::wordings().map(all).unwrap_or_default();
    found.retain(|view| {
        (search.hashes.is_empty() || search.hashes.contains(&view.hash)) && search.also.holds(view)
    });
    Page::cut(found, |view| view.hash.clone(), search.after.as_deref(), search.most, None)
}

fn wording(desk: &mut Desk<'_>, hash: &str) -> Result<WordingView> {
    let search = WordingSearch { hashes: vec![hash.to_owned()], most: 1, ..WordingSearch::default() };
    wordings(desk, &search)?.entries.pop().ok_or(DiscloseError::NotFound)
}

/// Today's, by language and situation, and after them what is shown no longer.
fn all(wordings: &Wordings) -> Vec<WordingView> {
    let mut found: Vec<WordingView> = wordings
        .all()
        .map(|wording| WordingView {
            status: Some(wording.status.clone()),
            version: Some(wording.version),
            ..of(wording.hash.as_str(), &wording.shown())
        })
        .collect();
    for hash in kept::hashes() {
        let shown = hash.parse().ok().and_then(|hash| wordings.by_hash(&hash));
        if let Some(shown) = shown.filter(|_| found.iter().all(|view| view.hash != hash)) {
            found.push(of(hash, shown));
        }
    }
    found
}

fn of(hash: &str, shown: &ShownText) -> WordingView {
    WordingView {
        hash: hash.to_owned(),
        language: Language::tag(shown.language),
        html: shown.language.html(),
        situation: shown.situation,
        status: None,
        version: None,
        lines: shown.lines.clone(),
    }
}
