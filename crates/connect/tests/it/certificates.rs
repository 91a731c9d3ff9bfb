//! Who may ask, and whom we ask: client certificates, keys and authorities, over TLS.

use crate::gate::{Authority, Gate, HOLDS, Paper};
use crate::moorland::{Moorland, SHAW, feed, number, quick};
use connect::client::{Call, CallError, Client, Refusal, Secret, Settings, Trust};
use connect::hmpps_external::HmppsExternal;
use connect::identity::{Identity, IdentityError};
use connect::renewal::{Kept, Renewal, secret};
use crossing::conditions::{Condition, Conditions, Severity};
use crossing::port::{AspectSource, SourceAnswer, SourceError};
use doubles::prison::CallFault;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use vocab::prison::Aspect;
use vocab::seed::SeedStream;
use vocab::{Clock, Instant};

const CONNECTION: &str = "hmpps-external-api";

struct Scene {
    moorland: Moorland,
    authority: Authority,
    gate: Gate,
    conditions: Arc<Conditions>,
    folder: tempfile::TempDir,
}

impl Scene {
    async fn open() -> Self {
        Self::taking_back(&[]).await
    }

    async fn taking_back(serials: &[u64]) -> Self {
        let moorland = Moorland::open().await;
        let authority = Authority::new("HMPPS");
        let gate = Gate::open(&moorland, &authority, serials).await;
        Self { moorland, authority, gate, conditions: Arc::default(), folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Puts certificate and key where the connection looks for them.
    fn put(&self, paper: &Paper) -> (PathBuf, PathBuf) {
        (self.file("client.crt", &paper.certificate), self.file("client.key", &paper.key))
    }

    fn identity(&self, paper: &Paper) -> Identity {
        let (certificate, key) = self.put(paper);
        Identity::read(&certificate, &key).unwrap()
    }

    /// A client that shows this.
    fn shows(&self, paper: Option<&Paper>) -> Arc<Client> {
        let identity = paper.map(|paper| self.identity(paper));
        self.trusting(quick(), Trust { identity, authorities: Some(self.authority.pem()) })
    }

    fn trusting(&self, settings: Settings, trust: Trust) -> Arc<Client> {
        crate::heard::listen();
        let clock: Arc<dyn Clock> = self.moorland.clock.clone();
        let client = Client::trusting(settings, trust, clock, Arc::new(SeedStream::new(7))).unwrap();
        Arc::new(client.telling(CONNECTION, Arc::clone(&self.conditions)))
    }

    fn source(&self, client: &Arc<Client>, key: impl Into<Arc<Kept>>) -> HmppsExternal {
        HmppsExternal::new(Arc::clone(client), self.gate.base.clone(), key, feed())
    }

    /// Asks where Shaw is, with the right key.
    async fn place(&self, client: &Arc<Client>) -> Result<SourceAnswer, SourceError> {
        self.source(client, Secret::new("moorland")).read(number(SHAW), None, Aspect::Place).await
    }

    async fn call(&self, client: &Client) -> Result<u16, CallError> {
        let call = Call::get("status.read", &self.gate.base, "/v1/status").key(&Secret::new("moorland"));
        client.send(call).await.map(|reply| reply.status)
    }

    fn one_condition(&self) -> Condition {
        let all = self.conditions.all();
        assert_eq!(all.len(), 1, "{all:?}");
        all.into_iter().next().unwrap()
    }

    fn now(&self) -> Instant {
        self.moorland.clock.now()
    }
}

#[tokio::test]
async fn the_right_certificate_and_key_open() {
    let scene = Scene::open().await;
    let paper = scene.authority.client(17, HOLDS);
    let identity = scene.identity(&paper);
    assert_eq!(identity.name.as_deref(), Some("gatelodge"));
    let client = scene.shows(Some(&paper));
    let source = scene.source(&client, Secret::new("moorland"));
    assert_eq!(source.status().await, Ok(true));
    assert_eq!(scene.place(&client).await.unwrap().status, 200);
    assert_eq!(scene.gate.seen(), [17, 17]);
    assert_eq!(scene.conditions.all(), []);
}

#[tokio::test]
async fn whom_tls_does_not_let_in_is_told_why_and_reads_nothing() {
    let scene = Scene::taking_back(&[13]).await;
    let elsewhere = Authority::new("somebody else");
    let right = scene.authority.client(1, HOLDS);
    let cases = [
        (None, Refusal::Missing, "we show none"),
        (Some(elsewhere.client(11, HOLDS)), Refusal::Unknown, "of no authority that it knows"),
        (Some(scene.authority.client(12, (2020, 2021))), Refusal::Ended, "it has ended"),
        (Some(scene.authority.client(13, HOLDS)), Refusal::Revoked, "it was revoked"),
    ];
    for (paper, refusal, words) in cases {
        let client = scene.shows(paper.as_ref());
        let since = scene.now();
        assert_eq!(scene.call(&client).await, Err(CallError::NotLetIn(refusal)));
        assert!(!CallError::NotLetIn(refusal).may_have_left());
        let told = scene.one_condition();
        assert!(told.words.contains(words) && told.words.contains('('), "{}", told.words);
        scene.moorland.clock.advance_seconds(600);
        assert_eq!(scene.place(&client).await, Err(SourceError::Unreachable), "not none, and not 404");
        let told = scene.one_condition();
        assert_eq!((told.with.as_str(), told.severity, told.since), (CONNECTION, Severity::Broken, since));
        client.show(&scene.identity(&right)).unwrap();
        assert_eq!(scene.place(&client).await.unwrap().status, 200);
        assert_eq!(scene.conditions.all(), [], "over");
    }
    assert_eq!(scene.gate.seen(), [1; 4], "nothing of the others passed");
}

#[tokio::test]
async fn a_serial_number_that_the_gateway_refuses_is_not_allowed() {
    let scene = Scene::open().await;
    let client = scene.shows(Some(&scene.authority.client(21, HOLDS)));
    assert_eq!(scene.place(&client).await.unwrap().status, 200);
    scene.gate.revokes(21);
    let since = scene.now();
    assert_eq!(scene.place(&client).await, Err(SourceError::NotAllowed(403)));
    scene.moorland.clock.advance_seconds(60);
    assert_eq!(scene.place(&client).await, Err(SourceError::NotAllowed(403)));
    let told = scene.one_condition();
    assert_eq!((told.severity, told.since), (Severity::Broken, since));
    assert!(told.words.contains("does not let us in (status 403): certificate, key"), "{}", told.words);
    client.show(&scene.identity(&scene.authority.client(22, HOLDS))).unwrap();
    assert_eq!(scene.place(&client).await.unwrap().status, 200);
    assert_eq!(scene.conditions.all(), []);
}

#[tokio::test]
async fn a_wrong_key_is_told_although_it_is_refused_in_the_services_own_words() {
    let scene = Scene::open().await;
    let client = scene.shows(Some(&scene.authority.client(31, HOLDS)));
    let wrong = scene.source(&client, Secret::new("nobodys"));
    let read = || wrong.read(number(SHAW), None, Aspect::Place);
    assert_eq!(read().await, Err(SourceError::NotAllowed(403)));
    assert_eq!(scene.conditions.all(), [], "one such answer may be about one person");
    for _ in 0..4 {
        assert_eq!(read().await, Err(SourceError::NotAllowed(403)));
    }
    assert!(scene.one_condition().words.contains("or it has suspended us"));
    assert_eq!(scene.place(&client).await.unwrap().status, 200);
    assert_eq!(scene.conditions.all(), []);
}

#[tokio::test]
async fn the_key_of_another_certificate_is_found_out_before_it_is_used() {
    let scene = Scene::open().await;
    let (one, two) = (scene.authority.client(41, HOLDS), scene.authority.client(42, HOLDS));
    let (certificate, key) = scene.put(&Paper { certificate: one.certificate, key: two.key });
    let error = Identity::read(&certificate, &key).unwrap_err();
    assert!(matches!(error, IdentityError::NotAPair { .. }), "{error}");
    assert!(error.to_string().contains("client.key does not belong to the certificate in"), "{error}");
    let empty = scene.file("empty.key", "");
    assert!(matches!(Identity::read(&certificate, &empty).unwrap_err(), IdentityError::NoKey(_)));
    assert!(matches!(Identity::read(&key, &key).unwrap_err(), IdentityError::NoCertificate(_)));
}

#[tokio::test]
async fn a_host_of_an_unknown_authority_is_told_nothing() {
    let scene = Scene::open().await;
    let identity = Some(scene.identity(&scene.authority.client(51, HOLDS)));
    let elsewhere = Authority::new("somebody else").pem();
    for authorities in [None, Some(elsewhere)] {
        let client = scene.trusting(quick(), Trust { identity: identity.clone(), authorities });
        assert_eq!(scene.call(&client).await, Err(CallError::NotTrusted));
        let told = scene.one_condition();
        assert!(told.words.contains("put its authority into the authorities' file"), "{}", told.words);
        assert_eq!(told.severity, Severity::Broken);
    }
    assert!(scene.gate.seen().is_empty());
    let client = scene.trusting(quick(), Trust { identity, authorities: Some(scene.authority.pem()) });
    assert_eq!(scene.call(&client).await, Ok(200), "the file's authority is trusted");
    assert_eq!(scene.conditions.all(), []);
}

#[tokio::test]
async fn a_renewed_certificate_and_key_are_taken_up_and_no_call_is_lost() {
    let scene = Scene::open().await;
    let old = scene.authority.client(61, HOLDS);
    let (certificate, key) = scene.put(&old);
    let api_key = scene.file("api-key", "moorland\n");
    let kept = Arc::new(Kept::new(secret(&api_key).unwrap()));
    let client = scene.shows(Some(&old));
    let identity = Identity::read(&certificate, &key).unwrap();
    let renewal = Renewal::new(CONNECTION, Arc::clone(&scene.conditions))
        .certificate((&certificate, &key), &client, &identity)
        .secret(&api_key, &kept);
    assert_eq!(renewal.step(scene.now()), 0, "nothing has changed");
    let source = Arc::new(scene.source(&client, Arc::clone(&kept)));
    scene.moorland.next(&[Some(CallFault::Slow { millis: 400 })]);
    let under_way = tokio::spawn({
        let source = Arc::clone(&source);
        async move { source.read(number(SHAW), None, Aspect::Place).await }
    });
    while scene.gate.seen().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    scene.put(&scene.authority.client(62, HOLDS));
    std::fs::write(&api_key, "everywhere").unwrap();
    assert_eq!(renewal.step(scene.now()), 2);
    let read = source.read(number(crate::moorland::REED), None, Aspect::Place).await;
    assert_eq!(read.unwrap().status, 200, "who is not at Moorland: the new key is shown");
    assert_eq!(under_way.await.unwrap().unwrap().status, 200, "what was under way ends as it began");
    assert_eq!(scene.gate.seen(), [61, 62]);
    assert_eq!(renewal.step(scene.now()), 0);
}

#[tokio::test]
async fn a_broken_new_file_keeps_the_old_one_and_says_so() {
    let scene = Scene::open().await;
    let old = scene.authority.client(71, HOLDS);
    let (certificate, key) = scene.put(&old);
    let api_key = scene.file("api-key", "moorland");
    let kept = Arc::new(Kept::new(secret(&api_key).unwrap()));
    let client = scene.shows(Some(&old));
    let identity = Identity::read(&certificate, &key).unwrap();
    let renewal = Renewal::new(CONNECTION, Arc::clone(&scene.conditions))
        .certificate((&certificate, &key), &client, &identity)
        .secret(&api_key, &kept);
    let next = scene.authority.client(72, HOLDS);
    let broken = [
        (next.certificate.clone(), old.key.clone(), "does not belong to the certificate"),
        ("half of a".to_owned(), next.key.clone(), "holds no certificate"),
        (next.certificate.clone(), String::new(), "holds no private key"),
    ];
    let ended = scene.authority.client(73, (2020, 2021));
    let early = scene.authority.client(74, (2089, 2090));
    let broken = broken.into_iter().chain([
        (ended.certificate, ended.key, "it ended at 2021-01-01"),
        (early.certificate, early.key, "it begins at 2089-01-01"),
    ]);
    let since = scene.now();
    for (certificate, key, words) in broken {
        scene.put(&Paper { certificate, key });
        assert_eq!(renewal.step(scene.now()), 0, "{words}");
        let told = scene.one_condition();
        assert!(told.words.contains(words), "{}", told.words);
        assert!(told.words.ends_with("The old one is still used."), "{}", told.words);
        assert_eq!((told.severity, told.since), (Severity::Slow, since));
        assert_eq!(scene.place(&client).await.unwrap().status, 200);
        scene.moorland.clock.advance_seconds(60);
    }
    // The one that begins later is taken up when it does, although its files lie still.
    let begun = Instant::parse_zoned("2089-01-02T00:00:00Z").unwrap();
    assert_eq!(renewal.step(begun), 1);
    assert_eq!(scene.conditions.all(), []);
    std::fs::write(&api_key, " \n").unwrap();
    scene.put(&next);
    assert_eq!(renewal.step(scene.now()), 1);
    assert!(scene.one_condition().words.contains("api-key is empty"));
    assert_eq!(scene.place(&client).await.unwrap().status, 200, "with the old key");
    assert_eq!(scene.gate.seen(), [71, 71, 71, 71, 71, 72]);
    std::fs::remove_file(&api_key).unwrap();
    assert_eq!(renewal.step(scene.now()), 0);
    assert!(scene.one_condition().words.contains("cannot be read"));
    std::fs::write(&api_key, "moorland").unwrap();
    assert_eq!(renewal.step(scene.now()), 1);
    assert_eq!(scene.conditions.all(), []);
}

#[tokio::test]
async fn the_end_of_a_certificate_is_told_in_time_and_ever_louder() {
    let scene = Scene::open().await;
    let paper = scene.authority.client(81, (2020, 2027));
    let (certificate, key) = scene.put(&paper);
    let identity = Identity::read(&certificate, &key).unwrap();
    let ends = Instant::parse_zoned("2027-01-01T00:00:00Z").unwrap();
    assert_eq!(identity.ends, ends);
    let client = scene.shows(Some(&paper));
    let renewal = Renewal::new(CONNECTION, Arc::clone(&scene.conditions)).certificate(
        (&certificate, &key),
        &client,
        &identity,
    );
    let before = |days: i64, seconds: i64| ends.plus_seconds(-days * 86_400 + seconds);
    renewal.step(before(30, -1));
    assert_eq!(scene.conditions.all(), []);
    let told = [
        (before(30, 0), Severity::Soon, "within 30 days, at 2027-01-01"),
        (before(7, -1), Severity::Soon, "within 30 days"),
        (before(7, 0), Severity::Slow, "within 7 days"),
        (before(1, 0), Severity::Broken, "within a day"),
        (before(0, -1), Severity::Broken, "within a day"),
        (before(0, 0), Severity::Broken, "nothing can be read until a new one is there"),
        (before(-9, 0), Severity::Broken, "ended at 2027-01-01"),
    ];
    for (now, severity, words) in told {
        renewal.step(now);
        let condition = scene.one_condition();
        assert_eq!((condition.severity, condition.since), (severity, before(30, 0)), "{words}");
        assert!(condition.words.contains(words), "{}", condition.words);
        assert!(condition.words.contains("Send HMPPS a new request to sign"), "{}", condition.words);
    }
    scene.put(&scene.authority.client(82, (2020, 2029)));
    assert_eq!(renewal.step(before(-9, 60)), 1);
    assert_eq!(scene.conditions.all(), [], "renewed, it is over");
}

/// HMPPS's own signing script makes certificates of the first version, which the TLS library reads none of.
#[tokio::test]
async fn a_certificate_of_the_first_version_is_shown_as_it_is() {
    let secrets = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../gatelodge/tests/secrets");
    let read = |key: &str| Identity::read(&secrets.join("first-version.pem"), &secrets.join(key));
    let identity = read("client.key").unwrap();
    let trust = Trust { identity: Some(identity), authorities: None };
    let clock: Arc<dyn Clock> = Arc::new(vocab::time::ManualClock::at(Instant::default()));
    Client::trusting(Settings::default(), trust, clock, Arc::new(store::keys::SystemRng)).unwrap();
    let other = read("other.key").unwrap_err().to_string();
    assert!(other.contains("does not belong to the certificate"), "{other}");
}
