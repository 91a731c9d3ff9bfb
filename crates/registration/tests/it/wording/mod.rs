//! What must hold of the words, in every language and situation.

mod kept;
mod languages;
mod leaving;
mod words;

use registration::wording::Wordings;
use std::path::PathBuf;

fn wordings() -> Wordings {
    Wordings::built_in().unwrap_or_else(|error| panic!("{error}"))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
