//! The conversation, on a screen that was handed to a patient: full pages of one idea each, without the house's frame.
//!
//! They promise: nothing of anybody stands on them or in their addresses but what the patient pressed on this screen;
//! nothing is chosen beforehand and no time runs; asking to be asked later is as easy as any answer; each page is
//! small, works without JavaScript, and on a tablet of ten years ago.

use super::Answer;
use crate::answer::Page;
use crate::assets;
use crate::fault::{Fault, FaultPage};
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::WebState;
use crate::talk::tablet::{Pressed, Tablet, lock};
use crate::talk::voice::Sound;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use registration::wording::{Offer, OfferText, Sentence, Spoken, Status, Wording};

/// What stands around every page.
pub struct Around<'w> {
    wording: &'w Wording,
    csrf: String,
    /// Where this page is heard, and whether by a machine's voice.
    hear: Option<(String, bool)>,
    /// The machine may have read it in a moment.
    may_come: bool,
    film: Option<String>,
}

impl<'w> Around<'w> {
    /// What is heard under the page's own address.
    const fn new(wording: &'w Wording, csrf: String) -> Self {
        Self { wording, csrf, hear: None, may_come: false, film: None }
    }

    async fn heard(mut self, tablet: &Tablet, spoken: Option<&Spoken>, address: &str) -> Self {
        let Some(spoken) = spoken else { return self };
        let language = self.wording.language;
        let sound = tablet.voices.sound(language, spoken).await;
        self.hear = sound.map(|sound| (format!("{address}/voice"), sound.computer));
        self.may_come = tablet.voices.may_come(language);
        self.film = tablet.voices.film(language, spoken).await.map(|_| format!("{address}/film"));
        self
    }

    // What templates ask.

    fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    fn is_draft(&self) -> bool {
        self.wording.status == Status::Draft
    }

    const fn lang(&self) -> &'static str {
        self.wording.language.html()
    }

    const fn dir(&self) -> &'static str {
        self.wording.language.direction().html()
    }
}

/// One idea.
#[derive(Template)]
#[template(path = "talk/sentence.html")]
pub struct SentencePage<'w> {
    around: Around<'w>,
    sentence: &'w Sentence,
    page: usize,
    pages: usize,
    not_clear: bool,
}

/// The question.
#[derive(Template)]
#[template(path = "talk/question.html")]
pub struct QuestionPage<'w> {
    around: Around<'w>,
    pages: usize,
    not_clear: bool,
}

/// What was pressed, and what happens then.
#[derive(Template)]
#[template(path = "talk/said.html")]
pub struct SaidPage<'w> {
    around: Around<'w>,
    said: &'w OfferText,
    pages: usize,
}

/// The address of a page.
fn address(page: usize) -> String {
    format!("/talk/{page}")
}

fn picture(sentence: &Sentence) -> Option<String> {
    sentence.picture.map(|name| assets::address(&format!("pictures/{name}.svg")))
}

/// What is heard on a page: a sentence, or the question.
fn spoken(wording: &Wording, page: usize) -> Option<Spoken> {
    wording.spoken().into_iter().take(wording.sentences.len() + 1).nth(page.checked_sub(1)?)
}

/// What is heard after an answer.
fn spoken_after(wording: &Wording, offer: Offer) -> Option<Spoken> {
    let at = Offer::ALL.iter().position(|one| *one == offer)?;
    wording.spoken().into_iter().nth(wording.sentences.len() + 1 + at)
}

fn text_of(wording: &Wording, offer: Offer) -> Option<&OfferText> {
    wording.answers.iter().find(|text| text.answer == offer)
}

fn not_there(tablet: &Tablet) -> FaultPage {
    FaultPage::new(Fault::NotFound, Frame::nobody(tablet.now), None)
}

/// A page of the conversation, by its number from 1.
fn page_of(tablet: &Tablet, text: &str) -> Result<usize, FaultPage> {
    let page = text.parse().ok().filter(|page| (1..=tablet.pages()).contains(page));
    page.ok_or_else(|| not_there(tablet))
}

const fn offer_word(offer: Offer) -> &'static str {
    match offer {
        Offer::Yes => "yes",
        Offer::No => "no",
        Offer::Later => "later",
        Offer::Talk => "talk",
    }
}

/// `GET /talk`: where it was left.
pub async fn first(tablet: Tablet) -> Redirect {
    let page = tablet.talk.page.clamp(1, tablet.pages());
    if tablet.talk.pressed.is_some() { Redirect::to("/talk/said") } else { Redirect::to(&address(page)) }
}

/// `GET /talk/{page}`.
pub async fn open(tablet: Tablet, Path(page): Path<String>) -> Answer {
    let (wording, pages) = (tablet.wording, tablet.pages());
    let page = page_of(&tablet, &page)?;
    tablet.note(|talk| talk.page = page);
    let around = Around::new(wording, tablet.handed.form_token.text().to_owned());
    let around = around.heard(&tablet, spoken(wording, page).as_ref(), &address(page)).await;
    let not_clear = tablet.talk.not_clear.contains(&page);
    Ok(match wording.sentences.get(page - 1) {
        Some(sentence) => Page::ok(SentencePage { around, sentence, page, pages, not_clear }).into_response(),
        None => Page::ok(QuestionPage { around, pages, not_clear }).into_response(),
    })
}

/// `GET /talk/said`.
pub async fn said(tablet: Tablet) -> Answer {
    let wording = tablet.wording;
    let pressed = tablet.talk.pressed.map(|(offer, _)| offer);
    let Some(said) = pressed.and_then(|offer| text_of(wording, offer)) else {
        return Ok(Redirect::to(&address(tablet.talk.page.max(1))).into_response());
    };
    let around = Around::new(wording, tablet.handed.form_token.text().to_owned());
    let around = around.heard(&tablet, spoken_after(wording, said.answer).as_ref(), "/talk/said").await;
    Ok(Page::ok(SaidPage { around, said, pages: tablet.pages() }).into_response())
}

/// `POST /talk/answer`: the one that was pressed last counts.
pub async fn answer(Pressed { tablet, fields }: Pressed) -> Answer {
    let pressed = fields.get("answer");
    let offer = Offer::ALL.into_iter().find(|offer| pressed == Some(offer_word(*offer)));
    let offer = offer.ok_or_else(|| not_there(&tablet))?;
    tablet.note(|talk| talk.pressed = Some((offer, tablet.now)));
    Ok(Redirect::to("/talk/said").into_response())
}

/// `POST /talk/not-clear`: kept for the nurse, with the page.
pub async fn not_clear(Pressed { tablet, fields }: Pressed) -> Answer {
    let page = page_of(&tablet, fields.get("page").unwrap_or_default())?;
    tablet.note(|talk| {
        talk.not_clear.insert(page);
    });
    Ok(Redirect::to(&address(page)).into_response())
}

/// `POST /talk/give-back`: locked, until somebody signs in.
pub async fn give_back(
    State(state): State<WebState>,
    headers: HeaderMap,
    Pressed { tablet, .. }: Pressed,
) -> Redirect {
    tablet.note(|talk| talk.given_back = Some(tablet.now));
    lock(&state, &headers);
    Redirect::to("/locked")
}

async fn play(tablet: &Tablet, sound: Option<Sound>, headers: &HeaderMap) -> Answer {
    let sound = sound.ok_or_else(|| not_there(tablet))?;
    Ok(sound.answer(headers).await)
}

async fn voice_of(tablet: &Tablet, spoken: Option<Spoken>, headers: &HeaderMap) -> Answer {
    let spoken = spoken.ok_or_else(|| not_there(tablet))?;
    tablet.note(|talk| talk.heard = true);
    play(tablet, tablet.voices.sound(tablet.wording.language, &spoken).await, headers).await
}

async fn film_of(tablet: &Tablet, spoken: Option<Spoken>, headers: &HeaderMap) -> Answer {
    let spoken = spoken.ok_or_else(|| not_there(tablet))?;
    play(tablet, tablet.voices.film(tablet.wording.language, &spoken).await, headers).await
}

/// `GET /talk/{page}/voice`: the address holds no language, which would say something of the patient.
pub async fn voice(tablet: Tablet, headers: HeaderMap, Path(page): Path<String>) -> Answer {
    let page = page_of(&tablet, &page)?;
    voice_of(&tablet, spoken(tablet.wording, page), &headers).await
}

/// `GET /talk/{page}/film`.
pub async fn film(tablet: Tablet, headers: HeaderMap, Path(page): Path<String>) -> Answer {
    let page = page_of(&tablet, &page)?;
    film_of(&tablet, spoken(tablet.wording, page), &headers).await
}

fn pressed_spoken(tablet: &Tablet) -> Option<Spoken> {
    let (offer, _) = tablet.talk.pressed?;
    spoken_after(tablet.wording, offer)
}

/// `GET /talk/said/voice`.
pub async fn said_voice(tablet: Tablet, headers: HeaderMap) -> Answer {
    let spoken = pressed_spoken(&tablet);
    voice_of(&tablet, spoken, &headers).await
}

/// `GET /talk/said/film`.
pub async fn said_film(tablet: Tablet, headers: HeaderMap) -> Response {
    let spoken = pressed_spoken(&tablet);
    film_of(&tablet, spoken, &headers).await.into_response()
}

impl Sample for SentencePage<'_> {
    fn samples(show: &mut Showing<'_>) {
        use registration::wording::{Language, SITUATIONS, Situation};
        let role = vocab::crossing::Role::Clinician;
        let Some(wordings) = crossing::disclose::choice::wordings() else { return };
        let around = |wording| {
            let hear = Some((address(2), true)).map(|(at, computer)| (format!("{at}/voice"), computer));
            Around { hear, ..Around::new(wording, "sample".to_owned()) }
        };
        // Each page of each wording is measured; what is read of them is held for two languages.
        for language in Language::ALL {
            for situation in SITUATIONS {
                let wording = wordings.get(language, situation);
                let pages = wording.sentences.len() + 1;
                for (at, sentence) in wording.sentences.iter().enumerate() {
                    let name = format!("{}-{situation}-{}", language.tag(), at + 1);
                    let not_clear = at == 1;
                    let page = Self { around: around(wording), sentence, page: at + 1, pages, not_clear };
                    show.page(&name, role, &page);
                }
                let name = |what: &str| format!("{}-{situation}-{what}", language.tag());
                let page = QuestionPage { around: around(wording), pages, not_clear: false };
                show.page(&name("question"), role, &page);
                for said in &wording.answers {
                    let page = SaidPage { around: around(wording), said, pages };
                    show.page(&name(&format!("said-{}", offer_word(said.answer))), role, &page);
                }
            }
        }
        let wording = wordings.get(Language::Somali, Situation::NotKnown);
        let silent = Around::new(wording, "sample".to_owned());
        let page = QuestionPage { around: silent, pages: wording.sentences.len() + 1, not_clear: true };
        show.page("no-voice", role, &page);
    }
}
