//! What every handler is given.

use crate::fhir::cursors::Cursors;
use crate::intake::FeedRule;
use bytes::Bytes;
use crossing::Crossing;
use serve::TokenKeys;
use std::collections::BTreeMap;
use std::sync::Arc;
use vocab::Clock;
use vocab::crossing::Feed;
use wire::fhir::capability::CapabilityStatement;
use wire::fhir::{Text, Uri};

/// What the faces are opened with.
pub struct Settings {
    /// The engine.
    pub crossing: Arc<Crossing>,
    /// Whose tokens are believed.
    pub keys: Arc<TokenKeys>,
    /// The clock that tokens are judged by: the machine's. The crossing's own may run faster, in the demo.
    pub clock: Arc<dyn Clock>,
    /// How callers address this host, as `http://127.0.0.1:8080`: what is given out as an address begins so.
    pub origin: String,
    /// The feeds that may be pushed, and who may push each.
    pub feeds: BTreeMap<Feed, FeedRule>,
    /// The version of this program.
    pub version: &'static str,
}

/// The faces' state. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of [`App`].
pub struct Parts {
    pub(crate) crossing: Arc<Crossing>,
    pub(crate) keys: Arc<TokenKeys>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) fhir_base: String,
    pub(crate) feeds: BTreeMap<Feed, FeedRule>,
    pub(crate) cursors: Cursors,
    pub(crate) capability: Bytes,
    pub(crate) services: Bytes,
}

impl std::ops::Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Puts the parts together. What never changes is written once, here.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let Settings { crossing, keys, clock, origin, feeds, version } = settings;
        let fhir_base = format!("{}/fhir/R4", origin.trim_end_matches('/'));
        let today = crossing.clock().now().london_date();
        let version = Text::of(version).unwrap_or(const { Text::fixed("unknown") });
        let base = Uri::parse(&fhir_base).unwrap_or(const { Uri::fixed("/fhir/R4") });
        let capability = wire::fhir::bytes(&CapabilityStatement::new(version, today, base)).into();
        let services = wire::fhir::bytes(&wire::cds_hooks::Services::default()).into();
        let cursors = Cursors::default();
        Self(Arc::new(Parts { crossing, keys, clock, fhir_base, feeds, cursors, capability, services }))
    }
}
