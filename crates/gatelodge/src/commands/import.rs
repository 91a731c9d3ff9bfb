//! `import`: files, folders or standard input, of any format that Gatelodge reads.
//!
//! What became of each is told: used, kept (well formed and of a kind not used yet), known already, refused and why.
//! Run twice, the second run changes nothing.

use super::{Open, open};
use crate::args::Import;
use crate::{Ended, Failed};
use crossing::envelope::{Meta, WriteAsk, care_feed, envelope, slice};
use crossing::observe::care::{CSV_BOOKING, CSV_PATIENT};
use crossing::observe::split;
use crossing::understood::Outcome;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use store::unit::{Input, Receipt};
use vocab::crossing::{Caller, Feed, Role};
use vocab::place::PrisonCode;

/// A file larger than this is not one of these formats: a day's recorded responses of a large prison are under 100 MB.
const FILE_BYTES_MAX: u64 = 512 << 20;

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

pub(super) fn run(args: &Import) -> Result<Ended, Failed> {
    let feed = Feed::parse(&args.feed).ok_or("--feed: small letters, digits and hyphens")?;
    let prison = args.prison.as_deref().map(super::prison).transpose()?;
    let open = open(&args.data)?;
    let mut taken = Taking { open: &open, feed, prison, counts: BTreeMap::new(), refused: Vec::new() };
    if args.paths.is_empty() || args.paths == [PathBuf::from("-")] {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(FILE_BYTES_MAX).read_to_end(&mut bytes)?;
        taken.file("standard input", &bytes)?;
    }
    for path in args.paths.iter().filter(|p| p.as_os_str() != "-") {
        for file in files(path)? {
            let bytes = std::fs::read(&file).map_err(|e| format!("{}: {e}", file.display()))?;
            taken.file(&file.display().to_string(), &bytes)?;
        }
    }
    let (counts, refused) = (taken.counts, taken.refused);
    open.close();
    for line in &refused {
        println!("refused: {line}");
    }
    let count = |word| counts.get(word).copied().unwrap_or(0);
    println!(
        "{} used, {} kept, {} known already, {} refused",
        count("used"),
        count("kept"),
        count("known"),
        count("refused")
    );
    Ok(if refused.is_empty() { Ended::Done } else { Ended::Refused })
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
    refused: Vec<String>,
}

impl Taking<'_> {
    fn file(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failed> {
        let inputs = inputs(bytes, &self.feed, self.prison);
        let total = inputs.len();
        let mut done = 0;
        for group in inputs.chunks(IN_FLIGHT_MAX) {
            let mut promises = Vec::with_capacity(group.len());
            for (at, input) in group {
                promises.push((at, self.open.crossing.store().write_later(input.clone())?));
            }
            for (at, promise) in promises {
                self.note(&format!("{name}{at}"), &became(&promise.wait()?));
            }
            done += group.len();
            if total > IN_FLIGHT_MAX {
                eprint!("\r{name}: {done} of {total}");
            }
        }
        if total > IN_FLIGHT_MAX {
            eprintln!();
        }
        Ok(())
    }

    fn note(&mut self, name: &str, became: &Became) {
        let word = match became {
            Became::Used => "used",
            Became::Kept(_) => "kept",
            Became::Known => "known",
            Became::Refused(why) => {
                self.refused.push(format!("{name}: {why}"));
                "refused"
            }
        };
        *self.counts.entry(word).or_default() += 1;
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

/// The inputs of a file, each with where in the file it stands.
pub(super) fn inputs(bytes: &[u8], feed: &Feed, prison: Option<PrisonCode>) -> Vec<(String, Input)> {
    if let Some(rows) = clinic_list(bytes, prison) {
        return rows;
    }
    if let Some(lines) = recorded(bytes, feed) {
        return lines;
    }
    if is_fhir(bytes) {
        let meta =
            Meta { write: Some(WriteAsk::default()), caller: Some(importer(prison)), ..Meta::default() };
        return vec![(String::new(), envelope(&care_feed(), bytes.to_vec(), &meta, None))];
    }
    if let Some(slices) = split::slices(bytes) {
        return slices
            .into_iter()
            .zip(1..)
            .map(|((person, body), n)| (format!(" item {n}"), slice(feed, person, body, &Meta::default())))
            .collect();
    }
    vec![(String::new(), envelope(feed, bytes.to_vec(), &Meta::default(), None))]
}

fn importer(prison: Option<PrisonCode>) -> Caller {
    Caller { account: "import".to_owned(), role: Role::CareSystem, prison }
}

fn is_fhir(bytes: &[u8]) -> bool {
    wire::fhir::recognise::recognise(bytes).is_ok()
}

/// A clinic list, cut into its rows: each row is read for its patient, then for its booking.
fn clinic_list(bytes: &[u8], prison: Option<PrisonCode>) -> Option<Vec<(String, Input)>> {
    let (header, rows) = wire::csv_forms::clinic::slices(bytes).ok()?;
    let feed = Feed::parse("care-csv")?;
    let meta =
        |path: &str| Meta { path: Some(path.to_owned()), caller: Some(importer(prison)), ..Meta::default() };
    let mut inputs = Vec::new();
    for (n, row) in rows {
        let body = [header, row].concat();
        inputs.push((format!(" line {n}"), envelope(&feed, body.clone(), &meta(CSV_PATIENT), None)));
        inputs.push((format!(" line {n}"), envelope(&feed, body, &meta(CSV_BOOKING), None)));
    }
    Some(inputs)
}

/// Recorded responses, one a line: `{"method","path","status","body"}`.
fn recorded(bytes: &[u8], feed: &Feed) -> Option<Vec<(String, Input)>> {
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
    let text = std::str::from_utf8(bytes).ok()?;
    let mut inputs = Vec::new();
    for (n, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let line: Line<'_> = serde_json::from_str(line).ok()?;
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
        match split::slices(&body).filter(|_| line.status == 200) {
            Some(slices) => inputs.extend(slices.into_iter().zip(1..).map(|((person, body), item)| {
                let meta = Meta { asked: meta.asked, ..Meta::default() };
                (format!(" line {n} item {item}"), slice(feed, person, body, &meta))
            })),
            None => inputs.push((format!(" line {n}"), envelope(feed, body, &meta, None))),
        }
    }
    (!inputs.is_empty()).then_some(inputs)
}
