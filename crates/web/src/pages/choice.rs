//! A patient's choice about a GP, for who treats them: what was decided, what is due and why, what follows; setting a
//! conversation up, handing the screen over, and recording what was said.
//!
//! It promises: whoever may see and not record is shown no button; what is refused is said in plain words with
//! everything that was typed still there; a conversation that is open is said not to be written down yet.

use super::choice_form::Form;
use super::{Answer, not_done, patient_of};
use crate::answer::Page;
use crate::fault::{Fault, FaultPage};
use crate::form::Fields;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted};
use crate::talk::{OpenTalk, answer_of, shown};
use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect};
use crossing::disclose::choice::{ChoiceView, wordings};
use registration::wording::{Language, Wording};
use serve::TalkId;
use vocab::Instant;
use vocab::id::PatientId;
use vocab::registration::{Answer as Said, Doubt, Heard, InterpreterIs, Later, Means};

const WHY_NEVER: &str = "What is for the patient to keep is printed from below; this page is the team's.";

/// A restart is told of for so long: an open conversation would not have been kept longer.
const RESTART_TOLD_SECONDS: i64 = 24 * 3_600;

/// The page.
#[derive(Template)]
#[template(path = "pages/choice.html")]
pub struct ChoicePage<'a> {
    frame: Frame,
    view: &'a ChoiceView,
    at: String,
    refused: Vec<String>,
    done: bool,
    typed: &'a Fields,
    open: Option<OpenView<'a>>,
    restarted: Option<Instant>,
}

/// A conversation that is open.
pub struct OpenView<'a> {
    talk: &'a OpenTalk,
    wording: &'a Wording,
    english: Option<&'a Wording>,
}

/// What was not done, and what was typed.
struct NotDone {
    why: Vec<String>,
    typed: Fields,
}

impl OpenView<'_> {
    /// How far it has come.
    fn stands(&self, frame: &Frame) -> String {
        match self.talk.given_back {
            Some(at) => format!("given back at {}", frame.when(&at)),
            None => format!("handed over at {}, not given back", frame.when(&self.talk.begun)),
        }
    }

    fn pages(&self) -> usize {
        self.wording.sentences.len() + 1
    }

    /// What was pressed: in English, and as it stood on the button.
    fn pressed(&self) -> Option<(String, &str)> {
        let (offer, _) = self.talk.pressed?;
        let of = |wording: &'_ Wording| wording.answers.iter().position(|text| text.answer == offer);
        let own = self.wording.answers.get(of(self.wording)?)?;
        let english = self.english.and_then(|wording| wording.answers.get(of(wording)?));
        Some((english.map_or_else(String::new, |text| text.text.clone()), own.text.as_str()))
    }

    /// The sentences that were not understood, in English.
    fn not_clear(&self) -> Vec<(usize, &str)> {
        let english = self.english.unwrap_or(self.wording);
        let text = |page: usize| {
            english
                .sentences
                .get(page - 1)
                .map_or(english.question.as_str(), |sentence| sentence.text.as_str())
        };
        self.talk.not_clear.iter().map(|page| (*page, text(*page))).collect()
    }

    /// The three questions: name of the field, in the patient's language, what a right answer holds.
    fn questions(&self) -> Vec<(&'static str, &str, &'static str)> {
        let names = ["gp-at-home", "seen-anyway", "may-change"];
        let questions = self.wording.teach_back.questions.iter();
        names.into_iter().zip(questions).map(|(name, one)| (name, one.text.as_str(), one.holds)).collect()
    }

    /// Whether a yes or a no was pressed: then only an explanation that is not finished needs another day.
    fn is_decided(&self) -> bool {
        self.talk.pressed.is_some_and(|(offer, _)| matches!(answer_of(offer).0, Said::Yes | Said::No))
    }
}

impl<'a> ChoicePage<'a> {
    fn new(frame: Frame, view: &'a ChoiceView, typed: &'a Fields) -> Self {
        let at = format!("/patient/{}/choice", view.patient);
        let frame = frame.at("/find").never_printed(WHY_NEVER);
        Self { frame, view, at, refused: Vec::new(), done: false, typed, open: None, restarted: None }
    }

    // What the template asks.

    /// What was typed into a form that was refused.
    fn value(&self, form: &str, name: &str) -> &str {
        if self.typed.get("form") == Some(form) { self.typed.get(name).unwrap_or_default() } else { "" }
    }

    /// Whether a value was chosen in a form that was refused.
    fn is(&self, form: &str, name: &str, value: &str) -> bool {
        self.typed.get("form") == Some(form) && self.typed.all(name).any(|one| one == value)
    }

    /// The same, or what the conversation was set up with, as long as nothing was typed.
    fn is_means(&self, form: &str, means: Means) -> bool {
        let of_open = |open: &OpenView<'_>| {
            open.talk.means.contains(&means) || means == Means::Audio && open.talk.heard
        };
        let set_up = form == "talk" && self.typed.get("form") != Some("talk");
        self.is(form, "means", means.word()) || set_up && self.open.as_ref().is_some_and(of_open)
    }

    fn is_interpreter(&self, form: &str, is: InterpreterIs) -> bool {
        let of_open = |open: &OpenView<'_>| open.talk.interpreter.as_ref().is_some_and(|one| one.is == is);
        let set_up = form == "talk" && self.typed.get("form") != Some("talk");
        self.is(form, "interpreter", is.word()) || set_up && self.open.as_ref().is_some_and(of_open)
    }

    fn reference(&self, form: &str) -> &str {
        let set_up = form == "talk" && self.typed.get("form") != Some("talk");
        let of_open = self.open.as_ref().and_then(|open| open.talk.interpreter.as_ref());
        match of_open.filter(|_| set_up) {
            Some(interpreter) => interpreter.named.text(),
            None => self.value(form, "reference"),
        }
    }

    /// Tag and name of each language, with what is to be known of it beforehand.
    fn languages(&self) -> Vec<(&'static str, String)> {
        let words = |language: &Language| language_words(*language, self.view.drafts.contains(language));
        Language::ALL.iter().map(|language| (language.tag(), words(language))).collect()
    }

    fn due_on(&self) -> Option<String> {
        self.view.due_on.map(|on| crate::words::day_near(on, self.frame.now.london_date()))
    }

    const fn means() -> &'static [Means] {
        Means::ALL
    }

    const fn interpreters() -> &'static [InterpreterIs] {
        InterpreterIs::ALL
    }

    const fn laters() -> &'static [Later] {
        Later::ALL
    }

    const fn answers() -> &'static [Said] {
        Said::ALL
    }

    const fn heards() -> &'static [Heard] {
        Heard::ALL
    }

    const fn doubts() -> &'static [Doubt] {
        Doubt::ALL
    }

    fn today(&self) -> String {
        self.frame.now.london_date().to_string()
    }
}

fn language_words(language: Language, is_draft: bool) -> String {
    let draft = if is_draft { ": draft" } else { "" };
    let voice = if language.espeak_voice().is_none() { ", no computer voice" } else { "" };
    if language == Language::English {
        return format!("{}{draft}{voice}", language.english_name());
    }
    format!("{} ({}){draft}{voice}", language.english_name(), language.own_name())
}

/// An answer, as staff say it.
const fn answer_words(answer: Said) -> &'static str {
    match answer {
        Said::Yes => "Yes",
        Said::No => "No",
        Said::NotNow => "Not now",
        Said::CouldNotSay => "Could not say",
    }
}

const fn means_words(means: Means) -> &'static str {
    match means {
        Means::Read => "Read by the patient",
        Means::ReadAloud => "Read aloud by you",
        Means::Audio => "Heard from the screen",
        Means::Signed => "In British Sign Language",
        Means::Interpreter => "Through an interpreter",
    }
}

const fn interpreter_words(is: InterpreterIs) -> &'static str {
    match is {
        InterpreterIs::Telephone => "Professional, by telephone",
        InterpreterIs::Video => "Professional, on a screen",
        InterpreterIs::InPerson => "Professional, in the room",
        InterpreterIs::HealthcareStaff => "Healthcare staff who speak the language",
        InterpreterIs::Officer => "An officer",
        InterpreterIs::Prisoner => "Another prisoner",
        InterpreterIs::Relative => "A relative or friend",
    }
}

const fn heard_words(heard: Heard) -> &'static str {
    match heard {
        Heard::SaidBack => "Said back",
        Heard::Missed => "Something else was said",
        Heard::NotAsked => "Not asked",
    }
}

async fn view_of(at: &At, patient: PatientId) -> Result<ChoiceView, FaultPage> {
    let view = at.state.crossing.choice(&at.context(), patient).await.map_err(|e| at.fault(e))?;
    Ok(view.get().clone())
}

/// Nobody but who may record is told that a button would have been there.
fn must_record(at: &At, view: &ChoiceView) -> Result<(), FaultPage> {
    if view.open.record { Ok(()) } else { Err(at.refuse(Fault::NotFound)) }
}

fn open_of(at: &At, patient: PatientId) -> Option<(TalkId, OpenTalk)> {
    at.state.talks.of(&at.signed.caller.account, patient)
}

fn page(at: &At, view: &ChoiceView, not_done: Option<NotDone>, done: bool) -> Answer {
    let status = if not_done.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let NotDone { why, typed } = not_done.unwrap_or(NotDone { why: Vec::new(), typed: Fields::none() });
    let talk = open_of(at, view.patient).filter(|_| view.open.record).map(|(_, talk)| talk);
    let since = at.state.talks.since();
    let restarted = (talk.is_none() && at.now.seconds_since(since) < RESTART_TOLD_SECONDS).then_some(since);
    let page = ChoicePage::new(at.frame(), view, &typed);
    let open = talk.as_ref().and_then(open_view);
    let restarted = restarted.filter(|_| view.open.record);
    Ok(Page(status, ChoicePage { refused: why, done, open, restarted, ..page }).into_response())
}

fn open_view(talk: &OpenTalk) -> Option<OpenView<'_>> {
    let all = wordings()?;
    let english = Some(all.get(Language::English, talk.situation));
    Some(OpenView { talk, wording: all.get(talk.language, talk.situation), english })
}

/// `GET /patient/{id}/choice`.
pub async fn open(at: At, Path(id): Path<String>, uri: Uri) -> Answer {
    let view = view_of(&at, patient_of(&at, &id)?).await?;
    let done = Fields::of_query(&uri).get("done").is_some();
    page(&at, &view, None, done)
}

/// `POST /patient/{id}/choice/hand-over`: the nurse's session on this screen ends here.
pub async fn hand_over(headers: HeaderMap, Path(id): Path<String>, Posted { at, fields }: Posted) -> Answer {
    let view = view_of(&at, patient_of(&at, &id)?).await?;
    must_record(&at, &view)?;
    let form = form_of(&at, &view, &fields, None);
    let set_up = form.set_up(view.open.little_english);
    let against: Vec<String> = view.open.against.iter().map(ToString::to_string).collect();
    let set_up = match set_up {
        Ok(set_up) if against.is_empty() => set_up,
        Ok(_) => return page(&at, &view, Some(NotDone { why: against, typed: fields }), false),
        Err(why) => return page(&at, &view, Some(NotDone { why, typed: fields }), false),
    };
    let (Some(stay), Some(all)) = (view.stay, wordings()) else {
        return Err(at.refuse(Fault::Ours));
    };
    let talk = OpenTalk {
        account: at.signed.caller.account.clone(),
        patient: view.patient,
        stay,
        language: set_up.language,
        situation: view.situation,
        shown: shown(all.get(set_up.language, view.situation)),
        means: set_up.means,
        interpreter: set_up.interpreter,
        is_draft: view.drafts.contains(&set_up.language),
        begun: at.now,
        page: 1,
        not_clear: std::collections::BTreeSet::new(),
        heard: false,
        pressed: None,
        given_back: None,
    };
    handed_over(&at, &headers, talk)
}

/// `POST /patient/{id}/choice/hand-over-again`: it goes on where it was.
pub async fn hand_over_again(
    headers: HeaderMap,
    Path(id): Path<String>,
    Posted { at, .. }: Posted,
) -> Answer {
    let view = view_of(&at, patient_of(&at, &id)?).await?;
    must_record(&at, &view)?;
    match open_of(&at, view.patient) {
        // In another custody, or under words that are true no more, it would be another conversation.
        Some((_, talk)) if Some(talk.stay) == view.stay && talk.situation == view.situation => {
            handed_over(&at, &headers, OpenTalk { given_back: None, ..talk })
        }
        _ => Ok(Redirect::to(&format!("/patient/{}/choice", view.patient)).into_response()),
    }
}

fn handed_over(at: &At, headers: &HeaderMap, talk: OpenTalk) -> Answer {
    let state = &at.state;
    let (token, handed) =
        state.sessions.hand_over(headers).map_err(|why| at.refuse(Fault::SignedOut(why)))?;
    state.voices.want(talk.language);
    state.talks.begin(handed.talk, talk);
    Ok(([(header::SET_COOKIE, state.sessions.cookie(&token))], Redirect::to("/talk")).into_response())
}

/// `POST /patient/{id}/choice/drop`: nothing of it was written down, and nothing is.
pub async fn drop_open(Path(id): Path<String>, Posted { at, .. }: Posted) -> Answer {
    let view = view_of(&at, patient_of(&at, &id)?).await?;
    must_record(&at, &view)?;
    if let Some((talk, _)) = open_of(&at, view.patient) {
        at.state.talks.end(talk);
    }
    Ok(Redirect::to(&format!("/patient/{}/choice", view.patient)).into_response())
}

fn form_of<'a>(at: &At, view: &ChoiceView, fields: &'a Fields, open: Option<&'a OpenTalk>) -> Form<'a> {
    Form {
        fields,
        stay: view.stay,
        prison: at.prison(),
        situation: view.situation,
        open,
        wordings: wordings(),
        now: at.now,
    }
}

/// `POST /patient/{id}/choice/record`: one line. The version is that of the page that was looked at.
pub async fn record(Path(id): Path<String>, Posted { at, fields }: Posted) -> Answer {
    let patient = patient_of(&at, &id)?;
    let view = view_of(&at, patient).await?;
    must_record(&at, &view)?;
    let version = fields.get("version").and_then(|version| version.parse().ok());
    let open = open_of(&at, patient);
    let said = form_of(&at, &view, &fields, open.as_ref().map(|(_, talk)| talk)).said();
    let (version, said) = match (version, said) {
        (Some(version), Ok(said)) => (version, said),
        (None, _) => {
            let why = vec!["the form is not whole: open the page again".to_owned()];
            return page(&at, &view, Some(NotDone { why, typed: fields }), false);
        }
        (_, Err(why)) => return page(&at, &view, Some(NotDone { why: vec![why], typed: fields }), false),
    };
    let written = at.state.crossing.choice_act(&at.context(), patient, version, said).await;
    let written = written.map_err(|e| at.fault(e))?;
    if let Some(why) = written.outcome.as_ref().and_then(not_done::reasons) {
        let view = view_of(&at, patient).await?;
        return page(&at, &view, Some(NotDone { why, typed: fields }), false);
    }
    if let Some((talk, _)) = open.filter(|_| fields.get("form") == Some("talk")) {
        at.state.talks.end(talk);
    }
    Ok(Redirect::to(&format!("/patient/{patient}/choice?done=1")).into_response())
}

impl ChoicePage<'_> {
    /// The three questions for a conversation on paper: name of the field, what each asks after.
    const fn teach_back() -> [(&'static str, &'static str); 3] {
        [
            ("gp-at-home", "what a yes does to the GP at home"),
            ("seen-anyway", "that the doctor here can be seen after a no"),
            ("may-change", "that the mind can be changed, and how"),
        ]
    }
}

impl Sample for ChoicePage<'_> {
    fn samples(show: &mut Showing<'_>) {
        use vocab::crossing::Role;
        let none = Fields::none();
        let (never, decided, waits) = (samples::never(), samples::decided(), samples::not_explained());
        let (young, looks, typed) = (samples::young(), samples::looked_at(), samples::typed());
        let back_again = samples::taken_back();
        let frame = show.frame(Role::Clinician);
        let nurse = || frame.clone();
        let since = crate::sample::at(6, 30);
        let open = crate::sample::talks::open();
        let in_hand = OpenTalk { pressed: None, given_back: None, heard: false, ..open.clone() };
        let why = vec![registration::recording::Refusal::InterpretedByOfficer.to_string()];
        let page = ChoicePage::new;
        let asked = ChoicePage { restarted: Some(since), ..page(nurse(), &never, &none) };
        let said = page(nurse(), &decided, &none);
        let handed = ChoicePage { open: open_view(&in_hand), ..page(nurse(), &never, &none) };
        let back = ChoicePage { open: open_view(&open), ..page(nurse(), &never, &none) };
        let refused = ChoicePage { refused: why, ..page(nurse(), &never, &typed) };
        let not_here = page(nurse(), &young, &none);
        let clinician = ChoicePage { done: true, ..page(nurse(), &waits, &none) };
        let administrator = page(show.frame(Role::HealthcareAdministrator), &looks, &none);
        show.page("never-asked", Role::Clinician, &asked);
        show.page("decided", Role::Clinician, &said);
        show.page("taken-back", Role::Clinician, &page(nurse(), &back_again, &none));
        show.page("in-the-patients-hands", Role::Clinician, &handed);
        show.page("given-back", Role::Clinician, &back);
        show.page("refused", Role::Clinician, &refused);
        show.page("not-to-be-asked", Role::Clinician, &not_here);
        show.page("not-explained", Role::Clinician, &clinician);
        show.page("look-only", Role::HealthcareAdministrator, &administrator);
    }
}

mod checks;
mod samples;
