//! What officers noted of whether somebody came, in the words of the clinic list. It is the prison's word, with its age:
//! what became of a booking is the clinic's own to say, and nothing here says it for them.

use super::super::{Circumstances, Desk, Result};
use policy::Kind;
use serde::Serialize;
use vocab::Instant;
use vocab::care::{Appointment, AppointmentStatus};

/// What officers noted, in one word for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttendanceWord {
    /// They came.
    Attended,
    /// They did not come.
    NotAttended,
    /// Read, and nothing is noted.
    NotMarked,
    /// Not read yet.
    NotRead,
    /// The route cannot tell.
    NotVisible,
}

/// What officers noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttendanceView {
    /// The word.
    pub word: AttendanceWord,
    /// The words: `officers marked: not attended 10:41, checked 10:45`.
    pub words: String,
    /// When it was noted, where the prison says so.
    pub noted: Option<Instant>,
    /// When it was last read.
    pub checked: Option<Instant>,
}

impl Desk<'_> {
    /// What officers noted of a booking whose time has come and whose entry stands on the prison's list.
    pub(super) fn attendance_view(
        &mut self,
        appointment: &Appointment,
        circumstances: Circumstances,
    ) -> Result<Option<AttendanceView>> {
        let Some(start) = appointment.start.filter(|start| start.at() <= self.ctx.now) else {
            return Ok(None);
        };
        let brought = appointment.status.known().is_some_and(AppointmentStatus::is_to_be_brought);
        if !brought || !self.rule(Kind::MirrorState, circumstances).lets_out() {
            return Ok(None);
        }
        let Some(known) = self.mirror(appointment.id)?.and_then(|m| m.known).filter(|k| !k.entry.cancelled)
        else {
            return Ok(None);
        };
        let said = |word, words: String, noted, checked| Some(AttendanceView { word, words, noted, checked });
        if !self.rules().sees_attendance(known.entry.prison) {
            let words = "attendance not visible over this route".to_owned();
            return Ok(said(AttendanceWord::NotVisible, words, None, None));
        }
        let entry = self.view.prison_entry(known.remote)?.map(|sealed| self.open_sealed(sealed));
        let read_at = self.conditions().attendance_read_at(known.entry.prison, start.date());
        let note = entry.as_ref().and_then(|entry| entry.attendance);
        let checked = read_at.max(entry.as_ref().filter(|_| note.is_some()).map(|entry| entry.checked));
        let age = checked.map_or_else(String::new, |at| format!(", checked {}", self.when(at)));
        let noted = note.and_then(|note| note.noted);
        let (word, marked) = match note.and_then(|note| note.attended) {
            Some(true) => (AttendanceWord::Attended, "attended"),
            Some(false) => (AttendanceWord::NotAttended, "not attended"),
            None if checked.is_some() => {
                let words = format!("officers marked nothing yet{age}");
                return Ok(said(AttendanceWord::NotMarked, words, None, checked));
            }
            None => {
                let words = "attendance not read yet".to_owned();
                return Ok(said(AttendanceWord::NotRead, words, None, None));
            }
        };
        let when = noted.map_or_else(String::new, |at| format!(" {}", self.when(at)));
        Ok(said(word, format!("officers marked: {marked}{when}{age}"), noted, checked))
    }
}
