//! How the demo's prison is connected: the text of a configuration, as an engineer would write it for a double on this
//! machine, and the secrets that it names.

use crate::Failed;
use crate::config::{Config, DEMO};
use crate::house::Folder;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;

/// The key that the demo's prison takes at its External API.
pub(crate) const API_KEY: &str = "demo";
/// The consumer's name there, and the account under which our entries are made.
pub(crate) const CONSUMER: &str = "GATELODGE";
/// Where the External API's events lie.
pub(crate) const EXTERNAL_QUEUE: &str = "gatelodge-external-events";
/// Where the domain events lie.
pub(crate) const DOMAIN_QUEUE: &str = "gatelodge-domain-events";

/// Over which routes the demo's prison is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Way {
    /// The HMPPS External API alone: it cannot write, so staff type from the file for the bulk page.
    HmppsExternal,
    /// The services of DPS alone, as in a deployment hosted by HMPPS.
    #[default]
    Dps,
    /// Both, DPS preferred.
    Both,
}

impl Way {
    /// The configuration for a double at this address. `calls_per_second` counts by the demo's clock, which is fast.
    pub(crate) fn text(self, double: &str, calls_per_second: u32) -> String {
        let (routes, writes) = match self {
            Self::HmppsExternal => ("[\"hmpps-external\"]", "\"by-hand\""),
            Self::Dps => ("[\"dps\"]", "{ over = \"dps\" }"),
            Self::Both => ("[\"dps\", \"hmpps-external\"]", "{ over = \"dps\" }"),
        };
        let own = DEMO
            .replace("routes = [\"dps\"]", &format!("routes = {routes}"))
            .replace("writes = { over = \"dps\" }", &format!("writes = {writes}"));
        let external = format!(
            "[connections.hmpps-external]\nkind = \"hmpps-external\"\naddress = \"{double}\"\n\
             api_key_file = \"keys/api-key\"\nconsumer = \"{CONSUMER}\"\ncalls_per_second = {calls_per_second}\n\
             [connections.hmpps-external.queue]\nurl = \"{double}/000000000000/{EXTERNAL_QUEUE}\"\n\
             credentials = \"token\"\n"
        );
        let dps = format!(
            "[connections.dps]\nkind = \"dps\"\nauth = \"{double}/auth\"\nclient_id = \"gatelodge\"\n\
             client_secret_file = \"keys/client-secret\"\nprisoner_search = \"{double}\"\nalerts = \"{double}\"\n\
             non_associations = \"{double}\"\nactivities = \"{double}\"\ncalls_per_second = {calls_per_second}\n\
             [connections.dps.queue]\nurl = \"{double}/000000000000/{DOMAIN_QUEUE}\"\n\
             credentials = {{ web-identity = {{ role_arn = \"arn:aws:iam::000000000000:role/gatelodge\", \
             token_file = \"keys/cluster-token\", sts = \"{double}\" }} }}\n"
        );
        let rooms = [super::rooms(), super::checked_words(), super::practice_names()].join("\n");
        match self {
            Self::HmppsExternal => format!("{own}\n{rooms}\n{external}"),
            Self::Dps => format!("{own}\n{rooms}\n{dps}"),
            Self::Both => format!("{own}\n{rooms}\n{external}\n{dps}"),
        }
    }

    /// The same, kept in a data folder with the secrets that it names, and read: other commands find it there.
    pub(crate) fn config(
        self,
        (double, pds): (&str, Option<&str>),
        calls_per_second: u32,
        folder: &Folder,
    ) -> Result<Config, Failed> {
        std::fs::create_dir_all(folder.keys())?;
        for (file, text) in [("api-key", API_KEY), ("client-secret", "demo"), ("cluster-token", "demo")] {
            let mut kept = std::fs::OpenOptions::new();
            let mut kept =
                kept.create(true).write(true).truncate(true).mode(0o600).open(folder.keys().join(file))?;
            kept.write_all(text.as_bytes())?;
        }
        let national = pds.map(|pds| super::national::text(pds, calls_per_second)).unwrap_or_default();
        std::fs::write(folder.config(), format!("{}\n{national}", self.text(double, calls_per_second)))?;
        Ok(Config::read(&folder.config())?)
    }
}
