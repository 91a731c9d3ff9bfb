//! The gate book as pages: who saw or changed what, of whom, for which purpose, under which ruling.

use super::{Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use policy::Kind;
use serde::Serialize;
use store::{GateQuery, GateRow, GateSubject, StoreError};
use vocab::Instant;
use vocab::crossing::{Purpose, Role};
use vocab::id::{GateSeq, PersonId, PrisonNumber};
use vocab::place::PrisonCode;

/// Which rows are wanted.
#[derive(Debug, Clone, Default)]
pub struct GateBookAsked {
    /// Of this person.
    pub person: Option<PrisonNumber>,
    /// Of this person, by the name that our addresses use.
    pub person_id: Option<PersonId>,
    /// By this account.
    pub account: Option<String>,
    /// Before this row: for paging back.
    pub before: Option<GateSeq>,
    /// At most so many.
    pub most: usize,
}

/// A page of the gate book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateBook {
    /// The newest row.
    pub head: u64,
    /// Up to which row the chain has been verified, and when.
    pub verified: Option<(u64, Instant)>,
    /// A row that does not hold, in words: an alarm.
    pub broken: Option<String>,
    /// The newest first.
    pub rows: Vec<GateBookRow>,
    /// Where the next page begins.
    pub next: Option<GateSeq>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateBookRow {
    /// Its place.
    pub row: GateSeq,
    /// When.
    pub at: Instant,
    /// Who.
    pub account: String,
    /// As what.
    pub role: &'static str,
    /// From which prison.
    pub prison: Option<PrisonCode>,
    /// For what.
    pub purpose: &'static str,
    /// What was done, in the book's word.
    pub act: String,
    /// The same in plain words.
    pub words: String,
    /// Of whom: prison numbers, and care records by our id.
    pub subjects: Vec<GateBookSubject>,
    /// Under which rulings.
    pub rulings: Vec<GateBookRuling>,
    /// It was printed.
    pub printed: bool,
    /// The request, as it is followed through the logs.
    pub trace: String,
}

/// Of whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateBookSubject {
    /// Prison number.
    pub number: Option<String>,
    /// Care record.
    pub patient: Option<String>,
    /// Asked for and not shown.
    pub withheld: bool,
}

/// Under which ruling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateBookRuling {
    /// What was ruled on.
    pub kind: String,
    /// How.
    pub outcome: String,
    /// The policies.
    pub policies: Vec<String>,
}

/// A person's own page: in plain words, teams and not people, without what was withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnPage {
    /// Prison number.
    pub number: String,
    /// The newest first.
    pub rows: Vec<OwnRow>,
    /// Checked by information governance before it is printed: always said.
    pub checked_first: &'static str,
    /// Older rows are left out: the page is cut here.
    pub more: bool,
}

/// A row of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnRow {
    /// When.
    pub at: Instant,
    /// `The healthcare team of Moorland looked at your safety warnings, to look after you.`
    pub words: String,
}

/// How far the two chains were found to hold, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BooksVerified {
    /// Rows of the journal.
    pub journal: u64,
    /// Rows of the gate book.
    pub gate: u64,
    /// When.
    pub at: Instant,
    /// The first bad row, in words.
    pub broken: Option<String>,
}

impl Crossing {
    /// Recomputes both chains and remembers what was found, for the head of the gate book. It reads everything: run it
    /// now and then, on a thread of its own.
    ///
    /// # Errors
    /// Whatever the store fails with.
    pub fn books_verify(&self) -> std::result::Result<BooksVerified, StoreError> {
        let found = self.store.verify()?;
        let at = self.clock.now();
        let verified = BooksVerified { journal: found.journal, gate: found.gate, at, broken: found.bad };
        let mut remembered = self.verified.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *remembered = Some(verified.clone());
        Ok(verified)
    }

    /// A page of the gate book.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for those who may not; [`DiscloseError::OurFault`].
    pub async fn gate_book(&self, ctx: &Context, asked: &GateBookAsked) -> Result<Disclosed<GateBook>> {
        self.disclose(ctx, "gate-book.open", |desk| book(desk, asked)).await
    }

    /// A person's own page.
    ///
    /// # Errors
    /// As [`Crossing::gate_book`].
    pub async fn gate_book_own_page(
        &self,
        ctx: &Context,
        person: PrisonNumber,
    ) -> Result<Disclosed<OwnPage>> {
        self.disclose(ctx, "gate-book.own-page", |desk| own_page(desk, person)).await
    }
}

/// A page holds at most so many rows.
const ROWS_MAX: usize = 200;

/// A person's own page holds at most so many.
const OWN_ROWS_MAX: usize = 1_000;

/// Why a person's own page is not printed at once.
const CHECKED_FIRST: &str = "Information governance checks this page before it is printed.";

fn book(desk: &mut Desk<'_>, asked: &GateBookAsked) -> Result<GateBook> {
    desk.must_general(Kind::GateBook)?;
    let person = match (asked.person, asked.person_id) {
        (Some(number), _) => Some(number),
        // Asked for by an id that is nobody's: nothing is found, rather than everything.
        (None, Some(id)) => Some(desk.view.person_number(id)?.ok_or(DiscloseError::NotFound)?),
        (None, None) => None,
    };
    let most = asked.most.clamp(1, ROWS_MAX);
    let query = GateQuery { person, account: asked.account.clone(), before: asked.before, most: most + 1 };
    let mut rows: Vec<GateRow> =
        desk.view.gate_rows(&query)?.into_iter().map(|sealed| desk.open_sealed(sealed)).collect();
    let more = rows.len() > most;
    rows.truncate(most);
    let verified = desk.books_verified();
    Ok(GateBook {
        head: desk.view.gate_head()?,
        verified: verified.as_ref().map(|v| (v.gate, v.at)),
        broken: verified.and_then(|v| v.broken),
        next: rows.last().map(|row| row.seq).filter(|_| more),
        rows: rows.into_iter().map(row_of).collect(),
    })
}

fn row_of(row: GateRow) -> GateBookRow {
    let entry = row.entry;
    let subject = |s: GateSubject| GateBookSubject {
        number: s.person.map(PrisonNumber::text),
        patient: s.patient.map(|p| p.to_string()),
        withheld: s.withheld,
    };
    GateBookRow {
        row: row.seq,
        at: row.at,
        account: entry.caller.account,
        role: entry.caller.role.word(),
        prison: entry.caller.prison,
        purpose: entry.purpose.word(),
        words: act_words(&entry.act).to_owned(),
        act: entry.act,
        subjects: entry.subjects.into_iter().map(subject).collect(),
        rulings: entry
            .rulings
            .into_iter()
            .map(|r| GateBookRuling { kind: r.kind, outcome: r.outcome, policies: r.policies })
            .collect(),
        printed: entry.printed,
        trace: entry.trace.to_string(),
    }
}

fn own_page(desk: &mut Desk<'_>, person: PrisonNumber) -> Result<OwnPage> {
    desk.must_general(Kind::GateBook)?;
    let query = GateQuery { person: Some(person), most: OWN_ROWS_MAX + 1, ..GateQuery::default() };
    let rows: Vec<GateRow> =
        desk.view.gate_rows(&query)?.into_iter().map(|sealed| desk.open_sealed(sealed)).collect();
    let more = rows.len() > OWN_ROWS_MAX;
    let seen = |row: &GateRow| row.entry.subjects.iter().any(|s| s.person == Some(person) && !s.withheld);
    let rows = rows.iter().take(OWN_ROWS_MAX).filter(|row| seen(row)).map(|row| own_row(desk, row)).collect();
    Ok(OwnPage { number: person.text(), rows, checked_first: CHECKED_FIRST, more })
}

/// `The healthcare team of Moorland looked at your safety warnings, to look after you.`
fn own_row(desk: &Desk<'_>, row: &GateRow) -> OwnRow {
    let caller = &row.entry.caller;
    let prison = caller.prison.map(|prison| {
        let name = desk.rules().prison(prison).map(|r| r.name.clone());
        format!(" of {}", name.unwrap_or_else(|| prison.text().to_owned()))
    });
    let (team, done) = (team_words(caller.role), own_words(&row.entry.act));
    let printed = if row.entry.printed { ", on paper" } else { "" };
    let purpose = purpose_words(row.entry.purpose);
    OwnRow { at: row.at, words: format!("{team}{} {done}{printed}, {purpose}.", prison.unwrap_or_default()) }
}

const fn team_words(role: Role) -> &'static str {
    match role {
        Role::Clinician
        | Role::ReceptionNurse
        | Role::DischargeNurse
        | Role::HealthcareAdministrator
        | Role::HeadOfHealthcare => "The healthcare team",
        Role::CareSystem => "Healthcare's computer system",
        Role::DutyGovernor
        | Role::Officer
        | Role::SaferCustody
        | Role::OffenderManagementUnit
        | Role::EscortsAndSecurity => "Prison staff",
        Role::PrisonSystem => "The prison's computer system",
        Role::Commissioner => "Those who pay for healthcare",
        Role::InformationGovernance => "The people who check who sees what",
        Role::IntegrationEngineer => "The engineers of this system",
    }
}

const fn purpose_words(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::DirectCare => "to look after you",
        Purpose::ClinicAdministration => "to run a clinic",
        Purpose::Custody => "to run the prison's day",
        Purpose::Operations => "to keep this system working",
        Purpose::Governance => "to check that it was used properly",
    }
}

/// What was done, to whoever it was done about.
fn own_words(act: &str) -> &'static str {
    match act {
        "appointment.write" => return "made or changed a healthcare appointment of yours",
        "patient.write" => return "sent your details",
        _ => {}
    }
    match act.split('.').next().unwrap_or_default() {
        "panel" | "cds" | "flag" => "looked at your safety warnings",
        "patient" => "looked you up",
        "encounter" => "looked at where you are",
        "appointment" => "looked at your healthcare appointments",
        "clinic-list" => "looked at a clinic list with you on it",
        "movement-list" => "looked at a list of people to unlock for healthcare with you on it",
        "who-is-this" | "link" | "correction" => "checked whether two records are both yours",
        "trace" => "checked whether something about you arrived",
        "gate-book" => "looked at who has seen your records",
        "mirror" => "told the prison's system when healthcare expects you",
        _ => "used your records",
    }
}

/// An act of the book in plain words.
pub(crate) fn act_words(act: &str) -> &str {
    match act {
        "panel.open" => "opened the warnings",
        "cds.cards" => "was shown the warnings in the clinical system",
        "patient.search" => "searched patients",
        "patient.read" => "opened a patient",
        "flag.search" | "flag.read" => "read warnings",
        "encounter.search" | "encounter.read" => "read where someone is",
        "appointment.search" | "appointment.read" => "read appointments",
        "appointment.write" => "booked, moved or cancelled",
        "patient.write" => "sent a patient's record",
        "choice.open" => "opened what a patient chose about a GP",
        "choice.print" => "printed a sheet about the choice of a GP",
        "choice.add" => "recorded what a patient said about a GP",
        "clinic-list.open" => "opened a clinic list",
        "clinic-list.print" => "printed a clinic list",
        "movement-list.open" => "opened a movement list",
        "movement-list.print" => "printed a movement list",
        "movement-list.told" => "noted that the wing was told",
        "who-is-this.list" => "opened the questions of identity",
        "who-is-this.open" => "compared two records",
        "link.decide" => "decided about a link",
        "correction.open" => "opened what undoing a link corrects",
        "trace.open" => "followed a thing's way",
        "board.open" => "opened the board",
        "shadow-comparison.open" => "compared with what staff typed",
        "gate-book.open" => "opened the gate book",
        "gate-book.own-page" => "opened a person's own page of the gate book",
        "quarantine.open" => "opened the quarantine",
        "quarantine.replay" => "replayed from the quarantine",
        "mirror.send" => "sent an entry to the prison's lists",
        "mirror.export" => "wrote entries for the prison into a file",
        "mode.set" => "switched a flow",
        "task.list" => "opened the tasks",
        "task.done" => "marked a task as done",
        "location.search" | "location.read" => "read rooms",
        other => other,
    }
}
