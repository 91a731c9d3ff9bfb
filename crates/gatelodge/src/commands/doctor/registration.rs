//! What the choice about a GP needs: PDS, the practices of the prisons, and words that somebody has checked.

use super::secrets::{private, readable};
use super::{Findings, Found};
use crate::Failed;
use crate::clock::SystemClock;
use crate::config::{Config, Pds};
use crate::connections::authorities;
use connect::client::Trust;
use connect::pds::PdsError;
use crossing::RegistrationRules;
use crossing::disclose::choice::drafts_of;
use registration::wording::Language;
use std::sync::Arc;
use store::keys::SystemRng;
use vocab::Clock as _;
use vocab::id::NhsNumber;
use vocab::id::TraceId;

/// A number of the range that is kept for tests, and that nobody has.
const NOBODY: &str = "9990000018";

/// What can be seen without calling anybody.
pub(super) fn look(config: &Config, findings: &mut Findings) {
    match config.pds() {
        None => findings.add(
            "pds",
            Found::Warning("not connected: whose patient somebody is stays \"never read\", and nothing that hurts is found".to_owned()),
        ),
        Some(pds) => {
            findings.add("pds: key_file", private(&pds.key_file));
            if let Some(file) = &pds.authorities_file {
                findings.add("pds: authorities_file", readable(file));
            }
        }
    }
    let rules = config.rules();
    for (prison, rules) in &rules.prisons {
        findings.add(&format!("{prison}: practices"), practices(&rules.registration));
        findings.add(&format!("{prison}: words of the conversation"), words(&rules.registration));
    }
}

fn practices(rules: &RegistrationRules) -> Found {
    if rules.practices.is_empty() {
        let why = "none is named under registration.practices: nobody is found registered here against their choice";
        return Found::Warning(why.to_owned());
    }
    let names: Vec<&str> = rules.practices.iter().map(vocab::id::OdsCode::text).collect();
    Found::Fine(names.join(", "))
}

fn words(rules: &RegistrationRules) -> Found {
    let drafts = drafts_of(rules, SystemClock.now().london_date());
    let names = drafts.iter().map(|language| language.tag()).collect::<Vec<_>>().join(", ");
    match drafts.len() {
        0 => Found::Fine("checked in every language".to_owned()),
        _ if drafts.contains(&Language::English) => Found::Warning(format!(
            "nobody has checked the English, so the choice about a GP cannot go live here; drafts: {names}"
        )),
        _ => Found::Fine(format!(
            "checked but for {names}: with these nothing that counts is recorded where it is live"
        )),
    }
}

/// Whether PDS lets us read: asked for somebody whom nobody is.
pub(super) async fn call(pds: &Pds, findings: &mut Findings) {
    let read = reads(pds).await;
    let found = read.unwrap_or_else(|why| Found::Trouble(format!("nothing was asked: {why}")));
    findings.add("pds: reading", found);
}

async fn reads(config: &Pds) -> Result<Found, Failed> {
    let trust = Trust { identity: None, authorities: authorities(config.authorities_file.as_deref())? };
    let client = super::calls::client(config.calls_per_second, trust)?;
    let pds = connect::pds::Pds::new(client, config.settings()?, Arc::new(SystemRng))?;
    let trace = TraceId::from_uuid(vocab::seed::Rng::seed(&SystemRng).id(SystemClock.now(), 0));
    let asking = pds.asking(NhsNumber::parse(NOBODY)?, &trace);
    Ok(match pds.read(&asking).await {
        Ok(_) => Found::Fine("it lets us in".to_owned()),
        Err(error @ PdsError::Busy { .. }) => Found::Warning(error.to_string()),
        Err(error) => Found::Trouble(error.to_string()),
    })
}
