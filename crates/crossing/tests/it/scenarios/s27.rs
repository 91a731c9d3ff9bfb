//! S27 Outage at 07:00.
//!
//! "Given our service down 06:40–08:20; then DPS lists work untouched, printed pack 05:00 available with "as at 05:00,
//! v3", risk panel red "unknown since 06:40", all writes queued, after recovery no double slips, gap report."

use super::rows;
use crate::support::{Booking, Site, patient};
use crossing::disclose::Colour;
use doubles::prison::{Act, Cut, EventFault};
use vocab::id::{AppointmentId, PatientId, PrisonNumber};

pub(super) const COVERS: &[&str] = &[
    "while we are down the prison's lists work untouched",
    "the risk panel is red and says since when nothing is known",
    "all writes are queued: healthcare's when the prison is cut off, the prison's events when we are down",
    "after recovery nothing is doubled, and what changed in the gap is read",
];

pub(super) const WAITS: &[&str] = &[
    "printed pack 05:00 with \"as at 05:00, v3\" (downtime pack)",
    "no double slips (slips)",
    "gap report (downtime pack)",
];

const DAY: &str = "2026-11-12";

fn night() -> (Site, PrisonNumber, PatientId, AppointmentId, Booking) {
    let site = Site::at("2026-11-12T05:00:00Z");
    site.goes_live();
    let boyd = site.boyd_arrives();
    site.happens(&Act::OpenAlert { number: boyd, code: "HA".into(), from: None, to: None, comment: None });
    site.hears();
    let patient = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", None));
    let booking = Booking::new(patient, "2026-11-12T10:20:00Z", "2026-11-12T10:35:00Z");
    let id = site.books(&booking);
    site.delivers();
    // At 06:40 everything was read for the last time.
    site.it_is("2026-11-12T06:39:50Z");
    site.happens(&Act::MoveCell { number: boyd, cell: "A-1-004".to_owned() });
    site.happens(&Act::ResyncAlerts { number: boyd });
    site.hears();
    (site, boyd, patient, id, booking)
}

#[test]
fn s27_we_are_down_and_everything_is_there_afterwards_once() {
    let (mut site, boyd, _, id, booking) = night();
    let before: Vec<_> = site.standing().iter().map(|a| (a.id, a.start)).collect();
    // 06:40: we die. The prison goes on; its events wait, and are sent again.
    site.it_is("2026-11-12T07:10:00Z");
    site.happens(&Act::OpenAlert { number: boyd, code: "XHT".into(), from: None, to: None, comment: None });
    site.happens(&Act::ToCourt { number: boyd });
    let staff = site.staff_type(boyd, (DAY, "15:00"), ("MEOT", Some("Healthcare")), "HCC-WAIT");
    let during: Vec<_> = site.standing().iter().filter(|a| a.id != staff).map(|a| (a.id, a.start)).collect();
    assert_eq!(during, before, "the prison's lists work untouched");
    let now = site.now();
    site.prison.lock().restarted(now);
    // 08:20: we are back. Healthcare sends what it could not, under the same keys, more than once.
    site.it_is("2026-11-12T08:20:00Z");
    site.dies_and_is_started_again();
    let afternoon = booking.moved("2026-11-12T15:00:00Z", "2026-11-12T15:15:00Z").called("a2");
    for _ in 0..3 {
        site.writes(
            &afternoon.resource(),
            crossing::envelope::WriteAsk::default(),
            Some("r-during-the-outage"),
        );
    }
    site.prison.lock().faults.next_events.extend([Some(EventFault::Duplicate), Some(EventFault::Reorder)]);
    site.hears();
    site.delivers_to_the_end();
    assert!(site.mirror(id).in_step());
    assert_eq!(site.standing().len(), 2, "what staff typed at 15:00 is taken over, not doubled");
    assert!(matches!(site.reported(boyd), vocab::prison::Standing::AtCourt { .. }));
    let codes: Vec<String> =
        site.person(boyd).alerts.value.unwrap().iter().map(|a| a.code.text().to_owned()).collect();
    assert_eq!(codes, ["HA", "XHT"], "what changed in the gap is read");
    assert_eq!(site.quarantine().len(), 0);
}

#[test]
fn s27_the_panel_is_red_and_says_since_when() {
    let (mut site, _, patient, _, _) = night();
    site.it_is("2026-11-12T08:20:00Z");
    site.dies_and_is_started_again();
    let panel = site.nurse_opens(patient);
    assert_eq!(panel.ages.colour(), Colour::Red);
    let banner = panel.banners.iter().find(|b| b.contains("not known since")).unwrap();
    assert!(banner.contains("06:39") || banner.contains("06:40"), "{banner}");
    assert_eq!(panel.suicide.unwrap().words, "Open", "a warning that may be old is still a warning");
    assert!(panel.none.is_none());
    // Heard and read again, it is fresh.
    site.runtime.block_on(site.errands_runner().old_again(crate::support::code("MDI"))).unwrap();
    site.errands_run();
    assert_eq!(site.nurse_opens(patient).ages.colour(), Colour::Fresh);
}

#[test]
fn s27_cut_off_from_the_prison_healthcares_writes_are_queued_and_arrive_once() {
    for cut in [Cut::Dead, Cut::Unavailable] {
        let (site, _, patient, id, booking) = night();
        site.prison.lock().cut = Some(cut);
        site.it_is("2026-11-12T07:00:00Z");
        let second = site.books(&booking.moved("2026-11-12T14:00:00Z", "2026-11-12T14:15:00Z").called("a2"));
        site.changes(id, &booking.moved("2026-11-12T11:00:00Z", "2026-11-12T11:15:00Z"));
        while site.now() < crate::support::at("2026-11-12T08:20:00Z") {
            site.delivers();
            site.goes_on_seconds(60);
        }
        assert_eq!(site.standing().len(), 1, "nothing has arrived");
        let panel = site.nurse_opens(patient);
        assert_eq!(panel.ages.colour(), Colour::Red, "{cut:?}");
        let list = site.officer_opens_the_list(DAY);
        assert!(!list.notices.is_empty(), "the list says that the prison is not heard: {:?}", list.notices);
        assert_eq!(rows(&list).len(), 2, "and still tells what is booked");
        site.prison.lock().cut = None;
        site.delivers_to_the_end();
        assert_eq!((site.standing().len(), site.shown().len()), (2, 2), "{cut:?}");
        assert!(site.mirror(id).in_step() && site.mirror(second).in_step());
    }
}
