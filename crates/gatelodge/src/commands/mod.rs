//! One file a command. Each opens what it needs, says what it did in words for its user, and closes.

mod access_request;
mod config;
mod doctor;
mod export;
mod import;
mod journal;
mod keep;
mod link;
mod mirror;
mod quarantine;
mod registration;
pub(crate) mod token;
mod trace;

use crate::args::{Args, Command, Data};
use crate::clock::SystemClock;
use crate::house::{self, Folder};
use crate::{Ended, Failed};
use crossing::{Context, Crossing};
use std::sync::Arc;
pub(crate) use token::AUDIENCE;
use vocab::Clock as _;
use vocab::crossing::{Caller, Purpose, Role};
use vocab::id::TraceId;
use vocab::place::PrisonCode;

/// Carries out a command.
pub(crate) fn run(args: Args) -> Result<Ended, Failed> {
    match args.command {
        Command::Demo(args) => crate::demo::run(&args),
        Command::Serve(args) => crate::running::serve(&args),
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Trace(args) => trace::run(&args),
        Command::Journal(args) => journal::run(&args),
        Command::Link(args) => link::run(&args),
        Command::Mirror(args) => mirror::run(&args),
        Command::Quarantine(args) => quarantine::run(&args),
        Command::Registration(args) => registration::run(&args),
        Command::Token(args) => token::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::AccessRequest(args) => access_request::run(&args),
        Command::Config(args) => config::run(&args),
        Command::Backup(args) => keep::backup(&args),
        Command::Restore(args) => keep::restore(&args),
        Command::Rebuild(args) => keep::rebuild(&args),
        Command::Bench(args) => crate::bench::run(&args),
    }
}

/// An open crossing, for a command that works on a store nobody else has open.
pub(crate) struct Open {
    pub(crate) crossing: Arc<Crossing>,
}

/// Opens the crossing of a data folder.
pub(crate) fn open(data: &Data) -> Result<Open, Failed> {
    let folder = Folder(data.data.clone());
    let config = house::config(&folder, data.config.as_deref())?;
    let crossing = house::open(&folder, &config, house::clock(&folder))?;
    Ok(Open { crossing: Arc::new(crossing) })
}

impl Open {
    /// Closes the store: what was written is durable, the last checkpoint signed.
    pub(crate) fn close(self) {
        if let Ok(crossing) = Arc::try_unwrap(self.crossing) {
            crossing.close();
        }
    }

    /// The circumstances of someone at the console.
    pub(crate) fn context(
        &self,
        account: &str,
        role: Role,
        purpose: Purpose,
        prison: Option<PrisonCode>,
    ) -> Context {
        context(&self.crossing, account, role, purpose, prison)
    }

    /// Waits for a use case.
    pub(crate) fn wait<T>(&self, work: impl Future<Output = T>) -> Result<T, Failed> {
        Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work))
    }
}

pub(crate) fn context(
    crossing: &Crossing,
    account: &str,
    role: Role,
    purpose: Purpose,
    prison: Option<PrisonCode>,
) -> Context {
    let now = crossing.clock().now();
    Context {
        caller: Caller { account: account.to_owned(), role, prison },
        purpose,
        prison,
        now,
        trace: TraceId::from_uuid(crossing.rng().seed().id(SystemClock.now(), 0)),
    }
}

/// A prison's code, or what to write instead.
pub(crate) fn prison(text: &str) -> Result<PrisonCode, Failed> {
    PrisonCode::parse(text).map_err(|e| format!("--prison: {e}").into())
}
