//! Checks for illness: what there is to say of each with one patient, and who of a prison would miss a call.
//!
//! It promises that nobody is taken for a man or a woman: a check is offered by age and by what people say of themselves.
//! Where a call goes is worked out from what the NHS says of the GP, and "nobody can say" is not "it finds them". The
//! list counts whom nobody has asked about a need of their own, and shows the rest of everybody else.

use super::person::PersonHead;
use super::{Circumstances, Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use policy::Kind;
use registration::leaving::Gp;
use registration::screening::programme::{self, Country, Need};
use registration::screening::{self, Called, Finds, Next, Offer, Word};
use serde::Serialize;
use vocab::Instant;
use vocab::crossing::{Flow, LinkState, Mode};
use vocab::id::PatientId;
use vocab::name::Born;
use vocab::place::PrisonCode;
use vocab::registration::{Answer, Check, Choice, Registration};

/// So many stand on a page.
pub const PAGE: usize = 50;

/// The checks of one patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChecksView {
    /// Where a call would go, in words.
    pub finds: &'static str,
    /// Those to speak of, and those of which something was said, in the order of [`Check::ALL`].
    pub checks: Vec<CheckView>,
    /// Those that nobody of this age is called to, and that may not be asked for at it.
    pub others: Vec<Check>,
}

/// A check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckView {
    /// Which.
    pub check: Check,
    /// Whom its programme calls, in words that take nobody for a man or a woman.
    pub whom: &'static str,
    /// Of that age, or no more and may ask.
    pub age: &'static str,
    /// What was last answered.
    pub answer: Option<Answer>,
    /// They said that it is not for them.
    pub not_for_them: bool,
    /// When that was written down.
    pub at: Option<Instant>,
    /// What to do.
    pub to_do: &'static str,
    /// A yes stands, and the programme was not told that they are here.
    pub to_tell: bool,
    /// It is for those who have a need, and they did not say that they have it not.
    pub by_need: bool,
}

/// Who of a prison would miss a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissedList {
    /// As it stood.
    pub as_at: Instant,
    /// How far this part is switched on here.
    pub mode: Mode,
    /// Of so many it says what is to be done.
    pub missed: usize,
    /// Of so many more nobody asked whether a check for some people of their age is for them.
    pub to_ask: usize,
    /// Everybody who was looked at.
    pub of: usize,
    /// Of so many the age is not known, so that nobody can say.
    pub no_age: usize,
    /// In the prison, and not linked to a care record: who they are must be said first.
    pub not_linked: u64,
    /// Those of this page: who said yes first.
    pub rows: Vec<MissedRow>,
    /// The page, from 1, of so many.
    pub page: (usize, usize),
}

/// Somebody who would miss a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissedRow {
    /// Who.
    pub patient: PatientId,
    /// As lists show them.
    pub head: PersonHead,
    /// Each check, and what is to be done.
    pub checks: Vec<(Check, &'static str)>,
    /// Where a call would go, in words.
    pub finds: &'static str,
}

impl Crossing {
    /// Who of the request's prison would miss a call to a check, page by page from 1.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for whoever is not of its healthcare, and for everybody of the prison.
    pub async fn missed_checks(&self, ctx: &Context, page: usize) -> Result<Disclosed<MissedList>> {
        self.disclose(ctx, "registration.checks", |desk| list(desk, page)).await
    }
}

/// Somebody whose checks are looked at.
pub(super) struct Looked<'c> {
    pub(super) choice: &'c Choice,
    pub(super) registration: Option<&'c Registration>,
    pub(super) born: Option<Born>,
    pub(super) prison: PrisonCode,
}

impl Looked<'_> {
    fn finds(&self, desk: &Desk<'_>) -> Finds {
        let Some(now) = self.registration else { return Finds::NotKnown };
        let practice = now.pds.as_ref().and_then(|pds| pds.practice.is());
        let own = practice.is_some_and(|code| desk.rules().practices(self.prison).contains(code));
        Finds::of(Gp::of(now, &desk.rules().prison_practices()), own)
    }

    fn person(&self, desk: &Desk<'_>) -> Option<screening::Person<'_>> {
        let wales = desk.rules().prison(self.prison).is_some_and(|rules| rules.registration.wales);
        Some(screening::Person {
            born: self.born?,
            choice: self.choice,
            prison: self.prison,
            country: if wales { Country::Wales } else { Country::England },
            today: desk.ctx.now.london_date(),
        })
    }
}

const fn finds_words(finds: Finds) -> &'static str {
    match finds {
        Finds::Here => "A call comes here: they are on this prison's list.",
        Finds::Misses => "A call does not come here: they are on another list, or on none.",
        Finds::NotKnown => "Whether a call comes here is not known: nobody can say on whose list they are.",
    }
}

const fn age_words(called: Called) -> &'static str {
    match called {
        Called::Now => "Of that age",
        Called::MayAsk => "Older: called no more, and may ask",
        Called::NotYet => "Not at this age yet",
        Called::NoMore => "No more at this age",
    }
}

/// The checks of one patient. None while nobody knows how old they are.
pub(super) fn view(desk: &Desk<'_>, of: &Looked<'_>) -> Option<ChecksView> {
    let person = of.person(desk)?;
    let one = |check: Check| {
        let programme = programme::of(check, person.country);
        let (called, word) =
            (screening::called(programme, person.born, person.today), Word::of(of.choice, check));
        let offered = matches!(called, Called::Now | Called::MayAsk);
        (offered || word.said.is_some()).then(|| {
            let next = Next::of(&word, person.prison);
            CheckView {
                check,
                whom: programme.whom,
                age: age_words(called),
                answer: word.answer,
                not_for_them: word.not_for_them,
                at: word.said.map(|line| line.at),
                to_do: if word.not_for_them { "Leave it, unless they ask." } else { next.words() },
                to_tell: next == Next::Help && !word.not_for_them,
                by_need: programme.need != Need::Everybody && !word.not_for_them,
            }
        })
    };
    let others = |check: &&Check| one(**check).is_none();
    Some(ChecksView {
        finds: finds_words(of.finds(desk)),
        checks: Check::ALL.iter().copied().filter_map(one).collect(),
        others: Check::ALL.iter().filter(others).copied().collect(),
    })
}

/// What a patient would miss.
struct Missed {
    /// What is to be done first of all that is.
    first: Next,
    patient: PatientId,
    checks: Vec<(Check, &'static str)>,
    finds: Finds,
}

fn list(desk: &mut Desk<'_>, page: usize) -> Result<MissedList> {
    let prison = desk.own_prison().ok_or(DiscloseError::NotFound)?;
    desk.must(Kind::RegistrationChoice, super::appointments::of_own(Some(LinkState::Confirmed)))?;
    let here = desk.view.asking(prison)?;
    let (mut all, mut to_ask, mut no_age) = (Vec::new(), 0, 0);
    let of = here.len();
    for (patient, _) in here {
        match missed(desk, patient, prison)? {
            Looks::Missed(one) => all.push(one),
            Looks::ToAsk => to_ask += 1,
            Looks::NoAge => no_age += 1,
            Looks::Nothing => {}
        }
    }
    all.sort_by_key(|one| (one.first, one.patient));
    let pages = all.len().div_ceil(PAGE).max(1);
    let page = page.clamp(1, pages);
    let mut rows = Vec::new();
    for one in all.iter().skip((page - 1) * PAGE).take(PAGE) {
        rows.extend(row(desk, one)?);
    }
    Ok(MissedList {
        as_at: desk.ctx.now,
        mode: desk.mode(Flow::Registration, prison),
        missed: all.len(),
        to_ask,
        of,
        no_age,
        not_linked: desk.view.persons_in_count(prison)?.saturating_sub(of as u64),
        rows,
        page: (page, pages),
    })
}

/// What looking at somebody finds.
enum Looks {
    Missed(Missed),
    ToAsk,
    NoAge,
    Nothing,
}

fn missed(desk: &Desk<'_>, patient: PatientId, prison: PrisonCode) -> Result<Looks> {
    let choice = desk.view.choice(patient)?.map(|sealed| desk.open_sealed(sealed));
    let choice = choice.unwrap_or(Choice { patient, version: 0, lines: Vec::new(), asked_for: None });
    let registration = desk.view.registration(patient)?.map(|sealed| desk.open_sealed(sealed));
    let born = desk.view.patient(patient)?.and_then(|sealed| desk.open_sealed(sealed).born);
    let of = Looked { choice: &choice, registration: registration.as_ref(), born, prison };
    let Some(person) = of.person(desk) else { return Ok(Looks::NoAge) };
    let finds = of.finds(desk);
    let missed = screening::missed(&person, finds);
    // A need of their own that nobody has asked about: most would be asked in vain, so they are counted alone.
    let unasked = |offer: &&Offer<'_>| offer.programme.need != Need::Everybody && offer.next == Next::Offer;
    let checks: Vec<_> = missed.iter().filter(|offer| !unasked(offer)).collect();
    Ok(match checks.iter().map(|offer| offer.next).min() {
        Some(first) => Looks::Missed(Missed {
            first,
            patient,
            checks: checks.iter().map(|offer| (offer.programme.check, offer.next.words())).collect(),
            finds,
        }),
        None if missed.iter().any(|offer| unasked(&offer)) => Looks::ToAsk,
        None => Looks::Nothing,
    })
}

fn row(desk: &mut Desk<'_>, of: &Missed) -> Result<Option<MissedRow>> {
    let link = desk.link_of_patient(of.patient)?;
    let Some(person) = desk.linked(link.as_ref())? else { return Ok(None) };
    let circumstances: Circumstances = desk.circumstances(&person, link.map(|link| link.state));
    let may = desk.rule(Kind::RegistrationChoice, circumstances).lets_out();
    desk.saw(Some(&person), Some(of.patient), !may);
    if !may {
        return Ok(None);
    }
    let record = desk.view.patient(of.patient)?.map(|sealed| desk.open_sealed(sealed));
    let head = desk.head(Some(&person), record.as_ref(), circumstances)?;
    Ok(Some(MissedRow { patient: of.patient, head, checks: of.checks.clone(), finds: finds_words(of.finds) }))
}
