//! What we send, held against what the services publish of themselves.

use crate::moorland::{SHAW, prison};
use crate::peered::{Came, Peered};
use crate::peers::Service;
use crate::peers::contract::Contract;
use crate::relay::{Exchange, http};
use crate::spine::{KHAN, Spine};
use connect::dps::Rooms;
use crossing::port::{AspectSource as _, SourceError};
use crossing::understood::AttemptEnd;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use vocab::id::OpaqueId;

/// The operations that are asked for below: the name of each in our logs, its service, and the operation. Every name in
/// this crate stands here but those of [`UNDOCUMENTED`], and every line is asked for: the list only grows with what we
/// call.
const COVERED: &str = include_str!("../operations-covered.txt");

/// Calls of which no document is here. HMPPS Auth publishes none; its address stands in the Non-associations API's. The
/// External API's document leaves out `/token`, which its pages for consumers describe, and so does that of PDS its own.
const UNDOCUMENTED: [&str; 3] = ["nhs-token.ask", "queue-token.ask", "token.ask"];

/// What of our requests does not fit a document, and why it stays.
const DOES_NOT_FIT: [(&str, &str); 0] = [];

/// Everything that our clients ask for, once.
pub(crate) async fn everything_asked(peered: &Peered) {
    let lists = peered.lists().await;
    peered.read_all().await;
    peered.act_all(&lists).await;
    // Only of somebody who is not there is it asked whether the number was merged away.
    peered.prefer(Some("code=404"));
    peered.read_all().await;
    peered.prefer(None);
}

/// What only `doctor` asks for, and whose an id is.
pub(crate) async fn looked_at(peered: &Peered) {
    let external = peered.external();
    let id = OpaqueId::parse(SHAW).unwrap();
    external.look_up(&id).await.unwrap();
    external.status().await.unwrap();
    external.roll_look().await.unwrap();
    peered.dps().roll_look(prison("MDI")).await.unwrap();
    let rooms = Rooms::new(Arc::clone(&peered.moorland.client), peered.moorland.tokens());
    rooms.categories(&peered.base(Service::Activities)).await.unwrap();
    // What a peer makes up of a room holds rooms that hold rooms: too much for the header that its violations come in.
    peered.prefer(Some("code=403"));
    let _ = rooms.of(&peered.base(Service::InsidePlaces), prison("MDI")).await;
    peered.prefer(None);
}

/// What of a request does not fit: what the peer says, and what is in it that the document does not know.
fn misfits(exchange: &Exchange) -> Vec<String> {
    let Some(operation) = exchange.operation() else {
        let Exchange { service, method, path, .. } = exchange;
        return vec![format!("{} has no {method} {path}", service.word())];
    };
    let told = exchange.violations.iter().filter(|told| told.starts_with("request")).cloned();
    let contract = Contract::of(exchange.service).operation(&exchange.method, &exchange.path).unwrap();
    let unknown = contract.unknown(&exchange.query, &exchange.body);
    told.chain(unknown.into_iter().map(|name| format!("{name}: unknown")))
        .map(|told| format!("{operation} {told}"))
        .collect()
}

#[tokio::test]
async fn every_request_fits_what_the_service_publishes() {
    let peered = Peered::played().await;
    everything_asked(&peered).await;
    looked_at(&peered).await;
    // One record, with the token of a double: of the token's endpoint there is no document.
    let spine = Spine::open().await;
    let pds = spine.pds_at(peered.base(Service::Pds));
    pds.read(&spine.asking(&pds, KHAN)).await.unwrap();
    let seen = peered.seen();
    let found: BTreeSet<String> = seen.iter().flat_map(misfits).collect();
    let known: BTreeSet<String> = DOES_NOT_FIT.iter().map(|(what, _)| (*what).to_owned()).collect();
    assert_eq!(
        found, known,
        "left: what does not fit; right: what is known not to, and must go when it does"
    );
    let refused: Vec<&Exchange> = seen.iter().filter(|e| [400, 401, 422].contains(&e.status)).collect();
    assert!(refused.is_empty(), "{refused:?}");

    let asked: BTreeSet<String> = seen.iter().filter_map(Exchange::operation).collect();
    println!("operations asked for:\n{}", asked.iter().cloned().collect::<Vec<_>>().join("\n"));
    let lines = COVERED.lines().map(|line| line.split_once(' ').unwrap().1.to_owned());
    assert_eq!(
        asked,
        lines.collect(),
        "left: what was asked for; right: tests/operations-covered.txt, which may only grow"
    );
}

#[tokio::test]
async fn a_request_that_does_not_fit_is_found_out() {
    let peered = Peered::played().await;
    let base = peered.base(Service::Activities);
    let address = format!("http://{}/appointments/MDI/search?wing=A", base.host());
    let request = http().post(address).header("authorization", "Bearer token");
    let request = request.header("content-type", "application/json");
    request.body(r#"{"startDate":"tomorrow","reason":"x"}"#).send().await.unwrap();
    http().get(format!("http://{}/nowhere", base.host())).send().await.unwrap();
    let found: Vec<String> = peered.seen().iter().flat_map(misfits).collect();
    let of_search = |what: &str| format!("activities-api POST /appointments/{{prisonCode}}/search {what}");
    let expected = [
        of_search("request.body.startDate: must match format \"date\""),
        of_search("request.query.wing: unknown"),
        of_search("request.body.reason: unknown"),
        "activities-api has no GET /nowhere".to_owned(),
    ];
    assert_eq!(found, expected);
}

#[test]
fn every_operation_that_has_a_name_here_is_held_against_a_document() {
    let mut named = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let source = std::fs::read_to_string(entry.path()).unwrap();
                for call in ["Call::new(", "Call::get(", "self.get("] {
                    let names =
                        source.split(call).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
                    named.extend(names.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
                }
            }
        }
    }
    let covered = COVERED.lines().filter_map(|line| line.split(' ').next()).chain(UNDOCUMENTED);
    assert_eq!(
        named,
        covered.map(str::to_owned).collect(),
        "left: names in the sources; right: tests/operations-covered.txt and what is not documented"
    );
}

#[test]
fn the_table_of_operations_is_what_is_covered() {
    let undocumented = |name: &str| UNDOCUMENTED.contains(&name);
    let line = |o: &connect::operations::Operation| {
        format!("{} {} {} {}", o.name, o.service.word(), o.method, o.path)
    };
    let table = connect::operations();
    let listed: BTreeSet<String> = table.iter().filter(|o| !undocumented(o.name)).map(line).collect();
    assert_eq!(
        listed,
        COVERED.lines().map(str::to_owned).collect(),
        "left: connect::operations(); right: tests/operations-covered.txt"
    );
    let named: BTreeSet<&str> = table.iter().map(|o| o.name).filter(|name| undocumented(name)).collect();
    assert!(named.iter().eq(&UNDOCUMENTED), "{named:?}");
    for operation in table {
        assert!(
            operation.purpose.len() > 20 && !operation.feeds.is_empty(),
            "{}: says nothing",
            operation.name
        );
        let opened = !operation.service.is_hmpps()
            || matches!(operation.service.word(), "hmpps-external-api" | "hmpps-auth");
        assert_eq!(
            operation.role.is_none(),
            opened,
            "{}: a role for a service that has roles",
            operation.name
        );
    }
}

#[test]
fn each_role_is_one_that_the_document_names() {
    let of = |word: &str| Service::ALL.into_iter().find(|service| service.word() == word).unwrap();
    for operation in connect::operations() {
        let Some(role) = operation.role else { continue };
        let document = Contract::of(of(operation.service.word())).document();
        let said = &document["paths"][operation.path][operation.method.to_lowercase()]["description"];
        let name = role.trim_start_matches("ROLE_");
        assert!(said.as_str().unwrap().contains(name), "{} {}: {said}", operation.name, role);
    }
}

#[test]
fn tokens_are_asked_for_where_the_documents_say() {
    let document = Contract::of(Service::NonAssociations).document();
    let flow = &document["components"]["securitySchemes"]["hmpps-auth"]["flows"]["clientCredentials"];
    let address = flow["tokenUrl"].as_str().unwrap();
    assert!(address.ends_with("/auth/oauth/token"), "ours: /oauth/token below …/auth; theirs: {address}");
}

#[tokio::test]
async fn an_error_that_is_documented_is_an_error_here() {
    let peered = Peered::played().await;
    let lists = peered.lists().await;
    for status in [400, 401, 403, 404, 429, 500] {
        peered.prefer(Some(&format!("code={status}")));
        let before = peered.seen().len();
        let mut came = peered.read_all().await;
        came.extend(peered.act_all(&lists).await);
        assert!(peered.seen().len() > before);
        for (what, came) in came {
            match came {
                // What is not there is an answer about one person, and about nobody else.
                Came::Read(Ok(answers)) => {
                    assert!(answers.iter().all(|a| a.status == 404), "{what} at {status}: {answers:?}");
                    assert!(!what.ends_with("roll") && !what.ends_with("entries"), "{what} at {status}");
                }
                Came::Read(Err(error)) => assert_ne!(error, SourceError::NotCarried, "{what} at {status}"),
                Came::Act(AttemptEnd::Refused { .. } | AttemptEnd::Lost) => {}
                Came::Act(end) => panic!("{what} at {status}: {end:?}"),
            }
        }
    }
}
