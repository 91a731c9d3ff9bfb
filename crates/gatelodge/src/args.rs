//! What can be asked of the program. `--help` of each command is written for its user.

use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Gatelodge stands between a prison and its healthcare: right person, right fact, right eyes, on time, written down.
#[derive(Debug, Parser)]
#[command(name = "gatelodge", version, max_term_width = 100)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where the data is. Every command that touches a store takes it.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Data {
    /// The folder that holds the store, the keys and the configuration.
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub(crate) data: PathBuf,
    /// The configuration file; without it DIR/gatelodge.toml, and without that the demo's.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Live a day: a prison and a clinic are played beside Gatelodge, over real sockets, until Ctrl-C.
    Demo(Demo),
    /// Serve: take envelopes, answer requests, deliver, until told to stop.
    Serve(Serve),
    /// Take in files, folders or standard input, of any format that Gatelodge reads, and say what became of each.
    Import(Import),
    /// Write out what may leave: the bulk-appointment CSV for DPS, for one prison and day, and say what staff are to change
    /// and to strike through.
    Export(Export),
    /// Follow one thing from its arrival to its end, or to exactly where it stopped and why.
    Trace(Trace),
    /// Look at the journal, or recompute its chain.
    #[command(subcommand)]
    Journal(Journal),
    /// Who is whom: list what waits, confirm, reject, split.
    #[command(subcommand)]
    Link(Link),
    /// What the prison's lists should show and do show.
    #[command(subcommand)]
    Mirror(Mirror),
    /// What could not be understood or attributed: list it, replay it after a fix.
    #[command(subcommand)]
    Quarantine(Quarantine),
    /// The choice about a GP: whom to ask, what is so of somebody, and the counts for commissioners.
    #[command(subcommand)]
    Registration(Registration),
    /// Make a token for development; prints only the token.
    Token(Token),
    /// Look whether everything that Gatelodge needs is as it should be.
    Doctor(DoctorArgs),
    /// Write the document that asks HMPPS for access, from what the configuration really uses.
    AccessRequest(AccessRequest),
    /// Check a configuration, or show it as it is understood.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Copy the store to a file while it runs.
    Backup(Backup),
    /// Put a backup in place of an empty folder's store, after verifying it.
    Restore(Restore),
    /// Make everything derived again from the journal, and compare.
    Rebuild(Rebuild),
    /// Measure, and print figures and ratios. Never passes or fails.
    Bench(Bench),
}

/// `demo`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    pub(crate) data: Data,
    /// How many people the prison has.
    #[arg(long, default_value_t = 1200, value_parser = clap::value_parser!(u32).range(20..=3000))]
    pub(crate) people: u32,
    /// How much faster than life.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub(crate) speed: u32,
    /// Over which routes the prison is connected.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) over: crate::demo::way::Way,
    /// The seed of everything that happens.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// The port of the screens and faces; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// Stop by itself after so long, as `90s`, `5m`, `1h`.
    #[arg(long = "for", value_parser = duration)]
    pub(crate) stop_after: Option<std::time::Duration>,
}

/// `serve`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) data: Data,
    /// Where faces and screens listen.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: std::net::SocketAddr,
    /// Where health and metrics listen; never on the public port.
    #[arg(long, default_value = "127.0.0.1:9090")]
    pub(crate) admin: std::net::SocketAddr,
}

/// `import`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Import {
    #[command(flatten)]
    pub(crate) data: Data,
    /// Files or folders; `-` or nothing is standard input.
    pub(crate) paths: Vec<PathBuf>,
    /// The feed under which prison data is written down.
    #[arg(long, default_value = "import")]
    pub(crate) feed: String,
    /// The prison of clinic lists whose rooms do not say it.
    #[arg(long, value_name = "CODE")]
    pub(crate) prison: Option<String>,
}

/// `export`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) data: Data,
    /// The prison.
    #[arg(long, value_name = "CODE")]
    pub(crate) prison: String,
    /// The day, as 2026-11-12; today in London when not said.
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<jiff::civil::Date>,
    /// What was taken in a file before and is not found on the lists, once more; otherwise what stands in none.
    #[arg(long)]
    pub(crate) again: bool,
    /// The folder for the files; DPS keeps only a person's first row of a file, so there may be several.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) to: PathBuf,
}

/// `trace`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Trace {
    #[command(flatten)]
    pub(crate) data: Data,
    /// An appointment's id, a journal row's number, or a link's id.
    pub(crate) what: String,
    /// The prison.
    #[arg(long, value_name = "CODE", default_value = "MDI")]
    pub(crate) prison: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Journal {
    /// Recompute both chains from the first row, check every checkpoint, and name the first bad row.
    Verify {
        #[command(flatten)]
        data: Data,
    },
    /// Print the newest rows: number, kind, feed, time, and whether bodies were erased. No body.
    Show {
        #[command(flatten)]
        data: Data,
        /// How many.
        #[arg(long, default_value_t = 20)]
        most: u64,
    },
    /// Erase bodies of rows, by a journalled act; the chain still verifies, and what they gave goes with them.
    Erase {
        #[command(flatten)]
        data: Data,
        /// Rows, as numbers.
        #[arg(required = true)]
        rows: Vec<u64>,
        /// Why: `subject-request`, `retention`, `wrong-person`.
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Link {
    /// Links that wait for a person: proposed and in doubt.
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Same person.
    Confirm {
        #[command(flatten)]
        data: Data,
        /// The link's id.
        link: String,
        /// Your account.
        #[arg(long)]
        by: String,
        /// The second person's account, where one is asked for.
        #[arg(long)]
        second: Option<String>,
    },
    /// Not the same.
    Reject {
        #[command(flatten)]
        data: Data,
        /// The link's id.
        link: String,
        /// Your account.
        #[arg(long)]
        by: String,
    },
    /// It was wrong: undo it, correct every mirror made through it, and list who is to be told.
    Split {
        #[command(flatten)]
        data: Data,
        /// The link's id.
        link: String,
        /// Your account.
        #[arg(long)]
        by: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Mirror {
    /// Counts: in step, waiting, held and why.
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Switch a flow of a prison: off, shadow, live. A prison cannot go live on unsigned words.
    Mode {
        #[command(flatten)]
        data: Data,
        /// `appointments`, `alerts`, `whereabouts`, `non-associations`.
        flow: String,
        /// The prison.
        prison: String,
        /// `off`, `shadow`, `live`.
        mode: String,
        /// Your account.
        #[arg(long)]
        by: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Quarantine {
    /// What lies there and why.
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Read rows again after a fix; all of them when none is named.
    Replay {
        #[command(flatten)]
        data: Data,
        /// Journal rows.
        rows: Vec<u64>,
    },
}

/// Where and by whom a registration is looked at.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct RegistrationAt {
    #[command(flatten)]
    pub(crate) data: Data,
    /// The prison.
    #[arg(long, value_name = "CODE")]
    pub(crate) prison: String,
    /// Your account: the look stands in the gate book under it.
    #[arg(long)]
    pub(crate) by: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Registration {
    /// Whom the healthcare team has to ask, the most urgent first, with why and what the conversation needs.
    Due {
        #[command(flatten)]
        at: RegistrationAt,
        /// Which page, from 1.
        #[arg(long, default_value_t = 1)]
        page: usize,
    },
    /// What is so of one patient: custody, address, GP, the health unit; each with its age.
    Facts {
        #[command(flatten)]
        at: RegistrationAt,
        /// The patient's id, as `registration due` shows it.
        patient: String,
    },
    /// Who would miss a call to a check for illness: who said yes first.
    Checks {
        #[command(flatten)]
        at: RegistrationAt,
        /// Which page, from 1.
        #[arg(long, default_value_t = 1)]
        page: usize,
    },
    /// The words of the conversation: which there are, with the hash of each and who checked it. With a language, all of
    /// them as they are read, for whoever is to check them.
    Words {
        /// The language's tag, as `ar` or `pl`.
        #[arg(long, value_name = "TAG")]
        language: Option<String>,
    },
    /// How many were asked and what came of it, by month, prison and language. Fewer than 5 are never shown.
    Counts {
        #[command(flatten)]
        data: Data,
        /// Your account: the look stands in the gate book under it.
        #[arg(long)]
        by: String,
    },
}

/// `token`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Token {
    #[command(flatten)]
    pub(crate) data: Data,
    /// The role, as `clinician`, `reception-nurse`, `officer`, `integration-engineer`, `care-system`.
    #[arg(long)]
    pub(crate) role: String,
    /// The prison, as MDI.
    #[arg(long)]
    pub(crate) prison: Option<String>,
    /// The account's name.
    #[arg(long, default_value = "developer")]
    pub(crate) account: String,
    /// For how long, as `8h`.
    #[arg(long, default_value = "8h", value_parser = duration)]
    pub(crate) valid: std::time::Duration,
}

/// `access-request`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct AccessRequest {
    #[command(flatten)]
    pub(crate) data: Data,
    /// The file to write (Markdown); standard output when not said.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
    /// How many people each prison has, for the number of calls to expect.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) people: u32,
}

/// `doctor`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub(crate) data: Data,
    /// Also call: the services' state, one record of a roll, the queue's attributes, rooms and category. Off by default,
    /// so that it works without a network.
    #[arg(long)]
    pub(crate) calls: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Say whether it can be kept.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Print it as it is understood.
    Show {
        #[command(flatten)]
        data: Data,
    },
}

/// `backup`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    pub(crate) data: Data,
    /// The file to make; never overwritten.
    pub(crate) to: PathBuf,
}

/// `restore`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    pub(crate) data: Data,
    /// The backup.
    pub(crate) from: PathBuf,
    /// Only verify it; restore nothing.
    #[arg(long)]
    pub(crate) verify: bool,
}

/// `rebuild`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Rebuild {
    #[command(flatten)]
    pub(crate) data: Data,
    /// Put what was made in place even when it differs from what there was.
    #[arg(long)]
    pub(crate) accept_difference: bool,
}

/// `bench`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Bench {
    /// How many people.
    #[arg(long, default_value_t = 90_000)]
    pub(crate) people: u32,
    /// Journal rows stored before anything is measured.
    #[arg(long, default_value_t = 1_000_000)]
    pub(crate) rows: u64,
    /// Seconds a figure.
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u32,
    /// The folder to measure on, filled unless it was before; a temporary one when not said.
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,
    /// Calls a second that a full sweep over the External API is worked out for.
    #[arg(long, value_name = "CALLS", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) sweep_rate: u32,
    /// Only the work whose name holds this: `create`, `rebuild`, `sweep`, `due list`.
    #[arg(long)]
    pub(crate) only: Option<String>,
}

/// `90s`, `5m`, `1h`.
fn duration(text: &str) -> Result<std::time::Duration, String> {
    let wrong = || "write it as 90s, 5m or 1h".to_owned();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?);
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "s" => number,
        "m" => number * 60,
        "h" => number * 3600,
        _ => return Err(wrong()),
    };
    Ok(std::time::Duration::from_secs(seconds))
}
