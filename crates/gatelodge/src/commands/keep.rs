//! `backup`, `restore`, `rebuild`.

use super::open;
use crate::args;
use crate::house::{self, Folder};
use crate::{Ended, Failed};
use crossing::Engine;
use std::sync::Arc;
use store::Verified;

pub(super) fn backup(args: &args::Backup) -> Result<Ended, Failed> {
    let folder = Folder(args.data.data.clone());
    // On the file, not through the lane: a store that is being served is backed up by the same command.
    store::backup(&folder.store().join("gatelodge.db"), &args.to)?;
    let verified = store::verify_file(&args.to)?;
    tell(&verified)?;
    println!("Backed up to {}.", args.to.display());
    println!("It holds people's records: keep it as you keep the store. The keys are not in it.");
    Ok(Ended::Done)
}

pub(super) fn restore(args: &args::Restore) -> Result<Ended, Failed> {
    if args.verify {
        tell(&store::verify_file(&args.from)?)?;
        println!("The backup verifies. Nothing was restored.");
        return Ok(Ended::Done);
    }
    let folder = Folder(args.data.data.clone());
    tell(&store::restore(&args.from, &folder.store())?)?;
    println!(
        "Restored to {}. Every flow opens in shadow until a sweep has read each mirror again.",
        folder.0.display()
    );
    Ok(Ended::Done)
}

fn tell(verified: &Verified) -> Result<(), Failed> {
    println!(
        "journal {} rows, gate book {} rows, {} checkpoints",
        verified.journal, verified.gate, verified.checkpoints
    );
    match &verified.bad {
        None => Ok(()),
        Some(bad) => Err(format!("it does not verify: {bad}").into()),
    }
}

pub(super) fn rebuild(args: &args::Rebuild) -> Result<Ended, Failed> {
    // The charter that is in force is the rebuild's too: opening writes it down if it is new. A store whose records have
    // another form opens only afterwards.
    match open(&args.data) {
        Ok(crossing) => crossing.close(),
        Err(failed) if is_of_another_form(&failed) => {}
        Err(failed) => return Err(failed),
    }
    let folder = Folder(args.data.data.clone());
    let config = house::config(&folder, args.data.config.as_deref())?;
    let engine = Engine::new(Arc::new(config.rules()));
    let accept = args.accept_difference;
    let decide = |rebuilt: &store::Rebuilt| accept && !rebuilt.is_equal();
    let rebuilt = store::rebuild(&folder.store(), &engine, decide, |rows| eprint!("\r{rows} rows"))?;
    eprintln!("\r{} rows", rebuilt.rows);
    for table in &rebuilt.tables {
        let sign = if table.before == table.after { "equal  " } else { "DIFFERS" };
        println!("{sign} {:<24} {:>9} rows before, {:>9} after", table.table, table.before.0, table.after.0);
    }
    match (rebuilt.is_equal(), rebuilt.swapped) {
        (true, _) => println!("Everything derived is what the journal makes."),
        (false, true) => println!("It differed; what the journal makes now stands."),
        (false, false) => {
            println!(
                "It differs. Nothing was changed; --accept-difference puts what the journal makes in place."
            );
            return Ok(Ended::Refused);
        }
    }
    Ok(Ended::Done)
}

fn is_of_another_form(failed: &Failed) -> bool {
    matches!(failed.downcast_ref(), Some(house::HouseError::Store(store::StoreError::Records { .. })))
}
