//! How each flow stands. Counts and ages; nobody is on it.

use super::{Age, Colour, Desk, Disclosed, Result};
use crate::conditions::Condition;
use crate::context::Context;
use crate::{Crossing, Route, Rules};
use policy::Kind;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;
use vocab::crossing::{Errand, Flow, Hold, Mirror, Mode};
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;
use vocab::prison::Aspect;

/// The board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Board {
    /// As at.
    pub as_at: Instant,
    /// A row a flow and prison.
    pub flows: Vec<FlowRow>,
    /// Feeds.
    pub feeds: Vec<FeedRow>,
    /// What lies in quarantine.
    pub quarantine: u64,
    /// What is the matter with our connections, the worst first.
    pub conditions: Vec<Condition>,
    /// Re-reads that wait, and how long the oldest has been due, in seconds.
    pub errands: Waiting,
    /// When they will have been made, at the pace of the last minute; none while nothing is read.
    pub errands_done_at: Option<Instant>,
    /// Opaque ids of which it is to be asked whose they are.
    pub look_ups: u64,
    /// Mirrors whose last attempts failed.
    pub attempts_failing: u64,
    /// The same by reason, most first.
    pub attempts_failing_why: Vec<Counted>,
    /// Tasks that wait for people, by what they are, most first.
    pub tasks: Vec<Counted>,
    /// Prisons whose words are a draft, and what is wanting.
    pub drafts: Vec<String>,
    /// The journal's head.
    pub journal: u64,
    /// The gate book's head.
    pub gate_book: u64,
    /// The store was restored or copied: every flow is in shadow until a sweep has read each open mirror.
    pub restored: bool,
}

/// How many wait, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Waiting {
    /// How many.
    pub count: u64,
    /// The oldest of them, due since.
    pub oldest: Option<Instant>,
}

/// So many of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The kind, in words.
    pub words: String,
    /// How many.
    pub count: u64,
}

/// A flow in a prison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlowRow {
    /// Which.
    pub flow: Flow,
    /// Where.
    pub prison: PrisonCode,
    /// The prison's name.
    pub prison_name: String,
    /// From which side.
    pub from: &'static str,
    /// To which side.
    pub to: &'static str,
    /// Its switch.
    pub mode: Mode,
    /// How many are as they should be.
    pub in_step: u64,
    /// How many wait.
    pub waiting: Waiting,
    /// How many wait for staff to enter them by hand: nothing is broken.
    pub by_hand: u64,
    /// How many cannot go on, by reason, most first.
    pub blocked: Vec<Counted>,
    /// When the route was last heard.
    pub heard: Option<Instant>,
    /// News over it can be so far behind.
    pub lag_seconds: i64,
    /// How it looks.
    pub colour: Colour,
    /// The last hour by five minutes, the oldest first: of what stands as it should, how much was last read or
    /// acknowledged then.
    pub hour: [u64; HOUR_PARTS],
    /// All is well: one quiet line.
    pub fine: bool,
}

/// The parts that an hour is told in.
pub const HOUR_PARTS: usize = 12;

/// Seconds of one of them.
const PART_SECONDS: i64 = 3_600 / HOUR_PARTS as i64;

/// How many of these moments lie in each part of the last hour.
fn hour(now: Instant, moments: impl Iterator<Item = Instant>) -> [u64; HOUR_PARTS] {
    let mut parts = [0; HOUR_PARTS];
    for moment in moments {
        let ago = usize::try_from(now.seconds_since(moment).max(0) / PART_SECONDS).unwrap_or(usize::MAX);
        if let Some(part) = HOUR_PARTS.checked_sub(ago + 1).and_then(|n| parts.get_mut(n)) {
            *part += 1;
        }
    }
    parts
}

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedRow {
    /// Its name.
    pub feed: String,
    /// When it was last heard.
    pub heard: Option<Instant>,
    /// How long ago.
    pub age_seconds: Option<i64>,
    /// How it looks; none for feeds that are no prison's route: how often they speak, nobody has promised.
    pub colour: Option<Colour>,
    /// News over it can be so far behind, as its owners promised.
    pub lag_seconds: Option<i64>,
    /// That a movement has settled can be known so long after it.
    pub settled_lag_seconds: Option<i64>,
    /// How far behind its last news were, but for the worst twentieth; none while there were too few.
    pub measured_lag_seconds: Option<i64>,
    /// What it cannot tell.
    pub blind: Vec<String>,
}

impl Crossing {
    /// The board.
    ///
    /// # Errors
    /// [`super::DiscloseError::NotFound`] for those who may not; [`super::DiscloseError::OurFault`].
    pub async fn board(&self, ctx: &Context) -> Result<Disclosed<Board>> {
        self.disclose(ctx, "board.open", board).await
    }
}

/// Mirrors and persons are read up to here. A board that counts is a board that reads: a whole region's.
const READ_MAX: usize = 200_000;

fn board(desk: &mut Desk<'_>) -> Result<Board> {
    desk.must_general(Kind::Board)?;
    // Nobody is on the board, but a prison's own people see their own prison's rows.
    let prisons: Vec<PrisonCode> = desk
        .rules()
        .prisons
        .keys()
        .copied()
        .filter(|prison| desk.ctx.caller.prison.is_none_or(|own| own == *prison))
        .collect();
    let mirrors = mirrors(desk)?;
    let errands = errands(desk)?;
    let mut flows = Vec::new();
    for prison in &prisons {
        let read = persons(desk, *prison)?;
        for flow in Flow::ALL {
            let mode = desk.mode(*flow, *prison);
            flows.extend(flow_row(desk, (*flow, *prison, mode), &mirrors, &read, &errands));
        }
    }
    let failing = mirrors.iter().filter(|(p, _)| prisons.contains(p)).filter_map(|(_, m)| failing(m));
    let failing: Vec<String> = failing.collect();
    let tasks = desk.view.tasks(desk.ctx.caller.prison, READ_MAX)?;
    let drafts =
        prisons.iter().filter_map(|p| desk.lists().signed_for(*p).err()).map(|d| d.to_string()).collect();
    let waiting = u64::try_from(errands.len()).unwrap_or(u64::MAX);
    let look_ups = desk.view.look_ups_count()?;
    let conditions = desk.conditions();
    Ok(Board {
        as_at: desk.ctx.now,
        flows,
        conditions: conditions.all(),
        errands_done_at: (waiting > 0)
            .then(|| conditions.readings_done_at(waiting + look_ups, desk.ctx.now))
            .flatten(),
        look_ups,
        feeds: feeds(desk),
        quarantine: desk.view.quarantine_count()?,
        errands: Waiting { count: waiting, oldest: errands.iter().map(|e| e.due).min() },
        attempts_failing: u64::try_from(failing.len()).unwrap_or(u64::MAX),
        attempts_failing_why: counted(failing.into_iter()),
        tasks: counted(tasks.iter().map(|t| super::tasks::words(&t.key).to_owned())),
        drafts,
        journal: desk.snapshot().0,
        gate_book: desk.view.gate_head()?,
        restored: desk.is_restored(),
    })
}

/// So many of each, most first.
pub(crate) fn counted(words: impl Iterator<Item = String>) -> Vec<Counted> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    let mut counted: Vec<Counted> =
        counts.into_iter().map(|(words, count)| Counted { words, count }).collect();
    counted.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.words.cmp(&b.words)));
    counted
}

/// Every mirror, with the prison that it is of.
fn mirrors(desk: &Desk<'_>) -> Result<Vec<(PrisonCode, Mirror)>> {
    let mut found = Vec::new();
    for sealed in desk.view.mirrors(READ_MAX)? {
        let mirror = desk.open_sealed(sealed);
        let entry = mirror.desired.as_ref().or(mirror.known.as_ref().map(|k| &k.entry)).map(|e| e.prison);
        let prison = match entry {
            Some(prison) => Some(prison),
            // Held before anything could be wanted: the booking says where.
            None => {
                desk.view.appointment(mirror.appointment)?.map(|sealed| desk.open_sealed(sealed).0.prison)
            }
        };
        found.extend(prison.map(|prison| (prison, mirror)));
    }
    Ok(found)
}

fn errands(desk: &Desk<'_>) -> Result<Vec<Errand>> {
    let due = desk.view.errands_due(desk.ctx.now, READ_MAX)?;
    Ok(due.into_iter().map(|sealed| desk.open_sealed(sealed)).collect())
}

/// Who is in a prison's care, and how old each aspect of each is: nothing else of them is kept here.
fn persons(desk: &Desk<'_>, prison: PrisonCode) -> Result<Vec<(PrisonNumber, Vec<Age>)>> {
    let mut found = Vec::new();
    for number in desk.view.persons_in(prison, None, READ_MAX)? {
        if let Some(person) = desk.person_as_read(number)? {
            let ages = Aspect::ALL.into_iter().map(|aspect| desk.age_in(&person, aspect, prison));
            found.push((number, ages.collect::<Result<_>>()?));
        }
    }
    Ok(found)
}

fn failing(mirror: &Mirror) -> Option<String> {
    let refused = mirror.refused.as_ref().filter(|_| !mirror.in_step())?;
    Some(policy::neutral::refusal_words(refused.reason).to_owned())
}

fn flow_row(
    desk: &Desk<'_>,
    (flow, prison, mode): (Flow, PrisonCode, Mode),
    mirrors: &[(PrisonCode, Mirror)],
    read: &[(PrisonNumber, Vec<Age>)],
    errands: &[Errand],
) -> Option<FlowRow> {
    let stand = match flow {
        Flow::Appointments => of_mirrors(mirrors.iter().filter(|(p, _)| *p == prison).map(|(_, m)| m)),
        Flow::Whereabouts => of_readings(Aspect::Place, read, errands),
        Flow::Alerts => of_readings(Aspect::Alerts, read, errands),
        Flow::NonAssociations => of_readings(Aspect::NonAssociations, read, errands),
        // What patients choose crosses to no other system: it has pages of its own.
        Flow::Registration => return None,
    };
    let route = desk.told(Some(prison), aspect_of(flow));
    let (heard, colour) = (route.heard, route.colour);
    let (from, to) =
        if flow == Flow::Appointments { ("healthcare", "prison") } else { ("prison", "healthcare") };
    Some(FlowRow {
        flow,
        prison,
        prison_name: desk.rules().prison(prison).map_or_else(String::new, |r| r.name.clone()),
        from,
        to,
        mode,
        fine: colour == Colour::Fresh
            && stand.waiting.oldest.is_none_or(|due| desk.ctx.now.seconds_since(due) <= WAITING_SECONDS)
            && stand.blocked.is_empty()
            && mode == Mode::Live,
        in_step: stand.in_step,
        waiting: stand.waiting,
        by_hand: stand.by_hand,
        blocked: stand.blocked,
        heard,
        lag_seconds: route.lag_seconds,
        colour,
        hour: match flow {
            Flow::Appointments => {
                let known =
                    mirrors.iter().filter(|(p, _)| *p == prison).filter_map(|(_, m)| m.known.as_ref());
                hour(desk.ctx.now, known.map(|known| known.at))
            }
            _ => {
                let aspect = aspect_of(flow);
                let ages = read.iter().flat_map(|(_, ages)| ages).filter(|age| age.aspect == aspect);
                hour(desk.ctx.now, ages.filter_map(|age| age.checked))
            }
        },
    })
}

/// What waits no longer than this is on its way: a sweep makes a whole prison's readings due at once.
const WAITING_SECONDS: i64 = 300;

/// The aspect whose thresholds a flow goes by.
const fn aspect_of(flow: Flow) -> Aspect {
    match flow {
        Flow::Alerts => Aspect::Alerts,
        Flow::NonAssociations => Aspect::NonAssociations,
        Flow::Whereabouts | Flow::Appointments | Flow::Registration => Aspect::Place,
    }
}

/// How a flow stands.
struct Stand {
    in_step: u64,
    waiting: Waiting,
    by_hand: u64,
    blocked: Vec<Counted>,
}

fn of_mirrors<'a>(mirrors: impl Iterator<Item = &'a Mirror>) -> Stand {
    let (mut in_step, mut waiting, mut by_hand, mut blocked) = (0, Waiting::default(), 0, Vec::new());
    for mirror in mirrors {
        match (mirror.hold, mirror.in_step()) {
            (Some(Hold::ByHand), _) => by_hand += 1,
            (Some(hold), _) => blocked.push(hold_words(hold).to_owned()),
            (None, true) => in_step += 1,
            (None, false) if mirror.refused.as_ref().is_some_and(|r| r.times >= TIMES_BLOCKED) => {
                blocked.extend(failing(mirror));
            }
            (None, false) => {
                waiting.count += 1;
                waiting.oldest = waiting.oldest.into_iter().chain([mirror.due]).min();
            }
        }
    }
    Stand { in_step, waiting, by_hand, blocked: counted(blocked.into_iter()) }
}

/// Refused so often in a row, it is not waiting any more: something is wrong.
const TIMES_BLOCKED: u32 = 4;

/// The reason for a hold, as an engineer may read it: a death looks like any other departure.
const fn hold_words(hold: Hold) -> &'static str {
    match hold {
        Hold::Death | Hold::Left => "the person has left",
        Hold::NotLinked => "nobody has confirmed who this is",
        Hold::InDoubt => "identity in doubt",
        Hold::NoPlace => "the room has no prison place",
        Hold::AdoptionUnclear => "staff typed several entries",
        Hold::TwoFound => "two entries of ours for one booking",
        Hold::PrisonChanged => "the prison cancelled or moved it",
        Hold::WhereNotKnown => "where the person is has not been read",
        Hold::TooLate => "its time came first",
        Hold::Off => "switched off",
        Hold::ByHand => "for staff to enter by hand",
    }
}

fn of_readings(aspect: Aspect, read: &[(PrisonNumber, Vec<Age>)], errands: &[Errand]) -> Stand {
    let due: BTreeMap<PrisonNumber, Instant> =
        errands.iter().filter(|e| e.aspect == aspect).map(|e| (e.person, e.due)).collect();
    let (mut in_step, mut waiting, mut blocked) = (0, Waiting::default(), Vec::new());
    for (number, ages) in read {
        let age = ages.iter().find(|a| a.aspect == aspect);
        match (due.get(number), age) {
            (_, Some(age)) if age.not_visible_since.is_some() => {
                blocked.push("not ours to see there".to_owned());
            }
            (Some(due), _) => {
                waiting.count += 1;
                waiting.oldest = waiting.oldest.into_iter().chain([*due]).min();
            }
            (None, Some(age)) => match age.colour {
                Colour::Fresh | Colour::Amber => in_step += 1,
                Colour::Red => blocked.push("not read for too long".to_owned()),
                Colour::Never => blocked.push("never read".to_owned()),
            },
            (None, None) => {}
        }
    }
    Stand { in_step, waiting, by_hand: 0, blocked: counted(blocked.into_iter()) }
}

fn feeds(desk: &Desk<'_>) -> Vec<FeedRow> {
    let rules = desk.rules();
    let names: BTreeSet<&str> = desk.heard.feeds().map(|(feed, _)| feed).chain(routes_used(rules)).collect();
    let row = |feed: &str| {
        let heard = desk.heard.at(feed);
        let route = rules.routes.get(feed);
        let told = route.map(|r| desk.heard.route(rules, (feed, r), Aspect::Place, desk.ctx.now));
        FeedRow {
            feed: feed.to_owned(),
            heard,
            age_seconds: heard.map(|at| desk.ctx.now.seconds_since(at)),
            colour: told.map(|told| told.colour),
            lag_seconds: route.map(|r| r.lag_seconds),
            settled_lag_seconds: route.map(|r| r.settled_lag_seconds),
            measured_lag_seconds: desk.heard.measured(feed),
            blind: route.map_or_else(Vec::new, blind),
        }
    };
    names.into_iter().map(row).collect()
}

/// The routes over which some prison is heard.
fn routes_used(rules: &Rules) -> impl Iterator<Item = &str> {
    rules.prisons.values().flat_map(|prison| &prison.routes).map(String::as_str)
}

/// What a route cannot tell.
fn blind(route: &Route) -> Vec<String> {
    let court = (!route.sees_court).then(|| "court, escorts, transfers and visits".to_owned());
    let reviews = (!route.sees_reviews).then(|| "ACCT review times".to_owned());
    let alerts = route.alert_codes.as_ref().map(|codes| match codes.len() {
        1 => "alerts but for the one kind that is let through".to_owned(),
        count => format!("alerts but for the {count} kinds that are let through"),
    });
    court.into_iter().chain(reviews).chain(alerts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_told_by_five_minutes_with_the_newest_last() {
        let now = Instant::from_micros(1_795_413_600_000_000);
        let ago = |seconds: i64| now.plus_seconds(-seconds);
        let moments = [ago(0), ago(299), ago(300), ago(3_599), ago(3_600), ago(90_000)];
        let mut told = [0; HOUR_PARTS];
        (told[11], told[10], told[0]) = (2, 1, 1);
        assert_eq!(hour(now, moments.into_iter()), told);
    }
}
