//! What can be seen of a connection without calling anybody: its files.

use super::{Findings, Found};
use crate::config::{Connection, Credentials, External};
use connect::identity::Identity;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use vocab::Instant;

/// Days before its end at which a certificate is spoken of.
const DAYS_TOLD: i64 = 30;

const DAY: i64 = 86_400;

pub(super) fn look(name: &str, connection: &Connection, now: Instant, findings: &mut Findings) {
    let of = |what: &str| format!("{name}: {what}");
    match connection {
        Connection::HmppsExternal(external) => {
            if let Some(files) = external.certificate_and_key() {
                findings.add(&of("certificate_file"), readable(files.0));
                findings.add(&of("key_file"), private(files.1));
                certificate(name, external, files, now, findings);
            }
            findings.add(&of("api_key_file"), private(&external.api_key_file));
        }
        Connection::Dps(dps) => findings.add(&of("client_secret_file"), private(&dps.client_secret_file)),
    }
    if let Some(file) = connection.authorities() {
        findings.add(&of("authorities_file"), readable(file));
    }
    match connection.queue().map(|queue| &queue.credentials) {
        // The cluster puts it there and says who may read it.
        Some(Credentials::WebIdentity { token_file, .. }) => {
            findings.add(&of("queue's token_file"), readable(token_file));
        }
        Some(Credentials::Token) => {}
        None => findings.add(
            &of("queue"),
            Found::Warning(
                "none is configured: what changes is found by the sweeps alone, as late as a sweep"
                    .to_owned(),
            ),
        ),
    }
}

pub(super) fn readable(file: &Path) -> Found {
    match std::fs::read(file) {
        Ok(bytes) if bytes.trim_ascii().is_empty() => {
            Found::Trouble(format!("{} is empty: put in what belongs there", file.display()))
        }
        Ok(_) => Found::Fine("can be read".to_owned()),
        Err(error) => Found::Trouble(format!(
            "{} cannot be read ({error}): put it there, readable by the account that Gatelodge runs as",
            file.display()
        )),
    }
}

pub(super) fn private(file: &Path) -> Found {
    let found = readable(file);
    let Found::Fine(_) = found else { return found };
    let mode = std::fs::metadata(file).map_or(0, |about| about.permissions().mode() & 0o777);
    if mode & 0o077 == 0 {
        return Found::Fine("can be read, and by its owner alone".to_owned());
    }
    Found::Warning(format!(
        "{} can be read by others (mode {mode:o}): chmod 600 it, and ask for a new one if it may have been read",
        file.display()
    ))
}

fn certificate(
    name: &str,
    external: &External,
    (file, key): (&Path, &Path),
    now: Instant,
    findings: &mut Findings,
) {
    let what = format!("{name}: certificate");
    let identity = match Identity::read(file, key) {
        Ok(identity) => identity,
        Err(why) => return findings.add(&what, Found::Trouble(why.to_string())),
    };
    findings.add(&what, Found::Fine("the key belongs to it".to_owned()));
    let made_out_to = identity.name.as_deref().unwrap_or("nobody");
    findings.add(
        &format!("{name}: consumer"),
        if made_out_to == external.consumer {
            Found::Fine(format!("the certificate is made out to {made_out_to}"))
        } else {
            Found::Trouble(format!(
                "the certificate is made out to {made_out_to}, and consumer is {}: HMPPS goes by the certificate's name, write that",
                external.consumer
            ))
        },
    );
    findings.add(&format!("{name}: certificate's end"), ends(&identity, now));
}

fn ends(identity: &Identity, now: Instant) -> Found {
    let days = identity.ends.seconds_since(now).div_euclid(DAY);
    let when = identity.ends.rfc3339_london();
    if now.seconds_since(identity.begins) < 0 {
        return Found::Trouble(format!(
            "it holds only from {}: look at this machine's clock, or wait",
            identity.begins.rfc3339_london()
        ));
    }
    match days {
        ..0 => Found::Trouble(format!("it ended at {when}: send HMPPS a new request to sign at once")),
        0..=DAYS_TOLD => Found::Warning(format!(
            "it ends in {days} day(s), at {when}: send HMPPS a new request to sign; what they return is taken up without a restart"
        )),
        _ => Found::Fine(format!("in {days} days, at {when}")),
    }
}
