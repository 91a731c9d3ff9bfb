//! Our clients before peers of every service that they call, and everything that they ask for.

use crate::moorland::{Lists, Moorland, SHAW, feed, number, of, prison};
use crate::peers::{Prism, Service};
use crate::relay::{Exchange, Relay};
use connect::client::{Base, Secret};
use connect::dps::{DpsSource, Hosts};
use connect::hmpps_external::HmppsExternal;
use crossing::port::{AspectSource, SourceAnswer, SourceError};
use crossing::understood::AttemptEnd;
use jiff::civil::date;
use std::sync::Arc;
use vocab::crossing::AttemptAct::{Cancel, Change, Create, Look, Uncancel};
use vocab::id::OpaqueId;
use vocab::prison::Aspect;

/// The services that our clients call today.
pub(crate) const CALLED: [Service; 7] = [
    Service::External,
    Service::Activities,
    Service::Alerts,
    Service::PrisonerSearch,
    Service::NonAssociations,
    Service::InsidePlaces,
    Service::Pds,
];

/// An entry's id there.
const REMOTE: i64 = 123_456;

/// The services, each behind a relay. Tokens, and whatever no document describes, are the double's.
pub(crate) struct Peered {
    pub(crate) moorland: Moorland,
    relays: Vec<(Service, Relay)>,
}

/// What came of one thing that was asked for.
#[derive(Debug)]
pub(crate) enum Came {
    Read(Result<Vec<SourceAnswer>, SourceError>),
    Act(AttemptEnd),
}

impl Peered {
    /// Every service played from its document.
    pub(crate) async fn played() -> Self {
        Self::of(Moorland::open().await, |service, _| Prism::shared().mock(service).base).await
    }

    /// The double, with each service's document held against what passes.
    pub(crate) async fn held(moorland: Moorland) -> Self {
        Self::of(moorland, |service, double| Prism::shared().proxy(service, double).base).await
    }

    async fn of(moorland: Moorland, peer: impl Fn(Service, &str) -> String) -> Self {
        let double = format!("http://{}", moorland.base.host());
        let mut relays = Vec::new();
        for service in CALLED {
            relays.push((service, Relay::new(service, &peer(service, &double)).await));
        }
        Self { moorland, relays }
    }

    pub(crate) fn base(&self, service: Service) -> Base {
        self.relay(service).base.clone()
    }

    fn relay(&self, service: Service) -> &Relay {
        self.relays.iter().find(|(s, _)| *s == service).map(|(_, relay)| relay).unwrap()
    }

    /// What every service is asked to answer from now on.
    pub(crate) fn prefer(&self, what: Option<&str>) {
        self.relays.iter().for_each(|(_, relay)| relay.prefer(what));
    }

    /// Everything that passed.
    pub(crate) fn seen(&self) -> Vec<Exchange> {
        self.relays.iter().flat_map(|(_, relay)| relay.seen()).collect()
    }

    pub(crate) fn external(&self) -> HmppsExternal {
        self.external_as("moorland")
    }

    /// The same for the consumer with this key.
    pub(crate) fn external_as(&self, key: &str) -> HmppsExternal {
        let client = Arc::clone(&self.moorland.client);
        HmppsExternal::new(client, self.base(Service::External), Secret::new(key), feed())
    }

    pub(crate) fn dps(&self) -> DpsSource {
        let hosts = Hosts {
            prisoner_search: self.base(Service::PrisonerSearch),
            alerts: self.base(Service::Alerts),
            non_associations: self.base(Service::NonAssociations),
            activities: self.base(Service::Activities),
        };
        DpsSource::new(Arc::clone(&self.moorland.client), self.moorland.tokens(), hosts, feed())
    }

    pub(crate) async fn lists(&self) -> Lists {
        self.moorland.lists_at(self.base(Service::Activities), self.moorland.tokens()).await
    }

    /// Where a request like this one goes.
    pub(crate) fn address(&self, like: &Exchange) -> String {
        let Exchange { service, path, query, .. } = like;
        format!("http://{}{path}?{query}", self.relay(*service).base.host())
    }

    /// Everything that both routes carry, read once.
    pub(crate) async fn read_all(&self) -> Vec<(String, Came)> {
        self.read(true).await
    }

    /// The same without the roll of the External API, which may have a thousand pages: a peer that makes up what it says
    /// never says that one is the last.
    pub(crate) async fn read_all_but_endless_rolls(&self) -> Vec<(String, Came)> {
        self.read(false).await
    }

    async fn read(&self, with_rolls: bool) -> Vec<(String, Came)> {
        let mut came = Vec::new();
        let (external, dps) = (self.external(), self.dps());
        let sources: [(&str, &dyn AspectSource); 2] = [("external", &external), ("dps", &dps)];
        // It tells nothing of anybody.
        let _ = external.status().await;
        let whose = external.look_up(&OpaqueId::parse(SHAW).unwrap()).await;
        came.push(("external opaque id".to_owned(), Came::Read(whose.map(|one| vec![one]))));
        for (route, source) in sources {
            for aspect in Aspect::ALL.into_iter().filter(|aspect| source.carries(*aspect)) {
                let read = source.read(number(SHAW), Some(prison("MDI")), aspect).await;
                came.push((format!("{route} {}", aspect.word()), Came::Read(read.map(|one| vec![one]))));
            }
            if with_rolls || route == "dps" {
                let roll = source.roll(prison("MDI")).await;
                came.push((format!("{route} roll"), Came::Read(roll)));
            }
            let day = source.entries(prison("MDI"), date(2026, 11, 12)).await;
            came.push((format!("{route} entries"), Came::Read(day.map(|one| vec![one]))));
            if route == "dps" {
                let counts = source.attendance(prison("MDI"), date(2026, 11, 12)).await;
                came.push((format!("{route} attendance"), Came::Read(counts.map(|_| Vec::new()))));
                let entry = source.entry(REMOTE).await;
                came.push((format!("{route} entry"), Came::Read(entry.map(|one| vec![one]))));
            }
        }
        came
    }

    /// Every act on the lists, of an entry that is known.
    pub(crate) async fn act_all(&self, lists: &Lists) -> Vec<(String, Came)> {
        let mut came = Vec::new();
        for act in [Create, Change, Cancel, Uncancel, Look] {
            came.push((format!("{act:?}"), Came::Act(lists.act(of(act, REMOTE)).await)));
        }
        came
    }
}
