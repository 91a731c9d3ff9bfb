//! How the routes are connected. A connection has the name of its route; secrets stand in files of their own, which are
//! read again while Gatelodge runs.

use super::document::Document;
use connect::client::Base;
use connect::identity::{Identity, IdentityError};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::DeValue;

/// A connection.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Connection {
    /// The HMPPS External API: the official route for organisations outside HMPPS.
    HmppsExternal(External),
    /// The services of DPS, for a deployment hosted by HMPPS.
    Dps(Dps),
}

/// The External API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct External {
    /// Where it is, without `/v1`.
    pub(crate) address: String,
    /// The client certificate that HMPPS signed, with whatever stands between it and their root (PEM). Only a double on
    /// this machine is asked without one.
    #[serde(default)]
    pub(crate) certificate_file: Option<PathBuf>,
    /// Its private key (PEM).
    #[serde(default)]
    pub(crate) key_file: Option<PathBuf>,
    /// The API key.
    pub(crate) api_key_file: PathBuf,
    /// Authorities that are trusted besides the machine's own (PEM).
    #[serde(default)]
    pub(crate) authorities_file: Option<PathBuf>,
    /// The name under which HMPPS knows us, the certificate's CN.
    pub(crate) consumer: String,
    /// So many calls leave a second.
    #[serde(default = "calls_per_second")]
    pub(crate) calls_per_second: u32,
    /// Where its events lie; without one nothing is signalled, and the sweeps alone find what changed.
    #[serde(default)]
    pub(crate) queue: Option<Queue>,
}

/// The services of DPS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dps {
    /// HMPPS Auth, `https://…/auth`.
    pub(crate) auth: String,
    /// Our client's id there.
    pub(crate) client_id: String,
    /// Its secret.
    pub(crate) client_secret_file: PathBuf,
    /// Authorities that are trusted besides the machine's own (PEM).
    #[serde(default)]
    pub(crate) authorities_file: Option<PathBuf>,
    pub(crate) prisoner_search: String,
    pub(crate) alerts: String,
    pub(crate) non_associations: String,
    pub(crate) activities: String,
    /// Locations inside prison: only `doctor` asks it, for the rooms.
    #[serde(default)]
    pub(crate) locations: Option<String>,
    /// So many calls leave a second.
    #[serde(default = "calls_per_second")]
    pub(crate) calls_per_second: u32,
    /// Where the domain events lie.
    #[serde(default)]
    pub(crate) queue: Option<Queue>,
}

/// What the owners of the External API were told to expect of one consumer.
const fn calls_per_second() -> u32 {
    5
}

/// A queue of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Queue {
    /// The queue's own address.
    pub(crate) url: String,
    /// The region that calls are signed for.
    #[serde(default = "region")]
    pub(crate) region: String,
    /// Who may read it.
    pub(crate) credentials: Credentials,
}

fn region() -> String {
    "eu-west-2".to_owned()
}

/// How a queue's credentials are had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Credentials {
    /// The External API's `POST /token` gives them, for an hour.
    Token,
    /// A role that the cluster's own token opens (STS `AssumeRoleWithWebIdentity`).
    WebIdentity {
        /// The role.
        role_arn: String,
        /// The token, renewed by the cluster.
        token_file: PathBuf,
        /// Another STS than the region's.
        #[serde(default)]
        sts: Option<String>,
    },
}

impl Connection {
    /// Reads a connection by its kind.
    pub(crate) fn read<'t>(
        document: &mut Document<'t>,
        path: &str,
        value: Spanned<DeValue<'t>>,
    ) -> Option<Self> {
        let span = value.span();
        let DeValue::Table(mut table) = value.into_inner() else {
            document
                .mistaken(path, &format!("is a section: write [{path}], and its keys on the lines below"));
            return None;
        };
        let kind = table.remove("kind");
        let rest = Spanned::new(span, DeValue::Table(table));
        match kind.as_ref().and_then(|kind| kind.get_ref().as_str()) {
            Some("hmpps-external") => document.one(path, rest).map(Self::HmppsExternal),
            Some("dps") => document.one(path, rest).map(Self::Dps),
            _ => {
                let words = match kind.as_ref().and_then(|kind| kind.get_ref().as_str()) {
                    None => "is missing: write kind = \"hmpps-external\" or kind = \"dps\"".to_owned(),
                    Some(kind) => {
                        format!("{kind:?} is no kind of connection: write \"hmpps-external\" or \"dps\"")
                    }
                };
                document.mistaken(&format!("{path}.kind"), &words);
                None
            }
        }
    }

    /// Files that are named without a root stand in this folder.
    pub(crate) fn beside(&mut self, folder: &Path) {
        let files: Vec<&mut PathBuf> = match self {
            Self::HmppsExternal(c) => [&mut c.api_key_file]
                .into_iter()
                .chain(&mut c.certificate_file)
                .chain(&mut c.key_file)
                .chain(&mut c.authorities_file)
                .collect(),
            Self::Dps(c) => [&mut c.client_secret_file].into_iter().chain(&mut c.authorities_file).collect(),
        };
        for file in files {
            *file = folder.join(&file);
        }
        if let Some(Queue { credentials: Credentials::WebIdentity { token_file, .. }, .. }) = self.queue_mut()
        {
            *token_file = folder.join(&token_file);
        }
    }

    fn queue_mut(&mut self) -> Option<&mut Queue> {
        match self {
            Self::HmppsExternal(c) => c.queue.as_mut(),
            Self::Dps(c) => c.queue.as_mut(),
        }
    }

    /// Its queue.
    pub(crate) const fn queue(&self) -> Option<&Queue> {
        match self {
            Self::HmppsExternal(c) => c.queue.as_ref(),
            Self::Dps(c) => c.queue.as_ref(),
        }
    }

    /// So many calls leave a second.
    pub(crate) const fn calls_per_second(&self) -> u32 {
        match self {
            Self::HmppsExternal(c) => c.calls_per_second,
            Self::Dps(c) => c.calls_per_second,
        }
    }

    /// What is wrong with it: the key under it, and words. With a folder its files are looked for.
    pub(crate) fn mistakes(&self, folder: Option<&Path>) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        for (key, address) in self.addresses() {
            if let Err(why) = Base::parse(address) {
                found.push((key, why.to_string()));
            }
        }
        if let Self::HmppsExternal(c) = self {
            let clear = Base::parse(&c.address).is_ok_and(|base| base.is_clear());
            let pair = [("certificate_file", &c.certificate_file), ("key_file", &c.key_file)];
            for (key, _) in pair.into_iter().filter(|(_, file)| file.is_none() && !clear) {
                found.push((
                    key,
                    "is missing: the External API asks every caller for a client certificate".to_owned(),
                ));
            }
        }
        let (key, address, end) = match self {
            Self::HmppsExternal(c) => ("address", &c.address, "/v1"),
            Self::Dps(c) => ("auth", &c.auth, "/oauth/token"),
        };
        if address.trim_end_matches('/').ends_with(end) {
            found.push((key, format!("ends in {end}, which is put behind it by itself: leave it out")));
        }
        if self.calls_per_second() == 0 {
            found.push(("calls_per_second", "at least 1, or nothing is ever read".to_owned()));
        }
        if let Self::Dps(Dps { queue: Some(queue), .. }) = self
            && queue.credentials == Credentials::Token
        {
            let words =
                "POST /token is the External API's: use { web-identity = { role_arn = …, token_file = … } }";
            found.push(("queue.credentials", words.to_owned()));
        }
        if let Some(folder) = folder {
            found.extend(self.files_mistaken(folder));
        }
        found
    }

    /// The addresses that it names.
    pub(crate) fn addresses(&self) -> Vec<(&'static str, &str)> {
        let mut all: Vec<(&'static str, &str)> = match self {
            Self::HmppsExternal(c) => vec![("address", &c.address)],
            Self::Dps(c) => {
                let mut all: Vec<(&'static str, &str)> = vec![
                    ("auth", &c.auth),
                    ("prisoner_search", &c.prisoner_search),
                    ("alerts", &c.alerts),
                    ("non_associations", &c.non_associations),
                    ("activities", &c.activities),
                ];
                all.extend(c.locations.as_deref().map(|l| ("locations", l)));
                all
            }
        };
        all.extend(self.queue().map(|queue| ("queue.url", queue.url.as_str())));
        all
    }

    fn files_mistaken(&self, folder: &Path) -> Vec<(&'static str, String)> {
        let mut files: Vec<(&'static str, &Path)> = match self {
            Self::HmppsExternal(c) => {
                let mut files: Vec<(&'static str, &Path)> = vec![("api_key_file", &c.api_key_file)];
                files.extend(c.certificate_file.as_deref().map(|file| ("certificate_file", file)));
                files.extend(c.key_file.as_deref().map(|file| ("key_file", file)));
                files
            }
            Self::Dps(c) => vec![("client_secret_file", &c.client_secret_file)],
        };
        if let Some(Queue { credentials: Credentials::WebIdentity { token_file, .. }, .. }) = self.queue() {
            files.push(("queue.credentials", token_file));
        }
        files.extend(self.authorities().map(|file| ("authorities_file", file)));
        let mut found: Vec<(&'static str, String)> = Vec::new();
        for (key, file) in &files {
            let file = folder.join(file);
            let secret = matches!(*key, "api_key_file" | "client_secret_file" | "queue.credentials");
            let read = std::fs::read(&file);
            match read {
                Err(error) => found.push((key, format!("{} cannot be read: {error}", file.display()))),
                Ok(bytes) if secret && bytes.trim_ascii().is_empty() => {
                    found.push((key, format!("{} is empty: put the secret into it, alone", file.display())));
                }
                Ok(bytes) if *key == "authorities_file" && !holds_certificate(&bytes) => {
                    let words = "holds no certificate: it must be PEM, with -----BEGIN CERTIFICATE-----";
                    found.push((key, format!("{} {words}", file.display())));
                }
                Ok(_) => {}
            }
        }
        let pair_read = !found.iter().any(|(key, _)| matches!(*key, "certificate_file" | "key_file"));
        if let (Self::HmppsExternal(c), true) = (self, pair_read) {
            found.extend(c.identity_mistaken(folder));
        }
        found
    }

    /// Authorities that are trusted besides the machine's.
    pub(crate) fn authorities(&self) -> Option<&Path> {
        match self {
            Self::HmppsExternal(c) => c.authorities_file.as_deref(),
            Self::Dps(c) => c.authorities_file.as_deref(),
        }
    }
}

fn holds_certificate(bytes: &[u8]) -> bool {
    const BEGINS: &[u8] = b"-----BEGIN CERTIFICATE-----";
    bytes.windows(BEGINS.len()).any(|part| part == BEGINS)
}

impl External {
    /// The files of our certificate and its key; none only for a double on this machine.
    pub(crate) fn certificate_and_key(&self) -> Option<(&Path, &Path)> {
        self.certificate_file.as_deref().zip(self.key_file.as_deref())
    }

    /// What is wrong with the certificate and its key.
    fn identity_mistaken(&self, folder: &Path) -> Option<(&'static str, String)> {
        let (certificate, key) = self.certificate_and_key()?;
        let identity = match Identity::read(&folder.join(certificate), &folder.join(key)) {
            Ok(identity) => identity,
            Err(why @ (IdentityError::NoKey(_) | IdentityError::NotAPair { .. })) => {
                return Some(("key_file", why.to_string()));
            }
            Err(why) => return Some(("certificate_file", why.to_string())),
        };
        let name = identity.name.as_deref().unwrap_or("nobody");
        (name != self.consumer).then(|| {
            let words = format!(
                "{:?} is not the name (CN) of the certificate, which is made out to {name:?}: HMPPS would not know us",
                self.consumer
            );
            ("consumer", words)
        })
    }
}
