//! Hash chains: each row covers the one before it, so that a change to any row shows in every later one.
//!
//! A journal row's hash is `SHA-256(previous, number, kind, feed, at, seed, charter, source, digest)`, with the feed by
//! its name, where the digest is `SHA-256(salt, person, body)`: a body can be deleted with its salt and its person, and
//! the chain still verifies. Of a row in several parts the digest is `SHA-256` over the parts' own. A chain alone proves
//! nothing against someone who may rewrite all of it: signed checkpoints that leave the machine do.

use crate::unit::Moment;
use aws_lc_rs::digest::{Context, SHA256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// What the first row of a chain covers as its previous.
pub(crate) const FIRST: Hash = [0; 32];

/// SHA-256 over fields, each with its length before it, so that no two lists of fields hash alike.
#[must_use]
pub fn hash(fields: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for field in fields {
        context.update(&u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(field);
    }
    let mut out = FIRST;
    out.copy_from_slice(context.finish().as_ref());
    out
}

/// The digest of one part. The person of it is salted too, and goes with the body.
pub(crate) fn part_digest(salt: &[u8], person: Option<i64>, body: &[u8]) -> Hash {
    match person {
        Some(person) => hash(&[salt, &person.to_be_bytes(), body]),
        None => hash(&[salt, &[], body]),
    }
}

/// The digest of a row: its one part's, or over its parts'.
pub(crate) fn row_digest(parts: &[Hash]) -> Hash {
    match parts {
        [one] => *one,
        many => hash(&many.iter().map(<[u8; 32]>::as_slice).collect::<Vec<_>>()),
    }
}

/// The hash of a journal row. No source hashes as an empty one: a source that is there has sixteen bytes.
pub(crate) fn journal_hash(
    previous: &Hash,
    kind: u8,
    feed: &str,
    moment: &Moment,
    source: Option<&[u8]>,
    digest: &Hash,
) -> Hash {
    hash(&[
        previous,
        &moment.seq.0.to_be_bytes(),
        &[kind],
        feed.as_bytes(),
        &moment.at.micros().to_be_bytes(),
        &moment.seed.0.to_be_bytes(),
        &moment.charter.0.to_be_bytes(),
        source.unwrap_or_default(),
        digest,
    ])
}

/// The hash of a gate-book row.
pub(crate) fn gate_hash(previous: &Hash, seq: u64, at: i64, body: &[u8]) -> Hash {
    hash(&[previous, &seq.to_be_bytes(), &at.to_be_bytes(), body])
}
