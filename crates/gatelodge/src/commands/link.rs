//! `link`: who is whom, at the console.

use super::open;
use crate::args::{Data, Link};
use crate::{Ended, Failed};
use crossing::understood::{Act, NotDone, Outcome};
use vocab::crossing::{LinkState, Purpose, Role};
use vocab::id::LinkId;

pub(super) fn run(args: &Link) -> Result<Ended, Failed> {
    match args {
        Link::List { data } => list(data),
        Link::Confirm { data, link, by, second } => {
            decide(data, link, by, |link, version| Act::LinkConfirm { link, version, second: second.clone() })
        }
        Link::Reject { data, link, by } => {
            decide(data, link, by, |link, version| Act::LinkReject { link, version })
        }
        Link::Split { data, link, by } => {
            decide(data, link, by, |link, version| Act::LinkSplit { link, version })
        }
    }
}

/// Ids, states and what speaks for each: no name and no number, since a console is not in the gate book.
fn list(data: &Data) -> Result<Ended, Failed> {
    let open = open(data)?;
    let mut count = 0;
    for state in [LinkState::InDoubt, LinkState::Proposed] {
        for link in open.crossing.store().read(|view| view.links_in_state(state, 500))? {
            println!("{}  {:<9} {}", link.id, link.state.word(), identity::because(&link.evidence));
            count += 1;
        }
    }
    open.close();
    println!("{count} wait for a person.");
    Ok(Ended::Done)
}

fn decide(data: &Data, link: &str, by: &str, act: impl FnOnce(LinkId, u32) -> Act) -> Result<Ended, Failed> {
    let id = LinkId::parse(link).ok_or("that is not a link's id; `gatelodge link list` shows them")?;
    let open = open(data)?;
    let stands = open.crossing.store().read(|view| view.link(id))?.ok_or("there is no such link")?;
    let ctx = open.context(by, Role::HealthcareAdministrator, Purpose::ClinicAdministration, None);
    let written = open.crossing.command(&ctx, act(id, stands.version))?;
    open.close();
    match written.outcome {
        Some(Outcome::Link { state, version, .. }) => {
            println!("The link is now {}, version {version}.", state.word());
            Ok(Ended::Done)
        }
        Some(Outcome::NotDone(why)) => {
            println!("{}", words(&why));
            Ok(Ended::Refused)
        }
        other => Err(format!("an answer that was not expected: {other:?}").into()),
    }
}

fn words(why: &NotDone) -> String {
    match why {
        NotDone::SecondNeeded => {
            "One side is linked elsewhere already: a second person must agree (--second).".into()
        }
        NotDone::SecondIsFirst => "The second person cannot be the first.".into(),
        NotDone::LinkState(state) => format!("A link that is {} cannot be decided so.", state.word()),
        NotDone::MergedAway => {
            "The prison merged this number into another: undo this link, and propose the one to that number."
                .into()
        }
        NotDone::LinkMoved { .. } => "The link moved meanwhile: look again.".into(),
        _ => "There is no such link.".into(),
    }
}
