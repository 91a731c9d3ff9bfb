//! Secrets: random bytes of the machine, their hashes, and comparing without telling by time.
//!
//! They do not come from a [`vocab::Seed`]: a secret that a replay could make again is none.

use aws_lc_rs::digest::{SHA256, digest};

/// The hash under which a secret is kept.
pub(crate) type SecretHash = [u8; 32];

/// 256 random bits.
pub(crate) fn draw() -> [u8; 32] {
    let mut bytes = [0; 32];
    // INVARIANT: the library fails here only when the kernel has no randomness at all; nothing safe can follow.
    aws_lc_rs::rand::fill(&mut bytes).expect("the kernel gives randomness");
    bytes
}

pub(crate) fn hash(bytes: &[u8]) -> SecretHash {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, bytes).as_ref());
    out
}

/// Whether two secrets are equal, in a time that does not depend on where they differ.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// Reads lower-case or upper-case hexadecimal of 32 bytes.
pub(crate) fn from_hex(text: &str) -> Option<[u8; 32]> {
    let bytes = text.as_bytes();
    if bytes.len() != 64 {
        return None;
    }
    let mut out = [0; 32];
    for (at, pair) in bytes.chunks_exact(2).enumerate() {
        let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
        out[at] = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(out)
}
