//! The checkpoint key, and randomness of the machine.
//!
//! A checkpoint says, signed: this book had this head at this row. The key lives in a file of its own, mode 0600;
//! old public keys are kept in the store, so that old checkpoints still verify after a change of key.

use crate::chain::{Hash, hash};
use crate::error::{Result, StoreError};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use std::path::Path;
use vocab::Seed;
use vocab::seed::Rng;

/// Seeds from the machine's own randomness.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemRng;

impl Rng for SystemRng {
    fn seed(&self) -> Seed {
        let mut bytes = [0; 8];
        // INVARIANT: the library fails here only when the kernel has no randomness at all; nothing safe can follow.
        aws_lc_rs::rand::fill(&mut bytes).expect("the kernel gives randomness");
        Seed(u64::from_be_bytes(bytes))
    }
}

/// Signs checkpoints.
pub struct CheckpointKey {
    pair: Ed25519KeyPair,
    id: String,
}

impl std::fmt::Debug for CheckpointKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CheckpointKey({})", self.id)
    }
}

impl CheckpointKey {
    /// A new key, in memory only. For tests.
    ///
    /// # Errors
    /// When the machine has no randomness.
    pub fn ephemeral() -> Result<Self> {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
            .map_err(|_| StoreError::Refused("no randomness for a new key".into()))?;
        Self::from_pkcs8(pkcs8.as_ref())
    }

    /// The key of a file; makes the file, mode 0600, when it is not there.
    ///
    /// # Errors
    /// When the file cannot be read or made, can be read by others, or holds no key.
    pub fn open(path: &Path) -> Result<Self> {
        match std::fs::read(path) {
            Ok(bytes) => {
                check_private(path)?;
                Self::from_pkcs8(&bytes)
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
                    .map_err(|_| StoreError::Refused("no randomness for a new key".into()))?;
                write_private(path, pkcs8.as_ref())?;
                Self::from_pkcs8(pkcs8.as_ref())
            }
            Err(e) => Err(StoreError::file("cannot read the checkpoint key", path, e)),
        }
    }

    fn from_pkcs8(bytes: &[u8]) -> Result<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(bytes)
            .map_err(|_| StoreError::Refused("the checkpoint key file holds no Ed25519 key".into()))?;
        let id = key_id(pair.public_key().as_ref());
        Ok(Self { pair, id })
    }

    /// The key's id: the first eight bytes of its public key's hash.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn public(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }

    pub(crate) fn sign(&self, book: u8, head: u64, head_hash: &Hash, at: i64) -> Vec<u8> {
        self.pair.sign(&statement(book, head, head_hash, at)).as_ref().to_vec()
    }
}

/// A key's id: the first eight bytes of its public half's hash.
pub(crate) fn key_id(public: &[u8]) -> String {
    hex(&hash(&[public])[..8])
}

/// Whether a checkpoint's signature is the key's.
pub(crate) fn verifies(
    public: &[u8],
    book: u8,
    head: u64,
    head_hash: &Hash,
    at: i64,
    signature: &[u8],
) -> bool {
    UnparsedPublicKey::new(&ED25519, public).verify(&statement(book, head, head_hash, at), signature).is_ok()
}

fn statement(book: u8, head: u64, head_hash: &Hash, at: i64) -> Hash {
    hash(&[b"gatelodge checkpoint 1", &[book], &head.to_be_bytes(), head_hash, &at.to_be_bytes()])
}

/// Writes a file that only its owner may read.
///
/// # Errors
/// When it cannot be made.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let wrong = |e| StoreError::file("cannot write the key file", path, e);
    let mut file =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(wrong)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| {
        // Half a key would stand in the way of every later start.
        let _ = std::fs::remove_file(path);
        wrong(e)
    })
}

/// Refuses a key file that others may read.
///
/// # Errors
/// When its mode lets anyone but the owner in.
pub fn check_private(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path)
        .map_err(|e| StoreError::file("cannot look at", path, e))?
        .permissions()
        .mode();
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(StoreError::Refused(format!(
            "{} can be read by others (mode {:o}): chmod 600 it, and make a new key if it may have been read",
            path.display(),
            mode & 0o777
        )))
    }
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}
