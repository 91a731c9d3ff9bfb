//! Standings: reported first, then settled. Only what settled does what cannot be undone.
//!
//! A report settles when the prison's own delayed event says so, or when it has stood unchanged for the settling time
//! by our clock. A report that goes back to what was settled must stand again, too: somebody may have come and gone in
//! between. A change of cell is no movement and needs no settling. A death stops what is to be sent as soon as it is reported, by a
//! hold that can be taken back.

use super::mirrors;
use crate::fact::PlaceReading;
use crate::understood::SettledMovement;
use crate::work::Work;
use store::unit::Write;
use vocab::Instant;
use vocab::code::{Coded, LegalStatus, MovementReason, MovementType};
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;
use vocab::prison::{CellSharingTold, Custody, Known, ReleaseDay, ReleaseTold, Report, Standing};

/// Release reasons that are no release into the community: removed from the country, extradited, repatriated.
const REMOVALS: &[&str] = &["DD", "DE", "DL", "EX", "RE", "ESCP", "UAL", "UAL_ECL"];

/// What a record must say for its standing to be read.
#[derive(Debug, Clone, Copy)]
pub struct StandingSays<'a> {
    /// `ACTIVE IN`, `ACTIVE OUT`, `INACTIVE TRN`, `INACTIVE OUT`.
    pub status: Option<&'a str>,
    /// `prisonId`: a prison, `TRN`, `OUT`.
    pub prison_id: Option<&'a str>,
    /// Type of the last movement.
    pub movement: Option<&'a Coded<MovementType>>,
    /// Its reason.
    pub reason: Option<&'a MovementReason>,
    /// Legal status.
    pub legal_status: Option<&'a Coded<LegalStatus>>,
    /// Discharged to a secure hospital with a prison still supporting.
    pub restricted_patient: bool,
    /// The supporting prison.
    pub supporting: Option<PrisonCode>,
    /// A state in place of a cell.
    pub cell: Option<&'a vocab::place::CellLocation>,
}

/// The standing that a record amounts to (prisoner-search record, reference: status table of the estate).
///
/// What is not understood is said to be so: nothing irreversible follows from it.
#[must_use]
pub fn standing(says: &StandingSays<'_>) -> Standing {
    let movement = says.movement.and_then(Coded::known);
    let reason = says.reason.map_or("", MovementReason::text);
    let released = movement == Some(MovementType::Release);
    if says.legal_status.and_then(Coded::known) == Some(LegalStatus::Dead) || (released && reason == "DEC") {
        return Standing::Died;
    }
    if released && reason == "MRG" {
        return Standing::MergedAway;
    }
    let prison = says.prison_id.and_then(|id| PrisonCode::parse(id).ok());
    match (says.status.map(str::trim), prison) {
        (Some("ACTIVE IN"), Some(prison)) => Standing::InPrison { prison },
        (Some("ACTIVE OUT"), Some(prison)) => absence(says, movement, reason, prison),
        (Some("INACTIVE TRN"), _) => Standing::InTransit,
        (Some("INACTIVE OUT"), _) if says.restricted_patient || (released && reason == "HP") => {
            Standing::SecureHospital { supporting: says.supporting }
        }
        (Some("INACTIVE OUT"), _) if released && REMOVALS.contains(&reason) => Standing::Removed,
        (Some("INACTIVE OUT"), _) if released => Standing::Released,
        // The External API carries no movement: gone, and no more can be told.
        (Some("INACTIVE OUT"), _) if says.movement.is_none() => Standing::Released,
        // A number that was made and never had a custody has neither status nor prison.
        (None, None) if movement.is_none() => Standing::NotInCustody,
        _ => Standing::NotUnderstood,
    }
}

fn absence(
    says: &StandingSays<'_>,
    movement: Option<MovementType>,
    reason: &str,
    prison: PrisonCode,
) -> Standing {
    use vocab::place::CellLocation;
    match (movement, says.cell) {
        (Some(MovementType::Court), _) => Standing::AtCourt { prison },
        (Some(MovementType::TemporaryAbsence), _) if reason == "C6" => Standing::BedWatch { prison },
        (Some(MovementType::TemporaryAbsence), _) => Standing::TemporaryAbsence { prison },
        // The External API carries no movement; the state that stands in place of the cell tells as much.
        (None, Some(CellLocation::Court)) => Standing::AtCourt { prison },
        (None, Some(CellLocation::TemporaryAbsence)) => Standing::TemporaryAbsence { prison },
        _ => Standing::Out { prison },
    }
}

/// Applies a reading of where someone is.
pub(crate) fn apply(
    work: &mut Work<'_>,
    number: PrisonNumber,
    place: &PlaceReading,
    asked: Instant,
    digest: Option<u64>,
) {
    let now = work.now();
    let settle_at = now.plus_seconds(work.rules.settle_seconds);
    let person = work.person_mut(number);
    let before = person.custody.value.take();
    // A route that carries no movement cannot tell a death from a release, nor a bed in hospital from a day out: what it
    // says does not take away what another told.
    let vaguer = |b: &Custody| place.movement.is_none() && is_vaguer(&place.standing, &b.reported.standing);
    let standing = match &before {
        Some(before) if vaguer(before) => before.reported.standing.clone(),
        _ => place.standing.clone(),
    };
    let report = Report {
        standing,
        movement: place.movement.clone(),
        reason: place.reason.clone(),
        happened: place.happened,
        since: asked,
        after: person.custody.checked,
    };
    let hidden = person.custody.not_visible_since.filter(|since| asked > *since);
    let unseen = hidden.is_some_and(|since| asked.seconds_since(since) >= work.rules.settle_seconds);
    let person = work.person_mut(number);
    let custody = merge(before.clone(), place, report, unseen);
    let (moved, settled) = (
        before.as_ref().is_none_or(|b| b.reported.standing != custody.reported.standing),
        custody.is_settled(),
    );
    // A "not yours to see" that was asked for after this reading stands.
    let not_visible_since = person.custody.not_visible_since.filter(|since| *since > asked);
    let seen_again = person.custody.not_visible_since.is_some() && not_visible_since.is_none();
    person.custody = Known { value: Some(custody), checked: Some(asked), seen: digest, not_visible_since };
    if settled {
        work.write(Write::SettleDone(number));
    } else if moved {
        work.write(Write::SettleAt(number, settle_at));
    }
    if moved || seen_again {
        mirrors::of_person(work, number);
    }
}

/// Whether one standing says the same as another with less of it.
fn is_vaguer(said: &Standing, known: &Standing) -> bool {
    use Standing::{
        AtCourt, BedWatch, Died, MergedAway, Out, Released, Removed, SecureHospital, TemporaryAbsence,
    };
    match (said, known) {
        (Released, Died | Removed | SecureHospital { .. } | MergedAway) => true,
        (
            Out { prison: a },
            AtCourt { prison: b } | TemporaryAbsence { prison: b } | BedWatch { prison: b },
        )
        | (TemporaryAbsence { prison: a }, BedWatch { prison: b }) => a == b,
        _ => false,
    }
}

/// Whether somebody who is in a prison is there in another custody than the one that is known: back after having left
/// for good, under another number of NOMIS's, received since we last looked, or after so long out of our sight that
/// nobody can say. What was chosen in one acts in no other, so where it cannot be known that it is the same, it is
/// another: asking once more costs little.
fn begins(before: &Custody, place: &PlaceReading, after: Option<Instant>, unseen: bool) -> bool {
    let had_left = before.settled.as_ref().is_some_and(|settled| settled.standing.is_gone());
    let back = before.reported.standing.prison().is_none();
    // A date that staff put right lies before the day of our last look.
    let received = place
        .received
        .zip(before.began)
        .is_some_and(|(now, then)| now > then && after.is_some_and(|looked| now >= looked.london_date()));
    before.stay == 0 || (had_left && back) || is_renumbered(before, place) || received || unseen
}

/// Whether NOMIS has them under another number than when we last looked.
fn is_renumbered(before: &Custody, place: &PlaceReading) -> bool {
    before.booking.as_ref().zip(place.booking.as_ref()).is_some_and(|(a, b)| a != b)
}

fn merge(before: Option<Custody>, place: &PlaceReading, report: Report, unseen: bool) -> Custody {
    let here = report.standing.prison().is_some();
    let begun = |before: &Custody| {
        // Read first when they were on the way on: that it is another custody is known, and nobody may say it later.
        let on_the_way = report.standing == Standing::InTransit && is_renumbered(before, place);
        on_the_way || here && begins(before, place, report.after, unseen)
    };
    let first = before.as_ref().map_or(here, begun);
    let mut custody = before.unwrap_or_else(|| Custody {
        stay: 0,
        began: None,
        seen: report.since,
        booking: None,
        legal_status: None,
        cell: None,
        cell_sharing: None,
        release: None,
        speaks: None,
        reported: report.clone(),
        settled: None,
    });
    if first {
        custody.stay += 1;
        (custody.began, custody.seen, custody.release) = (None, report.since, None);
    }
    custody.began = place.received.or(custody.began);
    custody.booking = place.booking.clone().or(custody.booking);
    custody.legal_status = place.legal_status.clone().or(custody.legal_status);
    // Whoever is in no prison has no cell there.
    custody.cell = if report.standing.prison().is_some() { place.cell.clone() } else { None };
    custody.cell_sharing = match (place.cell_sharing, custody.cell_sharing) {
        (Some(level), _) => Some(CellSharingTold { level, last_told: None }),
        // Held back this time: what was told stays, as old as it was.
        (None, Some(told)) => Some(CellSharingTold { last_told: told.last_told.or(report.after), ..told }),
        (None, None) => None,
    };
    if place.tells_release {
        custody.release = told_release(custody.release, place.release, report.since);
    }
    custody.speaks = place.speaks.clone().or(custody.speaks);
    if custody.reported.standing != report.standing {
        custody.reported = report;
    } else {
        custody.reported.movement = report.movement.or(custody.reported.movement);
        custody.reported.reason = report.reason.or(custody.reported.reason);
        custody.reported.happened = report.happened.or(custody.reported.happened);
    }
    custody
}

/// A day that moves is told anew on the day on which it moved; one that was never there is not taken away.
fn told_release(before: Option<ReleaseTold>, day: Option<ReleaseDay>, asked: Instant) -> Option<ReleaseTold> {
    match before {
        None if day.is_none() => None,
        Some(told) if told.day.map(|day| day.on) == day.map(|day| day.on) => {
            Some(ReleaseTold { day, ..told })
        }
        _ => Some(ReleaseTold { day, told: asked.london_date() }),
    }
}

/// What the prison's delayed event says.
pub(crate) struct Said {
    pub(crate) movement: SettledMovement,
    pub(crate) prison: Option<PrisonCode>,
    pub(crate) occurred: Option<Instant>,
}

/// Whether the prison's delayed event speaks of this report. One of an earlier movement settles nothing newer: not one
/// of another kind, nor one that was recorded when something else was still read.
fn speaks_of(said: &Said, report: &Report) -> bool {
    if said.occurred.is_some_and(|at| report.after.is_some_and(|after| at < after)) {
        return false;
    }
    let there = |stands: &PrisonCode| said.prison.is_none_or(|named| named == *stands);
    match (said.movement, &report.standing) {
        (SettledMovement::In, Standing::InPrison { prison })
        | (SettledMovement::ToCourt, Standing::AtCourt { prison } | Standing::Out { prison })
        | (
            SettledMovement::Absence,
            Standing::TemporaryAbsence { prison } | Standing::BedWatch { prison } | Standing::Out { prison },
        ) => there(prison),
        (SettledMovement::Transfer, Standing::InTransit)
        | (
            SettledMovement::Release,
            Standing::Released | Standing::Removed | Standing::Died | Standing::MergedAway,
        )
        // A route that carries no movement shows the second as the first.
        | (SettledMovement::SecureHospital, Standing::SecureHospital { .. } | Standing::Released) => true,
        (SettledMovement::Out, standing) => {
            !matches!(standing, Standing::InPrison { .. } | Standing::NotInCustody | Standing::NotUnderstood)
        }
        _ => false,
    }
}

/// Looks whether a report has settled: called when its time has come, or when the prison says that a movement has.
pub(crate) fn settle(work: &mut Work<'_>, number: PrisonNumber, said_by_prison: Option<&Said>) -> bool {
    let now = work.now();
    let due = work.before.settle_due.get(&number).copied();
    let Some(custody) = work.person(number).and_then(|p| p.custody.value.as_ref()) else { return false };
    let said = said_by_prison.is_some_and(|said| speaks_of(said, &custody.reported));
    if custody.is_settled() || !(said || due.is_some_and(|d| d <= now)) {
        return false;
    }
    if custody.reported.standing == Standing::NotUnderstood {
        return false;
    }
    let reported = custody.reported.clone();
    if let Some(custody) = &mut work.person_mut(number).custody.value {
        custody.settled = Some(reported);
    }
    work.write(Write::SettleDone(number));
    mirrors::of_person(work, number);
    true
}
