//! `access-request`: the document by which an organisation asks HMPPS for access, made from what the configuration
//! really uses, so that it neither forgets a call nor asks for one that is never made.
//!
//! The files of secrets need not be there yet: they are what is asked for.

mod apart;
mod dps;
mod external;
mod volume;

use crate::args::AccessRequest;
use crate::config::{Config, Connection};
use crate::house::{self, Folder};
use crate::{Ended, Failed};
use connect::operations::{Operation, Service};
use crossing::{PrisonRules, Route, Rules};
use std::fmt::Write as _;
use vocab::place::PrisonCode;
use volume::Volume;

pub(super) fn run(args: &AccessRequest) -> Result<Ended, Failed> {
    let folder = Folder(args.data.data.clone());
    let config = house::config_planned(&folder, args.data.config.as_deref())?;
    if config.connections().is_empty() {
        return Err(
            "the configuration has no [connections.…]: there is nothing to ask for (docs/prison-side.md)"
                .into(),
        );
    }
    let text = document(&config, args.people)?;
    for late in volume::too_slow(&config, args.people) {
        eprintln!("gatelodge: {late}");
    }
    match &args.to {
        None => print!("{text}"),
        Some(file) => {
            std::fs::write(file, text)
                .map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
            println!(
                "Written to {}. Fill in whatever stands between [[ and ]], and read it before you send it.",
                file.display()
            );
        }
    }
    Ok(Ended::Done)
}

/// A route that is asked for, with the prisons that are read over it.
struct Asked<'a> {
    route: &'a Route,
    rules: &'a Rules,
    prisons: Vec<(PrisonCode, &'a PrisonRules)>,
    calls_per_second: u32,
    has_events: bool,
    people: u32,
}

impl<'a> Asked<'a> {
    fn of(rules: &'a Rules, name: &'a str, connection: &Connection, people: u32) -> Option<Self> {
        let prisons =
            rules.prisons.iter().filter(|(_, prison)| prison.routes.iter().any(|route| route == name));
        Some(Self {
            route: rules.routes.get(name)?,
            rules,
            prisons: prisons.map(|(code, prison)| (*code, prison)).collect(),
            calls_per_second: connection.calls_per_second(),
            has_events: connection.queue().is_some(),
            people,
        })
    }
}

fn document(config: &Config, people: u32) -> Result<String, Failed> {
    let rules = config.rules();
    let mut text = String::from("# Request for access to prison information\n");
    text.push_str(WHO);
    for (name, connection) in config.connections() {
        let Some(asked) = Asked::of(&rules, name, connection, people) else { continue };
        match connection {
            Connection::HmppsExternal(external) => external::ask(&mut text, &asked, external)?,
            Connection::Dps(dps) => dps::ask(&mut text, &asked, dps)?,
        }
    }
    text.push_str(KEPT);
    Ok(text)
}

const WHO: &str = "
Made by `gatelodge access-request` from the configuration that will run. Whatever stands between `[[` and `]]` is to be
filled in by hand before this is sent.

| | |
|---|---|
| organisation | [[legal name, address]] |
| who is responsible for the data there | [[name, post]] |
| security contact, day and night | [[name, telephone, e-mail]] |
| technical contact | [[name, telephone, e-mail]] |
| data protection officer | [[name, e-mail]] |
| Data Sharing Agreement, DPIA | [[numbers, or \"being drawn up\"]] |
| where it runs | [[hosting, country, who can reach the machine]] |

Gatelodge stands between prison IT and prison healthcare IT. Staff of healthcare see which actions to take before a door
is opened or an appointment is held, and where a patient is; officers see that and when somebody is expected at
healthcare, and nothing else. Reasons, comments and intelligence do not cross.
";

const KEPT: &str = "
## What is kept, and for how long

- Each answer is written down as it came, in a journal that shows any change to it; what screens show is made from it.
  The store's disk is encrypted by the site: [[how]].
- Answers in the journal: [[how long, as agreed; 90 days is proposed]]. Erasing one (`gatelodge journal erase`) is itself
  written down, and what was made from it goes with it. Nothing is erased by itself yet: [[who does it, and when]].
- The book of who saw what: 8 years unless agreed otherwise: [[how long]].
- Comments on alerts and reasons of non-associations arrive with the answers, and are shown to nobody.

## Audit

Every look by a person and every crossing is booked, with who, for which purpose and under which ruling, before it is
shown; when the book cannot be written nothing is shown. It can be lined up with the audit of HMPPS by our name there, the
time of the call (UTC, to the millisecond) and its path: each reading stands in the journal with when it was asked for.
Logs hold no name, number, date of birth, cell, free text or body.

## On behalf of a user

Not used, and not asked for. What is read on behalf of a user may be shown to that user alone and may not be stored;
Gatelodge reads by itself at all hours so that the panel is there when the network is not, and stores what it shows. No
call carries `X-On-Behalf-Of`.

## Who may see it at our side

By role and purpose, one prison at a time; a snapshot of the whole table is kept with the program. Clinicians see actions
and needs; administrators and officers see less. Machine callers are named one by one.
";

/// The calls that are made of one service of HMPPS or several: access to the NHS's own is not theirs to give.
fn calls(of: impl Fn(Service) -> bool) -> impl Iterator<Item = &'static Operation> {
    let table = connect::operations().iter().filter(|operation| operation.service.is_hmpps());
    table.filter(move |operation| of(operation.service))
}

fn prisons(text: &mut String, asked: &Asked<'_>) -> std::fmt::Result {
    writeln!(text, "\n### Prisons\n\n| code | name |\n|---|---|")?;
    asked.prisons.iter().try_for_each(|(code, rules)| writeln!(text, "| {code} | {} |", rules.name))
}

fn rates(text: &mut String, asked: &Asked<'_>, operations: &[&Operation]) -> std::fmt::Result {
    let volume = Volume::of(asked);
    let total: u64 = operations.iter().map(|operation| volume.a_day(operation)).sum();
    let (count, rate) = (asked.prisons.len(), asked.calls_per_second);
    let (noun, each) = if count == 1 { ("prison", "") } else { ("prisons", " each") };
    writeln!(
        text,
        "\n### How often\n\n\
         No more than **{rate} calls a second** leave, also after a failure; a `Retry-After` is kept, and a host that fails is left \
         alone for up to five minutes. Expected: **{total} calls a day** for {count} {noun} of {} people{each}: {:.1} \
         a second on average. Everyone is read again within {} s; the roll is read every {} s; the lists of today and \
         tomorrow every {} s. A sweep of everyone takes about {} s at that rate.\n\n\
         Assumed, to be measured in shadow and corrected here: {} signals about a person a day, two readings each; {} \
         bookings a day for a hundred people.",
        asked.people,
        volume::f(total) / 86_400.0,
        asked.route.sweep_seconds,
        asked.route.sweep_seconds / 4,
        crossing::LISTS_SECONDS,
        volume.sweep_takes_seconds(operations),
        volume::SIGNALS_A_DAY,
        volume::BOOKINGS_A_DAY_OF_100,
    )
}

/// What is asked for at each call: whatever it is made on, and the number expected a day.
fn operations(
    text: &mut String,
    asked: &Asked<'_>,
    operations: &[&Operation],
    roles: bool,
) -> std::fmt::Result {
    let volume = Volume::of(asked);
    let role = if roles { " role |" } else { "" };
    writeln!(
        text,
        "\n### Calls\n\n| call | why | what it feeds | when | a day |{role}\n|---|---|---|---|---|{}",
        if roles { "---|" } else { "" }
    )?;
    for operation in operations {
        let role = operation.role.filter(|_| roles).map(|role| format!(" `{role}` |"));
        let role = role.unwrap_or_else(|| if roles { " – |".to_owned() } else { String::new() });
        writeln!(
            text,
            "| `{} {}` | {} | {} | {} | {} |{role}",
            operation.method,
            operation.path,
            operation.purpose,
            operation.feeds,
            volume.when(operation.occasion),
            volume.a_day(operation),
        )?;
    }
    Ok(())
}

/// The events that make somebody be read again; those that ask for nothing are not asked for.
fn events(text: &mut String, wanted: impl Fn(&str) -> bool) -> std::fmt::Result {
    writeln!(text, "\n| event | what is read again |\n|---|---|")?;
    let table = wire::hmpps::signal::table();
    let lines = table.iter().filter(|(name, used)| used != "nothing" && wanted(name));
    for (name, used) in lines {
        writeln!(text, "| `{name}` | {used} |")?;
    }
    Ok(())
}
