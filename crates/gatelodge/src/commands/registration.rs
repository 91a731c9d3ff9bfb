//! `registration`: the choice about a GP at the console: whom to ask, what is so, and the counts. The same answers as the
//! pages give, under the same rulings, and each look stands in the gate book under the account that is named.

use super::{Open, open, prison};
use crate::args::{Registration, RegistrationAt};
use crate::{Ended, Failed};
use crossing::Context;
use crossing::disclose::checks::MissedList;
use crossing::disclose::choice::wordings;
use crossing::disclose::counts::{Cell, CountsRow, FamilyCounts, RegistrationCounts};
use crossing::disclose::due::DueList;
use crossing::disclose::registered::RegistrationView;
use crossing::disclose::{DiscloseError, Disclosed};
use registration::screening::named;
use registration::wording::{Language, SITUATIONS, Status, Wording};
use std::fmt::Write as _;
use vocab::Instant;
use vocab::crossing::{Mode, Role};
use vocab::id::PatientId;

pub(super) fn run(args: &Registration) -> Result<Ended, Failed> {
    match args {
        Registration::Due { at, page } => due(at, *page),
        Registration::Facts { at, patient } => facts(at, patient),
        Registration::Checks { at, page } => checks(at, *page),
        Registration::Words { language } => words(language.as_deref()),
        Registration::Counts { data, by } => {
            let open = open(data)?;
            let role = Role::Commissioner;
            let ctx = open.context(by, role, role.purpose_usual(), None);
            let answer = open.wait(open.crossing.registration_counts(&ctx))?;
            said(open, &answer, counts_words, "No counts are given to this caller.")
        }
    }
}

/// Whoever is at the console works as healthcare's administrator, as with links.
fn context(open: &Open, at: &RegistrationAt) -> Result<Context, Failed> {
    let role = Role::HealthcareAdministrator;
    Ok(open.context(&at.by, role, role.purpose_usual(), Some(prison(&at.prison)?)))
}

fn due(at: &RegistrationAt, page: usize) -> Result<Ended, Failed> {
    let open = open(&at.data)?;
    let ctx = context(&open, at)?;
    let answer = open.wait(open.crossing.due_list(&ctx, page))?;
    said(open, &answer, due_words, "That prison is not served here.")
}

fn checks(at: &RegistrationAt, page: usize) -> Result<Ended, Failed> {
    let open = open(&at.data)?;
    let ctx = context(&open, at)?;
    let answer = open.wait(open.crossing.missed_checks(&ctx, page))?;
    said(open, &answer, checks_words, "That prison is not served here.")
}

fn facts(at: &RegistrationAt, patient: &str) -> Result<Ended, Failed> {
    let id = PatientId::parse(patient)
        .ok_or("that is not a patient's id; `gatelodge registration due` shows them")?;
    let open = open(&at.data)?;
    let ctx = context(&open, at)?;
    let answer = open.wait(open.crossing.registration(&ctx, id))?;
    let now = ctx.now;
    said(open, &answer, |view| facts_words(view, now), "There is no such patient in that prison.")
}

/// The words themselves: they are nobody's, so nothing is opened and nothing booked.
fn words(tag: Option<&str>) -> Result<Ended, Failed> {
    let all = wordings().ok_or("the words of this program do not read")?;
    let mut out = String::new();
    let Some(tag) = tag else {
        for wording in
            Language::ALL.into_iter().flat_map(|of| SITUATIONS.map(|situation| all.get(of, situation)))
        {
            let _ = writeln!(out, "{}", line_of(wording));
        }
        let _ = writeln!(
            out,
            "A prison that had them checked writes the hash, who checked and when under checked_words: docs/prison-side.md."
        );
        print!("{out}");
        return Ok(Ended::Done);
    };
    let known = || Language::ALL.map(Language::tag).join(", ");
    let language =
        Language::of_tag(tag).ok_or_else(|| format!("there are no words in {tag}: there are {}", known()))?;
    for wording in SITUATIONS.map(|situation| all.get(language, situation)) {
        let _ = writeln!(out, "{}", line_of(wording));
        for (id, text) in all.by_hash(&wording.hash).into_iter().flat_map(|text| &text.lines) {
            let _ = writeln!(out, "  {id}: {text}");
        }
    }
    print!("{out}");
    Ok(Ended::Done)
}

fn line_of(wording: &Wording) -> String {
    let status = match &wording.status {
        Status::Draft => "draft: nobody has checked it".to_owned(),
        Status::Checked { by, on } => format!("checked by {by} on {on}"),
    };
    let tag = wording.language.tag();
    let situation = wording.situation.to_string();
    format!("{tag:<9}{situation:<10}{}  {status}", wording.hash)
}

/// Prints an answer, or that there is none.
fn said<T: Clone>(
    open: Open,
    answer: &Result<Disclosed<T>, DiscloseError>,
    words: impl FnOnce(&T) -> String,
    none: &str,
) -> Result<Ended, Failed> {
    let ended = match answer {
        Ok(answer) => {
            print!("{}", words(answer.get()));
            Ended::Done
        }
        Err(DiscloseError::NotFound) => {
            println!("{none}");
            Ended::Refused
        }
        Err(error) => return Err(error.to_string().into()),
    };
    open.close();
    Ok(ended)
}

fn when(at: Instant) -> String {
    at.rfc3339_london()
}

fn due_words(list: &DueList) -> String {
    let mut out = String::new();
    for row in &list.rows {
        let state = match (row.late, row.due) {
            (true, _) => "late",
            (false, true) => "due",
            (false, false) => "later",
        };
        let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let (name, number, cell) = (or(&row.head.name), or(&row.head.number), or(&row.head.cell));
        let _ = writeln!(out, "{}  {state:<5}  {name}  {number}  {cell}", row.patient);
        let _ = writeln!(out, "{:45}{}", "", row.why);
        for need in &row.needs {
            let _ = writeln!(out, "{:45}needs: {need}", "");
        }
        let _ = writeln!(out, "{:45}{}", "", row.guidance);
    }
    let on_page = list.rows.len();
    let (page, pages) = list.page;
    let _ = writeln!(
        out,
        "{} due, {} later, {} with nothing to do, {} not linked: who they are must be said first.",
        list.due, list.later, list.done, list.not_linked
    );
    let _ = writeln!(out, "Page {page} of {pages}, {on_page} shown, as at {}.", when(list.as_at));
    match list.mode {
        Mode::Off => {
            out.push_str("Switched off in this prison: nothing is recorded and nothing is asked for.\n");
        }
        Mode::Shadow => {
            out.push_str("On trial in this prison: nothing is asked for because of what is said.\n");
        }
        Mode::Live => {}
    }
    out
}

fn checks_words(list: &MissedList) -> String {
    let mut out = String::new();
    for row in &list.rows {
        let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let (name, number, cell) = (or(&row.head.name), or(&row.head.number), or(&row.head.cell));
        let _ = writeln!(out, "{}  {name}  {number}  {cell}", row.patient);
        for (check, to_do) in &row.checks {
            let _ = writeln!(out, "{:38}{}: {to_do}", "", named(*check));
        }
        let _ = writeln!(out, "{:38}{}", "", row.finds);
    }
    let _ = writeln!(
        out,
        "{} of {} would miss a call. {} more were never asked whether a check is for them, of {} the age is not known, {} are not linked.",
        list.missed, list.of, list.to_ask, list.no_age, list.not_linked
    );
    let (page, pages) = list.page;
    let _ = writeln!(out, "Page {page} of {pages}, {} shown, as at {}.", list.rows.len(), when(list.as_at));
    if list.mode == Mode::Off {
        out.push_str("Switched off in this prison: nothing is recorded.\n");
    }
    out
}

fn facts_words(view: &RegistrationView, now: Instant) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", view.head.name.as_deref().unwrap_or("Name not known"));
    let fact = |about: &str, words: &str, at: Option<Instant>| {
        let age = at.map_or_else(
            || "never read or told".to_owned(),
            |at| {
                let days = now.seconds_since(at).max(0) / 86_400;
                format!("{}, {days} days ago", when(at))
            },
        );
        format!("{about}: {words}\n    {age}\n")
    };
    for one in &view.facts {
        out.push_str(&fact(one.about, &one.words, one.as_of));
    }
    for was in &view.practices {
        out.push_str(&fact("First seen", &was.words, was.as_of));
    }
    if let Some(trouble) = view.trouble {
        let _ = writeln!(out, "The NHS number: {trouble}");
    }
    for harm in &view.harms {
        let _ = writeln!(out, "To do, known since {}: {}", when(harm.since), harm.to_do);
    }
    if let Some(release) = view.release {
        let approved = if release.confirmed { "approved by a person" } else { "approved by nobody yet" };
        let _ = writeln!(out, "Likely release: {}, {approved}", release.on);
    }
    let _ = writeln!(out, "For whoever asks: {}", view.guidance);
    out
}

fn counts_words(counts: &RegistrationCounts) -> String {
    let mut out = String::new();
    for month in &counts.months {
        let _ = writeln!(out, "{}", month.month.strftime("%B %Y"));
        for family in &month.families {
            family_words(&mut out, family);
        }
        if !month.off.is_empty() {
            let _ = writeln!(out, "  Switched off then, and not counted: {}.", month.off.join(", "));
        }
        out.push('\n');
    }
    for over in &counts.over {
        let _ = writeln!(out, "Together: {}", over.of);
        row_words(&mut out, &over.outcomes, &over.sum);
    }
    if counts.months.is_empty() {
        out.push_str("No month is counted yet in which anybody was asked.\n");
    }
    let _ = writeln!(out, "The next month is counted on {}.", counts.next);
    for words in counts.words {
        let _ = writeln!(out, "{words}");
    }
    out
}

fn family_words(out: &mut String, family: &FamilyCounts) {
    let _ = writeln!(out, "  {}", family.of);
    let rows = std::iter::once(&family.all).chain(&family.prisons).chain(&family.languages);
    for row in rows {
        row_words(out, &family.outcomes, row);
    }
}

fn row_words(out: &mut String, outcomes: &[&str], row: &CountsRow) {
    let cells =
        outcomes.iter().zip(&row.cells).map(|(outcome, cell)| format!("{outcome} {}", cell_words(*cell)));
    let _ = writeln!(
        out,
        "    {}: {} people. {}",
        row.name,
        cell_words(row.people),
        cells.collect::<Vec<_>>().join(" · ")
    );
}

fn cell_words(cell: Cell) -> String {
    match cell {
        Cell::Count(count) => count.to_string(),
        Cell::Hidden => "hidden".to_owned(),
    }
}
