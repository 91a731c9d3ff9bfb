//! `export`: the bulk-appointment CSV for DPS, for a deployment that may not write there.

use super::{open, prison};
use crate::args::Export;
use crate::{Ended, Failed};
use crossing::disclose::export::FilesAsked;
use vocab::crossing::{Purpose, Role};

pub(super) fn run(args: &Export) -> Result<Ended, Failed> {
    let prison = prison(&args.prison)?;
    let open = open(&args.data)?;
    let ctx = open.context("console", Role::PrisonSystem, Purpose::Custody, Some(prison));
    let date = args.date.unwrap_or_else(|| ctx.now.london_date());
    let asked = FilesAsked { date, again: args.again, one: None };
    let bulk = open.wait(open.crossing.take_files(&ctx, &asked))??;
    let by_hand = open.wait(open.crossing.by_hand(&ctx))??;
    open.close();
    let bulk = bulk.get();
    for (n, file) in (1..).zip(&bulk.files) {
        let path = args.to.join(format!("{prison}-{date}-{n}.csv"));
        std::fs::write(&path, &file.text)
            .map_err(|e| format!("{}: {e}. Mend that, and take the files with --again", path.display()))?;
        println!("{}\n  choose the place {} for it", path.display(), file.place);
    }
    let which = if args.again { "stood in a file already and" } else { "stand in no file yet and" };
    println!(
        "{} bookings of {date} that {which} are not on the prison's lists, in {} files.",
        bulk.bookings,
        bulk.files.len()
    );
    let taken: usize = by_hand
        .get()
        .days
        .iter()
        .filter(|d| d.date == date)
        .flat_map(|d| &d.taken)
        .map(|f| f.lines.len())
        .sum();
    let before = taken.saturating_sub(bulk.bookings);
    if before > 0 {
        println!(
            "{before} more were taken in a file before and are not found yet: --again gives them once more."
        );
    }
    if bulk.left_out > 0 {
        println!("{} more cannot be said in a file: enter each by hand.", bulk.left_out);
    }
    if bulk.files.len() > 1 {
        println!("Upload every file: DPS keeps only a person's first row of each.");
    }
    for day in by_hand.get().days.iter().filter(|day| day.date == date) {
        for change in &day.change {
            println!(
                "Change: {} from {} to {}",
                change.number.text(),
                change.from.words(),
                change.to.words()
            );
        }
        for strike in &day.strike {
            println!("Strike through: {} {}", strike.number.text(), strike.at.words());
        }
    }
    Ok(Ended::Done)
}
