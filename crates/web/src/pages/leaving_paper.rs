//! What goes out on paper when somebody leaves: the leaver's pack, written to its end by the discharge nurse, in the
//! person's language and in English; and the letter to a GP practice.
//!
//! It promises: what nobody knows stands as not known and never as none; what was typed for a pack is printed and kept
//! nowhere; a letter is looked at before it is printed, and where there is none the page says why. Who printed what
//! stands in the gate book.

use super::{Answer, patient_of};
use crate::answer::Page;
use crate::fault::Fault;
use crate::form::Fields;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use crossing::disclose::choice::wordings;
use crossing::disclose::leaving::{LetterIs, LetterView, PackView};
use registration::leaving::papers::{Contents, Medicines, Pack, Visit};
use registration::wording::practice::Stated;
use registration::wording::{Language, Status, VisitWith};
use vocab::crossing::Role;

const WHY_NEVER: &str = "It is written to its end here; what is printed is the sheet.";

/// So many next visits can be written: more goes on a second sheet.
const VISITS: [u8; 3] = [1, 2, 3];

/// How the medicines stand, as the form has it.
const MEDICINES: [(&str, &str); 5] = [
    ("not-known", "Not known"),
    ("with-them", "With them, these:"),
    ("slip", "A prescription with them, for these:"),
    ("without", "Left without: should have some and has none"),
    ("none", "Takes none"),
];

/// With whom a visit is, as the form has it.
const WITH: [(&str, VisitWith, &str); 4] = [
    ("gp", VisitWith::Gp, "GP"),
    ("substance", VisitWith::Substance, "Drug and alcohol service"),
    ("mental-health", VisitWith::MentalHealth, "Mental health service"),
    ("chemist", VisitWith::Chemist, "Chemist"),
];

/// The page on which the pack is written.
#[derive(Template)]
#[template(path = "pages/leaving_pack.html")]
pub struct PackPage<'a> {
    frame: Frame,
    view: &'a PackView,
    typed: &'a Fields,
    refused: Vec<String>,
    back: String,
}

impl<'a> PackPage<'a> {
    fn new(frame: Frame, view: &'a PackView, typed: &'a Fields, refused: Vec<String>) -> Self {
        let back = format!("/patient/{}/leaving", view.patient);
        let frame = frame.at("/leaving").never_printed(WHY_NEVER);
        Self { frame, view, typed, refused, back }
    }

    fn is_typed(&self) -> bool {
        self.typed.get("typed").is_some()
    }

    fn value(&self, name: &str) -> &str {
        self.typed.get(name).unwrap_or_default()
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.typed.get(name) == Some(value)
    }

    fn visit(&self, n: u8, part: &str) -> &str {
        self.value(&format!("visit-{n}-{part}"))
    }

    fn is_visit(&self, n: u8, word: &str) -> bool {
        self.visit(n, "with") == word
    }

    /// The GP: as it was typed, else the practice as it is known, for which somebody writes name and address.
    fn gp(&self) -> String {
        match (&self.view.practice, self.is_typed()) {
            (Some((practice, _)), false) => practice.clone(),
            _ => self.value("gp").to_owned(),
        }
    }

    fn gp_none(&self) -> bool {
        if self.is_typed() { self.is("gp-none", "yes") } else { self.view.has_no_practice }
    }

    /// What is known of medicines, until somebody says otherwise.
    fn is_medicines(&self, word: &str) -> bool {
        let known = match (self.view.left_without, self.view.takes_no_medicines) {
            (true, _) => "without",
            (false, true) => "none",
            (false, false) => "not-known",
        };
        if self.is_typed() { self.is("medicines", word) } else { known == word }
    }

    fn is_language(&self, tag: &str) -> bool {
        let known = self.view.language.as_deref().unwrap_or_else(|| Language::English.tag());
        if self.is_typed() { self.is("language", tag) } else { known == tag }
    }

    fn languages() -> Vec<(&'static str, String)> {
        let words = |language: Language| {
            let all = wordings();
            let draft = all.is_some_and(|all| {
                all.get(language, registration::wording::Situation::NotKnown).status == Status::Draft
            });
            let draft = if draft { ": draft" } else { "" };
            (language.tag(), format!("{}{draft}", language.english_name()))
        };
        Language::ALL.iter().map(|language| words(*language)).collect()
    }

    const fn medicines() -> [(&'static str, &'static str); 5] {
        MEDICINES
    }

    const fn visits() -> [u8; 3] {
        VISITS
    }

    const fn with() -> [(&'static str, VisitWith, &'static str); 4] {
        WITH
    }
}

/// The sheets: in the person's language, and in English.
#[derive(Template)]
#[template(path = "pages/leaving_pack_paper.html")]
pub struct PackPaper {
    frame: Frame,
    name: String,
    sheets: Vec<(Language, Pack)>,
    back: String,
}

impl PackPaper {
    fn new(frame: Frame, view: &PackView, language: Language, contents: &Contents) -> Option<Self> {
        let all = wordings()?;
        let mut languages = vec![language, Language::English];
        languages.dedup();
        let sheet = |language: Language| (language, Pack::of(all.get(language, view.situation), contents));
        Some(Self {
            frame: frame.at("/leaving").printed("For the patient alone, who decides what to show of it."),
            name: view.head.name.clone()?,
            sheets: languages.into_iter().map(sheet).collect(),
            back: format!("/patient/{}/leaving", view.patient),
        })
    }
}

/// The letter to a practice, or why there is none.
#[derive(Template)]
#[template(path = "pages/leaving_letter.html")]
pub struct LetterPage<'a> {
    frame: Frame,
    view: &'a LetterView,
    printing: bool,
    back: String,
}

impl<'a> LetterPage<'a> {
    fn new(frame: Frame, view: &'a LetterView, printing: bool) -> Self {
        let frame = frame.at("/leaving");
        let frame = if printing {
            frame.printed("For the practice that the patient chose, and a copy for the patient.")
        } else {
            frame.never_printed("Look at it first; what is printed stands in the gate book.")
        };
        Self { frame, view, printing, back: format!("/patient/{}/leaving", view.patient) }
    }
}

/// What was typed, one a line.
fn lines(fields: &Fields, name: &str) -> Vec<String> {
    let text = fields.get(name).unwrap_or_default();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What was typed under a name, or that there is none, or that nobody knows; both at once is refused.
fn stated<T>(
    fields: &Fields,
    (name, what): (&str, &str),
    typed: Option<T>,
    refused: &mut Vec<String>,
) -> Stated<T> {
    let none = fields.get(&format!("{name}-none")) == Some("yes");
    if none && typed.is_some() {
        refused.push(format!("{what}: something is written and \"none\" is ticked"));
    }
    match typed {
        Some(typed) => Stated::Is(typed),
        None if none => Stated::None,
        None => Stated::NotKnown,
    }
}

fn medicines(fields: &Fields, refused: &mut Vec<String>) -> Medicines {
    let typed = lines(fields, "medicines-lines");
    let is = fields.get("medicines").unwrap_or("not-known");
    let lists = matches!(is, "with-them" | "slip");
    if lists && typed.is_empty() {
        refused.push("medicines: write them, one a line".to_owned());
    } else if !lists && !typed.is_empty() {
        refused.push("medicines: some are written, and none is said to be with them".to_owned());
    }
    match is {
        "with-them" => Medicines::WithThem(typed),
        "slip" => Medicines::Slip(typed),
        "without" => Medicines::Without,
        "none" => Medicines::None,
        _ => Medicines::NotKnown,
    }
}

fn visits(fields: &Fields, refused: &mut Vec<String>) -> Vec<Visit> {
    let visit = |n: u8| {
        let part = |part: &str| fields.get(&format!("visit-{n}-{part}")).map(str::to_owned);
        let with = part("with").and_then(|word| WITH.into_iter().find(|(of, ..)| *of == word));
        match (with, part("when"), part("place")) {
            (None, None, None) => None,
            (Some((_, with, _)), Some(when), Some(place)) => Some(Ok(Visit { with, when, place })),
            _ => Some(Err(format!("next visit {n}: say with whom, when and where"))),
        }
    };
    let mut found = Vec::new();
    for one in VISITS.into_iter().filter_map(visit) {
        match one {
            Ok(visit) => found.push(visit),
            Err(why) => refused.push(why),
        }
    }
    found
}

/// What the nurse wrote, or what to mend.
fn contents(fields: &Fields) -> Result<(Language, Contents), Vec<String>> {
    let mut refused = Vec::new();
    let language = fields.get("language").and_then(Language::of_tag);
    if language.is_none() {
        refused.push("choose the language".to_owned());
    }
    let gp = fields.get("gp").map(str::to_owned);
    let summary = Some(lines(fields, "summary")).filter(|lines| !lines.is_empty());
    let visits = Some(visits(fields, &mut refused)).filter(|visits| !visits.is_empty());
    let contents = Contents {
        gp: stated(fields, ("gp", "the GP"), gp, &mut refused),
        summary: stated(fields, ("summary", "health in short"), summary, &mut refused),
        medicines: medicines(fields, &mut refused),
        visits: stated(fields, ("visits", "next visits"), visits, &mut refused),
        today: fields.get("today").map_or(Stated::NotKnown, |today| Stated::Is(today.to_owned())),
    };
    match language {
        Some(language) if refused.is_empty() => Ok((language, contents)),
        _ => Err(refused),
    }
}

/// `GET /patient/{id}/leaving/pack`.
pub async fn pack(at: At, Path(id): Path<String>) -> Answer {
    let patient = patient_of(&at, &id)?;
    let view = at.state.crossing.leaving_pack(&at.context(), patient).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(PackPage::new(at.frame(), view.get(), &Fields::none(), Vec::new())).into_response())
}

/// `POST /patient/{id}/leaving/pack`: the sheets. What was typed stands on them and nowhere else.
pub async fn pack_print(Path(id): Path<String>, Posted { at, fields }: Posted) -> Answer {
    let patient = patient_of(&at, &id)?;
    let crossing = &at.state.crossing;
    match contents(&fields) {
        Err(why) => {
            let view = crossing.leaving_pack(&at.context(), patient).await.map_err(|e| at.fault(e))?;
            let page = PackPage::new(at.frame(), view.get(), &fields, why);
            Ok(Page(StatusCode::CONFLICT, page).into_response())
        }
        Ok((language, contents)) => {
            let view = crossing.leaving_pack_print(&at.context(), patient).await.map_err(|e| at.fault(e))?;
            let paper = PackPaper::new(at.frame(), view.get(), language, &contents);
            Ok(Page::ok(paper.ok_or_else(|| at.refuse(Fault::Ours))?).into_response())
        }
    }
}

/// `GET /patient/{id}/leaving/letter`.
pub async fn letter(at: At, Path(id): Path<String>) -> Answer {
    let patient = patient_of(&at, &id)?;
    let view = at.state.crossing.leaving_letter(&at.context(), patient).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(LetterPage::new(at.frame(), view.get(), false)).into_response())
}

/// `POST /patient/{id}/leaving/letter`: booked as printed.
pub async fn letter_print(Path(id): Path<String>, Posted { at, .. }: Posted) -> Answer {
    let patient = patient_of(&at, &id)?;
    let view = at.state.crossing.leaving_letter_print(&at.context(), patient).await;
    let view = view.map_err(|e| at.fault(e))?;
    let printing = matches!(view.get().letter, LetterIs::Written { .. });
    Ok(Page::ok(LetterPage::new(at.frame(), view.get(), printing)).into_response())
}

impl Sample for PackPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::DischargeNurse;
        let (view, without, none, typed) =
            (samples::pack(), samples::pack_without(), Fields::none(), samples::typed());
        let why = contents(&typed).err().unwrap_or_default();
        show.page("pack", role, &PackPage::new(show.frame(role), &view, &none, Vec::new()));
        show.page("pack-without", role, &PackPage::new(show.frame(role), &without, &none, Vec::new()));
        show.page("pack-refused", role, &PackPage::new(show.frame(role), &view, &typed, why));
    }
}

impl Sample for PackPaper {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::DischargeNurse;
        let view = samples::pack();
        let (full, nothing) = (samples::full(), samples::nothing_known());
        for language in Language::ALL {
            for (word, contents) in [("full", &full), ("not-known", &nothing)] {
                let Some(paper) = Self::new(show.frame(role), &view, language, contents) else { return };
                show.page(&format!("pack-{}-{word}", language.tag()), role, &paper);
            }
        }
    }
}

impl Sample for LetterPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::HealthcareAdministrator;
        let (letter, none) = (samples::letter(), samples::no_letter());
        show.page("letter", role, &LetterPage::new(show.frame(role), &letter, false));
        show.page("letter-printed", role, &LetterPage::new(show.frame(role), &letter, true));
        show.page("letter-none", role, &LetterPage::new(show.frame(role), &none, false));
    }
}

mod samples;

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Bytes;

    fn read(typed: &'static str) -> Result<(Language, Contents), Vec<String>> {
        contents(&Fields::read(&Bytes::from_static(typed.as_bytes())))
    }

    #[test]
    fn what_nobody_wrote_is_not_known_and_only_a_tick_makes_it_none() {
        let (_, blank) = read("typed=1&language=sr").unwrap();
        assert!(matches!(blank.gp, Stated::NotKnown) && matches!(blank.summary, Stated::NotKnown));
        assert!(matches!(blank.visits, Stated::NotKnown) && matches!(blank.today, Stated::NotKnown));
        assert!(blank.medicines == Medicines::NotKnown);
        let (_, none) =
            read("language=sr&gp-none=yes&summary-none=yes&visits-none=yes&medicines=none").unwrap();
        assert!(matches!(none.gp, Stated::None) && matches!(none.summary, Stated::None));
        assert!(matches!(none.visits, Stated::None) && none.medicines == Medicines::None);
    }

    #[test]
    fn what_contradicts_itself_is_refused_in_words() {
        let why = |typed| read(typed).err().unwrap_or_default().join("; ");
        assert_eq!(why("typed=1"), "choose the language");
        assert!(why("language=sr&gp=A+surgery&gp-none=yes").contains("the GP: something is written"));
        assert!(why("language=sr&medicines=with-them").contains("write them"));
        assert!(why("language=sr&medicines=none&medicines-lines=one").contains("some are written"));
        assert!(
            why("language=sr&visit-1-with=hospital&visit-1-when=Monday&visit-1-place=there")
                .contains("with whom")
        );
    }
}
