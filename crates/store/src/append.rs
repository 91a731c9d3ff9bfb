//! Appending to the two books, inside the lane's transaction.

use crate::chain::{Hash, gate_hash, hash, journal_hash, part_digest, row_digest};
use crate::error::{Result, StoreError};
use crate::gate::{self, GateEntry};
use crate::lane::{Booked, Lane};
use crate::unit::{Decide, Input, Moment, Receipt};
use rusqlite::OptionalExtension as _;
use vocab::Instant;
use vocab::id::{GateSeq, JournalSeq, PrisonNumber};

/// An input has at most so many parts: the part's number is the last byte of its key.
const PARTS_MAX: usize = 256;

/// An input's bytes, all parts together: above the largest page that any feed may send, far below what one group may
/// hold in memory.
const INPUT_BYTES_MAX: usize = 16 << 20;

/// Refuses an input that the journal has no form for, before anything is decided on it.
pub(crate) fn check(input: &Input) -> Result<()> {
    if input.parts.is_empty() || input.parts.len() > PARTS_MAX {
        return Err(StoreError::Refused(format!("an input has 1 to {PARTS_MAX} parts")));
    }
    let mut bytes = input.meta.len();
    for part in &input.parts {
        // Deciding must see the same now and in a rebuild, and a rebuild would see an empty body.
        bytes +=
            part.body.as_ref().ok_or_else(|| StoreError::Refused("a new input has its bodies".into()))?.len();
    }
    if bytes > INPUT_BYTES_MAX {
        return Err(StoreError::Refused(format!(
            "an input has at most {INPUT_BYTES_MAX} bytes; this has {bytes}"
        )));
    }
    Ok(())
}

impl<D: Decide> Lane<D> {
    /// The digest that makes a second input a replay. Keyed by the store's own salt, so that it does not tell what an
    /// erased body held.
    pub(crate) fn source_digest(&self, input: &Input, source: &[u8]) -> [u8; 16] {
        let digest = hash(&[&self.salt, &[input.kind.number()], input.feed.name().as_bytes(), source]);
        let mut short = [0; 16];
        short.copy_from_slice(&digest[..16]);
        short
    }

    /// The receipt that this source was given before, if it was.
    pub(crate) fn replay(&self, source: &[u8; 16]) -> Result<Option<Receipt<D::Outcome>>> {
        let mut statement = self.conn.prepare_cached(
            "select j.seq, j.at, o.outcome from journal_source s join journal j on j.seq = s.seq
             left join outcome o on o.seq = j.seq where s.key = ?1 and j.source = ?2",
        )?;
        let found: Option<(u64, i64, Option<Vec<u8>>)> = statement
            .query_row((source_key(source), source.as_slice()), |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((seq, at, outcome)) = found else { return Ok(None) };
        let outcome = outcome.map(|bytes| crate::row::decode("outcome", &bytes)).transpose()?;
        Ok(Some(Receipt { seq: JournalSeq(seq), at: Instant::from_micros(at), replay: true, outcome }))
    }

    pub(crate) fn feed_register(&mut self, name: &str) -> Result<i64> {
        if let Some(id) = self.feeds.get(name) {
            return Ok(*id);
        }
        self.conn.prepare_cached("insert into feed (name) values (?1)")?.execute([name])?;
        let id = self.conn.last_insert_rowid();
        self.feeds.insert(name.to_owned(), id);
        Ok(id)
    }

    /// Appends an input to the journal; the new head's hash.
    pub(crate) fn append(
        &self,
        input: &Input,
        feed: i64,
        moment: &Moment,
        source: Option<&[u8; 16]>,
    ) -> Result<Hash> {
        let mut digests = Vec::with_capacity(input.parts.len());
        for (number, part) in (0u64..).zip(&input.parts) {
            let mut salt = [0; 16];
            salt[..8].copy_from_slice(&self.rng.seed().0.to_be_bytes());
            salt[8..].copy_from_slice(&self.rng.seed().0.to_be_bytes());
            let body = part.body.as_deref().unwrap_or_default();
            let first;
            let bytes = if number == 0 {
                first = with_meta(&input.meta, body);
                first.as_slice()
            } else {
                body
            };
            let person = part.person.map(PrisonNumber::packed);
            digests.push(part_digest(&salt, person.map(i64::from), bytes));
            self.conn.prepare_cached("insert into body values (?1, ?2, ?3, ?4, null)")?.execute((
                (moment.seq.0 << 8) + number,
                person,
                salt.as_slice(),
                bytes,
            ))?;
        }
        let digest = row_digest(&digests);
        let kind = input.kind.number();
        let source_bytes = source.map(<[u8; 16]>::as_slice);
        let hash = journal_hash(&self.journal.hash, kind, input.feed.name(), moment, source_bytes, &digest);
        self.conn
            .prepare_cached("insert into journal values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?
            .execute((
                moment.seq.0,
                kind,
                feed,
                moment.at.micros(),
                moment.seed.0.cast_signed(),
                moment.charter.0,
                source_bytes,
                digest.as_slice(),
                hash.as_slice(),
            ))?;
        if let Some(source) = source {
            self.conn
                .prepare_cached("insert into journal_source values (?1, ?2)")?
                .execute((source_key(source), moment.seq.0))?;
        }
        Ok(hash)
    }

    /// Appends a row to the gate book, unless what it rests on has moved.
    pub(crate) fn book(&mut self, entry: &GateEntry) -> Result<Booked> {
        let moved = |since: Option<&JournalSeq>| since.is_some_and(|seq| *seq > entry.snapshot);
        let shaken = entry.subjects.iter().any(|s| {
            moved(s.person.as_ref().and_then(|p| self.moved_person.get(p)))
                || moved(s.patient.as_ref().and_then(|p| self.moved_patient.get(p)))
        });
        if shaken || entry.charter != self.charter {
            return Ok(Booked::Moved);
        }
        let (seq, at) = (self.gate.seq + 1, self.now());
        let body = gate::written(entry)?;
        let hash = gate_hash(&self.gate.hash, seq, at.micros(), &body);
        self.conn.prepare_cached("insert into gate values (?1, ?2, ?3, ?4)")?.execute((
            seq,
            at.micros(),
            body,
            hash.as_slice(),
        ))?;
        self.gate.seq = seq;
        self.gate.hash = hash;
        self.last_at = at;
        Ok(Booked::At(GateSeq(seq)))
    }
}

/// Part 0 as stored: the length of the meta, the meta, the body.
fn with_meta(meta: &[u8], body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(4 + meta.len() + body.len());
    bytes.extend(u32::try_from(meta.len()).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend(meta);
    bytes.extend(body);
    bytes
}

/// The first eight bytes of a source's digest: the key under which a hit is looked for.
pub(crate) fn source_key(source: &[u8; 16]) -> i64 {
    i64::from_be_bytes([
        source[0], source[1], source[2], source[3], source[4], source[5], source[6], source[7],
    ])
}
