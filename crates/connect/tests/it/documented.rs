//! Every answer that the documents of the services describe, as we read it: the examples as they stand there, and
//! bodies made up by chance (of a seed) that their schemas allow.

use crate::contracts::everything_asked;
use crate::moorland::{feed, rules};
use crate::peered::{Came, Peered};
use crate::peers::contract::Contract;
use crate::relay::{Exchange, http};
use crossing::envelope::{Meta, envelope};
use crossing::fact::What;
use crossing::observe::observe;
use crossing::port::SourceAnswer;
use crossing::understood::{AttemptEnd, Understood};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;
use wire::hmpps::{Answer, Document, Reply, recognise_response};

/// What we make of each documented answer: one line an operation, status and example.
const READ: &str = include_str!("../answers-read.txt");

/// Bodies made up of each documented success.
const SEEDS: u64 = 10;

/// What is asked of a peer, in the words of `Prefer`.
fn preferences(status: u16, examples: &[String], has_content: bool) -> Vec<String> {
    let mut all = vec![format!("code={status}")];
    all.extend(examples.iter().map(|name| format!("code={status}, example={name}")));
    if (200..=299).contains(&status) && has_content {
        all.extend((1..=SEEDS).map(|seed| format!("code={status}, dynamic=true, seed={seed}")));
    }
    all
}

/// How many items an answer has: in its one list, wherever that stands.
fn items(body: &[u8]) -> Option<usize> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let list = [
        &value,
        &value["content"],
        &value["data"],
        &value["data"]["nonAssociations"],
        &value["nonAssociations"],
        &value["appointments"],
    ];
    list.into_iter().find_map(Value::as_array).map(Vec::len)
}

/// What each status means, whatever stands beside it.
fn word(status: u16) -> &'static str {
    match status {
        303 => "merged",
        400 => "refused",
        401 | 403 => "not-allowed",
        404 => "not-visible",
        429 => "busy",
        500 => "failed",
        other => panic!("a status that was not documented before: {other}"),
    }
}

/// What is made of one answer, in words without a value.
fn made_of(exchange: &Exchange, status: u16, location: Option<&str>, body: &[u8]) -> String {
    let meta = Meta {
        location: location.map(str::to_owned),
        ..Meta::answer(&exchange.method, &exchange.path, status, Instant::from_micros(0))
    };
    if let Understood::Facts(_, facts) = observe(&envelope(&feed(), body.to_vec(), &meta, None), &rules())
        && status >= 300
    {
        let says_nothing = |what: &What| matches!(what, What::NotVisible(_) | What::MergedInto(_));
        assert!(facts.iter().all(|fact| says_nothing(&fact.what)), "{status} of {} is a fact", exchange.path);
        assert!([303, 404].contains(&status), "{status}");
    }
    let reply = Reply { status, location, retry_after: None, body };
    match recognise_response(&exchange.method, &exchange.path, &reply) {
        Err(error) => {
            assert!((200..=299).contains(&status), "an error cannot be unreadable: {status} {error}");
            format!("not read: {error}")
        }
        Ok(recorded) => match recorded.answer {
            Answer::Found(document) => {
                assert!((200..=299).contains(&status), "{status} was read as {}", document.kind());
                let (read, refused) = document.counts();
                if let (Some(items), true) = (items(body), is_list(&document)) {
                    assert_eq!(read + refused, items, "{}: an item went missing", document.kind());
                }
                format!("{}, {read} read, {refused} refused", document.kind())
            }
            other => {
                assert_eq!(other.word(), word(status));
                other.word().to_owned()
            }
        },
    }
}

const fn is_list(document: &Document) -> bool {
    matches!(
        document,
        Document::Prisoners(_)
            | Document::PeopleInPrison(_)
            | Document::Alerts(_)
            | Document::NonAssociations(_)
            | Document::Appointments(_)
            | Document::AppointmentSeries(_)
    )
}

#[tokio::test]
async fn every_documented_answer_is_read_for_what_it_is() {
    let peered = Peered::played().await;
    everything_asked(&peered).await;
    let asked: BTreeMap<String, Exchange> =
        peered.seen().into_iter().filter_map(|exchange| Some((exchange.operation()?, exchange))).collect();
    let http = http();
    let mut lines = Vec::new();
    for (operation, exchange) in &asked {
        let contract = Contract::of(exchange.service).operation(&exchange.method, &exchange.path).unwrap();
        for response in contract.responses() {
            for prefer in preferences(response.status, &response.examples, response.has_content) {
                peered.prefer(Some(&prefer));
                let address = peered.address(exchange);
                let verb = reqwest::Method::from_bytes(exchange.method.as_bytes()).unwrap();
                let request = http.request(verb, address).header("authorization", "Bearer token");
                let request = request.header("content-type", "application/json").body(exchange.body.clone());
                let answer = request.send().await.unwrap();
                let status = answer.status().as_u16();
                let location = answer.headers().get("location").map(|l| l.to_str().unwrap().to_owned());
                let body = answer.bytes().await.unwrap();
                assert_eq!(status, response.status, "{operation} {prefer}: {body:?}");
                let made = made_of(exchange, status, location.as_deref(), &body);
                if !prefer.contains("dynamic") {
                    let example = prefer.split_once("example=").map_or("", |(_, name)| name);
                    lines.push(format!("{operation} {status} {example}: {made}").replace(" :", ":"));
                }
            }
        }
    }
    lines.sort();
    let known: Vec<&str> = READ.lines().collect();
    assert!(
        lines == known,
        "tests/answers-read.txt says otherwise; this is made of each answer:\n{}",
        lines.join("\n")
    );
}

/// What the engine makes of an answer.
fn understood(answer: SourceAnswer) -> Understood {
    let meta = Meta::answer(answer.method, &answer.path, answer.status, answer.asked);
    observe(&envelope(&feed(), answer.body, &meta, None), &rules())
}

/// The facts that say "none", and are of a list that holds something.
fn emptied(body: &[u8], understood: &Understood) -> bool {
    let Understood::Facts(_, facts) = understood else { return false };
    let holds_something = items(body).is_some_and(|items| items > 0);
    holds_something
        && facts.iter().any(|fact| match &fact.what {
            What::Alerts(alerts) => alerts.is_empty(),
            What::NonAssociations(people) => people.is_empty(),
            What::Schedule(entries) => entries.is_empty(),
            What::Entries { entries, whole, .. } => *whole && entries.is_empty(),
            _ => false,
        })
}

/// What an act came to: a look finds and nothing else does, and what was done has an id of theirs.
fn is_sound(what: &str, came: &Came) -> bool {
    match came {
        Came::Act(AttemptEnd::Found { .. }) => what == "Look",
        Came::Act(AttemptEnd::Done { remote }) => what != "Look" && *remote > 0,
        Came::Act(AttemptEnd::Refused { .. } | AttemptEnd::Lost) => true,
        Came::Read(_) => false,
    }
}

#[tokio::test]
async fn whatever_a_document_allows_is_never_read_as_none() {
    let peered = Peered::played().await;
    let lists = peered.lists().await;
    let mut told = BTreeSet::new();
    for seed in 0..=SEEDS {
        let prefer = format!("dynamic=true, seed={seed}");
        peered.prefer((seed > 0).then_some(prefer.as_str()));
        let acted = peered.act_all(&lists).await;
        assert!(acted.iter().all(|(what, came)| is_sound(what, came)), "seed {seed}: {acted:?}");
        for (what, came) in peered.read_all_but_endless_rolls().await {
            let Came::Read(Ok(answers)) = came else { continue };
            for answer in answers {
                let body = answer.body.clone();
                let understood = understood(answer);
                assert!(!emptied(&body, &understood), "{what} at seed {seed}: {understood:?}");
                if matches!(understood, Understood::Facts(..)) {
                    told.insert(what.clone());
                }
            }
        }
    }
    // What is planned is not among them: by chance there is always an event without a date. Nor are the non-associations
    // of DPS: what is made up is about somebody else than was asked for.
    let reached = [
        "dps alerts",
        "dps entries",
        "dps entry",
        "dps identity",
        "dps place",
        "dps roll",
        "external alerts",
        "external entries",
        "external identity",
        "external non-associations",
        "external place",
    ];
    assert!(told.iter().eq(reached), "the test looks at less than it did: {told:?}");
}
