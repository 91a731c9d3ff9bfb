//! PDS on a socket, with its token endpoint, on 10 November 2026: Khan has a practice and an address, nobody else has.

use crate::gate::pem;
use crate::moorland::{client, quick};
use connect::client::{Base, Client, Settings};
use connect::pds::{self, Asking, Pds, PdsAnswer, PdsError};
use doubles::pds::face::{self, Shared};
use doubles::pds::{Act, Application, BASE, PdsFault, TOKEN};
use jiff::civil::date;
use rcgen::{KeyPair, PKCS_RSA_SHA512, PublicKeyData as _, RsaKeySize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tokio::net::TcpListener;
use vocab::Instant;
use vocab::id::{NhsNumber, OdsCode, TraceId};
use vocab::registration::Address;
use vocab::seed::{Rng, SeedStream};
use vocab::time::ManualClock;
use wire::fhir::pds::{Answered, answered};

pub(crate) const KHAN: &str = "9990110689";
pub(crate) const LEE: &str = "9000000009";
pub(crate) const NOBODY: &str = "9111231130";

pub(crate) const CLIENT: &str = "gatelodge-app";
pub(crate) const KEY_ID: &str = "gatelodge-1";

/// A key pair, both halves as PEM.
pub(crate) struct Keys {
    pub(crate) private: String,
    pub(crate) public: String,
}

/// The nth key pair of this test binary: making one takes a while.
pub(crate) fn keys(n: usize) -> &'static Keys {
    static MADE: [OnceLock<Keys>; 2] = [const { OnceLock::new() }; 2];
    MADE[n].get_or_init(|| {
        let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA512, RsaKeySize::_2048).unwrap();
        let public = pem("PUBLIC KEY", &pair.subject_public_key_info());
        Keys { private: pem("PRIVATE KEY", pair.serialized_der()), public }
    })
}

pub(crate) fn nhs(text: &str) -> NhsNumber {
    NhsNumber::parse(text).unwrap()
}

pub(crate) fn ods(text: &str) -> OdsCode {
    OdsCode::parse(text).unwrap()
}

pub(crate) fn street(line: &str) -> Address {
    Address { lines: vec![line.to_owned()], postcode: Some("DN7 6BW".to_owned()) }
}

pub(crate) fn begin() -> Instant {
    Instant::parse_zoned("2026-11-10T09:00:00Z").unwrap()
}

pub(crate) struct Spine {
    pub(crate) shared: Shared,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) host: String,
    pub(crate) client: Arc<Client>,
    /// One stream for all of its clients: no two of them draw the same.
    rng: Arc<SeedStream>,
    folder: tempfile::TempDir,
}

impl Spine {
    pub(crate) async fn open() -> Self {
        Self::with(quick()).await
    }

    pub(crate) async fn with(limits: Settings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("http://{}", listener.local_addr().unwrap());
        let mut world = doubles::pds::Pds::new(1, &format!("{host}{TOKEN}"));
        let keys_of = BTreeMap::from([(KEY_ID.to_owned(), keys(0).public.clone())]);
        world.admit(Application { id: CLIENT.to_owned(), keys: keys_of });
        let clock = Arc::new(ManualClock::at(begin()));
        let shared = Shared::new(world, clock.clone());
        tokio::spawn(face::serve(listener, shared.clone(), std::future::pending()));
        let client = client(limits, &clock);
        let (rng, folder) = (Arc::new(SeedStream::new(11)), tempfile::tempdir().unwrap());
        let spine = Self { shared, clock, host, client, rng, folder };
        spine.write_key(&keys(0).private);
        let (number, family, given) = (nhs(KHAN), "KHAN".to_owned(), "IMRAN".to_owned());
        spine.act(Act::Appear { number, family, given, born: date(1984, 2, 17) });
        spine.act(Act::Register { number, practice: ods("A81001") });
        spine.act(Act::Move { number, address: street("12 Ferry Road") });
        spine
    }

    pub(crate) fn act(&self, act: Act) {
        self.shared.lock().run(&act, self.shared.now()).unwrap();
    }

    /// What the next readings meet.
    pub(crate) fn next(&self, faults: &[PdsFault]) {
        self.shared.lock().next_calls = faults.iter().copied().map(Some).collect();
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        self.folder.path().join("pds.key")
    }

    pub(crate) fn write_key(&self, pem: &str) {
        std::fs::write(self.key_file(), pem).unwrap();
    }

    pub(crate) fn settings(&self) -> pds::Settings {
        pds::Settings {
            base: Base::parse(&format!("{}{BASE}", self.host)).unwrap(),
            token_url: Base::parse(&format!("{}{TOKEN}", self.host)).unwrap(),
            client_id: CLIENT.to_owned(),
            key_id: KEY_ID.to_owned(),
            key_file: self.key_file(),
            end_user: Some(ods("Y05531")),
        }
    }

    /// Our client, as it is configured.
    pub(crate) fn pds(&self) -> Pds {
        self.pds_of(self.settings())
    }

    pub(crate) fn pds_of(&self, settings: pds::Settings) -> Pds {
        let rng: Arc<dyn Rng> = self.rng.clone();
        Pds::new(Arc::clone(&self.client), settings, rng).unwrap()
    }

    /// The same, before another service of records; its tokens are this one's.
    pub(crate) fn pds_at(&self, base: Base) -> Pds {
        self.pds_of(pds::Settings { base, ..self.settings() })
    }

    pub(crate) fn asking(&self, pds: &Pds, number: &str) -> Asking {
        let trace = SeedStream::new(5).seed().id(self.shared.now(), 0);
        pds.asking(nhs(number), &TraceId::from_uuid(trace))
    }

    pub(crate) async fn read(&self, pds: &Pds, number: &str) -> Result<PdsAnswer, PdsError> {
        pds.read(&self.asking(pds, number)).await
    }

    /// What is made of an answer.
    pub(crate) async fn told(&self, pds: &Pds, number: &str) -> Answered {
        let answer = self.read(pds, number).await.unwrap();
        answered(answer.status, &answer.body, self.shared.now().london_date()).unwrap()
    }

    /// The ids under which readings came, in order.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.shared.lock().seen.iter().filter_map(|seen| seen.request_id.clone()).collect()
    }
}
