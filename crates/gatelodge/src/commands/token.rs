//! `token`: for development. Prints only the token.

use crate::args::Token;
use crate::clock::SystemClock;
use crate::house::Folder;
use crate::{Ended, Failed};
use serve::TokenKeys;
use serve::tokens::Mint;
use vocab::Clock as _;
use vocab::crossing::{Caller, Role};

/// To whom tokens are addressed.
pub(crate) const AUDIENCE: &str = "gatelodge";

pub(super) fn run(args: &Token) -> Result<Ended, Failed> {
    let role = Role::parse(&args.role).ok_or_else(|| {
        let roles: Vec<&str> = Role::ALL.iter().map(|r| r.word()).collect();
        format!("--role: one of {}", roles.join(", "))
    })?;
    let prison = args.prison.as_deref().map(super::prison).transpose()?;
    let keys = TokenKeys::open(&Folder(args.data.data.clone()).token_keys(), AUDIENCE, true)?;
    let mint = Mint {
        caller: Caller { account: args.account.clone(), role, prison },
        purpose: None,
        seconds: i64::try_from(args.valid.as_secs()).unwrap_or(i64::MAX),
    };
    println!("{}", keys.mint(&mint, SystemClock.now())?);
    Ok(Ended::Done)
}
