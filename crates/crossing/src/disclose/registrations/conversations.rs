//! What was offered and answered, conversation by conversation; and the form that goes with a registration that is
//! asked for.
//!
//! An answer is shown as it was said, for ever. Beside it stands whether it is acted on: a yes that was taken back still
//! reads "yes".

use super::form::{self, FormView};
use super::{Chosen, Whose, id_of};
use crate::Crossing;
use crate::context::Context;
use crate::disclose::choice;
use crate::disclose::search::{Also, Order, Page};
use crate::disclose::{Ages, Desk, DiscloseError, Disclosed, Result};
use policy::Kind;
use registration::recording::WordingIs;
use registration::standing::Standing;
use registration::wording::Language;
use serde::Serialize;
use vocab::Instant;
use vocab::id::{EntryId, PatientId};
use vocab::place::PrisonCode;
use vocab::registration::{Choice, Line, Said, Talk};

/// A search of what was answered.
#[derive(Debug, Clone, Default)]
pub struct ResponseSearch {
    /// Whose.
    pub whose: Whose,
    /// Whatever else must hold of what may be seen.
    pub also: Also<ResponseView>,
    /// Ordered so; by patient and time where nothing is said.
    pub order: Order<ResponseView>,
    /// At most so many on a page.
    pub most: usize,
    /// After this mark of an earlier page.
    pub after: Option<String>,
}

/// Something that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResponseView {
    /// Its id: opaque.
    pub id: String,
    /// Whose.
    pub patient: PatientId,
    /// When it was answered; of a form, since when it is asked for.
    pub authored: Instant,
    /// What.
    pub what: What,
    /// How old what is known of the patient's place is: whether an answer is acted on rests on it.
    pub ages: Ages,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The offer of a GP.
    Offer(Box<ConversationView>),
    /// The form for joining the practice: not finished, since only the patient can.
    Form(FormView),
}

/// A conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConversationView {
    /// What was shown and said.
    pub talk: Talk,
    /// Who wrote it down.
    pub by: String,
    /// In which prison's healthcare.
    pub prison: PrisonCode,
    /// How it stands.
    pub standing: Standing,
    /// Something was added to it: it was taken back, or a clinician has it acted on.
    pub amended: bool,
    /// What the words are that were shown, as is known now.
    pub wording: WordingIs,
    /// The question, in the words that were shown, where they are known.
    pub question: Option<String>,
    /// The language, as HTML has it.
    pub language: Option<&'static str>,
}

impl Crossing {
    /// Searches what was answered.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for everybody of the prison; [`DiscloseError::Asked`]; [`DiscloseError::OurFault`].
    pub async fn response_search(
        &self,
        ctx: &Context,
        search: ResponseSearch,
    ) -> Result<Disclosed<Page<ResponseView>>> {
        self.disclose(ctx, "choice.response.search", |desk| responses(desk, &search)).await
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's.
    pub async fn response_read(&self, ctx: &Context, id: &str) -> Result<Disclosed<ResponseView>> {
        self.disclose(ctx, "choice.response.read", |desk| response(desk, id)).await
    }
}

/// The id of a conversation.
pub(super) fn conversation_id(patient: PatientId, line: EntryId) -> String {
    id_of(patient, "conversation", line.uuid().as_bytes())
}

fn responses(desk: &mut Desk<'_>, search: &ResponseSearch) -> Result<Page<ResponseView>> {
    let all = super::chosen(desk, &search.whose, Kind::RegistrationChoice)?;
    let mut found = Vec::new();
    for chosen in &all {
        found.extend(of_patient(chosen));
        found.extend(form::of_patient(desk, chosen)?.map(|form| ResponseView {
            id: form::form_id(chosen.id),
            patient: chosen.id,
            authored: form.since,
            what: What::Form(form),
            ages: chosen.ages.clone(),
        }));
    }
    found.retain(|view| search.whose.holds(&view.id) && search.also.holds(view));
    found.sort_by(|a, b| (a.patient, a.authored, &a.id).cmp(&(b.patient, b.authored, &b.id)));
    search.order.sort(&mut found);
    let note = super::note(desk, &all);
    Page::cut(found, |view| view.id.clone(), search.after.as_deref(), search.most, note)
}

fn response(desk: &mut Desk<'_>, id: &str) -> Result<ResponseView> {
    let whose = Whose { ids: vec![id.to_owned()], ..Whose::default() };
    let search = ResponseSearch { whose, most: 1, ..ResponseSearch::default() };
    responses(desk, &search)?.entries.pop().ok_or(DiscloseError::NotFound)
}

/// Every conversation with a patient, oldest first.
fn of_patient(chosen: &Chosen) -> impl Iterator<Item = ResponseView> {
    let talks = chosen.choice.lines.iter().filter_map(|line| match &line.said {
        Said::Talk(talk) => Some((line, &**talk)),
        _ => None,
    });
    talks.filter_map(|(line, talk)| {
        Some(ResponseView {
            id: conversation_id(chosen.id, line.id),
            patient: chosen.id,
            authored: talk.held,
            what: What::Offer(Box::new(conversation(chosen, line, talk)?)),
            ages: chosen.ages.clone(),
        })
    })
}

fn conversation(chosen: &Chosen, line: &Line, talk: &Talk) -> Option<ConversationView> {
    let standing = Standing::of(&chosen.choice, line.id, chosen.here)?;
    let shown = talk.shown.hash.parse().ok().and_then(|hash| choice::wordings()?.by_hash(&hash));
    let question = shown.and_then(|shown| shown.lines.iter().find(|(id, _)| id == "question"));
    Some(ConversationView {
        talk: talk.clone(),
        by: line.by.clone(),
        prison: line.prison,
        standing,
        amended: matches!(standing, Standing::TakenBack(_)) || is_acted_on_all_the_same(&chosen.choice, line),
        wording: choice::is_ours(&talk.shown),
        question: question.map(|(_, text)| text.clone()),
        language: Language::of_tag(&talk.shown.language).map(Language::html),
    })
}

fn is_acted_on_all_the_same(choice: &Choice, line: &Line) -> bool {
    registration::follows::acted_all_the_same(choice, line).is_some()
}
