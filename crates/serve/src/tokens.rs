//! Signed tokens: made for development, verified for every machine caller.
//!
//! A token is a JWT with EdDSA (Ed25519) and nothing else: the algorithm is pinned here, never taken from the token.
//! `iss` is `gatelodge`, `aud` this deployment, `sub` the account, `role` and `prison` what policy asks about, `purpose`
//! if it is not the role's usual one. Times are compared with the clock that is handed in. Each refusal says what is
//! wrong and nothing of the token.
//!
//! Keys stand in a folder: `<id>.key` (PKCS#8, mode 0600) signs, `<id>.pub` (hexadecimal) verifies. An old key's `.pub`
//! is kept as long as its tokens live; without its `.key` nothing new is signed by it.

use crate::callers::Asker;
use crate::limits::{
    ACCOUNT_CHARS_MAX, TOKEN_CHARS_MAX, TOKEN_LIFE_SECONDS_MAX, TOKEN_SKEW_SECONDS, TOKENS_REMEMBERED_MAX,
};
use crate::secret::{self, SecretHash};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use vocab::Instant;
use vocab::crossing::{Caller, Purpose, Role};
use vocab::place::PrisonCode;

/// Who issues tokens.
pub const ISSUER: &str = "gatelodge";
/// The audience of a deployment that has no other name.
pub const AUDIENCE: &str = "gatelodge";

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TokenKeysError {
    /// A file or the folder cannot be read or made.
    #[error("token keys: cannot use {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A private key that others can read.
    #[error(
        "token keys: {path} can be read by others (mode {mode:o}): chmod 600 it, and make a new key if it may have been read"
    )]
    Open {
        /// Which.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// Not a key.
    #[error("token keys: {path} holds no Ed25519 key")]
    NoKey {
        /// Which.
        path: PathBuf,
    },
    /// No key at all.
    #[error("token keys: {path} holds none: put a .pub there, or make one with `gatelodge token`")]
    None {
        /// Where.
        path: PathBuf,
    },
    /// The machine has no randomness.
    #[error("token keys: no randomness for a new key")]
    NoRandomness,
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $words:literal),+ $(,)?) => {
        /// Why a token was refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        pub enum TokenRefused { $($(#[$doc])* #[error($words)] $name),+ }

        impl TokenRefused {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

refusals! {
    /// Longer than any token of ours.
    TooLong = "the token is too long",
    /// Not three parts of base64 with a JSON header and claims.
    Malformed = "the token is malformed",
    /// Another algorithm than ours, or none.
    Algorithm = "the token is not signed with EdDSA",
    /// No key id, or none of ours.
    UnknownKey = "the token names a key that is not known here",
    /// The signature is not the key's.
    Forged = "the signature of the token is wrong",
    /// By another issuer.
    Issuer = "the token is from another issuer",
    /// For another deployment.
    Audience = "the token is for another audience",
    /// Its time is over.
    Expired = "the token has expired",
    /// Its time has not come.
    NotYet = "the token is not valid yet",
    /// It lives longer than a shift.
    LivesTooLong = "the token is valid for longer than 12 hours",
    /// Something of its claims is missing or of the wrong type.
    Claims = "a claim of the token is missing or of the wrong type",
    /// A role that is not one.
    Role = "the role in the token is not one",
    /// A prison that is not one.
    Prison = "the prison in the token is not a prison code",
    /// A purpose that is not one.
    Purpose = "the purpose in the token is not one",
}

/// What a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    role: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    prison: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// A token whose signature was checked. Its times are compared anew each time.
struct Checked {
    asker: Asker,
    nbf: i64,
    exp: i64,
}

/// The keys of a deployment, and which tokens they have signed.
pub struct TokenKeys {
    audience: String,
    signing: Option<(String, EncodingKey)>,
    verifying: BTreeMap<String, DecodingKey>,
    validation: Validation,
    remembered: Mutex<BTreeMap<SecretHash, Arc<Checked>>>,
}

impl std::fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenKeys").field("known", &self.verifying.len()).finish_non_exhaustive()
    }
}

/// What a token is to say.
#[derive(Debug, Clone)]
pub struct Mint {
    /// Who.
    pub caller: Caller,
    /// For what, if not the role's usual purpose.
    pub purpose: Option<Purpose>,
    /// For how long.
    pub seconds: i64,
}

/// Why no token was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMinted {
    /// There is no private key.
    #[error("no private key here: tokens are made where it is")]
    NoPrivateKey,
    /// Too long a life.
    #[error("a token lives between a second and 12 hours")]
    Life,
    /// An account without a name, or with too long a one.
    #[error("an account has a name of at most 120 characters")]
    Account,
    /// Signing failed.
    #[error("the key could not sign")]
    Key,
}

impl TokenKeys {
    /// The keys of a folder. With `make`, one is made when there is none: for development.
    ///
    /// # Errors
    /// When the folder cannot be used, a private key can be read by others, or there is no key.
    pub fn open(folder: &Path, audience: &str, make: bool) -> Result<Self, TokenKeysError> {
        let file = |path: &Path| {
            let path = path.to_owned();
            move |source| TokenKeysError::File { path, source }
        };
        if make {
            std::fs::create_dir_all(folder).map_err(file(folder))?;
        }
        let mut keys = Self::none(audience);
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
            .map_err(file(folder))?
            .map(|entry| entry.map(|e| e.path()))
            .collect::<Result<_, _>>()
            .map_err(file(folder))?;
        paths.sort();
        for path in &paths {
            let read = || std::fs::read(path).map_err(file(path));
            match path.extension().and_then(|e| e.to_str()) {
                Some("key") => {
                    check_private(path)?;
                    keys.sign_with(&read()?).ok_or_else(|| TokenKeysError::NoKey { path: path.clone() })?;
                }
                Some("pub") => {
                    let public =
                        std::str::from_utf8(&read()?).ok().and_then(|text| secret::from_hex(text.trim()));
                    keys.trust(&public.ok_or_else(|| TokenKeysError::NoKey { path: path.clone() })?);
                }
                _ => {}
            }
        }
        if keys.verifying.is_empty() && make {
            keys.make(folder)?;
        }
        if keys.verifying.is_empty() {
            Err(TokenKeysError::None { path: folder.to_owned() })
        } else {
            Ok(keys)
        }
    }

    /// A new key, in memory only. For tests.
    ///
    /// # Errors
    /// When the machine has no randomness.
    pub fn ephemeral(audience: &str) -> Result<Self, TokenKeysError> {
        let mut keys = Self::none(audience);
        let pkcs8 = generate()?;
        keys.sign_with(&pkcs8).ok_or(TokenKeysError::NoRandomness)?;
        Ok(keys)
    }

    fn none(audience: &str) -> Self {
        // What is not in our hands here is done by hand below: the library would ask the machine's clock.
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        Self {
            audience: audience.to_owned(),
            signing: None,
            verifying: BTreeMap::new(),
            validation,
            remembered: Mutex::default(),
        }
    }

    fn make(&mut self, folder: &Path) -> Result<(), TokenKeysError> {
        let pkcs8 = generate()?;
        let id = self.sign_with(&pkcs8).ok_or(TokenKeysError::NoRandomness)?;
        let path = folder.join(format!("{id}.key"));
        write_private(&path, &pkcs8)?;
        let public = Ed25519KeyPair::from_pkcs8(&pkcs8).map_err(|_| TokenKeysError::NoKey { path })?;
        let path = folder.join(format!("{id}.pub"));
        std::fs::write(&path, format!("{}\n", secret::hex(public.public_key().as_ref())))
            .map_err(|source| TokenKeysError::File { path, source })
    }

    /// Signs with a key from now on, and trusts it. The first one signs; none when it is no key.
    fn sign_with(&mut self, pkcs8: &[u8]) -> Option<String> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).ok()?;
        let id = self.trust(pair.public_key().as_ref());
        self.signing.get_or_insert_with(|| (id.clone(), EncodingKey::from_ed_der(pkcs8)));
        Some(id)
    }

    fn trust(&mut self, public: &[u8]) -> String {
        let id = secret::hex(&secret::hash(public)[..8]);
        self.verifying.insert(id.clone(), DecodingKey::from_ed_der(public));
        id
    }

    /// Makes a token.
    ///
    /// # Errors
    /// [`NotMinted`].
    pub fn mint(&self, mint: &Mint, now: Instant) -> Result<String, NotMinted> {
        let (id, key) = self.signing.as_ref().ok_or(NotMinted::NoPrivateKey)?;
        if !(1..=TOKEN_LIFE_SECONDS_MAX).contains(&mint.seconds) {
            return Err(NotMinted::Life);
        }
        if !account_is_good(&mint.caller.account) {
            return Err(NotMinted::Account);
        }
        let at = now.micros().div_euclid(1_000_000);
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: self.audience.clone(),
            sub: mint.caller.account.clone(),
            role: mint.caller.role.word().to_owned(),
            prison: mint.caller.prison.map(|p| p.text().to_owned()),
            purpose: mint.purpose.map(|p| p.word().to_owned()),
            iat: at,
            nbf: at,
            exp: at + mint.seconds,
        };
        let header = Header { kid: Some(id.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, key).map_err(|_| NotMinted::Key)
    }

    /// Verifies a token: who asks, for what.
    ///
    /// # Errors
    /// [`TokenRefused`], the first thing that is wrong.
    pub fn verify(&self, token: &str, now: Instant) -> Result<Asker, TokenRefused> {
        if token.len() > TOKEN_CHARS_MAX {
            return Err(TokenRefused::TooLong);
        }
        // A signature costs 50 µs, a hash 1: a caller's token is the same a thousand times.
        let hash = secret::hash(token.as_bytes());
        let known = self.remembered().get(&hash).map(Arc::clone);
        let checked = match known {
            Some(checked) => checked,
            None => {
                let checked = Arc::new(self.check(token)?);
                in_time(&checked, now)?;
                let mut remembered = self.remembered();
                if remembered.len() >= TOKENS_REMEMBERED_MAX {
                    remembered.clear();
                }
                remembered.insert(hash, Arc::clone(&checked));
                checked
            }
        };
        in_time(&checked, now)?;
        Ok(checked.asker.clone())
    }

    fn remembered(&self) -> std::sync::MutexGuard<'_, BTreeMap<SecretHash, Arc<Checked>>> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self, token: &str) -> Result<Checked, TokenRefused> {
        let header = jsonwebtoken::decode_header(token).map_err(|error| match error.kind() {
            // A header that reads but names an algorithm that the library does not know, such as `none`.
            ErrorKind::Json(_) => TokenRefused::Algorithm,
            _ => TokenRefused::Malformed,
        })?;
        if header.alg != Algorithm::EdDSA {
            return Err(TokenRefused::Algorithm);
        }
        let key = header.kid.and_then(|kid| self.verifying.get(&kid)).ok_or(TokenRefused::UnknownKey)?;
        let claims: Claims = jsonwebtoken::decode(token, key, &self.validation)
            .map_err(|error| match error.kind() {
                ErrorKind::InvalidSignature => TokenRefused::Forged,
                ErrorKind::InvalidAlgorithm => TokenRefused::Algorithm,
                ErrorKind::Json(_)
                | ErrorKind::MissingRequiredClaim(_)
                | ErrorKind::InvalidClaimFormat(_) => TokenRefused::Claims,
                _ => TokenRefused::Malformed,
            })?
            .claims;
        self.read(claims)
    }

    fn read(&self, claims: Claims) -> Result<Checked, TokenRefused> {
        if claims.iss != ISSUER {
            return Err(TokenRefused::Issuer);
        }
        if claims.aud != self.audience {
            return Err(TokenRefused::Audience);
        }
        if !account_is_good(&claims.sub) {
            return Err(TokenRefused::Claims);
        }
        let from = claims.iat.min(claims.nbf);
        if claims.exp.saturating_sub(from) > TOKEN_LIFE_SECONDS_MAX {
            return Err(TokenRefused::LivesTooLong);
        }
        let role = Role::parse(&claims.role).ok_or(TokenRefused::Role)?;
        let prison = match claims.prison.as_deref().map(PrisonCode::parse) {
            None => None,
            Some(Ok(prison)) => Some(prison),
            Some(Err(_)) => return Err(TokenRefused::Prison),
        };
        let purpose = match claims.purpose.as_deref().map(Purpose::parse) {
            None => role.purpose_usual(),
            Some(purpose) => purpose.ok_or(TokenRefused::Purpose)?,
        };
        let caller = Caller { account: claims.sub, role, prison };
        Ok(Checked { asker: Asker { caller, purpose }, nbf: claims.nbf.max(claims.iat), exp: claims.exp })
    }
}

fn in_time(checked: &Checked, now: Instant) -> Result<(), TokenRefused> {
    let at = now.micros().div_euclid(1_000_000);
    if at >= checked.exp.saturating_add(TOKEN_SKEW_SECONDS) {
        return Err(TokenRefused::Expired);
    }
    if at.saturating_add(TOKEN_SKEW_SECONDS) < checked.nbf {
        return Err(TokenRefused::NotYet);
    }
    Ok(())
}

/// An account's name goes into the gate book and onto pages: words, not control characters.
fn account_is_good(account: &str) -> bool {
    (1..=ACCOUNT_CHARS_MAX).contains(&account.chars().count()) && !account.chars().any(char::is_control)
}

fn generate() -> Result<Vec<u8>, TokenKeysError> {
    let pkcs8 =
        Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| TokenKeysError::NoRandomness)?;
    Ok(pkcs8.as_ref().to_vec())
}

fn write_private(path: &Path, bytes: &[u8]) -> Result<(), TokenKeysError> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let written = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).and_then(
        |mut file| {
            file.write_all(bytes).and_then(|()| file.sync_all()).inspect_err(|_| {
                // Half a key would stand in the way of every later start.
                let _ = std::fs::remove_file(path);
            })
        },
    );
    written.map_err(|source| TokenKeysError::File { path: path.to_owned(), source })
}

fn check_private(path: &Path) -> Result<(), TokenKeysError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path)
        .map_err(|source| TokenKeysError::File { path: path.to_owned(), source })?
        .permissions()
        .mode();
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(TokenKeysError::Open { path: path.to_owned(), mode: mode & 0o777 })
    }
}
