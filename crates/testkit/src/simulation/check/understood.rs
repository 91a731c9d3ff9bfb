//! What the other side says in its published forms is understood: nothing but the records of those who are not ours to
//! keep lies in quarantine.

use super::Run;
use vocab::crossing::QuarantineReason;

pub(super) fn nothing_lies_in_quarantine(run: &Run<'_>) -> Result<(), String> {
    let odd = run.rest.quarantine.iter().find(|row| row.reason != QuarantineReason::OtherPrison);
    match odd {
        Some(row) => Err(format!("row {:?} lies in quarantine: {:?}, {}", row.seq, row.reason, row.detail)),
        None => Ok(()),
    }
}
