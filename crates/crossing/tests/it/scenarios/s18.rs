//! S18 Sensitive clinic.
//!
//! "Given GUM clinic Fri 14:00, MGUM; when mirrored, printed, slipped, exported, and shown on wing, movement list and to
//! activities; then every output reads "Healthcare 14:00"; custom name "HIV bloods" is rejected H→P; audit proves no API
//! response to a non-health role contains MGUM."

use super::rows;
use crate::support::{Booking, Site, patient};
use crossing::disclose::movement_list::{MovementListAsked, Session};
use crossing::disclose::patients::PatientSearch;
use crossing::disclose::trace::TraceKey;
use crossing::disclose::{DiscloseError, Disclosed};
use doubles::prison::Act;
use policy::neutral::NeutralCategory;
use serde::Serialize;
use vocab::crossing::{Purpose, Role};
use vocab::id::{AppointmentId, PatientId};

pub(super) const COVERS: &[&str] = &[
    "mirrored: what leaves for the prison reads Healthcare 14:00, in every request, change and cancellation",
    "the movement list, on the screen and printed, reads Healthcare 14:00",
    "the bulk export has three columns and no word",
    "custom name \"HIV bloods\" cannot be sent: there is no way for a word of healthcare's to the prison",
    "no answer to a non-health role contains MGUM or a word of the clinic, whatever is asked",
];

pub(super) const WAITS: &[&str] =
    &["slips read \"Healthcare 14:00\" (slips)", "the wing's own screen (wing screen)"];

/// Friday.
const DAY: &str = "2026-11-13";

/// Words that only healthcare may read; each stands in the booking as healthcare writes it.
const SECRET: &[&str] = &["MGUM", "GUM", "HIV bloods", "HIV", "bloods", "chlamydia", "sexual", "OPD2"];

fn friday() -> (Site, AppointmentId, PatientId, Booking) {
    let site = Site::at("2026-11-13T08:00:00Z");
    site.goes_live();
    site.boyd_arrives();
    let patient =
        site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", Some("9990110689")));
    let booking = Booking::new(patient, "2026-11-13T14:00:00Z", "2026-11-13T14:15:00Z")
        .room("MDI/GUM")
        .called("MGUM-2026-1")
        .about("MGUM: HIV bloods, chlamydia follow-up, sexual health");
    let id = site.books(&booking);
    (site, id, patient, booking)
}

#[track_caller]
fn nothing_secret(what: &str, text: &str) {
    for word in SECRET {
        assert!(!text.to_lowercase().contains(&word.to_lowercase()), "{what} tells {word}: {text}");
    }
    assert_eq!(policy::clinical::clinical_word_in(text), None, "{what}: {text}");
}

#[test]
fn s18_everything_that_leaves_for_the_prison_reads_healthcare_14_00() {
    let (site, id, _, booking) = friday();
    site.delivers();
    let entry = &site.standing()[0];
    assert_eq!(entry.custom_name.as_deref(), Some("Healthcare"));
    assert_eq!(entry.start, "14:00".parse().unwrap());
    site.changes(id, &booking.moved("2026-11-13T15:00:00Z", "2026-11-13T15:20:00Z"));
    site.delivers();
    site.changes(id, &booking.with_status("cancelled"));
    site.delivers();
    site.changes(id, &booking);
    site.delivers();
    let sent = site.lists.sent.lock().unwrap();
    assert!(sent.len() >= 6, "looked, made, changed, cancelled, brought back, changed");
    for sent in sent.iter() {
        nothing_secret("what is let out", &sent.outgoing);
        for body in &sent.bodies {
            nothing_secret("a request", body);
        }
    }
    // Not even in what the prison's service makes of it: the category has a label of its own, in every officer's list.
    for a in site.shown() {
        nothing_secret(
            "the prison's entry",
            &format!("{:?} {:?} {:?}", a.custom_name, a.extra, a.prisoner_extra),
        );
        assert!(NeutralCategory::agreed(&a.category).is_ok());
    }
}

#[test]
fn s18_hiv_bloods_cannot_be_sent() {
    // A category that tells is refused where the rules are read, and what leaves has no field for a name.
    assert!(NeutralCategory::agreed("MGUM").is_err());
    let (site, _, _, _) = friday();
    site.delivers();
    let sent = site.lists.sent.lock().unwrap();
    let created = sent.iter().find(|s| s.bodies.iter().any(|b| b.contains("customName"))).unwrap();
    let fields: serde_json::Value = serde_json::from_str(
        created.outgoing.split_once('}').map(|(json, _)| format!("{json}}}")).unwrap().as_str(),
    )
    .unwrap();
    let mut fields: Vec<&str> = fields.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["category", "person", "place", "prison", "remote"], "besides the two times");
    assert_eq!(crossing::NEUTRAL_NAME, "Healthcare");
}

#[test]
fn s18_the_movement_list_reads_healthcare_14_00() {
    let (site, _, _, _) = friday();
    site.delivers();
    for list in [site.officer_opens_the_list(DAY), site.officer_prints_the_list(DAY)] {
        let rows = rows(&list);
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].what, rows[0].start.as_str()), ("Healthcare", "14:00"));
        assert_eq!(rows[0].place, "HCC-WAIT");
        // The real end could tell what is done there.
        assert_eq!(rows[0].end, "14:30");
        nothing_secret("the movement list", &serde_json::to_string(&list).unwrap());
    }
}

#[test]
fn s18_the_bulk_export_has_no_word() {
    let (site, _, _, _) = friday();
    let ctx = site.caller(Role::HealthcareAdministrator, Purpose::ClinicAdministration);
    let lines = site.runtime.block_on(site.crossing().bulk_lines(&ctx, DAY.parse().unwrap())).unwrap();
    assert_eq!(lines.get().len(), 1);
    let line = &lines.get()[0];
    let text = format!("{},{},{}", line.person.text(), line.start.hm(), line.end.hm());
    assert_eq!(text, "A8100KB,14:00,14:30");
    nothing_secret("the export", &serde_json::to_string(lines.get()).unwrap());
}

/// What a use case answered, or that it answered nothing.
fn text<T: Serialize>(answer: Result<Disclosed<T>, DiscloseError>) -> Option<String> {
    answer.ok().map(|disclosed| serde_json::to_string(disclosed.get()).unwrap())
}

#[test]
fn s18_no_answer_to_a_non_health_role_tells_the_clinic() {
    let (site, id, patient, _) = friday();
    let boyd = vocab::id::PrisonNumber::parse("A8100KB").unwrap();
    // Staff type the same clinic with its tell-tale category: that is theirs, and goes to nobody through us.
    site.staff_type(boyd, (DAY, "16:00"), ("MGUM", Some("HIV bloods")), "HCC-WAIT");
    site.lists_are_read("MDI", DAY);
    site.delivers();
    let _ = site.happens(&Act::OpenAlert {
        number: boyd,
        code: "HA".into(),
        from: None,
        to: None,
        comment: None,
    });
    site.hears();
    let roles = [
        Role::DutyGovernor,
        Role::Officer,
        Role::SaferCustody,
        Role::OffenderManagementUnit,
        Role::EscortsAndSecurity,
        Role::PrisonSystem,
    ];
    let purposes = [
        Purpose::DirectCare,
        Purpose::ClinicAdministration,
        Purpose::Custody,
        Purpose::Operations,
        Purpose::Governance,
    ];
    let mut answered = 0;
    for role in roles {
        for purpose in purposes {
            let ctx = site.caller(role, purpose);
            let crossing = site.crossing();
            let date = DAY.parse().unwrap();
            let asked = MovementListAsked { date, session: Session::All, location: None };
            let wait = &site.runtime;
            let answers = [
                ("movement list", text(wait.block_on(crossing.movement_list(&ctx, &asked)))),
                ("movement list, printed", text(wait.block_on(crossing.movement_list_print(&ctx, &asked)))),
                ("bulk export", text(wait.block_on(crossing.bulk_lines(&ctx, date)))),
                ("clinic list", text(wait.block_on(crossing.clinic_list(&ctx, &clinic(date))))),
                ("appointment", text(wait.block_on(crossing.appointment_read(&ctx, id)))),
                (
                    "appointments",
                    text(wait.block_on(crossing.appointment_search(
                        &ctx,
                        crossing::disclose::appointments::AppointmentSearch {
                            patients: vec![patient.to_string()],
                            most: 10,
                            ..Default::default()
                        },
                    ))),
                ),
                (
                    "patients",
                    text(wait.block_on(crossing.patient_search(
                        &ctx,
                        PatientSearch {
                            family: Some(vocab::name::FamilyName::new("Boyd")),
                            most: 10,
                            ..PatientSearch::default()
                        },
                    ))),
                ),
                ("panel", text(wait.block_on(crossing.panel(&ctx, panel_of(patient))))),
                (
                    "trace of the booking",
                    text(wait.block_on(crossing.trace(&ctx, TraceKey::Appointment(id)))),
                ),
                (
                    "trace of the person",
                    text(wait.block_on(crossing.trace(&ctx, TraceKey::PrisonNumber(boyd)))),
                ),
                ("tasks", text(wait.block_on(crossing.tasks(&ctx)))),
                ("board", text(wait.block_on(crossing.board(&ctx)))),
                ("quarantine", text(wait.block_on(crossing.quarantine(&ctx)))),
                ("questions", text(wait.block_on(crossing.who_is_this(&ctx)))),
                ("shadow", text(wait.block_on(crossing.shadow_comparison(&ctx, date, date)))),
                ("gate book", text(wait.block_on(crossing.gate_book(&ctx, &Default::default())))),
                ("own page", text(wait.block_on(crossing.gate_book_own_page(&ctx, boyd)))),
            ];
            for (what, answer) in answers {
                if let Some(answer) = answer {
                    answered += 1;
                    nothing_secret(&format!("{what} to {role} for {purpose}"), &answer);
                }
            }
        }
    }
    assert!(answered > 0, "somebody is told something, or this test has looked at nothing");
}

fn clinic(date: jiff::civil::Date) -> crossing::disclose::clinic_list::ClinicListAsked {
    crossing::disclose::clinic_list::ClinicListAsked { date, room: None }
}

fn panel_of(patient: PatientId) -> crossing::disclose::panel::PanelKey {
    crossing::disclose::panel::PanelKey::Patient(patient)
}
