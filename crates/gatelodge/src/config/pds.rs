//! How PDS is read. Without this section nothing is: whose patient somebody is stays "never read".

use connect::client::{Base, BaseError};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use vocab::id::OdsCode;

/// PDS, application-restricted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pds {
    /// Under which `/Patient/{id}` stands.
    pub(crate) address: String,
    /// The token endpoint, whole.
    pub(crate) token_address: String,
    /// The application's id (API key).
    pub(crate) client_id: String,
    /// Under which id our public key is registered.
    pub(crate) key_id: String,
    /// Our private key: RSA, as PEM, unencrypted.
    pub(crate) key_file: PathBuf,
    /// For which organisation we ask, where one application asks for several.
    #[serde(default)]
    pub(crate) end_user: Option<OdsCode>,
    /// Authorities that are trusted besides the machine's own (PEM).
    #[serde(default)]
    pub(crate) authorities_file: Option<PathBuf>,
    /// So many calls leave a second.
    #[serde(default = "calls_per_second")]
    pub(crate) calls_per_second: u32,
}

/// What PDS allows an application unless more was agreed.
const fn calls_per_second() -> u32 {
    5
}

impl Pds {
    /// Files that are named without a root stand in this folder.
    pub(crate) fn beside(&mut self, folder: &Path) {
        for file in std::iter::once(&mut self.key_file).chain(&mut self.authorities_file) {
            *file = folder.join(&file);
        }
    }

    /// How it is reached, and as whom.
    ///
    /// # Errors
    /// Where an address is none: a configuration that was judged has none of these.
    pub(crate) fn settings(&self) -> Result<connect::pds::Settings, BaseError> {
        Ok(connect::pds::Settings {
            base: Base::parse(&self.address)?,
            token_url: Base::parse(&self.token_address)?,
            client_id: self.client_id.clone(),
            key_id: self.key_id.clone(),
            key_file: self.key_file.clone(),
            end_user: self.end_user.clone(),
        })
    }

    /// What is wrong with it: the key under it, and words. With a folder its files are looked for.
    pub(crate) fn mistakes(&self, folder: Option<&Path>) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        for (key, address) in [("address", &self.address), ("token_address", &self.token_address)] {
            if let Err(why) = Base::parse(address) {
                found.push((key, why.to_string()));
            }
        }
        if self.address.trim_end_matches('/').ends_with("/Patient") {
            found.push((
                "address",
                "ends in /Patient, which is put behind it by itself: leave it out".to_owned(),
            ));
        }
        if self.calls_per_second == 0 {
            found.push(("calls_per_second", "at least 1, or nothing is ever read".to_owned()));
        }
        let Some(folder) = folder else { return found };
        if let Err(why) = connect::pds::signing_key(&folder.join(&self.key_file)) {
            found.push(("key_file", why.to_string()));
        }
        let authorities = self.authorities_file.as_ref().map(|file| folder.join(file));
        if let Some(Err(error)) = authorities.map(std::fs::read) {
            found.push(("authorities_file", format!("cannot be read: {error}")));
        }
        found
    }
}
