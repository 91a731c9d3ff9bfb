//! The panel as cards: what stands above everything, the suicide and self-harm state, at most five actions, and the
//! few that say how far the answer can be trusted. Each has its age.

use crate::App;
use crate::fhir::spoken;
use crossing::Context;
use crossing::disclose::panel::{Action, CellSharingLine, Panel};
use crossing::disclose::search::SearchNote;
use crossing::disclose::{Ages, Colour};
use std::sync::atomic::{AtomicU32, Ordering};
use vocab::id::TraceId;
use wire::cds_hooks::{Answer, CARDS_MAX, Card, Detail, Indicator, Source, Summary};
use wire::fhir::Text;

const SOURCE: Text = Text::fixed("Prison record, through Gatelodge");
const OUR_FAULT: &str = "Risks not known: our fault. Ring the wing.";
/// Stands for words that are too long for one line: they follow below it, whole.
const READ_ON: &str = "Read this before opening the door";

/// Writes the cards of one answer.
pub(crate) struct Writer<'a> {
    app: &'a App,
    ctx: &'a Context,
    cards: AtomicU32,
}

/// The card for when we failed.
pub(crate) fn our_fault(id: TraceId) -> Answer {
    Answer::of(card(id, Indicator::Critical, OUR_FAULT, Detail::new()))
}

fn card(id: TraceId, indicator: Indicator, words: &str, detail: Detail) -> Card {
    match Summary::new(words) {
        Ok(summary) => Card::new(id, indicator, summary, Source::new(SOURCE)).detailed(detail),
        Err(_) => {
            // INVARIANT: READ_ON is short.
            let summary = Summary::new(READ_ON).expect("a short line");
            let detail = Detail::new().paragraph(words).paragraph(detail.markdown());
            Card::new(id, indicator, summary, Source::new(SOURCE)).detailed(detail)
        }
    }
}

impl<'a> Writer<'a> {
    pub(crate) const fn new(app: &'a App, ctx: &'a Context) -> Self {
        Self { app, ctx, cards: AtomicU32::new(0) }
    }

    fn card(&self, indicator: Indicator, words: &str, detail: Detail) -> Card {
        let n = self.cards.fetch_add(1, Ordering::Relaxed);
        card(self.app.crossing.rng().seed().id(self.ctx.now, n).into(), indicator, words, detail)
    }

    pub(crate) fn our_fault(&self) -> Answer {
        Answer::of(self.card(Indicator::Critical, OUR_FAULT, Detail::new()))
    }

    /// Nobody is known by what was asked.
    pub(crate) fn nobody(&self, note: &SearchNote) -> Answer {
        let words = "We do not know which prison record is this patient's. Treat as unknown.";
        Answer::of(self.card(Indicator::Warning, words, Detail::new().paragraph(&note.words)))
    }

    /// More than one is.
    pub(crate) fn several(&self) -> Answer {
        let words = "More than one record has this patient's numbers. Treat as unknown. Ring the wing.";
        Answer::of(self.card(Indicator::Warning, words, Detail::new()))
    }

    /// The panel.
    pub(crate) fn panel(&self, panel: &Panel) -> Answer {
        let age = self.age(&panel.ages);
        let mut cards = Vec::new();
        for banner in &panel.banners {
            cards.push(self.card(Indicator::Warning, banner, aged(&age).paragraph(&ring(panel))));
        }
        if let Some(suicide) = &panel.suicide {
            let indicator = if suicide.urgent { Indicator::Critical } else { Indicator::Info };
            let words = format!("Suicide and self-harm: {}", suicide.words);
            cards.push(self.card(indicator, &words, Detail::new().paragraph(&suicide.note).paragraph(&age)));
        }
        cards.extend(panel.actions.iter().map(|action| self.action(Indicator::Warning, action, &age)));
        cards.extend(panel.unrecognised.iter().map(|words| self.card(Indicator::Warning, words, aged(&age))));
        cards.extend(panel.hold.iter().map(|hold| self.action(Indicator::Info, hold, &age)));
        cards.extend(panel.cell_sharing.iter().map(|line| self.cell_sharing(line, &age)));
        cards.extend(self.rest(panel, &age));
        cards.extend(panel.none.iter().map(|words| self.card(Indicator::Info, words, aged(&age))));
        self.answer(cards, &age)
    }

    fn action(&self, indicator: Indicator, action: &Action, age: &str) -> Card {
        let mut detail = Detail::new();
        if let Some(since) = action.since {
            detail = detail.paragraph(&format!("Since {since}."));
        }
        self.card(indicator, &action.words, detail.paragraph(age))
    }

    fn cell_sharing(&self, line: &CellSharingLine, age: &str) -> Card {
        let told = line.told.map_or_else(String::new, |at| format!("As told {}.", spoken(at, self.ctx.now)));
        let words = format!("Cell sharing risk: {}", line.words);
        let detail = Detail::new().paragraph(&told).paragraph(&line.note);
        self.card(Indicator::Info, &words, detail.paragraph(age))
    }

    /// What did not fit among the five, and what the patient needs, on one card.
    fn rest(&self, panel: &Panel, age: &str) -> Option<Card> {
        if panel.more.is_empty() && panel.needs.is_empty() && !panel.draft {
            return None;
        }
        let mut detail = Detail::new();
        for need in &panel.needs {
            detail = detail.item(&need.words);
        }
        for heading in &panel.more {
            detail = detail.item(heading);
        }
        if panel.draft {
            detail = detail.paragraph("These words are a draft: nobody has signed them for this prison.");
        }
        let count = panel.more.len();
        let words = match (count, panel.needs.is_empty()) {
            (0, true) => "The words of these warnings are a draft".to_owned(),
            (0, false) => "What the patient needs".to_owned(),
            (1, _) => "1 more thing to know".to_owned(),
            (count, _) => format!("{count} more things to know"),
        };
        Some(self.card(Indicator::Info, &words, detail.paragraph(age)))
    }

    /// As many as fit; if they do not all, the last says so. None at all would look like no risk.
    fn answer(&self, mut cards: Vec<Card>, age: &str) -> Answer {
        if cards.len() > CARDS_MAX {
            cards.truncate(CARDS_MAX - 1);
            let words =
                "More is known than fits here. Open the patient's panel in Gatelodge, or ring the wing.";
            cards.push(self.card(Indicator::Warning, words, aged(age)));
        }
        let mut cards = cards.into_iter();
        let Some(first) = cards.next() else {
            // A panel that says nothing says that it says nothing.
            return self.our_fault();
        };
        cards.fold(Answer::of(first), |mut answer, card| {
            // INVARIANT: counted above.
            let _ = answer.push(card);
            answer
        })
    }

    /// How old it is, in a sentence.
    fn age(&self, ages: &Ages) -> String {
        let when = |at| spoken(at, self.ctx.now);
        let checked =
            ages.checked().map_or_else(|| "Never checked.".to_owned(), |at| format!("Checked {}.", when(at)));
        let heard = ages.heard().map_or_else(
            || "The prison has not been heard yet.".to_owned(),
            |at| match ages.colour() {
                Colour::Fresh => {
                    format!("Prison last heard {}; news can be {} s behind.", when(at), ages.lag_seconds())
                }
                // How far behind it can be holds only while everything is as fresh as the route allows.
                Colour::Amber | Colour::Red | Colour::Never => {
                    format!("Prison last heard {}: things may have changed, ring the wing.", when(at))
                }
            },
        );
        format!("{checked} {heard}")
    }
}

fn aged(age: &str) -> Detail {
    Detail::new().paragraph(age)
}

fn ring(panel: &Panel) -> String {
    panel.telephones.as_ref().map_or_else(String::new, |t| {
        format!("Wing {}, security {}, at night {}.", t.wing, t.security, t.night)
    })
}
