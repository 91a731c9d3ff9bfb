//! The connections of a configuration, made: what reads, what writes, what brings events, and what watches secrets.

use crate::Failed;
use crate::config::{Config, Connection, Credentials, Dps, External, Pds, Queue};
use connect::client::{Base, Client, Settings, Trust};
use connect::dps::{DpsSource, DpsTarget, Hosts};
use connect::hmpps_external::HmppsExternal;
use connect::identity::Identity;
use connect::pds::PdsSource;
use connect::queue::{Consumer, CredentialsSource, ExternalToken, WebIdentity};
use connect::renewal::{self, Kept, Renewal};
use connect::token::ClientCredentials;
use crossing::disclose::Disclosed;
use crossing::port::{AspectSource, Demographics, Later, MirrorTarget, Outgoing};
use crossing::understood::AttemptEnd;
use crossing::{Crossing, Rules, Sources, Writes};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::keys::SystemRng;
use vocab::Clock;
use vocab::crossing::{Feed, RefusalReason};

/// What is connected.
#[derive(Default)]
pub(crate) struct Connected {
    pub(crate) sources: Vec<Arc<dyn AspectSource>>,
    /// By the name of the route.
    pub(crate) targets: BTreeMap<String, Arc<dyn MirrorTarget>>,
    pub(crate) queues: Vec<Arc<Consumer>>,
    pub(crate) renewals: Vec<Arc<Renewal>>,
    /// Whose patient somebody is.
    pub(crate) demographics: Option<Arc<dyn Demographics>>,
}

/// Makes every connection of a configuration, its queues polled in this way. Nothing is called yet.
pub(crate) fn connect(
    config: &Config,
    crossing: &Arc<Crossing>,
    clock: &Arc<dyn Clock>,
    polls: &connect::queue::Settings,
) -> Result<Connected, Failed> {
    let mut connected = Connected::default();
    for (name, connection) in config.connections() {
        let feed = Feed::parse(name).ok_or_else(|| format!("`{name}` is no name of a route"))?;
        let making = Making { name, feed, crossing, clock, polls };
        match connection {
            Connection::HmppsExternal(external) => making.external(external, &mut connected)?,
            Connection::Dps(dps) => making.dps(dps, &mut connected)?,
        }
    }
    if let Some(pds) = config.pds() {
        let feed = Feed::parse(PDS_FEED).ok_or("the feed of PDS has no name")?;
        Making { name: "pds", feed, crossing, clock, polls }.pds(pds, &mut connected)?;
    }
    Ok(connected)
}

/// Under which feed the answers of PDS stand in the journal.
const PDS_FEED: &str = "national-pds";

/// A connection that is being made.
struct Making<'a> {
    name: &'a str,
    feed: Feed,
    crossing: &'a Arc<Crossing>,
    clock: &'a Arc<dyn Clock>,
    polls: &'a connect::queue::Settings,
}

impl Making<'_> {
    fn external(&self, config: &External, connected: &mut Connected) -> Result<(), Failed> {
        let files = config.certificate_and_key();
        let identity = files.map(|(certificate, key)| Identity::read(certificate, key)).transpose()?;
        let trust = Trust {
            identity: identity.clone(),
            authorities: authorities(config.authorities_file.as_deref())?,
        };
        let client = self.client(config.calls_per_second, trust, Settings::default().total_max)?;
        let key = Arc::new(Kept::new(renewal::secret(&config.api_key_file)?));
        let mut renewal = Renewal::new(self.name, Arc::clone(self.crossing.conditions()));
        if let Some((files, identity)) = files.zip(identity) {
            renewal = renewal.certificate(files, &client, &identity);
        }
        connected.renewals.push(Arc::new(renewal.secret(&config.api_key_file, &key)));
        let base = Base::parse(&config.address)?;
        if let Some(queue) = &config.queue {
            let token = ExternalToken::new(Arc::clone(&client), base.clone(), Arc::clone(&key));
            connected.queues.push(self.queue(queue, Arc::new(token))?);
        }
        connected.sources.push(Arc::new(HmppsExternal::new(client, base, key, self.feed.clone())));
        Ok(())
    }

    fn dps(&self, config: &Dps, connected: &mut Connected) -> Result<(), Failed> {
        let trust = Trust { identity: None, authorities: authorities(config.authorities_file.as_deref())? };
        let rules = Arc::new(self.crossing.rules().clone());
        let longest = Duration::from_secs(u64::try_from(rules.request_seconds_max)?);
        let client = self.client(config.calls_per_second, trust, longest)?;
        let secret = Arc::new(Kept::new(renewal::secret(&config.client_secret_file)?));
        let renewal = Renewal::new(self.name, Arc::clone(self.crossing.conditions()))
            .secret(&config.client_secret_file, &secret);
        connected.renewals.push(Arc::new(renewal));
        let auth = Base::parse(&config.auth)?;
        let tokens = Arc::new(ClientCredentials::new(Arc::clone(&client), auth, &config.client_id, secret));
        let hosts = Hosts {
            prisoner_search: Base::parse(&config.prisoner_search)?,
            alerts: Base::parse(&config.alerts)?,
            non_associations: Base::parse(&config.non_associations)?,
            activities: Base::parse(&config.activities)?,
        };
        if let Some(queue) = &config.queue {
            connected.queues.push(self.queue(queue, cluster(queue, Arc::clone(self.clock))?)?);
        }
        let activities = hosts.activities.clone();
        connected.sources.push(Arc::new(DpsSource::new(
            Arc::clone(&client),
            tokens.clone(),
            hosts,
            self.feed.clone(),
        )));
        let target = DpsTarget::new(client, tokens, activities, rules)?;
        connected.targets.insert(self.name.to_owned(), Arc::new(target));
        Ok(())
    }

    fn pds(&self, config: &Pds, connected: &mut Connected) -> Result<(), Failed> {
        let trust = Trust { identity: None, authorities: authorities(config.authorities_file.as_deref())? };
        let client = self.client(config.calls_per_second, trust, Settings::default().total_max)?;
        let pds = connect::pds::Pds::new(client, config.settings()?, Arc::new(SystemRng))?;
        let renewal = Renewal::new(self.name, Arc::clone(self.crossing.conditions()))
            .secret(&config.key_file, pds.key());
        connected.renewals.push(Arc::new(renewal));
        connected.demographics = Some(Arc::new(PdsSource::new(pds, self.feed.clone())));
        Ok(())
    }

    fn client(
        &self,
        calls_per_second: u32,
        trust: Trust,
        total_max: Duration,
    ) -> Result<Arc<Client>, Failed> {
        let settings =
            Settings { calls_per_second, calls_at_once: calls_per_second, total_max, ..Settings::default() };
        let client = Client::trusting(settings, trust, Arc::clone(self.clock), Arc::new(SystemRng))?;
        Ok(Arc::new(client.telling(self.name, Arc::clone(self.crossing.conditions()))))
    }

    fn queue(&self, queue: &Queue, credentials: Arc<dyn CredentialsSource>) -> Result<Arc<Consumer>, Failed> {
        let credentials = match &queue.credentials {
            Credentials::Token => credentials,
            Credentials::WebIdentity { .. } => cluster(queue, Arc::clone(self.clock))?,
        };
        let at = (queue.url.as_str(), Base::parse(&queue.url)?, queue.region.as_str());
        let settings = self.polls.clone();
        let (crossing, clock) = (Arc::clone(self.crossing), Arc::clone(self.clock));
        Ok(Arc::new(Consumer::new(crossing, self.feed.clone(), at, credentials, clock, settings)))
    }
}

/// The credentials that the cluster's own token opens.
pub(crate) fn cluster(queue: &Queue, clock: Arc<dyn Clock>) -> Result<Arc<dyn CredentialsSource>, Failed> {
    let Credentials::WebIdentity { role_arn, token_file, sts } = &queue.credentials else {
        return Err("a queue of domain events is opened by a role: credentials = { web-identity = … }".into());
    };
    let sts = sts.as_deref().map(Base::parse).transpose()?;
    Ok(Arc::new(WebIdentity::new(&queue.region, sts.as_ref(), role_arn, token_file.clone(), clock)))
}

/// Authorities that are trusted besides the machine's own, as PEM.
pub(crate) fn authorities(file: Option<&Path>) -> Result<Option<Vec<u8>>, Failed> {
    let Some(file) = file else { return Ok(None) };
    Ok(Some(std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?))
}

impl Connected {
    /// What reads, put together by the rules of each prison.
    pub(crate) fn sources(&self, rules: &Rules) -> Option<Sources> {
        (!self.sources.is_empty()).then(|| Sources::new(Arc::new(rules.clone()), self.sources.clone()))
    }

    /// What writes, by prison; none where every prison's bookings are typed by hand.
    pub(crate) fn target(&self, rules: &Rules) -> Option<Arc<dyn MirrorTarget>> {
        let of = |writes: &Writes| match writes {
            Writes::Over(route) => self.targets.get(route).cloned(),
            Writes::ByHand => None,
        };
        let by_prison: BTreeMap<_, _> =
            rules.prisons.iter().filter_map(|(prison, rules)| Some((*prison, of(&rules.writes)?))).collect();
        (!by_prison.is_empty()).then(|| Arc::new(Targets(by_prison)) as Arc<dyn MirrorTarget>)
    }
}

/// Each prison's own target.
struct Targets(BTreeMap<vocab::place::PrisonCode, Arc<dyn MirrorTarget>>);

impl MirrorTarget for Targets {
    fn act<'a>(&'a self, outgoing: &'a Disclosed<Outgoing>) -> Later<'a, AttemptEnd> {
        match self.0.get(&outgoing.get().prison) {
            Some(target) => target.act(outgoing),
            // It was configured away while something was to be sent: nothing left.
            None => Box::pin(async {
                AttemptEnd::Refused {
                    reason: RefusalReason::Unreachable,
                    status: None,
                    retry_after_seconds: None,
                }
            }),
        }
    }
}
