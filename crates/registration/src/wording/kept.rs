//! Wordings that were shown and are no longer: `locales/kept/HASH.txt`, compiled in.
//!
//! An answer names the hash of the words it was given to. Years later somebody may ask what those words were, so a
//! wording that was ever shown as checked is kept for ever; `locales/kept/README.md` has the rule.

use super::{ShownText, WordingError};

/// Hash and content of each kept file. A test holds this list against the folder.
const KEPT: &[(&str, &str)] = &[];

/// The hashes that are kept.
pub fn hashes() -> impl Iterator<Item = &'static str> {
    KEPT.iter().map(|(hash, _)| *hash)
}

/// Every kept wording.
pub(super) fn all() -> Result<Vec<ShownText>, WordingError> {
    KEPT.iter().map(|(hash, form)| read(hash, form)).collect()
}

/// A kept wording, if it still hashes to its name.
///
/// # Errors
///
/// When the content is no wording, or is another one.
pub fn read(hash: &str, form: &str) -> Result<ShownText, WordingError> {
    let wrong = |what| WordingError::Kept { name: format!("{hash}.txt"), what };
    let shown = ShownText::read(form).ok_or_else(|| wrong("is not in the form of a wording"))?;
    if shown.hash().as_str() == hash { Ok(shown) } else { Err(wrong("does not hash to its name")) }
}
