//! The same on paper: the sheet, in usual or large print, the patient's copy, and the folded card; and beside them what is
//! asked apart from it: the checks for illness, and which GP somebody wants who leaves.
//!
//! None of them says whose it is: whoever finds one in a cell learns of nobody. The card's outside has five words in
//! the patient's language and no other, not even ours; what was said stands inside it only when it was asked for.

use super::{Answer, patient_of};
use crate::answer::Page;
use crate::assets;
use crate::fault::Fault;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::Posted;
use crate::talk::answer_of;
use askama::Template;
use axum::extract::Path;
use axum::response::IntoResponse;
use crossing::disclose::checks::ChecksView;
use crossing::disclose::choice::{ChoiceView, LastView, wordings};
use jiff::civil::Date;
use registration::wording::{CheckText, Language, Offer, Wording};
use vocab::registration::{Later, Situation};

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// One side of a sheet.
    Sheet,
    /// Both sides of it, in large print.
    Large,
    /// What the patient said, to keep.
    Copy,
    /// Folded, with nothing inside.
    Card,
    /// Folded, with what was said inside.
    CardInDetail,
    /// The checks for illness that the patient may be called to, each with its own answers.
    Checks,
    /// Which GP they want who leave, and whether one outside may be told.
    Leaving,
}

impl Paper {
    const ALL: [(&'static str, Self); 7] = [
        ("sheet", Self::Sheet),
        ("large", Self::Large),
        ("copy", Self::Copy),
        ("card", Self::Card),
        ("card-in-detail", Self::CardInDetail),
        ("checks", Self::Checks),
        ("leaving", Self::Leaving),
    ];

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(of, _)| *of == word).map(|(_, paper)| paper)
    }

    const fn says_what_was_said(self) -> bool {
        matches!(self, Self::Copy | Self::CardInDetail)
    }
}

/// A sheet of paper.
#[derive(Template)]
#[template(path = "pages/choice_paper.html")]
pub struct PaperPage<'a> {
    frame: Frame,
    wording: &'a Wording,
    paper: Paper,
    said: Option<(Offer, Date)>,
    checks: Vec<&'a CheckText>,
    is_draft: bool,
    back: String,
}

impl<'a> PaperPage<'a> {
    fn new(
        frame: Frame,
        wording: &'a Wording,
        paper: Paper,
        (said, is_draft): (Option<(Offer, Date)>, bool),
        back: String,
    ) -> Self {
        let what_for = match paper {
            Paper::Sheet | Paper::Large | Paper::Checks | Paper::Leaving => {
                "To go through with the patient, and to leave with them."
            }
            Paper::Copy => "For the patient alone, who decides whether to keep it.",
            Paper::Card | Paper::CardInDetail => "For the patient. Cut it out, and fold it along the line.",
        };
        Self {
            frame: frame.at("/find").printed(what_for),
            wording,
            paper,
            said,
            checks: Vec::new(),
            is_draft,
            back,
        }
    }

    fn picture(name: &str) -> String {
        assets::address(&format!("pictures/{name}.svg"))
    }

    fn said_words(&self) -> Option<String> {
        self.said.map(|(offer, _)| self.wording.copy_said(offer))
    }

    /// The day, as it is written in every language here: none of them begins with the month.
    fn when_words(&self) -> Option<String> {
        self.said.map(|(_, date)| self.wording.copy_when(&date.strftime("%-d.%-m.%Y").to_string()))
    }

    /// Which GP somebody wants who leaves: the one before is offered only where there was one.
    fn gps(&self) -> Vec<&str> {
        let leaving = &self.wording.leaving;
        let before = (self.wording.situation == Situation::HasGp).then_some(leaving.before.as_str());
        before.into_iter().chain([leaving.near.as_str(), leaving.unsure.as_str()]).collect()
    }

    fn is_card(&self) -> bool {
        matches!(self.paper, Paper::Card | Paper::CardInDetail)
    }

    fn is_sheet(&self) -> bool {
        matches!(self.paper, Paper::Sheet | Paper::Large)
    }
}

/// What was pressed for an answer, where it was one of the four.
fn offer_of(last: &LastView) -> Option<Offer> {
    let of_answer = |offer: &Offer| answer_of(*offer).0 == last.answer;
    match last.later {
        Some(Later::WantsToTalk) => Some(Offer::Talk),
        _ => Offer::ALL.into_iter().find(of_answer),
    }
}

fn said(view: &ChoiceView) -> Option<(Offer, Date)> {
    view.last.as_ref().and_then(|last| Some((offer_of(last)?, last.held.london_date())))
}

/// The checks that there is to speak of: those of the patient's age, but for those that are not for them.
fn checks_of<'a>(wording: &'a Wording, view: Option<&ChecksView>) -> Vec<&'a CheckText> {
    let asked = view.into_iter().flat_map(|view| &view.checks).filter(|check| !check.not_for_them);
    asked.filter_map(|asked| wording.screening.checks.iter().find(|text| text.check == asked.check)).collect()
}

/// `POST /patient/{id}/choice/print`: it stands in the gate book.
pub async fn print(Path(id): Path<String>, Posted { at, fields }: Posted) -> Answer {
    let patient = patient_of(&at, &id)?;
    let paper = fields.get("paper").and_then(Paper::parse);
    let paper = paper.ok_or_else(|| at.refuse(Fault::Asked("say what to print".to_owned())))?;
    let language = fields.get("language").and_then(Language::of_tag);
    let language =
        language.ok_or_else(|| at.refuse(Fault::Asked("choose the language to print it in".to_owned())))?;
    let view = at.state.crossing.choice_print(&at.context(), patient).await.map_err(|e| at.fault(e))?;
    let view = view.get();
    if !view.open.record {
        return Err(at.refuse(Fault::NotFound));
    }
    let all = wordings().ok_or_else(|| at.refuse(Fault::Ours))?;
    let said = said(view).filter(|_| paper.says_what_was_said());
    if paper.says_what_was_said() && said.is_none() {
        let why = "there is no answer to print: nothing was said, or it was taken back";
        return Err(at.refuse(Fault::Asked(why.to_owned())));
    }
    let is_draft = view.drafts.contains(&language);
    let back = format!("/patient/{patient}/choice");
    let wording = all.get(language, view.situation);
    let checks = checks_of(wording, view.checks.as_ref());
    if paper == Paper::Checks && checks.is_empty() {
        let why = "there is no check to ask about at this age, or none that is for this patient";
        return Err(at.refuse(Fault::Asked(why.to_owned())));
    }
    let page = PaperPage::new(at.frame(), wording, paper, (said, is_draft), back);
    Ok(Page::ok(PaperPage { checks, ..page }).into_response())
}

impl Sample for PaperPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = vocab::crossing::Role::Clinician;
        let Some(all) = wordings() else { return };
        let back = || format!("/patient/{}/choice", crate::sample::ids::patient(1));
        let date = jiff::civil::date(2026, 11, 12);
        for language in Language::ALL {
            for situation in registration::wording::SITUATIONS {
                let wording = all.get(language, situation);
                for (word, paper) in Paper::ALL {
                    let said = paper.says_what_was_said().then_some((Offer::Talk, date));
                    let name = format!("{}-{situation}-{word}", language.tag());
                    let page = PaperPage::new(show.frame(role), wording, paper, (said, true), back());
                    let checks = wording.screening.checks.iter().collect();
                    show.page(&name, role, &PaperPage { checks, ..page });
                }
            }
        }
    }
}
