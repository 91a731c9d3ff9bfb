//! `import`: files, folders or standard input, of any format that Gatelodge reads.
//!
//! What became of each is told, a line a file and below it what is not the same for the whole file: used, kept (well
//! formed and of a kind not used yet), known already, refused and why. Run twice, the second run changes nothing: what
//! one file says twice is two messages, the same two each time it is read.

use super::{Open, open};
use crate::args::Import;
use crate::{Ended, Failed};
use crossing::envelope::{Meta, WriteAsk, care_feed, envelope, slice};
use crossing::observe::care::{CSV_BOOKING, CSV_PATIENT};
use crossing::observe::split;
use crossing::understood::Outcome;
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use store::StoreError;
use store::unit::{Input, Receipt};
use vocab::crossing::{Caller, Feed, Role};
use vocab::place::PrisonCode;

/// A file larger than this is not one of these formats: a day's recorded responses of a large prison are under 100 MB.
const FILE_BYTES_MAX: u64 = 512 << 20;

/// So many lines are told of a file; more would hide the sums.
const LINES_MAX: usize = 100;

/// So many may be on their way to the store at once; the store groups them.
const IN_FLIGHT_MAX: usize = 512;

/// What became of one thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Became {
    Used,
    Kept(String),
    Known,
    Refused(String),
}

impl Became {
    const fn word(&self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Kept(_) => "kept",
            Self::Known => "known already",
            Self::Refused(_) => "refused",
        }
    }
}

impl std::fmt::Display for Became {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Kept(why) | Self::Refused(why) => write!(f, "{}: {why}", self.word()),
            Self::Used | Self::Known => f.write_str(self.word()),
        }
    }
}

pub(super) fn run(args: &Import) -> Result<Ended, Failed> {
    let feed = Feed::parse(&args.feed).ok_or("--feed: small letters, digits and hyphens")?;
    let prison = args.prison.as_deref().map(super::prison).transpose()?;
    let open = open(&args.data)?;
    let mut taken = Taking { open: &open, feed, prison, counts: BTreeMap::new() };
    if args.paths.is_empty() || args.paths == [PathBuf::from("-")] {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
        taken.file("standard input", Ok(bytes))?;
    }
    for path in args.paths.iter().filter(|p| p.as_os_str() != "-") {
        for file in files(path).map_err(|e| format!("{}: {e}", path.display()))? {
            taken.file(&file.display().to_string(), std::fs::read(&file))?;
        }
    }
    let counts = taken.counts;
    open.close();
    println!("{}", summed(&counts));
    Ok(if counts.contains_key("refused") { Ended::Refused } else { Ended::Done })
}

/// `3 used, 1 kept, 0 known already, 0 refused`.
fn summed(counts: &BTreeMap<&str, u64>) -> String {
    let count = |word| counts.get(word).copied().unwrap_or(0);
    format!(
        "{} used, {} kept, {} known already, {} refused",
        count("used"),
        count("kept"),
        count("known already"),
        count("refused")
    )
}

fn files(path: &Path) -> Result<Vec<PathBuf>, Failed> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(path)?.map(|e| e.map(|e| e.path())).collect::<std::io::Result<_>>()?;
    entries.sort();
    for entry in entries {
        found.extend(files(&entry)?);
    }
    Ok(found)
}

struct Taking<'a> {
    open: &'a Open,
    feed: Feed,
    prison: Option<PrisonCode>,
    counts: BTreeMap<&'static str, u64>,
}

impl Taking<'_> {
    /// Takes a file in and says what became of it. What cannot be read is refused, and the others go on.
    fn file(&mut self, name: &str, bytes: std::io::Result<Vec<u8>>) -> Result<(), Failed> {
        let bytes = match bytes {
            Ok(bytes) if u64::try_from(bytes.len()).is_ok_and(|n| n <= FILE_BYTES_MAX) => bytes,
            Ok(_) => return self.told(name, &[refused(format!("more than {} MB", FILE_BYTES_MAX >> 20))]),
            Err(error) => return self.told(name, &[refused(error.to_string())]),
        };
        let pieces = pieces(&bytes, &self.feed, self.prison);
        let total = pieces.len();
        let mut became = Vec::with_capacity(total);
        for group in pieces.chunks(IN_FLIGHT_MAX) {
            let mut promises = Vec::with_capacity(group.len());
            for (at, input) in group {
                let promise = match input {
                    Ok(input) => self.open.crossing.store().write_later(input.clone()),
                    Err(why) => Err(StoreError::Refused(why.clone())),
                };
                promises.push((at, promise));
            }
            for (at, promise) in promises {
                let receipt = promise.and_then(store::Promise::wait);
                became.push((at.clone(), became_of(receipt)?));
            }
            if total > IN_FLIGHT_MAX {
                eprint!("\r{name}: {} of {total}", became.len());
            }
        }
        if total > IN_FLIGHT_MAX {
            eprintln!();
        }
        self.told(name, &became)
    }

    /// One line where all is the same, else the sums and a line for each that is not plainly used.
    fn told(&mut self, name: &str, became: &[(String, Became)]) -> Result<(), Failed> {
        let mut counts = BTreeMap::new();
        for (_, became) in became {
            *counts.entry(became.word()).or_default() += 1;
            *self.counts.entry(became.word()).or_default() += 1;
        }
        let mut out = std::io::stdout().lock();
        if let [(_, became)] = became {
            writeln!(out, "{name}: {became}")?;
            return Ok(());
        }
        writeln!(out, "{name}: {}", summed(&counts))?;
        let tell = |(_, became): &&(String, Became)| !matches!(became, Became::Used | Became::Known);
        for (at, became) in became.iter().filter(tell).take(LINES_MAX) {
            writeln!(out, " {at}: {became}")?;
        }
        let more = became.iter().filter(tell).count().saturating_sub(LINES_MAX);
        if more > 0 {
            writeln!(out, "  and {more} more")?;
        }
        Ok(())
    }
}

fn refused(why: String) -> (String, Became) {
    (String::new(), Became::Refused(why))
}

/// What became of what was given to the store; an error where the store itself failed.
fn became_of(receipt: Result<Receipt<Outcome>, StoreError>) -> Result<Became, StoreError> {
    match receipt {
        Ok(receipt) => Ok(became(&receipt)),
        Err(StoreError::Refused(why)) => Ok(Became::Refused(why)),
        Err(error) => Err(error),
    }
}

/// What a receipt says became of an input.
pub(super) fn became(receipt: &Receipt<Outcome>) -> Became {
    match &receipt.outcome {
        Some(Outcome::Quarantined { reason, detail }) => {
            Became::Refused(format!("{}: {detail}", reason.word()))
        }
        Some(Outcome::NotDone(why)) => Became::Refused(format!("{why:?}")),
        _ if receipt.replay => Became::Known,
        Some(Outcome::Kept(what)) => Became::Kept(what.clone()),
        Some(Outcome::Unchanged | Outcome::Stale) => Became::Known,
        Some(_) => Became::Used,
        None => Became::Known,
    }
}

/// A piece of a file: where in it, and the input, or why there is none.
type Piece = (String, Result<Input, String>);

/// The pieces of a file.
fn pieces(bytes: &[u8], feed: &Feed, prison: Option<PrisonCode>) -> Vec<Piece> {
    if let Some(rows) = clinic_list(bytes, prison) {
        return rows;
    }
    if let Some(lines) = recorded(bytes, feed) {
        return lines;
    }
    if is_fhir(bytes) {
        let meta =
            Meta { write: Some(WriteAsk::default()), caller: Some(importer(prison)), ..Meta::default() };
        return vec![(String::new(), Ok(envelope(&care_feed(), bytes.to_vec(), &meta, None)))];
    }
    if let Some(slices) = split::slices(bytes) {
        return slices
            .into_iter()
            .zip(1..)
            .map(|((person, body), n)| {
                (format!(" item {n}"), Ok(slice(feed, person, body, &Meta::default(), None)))
            })
            .collect();
    }
    vec![(String::new(), Ok(envelope(feed, bytes.to_vec(), &Meta::default(), None)))]
}

fn importer(prison: Option<PrisonCode>) -> Caller {
    Caller { account: "import".to_owned(), role: Role::CareSystem, prison }
}

fn is_fhir(bytes: &[u8]) -> bool {
    wire::fhir::recognise::recognise(bytes).is_ok()
}

/// A clinic list, cut into its rows: each row is read for its patient, then for its booking.
fn clinic_list(bytes: &[u8], prison: Option<PrisonCode>) -> Option<Vec<Piece>> {
    let (header, rows) = wire::csv_forms::clinic::slices(bytes).ok()?;
    let feed = Feed::parse("care-csv")?;
    let meta =
        |path: &str| Meta { path: Some(path.to_owned()), caller: Some(importer(prison)), ..Meta::default() };
    let mut inputs = Vec::new();
    for (n, row) in rows {
        let body = [header, row].concat();
        inputs.push((format!(" line {n}"), Ok(envelope(&feed, body.clone(), &meta(CSV_PATIENT), None))));
        inputs.push((format!(" line {n}"), Ok(envelope(&feed, body, &meta(CSV_BOOKING), None))));
    }
    Some(inputs)
}

/// A recorded response: `{"method","path","status","body"}`, and where it is known `location` and when it was `asked`.
#[derive(serde::Deserialize)]
struct Line<'a> {
    method: String,
    path: String,
    status: u16,
    #[serde(borrow)]
    body: &'a serde_json::value::RawValue,
    #[serde(default)]
    location: Option<String>,
    #[serde(default)]
    asked: Option<String>,
}

/// Recorded responses, one a line. The first line says that it is such a file; a later one that is none is refused.
fn recorded(bytes: &[u8], feed: &Feed) -> Option<Vec<Piece>> {
    let lines = (1..).zip(bytes.split(|b| *b == b'\n')).filter(|(_, line)| !line.trim_ascii().is_empty());
    let first = lines.clone().next()?;
    serde_json::from_slice::<Line<'_>>(first.1).ok()?;
    let mut times = BTreeMap::new();
    let mut pieces = Vec::new();
    lines.for_each(|(n, line)| {
        let again: &mut u64 = times.entry(line).or_default();
        pieces.extend(response(&format!(" line {n}"), line, feed, *again));
        *again += 1;
    });
    Some(pieces)
}

/// The pieces of one response. One that says what an earlier line said is a reading of its own: the state came back.
fn response(at: &str, line: &[u8], feed: &Feed, again: u64) -> Vec<Piece> {
    let Ok(line) = serde_json::from_slice::<Line<'_>>(line) else {
        let why = "no recorded response: an object with method, path, status and body is expected";
        return vec![(at.to_owned(), Err(why.to_owned()))];
    };
    let body = match serde_json::from_str::<String>(line.body.get()) {
        Ok(text) => text.into_bytes(),
        Err(_) if line.body.get() == "null" => Vec::new(),
        Err(_) => line.body.get().as_bytes().to_vec(),
    };
    let meta = Meta {
        method: Some(line.method),
        path: Some(line.path),
        status: Some(line.status),
        location: line.location,
        asked: line.asked.as_deref().and_then(vocab::Instant::parse_zoned).map(vocab::Instant::micros),
        ..Meta::default()
    };
    let source = (again > 0).then(|| format!("{again} times before in its file"));
    match split::slices(&body).filter(|_| line.status == 200) {
        Some(slices) => {
            let meta = Meta { asked: meta.asked, ..Meta::default() };
            let piece = |((person, body), item)| {
                let input = slice(feed, person, body, &meta, source.as_deref());
                (format!("{at} item {item}"), Ok(input))
            };
            slices.into_iter().zip(1..).map(piece).collect()
        }
        None => vec![(at.to_owned(), Ok(envelope(feed, body, &meta, source.as_deref())))],
    }
}
