//! S25 Booking moved (not merged).
//!
//! "Given booking wrongly opened under A5121DT (Dean); when `prisoner.booking.moved` to A5120BT; then Dean's chart shows
//! no Ben appointments; all clinical notes written in the window listed for review by name."

use crate::support::{Booking, Site, patient};
use crossing::disclose::appointments::AppointmentSearch;
use doubles::prison::Act;
use vocab::crossing::{LinkState, TaskKey};
use vocab::id::{AppointmentId, PatientId, PrisonNumber};
use vocab::prison::Disturbance;

pub(super) const COVERS: &[&str] = &[
    "both links fall into doubt and a person is asked of each: nothing new is written for either",
    "since when facts may be the other's is kept, so that what was written in the window can be found",
    "Dean's chart shows no appointment of Ben's, and nothing of one is ever joined to the other",
    "once it has stood, nothing stands on the prison's lists for Dean, who was never there",
];

pub(super) const WAITS: &[&str] =
    &["clinical notes written in the window are listed for review by name (notes)"];

struct Twins {
    site: Site,
    ben: PrisonNumber,
    dean: PrisonNumber,
    patients: [PatientId; 2],
    booking: AppointmentId,
}

/// Dean was released in spring. Ben comes back, and reception opens his stay under Dean's number.
fn wrongly_opened() -> Twins {
    let site = Site::new();
    site.goes_live();
    let ben = site.arrives("A5120BT", "BEN", "TATE", "1998-06-04", "MDI");
    site.happens(&Act::Release { number: ben, reason: "CR".to_owned() });
    site.hears();
    site.settling_time_goes_by();
    let dean = site.arrives("A5121DT", "DEAN", "TATE", "1998-06-04", "MDI");
    let patients = [("p1", "A5120BT", "Ben", ben), ("p2", "A5121DT", "Dean", dean)].map(
        |(local, carried, given, who)| {
            let id = site.patient(&patient(local, Some(carried), (given, "Tate"), "1998-06-04", None));
            site.confirms(&site.link_of(who, id).unwrap(), None);
            id
        },
    );
    let booking = site.books(&Booking::new(patients[1], "2026-11-20T10:20:00Z", "2026-11-20T10:35:00Z"));
    site.delivers();
    assert!(site.mirror(booking).in_step());
    Twins { site, ben, dean, patients, booking }
}

fn chart(site: &Site, patient: PatientId) -> Vec<AppointmentId> {
    let search = AppointmentSearch { patients: vec![patient.to_string()], most: 50, ..Default::default() };
    let page = site.runtime.block_on(site.crossing().appointment_search(&site.dawn(), search)).unwrap();
    page.get().page.entries.iter().map(|view| view.id).collect()
}

#[test]
fn s25_both_are_in_doubt_and_nobodys_facts_are_joined() {
    let t = wrongly_opened();
    let identities = [t.ben, t.dean].map(|who| t.site.person(who).identity.value);
    t.site.goes_on_seconds(600);
    t.site.happens(&Act::MoveBooking { from: t.dean, to: t.ben });
    t.site.hears();
    for (who, patient) in [t.ben, t.dean].into_iter().zip(t.patients) {
        let link = t.site.link_of(who, patient).unwrap();
        assert_eq!(link.state, LinkState::InDoubt);
        assert!(t.site.tasks().contains(&TaskKey::LinkInDoubt(link.id)));
    }
    assert!(!t.site.nurse_opens(t.patients[0]).banners.is_empty(), "identity is being checked");
    assert_eq!([t.ben, t.dean].map(|who| t.site.person(who).identity.value), identities);
    let Some(Disturbance::BookingMoved { other, since, .. }) = t.site.person(t.dean).disturbed else {
        panic!("{:?}", t.site.person(t.dean).disturbed)
    };
    assert_eq!(other, t.ben);
    assert!(since.is_some(), "since when what was written may be the other's");
    // Nothing new is written for either of them.
    for (n, patient) in t.patients.into_iter().enumerate() {
        let (start, end) = (format!("2026-11-2{}T15:00:00Z", n + 1), format!("2026-11-2{}T15:15:00Z", n + 1));
        let id = t.site.books(&Booking::new(patient, &start, &end).called(&format!("n{n}")));
        assert!(t.site.mirror(id).hold.is_some(), "{:?}", t.site.mirror(id));
        t.site.delivers_to_the_end();
        assert!(t.site.acts(id).is_empty());
    }
}

#[test]
fn s25_deans_chart_shows_no_appointment_of_bens() {
    let t = wrongly_opened();
    t.site.goes_on_seconds(600);
    t.site.happens(&Act::MoveBooking { from: t.dean, to: t.ben });
    t.site.hears();
    // Healthcare finds out who he is, and books for Ben.
    for (who, patient) in [t.ben, t.dean].into_iter().zip(t.patients) {
        t.site.confirms(&t.site.link_of(who, patient).unwrap(), None);
    }
    let bens = t
        .site
        .books(&Booking::new(t.patients[0], "2026-11-21T09:00:00Z", "2026-11-21T09:15:00Z").called("b"));
    t.site.settling_time_goes_by();
    t.site.hears();
    t.site.delivers_to_the_end();
    assert_eq!(chart(&t.site, t.patients[1]), [t.booking], "Dean's own, and none of Ben's");
    assert_eq!(chart(&t.site, t.patients[0]), [bens]);
    let standing = t.site.standing();
    let people: Vec<_> = standing.iter().map(|a| a.attendees[0].number).collect();
    assert!(!people.contains(&t.dean), "Dean was never there: nothing stands for him");
    assert!(people.contains(&t.ben), "{people:?}");
    t.site.rebuilds_to_the_same();
}
