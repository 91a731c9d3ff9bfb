//! The NHS's national services, played beside the demo's prison: PDS on a port of its own, which an application of ours
//! may read, and the signals that something changed there, as a bridge hands them over.

use crate::Failed;
use crate::clock::write_whole;
use crate::house::Folder;
use crossing::Crossing;
use crossing::envelope::{Meta, envelope};
use doubles::day::Day;
use doubles::pds::face::Shared;
use doubles::pds::{Act, Application, Pds};
use std::path::{Path, PathBuf};
use vocab::Instant;
use vocab::crossing::Feed;
use vocab::id::NhsNumber;

/// Our application's id there, and that of its key.
const APPLICATION: &str = "gatelodge-demo";
const KEY_ID: &str = "demo-1";
/// The feed on which signals arrive.
const SIGNALS: &str = "national-mns";
/// What stands on PDS when the story begins has stood so long.
const STOOD_SECONDS: i64 = 400 * 86_400;

/// PDS, kept beside the demo's stage.
#[derive(Clone)]
pub(crate) struct National {
    pub(crate) pds: Shared,
    file: PathBuf,
}

impl National {
    /// As it was kept, or new; at this address, for an application with this public key.
    pub(crate) fn open(
        folder: &Folder,
        seed: u64,
        (address, public_key): (&str, &str),
        clock: std::sync::Arc<dyn vocab::Clock>,
    ) -> Result<Self, Failed> {
        let file = folder.demo_pds();
        let token_url = format!("{address}{}", doubles::pds::TOKEN);
        let mut pds = match std::fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes)?,
            Err(_) => Pds::new(seed, &token_url),
        };
        pds.moved_to(&token_url);
        let keys = [(KEY_ID.to_owned(), public_key.to_owned())].into();
        pds.admit(Application { id: APPLICATION.to_owned(), keys });
        Ok(Self { pds: Shared::new(pds, clock), file })
    }

    /// What PDS has of everybody whom the care system knows by a number: of whoever came since, too.
    pub(crate) fn people(&self, day: &Day) {
        let long_ago = self.pds.now().plus_seconds(-STOOD_SECONDS);
        let mut pds = self.pds.lock();
        let new: Vec<Act> = day
            .numbered()
            .filter(|(_, number)| pds.person(*number).is_none())
            .flat_map(|(care, number)| day.on_pds(care, number))
            .collect();
        for act in &new {
            if let Err(why) = pds.run(act, long_ago) {
                tracing::debug!(%why, "PDS could not be as the day has it");
            }
        }
        if !new.is_empty() {
            self.keep(&pds);
        }
    }

    /// What had happened there before anybody of ours read it.
    pub(crate) fn had_happened(&self, acts: &[(Instant, Act)]) {
        let mut pds = self.pds.lock();
        for (at, act) in acts {
            if let Err(why) = pds.run(act, *at) {
                tracing::debug!(%why, "PDS could not be as it had become");
            }
        }
        self.keep(&pds);
    }

    /// Something happens to somebody there. It is kept before anybody can read it, and a signal tells of it.
    pub(crate) async fn happens(&self, crossing: &Crossing, number: NhsNumber, act: &Act) -> bool {
        let now = self.pds.now();
        {
            let mut pds = self.pds.lock();
            if let Err(why) = pds.run(act, now) {
                tracing::debug!(%why, "PDS could not do what the team asked of a practice");
                return false;
            }
            self.keep(&pds);
        }
        let told = signalled(crossing, number, now).await;
        if let Err(error) = &told {
            tracing::warn!(%error, "a signal was lost: the next sweep finds what changed");
        }
        told.is_ok()
    }

    fn keep(&self, pds: &Pds) {
        let kept = serde_json::to_vec(pds).map_err(std::io::Error::from);
        if let Err(error) = kept.and_then(|bytes| write_whole(&self.file, &bytes)) {
            tracing::error!(%error, "PDS could not be kept: killed now, the demo forgets what changed there");
        }
    }
}

/// A signal in the shape of a CloudEvent. Its id is what it tells of: the same change is told once.
async fn signalled(crossing: &Crossing, number: NhsNumber, at: Instant) -> Result<(), Failed> {
    let event = serde_json::json!({
        "specversion": "1.0",
        "id": format!("demo-{}-{}", number.text(), at.rfc3339()),
        "source": "demo",
        "type": "pds-change-of-gp-2",
        "time": at.rfc3339(),
        "subject": number.text(),
    });
    let feed = Feed::parse(SIGNALS).ok_or("no feed")?;
    let input = envelope(&feed, serde_json::to_vec(&event)?, &Meta::default(), None);
    crossing.store().write(input).await?;
    Ok(())
}

/// Our private key, made once and kept with the demo's other secrets; the public half as PEM.
pub(crate) fn keys(folder: &Path) -> Result<String, Failed> {
    use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
    use aws_lc_rs::rsa::{KeyPair, KeySize};
    use aws_lc_rs::signature::KeyPair as _;
    std::fs::create_dir_all(folder)?;
    let file = folder.join(FILE);
    let pair = if let Ok(text) = std::fs::read(&file) {
        let (_, der) = pem_rfc7468::decode_vec(&text).map_err(|e| e.to_string())?;
        KeyPair::from_pkcs8(&der).map_err(|e| e.to_string())?
    } else {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| "no key could be made")?;
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| "no key could be written")?;
        let text =
            pem_rfc7468::encode_string("PRIVATE KEY", LINES, der.as_ref()).map_err(|e| e.to_string())?;
        store::keys::write_private(&file, text.as_bytes())?;
        pair
    };
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().map_err(|_| "no key could be written")?;
    Ok(pem_rfc7468::encode_string("PUBLIC KEY", LINES, public.as_ref()).map_err(|e| e.to_string())?)
}

const FILE: &str = "pds.pem";
const LINES: pem_rfc7468::LineEnding = pem_rfc7468::LineEnding::LF;

/// How it is connected, as an engineer would write it.
pub(crate) fn text(address: &str, calls_per_second: u32) -> String {
    format!(
        "[pds]\naddress = \"{address}{}\"\ntoken_address = \"{address}{}\"\nclient_id = \"{APPLICATION}\"\n\
         key_id = \"{KEY_ID}\"\nkey_file = \"keys/{FILE}\"\ncalls_per_second = {calls_per_second}\n",
        doubles::pds::BASE,
        doubles::pds::TOKEN,
    )
}
