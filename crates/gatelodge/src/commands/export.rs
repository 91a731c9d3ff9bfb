//! `export`: the bulk-appointment CSV for DPS, for a deployment that may not write there.

use super::{open, prison};
use crate::args::Export;
use crate::{Ended, Failed};
use vocab::crossing::{Purpose, Role};
use wire::csv_forms::bulk::{BulkEntry, write};

pub(super) fn run(args: &Export) -> Result<Ended, Failed> {
    let prison = prison(&args.prison)?;
    let open = open(&args.data)?;
    let ctx = open.context("console", Role::PrisonSystem, Purpose::Custody, Some(prison));
    let date = args.date.unwrap_or_else(|| ctx.now.london_date());
    let lines = open.wait(open.crossing.bulk_lines(&ctx, date))??;
    let entries: Vec<BulkEntry> = lines
        .get()
        .iter()
        .map(|line| BulkEntry { start: line.start, person: line.person, end: line.end })
        .collect();
    let files = write(date, &entries)?;
    open.close();
    for (n, bytes) in (1..).zip(&files) {
        let path = args.to.join(format!("{prison}-{date}-{n}.csv"));
        std::fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()))?;
        println!("{}", path.display());
    }
    println!(
        "{} bookings of {date} that the prison's lists do not show yet, in {} files.",
        entries.len(),
        files.len()
    );
    if files.len() > 1 {
        println!("Upload every file: DPS keeps only a person's first row of each.");
    }
    Ok(Ended::Done)
}
