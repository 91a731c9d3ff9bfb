//! What is asked of the owners of the HMPPS External API.

use super::{Asked, apart, calls, events, operations, prisons, rates};
use crate::Failed;
use crate::config::External;
use connect::operations::{Operation, Service};
use policy::codes::Treatment;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use vocab::code::AlertCode;

pub(super) fn ask(text: &mut String, asked: &Asked<'_>, external: &External) -> Result<(), Failed> {
    let mut called: Vec<&Operation> = calls(|service| service == Service::External).collect();
    if external.queue.is_none() {
        // Without a queue neither its credentials nor the ids of its events are asked for.
        called.retain(|operation| !matches!(operation.name, "queue-token.ask" | "opaque-id.read"));
    }
    writeln!(
        text,
        "\n## HMPPS External API\n\n\
         To: hmpps-external-api@justice.gov.uk\n\n\
         We ask to be consumer **`{}`** at `{}`, with mutual TLS (the name is the certificate's CN; the request to sign \
         comes with this: [[certificate signing request, and where the signed certificate and the API key are to be sent]]) \
         and an API key. Read only. A role for healthcare does not exist; we ask for the permissions below and no others, \
         for development and pre-production first: [[environments and dates]].",
        external.consumer, external.address,
    )?;
    prisons(text, asked)?;
    operations(text, asked, &called, false)?;
    rates(text, asked, &called)?;
    filters(text, asked)?;
    signals(text, external)?;
    apart::external(text)?;
    Ok(())
}

fn filters(text: &mut String, asked: &Asked<'_>) -> Result<(), Failed> {
    let codes: Vec<String> = asked.prisons.iter().map(|(code, _)| format!("`{code}`")).collect();
    writeln!(
        text,
        "\n### Filters\n\n\
         - `prisons`: {}. What is filtered answers 404, which we never take for \"gone\".\n\
         - `supervisionStatuses`: `PRISONS`. Nobody is read after a release.",
        codes.join(", "),
    )?;
    match &asked.route.alert_codes {
        None => writeln!(text, "{NO_ALERT_FILTER}")?,
        Some(codes) => alert_filter(text, codes)?,
    }
    writeln!(text, "- `caseNotes`, `mappaCategories`: none asked for, since neither endpoint is.")?;
    Ok(())
}

const NO_ALERT_FILTER: &str = "\
- `alertCodes`: **no filter is asked for, and here is why.** With one, an alert of another code is not there for us: we
  would say \"none\" to a nurse about somebody of whom the prison knows something, and could not even say that there is
  something to ask about. Without one, a code that is not on the list that both owners signed gives one line, \"Something
  here is not recognised. Ask security.\", without the code and without its words; codes that are deliberately silent give
  nothing. Codes, comments and dates of alerts are shown to nobody. If a filter is set all the same, tell us its codes: the
  panel then says how many kinds of warning it can be told of.";

fn alert_filter(
    text: &mut String,
    let_through: &std::collections::BTreeSet<AlertCode>,
) -> Result<(), Failed> {
    let all: Vec<String> = let_through.iter().map(|code| format!("`{}`", code.text())).collect();
    writeln!(
        text,
        "- `alertCodes`: {}. The panel says to everybody that it is told of these kinds alone.\n\n\
         What the filter hides, and what that costs. Each of these is an action or a need that staff are told of today in \
         other prisons, and would not be told of here:\n\n\
         | hidden codes | what staff are not told |\n|---|---|",
        all.join(", "),
    )?;
    let lists = policy::Lists::built_in()?;
    let mut hidden: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (code, treatment) in lists.codes().iter().filter(|(code, _)| !let_through.contains(*code)) {
        let words = match treatment {
            Treatment::Line(line) => lists.line(line).map(|line| line.draft_words.to_string()),
            Treatment::Suicide(state) => Some(state.words().to_owned()),
            Treatment::Silent(_) => None,
        };
        if let Some(words) = words {
            hidden.entry(words).or_default().push(code.text());
        }
    }
    for (words, codes) in &hidden {
        writeln!(text, "| {} | {words} |", codes.join(", "))?;
    }
    writeln!(
        text,
        "\nAnd of every code that is not on any list yet it could not be said that there is something to ask security about.\n"
    )?;
    Ok(())
}

fn signals(text: &mut String, external: &External) -> Result<(), Failed> {
    writeln!(text, "\n### Events and their queue\n")?;
    let Some(queue) = &external.queue else {
        writeln!(
            text,
            "None are asked for: the sweeps alone find what changed. What changes is then known as late as a sweep."
        )?;
        return Ok(());
    };
    let words = "\
         in {region}: a queue of our own, with a queue of dead letters, whose credentials come from `POST /token`. On it: \
         `sqs:ReceiveMessage`, `sqs:DeleteMessage`, `sqs:ChangeMessageVisibility` (single and in batches), \
         `sqs:GetQueueAttributes`. An event is deleted when it is written down, and at no other time. Nothing is believed \
         of it: it makes us read again.";
    writeln!(text, "`{}` {}", queue.url, words.replace("{region}", &queue.region))?;
    let called = |path: &str| calls(|service| service == Service::External).any(|call| call.path == path);
    events(text, |name| PATHS.iter().any(|(event, path)| *event == name && called(path)))?;
    writeln!(
        text,
        "\nAn event comes only to who may call the path that it names. These would each need a path that we never call, and \
         are not asked for; `PRISONER_CHANGED` and `PERSON_STATUS_CHANGED` come on the same occasions, or the sweeps find \
         it:\n\n| event | path |\n|---|---|"
    )?;
    for (event, path) in PATHS.iter().filter(|(_, path)| !called(path)) {
        writeln!(text, "| `{event}` | `{path}` |")?;
    }
    Ok(())
}

/// The path that each event names (IntegrationEventType.kt of hmpps-integration-api), of those that would make us read.
const PATHS: [(&str, &str); 10] = [
    ("PERSON_STATUS_CHANGED", "/v1/persons/{hmppsId}"),
    ("PRISONER_CHANGED", "/v1/prison/prisoners/{hmppsId}"),
    ("PRISONERS_CHANGED", "/v1/prison/prisoners"),
    ("PERSON_CELL_LOCATION_CHANGED", "/v1/persons/{hmppsId}/cell-location"),
    ("PRISONER_BASE_LOCATION_CHANGED", "/v1/persons/{hmppsId}/prisoner-base-location"),
    ("PERSON_ALERTS_CHANGED", "/v1/persons/{hmppsId}/alerts"),
    ("PERSON_NAME_CHANGED", "/v1/persons/{hmppsId}/name"),
    ("PRISONER_NON_ASSOCIATIONS_CHANGED", "/v1/prison/{prisonId}/prisoners/{hmppsId}/non-associations"),
    ("PERSON_FUTURE_VISITS_CHANGED", "/v1/persons/{hmppsId}/visit/future"),
    ("PRISONER_MERGED", "/v1/persons/{hmppsId}"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_of_the_external_api_that_makes_us_read_has_its_path_here() {
        let table = wire::hmpps::signal::table();
        let own = ["PERSON_", "PRISONER_", "PRISONERS_"];
        let external =
            table.iter().map(|(name, _)| *name).filter(|n| own.iter().any(|start| n.starts_with(start)));
        assert!(external.eq(PATHS.iter().map(|(name, _)| *name)));
    }

    #[test]
    fn what_is_not_asked_for_is_not_called() {
        let ends: Vec<&str> = apart::named().filter(|name| !name.contains([' ', '*', '{'])).collect();
        for call in connect::operations() {
            let path = call.path.strip_prefix("/v1/persons/{hmppsId}/");
            assert!(
                !path.is_some_and(|path| ends.contains(&path)),
                "{} is called and not asked for",
                call.path
            );
        }
    }
}
