//! The movement list: what an officer holds in the hand, and what is never on it.

use crate::common::{BEN, BOYD, HOXHA, House, SHAW, TODAY, clinical_word, is_not_found};
use crossing::disclose::DiscloseError;
use crossing::disclose::movement_list::{ChangeKind, ListRow, MovementList, Session};
use vocab::crossing::{Mode, Purpose, Role};

fn rows(list: &MovementList) -> Vec<&ListRow> {
    list.wings.iter().flat_map(|wing| &wing.rows).collect()
}

fn lines(list: &MovementList) -> Vec<String> {
    let line = |row: &ListRow| {
        let struck = if row.struck { " struck" } else { "" };
        format!(
            "{} {} {} {} {}{struck}",
            row.cell.as_deref().unwrap_or("-"),
            row.name.as_deref().unwrap_or("-"),
            row.start,
            row.what,
            row.place
        )
    };
    rows(list).into_iter().map(line).collect()
}

#[test]
fn by_wing_and_landing_then_time_in_one_neutral_place() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let hoxha = house.lives_here(&HOXHA, "A-3-02");
    let ben = house.lives_here(&BEN, "C-1-04");
    house.books(boyd, "OPD2", "2026-11-12T09:40:00Z");
    house.books(hoxha, "DENTAL", "2026-11-12T10:40:00Z");
    house.books(ben, "OPD2", "2026-11-12T11:20:00Z");
    house.books(boyd, "OPD2", "2026-11-12T14:00:00Z");
    let list = house.officer().opens_movement_list(TODAY, Session::Am).unwrap();
    assert_eq!(
        lines(&list),
        [
            "A-3-02 HOXHA, Arben 10:40 Healthcare HCC",
            "C-1-04 TATE, Ben 11:20 Healthcare HCC-WAIT",
            "C-2-011 BOYD, Kieran 09:40 Healthcare HCC-WAIT",
        ]
    );
    assert_eq!((list.count, list.version, list.printed), (3, None, None));
    let day = house.officer().opens_movement_list(TODAY, Session::All).unwrap();
    assert_eq!(day.count, 4);
    // A standard length is shown, whatever the clinic takes.
    assert_eq!(rows(&day)[3].end, "14:30");
}

/// Scenario S18: three sensitive clinics in one day. Slips, exports and activities wait for later parts; the mirror is
/// looked at as it leaves.
#[test]
fn s18_every_output_to_the_prison_reads_healthcare() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let hoxha = house.lives_here(&HOXHA, "A-3-02");
    house.books(boyd, "GUM", "2026-11-12T14:00:00Z");
    house.books(hoxha, "PSYCHIATRY", "2026-11-12T14:10:00Z");
    house.books(hoxha, "DENTAL", "2026-11-12T15:10:00Z");
    house.delivers();
    for role in [
        Role::Officer,
        Role::DutyGovernor,
        Role::SaferCustody,
        Role::OffenderManagementUnit,
        Role::EscortsAndSecurity,
        Role::PrisonSystem,
    ] {
        let actor = house.actor("x", role, Purpose::Custody, Some("MDI"));
        let list = actor.opens_movement_list(TODAY, Session::All).unwrap();
        assert_eq!(list.count, 3, "{role}");
        assert_eq!(clinical_word(&list), None, "{role}");
        let text = serde_json::to_string(&list).unwrap();
        for secret in ["GUM", "PSYCH", "DENTAL", "HIV", "OPD", "9990110689", "9990069557"] {
            assert!(!text.contains(secret), "{role} reads {secret}");
        }
        assert!(rows(&list).iter().all(|row| row.what == "Healthcare"));
    }
    let printed = house.officer().prints_movement_list(TODAY, Session::Pm).unwrap();
    assert_eq!(clinical_word(&printed), None);
    let sent = house.lists.sent.lock().unwrap().clone();
    assert_eq!(sent.len(), 6, "a look and a create for each");
    assert_eq!(clinical_word(&sent), None);
    assert!(!serde_json::to_string(&sent).unwrap().contains("GUM"));
}

#[test]
fn a_version_stands_and_later_changes_are_told_against_it() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let hoxha = house.lives_here(&HOXHA, "A-3-02");
    let ben = house.lives_here(&BEN, "B-1-07");
    let first = house.books(boyd, "OPD2", "2026-11-12T09:30:00Z");
    let gone = house.books(ben, "OPD2", "2026-11-12T11:20:00Z");
    let v1 = house.officer().prints_movement_list(TODAY, Session::Am).unwrap();
    assert_eq!((v1.version, v1.changes.len(), v1.count), (Some(1), 0, 2));
    house.goes_on_seconds(300);
    house.changes(first, boyd, "OPD2", "2026-11-12T09:40:00Z", "booked");
    house.changes(gone, ben, "OPD2", "2026-11-12T11:20:00Z", "cancelled");
    house.books(hoxha, "OPD2", "2026-11-12T10:40:00Z");
    let v2 = house.officer().prints_movement_list(TODAY, Session::Am).unwrap();
    assert_eq!(v2.version, Some(2));
    assert_eq!(v2.printed.as_ref().map(|p| p.version), Some(1));
    let changes: Vec<_> =
        v2.changes.iter().map(|c| (c.kind, c.row.number.as_str(), c.words.as_str())).collect();
    assert_eq!(
        changes,
        [
            (ChangeKind::Changed, "A8100KB", "09:30 is now 09:40"),
            (ChangeKind::New, "A6022AH", "new"),
            (ChangeKind::Gone, "A5120BT", "no longer to be brought"),
        ]
    );
    assert!(lines(&v2).contains(&"B-1-07 TATE, Ben 11:20 Healthcare HCC-WAIT struck".to_owned()));
    // Struck through in the version after, and then no more.
    let v3 = house.officer().prints_movement_list(TODAY, Session::Am).unwrap();
    assert_eq!((v3.version, v3.changes.len(), v3.count, rows(&v3).len()), (Some(3), 0, 2, 2));
    // Another session has versions of its own.
    assert_eq!(house.officer().prints_movement_list(TODAY, Session::Pm).unwrap().version, Some(1));
}

/// Scenario S21: a cell changes after the print. The slips wait for a later part.
#[test]
fn s21_a_change_of_cell_after_the_print() {
    let house = House::at("2026-11-12T06:25:00Z");
    house.switched("MDI", Mode::Live);
    let ben = house.lives_here(&BEN, "B-1-07");
    let id = house.books(ben, "OPD2", "2026-11-12T09:30:00Z");
    house.it_is("2026-11-12T06:30:00Z");
    let printed = house.officer().prints_movement_list(TODAY, Session::Am).unwrap();
    assert_eq!(lines(&printed), ["B-1-07 TATE, Ben 09:30 Healthcare HCC-WAIT"]);
    house.it_is("2026-11-12T06:55:00Z");
    house.reads(&BEN.record("MDI", "C-2-11"));
    let now = house.officer().opens_movement_list(TODAY, Session::Am).unwrap();
    assert_eq!(lines(&now), ["C-2-11 TATE, Ben 09:30 Healthcare HCC-WAIT"]);
    assert_eq!(now.changes[0].words, "cell B-1-07 is now C-2-11");
    assert_eq!((now.changes[0].kind, now.changes[0].row.entry), (ChangeKind::Changed, id));
    assert_eq!(clinical_word(&now), None);
}

#[test]
fn who_was_told_and_when_until_it_changes_again() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let id = house.books(boyd, "OPD2", "2026-11-12T09:30:00Z");
    house.officer().prints_movement_list(TODAY, Session::Am).unwrap();
    house.delivers();
    let dawn = |house: &House| house.administrator().sees_on_clinic_list(id).mirror.unwrap();
    assert!(!dawn(&house).to_tell);
    house.goes_on_seconds(60);
    house.changes(id, boyd, "OPD2", "2026-11-12T09:40:00Z", "booked");
    house.delivers();
    let mirror = dawn(&house);
    assert!(mirror.to_tell, "{mirror:?}");
    assert_eq!(mirror.words, "changed 08:01, after v1 was printed: told?");
    house.administrator().ticks_told(id).unwrap();
    let mirror = dawn(&house);
    assert!(!mirror.to_tell);
    assert_eq!(mirror.told.as_ref().map(|(by, _)| by.as_str()), Some("dawn"));
    let row_told = house.officer().opens_movement_list(TODAY, Session::Am).unwrap();
    assert!(rows(&row_told)[0].told.is_some());
    // A later change is to be told again.
    house.changes(id, boyd, "OPD2", "2026-11-12T09:50:00Z", "booked");
    assert!(dawn(&house).to_tell);
    let governance = house.governance();
    assert!(is_not_found(&governance.ticks_told(id)));
}

#[test]
fn what_is_not_live_is_not_printed_and_says_why() {
    let house = House::at("2026-11-12T08:00:00Z");
    house.switched("MDI", Mode::Shadow);
    let boyd = house.lives_here(&BOYD, "C-2-011");
    house.books(boyd, "OPD2", "2026-11-12T09:30:00Z");
    let list = house.officer().opens_movement_list(TODAY, Session::Am).unwrap();
    assert_eq!(list.count, 0);
    assert!(list.notices[0].contains("tried out here: use the unlock list"), "{:?}", list.notices);
    assert!(matches!(house.officer().prints_movement_list(TODAY, Session::Am), Err(DiscloseError::Asked(_))));
}

#[test]
fn who_left_died_or_is_nobody_we_know_is_not_on_it() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let shaw = house.lives_here(&SHAW, "A-1-01");
    let unlinked = house.has_record(&HOXHA, "MDI", None);
    for patient in [boyd, shaw, unlinked] {
        house.books(patient, "OPD2", "2026-11-12T10:20:00Z");
    }
    let v1 = house.officer().prints_movement_list(TODAY, Session::Am).unwrap();
    assert_eq!(v1.count, 2);
    house.reads(&BOYD.moved("MDI", "INACTIVE OUT", "REL", "DEC"));
    house.reads(&SHAW.record("HLI", "B-1-01"));
    let now = house.officer().opens_movement_list(TODAY, Session::Am).unwrap();
    assert_eq!(now.count, 0);
    let gone: Vec<_> = now.changes.iter().map(|c| (c.kind, c.words.as_str())).collect();
    assert_eq!(gone, [(ChangeKind::Gone, "no longer to be brought"); 2], "no reason for either");
    assert!(!serde_json::to_string(&now).unwrap().to_lowercase().contains("died"));
    // Told by telephone, and ticked: it stands beside the line that is gone.
    let entry = now.changes[0].row.entry;
    house.goes_on_seconds(30);
    house.officer().ticks_told(entry).unwrap();
    let told = house.officer().opens_movement_list(TODAY, Session::Am).unwrap();
    let row = told.changes.iter().find(|c| c.row.entry == entry).unwrap();
    assert_eq!(row.row.told.as_ref().map(|(by, _)| by.as_str()), Some("mel"));
}

/// Scenario S27: our side heard nothing for hours. The pack of 05:00 waits for a later part; what is shown says its age.
#[test]
fn s27_after_a_silence_the_lists_say_since_when() {
    let house = House::at("2026-11-12T06:39:00Z");
    house.switched("MDI", Mode::Live);
    let boyd = house.lives_here(&BOYD, "C-2-011");
    house.books(boyd, "OPD2", "2026-11-12T09:40:00Z");
    house.it_is("2026-11-12T08:19:00Z");
    let list = house.officer().opens_movement_list(TODAY, Session::Am).unwrap();
    assert!(
        list.notices[0].starts_with("Prison quiet since 06:39: places and risks may have changed."),
        "{:?}",
        list.notices
    );
    assert_eq!(list.ages.colour(), crossing::disclose::Colour::Red);
    let line = house.crossing.route_line(&house.nurse().ctx).unwrap().unwrap();
    assert_eq!(
        line.words,
        "Prison quiet since 06:39: places and risks may have changed. Ring the wing, 4471 (nights: 4400)."
    );
    house.reads(&BOYD.record("MDI", "C-2-011"));
    let line = house.crossing.route_line(&house.nurse().ctx).unwrap().unwrap();
    assert_eq!(
        line.words,
        "Prison: last heard 08:19. Over this route news can be 60 seconds behind, and 46 minutes until a move is settled."
    );
    assert!(house.officer().opens_movement_list(TODAY, Session::Am).unwrap().notices.is_empty());
}

#[test]
fn what_was_printed_is_made_again_by_a_rebuild() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    let id = house.books(boyd, "OPD2", "2026-11-12T09:30:00Z");
    house.officer().prints_movement_list(TODAY, Session::Am).unwrap();
    house.administrator().ticks_told(id).unwrap();
    let House { crossing, folder, delivery, .. } = house;
    drop(delivery);
    std::sync::Arc::into_inner(crossing).unwrap().close();
    let engine = crossing::Engine::new(std::sync::Arc::new(crate::common::rules()));
    let rebuilt = store::rebuild(folder.path(), &engine, |_| false, |_| {}).unwrap();
    assert!(rebuilt.is_equal(), "{:?}", rebuilt.tables);
    let printed = rebuilt.tables.iter().find(|t| t.table == "list_version").unwrap();
    assert_eq!(printed.after.0, 1);
}

#[test]
fn a_healthcare_role_reads_it_and_the_others_are_told_that_there_is_none() {
    let house = House::new();
    let boyd = house.lives_here(&BOYD, "C-2-011");
    house.books(boyd, "OPD2", "2026-11-12T09:30:00Z");
    assert_eq!(house.nurse().opens_movement_list(TODAY, Session::Am).unwrap().count, 1);
    for (role, purpose) in [
        (Role::Commissioner, Purpose::Governance),
        (Role::InformationGovernance, Purpose::Governance),
        (Role::IntegrationEngineer, Purpose::Operations),
        (Role::CareSystem, Purpose::DirectCare),
        (Role::Officer, Purpose::Governance),
    ] {
        let actor = house.actor("x", role, purpose, Some("MDI"));
        assert!(is_not_found(&actor.opens_movement_list(TODAY, Session::Am)), "{role}");
        assert!(is_not_found(&actor.prints_movement_list(TODAY, Session::Am)), "{role}");
    }
    let hull = house.actor("x", Role::Officer, Purpose::Custody, Some("HLI"));
    assert_eq!(hull.opens_movement_list(TODAY, Session::Am).unwrap().count, 0);
}
