//! Whom a healthcare team has to ask about a GP: ranked, with the reason each is due and what the conversation needs.
//!
//! It promises that the order is the same for the same day; that whoever is on it is said to be, whether a page shows
//! them or not; and that it says of how many nobody knows, because nobody has said who they are.

use super::registered::{likely, situation};
use super::{Circumstances, Desk, DiscloseError, Disclosed, PersonHead, Result};
use crate::Crossing;
use crate::context::Context;
use policy::Kind;
use registration::asking::{Due, Times};
use registration::wording::Language;
use serde::Serialize;
use store::unit::Asking;
use store::{Opener, View};
use vocab::Instant;
use vocab::crossing::{Flow, LinkState, Mode};
use vocab::id::PatientId;
use vocab::place::PrisonCode;
use vocab::prison::Person;
use vocab::registration::{Later, Situation};

/// So many stand on a page.
pub const PAGE: usize = 50;

/// Whom a healthcare team has to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DueList {
    /// As it stood.
    pub as_at: Instant,
    /// How far this part is switched on here.
    pub mode: Mode,
    /// Due today or before.
    pub due: usize,
    /// With whom it has time, or something is planned for a later day.
    pub later: usize,
    /// With whom nothing is to be done.
    pub done: usize,
    /// In the prison, and not linked to a care record: who they are must be said first.
    pub not_linked: u64,
    /// Those of this page, the most urgent first.
    pub rows: Vec<DueRow>,
    /// The page, from 1, of so many.
    pub page: (usize, usize),
}

/// Somebody to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DueRow {
    /// Who.
    pub patient: PatientId,
    /// As lists show them.
    pub head: PersonHead,
    /// Why they are due, in words.
    pub why: String,
    /// Due today or before; with everybody else it has time.
    pub due: bool,
    /// Past its day.
    pub late: bool,
    /// What the conversation needs: a language, an interpreter, more time, help with reading.
    pub needs: Vec<String>,
    /// How long they are likely to stay: guidance for whoever asks.
    pub guidance: &'static str,
    /// For whom the wording must be true.
    pub situation: Situation,
}

impl Crossing {
    /// Whom the healthcare team of the request's prison has to ask, page by page from 1.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for whoever is not of its healthcare, and for everybody of the prison.
    pub async fn due_list(&self, ctx: &Context, page: usize) -> Result<Disclosed<DueList>> {
        self.disclose(ctx, "registration.due", |desk| list(desk, page)).await
    }
}

/// Everybody who is in a prison, the most urgent first.
pub(crate) fn ranked(
    view: &View<'_>,
    opener: &Opener,
    prison: PrisonCode,
    times: Times,
    today: jiff::civil::Date,
) -> Result<Vec<(Due, PatientId)>> {
    let all = view.asking(prison)?;
    let mut ranked: Vec<(Due, PatientId)> = Vec::with_capacity(all.len());
    for (patient, sealed) in all {
        let Asking { since, stands, .. } = sealed.open(opener);
        ranked.push((Due::on(stands, since, today, times), patient));
    }
    ranked.sort_by_cached_key(|(due, patient)| (due.rank(today), *patient));
    Ok(ranked)
}

fn list(desk: &mut Desk<'_>, page: usize) -> Result<DueList> {
    let prison = desk.own_prison().ok_or(DiscloseError::NotFound)?;
    let usual = super::appointments::of_own(Some(LinkState::Confirmed));
    desk.must(Kind::RegistrationChoice, usual)?;
    let today = desk.ctx.now.london_date();
    let times = times(desk, prison);
    let ranked = ranked(desk.view, desk.opener(), prison, times, today)?;
    let due = ranked.iter().filter(|(due, _)| due.is_due(today)).count();
    let done = ranked.iter().filter(|(due, _)| *due == Due::Nothing).count();
    let not_linked = desk.view.persons_in_count(prison)?.saturating_sub(ranked.len() as u64);
    let asked: Vec<(Due, PatientId)> = ranked.into_iter().filter(|(due, _)| *due != Due::Nothing).collect();
    let pages = asked.len().div_ceil(PAGE).max(1);
    let page = page.clamp(1, pages);
    let mut rows = Vec::new();
    for (due, patient) in asked.iter().skip((page - 1) * PAGE).take(PAGE) {
        rows.extend(row(desk, due, *patient, today)?);
    }
    Ok(DueList {
        as_at: desk.ctx.now,
        mode: desk.mode(Flow::Registration, prison),
        due,
        later: asked.len() - due,
        done,
        not_linked,
        rows,
        page: (page, pages),
    })
}

/// The times of a prison.
pub(super) fn times(desk: &Desk<'_>, prison: PrisonCode) -> Times {
    desk.rules().prison(prison).map_or_else(Times::default, |rules| {
        let of = &rules.registration;
        Times { offered_by_day: of.offered_by_day, asked_by_day: of.asked_by_day }
    })
}

fn row(
    desk: &mut Desk<'_>,
    due: &Due,
    patient: PatientId,
    today: jiff::civil::Date,
) -> Result<Option<DueRow>> {
    let link = desk.link_of_patient(patient)?;
    let Some(person) = desk.linked(link.as_ref())? else { return Ok(None) };
    let circumstances = desk.circumstances(&person, link.map(|link| link.state));
    let may = desk.rule(Kind::RegistrationChoice, circumstances).lets_out();
    desk.saw(Some(&person), Some(patient), !may);
    if !may {
        return Ok(None);
    }
    let record = desk.view.patient(patient)?.map(|sealed| desk.open_sealed(sealed));
    let head = desk.head(Some(&person), record.as_ref(), circumstances)?;
    let registration = desk.view.registration(patient)?.map(|sealed| desk.open_sealed(sealed));
    Ok(Some(DueRow {
        patient,
        head,
        why: why(due, today),
        due: due.is_due(today),
        late: due.rank(today).1 < 0 || matches!(due, Due::Late { .. }),
        needs: needs(desk, &person, circumstances, today),
        guidance: likely(desk, Some(&person)).guidance(),
        situation: situation(desk, registration.as_ref()),
    }))
}

fn why(due: &Due, today: jiff::civil::Date) -> String {
    let day = |date| super::search::day_near(date, today);
    match due {
        Due::NotYet { from } => format!("Just arrived. From {}, or at once if they ask.", day(*from)),
        Due::Offer { by } => format!("To be offered by {}.", day(*by)),
        Due::Late { by } => format!("Not offered in time. To be asked by {}.", day(*by)),
        Due::Overdue { by } => format!("Was to be asked by {}.", day(*by)),
        Due::Later { on, why } => match why {
            Some(why) => format!("Again on {}: {}.", day(*on), later(*why)),
            None => format!("Again on {}.", day(*on)),
        },
        Due::MoreHelp { by } => format!("Explanation not finished. More help by {}.", day(*by)),
        Due::TellFirst => "Said yes in another prison. Tell them what follows from it here.".to_owned(),
        Due::Nothing => "Nothing.".to_owned(),
    }
}

const fn later(why: Later) -> &'static str {
    match why {
        Later::WantsTime => "wants time",
        Later::WantsToTalk => "wants to talk to somebody first",
        Later::Unwell => "unwell",
        Later::Withdrawing => "withdrawing",
        Later::Distressed => "distressed",
        Later::NoInterpreter => "no interpreter",
        Later::NoQuietPlace => "no quiet place",
        Later::NotThere => "was not there",
    }
}

/// "Little English spoken".
const LITTLE_ENGLISH: &str = "VLES";

/// What the conversation needs. A language of which we have no wording needs an interpreter all the same.
fn needs(
    desk: &mut Desk<'_>,
    person: &Person,
    circumstances: Circumstances,
    today: jiff::civil::Date,
) -> Vec<String> {
    if !desk.rule(Kind::Need, circumstances).lets_out() {
        return vec!["Needs are not shown here.".to_owned()];
    }
    let alerts = person.alerts.value.iter().flatten();
    let little = alerts.into_iter().any(|a| a.active_on(today) && a.code.text() == LITTLE_ENGLISH);
    let speaks = person.custody.value.as_ref().and_then(|custody| custody.speaks.as_ref());
    let language = speaks.and_then(|speaks| Language::of_nomis(&speaks.language));
    let english = language == Some(Language::English);
    let mut needs = Vec::new();
    match (speaks, language) {
        (_, Some(language)) if !english => {
            needs.push(format!("{}, double the time", language.english_name()));
        }
        (Some(_), None) => needs.push("Another language: ask which, double the time".to_owned()),
        _ => {}
    }
    let asked = speaks.is_some_and(|speaks| speaks.interpreter);
    if asked || little || speaks.is_some_and(|_| !english) {
        needs.push("Interpreter".to_owned());
    }
    if person.alerts.checked.is_none() {
        needs.push("Needs not known".to_owned());
    }
    needs
}
