//! Who is whom. The exact rule links on its own; everything else is proposed and a person decides.
//!
//! A link made by rule stands only while it would be made again: a twin who arrives late, a name that changes, shake
//! it. One that a person confirmed is shaken only by what that person could not know: a merge, a moved booking, a
//! number or a birth date that no longer agrees.

use super::mirrors;
use crate::subjects::{key_of, key_of_patient};
use crate::work::Work;
use identity::{Verdict, compare, decide};
use std::collections::BTreeSet;
use vocab::care::Patient;
use vocab::crossing::{Comparison, Decider, Evidence, IdentityLink, LinkState, TaskKey};
use vocab::id::{LinkId, PatientId, PrisonNumber};

/// A person's identity was read and differs: look at every patient it could be.
pub(crate) fn person_changed(work: &mut Work<'_>, number: PrisonNumber) {
    let Some(key) = work.person(number).and_then(|p| p.identity.value.as_ref()).map(key_of) else { return };
    let mut candidates: BTreeSet<PatientId> =
        work.before.patients_alike.get(&key).into_iter().flatten().copied().collect();
    candidates
        .extend(work.before.patients.values().filter(|p| p.prison_number == Some(number)).map(|p| p.id));
    candidates.extend(work.links().filter(|l| l.person == number).map(|l| l.patient));
    for patient in candidates {
        weigh(work, number, patient);
    }
    reweigh_alike(work, key, Some(number), None);
}

/// A patient's record was received and differs: look at every person it could be.
pub(crate) fn patient_changed(work: &mut Work<'_>, patient: &Patient) {
    let key = key_of_patient(patient);
    let mut candidates: BTreeSet<PrisonNumber> = patient.prison_number.into_iter().collect();
    candidates.extend(key.and_then(|k| work.before.persons_alike.get(&k)).into_iter().flatten());
    candidates.extend(work.links().filter(|l| l.patient == patient.id).map(|l| l.person));
    for number in candidates {
        weigh_with(work, number, patient);
    }
    if let Some(key) = key {
        reweigh_alike(work, key, None, Some(patient.id));
    }
}

fn weigh(work: &mut Work<'_>, number: PrisonNumber, patient: PatientId) {
    if let Some(patient) = work.before.patients.get(&patient) {
        weigh_with(work, number, patient);
    }
}

/// Compares one pair and brings its link to what the comparison allows.
fn weigh_with(work: &mut Work<'_>, number: PrisonNumber, patient: &Patient) {
    let Some(evidence) = evidence(work, number, patient) else { return };
    let existing = work.links().find(|l| l.person == number && l.patient == patient.id).cloned();
    let verdict = decide(&evidence);
    // Nobody stands under a number that was merged away: a person looks, and the rule links nobody to it.
    let merged_away = work.person(number).is_some_and(|p| p.merged_into.is_some());
    let by_rule = verdict == Verdict::LinksByRule && !merged_away;
    match (existing, verdict) {
        (None, Verdict::No) => {}
        (None, _) => {
            let link = IdentityLink {
                id: work.id::<LinkId>(),
                version: 0,
                person: number,
                patient: patient.id,
                state: if by_rule { LinkState::Confirmed } else { LinkState::Proposed },
                evidence,
                decided_by: Decider::Rule,
                at: work.now(),
            };
            if !by_rule {
                ask(work, &link);
            }
            work.link_put(link);
        }
        (Some(link), _) => reweigh(work, link, evidence, by_rule),
    }
    mirrors::of_patient(work, patient.id);
}

/// A link that is there already, in the light of new evidence, and of whether the rule would make it.
fn reweigh(work: &mut Work<'_>, link: IdentityLink, evidence: Evidence, rule_links: bool) {
    let by_rule = matches!(link.decided_by, Decider::Rule);
    let unchanged = link.evidence == evidence;
    match link.state {
        // A person said no, or took it back: new evidence does not overrule them, and does not nag.
        LinkState::Rejected | LinkState::Split => {}
        LinkState::Proposed if rule_links && by_rule => {
            let at = work.now();
            work.task_done(TaskKey::WhoIsThis(link.id), "rule");
            work.link_put(IdentityLink { state: LinkState::Confirmed, evidence, at, ..link });
        }
        LinkState::Proposed | LinkState::InDoubt => {
            if !unchanged {
                work.link_put(IdentityLink { evidence, ..link });
            }
        }
        LinkState::Confirmed if by_rule && !rule_links => {
            to_doubt(work, IdentityLink { evidence, ..link });
        }
        LinkState::Confirmed => {
            let contradicted =
                |before: Comparison, now: Comparison| before != now && now == Comparison::Differs;
            if contradicted(link.evidence.prison_number, evidence.prison_number)
                || contradicted(link.evidence.born, evidence.born)
            {
                to_doubt(work, IdentityLink { evidence, ..link });
            } else if !unchanged {
                work.link_put(IdentityLink { evidence, ..link });
            }
        }
    }
}

/// Shakes a confirmed link: no new writes, warnings still shown, a person asked.
pub(crate) fn to_doubt(work: &mut Work<'_>, link: IdentityLink) {
    let prison = work.person(link.person).and_then(vocab::prison::Person::prison);
    work.task(TaskKey::LinkInDoubt(link.id), prison);
    let (at, patient) = (work.now(), link.patient);
    work.link_put(IdentityLink { state: LinkState::InDoubt, at, ..link });
    mirrors::of_patient(work, patient);
}

fn ask(work: &mut Work<'_>, link: &IdentityLink) {
    let prison = work.person(link.person).and_then(vocab::prison::Person::prison);
    work.task(TaskKey::WhoIsThis(link.id), prison);
}

/// Everyone else at this key has one more who is alike: links of theirs that only the rule made may fall.
fn reweigh_alike(work: &mut Work<'_>, key: i64, person: Option<PrisonNumber>, patient: Option<PatientId>) {
    let others: Vec<IdentityLink> = work
        .links()
        .filter(|l| l.state == LinkState::Confirmed && matches!(l.decided_by, Decider::Rule))
        .filter(|l| Some(l.person) != person && Some(l.patient) != patient)
        .filter(|l| {
            let persons = work.before.persons_alike.get(&key).is_some_and(|n| n.contains(&l.person));
            let patients = work.before.patients_alike.get(&key).is_some_and(|p| p.contains(&l.patient));
            persons || patients
        })
        .cloned()
        .collect();
    for link in others {
        let others_alike = count_alike(work, key, link.person, link.patient, person, patient);
        if others_alike > 0 {
            let evidence = Evidence { others_alike, ..link.evidence.clone() };
            to_doubt(work, IdentityLink { evidence, ..link });
        }
    }
}

/// What speaks for and against a pair, as things stand.
pub(crate) fn evidence(work: &Work<'_>, number: PrisonNumber, patient: &Patient) -> Option<Evidence> {
    let identity = work.person(number)?.identity.value.as_ref()?;
    let key = key_of(identity);
    let mut others_alike = count_alike(work, key, number, patient.id, Some(number), Some(patient.id));
    if let Some(patient_key) = key_of_patient(patient).filter(|k| *k != key) {
        others_alike += count_alike(work, patient_key, number, patient.id, None, Some(patient.id));
    }
    let already_linked = work.links().any(|l| {
        matches!(l.state, LinkState::Confirmed | LinkState::InDoubt)
            && (l.person == number) != (l.patient == patient.id)
    });
    Some(compare(identity, patient, number, others_alike, already_linked))
}

/// How many others share a key: persons other than this one, and patients other than this one who are not theirs.
///
/// `new_person` and `new_patient` are being written by this very unit, so the index may not have them yet.
fn count_alike(
    work: &Work<'_>,
    key: i64,
    number: PrisonNumber,
    patient: PatientId,
    new_person: Option<PrisonNumber>,
    new_patient: Option<PatientId>,
) -> u32 {
    let mut persons: BTreeSet<PrisonNumber> =
        work.before.persons_alike.get(&key).into_iter().flatten().copied().collect();
    persons.extend(new_person);
    persons.remove(&number);
    // A number that was merged away is not another human.
    persons.retain(|n| work.person(*n).is_none_or(|p| p.merged_into.is_none()));
    let mut patients: BTreeSet<PatientId> =
        work.before.patients_alike.get(&key).into_iter().flatten().copied().collect();
    patients.extend(new_patient);
    patients.remove(&patient);
    // The same other human on both sides counts once.
    let linked_others = work
        .links()
        .filter(|l| {
            l.state == LinkState::Confirmed && persons.contains(&l.person) && patients.contains(&l.patient)
        })
        .count();
    u32::try_from(persons.len() + patients.len() - linked_others).unwrap_or(u32::MAX)
}
