//! Secrets in files: read again when they change, and watched for their end.
//!
//! A renewed certificate or key is taken up within one look, without a restart and without losing a call: calls under
//! way end on the old one. What cannot be read is said, and the old one goes on for as long as it holds.

use crate::client::{Client, Secret};
use crate::identity::Identity;
use crossing::conditions::{Conditions, Severity};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;
use vocab::Instant;

/// Days before its end at which a certificate is spoken of: first a note, then a warning, then an alarm.
const DAYS: [(i64, Severity); 3] = [(1, Severity::Broken), (7, Severity::Slow), (30, Severity::Soon)];

/// A secret that can change.
#[derive(Debug)]
pub struct Kept(RwLock<Secret>);

impl Kept {
    /// Keeps a secret.
    #[must_use]
    pub const fn new(secret: Secret) -> Self {
        Self(RwLock::new(secret))
    }

    /// The secret as it is now.
    #[must_use]
    pub fn now(&self) -> Secret {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, secret: Secret) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = secret;
    }
}

/// A secret that nothing changes.
impl From<Secret> for Arc<Kept> {
    fn from(secret: Secret) -> Self {
        Self::new(Kept::new(secret))
    }
}

/// Reads a secret from a file: its text, without the white space around it.
///
/// # Errors
/// Words that name the file and say what is wrong.
pub fn secret(path: &Path) -> Result<Secret, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    match text.trim() {
        "" => Err(format!("{} is empty", path.display())),
        text => Ok(Secret::new(text)),
    }
}

/// Watches the files of one connection.
pub struct Renewal {
    with: String,
    conditions: Arc<Conditions>,
    certificate: Option<Pair>,
    secrets: Vec<(PathBuf, Arc<Kept>)>,
    seen: Mutex<Vec<Option<SystemTime>>>,
}

struct Pair {
    certificate: PathBuf,
    key: PathBuf,
    client: Arc<Client>,
    ends: Mutex<Instant>,
}

impl Renewal {
    /// Nothing yet, of a connection of this name.
    #[must_use]
    pub fn new(with: &str, conditions: Arc<Conditions>) -> Self {
        let (with, seen) = (with.to_owned(), Mutex::default());
        Self { with, conditions, certificate: None, secrets: Vec::new(), seen }
    }

    /// And a client certificate, which this client shows.
    #[must_use]
    pub fn certificate(mut self, files: (&Path, &Path), client: &Arc<Client>, read: &Identity) -> Self {
        let (certificate, key) = (files.0.to_owned(), files.1.to_owned());
        let (client, ends) = (Arc::clone(client), Mutex::new(read.ends));
        self.certificate = Some(Pair { certificate, key, client, ends });
        self.look();
        self
    }

    /// And a secret in a file.
    #[must_use]
    pub fn secret(mut self, path: &Path, kept: &Arc<Kept>) -> Self {
        self.secrets.push((path.to_owned(), Arc::clone(kept)));
        self.look();
        self
    }

    /// One look: takes up what changed, and says what ends soon. The number of files that were taken up.
    pub fn step(&self, now: Instant) -> usize {
        let before = self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let after = self.look();
        let changed = |n: usize| before.get(n) != after.get(n);
        let mut taken = 0;
        if let Some(pair) = &self.certificate {
            if changed(0) || changed(1) {
                taken += usize::from(self.renew(pair, now));
            }
            self.ends(*pair.ends.lock().unwrap_or_else(PoisonError::into_inner), now);
        }
        let first = if self.certificate.is_some() { 2 } else { 0 };
        for (n, (path, kept)) in self.secrets.iter().enumerate().filter(|(n, _)| changed(first + n)) {
            let of = SECRETS.get(n).copied().unwrap_or("secret");
            match secret(path) {
                Ok(secret) => {
                    kept.set(secret);
                    self.conditions.over(&self.with, of);
                    taken += 1;
                }
                Err(why) => self.conditions.set(
                    &self.with,
                    of,
                    Severity::Slow,
                    &format!("A changed secret was not taken up: {why}. The old one is still used."),
                    now,
                ),
            }
        }
        taken
    }

    fn renew(&self, pair: &Pair, now: Instant) -> bool {
        let read = Identity::read(&pair.certificate, &pair.key).map_err(|error| error.to_string());
        let taken = read.and_then(|identity| {
            // Shown too early or too late it opens nothing, and the old one may still.
            if identity.begins > now {
                self.look_again();
                return Err(format!("it begins at {}", identity.begins.rfc3339_london()));
            }
            if identity.ends <= now {
                return Err(format!("it ended at {}", identity.ends.rfc3339_london()));
            }
            pair.client.show(&identity).map_err(|error| error.to_string())?;
            Ok(identity)
        });
        match taken {
            Ok(identity) => {
                tracing::info!(with = self.with, "a renewed client certificate is used from now on");
                *pair.ends.lock().unwrap_or_else(PoisonError::into_inner) = identity.ends;
                self.conditions.over(&self.with, "certificate-file");
                true
            }
            Err(why) => {
                let words = format!(
                    "A changed client certificate was not taken up: {why}. The old one is still used."
                );
                self.conditions.set(&self.with, "certificate-file", Severity::Slow, &words, now);
                false
            }
        }
    }

    fn ends(&self, ends: Instant, now: Instant) {
        let left = ends.seconds_since(now);
        let alarm = DAYS.into_iter().find(|(days, _)| left <= days * 86_400);
        let Some((days, severity)) = alarm else {
            return self.conditions.over(&self.with, "certificate");
        };
        let when = ends.rfc3339_london();
        let words = if left <= 0 {
            format!(
                "The client certificate ended at {when}: nothing can be read until a new one is there. Send HMPPS a new request to sign at once."
            )
        } else {
            let day = if days == 1 { "within a day".to_owned() } else { format!("within {days} days") };
            format!(
                "The client certificate ends {day}, at {when}. Send HMPPS a new request to sign, and put what they return into the same files: no restart is needed."
            )
        };
        self.conditions.set(&self.with, "certificate", severity, &words, now);
    }

    /// The next look finds the certificate changed.
    fn look_again(&self) {
        if let Some(certificate) = self.seen.lock().unwrap_or_else(PoisonError::into_inner).first_mut() {
            *certificate = None;
        }
    }

    /// When each file was last written; it is kept for the next look.
    fn look(&self) -> Vec<Option<SystemTime>> {
        let pair = self.certificate.iter().flat_map(|pair| [&pair.certificate, &pair.key]);
        let files = pair.chain(self.secrets.iter().map(|(path, _)| path));
        let written = |path: &PathBuf| std::fs::metadata(path).and_then(|m| m.modified()).ok();
        let seen: Vec<_> = files.map(written).collect();
        (*self.seen.lock().unwrap_or_else(PoisonError::into_inner)).clone_from(&seen);
        seen
    }
}

/// What the conditions about secrets stand under: no connection has more than two.
const SECRETS: [&str; 2] = ["secret", "second-secret"];

impl std::fmt::Debug for Renewal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Renewal({})", self.with)
    }
}
