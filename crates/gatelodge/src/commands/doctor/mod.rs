//! `doctor`: whether everything that Gatelodge needs is as it should be. Each trouble with what to do, and never a person.

mod calls;
mod registration;
mod secrets;

use crate::args::DoctorArgs;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::house::{self, Folder};
use crate::{Ended, Failed};
use std::path::Path;
use vocab::Clock as _;
use vocab::code::AlertCode;

pub(super) fn run(args: &DoctorArgs) -> Result<Ended, Failed> {
    let folder = Folder(args.data.data.clone());
    let mut findings = Findings::default();
    let mut say = |what: &str, result: Result<String, String>| findings.add(what, result.into());
    let config = house::config(&folder, args.data.config.as_deref());
    say("configuration", config.as_ref().map(|_| "can be kept".to_owned()).map_err(ToString::to_string));
    // Where only its files are mistaken, what they are is looked at one by one.
    let config = config.or_else(|_| house::config_planned(&folder, args.data.config.as_deref()));
    say("policy", policy::Engine::built_in().map(|_| "validates".to_owned()).map_err(|e| e.to_string()));
    say("signed words", words(config.as_ref().ok()));
    say("keys", private(&folder.keys()));
    say("store", store_state(&folder));
    say("disk", encrypted(&folder.0));
    say("room", room(&folder.0));
    if let Ok(config) = &config {
        filters(config, &mut findings);
        connections(args, config, &mut findings)?;
    }
    Ok(if findings.troubles == 0 { Ended::Done } else { Ended::Refused })
}

/// What was found of one thing.
enum Found {
    Fine(String),
    /// It works, and somebody should look.
    Warning(String),
    Trouble(String),
}

impl From<Result<String, String>> for Found {
    fn from(result: Result<String, String>) -> Self {
        result.map_or_else(Self::Trouble, Self::Fine)
    }
}

/// Says what was found, and counts the troubles.
#[derive(Default)]
struct Findings {
    troubles: usize,
}

impl Findings {
    fn add(&mut self, what: &str, found: Found) {
        match found {
            Found::Fine(words) => println!("fine     {what}: {words}"),
            Found::Warning(words) => println!("warning  {what}: {words}"),
            Found::Trouble(words) => {
                self.troubles += 1;
                println!("TROUBLE  {what}: {words}");
            }
        }
    }
}

fn connections(args: &DoctorArgs, config: &Config, findings: &mut Findings) -> Result<(), Failed> {
    let now = SystemClock.now();
    for (name, connection) in config.connections() {
        secrets::look(name, connection, now, findings);
    }
    registration::look(config, findings);
    if !args.calls {
        if !config.connections().is_empty() || config.pds().is_some() {
            println!("         nobody was called: --calls asks each service whether it lets us in");
        }
        return Ok(());
    }
    let rules = config.rules();
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        for (name, connection) in config.connections() {
            calls::look(name, connection, &rules, findings).await;
        }
        if let Some(pds) = config.pds() {
            registration::call(pds, findings).await;
        }
    });
    Ok(())
}

/// A filter lets through the codes that it names: one that is on no list is most likely mistyped, and hides what it
/// was meant to let through.
fn filters(config: &Config, findings: &mut Findings) {
    let Ok(lists) = policy::Lists::built_in() else { return };
    for (name, route) in &config.rules().routes {
        let codes = route.alert_codes.iter().flatten();
        let odd: Vec<&str> =
            codes.filter(|code| lists.codes().treatment(code).is_none()).map(AlertCode::text).collect();
        if !odd.is_empty() {
            let words = format!(
                "{} is on no list of alert codes that we have: look whether it is spelt as HMPPS spells it",
                odd.join(", ")
            );
            findings.add(&format!("{name}: alert_codes"), Found::Warning(words));
        }
    }
}

fn words(config: Option<&Config>) -> Result<String, String> {
    let lists = policy::Lists::built_in().map_err(|e| e.to_string())?;
    let Some(config) = config else { return Err("no configuration to look at".to_owned()) };
    let rules = config.rules();
    let drafts: Vec<String> =
        rules.prisons.keys().filter(|p| lists.signed_for(**p).is_err()).map(ToString::to_string).collect();
    if drafts.is_empty() {
        Ok("signed for every prison".to_owned())
    } else {
        Err(format!("draft for {}: these prisons cannot go live", drafts.join(", ")))
    }
}

fn private(keys: &Path) -> Result<String, String> {
    let mut count = 0;
    let Ok(entries) = std::fs::read_dir(keys) else {
        return Ok("none yet; the first start makes them".to_owned());
    };
    for entry in entries.flatten().filter(|e| e.path().is_file()) {
        store::keys::check_private(&entry.path()).map_err(|e| e.to_string())?;
        count += 1;
    }
    Ok(format!("{count} files that only their owner may read"))
}

fn store_state(folder: &Folder) -> Result<String, String> {
    let database = folder.store().join("gatelodge.db");
    if !database.exists() {
        return Ok("none yet; the first start makes it".to_owned());
    }
    let verified = store::verify_file(&database).map_err(|e| e.to_string())?;
    match verified.bad {
        None => store::records_can_be_read(&database)
            .map_err(|e| e.to_string())
            .map(|()| format!("chain verified to row {}", verified.journal)),
        Some(bad) => Err(format!("{bad}: stop, keep the disk as it is, and compare with the last backup")),
    }
}

/// Columns are not encrypted, since names must be searched: the disk has to be. A device-mapper device is taken for an
/// encrypted one; anything else cannot be told from here.
fn encrypted(folder: &Path) -> Result<String, String> {
    let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let device = mounts
        .lines()
        .filter_map(|line| {
            let mut parts = line.split(' ');
            Some((parts.next()?, parts.next()?))
        })
        .filter(|(_, mount)| folder.starts_with(mount))
        .max_by_key(|(_, mount)| mount.len())
        .map(|(device, _)| device.to_owned());
    match device {
        Some(device) if device.starts_with("/dev/mapper/") || device.starts_with("/dev/dm-") => {
            Ok("the store's disk looks encrypted".to_owned())
        }
        _ => Err("the store's disk does not look encrypted; ask the site (hazard log, at rest)".to_owned()),
    }
}

fn room(folder: &Path) -> Result<String, String> {
    let folder = if folder.exists() { folder } else { Path::new(".") };
    let test = folder.join(".gatelodge-doctor");
    std::fs::write(&test, b"can be written")
        .map_err(|e| format!("{} cannot be written: {e}", folder.display()))?;
    std::fs::remove_file(&test).map_err(|e| e.to_string())?;
    Ok("the folder can be written".to_owned())
}
