//! What HMPPS services send and answer, as facts and signals.
//!
//! A list that lost an item is not the whole list, and is no fact: it would say "none". It goes to quarantine.

use super::not_understood;
use crate::envelope::Meta;
use crate::fact::{Fact, PlaceReading, What};
use crate::reconcile::custody::{StandingSays, standing};
use crate::rules::{PrisonRules, Rules};
use crate::understood::{PrisonSignal, SettledMovement, Understood};
use std::collections::BTreeMap;
use vocab::Instant;
use vocab::crossing::{AttendanceNote, Feed, PrisonEntry, PrisonPlace, QuarantineReason};
use vocab::id::{OpaqueId, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::prison::{Aspect, Identity, ReleaseDay, Speaks};
use wire::hmpps::alert::AlertRow;
use wire::hmpps::appointment::{Attendee, PrisonAppointment};
use wire::hmpps::external::{Paged, PersonInPrison, PersonRecord};
use wire::hmpps::schedule::ScheduledEvents;
use wire::hmpps::{
    Answer, Document, DomainEvent, Listed, Prisoner, Raw, Recorded, ReleasedReason, Reply, Route, Settlement,
    Signal,
};

/// A two-digit year of a PNC number is of this century up to this year: numbers are read long after they were given.
const PNC_YEAR: i16 = 2030;

/// Reads a body of the prison side: by its path where it is an answer, by its shape where it is not.
pub(crate) fn read(feed: &Feed, body: &[u8], meta: &Meta, rules: &Rules) -> Understood {
    if let (Some(method), Some(path)) = (&meta.method, &meta.path) {
        let reply = Reply {
            status: meta.status.unwrap_or(200),
            location: meta.location.as_deref(),
            retry_after: None,
            body,
        };
        return match wire::hmpps::recognise_response(method, path, &reply) {
            Ok(recorded) => answer(feed, recorded, meta, rules),
            Err(error) => not_understood(&error, Vec::new()),
        };
    }
    match wire::hmpps::recognise(body) {
        Ok(document) => self::document(feed, document, None, meta, rules),
        Err(error) => not_understood(&error, Vec::new()),
    }
}

fn answer(feed: &Feed, recorded: Recorded, meta: &Meta, rules: &Rules) -> Understood {
    let person = meta.person.or_else(|| route_person(&recorded.route));
    match recorded.answer {
        Answer::Found(Document::Appointments(page)) => {
            appointments(feed, &page.list, meta, rules, route_prison(&recorded.route))
        }
        Answer::Found(Document::NomisNumber(number)) => match (opaque(&recorded.route), number.number()) {
            (Some(id), Some(number)) => Understood::Opaque(feed.clone(), id, Some(number)),
            _ => unattributed("a prison number of an opaque id, and one of the two cannot be read"),
        },
        Answer::Found(document) => self::document(feed, document, person, meta, rules),
        Answer::NotVisible if opaque(&recorded.route).is_some() => match opaque(&recorded.route) {
            Some(id) => Understood::Opaque(feed.clone(), id, None),
            None => Understood::Kept(feed.clone(), "not visible, of nobody in particular"),
        },
        Answer::NotVisible => match (person, route_aspects(&recorded.route)) {
            (Some(person), aspects) if !aspects.is_empty() => {
                let asked = meta.asked();
                let fact = |aspect: &Aspect| Fact { person, asked, what: What::NotVisible(*aspect) };
                Understood::Facts(feed.clone(), aspects.iter().map(fact).collect())
            }
            _ => Understood::Kept(feed.clone(), "not visible, of nobody in particular"),
        },
        Answer::Merged { survivor } => match person {
            Some(person) => {
                let survivor = survivor.and_then(|raw| PrisonNumber::parse(raw.text()).ok());
                let what = What::MergedInto(survivor.filter(|s| *s != person));
                Understood::Facts(feed.clone(), vec![Fact { person, asked: meta.asked(), what }])
            }
            None => unattributed("a redirect of nobody whose number can be read"),
        },
        Answer::NotAllowed(_) => Understood::Kept(feed.clone(), "refused: not allowed"),
        Answer::Busy { .. } => Understood::Kept(feed.clone(), "refused: too many requests"),
        Answer::Off => Understood::Kept(feed.clone(), "refused: switched off there"),
        Answer::Failed { .. } => Understood::Kept(feed.clone(), "failed there"),
        Answer::Refused { .. } => Understood::Kept(feed.clone(), "refused there"),
    }
}

/// The opaque id of which a route asks whose it is.
fn opaque(route: &Route) -> Option<OpaqueId> {
    let Route::NomisNumber(id) = route else { return None };
    OpaqueId::parse(id.text())
}

/// Whose a route is, where its id is a prison number.
fn route_person(route: &Route) -> Option<PrisonNumber> {
    let raw: &Raw = match route {
        Route::Person(id)
        | Route::CellLocation(id)
        | Route::BaseLocation(id)
        | Route::Alerts(id)
        | Route::Languages(id)
        | Route::Prisoner(id)
        | Route::SearchRecord(id)
        | Route::PersonAlerts(id)
        | Route::NonAssociations { person: id, .. } => id,
        _ => return None,
    };
    PrisonNumber::parse(raw.text()).ok()
}

/// Whose lists a route searches.
fn route_prison(route: &Route) -> Option<PrisonCode> {
    let (Route::AppointmentSearch(prison) | Route::ExternalAppointments(prison)) = route else { return None };
    PrisonCode::parse(prison).ok()
}

const fn route_aspects(route: &Route) -> &'static [Aspect] {
    match route {
        Route::CellLocation(_) | Route::BaseLocation(_) => &[Aspect::Place],
        Route::Alerts(_) | Route::PersonAlerts(_) => &[Aspect::Alerts],
        Route::NonAssociations { .. } => &[Aspect::NonAssociations],
        Route::Person(_) => &[Aspect::Identity],
        Route::Prisoner(_) | Route::SearchRecord(_) => &[Aspect::Identity, Aspect::Place],
        _ => &[],
    }
}

fn document(
    feed: &Feed,
    document: Document,
    person: Option<PrisonNumber>,
    meta: &Meta,
    rules: &Rules,
) -> Understood {
    let asked = meta.asked();
    let kind = document.kind();
    match document {
        Document::Event(event) => event_signal(feed, &event),
        Document::Prisoner(record) => facts(feed, prisoner(&record, asked)),
        Document::Prisoners(page) => many(feed, &page.list, |record| prisoner(record, asked)),
        Document::PersonInPrison(record) => {
            in_prison_facts(feed, &record, person, asked, meta.path.is_some())
        }
        Document::PeopleInPrison(page) => {
            many(feed, &page.list, |record| in_prison(record, None, asked, false))
        }
        Document::Person(views) => match views.prison {
            Some(record) => in_prison_identity(feed, &record, person, asked),
            None => Understood::Kept(feed.clone(), "known to probation alone"),
        },
        Document::Alerts(page) => alerts(feed, &page, person, asked),
        Document::NonAssociations(list) => match (person, list.is_whole()) {
            (_, false) => not_whole(&list),
            (None, _) => unattributed("non-associations of nobody: the path names the person"),
            (Some(person), true) => {
                let others: Option<Vec<_>> =
                    list.items.iter().map(wire::hmpps::non_association::KeptApart::non_association).collect();
                match others {
                    Some(mut others) => {
                        others.sort();
                        facts(feed, vec![Fact { person, asked, what: What::NonAssociations(others) }])
                    }
                    None => incomplete("an other person's number is not a prison number"),
                }
            }
        },
        Document::Schedule(schedule) => planned(feed, &schedule, person, asked),
        Document::Appointments(page) => appointments(feed, &page.list, meta, rules, None),
        Document::Appointment(one) => {
            appointments(feed, &Listed { items: vec![*one], refused: Vec::new() }, meta, rules, None)
        }
        Document::Unrecognised => Understood::NotUnderstood {
            reason: QuarantineReason::Unrecognised,
            detail: "JSON of a shape that no service of the prison side is known to send".to_owned(),
            about: Vec::new(),
        },
        _ => Understood::Kept(feed.clone(), kind),
    }
}

fn facts(feed: &Feed, facts: Vec<Fact>) -> Understood {
    if facts.is_empty() {
        Understood::Kept(feed.clone(), "a record that says nothing of ours")
    } else {
        Understood::Facts(feed.clone(), facts)
    }
}

fn many<T>(feed: &Feed, list: &Listed<T>, read: impl Fn(&T) -> Vec<Fact>) -> Understood {
    if !list.is_whole() {
        return not_whole(list);
    }
    facts(feed, list.items.iter().flat_map(read).collect())
}

fn not_whole<T>(list: &Listed<T>) -> Understood {
    match list.refused.first() {
        Some(error) => not_understood(error, Vec::new()),
        None => incomplete("a list that is not whole"),
    }
}

fn incomplete(detail: &str) -> Understood {
    Understood::NotUnderstood {
        reason: QuarantineReason::Incomplete,
        detail: detail.to_owned(),
        about: Vec::new(),
    }
}

fn unattributed(detail: &str) -> Understood {
    Understood::NotUnderstood {
        reason: QuarantineReason::Unattributed,
        detail: detail.to_owned(),
        about: Vec::new(),
    }
}

/// What a prisoner-search record says.
fn prisoner(record: &Prisoner, asked: Option<Instant>) -> Vec<Fact> {
    let person = record.number;
    let fact = |what| Fact { person, asked, what };
    let mut facts = Vec::new();
    if let (Some(name), Some(born)) = (&record.name, record.born)
        && !name.withheld
    {
        facts.push(fact(What::Identity(Identity {
            name: name.name.clone(),
            born,
            gender: record.gender.clone(),
            pnc: record.pnc(PNC_YEAR),
            cro: record.cro(),
        })));
    }
    let standing = standing(&StandingSays {
        status: record.status.as_deref(),
        prison_id: record.prison_id.as_deref(),
        movement: record.last_movement.as_ref(),
        reason: record.last_movement_reason.as_ref(),
        legal_status: record.legal_status.as_ref(),
        restricted_patient: record.restricted_patient.unwrap_or(false),
        supporting: record.supporting_prison,
        cell: record.cell.as_ref(),
    });
    facts.push(fact(What::Place(PlaceReading {
        standing,
        booking: record.booking.clone(),
        legal_status: record.legal_status.clone(),
        cell: record.cell.clone(),
        received: record.reception_date,
        cell_sharing: record.cell_sharing,
        release: release(record),
        tells_release: true,
        speaks: speaks(record),
        movement: record.last_movement.clone(),
        reason: record.last_movement_reason.clone(),
        happened: record.last_movement_time.map(vocab::time::LondonTime::at),
        from: record.prison(),
    })));
    if let Some(alerts) = record.alerts.as_ref().filter(|a| a.is_whole()) {
        facts.push(fact(What::AlertsTold(whole_set(&alerts.items))));
    }
    facts
}

/// The day that a person approved outranks the calculated one.
fn release(record: &Prisoner) -> Option<ReleaseDay> {
    let confirmed = record.confirmed_release_date.map(|on| ReleaseDay { on, confirmed: true });
    confirmed.or_else(|| record.release_date.map(|on| ReleaseDay { on, confirmed: false }))
}

/// The language that they prefer to speak; where none is named so, their first.
fn speaks(record: &Prisoner) -> Option<Speaks> {
    let languages = record.languages.as_ref().filter(|list| list.is_whole())?;
    let of = |kind: &str| languages.items.iter().find(|language| language.kind.as_deref() == Some(kind));
    let language = of("PREF_SPEAK").or_else(|| of("PRIM"))?;
    let interpreter = languages.items.iter().any(|language| language.interpreter == Some(true));
    Some(Speaks { language: language.code.clone(), interpreter })
}

/// What the External API says of a person in prison: no movement, so fewer standings can be told apart. Where the
/// question was of this person's place, to name neither status nor prison is an answer: there is no custody.
fn in_prison(
    record: &PersonInPrison,
    person: Option<PrisonNumber>,
    asked: Option<Instant>,
    of_place: bool,
) -> Vec<Fact> {
    let Some(person) = record.record.number.as_ref().and_then(wire::hmpps::WrittenNumber::number).or(person)
    else {
        return Vec::new();
    };
    let fact = |what| Fact { person, asked, what };
    let mut facts: Vec<Fact> = identity(&record.record).map(What::Identity).map(fact).into_iter().collect();
    // The API names people by the probation number where there is one: a hint, and wrong it costs a reading.
    let known_as = [&record.record.hmpps_id, &record.record.crn].into_iter().flatten();
    let known_as = known_as.filter_map(|raw| OpaqueId::parse(raw.text()));
    let mut known_as: Vec<OpaqueId> = known_as.filter(|id| PrisonNumber::parse(id.text()).is_err()).collect();
    known_as.dedup();
    facts.extend(known_as.into_iter().map(|id| fact(What::KnownAs(id))));
    if of_place || record.status.is_some() || record.prison_id.is_some() {
        let standing = standing(&StandingSays {
            status: record.status.as_deref(),
            prison_id: record.prison_id.as_deref(),
            movement: None,
            reason: None,
            legal_status: None,
            restricted_patient: false,
            supporting: None,
            cell: record.cell.as_ref(),
        });
        facts.push(fact(What::Place(PlaceReading {
            standing,
            booking: None,
            legal_status: None,
            cell: record.cell.clone(),
            received: record.reception_date,
            cell_sharing: record.cell_sharing,
            release: None,
            tells_release: false,
            speaks: None,
            movement: None,
            reason: None,
            happened: None,
            from: record.prison(),
        })));
    }
    facts
}

fn in_prison_facts(
    feed: &Feed,
    record: &PersonInPrison,
    person: Option<PrisonNumber>,
    asked: Option<Instant>,
    of_place: bool,
) -> Understood {
    let facts = in_prison(record, person, asked, of_place);
    if facts.is_empty() {
        unattributed("a person without a prison number that can be read")
    } else {
        Understood::Facts(feed.clone(), facts)
    }
}

fn in_prison_identity(
    feed: &Feed,
    record: &PersonRecord,
    person: Option<PrisonNumber>,
    asked: Option<Instant>,
) -> Understood {
    let number = record.number.as_ref().and_then(wire::hmpps::WrittenNumber::number).or(person);
    match (number, identity(record)) {
        (None, _) => unattributed("a person without a prison number that can be read"),
        (Some(_), None) => Understood::Kept(feed.clone(), "a record whose name or birth date was withheld"),
        (Some(person), Some(identity)) => {
            facts(feed, vec![Fact { person, asked, what: What::Identity(identity) }])
        }
    }
}

fn identity(record: &PersonRecord) -> Option<Identity> {
    let name = record.name.as_ref().filter(|n| !n.withheld)?;
    (!record.withheld).then_some(())?;
    Some(Identity {
        name: name.name.clone(),
        born: record.born?,
        gender: record.gender.clone(),
        pnc: record.pnc_written.as_ref().and_then(|p| vocab::id::Pnc::parse(p.text(), PNC_YEAR).ok()),
        cro: record.cro_written.as_ref().and_then(|c| vocab::id::Cro::parse(c.text()).ok()),
    })
}

/// A whole set of alerts is a fact; a page of one is not.
fn alerts(
    feed: &Feed,
    page: &Paged<AlertRow>,
    person: Option<PrisonNumber>,
    asked: Option<Instant>,
) -> Understood {
    if !page.list.is_whole() {
        return not_whole(&page.list);
    }
    if !page.is_all() {
        return incomplete("one page of several: the set of alerts is not whole");
    }
    let rows = &page.list.items;
    let named = rows.iter().find_map(|row| row.person.as_ref().and_then(wire::hmpps::WrittenNumber::number));
    let Some(person) = person.or(named) else {
        return unattributed("alerts of nobody: neither the path nor a row names the person");
    };
    let others = rows.iter().any(|row| row.person.as_ref().is_some_and(|n| n.number() != Some(person)));
    if others {
        return unattributed("alerts of more than one person in one answer");
    }
    facts(feed, vec![Fact { person, asked, what: What::Alerts(whole_set(rows)) }])
}

/// A set has no order: sorted, so that two readings of one set are equal, whatever ids and order a resync gave them.
fn whole_set(rows: &[AlertRow]) -> Vec<vocab::prison::Alert> {
    let mut alerts: Vec<_> = rows.iter().map(AlertRow::alert).collect();
    alerts.sort();
    alerts.dedup();
    alerts
}

/// What is planned; `asked_of` has nothing planned when the answer names them not.
fn planned(
    feed: &Feed,
    schedule: &ScheduledEvents,
    asked_of: Option<PrisonNumber>,
    asked: Option<Instant>,
) -> Understood {
    if !schedule.events.is_whole() {
        return not_whole(&schedule.events);
    }
    let mut by_person: BTreeMap<PrisonNumber, Vec<vocab::prison::ScheduleEntry>> =
        asked_of.into_iter().map(|person| (person, Vec::new())).collect();
    for event in &schedule.events.items {
        let Some(person) = event.person.number() else {
            return incomplete("an event of a schedule is of nobody whose number can be read");
        };
        let entries = by_person.entry(person).or_default();
        // An appointment on the lists is read as an entry; here it would clash with itself.
        if !event.cancelled && event.appointment.is_none() {
            entries.push(event.entry());
        }
    }
    let fact = |(person, mut entries): (PrisonNumber, Vec<_>)| {
        entries.sort();
        Fact { person, asked, what: What::Schedule(entries) }
    };
    facts(feed, by_person.into_iter().map(fact).collect())
}

fn appointments(
    feed: &Feed,
    list: &Listed<PrisonAppointment>,
    meta: &Meta,
    rules: &Rules,
    prison: Option<PrisonCode>,
) -> Understood {
    if list.items.is_empty() && !list.is_whole() {
        return not_whole(list);
    }
    let whole = list.is_whole() && meta.span.is_some() && prison.is_some();
    let span = meta.span.map(|(from, to)| (Instant::from_micros(from), Instant::from_micros(to)));
    let mut by_person: BTreeMap<PrisonNumber, Vec<PrisonEntry>> = BTreeMap::new();
    if let Some(person) = meta.person {
        by_person.entry(person).or_default();
    }
    for entry in list.items.iter().flat_map(|appointment| entries_of(appointment, rules)) {
        by_person.entry(entry.person).or_default().push(entry);
    }
    let fact = |(person, entries): (PrisonNumber, Vec<PrisonEntry>)| {
        let starts = || entries.iter().map(|e| e.start.at());
        let (from, to) = span.unwrap_or_else(|| {
            let last = starts().max().unwrap_or_default();
            (starts().min().unwrap_or_default(), last.plus_seconds(1))
        });
        Fact { person, asked: meta.asked(), what: What::Entries { from, to, prison, entries, whole } }
    };
    facts(feed, by_person.into_iter().map(fact).collect())
}

/// An appointment of the prison's side as entries, one an attendee.
#[must_use]
pub fn entries_of(appointment: &PrisonAppointment, rules: &Rules) -> Vec<PrisonEntry> {
    let Some(prison) = appointment.prison else { return Vec::new() };
    let prison_rules = rules.prison(prison);
    let group = appointment.attendees.items.len() > 1;
    let ours =
        prison_rules.is_some_and(|r| appointment.created_by.as_ref().is_some_and(|by| by.text() == r.client));
    let note = |a: &Attendee| AttendanceNote {
        attended: a.attended,
        noted: a.recorded.filter(|_| a.attended.is_some()).map(vocab::time::LondonTime::at),
    };
    let entry = |person: PrisonNumber, attendee: &Attendee| PrisonEntry {
        remote: if group { group_remote(appointment.id, person) } else { appointment.id },
        person,
        prison,
        category: appointment.category.clone().unwrap_or_default(),
        custom_name: appointment.custom_name.as_ref().map(|n| n.text().to_owned()),
        place: prison_rules.and_then(|r| place_of(appointment, r)),
        start: appointment.start,
        end: appointment.end,
        cancelled: appointment.cancelled.unwrap_or(false),
        ours,
        checked: Instant::default(),
        gone: appointment.deleted.unwrap_or(false),
        attendance: attendee.tells_attendance.then(|| note(attendee)),
    };
    appointment.attendees.items.iter().filter_map(|a| Some(entry(a.number.number()?, a))).collect()
}

/// The place by the prison's own id, or by its code where the answer carries no id.
fn place_of(appointment: &PrisonAppointment, rules: &PrisonRules) -> Option<PrisonPlace> {
    if let Some(id) = &appointment.venue.dps_id {
        return Some(PrisonPlace(id.clone()));
    }
    let code = appointment.venue.code.as_deref()?;
    rules.rooms.values().find(|room| room.code == code).map(|room| room.place.clone())
}

/// A group's entry of one person: an id of ours, negative, so that it is never taken for one that can be cancelled.
fn group_remote(appointment: i64, person: PrisonNumber) -> i64 {
    let hash = store::chain::hash(&[&appointment.to_be_bytes(), &person.packed().to_be_bytes()]);
    let number = i64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]]);
    -(number & i64::MAX).max(1)
}

fn settled_movement(what: &Settlement) -> SettledMovement {
    let Settlement::Released(reason) = what else { return SettledMovement::In };
    match reason.as_ref().and_then(vocab::code::Coded::known) {
        Some(ReleasedReason::SentToCourt) => SettledMovement::ToCourt,
        Some(ReleasedReason::TemporaryAbsenceRelease) => SettledMovement::Absence,
        Some(ReleasedReason::Transferred) => SettledMovement::Transfer,
        Some(ReleasedReason::Released) => SettledMovement::Release,
        Some(ReleasedReason::ReleasedToHospital) => SettledMovement::SecureHospital,
        Some(ReleasedReason::Unknown) | None => SettledMovement::Out,
    }
}

fn event_signal(feed: &Feed, event: &DomainEvent) -> Understood {
    let signal = match event.signal() {
        Signal::Reread { persons, aspects } => PrisonSignal::Reread(persons, aspects),
        Signal::Merged { kept, removed } => PrisonSignal::Merged { kept, removed },
        Signal::BookingMoved { from, to, since } => PrisonSignal::BookingMoved { from, to, since },
        Signal::Removed { number } => PrisonSignal::Removed(number),
        Signal::Settled { number, what, prison, occurred, .. } => PrisonSignal::Settled {
            number,
            movement: settled_movement(&what),
            prison,
            occurred: occurred.map(vocab::time::LondonTime::at),
        },
        // Neither names a person: the sweep of the lists and the roll-call find what changed.
        Signal::RollCall { .. } | Signal::AppointmentChanged { .. } => PrisonSignal::Heard,
        Signal::LookUp { hmpps_id, aspects } => match OpaqueId::parse(hmpps_id.text()) {
            Some(id) => PrisonSignal::LookUp(id, aspects),
            None => return unattributed("an opaque id that no id of theirs looks like"),
        },
        Signal::Unattributed { .. } => return unattributed("an event of a type that is used, naming nobody"),
        Signal::NotUsed => return Understood::Kept(feed.clone(), "an event that asks for nothing of ours"),
    };
    // The delayed family tells of what happened 45 minutes before, on purpose.
    let at_once = !matches!(signal, PrisonSignal::Settled { .. });
    let happened = event.occurred.filter(|_| at_once).map(vocab::time::LondonTime::at);
    Understood::Signal(feed.clone(), signal, happened)
}
