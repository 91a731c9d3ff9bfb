//! Who came, in numbers: the Activities API's summary of each appointment of a day.

use super::json::At;
use super::{Listed, with_json};
use crate::error::WireError;

/// What officers noted of one appointment, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttendanceSummary {
    /// The appointment's id.
    pub id: i64,
    /// So many came.
    pub attended: i64,
    /// So many did not.
    pub not_attended: i64,
}

impl AttendanceSummary {
    /// Reads the summaries of a day: a bare list (schema `AppointmentAttendanceSummary`).
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or no list.
    pub fn read_all(bytes: &[u8]) -> Result<Listed<Self>, WireError> {
        with_json(bytes, |at| at.listed(Self::from_at))
    }

    fn from_at(at: &At<'_, '_>) -> Result<Self, WireError> {
        Ok(Self {
            id: at.must_whole("id")?,
            attended: at.must_whole("attendedCount")?,
            not_attended: at.must_whole("nonAttendedCount")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_read_and_what_is_none_is_said() {
        let read = AttendanceSummary::read_all(
            br#"[{"id": 7, "attendedCount": 0, "nonAttendedCount": 1, "notRecordedCount": 0}, {"id": 8}]"#,
        )
        .unwrap();
        assert_eq!(read.items, [AttendanceSummary { id: 7, attended: 0, not_attended: 1 }]);
        assert!(!read.is_whole());
    }
}
