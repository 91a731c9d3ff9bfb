//! `access-request`: what is asked of whom, for each way of being connected.

use crate::secrets::Site;

const EXTERNAL: &str = include_str!("../../config/hmpps-external.toml");

fn asked(site: &Site, text: &str) -> String {
    site.write("gatelodge.toml", text.as_bytes());
    let config = site.folder().join("gatelodge.toml");
    let (said, ended) = site.says(&["access-request", "--config", config.to_str().unwrap()]);
    assert_eq!(ended, Some(0), "{said}");
    said
}

#[test]
fn each_way_asks_for_what_it_calls_and_no_more() {
    // The files of secrets are not there: they are what is asked for.
    let site = Site::new();
    std::fs::remove_dir_all(site.folder().join("secrets")).unwrap();
    insta::assert_snapshot!("external", asked(&site, EXTERNAL));
    insta::assert_snapshot!("dps", asked(&site, include_str!("../../config/dps.toml")));
    insta::assert_snapshot!("both", asked(&site, include_str!("../../config/both.toml")));
    let filtered = EXTERNAL.replace("# alert_codes = ", "alert_codes = ");
    insta::assert_snapshot!("external-filtered", asked(&site, &filtered));
}

#[test]
fn without_a_queue_neither_events_nor_their_credentials_are_asked_for() {
    let start = EXTERNAL.find("[connections.hmpps-external.queue]").unwrap();
    let end = EXTERNAL.find("[prisons.MDI]").unwrap();
    let said = asked(&Site::new(), &[&EXTERNAL[..start], &EXTERNAL[end..]].concat());
    assert!(
        !said.contains("POST /token") && !said.contains("by-hmpps-id") && !said.contains("sqs:"),
        "{said}"
    );
}

#[test]
fn it_is_written_to_a_file_and_says_what_to_fill_in() {
    let site = Site::new();
    site.write("gatelodge.toml", EXTERNAL.as_bytes());
    let (config, to) = (site.folder().join("gatelodge.toml"), site.folder().join("request.md"));
    let (config, to) = (config.to_str().unwrap(), to.to_str().unwrap());
    let (said, ended) = site.says(&["access-request", "--config", config, "--to", to, "--people", "300"]);
    assert_eq!(ended, Some(0), "{said}");
    assert!(said.contains("FOLDER/request.md") && said.contains("[["), "{said}");
    let written = std::fs::read_to_string(to).unwrap();
    assert!(written.contains("1 prison of 300 people"), "{written}");
}

#[test]
fn a_sweep_that_the_rate_cannot_keep_is_told() {
    let site = Site::new();
    let said = asked(&site, &EXTERNAL.replace("calls_per_second = 5", "calls_per_second = 1"));
    assert!(!said.contains("gatelodge: connections"), "2,010 calls in an hour at one a second");
    site.write("gatelodge.toml", EXTERNAL.replace("calls_per_second = 5", "calls_per_second = 1").as_bytes());
    let config = site.folder().join("gatelodge.toml");
    let (said, _) = site.says(&["access-request", "--config", config.to_str().unwrap(), "--people", "5000"]);
    assert!(said.contains("connections.hmpps-external: a sweep of 5000 people takes"), "{said}");
}

#[test]
fn there_is_nothing_to_ask_for_where_nothing_is_connected() {
    let site = Site::new();
    let folder = site.folder().join("nowhere");
    let (said, ended) = site.says(&["access-request", "--data", folder.to_str().unwrap()]);
    assert_eq!((ended, said.contains("there is nothing to ask for")), (Some(1), true), "{said}");
}
