//! The level of the cell sharing risk, which stands on a person's record as `csra`.
//!
//! The published examples write it in two ways (`High`, `HIGH`), NOMIS has codes for it (`HI`, `MED`), and the CSRA API
//! divides the highest by whom it is about, which is not the level's to say. A word that is none of these is a rating
//! all the same: [`CellSharingRisk::Other`], and the word is dropped, since nothing says that it is only a level.

use super::json::At;
use crate::error::WireError;
use vocab::prison::CellSharingRisk;

/// The words, in any case.
const LEVELS: &[(&str, CellSharingRisk)] = &[
    ("STANDARD", CellSharingRisk::Standard),
    ("HIGH", CellSharingRisk::High),
    ("LOW", CellSharingRisk::Low),
    ("MEDIUM", CellSharingRisk::Medium),
    // NOMIS codes (prisoner profile: getCsraClassificationName).
    ("HI", CellSharingRisk::High),
    ("MED", CellSharingRisk::Medium),
    // CSRA API: CsraCurrentRating.
    ("HIGH_GENERAL", CellSharingRisk::High),
    ("HIGH_SPECIFIC", CellSharingRisk::High),
];

/// What `csra` says: none where it says nothing, withheld, blank or not there. Null says that nobody was rated.
pub(super) fn cell_sharing(at: &At<'_, '_>) -> Result<Option<CellSharingRisk>, WireError> {
    if at.is_null("csra") {
        return Ok(Some(CellSharingRisk::NotRated));
    }
    let Some(word) = at.text("csra")? else {
        // No text, and not nothing: they have rated.
        return Ok(at.field("csra")?.filter(|field| !field.is_text()).map(|_| CellSharingRisk::Other));
    };
    let known = LEVELS.iter().find(|(level, _)| level.eq_ignore_ascii_case(word));
    Ok(Some(known.map_or(CellSharingRisk::Other, |(_, level)| *level)))
}
