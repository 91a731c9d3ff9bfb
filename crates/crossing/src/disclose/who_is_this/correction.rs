//! What undoing a link corrects, and who is told: every crossing that was made through it.

use super::pair;
use crate::disclose::{Circumstances, Desk, DiscloseError, Result, gate_book, search};
use policy::{Kind, Outcome};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{GateQuery, GateSubject};
use vocab::Instant;
use vocab::crossing::IdentityLink;
use vocab::id::{AppointmentId, LinkId};

/// What undoing a link would correct, and who would be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CorrectionView {
    /// The link.
    pub link: LinkId,
    /// Its version.
    pub version: u32,
    /// Its state.
    pub state: &'static str,
    /// Entries on the prison's lists that were made through it.
    pub entries: Vec<CorrectedEntry>,
    /// Who read, printed or changed something of both records through it.
    pub readers: Vec<Reader>,
    /// How many entries, where their facts may not be shown.
    pub entries_count: usize,
    /// What will happen, in a sentence.
    pub words: String,
}

/// An entry that would be corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CorrectedEntry {
    /// The booking.
    pub appointment: AppointmentId,
    /// When it starts, `12 Nov 09:40`.
    pub start: String,
    /// What will be done: `struck through`, `not sent`.
    pub what: &'static str,
}

/// Somebody who would be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reader {
    /// Account.
    pub account: String,
    /// Role.
    pub role: &'static str,
    /// What they did, in words.
    pub act: String,
    /// It was printed.
    pub printed: bool,
    /// When last.
    pub at: Instant,
    /// How often.
    pub times: u32,
}

/// Gate-book rows of a person are read up to here for a correction: years of one person's.
const READS_MAX: usize = 5_000;

pub(super) fn correction(desk: &mut Desk<'_>, id: LinkId) -> Result<CorrectionView> {
    let link = desk.view.link(id)?.ok_or(DiscloseError::NotFound)?;
    let pair = pair(desk, link)?;
    // Who answers for the books has no prison of their own.
    let own = pair.circumstances.own_prison || desk.ctx.caller.prison.is_none();
    let outcome = desk.must(Kind::Correction, Circumstances { own_prison: own, ..pair.circumstances })?;
    let reduced = outcome == Outcome::Reduced;
    desk.saw(pair.person.as_ref(), Some(pair.link.patient), false);
    let entries = corrected(desk, &pair.link)?;
    let readers = readers(desk, &pair.link)?;
    let standing = entries.iter().filter(|e| e.what == STRUCK).count();
    let words = format!(
        "Undoing it strikes {standing} of {} entries through on the prison's lists, stops every further one, and asks that \
         {} are told.",
        entries.len(),
        people(readers.len()),
    );
    Ok(CorrectionView {
        link: pair.link.id,
        version: pair.link.version,
        state: pair.link.state.word(),
        entries_count: entries.len(),
        entries: if reduced { Vec::new() } else { entries },
        readers,
        words,
    })
}

fn people(count: usize) -> String {
    if count == 1 { "1 reader".to_owned() } else { format!("{count} readers") }
}

const STRUCK: &str = "struck through";

/// Every entry that crossed through a link, or would.
fn corrected(desk: &Desk<'_>, link: &IdentityLink) -> Result<Vec<CorrectedEntry>> {
    let mut found = Vec::new();
    for sealed in desk.view.mirrors_of(link.person)? {
        let mirror = desk.open_sealed(sealed);
        let booking = desk.view.appointment(mirror.appointment)?.map(|sealed| desk.open_sealed(sealed).0);
        if booking.is_none_or(|b| b.patient != link.patient) {
            continue;
        }
        let known = mirror.known.as_ref().filter(|k| !k.entry.cancelled);
        let Some(entry) = known.map(|k| &k.entry).or(mirror.desired.as_ref()) else { continue };
        found.push(CorrectedEntry {
            appointment: mirror.appointment,
            start: format!("{} {}", search::day(entry.start.date()), entry.start.hm()),
            what: if known.is_some() { STRUCK } else { "not sent" },
        });
    }
    Ok(found)
}

/// Who read, printed or changed something of both records at once: what crossed, crossed there.
fn readers(desk: &Desk<'_>, link: &IdentityLink) -> Result<Vec<Reader>> {
    let query = GateQuery { person: Some(link.person), most: READS_MAX, ..GateQuery::default() };
    let mut found: BTreeMap<(String, String), Reader> = BTreeMap::new();
    for sealed in desk.view.gate_rows(&query)? {
        let row = desk.open_sealed(sealed);
        // A list for the prison names no patient, and is made through links alone.
        let listed = row.entry.act.starts_with("movement-list.");
        let both = |s: &GateSubject| {
            let through = s.patient.map_or(listed, |patient| patient == link.patient);
            s.person == Some(link.person) && through && !s.withheld
        };
        if !row.entry.subjects.iter().any(both) || looked_at_the_link(&row.entry.act) {
            continue;
        }
        let caller = row.entry.caller;
        let reader = found.entry((caller.account.clone(), row.entry.act.clone())).or_insert_with(|| Reader {
            account: caller.account,
            role: caller.role.word(),
            act: gate_book::act_words(&row.entry.act).to_owned(),
            printed: false,
            at: row.at,
            times: 0,
        });
        reader.times += 1;
        reader.printed |= row.entry.printed;
        reader.at = reader.at.max(row.at);
    }
    let mut readers: Vec<Reader> = found.into_values().collect();
    readers.sort_by_key(|r| std::cmp::Reverse(r.at));
    Ok(readers)
}

/// Whoever weighed the link itself knows of it; they are not among those who were misled.
fn looked_at_the_link(act: &str) -> bool {
    ["who-is-this.", "correction.", "link.", "gate-book.", "trace."].iter().any(|kind| act.starts_with(kind))
}
