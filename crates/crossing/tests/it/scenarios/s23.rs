//! S23 Lockdown.
//!
//! "Given 07:20 incident, whole prison; when duty governor sets lockdown; then 318 appointments marked suspended in
//! ≤ 10 s, essential list (insulin, OST, dressings, dialysis escort, ACCT reviews) kept and printed per wing as
//! "essential", never its kind; on lift, re-slot proposals; nothing auto-cancelled in SystmOne without health lead."

use crate::support::{Booking, Site, patient};
use doubles::prison::Act;
use vocab::care::AppointmentStatus;
use vocab::crossing::{FeedbackKind, Hold, TaskKey};
use vocab::id::AppointmentId;

pub(super) const COVERS: &[&str] = &[
    "318 entries that the prison cancels in one morning come back as feedback with one reading of the day's list",
    "nothing is cancelled in the care system by itself, and nothing is put right on the prison's lists silently",
    "every one is listed for healthcare: as a task, and on the clinic list",
];

pub(super) const WAITS: &[&str] = &[
    "the duty governor sets the lockdown here, and 318 are marked suspended in one act (lockdown)",
    "the essential list, printed per wing (essential list)",
    "re-slot proposals on lift (lockdown)",
];

const DAY: &str = "2026-11-12";
const COUNT: usize = 318;

/// A family name of its own for each: nobody is anybody's twin.
fn family(n: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap());
    format!("{}{}{}SON", letter(n / 26), letter(n), letter(n * 7))
}

/// A prison with so many on today's lists.
fn full_day() -> (Site, Vec<AppointmentId>) {
    let site = Site::at("2026-11-11T12:00:00Z");
    site.goes_live();
    let mut booked = Vec::new();
    for n in 0..COUNT {
        let number = format!("A{:04}AB", 1_000 + n);
        site.happens(&Act::Arrive {
            who: crate::support::arrival(crate::support::number(&number), "JOHN", &family(n), "1990-05-06"),
            prison: crate::support::code("MDI"),
            reason: "N".to_owned(),
        });
        if n % 60 == 59 || n + 1 == COUNT {
            site.hears();
        }
        let id =
            site.patient(&patient(&format!("p{n}"), Some(&number), ("John", &family(n)), "1990-05-06", None));
        let (hour, minute) = (9 + n % 7, 5 * (n / 7 % 12));
        let start = format!("{DAY}T{hour:02}:{minute:02}:00Z");
        let end = format!("{DAY}T{hour:02}:{:02}:00Z", minute + 4);
        booked.push(site.books(&Booking::new(id, &start, &end).called(&format!("b{n}"))));
    }
    while site.delivers() > 0 {}
    site.it_is("2026-11-12T07:20:00Z");
    (site, booked)
}

#[test]
fn s23_318_cancelled_by_the_prison_come_back_at_once_and_nothing_is_cancelled_by_itself() {
    let (site, booked) = full_day();
    let standing = site.standing();
    assert_eq!(standing.len(), COUNT);
    let sent = site.lists.sent.lock().unwrap().len();
    for entry in &standing {
        site.happens(&Act::StaffCancel { appointment: entry.id, reason: 2 });
    }
    let began = site.now();
    assert_eq!(site.lists_are_read("MDI", DAY), COUNT);
    assert!(site.now().seconds_since(began) <= 10, "one reading of the day");
    let mut tasks = site.tasks();
    tasks.sort();
    let mut wanted: Vec<TaskKey> = booked.iter().map(|id| TaskKey::PrisonChanged(*id)).collect();
    wanted.sort();
    assert_eq!(tasks, wanted, "each is listed, once");
    for id in &booked {
        let mirror = site.mirror(*id);
        assert_eq!(mirror.hold, Some(Hold::PrisonChanged));
        assert_eq!(mirror.feedback.map(|f| f.what), Some(FeedbackKind::Cancelled));
        assert_eq!(site.appointment_status(*id), Some(AppointmentStatus::Booked), "healthcare decides");
    }
    let list = site.dawn_opens_the_clinic_list("MDI", DAY);
    assert_eq!(list.rows.len(), COUNT);
    assert!(
        list.rows
            .iter()
            .all(|row| { row.mirror.as_ref().is_some_and(|m| m.words.starts_with("prison cancelled it")) })
    );
    // Nothing is sent of any of them until healthcare has decided, and a second reading says nothing again.
    site.delivers_to_the_end();
    assert_eq!(site.lists.sent.lock().unwrap().len(), sent);
    assert_eq!(site.lists_are_read("MDI", DAY), 0);
    assert_eq!(site.tasks().len(), COUNT);
}
