//! Who is this? Two records side by side, what speaks for and against, and what undoing a link would correct.

mod correction;

use super::{Circumstances, Desk, DiscloseError, Disclosed, Result};
pub use correction::{CorrectedEntry, CorrectionView, Reader};

use crate::Crossing;
use crate::context::Context;
use policy::Kind;
use serde::Serialize;
use std::collections::BTreeSet;
use store::BookingsAsked;
use vocab::Instant;
use vocab::care::{AppointmentStatus, Patient};
use vocab::crossing::{Decider, IdentityLink, LinkState};
use vocab::id::{LinkId, PatientId, PersonId, PrisonNumber};
use vocab::prison::{Disturbance, Person};

/// The questions of a prison, and what is in doubt there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Questions {
    /// Doubtful links first, then proposed ones; of each, those that most bookings wait for, then the oldest.
    pub rows: Vec<QuestionHead>,
    /// How many are proposed.
    pub proposed: usize,
    /// How many are in doubt.
    pub in_doubt: usize,
}

/// A question, as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuestionHead {
    /// The claim.
    pub link: LinkId,
    /// `proposed`, `in-doubt`.
    pub state: &'static str,
    /// Since when.
    pub since: Instant,
    /// The prison's name for them.
    pub prison_name: Option<String>,
    /// Prison number.
    pub number: Option<String>,
    /// The care record's name for them.
    pub care_name: Option<String>,
    /// How sure, and why.
    pub because: String,
    /// One side is linked elsewhere: a second person is asked.
    pub already_linked: bool,
    /// Coming bookings that wait for the answer.
    pub bookings_waiting: usize,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuestionView {
    /// The claim.
    pub link: LinkId,
    /// The version that is looked at.
    pub version: u32,
    /// `proposed`, `confirmed`, `in-doubt`, `rejected`, `split`.
    pub state: &'static str,
    /// Since when.
    pub since: Instant,
    /// Who decided it: `rule`, or the accounts.
    pub decided_by: String,
    /// Already linked to someone else: stands above everything.
    pub already: Vec<AlreadyLinked>,
    /// A second person is asked for.
    pub needs_second: bool,
    /// How sure, and why.
    pub because: String,
    /// Line by line.
    pub lines: Vec<QuestionLine>,
    /// Who else shares family name and date of birth.
    pub alike: Vec<Alike>,
    /// How many those are: more than are named when the list was cut.
    pub alike_count: u32,
    /// What shook it, in words.
    pub shaken: Option<String>,
    /// The person, as our addresses name them.
    pub person: PersonId,
    /// The care record.
    pub patient: PatientId,
    /// What may be done now: `confirm`, `reject`, `split`.
    pub may: Vec<&'static str>,
}

/// A line of the two records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuestionLine {
    /// What is compared.
    pub what: &'static str,
    /// As the prison has it.
    pub prison: Option<String>,
    /// As the care record has it.
    pub care: Option<String>,
    /// `same`, `differs`, `missing`.
    pub word: &'static str,
    /// They differ by one slip of the keyboard.
    pub nearly: bool,
    /// What that is worth.
    pub worth: &'static str,
}

/// Another link of either side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlreadyLinked {
    /// That link.
    pub link: LinkId,
    /// `already linked to A5120BT TATE, Ben`.
    pub words: String,
}

/// Somebody else who shares family name and date of birth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alike {
    /// `prison record`, `care record`.
    pub side: &'static str,
    /// Name, where it may be known.
    pub name: Option<String>,
    /// Prison number, where it may be known.
    pub number: Option<String>,
}

impl Crossing {
    /// The questions that wait in the request's prison.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for those who may not weigh records; [`DiscloseError::OurFault`].
    pub async fn who_is_this(&self, ctx: &Context) -> Result<Disclosed<Questions>> {
        self.disclose(ctx, "who-is-this.list", questions).await
    }

    /// One question: the two records side by side.
    ///
    /// # Errors
    /// As [`Crossing::who_is_this`].
    pub async fn who_is_this_pair(&self, ctx: &Context, link: LinkId) -> Result<Disclosed<QuestionView>> {
        self.disclose(ctx, "who-is-this.open", |desk| question(desk, link)).await
    }

    /// What undoing a link would correct, and who would be told.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for those who may not know; [`DiscloseError::OurFault`].
    pub async fn correction(&self, ctx: &Context, link: LinkId) -> Result<Disclosed<CorrectionView>> {
        self.disclose(ctx, "correction.open", |desk| correction::correction(desk, link)).await
    }
}

/// Questions are read up to here: a prison has tens, and a thousand would be another trouble.
const QUESTIONS_MAX: usize = 1_000;

/// Others alike are named up to here; the count says how many there are.
const ALIKE_MAX: usize = 8;

/// A link with both of its records, as far as they are known.
struct Pair {
    link: IdentityLink,
    person: Option<Person>,
    patient: Option<Patient>,
    circumstances: Circumstances,
}

/// The pair of a link, if the caller's prison has either side of it.
fn pair(desk: &Desk<'_>, link: IdentityLink) -> Result<Pair> {
    let person = desk.person(link.person)?;
    let patient = desk.view.patient(link.patient)?.map(|sealed| desk.open_sealed(sealed));
    let own = match &person {
        Some(person) if desk.is_own(person) => true,
        _ => desk.is_patient_here(link.patient)?,
    };
    let state = Some(link.state).filter(|s| matches!(s, LinkState::Confirmed | LinkState::InDoubt));
    let circumstances = Circumstances {
        own_prison: own,
        link: state,
        settled: true,
        by_prison_number: false,
        restricted: false,
    };
    Ok(Pair { link, person, patient, circumstances })
}

fn questions(desk: &mut Desk<'_>) -> Result<Questions> {
    let usual =
        Circumstances { own_prison: desk.own_prison().is_some(), settled: true, ..Circumstances::default() };
    desk.must(Kind::LinkEvidence, usual)?;
    let mut rows = Vec::new();
    for state in [LinkState::InDoubt, LinkState::Proposed] {
        let mut of_state = Vec::new();
        for link in desk.view.links_in_state(state, QUESTIONS_MAX)? {
            let pair = pair(desk, link)?;
            if desk.rule(Kind::LinkEvidence, pair.circumstances).lets_out() {
                of_state.push(head_of(desk, &pair)?);
                desk.saw(pair.person.as_ref(), Some(pair.link.patient), false);
            }
        }
        of_state.sort_by_key(|row: &QuestionHead| (std::cmp::Reverse(row.bookings_waiting), row.since));
        rows.append(&mut of_state);
    }
    let count = |state: LinkState| rows.iter().filter(|r| r.state == state.word()).count();
    Ok(Questions { proposed: count(LinkState::Proposed), in_doubt: count(LinkState::InDoubt), rows })
}

fn head_of(desk: &Desk<'_>, pair: &Pair) -> Result<QuestionHead> {
    let identity = pair.person.as_ref().and_then(|p| p.identity.value.as_ref());
    Ok(QuestionHead {
        link: pair.link.id,
        state: pair.link.state.word(),
        since: pair.link.at,
        prison_name: identity.map(|i| i.name.listed()),
        number: Some(pair.link.person.text()),
        care_name: pair.patient.as_ref().map(|p| p.name.listed()),
        because: identity::because(&pair.link.evidence),
        already_linked: pair.link.evidence.already_linked,
        bookings_waiting: bookings_waiting(desk, pair)?,
    })
}

fn bookings_waiting(desk: &Desk<'_>, pair: &Pair) -> Result<usize> {
    let Some(prison) = desk.own_prison() else { return Ok(0) };
    let patient = Some(pair.link.patient);
    let asked = BookingsAsked { prison, patient, from: Some(desk.ctx.now), until: None, most: QUESTIONS_MAX };
    let coming = desk.view.bookings(&asked)?.into_iter().map(|sealed| desk.open_sealed(sealed));
    Ok(coming.filter(|a| a.status.known().is_some_and(AppointmentStatus::is_to_be_brought)).count())
}

fn question(desk: &mut Desk<'_>, id: LinkId) -> Result<QuestionView> {
    let link = desk.view.link(id)?.ok_or(DiscloseError::NotFound)?;
    let pair = pair(desk, link)?;
    if !desk.rule(Kind::LinkEvidence, pair.circumstances).lets_out() {
        desk.saw(pair.person.as_ref(), Some(pair.link.patient), true);
        return Err(DiscloseError::NotFound);
    }
    desk.saw(pair.person.as_ref(), Some(pair.link.patient), false);
    let (Some(person), Some(patient)) = (&pair.person, &pair.patient) else {
        return Err(DiscloseError::NotFound);
    };
    // What was weighed when it was proposed may have moved: weigh it as it stands, as deciding will.
    let already = already(desk, &pair.link)?;
    let (alike, alike_count) = alike(desk, person, patient)?;
    let evidence = match &person.identity.value {
        Some(identity) => {
            identity::compare(identity, patient, person.number, alike_count, !already.is_empty())
        }
        None => pair.link.evidence.clone(),
    };
    let may_decide = desk.rule(Kind::LinkDecide, pair.circumstances).lets_out();
    Ok(QuestionView {
        link: id,
        version: pair.link.version,
        state: pair.link.state.word(),
        since: pair.link.at,
        decided_by: decided_by(&pair.link.decided_by),
        needs_second: identity::confirm_needs_second(&evidence),
        because: identity::because(&evidence),
        lines: lines(&evidence, person, patient),
        already,
        alike,
        alike_count,
        shaken: person.disturbed.as_ref().map(shaken),
        person: person.id,
        patient: patient.id,
        may: if may_decide { may(pair.link.state) } else { Vec::new() },
    })
}

fn may(state: LinkState) -> Vec<&'static str> {
    match state {
        LinkState::Proposed => vec!["confirm", "reject"],
        LinkState::InDoubt => vec!["confirm", "split"],
        LinkState::Confirmed => vec!["split"],
        LinkState::Rejected | LinkState::Split => vec!["confirm"],
    }
}

fn decided_by(decider: &Decider) -> String {
    match decider {
        Decider::Rule => "rule".to_owned(),
        Decider::Person { account, second: None } => account.clone(),
        Decider::Person { account, second: Some(second) } => format!("{account} and {second}"),
    }
}

fn shaken(disturbance: &Disturbance) -> String {
    match disturbance {
        Disturbance::Merged { removed, .. } => {
            format!("The prison merged {} into this number.", removed.text())
        }
        Disturbance::BookingMoved { other, .. } => {
            format!(
                "A stay moved between this number and {}: facts since then may be another person's.",
                other.text()
            )
        }
        Disturbance::Removed { .. } => "The prison took this record away.".to_owned(),
    }
}

/// The two records, line by line.
fn lines(evidence: &vocab::crossing::Evidence, person: &Person, patient: &Patient) -> Vec<QuestionLine> {
    let identity = person.identity.value.as_ref();
    let family =
        (identity.map(|i| i.name.family.text().to_owned()), Some(patient.name.family.text().to_owned()));
    let given =
        (identity.map(|i| i.name.given.text().to_owned()), Some(patient.name.given.text().to_owned()));
    let date = |born: vocab::name::Born| born.date().to_string();
    let values = [
        (Some(person.number.text()), patient.prison_number.map(vocab::id::PrisonNumber::text)),
        family,
        given,
        (identity.map(|i| date(i.born)), patient.born.map(date)),
    ];
    let line =
        |(line, (prison, care)): (identity::EvidenceLine, (Option<String>, Option<String>))| QuestionLine {
            what: line.what,
            nearly: prison.as_ref().zip(care.as_ref()).is_some_and(|(a, b)| identity::nearly_the_same(a, b)),
            prison,
            care,
            word: line.word,
            worth: line.worth,
        };
    let mut lines: Vec<QuestionLine> = identity::lines(evidence).into_iter().zip(values).map(line).collect();
    // Not compared, and worth a look by whoever decides.
    lines.push(QuestionLine {
        what: "Gender",
        prison: identity.and_then(|i| i.gender.clone()),
        care: patient.gender.clone(),
        word: "not compared",
        nearly: false,
        worth: "Says little, and the two sides record different things.",
    });
    lines
}

/// Links of either side to somebody else.
fn already(desk: &Desk<'_>, link: &IdentityLink) -> Result<Vec<AlreadyLinked>> {
    let mut found = Vec::new();
    let binds =
        |l: &IdentityLink| l.id != link.id && matches!(l.state, LinkState::Confirmed | LinkState::InDoubt);
    for other in desk.view.links_of_patient(link.patient)?.into_iter().filter(binds) {
        let person = desk.person(other.person)?;
        let own = person.as_ref().is_some_and(|p| desk.is_own(p));
        let name =
            person.as_ref().filter(|_| own).and_then(|p| p.identity.value.as_ref()).map(|i| i.name.listed());
        let words = match name {
            Some(name) => format!("This care record is already linked to {} {name}", other.person.text()),
            None => "This care record is already linked to somebody in another prison".to_owned(),
        };
        found.push(AlreadyLinked { link: other.id, words });
    }
    for other in desk.view.links_of_person(link.person)?.into_iter().filter(binds) {
        let name = desk.view.patient(other.patient)?.map(|sealed| desk.open_sealed(sealed).name.listed());
        let words = format!(
            "This prison record is already linked to the care record of {}",
            name.unwrap_or_default()
        );
        found.push(AlreadyLinked { link: other.id, words });
    }
    Ok(found)
}

/// Everyone else known who shares family name and date of birth: named where they are of the caller's prison.
fn alike(desk: &Desk<'_>, person: &Person, patient: &Patient) -> Result<(Vec<Alike>, u32)> {
    let mut named = Vec::new();
    let mut humans: BTreeSet<PrisonNumber> = BTreeSet::new();
    let mut records: BTreeSet<PatientId> = BTreeSet::new();
    for key in keys(person, patient) {
        humans.extend(desk.view.persons_alike(key, ALIKE_MAX)?);
        records.extend(desk.view.patients_alike(key, ALIKE_MAX)?);
    }
    humans.remove(&person.number);
    records.remove(&patient.id);
    let mut linked_pairs = 0;
    for number in &humans {
        let other = desk.person(*number)?;
        if other.as_ref().is_some_and(|o| o.merged_into.is_some()) {
            // A number that was merged away is not another human.
            linked_pairs += 1;
            continue;
        }
        let own = other.as_ref().filter(|o| desk.is_own(o));
        named.push(Alike {
            side: "prison record",
            name: own.and_then(|o| o.identity.value.as_ref()).map(|i| i.name.listed()),
            number: own.map(|o| o.number.text()),
        });
        let confirmed = |l: &IdentityLink| l.state == LinkState::Confirmed && records.contains(&l.patient);
        linked_pairs += desk.view.links_of_person(*number)?.iter().filter(|l| confirmed(l)).count();
    }
    for id in &records {
        let here = desk.is_patient_here(*id)?;
        let record = desk.view.patient(*id)?.map(|sealed| desk.open_sealed(sealed)).filter(|_| here);
        named.push(Alike { side: "care record", name: record.map(|r| r.name.listed()), number: None });
    }
    named.truncate(ALIKE_MAX);
    let count = (humans.len() + records.len()).saturating_sub(linked_pairs);
    Ok((named, u32::try_from(count).unwrap_or(u32::MAX)))
}

fn keys(person: &Person, patient: &Patient) -> BTreeSet<i64> {
    let of_person = person.identity.value.as_ref().map(crate::subjects::key_of);
    of_person.into_iter().chain(crate::subjects::key_of_patient(patient)).collect()
}
