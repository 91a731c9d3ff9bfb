//! A screen in a patient's hands: whatever is tried with it, it reaches its conversation and nothing of anybody's.

use crate::caller::MORNING;
use crate::sessions::{asker, browser};
use http::HeaderMap;
use serve::sessions::{FormToken, NoSession};
use serve::{Handed, Sessions};
use std::sync::Arc;
use vocab::time::ManualClock;

/// A nurse has signed in at a tablet and handed it over.
struct Tablet {
    clock: Arc<ManualClock>,
    sessions: Sessions,
    /// What the browser sent before.
    nurses: HeaderMap,
    nurses_mark: FormToken,
    /// What it sends now.
    patients: HeaderMap,
    handed: Handed,
}

fn tablet() -> Tablet {
    let clock = Arc::new(ManualClock::at(MORNING));
    let sessions = Sessions::new(clock.clone(), false);
    let (token, session) = sessions.begin(asker("amina.khan"));
    let nurses = browser(&sessions.cookie(&token));
    let (token, handed) = sessions.hand_over(&nurses).unwrap();
    let patients = browser(&sessions.cookie(&token));
    Tablet { clock, sessions, nurses, nurses_mark: session.form_token, patients, handed }
}

#[test]
fn handing_over_ends_the_nurses_session_and_its_forms_at_once() {
    let tablet = tablet();
    assert_eq!(tablet.sessions.find(&tablet.nurses).unwrap_err(), NoSession::Unknown);
    assert_eq!(tablet.sessions.find_handed(&tablet.nurses).unwrap_err(), NoSession::Unknown);
    let mark = &tablet.handed.form_token;
    assert!(mark.is(mark.text()) && !mark.is(tablet.nurses_mark.text()));
    assert!(!format!("{:?}", tablet.handed).contains(mark.text()));
}

#[test]
fn what_a_patient_holds_is_nobodys_session_and_staff_hold_no_conversation() {
    let tablet = tablet();
    // As for somebody who never signed in, however often and by whichever door.
    for _ in 0..3 {
        assert_eq!(tablet.sessions.find(&tablet.patients).unwrap_err(), NoSession::None);
        assert_eq!(tablet.sessions.peek(&tablet.patients).unwrap_err(), NoSession::None);
        assert_eq!(tablet.sessions.hand_over(&tablet.patients).unwrap_err(), NoSession::None);
    }
    assert_eq!(tablet.sessions.find_handed(&tablet.patients).unwrap(), tablet.handed);
    let (token, _) = tablet.sessions.begin(asker("tom.reed"));
    let toms = browser(&tablet.sessions.cookie(&token));
    assert_eq!(tablet.sessions.find_handed(&toms).unwrap_err(), NoSession::None);
}

#[test]
fn a_screen_that_was_given_back_opens_to_nothing_but_a_full_sign_in() {
    let tablet = tablet();
    tablet.sessions.give_back(&tablet.patients);
    tablet.clock.advance_seconds(3_600);
    for old in [&tablet.patients, &tablet.patients] {
        assert_eq!(tablet.sessions.find(old).unwrap_err(), NoSession::Locked);
        assert_eq!(tablet.sessions.find_handed(old).unwrap_err(), NoSession::Locked);
        assert_eq!(tablet.sessions.hand_over(old).unwrap_err(), NoSession::Locked);
    }
    assert_eq!(tablet.sessions.find(&tablet.nurses).unwrap_err(), NoSession::Unknown);
    let (token, session) = tablet.sessions.switch(&tablet.patients, asker("amina.khan"));
    assert_eq!(tablet.sessions.find(&browser(&tablet.sessions.cookie(&token))).unwrap(), session);
    // The cookie from before is worth nothing at all now.
    assert_eq!(tablet.sessions.find_handed(&tablet.patients).unwrap_err(), NoSession::Unknown);
    // And nobody can go on with the conversation under the new one.
    assert!(tablet.sessions.find_handed(&browser(&tablet.sessions.cookie(&token))).is_err());
}

#[test]
fn a_screen_that_a_patient_leaves_alone_is_locked_and_trying_pages_does_not_keep_it_alive() {
    let tablet = tablet();
    for _ in 0..15 {
        tablet.clock.advance_seconds(60);
        // Guessing at pages of staff is no use of the conversation.
        assert!(tablet.sessions.find(&tablet.patients).is_err());
    }
    assert_eq!(tablet.sessions.find_handed(&tablet.patients).unwrap_err(), NoSession::Locked);
    assert_eq!(tablet.sessions.find(&tablet.patients).unwrap_err(), NoSession::Locked);
}

#[test]
fn a_conversation_ends_with_the_shift() {
    let tablet = tablet();
    for _ in 0..71 {
        tablet.clock.advance_seconds(600);
        tablet.sessions.find_handed(&tablet.patients).unwrap();
    }
    tablet.clock.advance_seconds(600);
    assert_eq!(tablet.sessions.find_handed(&tablet.patients).unwrap_err(), NoSession::Over);
    assert_eq!(tablet.sessions.find(&tablet.patients).unwrap_err(), NoSession::Unknown);
}

#[test]
fn nobody_hands_over_a_screen_that_is_not_theirs() {
    let tablet = tablet();
    assert_eq!(tablet.sessions.hand_over(&HeaderMap::new()).unwrap_err(), NoSession::None);
    // Giving back what was not handed over locks nobody out.
    let (token, session) = tablet.sessions.begin(asker("tom.reed"));
    let toms = browser(&tablet.sessions.cookie(&token));
    tablet.sessions.give_back(&toms);
    assert_eq!(tablet.sessions.find(&toms).unwrap(), session);
    // Two tablets are two conversations.
    let (_, other) = tablet.sessions.hand_over(&toms).unwrap();
    assert_ne!(other.talk, tablet.handed.talk);
    assert_eq!(tablet.sessions.find_handed(&tablet.patients).unwrap(), tablet.handed);
}
