//! The acceptance scenarios, as far as this part of the work reaches. Each file names the lines of its scenario that
//! its tests cover and those that wait for later parts.

mod s01;
mod s02;
mod s03;
mod s05;
mod s06;
mod s08;
mod s09;
mod s10;
mod s13;
mod s14;
mod s18;
mod s19;
mod s21;
mod s22;
mod s23;
mod s25;
mod s27;

use crate::support::{OPENER, Site};
use crossing::disclose::clinic_list::{ClinicList, ClinicListAsked, ClinicRow};
use crossing::disclose::movement_list::{ListRow, MovementList, MovementListAsked, Session};
use crossing::disclose::panel::{Panel, PanelKey};
use crossing::{Context, Crossing};
use std::io::Write as _;
use vocab::care::{Appointment, AppointmentStatus};
use vocab::crossing::{Purpose, Role};
use vocab::id::{AppointmentId, PatientId};

/// A scenario: its number, what its tests cover, what waits for which later part.
type Scenario = (&'static str, &'static [&'static str], &'static [&'static str]);

const ALL: [Scenario; 17] = [
    ("S01", s01::COVERS, s01::WAITS),
    ("S02", s02::COVERS, s02::WAITS),
    ("S03", s03::COVERS, s03::WAITS),
    ("S05", s05::COVERS, s05::WAITS),
    ("S06", s06::COVERS, s06::WAITS),
    ("S08", s08::COVERS, s08::WAITS),
    ("S09", s09::COVERS, s09::WAITS),
    ("S10", s10::COVERS, s10::WAITS),
    ("S13", s13::COVERS, s13::WAITS),
    ("S14", s14::COVERS, s14::WAITS),
    ("S18", s18::COVERS, s18::WAITS),
    ("S19", s19::COVERS, s19::WAITS),
    ("S21", s21::COVERS, s21::WAITS),
    ("S22", s22::COVERS, s22::WAITS),
    ("S23", s23::COVERS, s23::WAITS),
    ("S25", s25::COVERS, s25::WAITS),
    ("S27", s27::COVERS, s27::WAITS),
];

#[test]
fn the_lines_that_wait_are_said() {
    // Not by a macro: what those print is shown of failing tests alone.
    let mut out = std::io::stderr().lock();
    writeln!(out, "\nLines of the scenarios that wait for later parts:").unwrap();
    for (number, covers, waits) in ALL {
        assert!(!covers.is_empty(), "{number} covers nothing");
        for line in covers.iter().chain(waits) {
            assert!(line.len() > 10, "{number}: a line says what it is: {line}");
        }
        for line in waits {
            writeln!(out, "  {number} {line}").unwrap();
        }
    }
}

impl Site {
    fn officer(&self) -> Context {
        self.caller(Role::Officer, Purpose::Custody)
    }

    fn appointment(&self, id: AppointmentId) -> Appointment {
        let sealed = self.crossing().store().read(|view| view.appointment(id)).unwrap();
        sealed.unwrap().open(&OPENER).0
    }

    /// What a nurse sees before opening the door.
    fn nurse_opens(&self, patient: PatientId) -> Panel {
        let key = PanelKey::Patient(patient);
        self.runtime.block_on(self.crossing().panel(&self.nurse(), key)).unwrap().get().clone()
    }

    fn officer_opens_the_list(&self, date: &str) -> MovementList {
        self.list_as(&self.officer(), date, false)
    }

    fn officer_prints_the_list(&self, date: &str) -> MovementList {
        self.list_as(&self.officer(), date, true)
    }

    fn list_as(&self, ctx: &Context, date: &str, print: bool) -> MovementList {
        let asked = MovementListAsked { date: date.parse().unwrap(), session: Session::All, location: None };
        let crossing: &Crossing = self.crossing();
        let list = if print {
            self.runtime.block_on(crossing.movement_list_print(ctx, &asked))
        } else {
            self.runtime.block_on(crossing.movement_list(ctx, &asked))
        };
        list.unwrap().get().clone()
    }

    /// The clinic list of a prison, as Dawn sees it.
    fn dawn_opens_the_clinic_list(&self, prison: &str, date: &str) -> ClinicList {
        let dawn =
            self.caller_in(prison, "dawn", Role::HealthcareAdministrator, Purpose::ClinicAdministration);
        let asked = ClinicListAsked { date: date.parse().unwrap(), room: None };
        self.runtime.block_on(self.crossing().clinic_list(&dawn, &asked)).unwrap().get().clone()
    }
}

impl Site {
    /// A booking's row on the clinic list.
    pub(crate) fn clinic_row_of(&self, prison: &str, date: &str, id: AppointmentId) -> ClinicRow {
        clinic_row(&self.dawn_opens_the_clinic_list(prison, date), id)
    }

    /// What healthcare says of a booking.
    pub(crate) fn appointment_status(&self, id: AppointmentId) -> Option<AppointmentStatus> {
        self.appointment(id).status.known()
    }

    /// When whom the movement list has is to be brought.
    pub(crate) fn movement_starts(&self, date: &str) -> Vec<String> {
        let rows = rows(&self.officer_opens_the_list(date));
        rows.into_iter().filter(|row| !row.struck).map(|row| row.start).collect()
    }
}

fn clinic_row(list: &ClinicList, id: AppointmentId) -> ClinicRow {
    list.rows.iter().find(|row| row.appointment == id).unwrap().clone()
}

fn rows(list: &MovementList) -> Vec<ListRow> {
    list.wings.iter().flat_map(|wing| wing.rows.clone()).collect()
}
