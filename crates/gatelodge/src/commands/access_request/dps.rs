//! What is asked of HMPPS for a deployment that it hosts: a client, its roles, and a queue of domain events.

use super::{Asked, apart, calls, events, operations, prisons, rates};
use crate::Failed;
use crate::config::{Credentials, Dps};
use connect::operations::{Operation, Service};
use crossing::Writes;
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub(super) fn ask(text: &mut String, asked: &Asked<'_>, dps: &Dps) -> Result<(), Failed> {
    let mut called: Vec<&Operation> = calls(|service| service != Service::External).collect();
    if dps.locations.is_none() {
        called.retain(|operation| operation.service != Service::Locations);
    }
    let writes = asked.prisons.iter().any(|(_, prison)| matches!(prison.writes, Writes::Over(_)));
    if !writes {
        called.retain(|operation| !operation.name.starts_with("entry."));
    }
    writeln!(
        text,
        "\n## Services of DPS\n\n\
         For a deployment on HMPPS's own platform. These services are not offered to organisations outside HMPPS.\n\n\
         We ask HMPPS Auth (`{}`) for a client **`{}`**, grant `client_credentials` alone, its secret held in a file that \
         only the service can read and taken up when it changes; addresses from which it calls: [[the platform's]]. No \
         user's token is used, and no caseload: entries show the client's name as their maker, and only entries under that \
         name are ever changed or cancelled.",
        dps.auth, dps.client_id,
    )?;
    prisons(text, asked)?;
    roles(text, &called)?;
    hosts(text, dps)?;
    operations(text, asked, &called, true)?;
    rates(text, asked, &called)?;
    filters(text, writes)?;
    signals(text, dps)?;
    apart::dps(text)?;
    Ok(())
}

/// Where it is said which role opens what.
const SOURCES: [(&str, &str); 5] = [
    (
        "ROLE_PRISONER_SEARCH",
        "prisoner-search's OpenAPI: `/prisoner/{id}`, `/prisoner-search/prison/{prisonId}`",
    ),
    ("ROLE_PRISONER_ALERTS__RO", "Alerts API's OpenAPI: `/prisoners/{prisonNumber}/alerts`"),
    (
        "ROLE_READ_NON_ASSOCIATIONS",
        "Non-associations API's OpenAPI: `/prisoner/{prisonerNumber}/non-associations`",
    ),
    (
        "ROLE_ACTIVITY_ADMIN",
        "Activities API's OpenAPI: every call below names PRISON or ACTIVITY_ADMIN; PRISON is a user's with a caseload \
         (`CheckCaseloadAccess.kt`). It opens far more than we call: a role for appointments alone would be better, and we \
         would take it",
    ),
    (
        "ROLE_VIEW_LOCATIONS",
        "Locations inside prison's OpenAPI: `/locations/non-residential/prison/{prisonId}/service/{serviceType}`",
    ),
];

fn roles(text: &mut String, called: &[&Operation]) -> std::fmt::Result {
    let mut opens: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for operation in called {
        if let Some(role) = operation.role {
            opens.entry(role).or_default().push(operation.name);
        }
    }
    writeln!(text, "\n### Roles\n\n| role | for | where it is said |\n|---|---|---|")?;
    for (role, names) in opens {
        let source = SOURCES.iter().find(|(name, _)| *name == role).map_or("", |(_, source)| source);
        writeln!(text, "| `{role}` | {} | {source} |", names.join(", "))?;
    }
    Ok(())
}

fn hosts(text: &mut String, dps: &Dps) -> std::fmt::Result {
    writeln!(text, "\n### Services\n\n| service | address |\n|---|---|")?;
    let all = [
        ("prisoner search", Some(&dps.prisoner_search)),
        ("alerts", Some(&dps.alerts)),
        ("non-associations", Some(&dps.non_associations)),
        ("activities and appointments", Some(&dps.activities)),
        ("locations inside prison", dps.locations.as_ref()),
    ];
    let named = all.iter().filter_map(|(service, address)| Some((service, (*address)?)));
    named.into_iter().try_for_each(|(service, address)| writeln!(text, "| {service} | `{address}` |"))
}

fn filters(text: &mut String, writes: bool) -> std::fmt::Result {
    writeln!(
        text,
        "\n### What keeps it to the prisons above\n\n\
         These services have no filter by prison for a client: Gatelodge asks for the rolls and lists of the prisons above \
         alone, and for people who are or were on them. Nobody is read after a release has settled. Absences are asked for \
         on the day itself alone. All alerts are read: a code that is on no signed list gives \"Something here is not \
         recognised. Ask security.\" and nothing else."
    )?;
    if writes {
        writeln!(
            text,
            "\nWhat is written: individual appointments under one agreed neutral category, with one neutral word, in one \
             shared place, without notes for staff or for the person. An answer that was lost is looked for before anything \
             is sent again."
        )?;
    }
    Ok(())
}

fn signals(text: &mut String, dps: &Dps) -> std::fmt::Result {
    writeln!(text, "\n### Domain events and their queue\n")?;
    let Some(queue) = &dps.queue else {
        return writeln!(text, "None are asked for: the sweeps alone find what changed, as late as a sweep.");
    };
    let role = match &queue.credentials {
        Credentials::WebIdentity { role_arn, .. } => format!("the role `{role_arn}` of our service account"),
        Credentials::Token => "[[a role]]".to_owned(),
    };
    writeln!(
        text,
        "A subscription of the queue `{}` ({}) to the topic `domainevents`, with a queue of dead letters, opened by {role}: \
         `sqs:ReceiveMessage`, `sqs:DeleteMessage`, `sqs:ChangeMessageVisibility` (single and in batches), \
         `sqs:GetQueueAttributes`. The filter policy on `eventType`, a star standing for a prefix:",
        queue.url, queue.region,
    )?;
    events(text, |name| name.contains('.'))
}
