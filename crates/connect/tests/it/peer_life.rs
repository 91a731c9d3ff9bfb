//! The peers themselves: what they can read, and that they end with whoever started them.

use crate::peers::contract::Contract;
use crate::peers::{Moto, Prism, Service};
use crate::relay::http;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

const ZONE: &str = "a time need not say its zone";
const CHOICE: &str = "a choice that may be null has null among its choices";
const ANY: &str = "an answer of any kind (*/*) is JSON: Prism cannot write an object as any kind";
const NULL: &str = "what an answer need not have may be null";
const DANGLING: &str = "the schema PersonNotFoundError is named and not there: PersonNotFound stands for it";

/// What is mended in a document before Prism reads it, and why: `peers/mendings.mjs`. The files stay as they are.
const fn mended(service: Service) -> &'static [&'static str] {
    match service {
        Service::External => &[ZONE, NULL, DANGLING],
        Service::Activities | Service::InsidePlaces | Service::Csra => &[ZONE, CHOICE, ANY],
        Service::Alerts | Service::NonAssociations => &[ZONE, ANY, NULL],
        Service::PrisonerSearch => &[ZONE],
        Service::ExternalMovements => &[ZONE, ANY],
        Service::Pds => &[ZONE],
    }
}

#[tokio::test]
async fn every_document_is_served_and_what_is_mended_in_it_is_known() {
    for service in Service::ALL {
        let served = Prism::shared().mock(service);
        assert_eq!(served.mended, mended(service), "{service:?}");
        let nowhere = http().get(format!("{}/nowhere", served.base)).send().await.unwrap();
        assert_eq!(nowhere.status(), 404);
        assert!(nowhere.text().await.unwrap().contains("NO_PATH_MATCHED"), "{service:?}");
    }
}

#[test]
fn the_documents_are_those_of_the_manifest() {
    let manifest = include_str!("../openapi/MANIFEST.md");
    for service in Service::ALL {
        let line = manifest.lines().find(|line| line.contains(&format!("`{}.json`", service.word())));
        let version = Contract::of(service).document()["info"]["version"].as_str().unwrap();
        assert!(line.is_some_and(|line| line.contains(version)), "{service:?} {version}");
    }
    let files = std::fs::read_dir(Service::External.document().parent().unwrap()).unwrap().count();
    assert_eq!(files, Service::ALL.len() + 1, "each has its line, and there is nothing else");
}

fn is_there(id: u32) -> bool {
    // A process that ended and was not waited for is not there either; its folder says so in its state.
    let stat = std::fs::read_to_string(Path::new("/proc").join(id.to_string()).join("stat"));
    stat.is_ok_and(|stat| !stat.rsplit(')').next().unwrap_or_default().trim_start().starts_with('Z'))
}

#[test]
fn a_peer_ends_with_the_test_that_started_it_also_when_that_panics() {
    let (prism, moto) = (Prism::start(), Moto::start());
    let ids = [prism.id(), moto.id()];
    assert!(ids.iter().all(|id| is_there(*id)));
    let outcome = catch_unwind(AssertUnwindSafe(move || {
        let _held = (prism, moto);
        panic!("a test that fails");
    }));
    assert!(outcome.is_err());
    assert!(ids.iter().all(|id| !is_there(*id)));
}

#[test]
fn a_peer_ends_by_itself_when_the_test_binary_does() {
    Moto::start().let_go();
    let prism = Prism::start();
    prism.mock(Service::Alerts);
    prism.let_go();
}

#[test]
fn what_a_document_does_not_know_is_found_though_openapi_lets_it_pass() {
    let contract = Contract::of(Service::Activities);
    let search = contract.operation("POST", "/appointments/MDI/search").unwrap();
    assert_eq!(search.template, "/appointments/{prisonCode}/search");
    let asked = search.unknown("wing=A", br#"{"startDate":"2026-11-12","reason":"x"}"#);
    assert_eq!(asked, ["request.query.wing", "request.body.reason"]);
    let told = search.unknown_in_answer(202, br#"[{"attendees":[{"prisonerNumber":"A4711KX","nhs":1}]}]"#);
    assert_eq!(told, ["response.body[].attendees[].nhs"]);
    assert!(contract.operation("DELETE", "/appointments/MDI/search").is_none());
    let external = Contract::of(Service::External);
    let prisoners = external.operation("GET", "/v1/prison/prisoners").unwrap();
    assert_eq!(prisoners.template, "/v1/prison/prisoners");
    assert_eq!(
        external.operation("GET", "/v1/prison/prisoners/A4711KX").unwrap().template,
        "/v1/prison/prisoners/{hmppsId}"
    );
}
