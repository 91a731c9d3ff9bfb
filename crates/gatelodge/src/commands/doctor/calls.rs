//! What can be seen of a connection by calling: whether it answers, whether each call is granted, its queue, and whether
//! rooms and category are what the prison has. Nothing is written; of a roll one record is asked for and counted, and
//! people are asked for under a number that nobody has.

use super::{Findings, Found};
use crate::Failed;
use crate::clock::SystemClock;
use crate::config::{Connection, Dps, External, Queue};
use crate::connections::{authorities, cluster};
use connect::client::{Base, Client, Settings, Trust};
use connect::dps::{DpsSource, Hosts, Room, Rooms};
use connect::hmpps_external::HmppsExternal;
use connect::identity::Identity;
use connect::queue::{CredentialsSource, ExternalToken};
use connect::renewal::{self, Kept};
use connect::token::{ClientCredentials, TokenSource};
use crossing::port::{AspectSource, SourceError};
use crossing::{PrisonRules, Rules};
use std::sync::Arc;
use store::keys::SystemRng;
use vocab::Clock;
use vocab::crossing::Feed;
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;
use vocab::prison::Aspect;

/// A number of the right form that nobody has: whether a call about people is granted can be told by it.
const NOBODY: &str = "Z0000ZZ";

/// Days for which a queue keeps what nobody takes: fewer, and a long week-end loses signals.
const QUEUE_DAYS_LEAST: u64 = 4;

pub(super) async fn look(name: &str, connection: &Connection, rules: &Rules, findings: &mut Findings) {
    let prisons: Vec<(PrisonCode, &PrisonRules)> = rules
        .prisons
        .iter()
        .filter(|(_, prison)| prison.routes.iter().any(|route| route == name))
        .map(|(code, prison)| (*code, prison))
        .collect();
    let looked = match connection {
        Connection::HmppsExternal(external) => self::external(name, external, &prisons, findings).await,
        Connection::Dps(dps) => self::dps(name, dps, &prisons, findings).await,
    };
    if let Err(why) = looked {
        findings.add(&format!("{name}: calls"), Found::Trouble(format!("none were made: {why}")));
    }
}

pub(super) fn client(calls_per_second: u32, trust: Trust) -> Result<Arc<Client>, Failed> {
    let settings = Settings { calls_per_second, calls_at_once: calls_per_second, ..Settings::default() };
    Ok(Arc::new(Client::trusting(settings, trust, Arc::new(SystemClock), Arc::new(SystemRng))?))
}

type Prisons<'a> = [(PrisonCode, &'a PrisonRules)];

async fn external(
    name: &str,
    config: &External,
    prisons: &Prisons<'_>,
    findings: &mut Findings,
) -> Result<(), Failed> {
    let files = config.certificate_and_key();
    let trust = Trust {
        identity: files.map(|(certificate, key)| Identity::read(certificate, key)).transpose()?,
        authorities: authorities(config.authorities_file.as_deref())?,
    };
    let client = client(config.calls_per_second, trust)?;
    let key = Arc::new(Kept::new(renewal::secret(&config.api_key_file)?));
    let base = Base::parse(&config.address)?;
    let feed = Feed::parse(name).ok_or("its name is no name of a route")?;
    let source = HmppsExternal::new(Arc::clone(&client), base.clone(), Arc::clone(&key), feed);
    findings.add(
        &format!("{name}: /v1/status"),
        match source.status().await {
            Ok(true) => Found::Fine("it lets us in, and says that it is up".to_owned()),
            Ok(false) => Found::Warning("it lets us in, and says that it is not well: wait, then tell its owners".to_owned()),
            Err(SourceError::NotAllowed(status)) => Found::Trouble(format!(
                "it does not let us in (status {status}): certificate, API key or environment are not what it expects, the consumer is suspended, or /v1/status is not granted"
            )),
            Err(error) => Found::Trouble(words(&error)),
        },
    );
    findings.add(&format!("{name}: roll"), counted(source.roll_look().await));
    granted(name, &source, prisons, findings).await;
    if let Some(queue) = &config.queue {
        let token = ExternalToken::new(client, base, key);
        self::queue(name, queue, Arc::new(token), findings).await?;
    }
    Ok(())
}

async fn dps(name: &str, config: &Dps, prisons: &Prisons<'_>, findings: &mut Findings) -> Result<(), Failed> {
    let trust = Trust { identity: None, authorities: authorities(config.authorities_file.as_deref())? };
    let client = client(config.calls_per_second, trust)?;
    let secret = Arc::new(Kept::new(renewal::secret(&config.client_secret_file)?));
    let auth = Base::parse(&config.auth)?;
    let tokens = Arc::new(ClientCredentials::new(Arc::clone(&client), auth, &config.client_id, secret));
    let token = tokens.bearer().await;
    let what = format!("{name}: token of HMPPS Auth");
    match token {
        Ok(_) => findings.add(&what, Found::Fine(format!("given to {}", config.client_id))),
        // Without one every other call would say the same again.
        Err(error) => {
            findings.add(
                &what,
                Found::Trouble(format!("{error}: look at auth, client_id and the secret's file")),
            );
            return Ok(());
        }
    }
    let hosts = Hosts {
        prisoner_search: Base::parse(&config.prisoner_search)?,
        alerts: Base::parse(&config.alerts)?,
        non_associations: Base::parse(&config.non_associations)?,
        activities: Base::parse(&config.activities)?,
    };
    let (activities, feed) =
        (hosts.activities.clone(), Feed::parse(name).ok_or("its name is no name of a route")?);
    let source = DpsSource::new(Arc::clone(&client), tokens.clone(), hosts, feed);
    for (prison, _) in prisons {
        findings.add(&format!("{name}: roll of {prison}"), counted(source.roll_look(*prison).await));
    }
    granted(name, &source, prisons, findings).await;
    let rooms = Rooms::new(client, tokens);
    categories(&rooms, &activities, prisons, findings).await;
    match &config.locations {
        Some(locations) => places(&rooms, &Base::parse(locations)?, prisons, findings).await,
        None => findings.add(
            &format!("{name}: rooms"),
            Found::Warning("not looked at: write connections.….locations, and they are".to_owned()),
        ),
    }
    if let Some(queue) = &config.queue {
        self::queue(name, queue, cluster(queue, Arc::new(SystemClock) as Arc<dyn Clock>)?, findings).await?;
    }
    Ok(())
}

fn counted(looked: Result<Option<u64>, SourceError>) -> Found {
    match looked {
        Ok(Some(0)) => Found::Warning(
            "may be read, and nobody is on it: the filter of our access, or the prison, is not the right one"
                .to_owned(),
        ),
        Ok(Some(count)) => Found::Fine(format!("may be read, {count} people are on it")),
        Ok(None) => Found::Fine("may be read".to_owned()),
        Err(error) => Found::Trouble(words(&error)),
    }
}

/// Whether each reading is granted: asked of nobody.
async fn granted(name: &str, source: &dyn AspectSource, prisons: &Prisons<'_>, findings: &mut Findings) {
    let Ok(nobody) = PrisonNumber::parse(NOBODY) else { return };
    let today = SystemClock.now().london_date();
    for (n, (prison, _)) in prisons.iter().enumerate() {
        for aspect in Aspect::ALL.into_iter().filter(|aspect| n == 0 && source.carries(*aspect)) {
            let read = source.read(nobody, Some(*prison), aspect).await.map(|_| ());
            findings.add(&format!("{name}: {}", aspect.word()), allowed(read));
        }
        let lists = source.entries(*prison, today).await.map(|_| ());
        findings.add(&format!("{name}: lists of {prison}"), allowed(lists));
    }
}

fn allowed(read: Result<(), SourceError>) -> Found {
    read.map_or_else(|error| Found::Trouble(words(&error)), |()| Found::Fine("may be read".to_owned()))
}

fn words(error: &SourceError) -> String {
    match error {
        SourceError::NotAllowed(status) => format!(
            "is not granted (status {status}): ask for it; `gatelodge access-request` says how it is called and why"
        ),
        SourceError::Unreachable => {
            "cannot be reached: look at the address, the network, and whether its certificate is trusted (authorities_file)".to_owned()
        }
        SourceError::Busy { .. } => "asks us to wait: try again later, or ask for more calls a second".to_owned(),
        SourceError::Failed(status) => format!(
            "did not answer as it should (status {status}): look at the address; if that is right, tell its owners"
        ),
        SourceError::NotCarried => "cannot be asked over this route".to_owned(),
    }
}

async fn categories(rooms: &Rooms, activities: &Base, prisons: &Prisons<'_>, findings: &mut Findings) {
    let all = rooms.categories(activities).await;
    for (prison, rules) in prisons {
        let found = match &all {
            Err(error) => Found::Trouble(words(error)),
            Ok(all) => match all.iter().find(|category| category.code == rules.category) {
                Some(category) => Found::Fine(format!(
                    "{} is in use; officers see it as {:?}",
                    category.code, category.description
                )),
                None => Found::Trouble(format!(
                    "{} is not in use there: agree on another with the prison, or bookings are refused",
                    rules.category
                )),
            },
        };
        findings.add(&format!("{prison}: category"), found);
    }
}

async fn places(rooms: &Rooms, locations: &Base, prisons: &Prisons<'_>, findings: &mut Findings) {
    for (prison, rules) in prisons {
        let all = match rooms.of(locations, *prison).await {
            Ok(all) => all,
            Err(error) => {
                findings.add(&format!("{prison}: rooms"), Found::Trouble(words(&error)));
                continue;
            }
        };
        if rules.rooms.is_empty() {
            let words = "none is configured: nothing can be booked; write [prisons.….rooms.CODE]";
            findings.add(&format!("{prison}: rooms"), Found::Warning(words.to_owned()));
        }
        for (room, rule) in &rules.rooms {
            let theirs = all.iter().find(|theirs| theirs.id == rule.place.0);
            findings.add(&format!("{prison}: room {}", room.text()), placed(theirs, &rule.code, &all));
        }
    }
}

fn placed(theirs: Option<&Room>, code: &str, all: &[Room]) -> Found {
    let Some(theirs) = theirs else {
        let same = all.iter().find(|room| room.code == code);
        let hint = same.map_or_else(
            || "choose one of the prison's rooms for appointments".to_owned(),
            |room| format!("the room {code} has the id {}", room.id),
        );
        return Found::Trouble(format!("the prison has no room for appointments with this id: {hint}"));
    };
    if !theirs.active {
        return Found::Trouble(format!(
            "{} is not in use there: ask the prison which room it is now",
            theirs.code
        ));
    }
    if !theirs.for_appointments {
        return Found::Trouble(format!(
            "{} is not used for appointments there: ask the prison to allow it",
            theirs.code
        ));
    }
    if theirs.code != code {
        let words = format!(
            "the prison calls it {}, and code is {code}: write what the prison calls it",
            theirs.code
        );
        return Found::Trouble(words);
    }
    Found::Fine(format!("{code}, in use for appointments"))
}

async fn queue(
    name: &str,
    config: &Queue,
    credentials: Arc<dyn CredentialsSource>,
    findings: &mut Findings,
) -> Result<(), Failed> {
    let endpoint = Base::parse(&config.url)?;
    let at = (config.url.as_str(), &endpoint, config.region.as_str());
    let what = format!("{name}: queue");
    let state = match connect::queue::look(at, credentials.as_ref()).await {
        Ok(state) => state,
        Err(error) => {
            let words = format!("{error}: look at url, region and credentials, or ask its owner");
            findings.add(&what, Found::Trouble(words));
            return Ok(());
        }
    };
    findings.add(
        &what,
        Found::Fine(format!("it lets us in; {} event(s) wait, {} are in hand", state.waiting, state.in_hand)),
    );
    if !state.has_dead_letters {
        let words = "it has no queue of dead letters: ask its owner for one, or what cannot be written comes for ever";
        findings.add(&what, Found::Warning(words.to_owned()));
    }
    if let Some(days) =
        state.kept_seconds.map(|seconds| seconds / 86_400).filter(|days| *days < QUEUE_DAYS_LEAST)
    {
        let words = format!(
            "it keeps an event for {days} day(s) alone: ask its owner for {QUEUE_DAYS_LEAST} or more; what is lost is found by the sweeps"
        );
        findings.add(&what, Found::Warning(words));
    }
    Ok(())
}
