//! What prisons do: recalls, transfers with and without the screen's yes, and words that nobody has seen before.

use crate::mirrors::{Ready, ready};
use crate::support::{at, code};
use doubles::prison::Act;
use serde_json::json;
use vocab::crossing::{AttemptAct, Hold, TaskKey};
use vocab::id::AppointmentId;
use vocab::prison::Standing;

const NEXT_WEEK: &str = "2026-11-19";

fn next_week(ready: &Ready) -> AppointmentId {
    let id = ready.books(&ready.booking().moved("2026-11-19T10:20:00Z", "2026-11-19T10:35:00Z"));
    ready.delivers();
    assert!(ready.mirror(id).in_step());
    id
}

fn goes_to_hull(ready: &Ready) {
    ready.happens(&Act::TransferOut { number: ready.boyd, to: code("HLI"), reason: "NOTR".to_owned() });
    ready.happens(&Act::TransferIn { number: ready.boyd });
    ready.hears();
    assert_eq!(ready.reported(ready.boyd), Standing::InPrison { prison: code("HLI") });
}

#[test]
fn transferred_without_the_screens_yes_the_ghost_is_struck_by_us_once_settled() {
    let ready = ready();
    let id = next_week(&ready);
    goes_to_hull(&ready);
    assert_eq!(ready.standing().len(), 1, "the old prison's list keeps it");
    assert_eq!(ready.mirror(id).hold, Some(Hold::Left));
    ready.delivers_to_the_end();
    assert_eq!(ready.standing().len(), 1, "and nothing is undone on a report");
    ready.settling_time_goes_by();
    ready.delivers_to_the_end();
    assert_eq!(ready.acts(id).last(), Some(&AttemptAct::Cancel));
    assert!(ready.standing().is_empty());
    assert_eq!(ready.shown().len(), 1, "struck through, not deleted");
    // 21 days later the prison's own clean-up takes even that: it is no news.
    ready.clock.set(at("2026-12-04T05:00:00Z"));
    ready.hears();
    ready.lists_are_read("MDI", NEXT_WEEK);
    assert!(ready.mirror(id).in_step() && ready.mirror(id).feedback.is_none());
}

#[test]
fn what_we_could_not_strike_is_gone_when_the_prison_cleans_up_and_is_nobodys_cancellation() {
    let ready = ready();
    // Far enough ahead that the clean-up comes before its day.
    let id = ready.books(&ready.booking().moved("2026-12-07T10:20:00Z", "2026-12-07T10:35:00Z"));
    ready.delivers();
    goes_to_hull(&ready);
    ready.prison.lock().cut = Some(doubles::prison::Cut::Unavailable);
    ready.settling_time_goes_by();
    ready.delivers();
    assert!(!ready.mirror(id).in_step(), "the prison's service does not answer");
    ready.prison.lock().cut = None;
    ready.clock.set(at("2026-12-05T05:00:00Z"));
    ready.hears();
    assert!(ready.shown().is_empty(), "the prison's own clean-up");
    assert_eq!(ready.errands_runner().days_later(code("MDI")).unwrap().len(), 1, "its day is read");
    ready.later_lists_are_read("MDI");
    // What became of our own cancellation, which was never answered, is learned first.
    ready.delivers_to_the_end();
    assert!(ready.mirror(id).in_step(), "{:?}", ready.mirror(id));
    assert!(ready.tasks().iter().all(|task| !matches!(task, TaskKey::PrisonChanged(_))));
    assert_eq!(ready.mirror(id).feedback, None);
}

#[test]
fn transferred_with_the_screens_yes_the_prison_takes_it_and_nothing_is_asked() {
    let ready = ready();
    let id = next_week(&ready);
    ready.happens(&Act::TransferOut { number: ready.boyd, to: code("HLI"), reason: "NOTR".to_owned() });
    ready.happens(&Act::AppointmentsGo { number: ready.boyd, prison: code("MDI") });
    ready.happens(&Act::TransferIn { number: ready.boyd });
    ready.hears();
    assert!(ready.shown().is_empty());
    ready.lists_are_read("MDI", NEXT_WEEK);
    assert_eq!(ready.mirror(id).hold, Some(Hold::Left));
    assert_eq!(ready.mirror(id).feedback, None, "it went with him: nobody cancelled the booking");
    ready.settling_time_goes_by();
    ready.delivers_to_the_end();
    assert!(!ready.acts(id).contains(&AttemptAct::Cancel), "there is nothing left to strike through");
    assert_eq!(ready.mirror(id).hold, Some(Hold::Left), "the slot is free");
    assert!(ready.standing().is_empty());
}

#[test]
fn recalled_onto_his_old_number_his_clinics_are_put_back_once() {
    let ready = ready();
    ready.happens(&Act::MoveCell { number: ready.boyd, cell: "A-1-005".to_owned() });
    ready.hears();
    let id = next_week(&ready);
    ready.happens(&Act::Release { number: ready.boyd, reason: "CR".to_owned() });
    ready.hears();
    ready.settling_time_goes_by();
    ready.delivers_to_the_end();
    assert!(ready.standing().is_empty() && ready.mirror(id).in_step());
    ready.it_is("2026-11-14T09:00:00Z");
    ready.happens(&Act::Receive { number: ready.boyd, prison: code("MDI"), reason: "L".to_owned() });
    ready.hears();
    assert_eq!(ready.reported(ready.boyd), Standing::InPrison { prison: code("MDI") });
    ready.delivers_to_the_end();
    assert!(ready.mirror(id).in_step() && ready.mirror(id).hold.is_none(), "{:?}", ready.mirror(id));
    assert_eq!(ready.standing().len(), 1, "the booking still stands, and he is here");
    ready.settling_time_goes_by();
    ready.delivers_to_the_end();
    assert_eq!(ready.standing().len(), 1);
    assert!(ready.tasks().is_empty(), "{:?}", ready.tasks());
}

#[test]
fn released_and_put_right_within_45_minutes_nothing_was_done() {
    let ready = ready();
    ready.happens(&Act::MoveCell { number: ready.boyd, cell: "A-1-005".to_owned() });
    ready.hears();
    let id = next_week(&ready);
    ready.happens(&Act::TransferOut { number: ready.boyd, to: code("HLI"), reason: "NOTR".to_owned() });
    ready.hears();
    ready.goes_on_seconds(1_200);
    ready.delivers();
    let before = ready.acts(id);
    // He is received where he left: the van turned round.
    ready.reads(&crate::engine::prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "ACTIVE IN"));
    ready.settling_time_goes_by();
    ready.delivers_to_the_end();
    assert_eq!(ready.acts(id), before, "nothing was sent");
    assert!(ready.mirror(id).in_step() && ready.mirror(id).hold.is_none());
    assert_eq!(ready.standing().len(), 1);
}

#[test]
fn words_that_nobody_has_seen_are_kept_and_nothing_irreversible_follows() {
    for (key, value) in [
        ("lastMovementTypeCode", "ZZZ"),
        ("lastMovementReasonCode", "NEWREASON"),
        ("legalStatus", "SOMETHING_NEW"),
        ("inOutStatus", "SIDEWAYS"),
    ] {
        let ready = ready();
        let id = next_week(&ready);
        let mut record = crate::engine::prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "ACTIVE IN");
        record[key] = json!(value);
        ready.goes_on_seconds(60);
        ready.reads(&record);
        assert!(ready.quarantine().is_empty(), "{key}");
        assert_eq!(ready.reported(ready.boyd), Standing::InPrison { prison: code("MDI") }, "{key}");
        ready.settling_time_goes_by();
        assert_eq!(ready.delivers(), 0, "{key}");
        assert!(ready.mirror(id).in_step(), "{key}");
    }
    let ready = ready();
    let id = next_week(&ready);
    let mut record = crate::engine::prisoner("A8100KB", "KIERAN", "BOYD", "2002-04-01", "ACTIVE SOMEWHERE");
    record["lastMovementTypeCode"] = json!("ZZZ");
    ready.goes_on_seconds(60);
    ready.reads(&record);
    assert_eq!(ready.reported(ready.boyd), Standing::NotUnderstood);
    ready.settling_time_goes_by();
    assert_eq!(ready.delivers(), 0, "what is not understood strikes nothing through");
    assert_eq!(ready.standing().len(), 1);
    assert_eq!(ready.mirror(id).hold, Some(Hold::WhereNotKnown));
}

#[test]
fn an_alert_code_that_nobody_has_seen_says_ask_security_and_hides_no_other() {
    let ready = ready();
    for code in ["ZZNEW", "XHT"] {
        ready.happens(&Act::OpenAlert {
            number: ready.boyd,
            code: code.to_owned(),
            from: None,
            to: None,
            comment: None,
        });
    }
    ready.hears();
    let key = crossing::disclose::panel::PanelKey::Patient(ready.patient);
    let panel = ready.runtime.block_on(ready.crossing().panel(&ready.nurse(), key)).unwrap();
    let panel = panel.get();
    assert!(panel.unrecognised.is_some());
    assert!(!panel.actions.is_empty() && panel.none.is_none());
    assert!(!serde_json::to_string(panel).unwrap().contains("ZZNEW"), "without the code");
}
