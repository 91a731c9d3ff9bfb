//! `doctor`: what it says of connections, offline and by calling the double.

use crate::played::Played;
use crate::secrets::Site;
use doubles::prison::Access;
use std::os::unix::fs::PermissionsExt as _;

const EXTERNAL: &str = include_str!("../../config/hmpps-external.toml");
const DPS: &str = include_str!("../../config/dps.toml");

/// The lines about connections and prisons, and how it ended.
fn looked(site: &Site, text: &str, more: &[&str]) -> String {
    site.write("gatelodge.toml", text.as_bytes());
    let config = site.folder().join("gatelodge.toml");
    let data = site.folder().join("data");
    std::fs::create_dir_all(&data).unwrap();
    let command = ["doctor", "--config", config.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let (said, ended) = site.says(&[&command[..], more].concat());
    assert!(matches!(ended, Some(0 | 2)), "{said}");
    assert!(!said.contains("SHAW") && !said.contains("A4711KX"), "{said}");
    let about =
        |line: &&str| ["dps", "hmpps-external", "MDI", "configuration"].iter().any(|s| line.contains(s));
    said.lines().filter(about).map(|line| format!("{}\n", dated(line))).collect()
}

/// Days and the double's port differ from run to run.
fn dated(line: &str) -> String {
    match line.split_once("certificate's end: in ") {
        Some((head, rest)) => {
            format!("{head}certificate's end: in N{}", rest.trim_start_matches(char::is_numeric))
        }
        None => line.to_owned(),
    }
}

#[test]
fn offline_it_looks_at_the_files() {
    let site = Site::new();
    insta::assert_snapshot!("offline", looked(&site, EXTERNAL, &[]));
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(site.folder().join("secrets/api-key"), open).unwrap();
    std::fs::remove_file(site.folder().join("secrets/client.pem")).unwrap();
    insta::assert_snapshot!("offline-trouble", looked(&site, EXTERNAL, &[]));
    let other = Site::new();
    let named = EXTERNAL.replace("consumer = \"example-health\"", "consumer = \"other\"");
    assert!(looked(&other, &named, &[]).contains("TROUBLE  hmpps-external: consumer: the certificate is made out to example-health, and consumer is other"));
}

#[test]
fn a_filter_of_a_code_that_nobody_knows_is_told() {
    let site = Site::new();
    let named = EXTERNAL
        .replace("sees_reviews = false\n", "sees_reviews = false\nalert_codes = [\"HA\", \"XHTT\"]\n");
    let said = looked(&site, &named, &[]);
    assert!(said.contains("warning  hmpps-external: alert_codes: XHTT is on no list"), "{said}");
}

#[test]
fn the_external_api_is_asked_whether_it_lets_us_in() {
    let (site, played) = (Site::new(), Played::new());
    insta::assert_snapshot!("external", looked(&site, &played.own(EXTERNAL), &["--calls"]));
}

#[test]
fn what_is_not_granted_is_told_call_by_call() {
    let (site, played) = (Site::new(), Played::new());
    let granted = ["/v1/status", "/v1/prison/prisoners", "/v1/prison/prisoners/{hmppsId}", "/token"];
    played.access(|access: &mut Access| access.permitted = Some(granted.map(str::to_owned).to_vec()));
    let text = played.own(EXTERNAL).replace("/example-health\"", "/somebody-elses\"");
    insta::assert_snapshot!("external-not-granted", looked(&site, &text, &["--calls"]));
}

#[test]
fn a_key_that_is_not_taken_is_told() {
    let (site, played) = (Site::new(), Played::new());
    site.write("secrets/api-key", b"another");
    let said = looked(&site, &played.own(EXTERNAL), &["--calls"]);
    assert!(said.contains("/v1/status: it does not let us in (status 403)"), "{said}");
}

/// A queue of domain events is opened by a role, which the double has not: the example without it.
fn without_queue(example: &str) -> String {
    let (start, end) =
        (example.find("[connections.dps.queue]").unwrap(), example.find("[prisons.MDI]").unwrap());
    [&example[..start], &example[end..]].concat()
}

#[test]
fn the_services_of_dps_are_asked_and_rooms_and_category_held_against_them() {
    let (site, played) = (Site::new(), Played::new());
    let text = played.own(&without_queue(DPS));
    insta::assert_snapshot!("dps", looked(&site, &text, &["--calls"]));
    let mistaken = text
        .replace("category = \"MEOT\"", "category = \"HCNEW\"")
        .replace("code = \"HCC-WAIT\"", "code = \"HCC-OLD\"")
        .replace("[prisons.MDI.telephones]", "[prisons.MDI.rooms.OPD2]\nplace = \"b7602cc8-e769-4cbb-8194-62d8e655992a\"\ncode = \"HCC-WAIT\"\n\n[prisons.MDI.telephones]");
    let said = looked(&site, &mistaken, &["--calls"]).replace(&played.address, "ADDRESS");
    insta::assert_snapshot!("dps-mistaken", said);
}

#[test]
fn a_service_that_is_not_there_is_told_with_what_to_look_at() {
    let site = Site::new();
    let nowhere =
        EXTERNAL.replace("https://integration-api.hmpps.service.justice.gov.uk", "http://127.0.0.1:9");
    let nowhere = nowhere.replace("https://sqs.eu-west-2.amazonaws.com", "http://127.0.0.1:9");
    let said = looked(&site, &nowhere, &["--calls"]);
    assert!(
        said.contains("TROUBLE  hmpps-external: /v1/status: cannot be reached: look at the address"),
        "{said}"
    );
}
