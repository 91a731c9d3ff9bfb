//! `config check`, broken as an engineer breaks it: each message names the line, the key, what is wrong and what to write.

use crate::secrets::Site;
use std::fmt::Write as _;

const EXTERNAL: &str = include_str!("../../config/hmpps-external.toml");
const DPS: &str = include_str!("../../config/dps.toml");
const BOTH: &str = include_str!("../../config/both.toml");

/// What is said of a configuration in which this stands instead of that.
fn said(site: &Site, text: &str, changes: &[(&str, &str)]) -> String {
    let mut broken = text.to_owned();
    for (from, to) in changes {
        assert!(broken.contains(from), "{from} is not in the example");
        broken = broken.replacen(from, to, 1);
    }
    site.check(&broken)
}

#[test]
fn the_examples_can_be_kept_where_their_files_are() {
    let site = Site::new();
    for text in [EXTERNAL, DPS, BOTH] {
        assert_eq!(site.check(&site.own(text)), "FOLDER/gatelodge.toml can be kept.\n");
    }
}

#[test]
fn what_is_wrong_with_a_file_or_a_category_is_told_beside_a_broken_key_and_that_more_may_come() {
    let site = Site::new();
    let changes = [
        ("sees_reviews = false", "sees_review = false"),
        ("consumer = \"example-health\"", "consumer = \"other\""),
        ("secrets/api-key", "secrets/nothing"),
        ("category = \"MEOT\"", "category = \"MEDE\""),
        ("amber_seconds = 8100", "amber_seconds = 10"),
    ];
    let said = said(&site, &site.own(EXTERNAL), &changes);
    for told in ["sees_review", "consumer", "api_key_file", "category MEDE", "check again then"] {
        assert!(said.contains(told), "{told}: {said}");
    }
    // An age depends on the route, which cannot be read.
    assert!(!said.contains("amber_seconds"), "{said}");
}

type Broken<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// What breaks the form.
const FORM: &[Broken<'_>] = &[
    ("a quote that is not closed", EXTERNAL, &[("category = \"MEOT\"", "category = \"MEOT")]),
    ("quotes of a word processor", EXTERNAL, &[("category = \"MEOT\"", "category = “MEOT”")]),
    ("no quotes", EXTERNAL, &[("writes = \"by-hand\"", "writes = by-hand")]),
    ("a backslash in a path", EXTERNAL, &[("secrets/client.pem", "C:\\secrets\\client.pem")]),
    ("a colon for an equals sign", EXTERNAL, &[("consumer = \"ex", "consumer: \"ex")]),
    ("a bracket that is not closed", EXTERNAL, &[("[freshness]", "[freshness")]),
    (
        "a table over two lines",
        EXTERNAL,
        &[("place = { amber_seconds = 8100, ", "place = { amber_seconds = 8100,\n  sweep = 1,")],
    ),
    ("a number with a comma", EXTERNAL, &[("sweep_seconds = 7200", "sweep_seconds = 7,200")]),
    ("a number with a leading nought", EXTERNAL, &[("lag_seconds = 600 ", "lag_seconds = 0600 ")]),
    (
        "a prison that stands twice",
        EXTERNAL,
        &[("[prisons.MDI.rooms.OPD1]", "[prisons.MDI]\nname = \"x\"\n\n[prisons.MDI.rooms.OPD1]")],
    ),
    (
        "a key that stands twice",
        EXTERNAL,
        &[("category = \"MEOT\"", "category = \"MEOT\"\ncategory = \"MEOT\"")],
    ),
];

/// What is not a key, not there, or of another kind.
const KEYS: &[Broken<'_>] = &[
    ("a misspelt key at the top", EXTERNAL, &[("settle_seconds", "setle_seconds")]),
    ("a misspelt key of a connection", EXTERNAL, &[("calls_per_second", "calls_per_secnd")]),
    ("a misspelt key of a route", EXTERNAL, &[("sweep_seconds = 7200", "sweep_second = 7200")]),
    ("a misspelt key of a queue", EXTERNAL, &[("credentials = \"token\"", "credential = \"token\"")]),
    ("a misspelt key of a room", EXTERNAL, &[("code = \"HCC-WAIT\"", "cod = \"HCC-WAIT\"")]),
    ("a misspelt key of a role", DPS, &[("token_file", "token_fil")]),
    ("a misspelt section", EXTERNAL, &[("[routes.hmpps-external]", "[route.hmpps-external]")]),
    (
        "a connection's key among the route's",
        EXTERNAL,
        &[("sees_reviews = false", "sees_reviews = false\nconsumer = \"x\"")],
    ),
    ("words for a number", EXTERNAL, &[("sweep_seconds = 7200", "sweep_seconds = \"two hours\"")]),
    ("a number in quotes", EXTERNAL, &[("calls_per_second = 5", "calls_per_second = \"5\"")]),
    ("a word for yes or no", EXTERNAL, &[("sees_court = false", "sees_court = \"no\"")]),
    ("a fraction", EXTERNAL, &[("calls_per_second = 5", "calls_per_second = 2.5")]),
    ("a number below nothing", EXTERNAL, &[("calls_per_second = 5", "calls_per_second = -5")]),
    ("a name for a list", EXTERNAL, &[("routes = [\"hmpps-external\"]", "routes = \"hmpps-external\"")]),
    ("a missing key", EXTERNAL, &[("consumer = \"example-health\"", "")]),
    (
        "a missing section",
        EXTERNAL,
        &[(
            "[prisons.MDI.telephones]\nwing = \"4471\"\nsecurity = \"4402\"\nnight = \"4400\"\ncontrol_room = \"4444\"\n",
            "",
        )],
    ),
    ("a missing aspect", EXTERNAL, &[("alerts = { amber_seconds = 8100, red_seconds = 10800 }\n", "")]),
    ("an aspect that is none", EXTERNAL, &[("alerts = {", "alert = {")]),
    ("a missing kind", EXTERNAL, &[("kind = \"hmpps-external\"\n", "")]),
    ("a kind that is none", EXTERNAL, &[("kind = \"hmpps-external\"", "kind = \"hmpps\"")]),
    (
        "a connection that is no table",
        "settle_seconds = 2700\nrequest_seconds_max = 10\nconnections = \"dps\"\n",
        &[],
    ),
    ("nothing at all", "", &[]),
];

/// What cannot be meant.
const MEANING: &[Broken<'_>] = &[
    ("a route that is not described", EXTERNAL, &[("routes = [\"hmpps-external\"]", "routes = [\"hmpps\"]")]),
    ("no route", EXTERNAL, &[("routes = [\"hmpps-external\"]", "routes = []")]),
    (
        "checked words that are not ours",
        EXTERNAL,
        &[(
            "[prisons.MDI.telephones]",
            "[prisons.MDI.registration.checked_words.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]\n\
             by = \"M. Petrovic\"\non = \"2026-11-02\"\n[prisons.MDI.telephones]",
        )],
    ),
    (
        "lengths of a stay that do not rise",
        EXTERNAL,
        &[(
            "[prisons.MDI.telephones]",
            "[prisons.MDI.registration.stay]\nshort = { days = 900, source = \"our own\" }\n[prisons.MDI.telephones]",
        )],
    ),
    (
        "a length of a stay from nowhere",
        EXTERNAL,
        &[(
            "[prisons.MDI.telephones]",
            "[prisons.MDI.registration.stay]\nshort = { days = 90, source = \" \" }\n[prisons.MDI.telephones]",
        )],
    ),
    (
        "a route that stands twice",
        EXTERNAL,
        &[("routes = [\"hmpps-external\"]", "routes = [\"hmpps-external\", \"hmpps-external\"]")],
    ),
    (
        "a connection without a route",
        DPS,
        &[
            ("[connections.dps]", "[connections.nomis]"),
            ("[connections.dps.queue]", "[connections.nomis.queue]"),
        ],
    ),
    ("a route with capital letters", EXTERNAL, &[("[routes.hmpps-external]", "[routes.HMPPS]")]),
    (
        "a threshold that cannot be kept",
        EXTERNAL,
        &[("place = { amber_seconds = 8100", "place = { amber_seconds = 300")],
    ),
    ("amber after red", EXTERNAL, &[("place = { amber_seconds = 8100", "place = { amber_seconds = 20000")]),
    ("quiet too soon", EXTERNAL, &[("quiet_seconds = 1800", "quiet_seconds = 60")]),
    (
        "settled before it can be known",
        EXTERNAL,
        &[("settled_lag_seconds = 3300", "settled_lag_seconds = 60")],
    ),
    ("settling too fast", EXTERNAL, &[("settle_seconds = 2700", "settle_seconds = 60")]),
    ("no call a second", EXTERNAL, &[("calls_per_second = 5", "calls_per_second = 0")]),
    (
        "a request that is over before it begins",
        DPS,
        &[("request_seconds_max = 10", "request_seconds_max = 2")],
    ),
    ("an address in the clear", EXTERNAL, &[("https://integration", "http://integration")]),
    ("an address without https", EXTERNAL, &[("https://integration", "integration")]),
    ("an address with the version", EXTERNAL, &[("justice.gov.uk\"", "justice.gov.uk/v1\"")]),
    ("an address with a password", DPS, &[("alerts = \"https://", "alerts = \"https://me:secret@")]),
    ("a queue in the clear", EXTERNAL, &[("https://sqs", "http://sqs")]),
    ("auth without its path", DPS, &[("justice.gov.uk/auth\"", "justice.gov.uk/auth/oauth/token\"")]),
    (
        "writing over the External API",
        EXTERNAL,
        &[("writes = \"by-hand\"", "writes = { over = \"hmpps-external\" }")],
    ),
    (
        "writing over no route of the prison's",
        DPS,
        &[("writes = { over = \"dps\" }", "writes = { over = \"nomis\" }")],
    ),
    ("by hand with an underscore", EXTERNAL, &[("writes = \"by-hand\"", "writes = \"by_hand\"")]),
    ("over without a route", DPS, &[("writes = { over = \"dps\" }", "writes = \"over\"")]),
    ("by hand as a table", EXTERNAL, &[("writes = \"by-hand\"", "writes = { by-hand = true }")]),
    (
        "a prison by its name",
        EXTERNAL,
        &[
            ("[prisons.MDI]", "[prisons.Moorland]"),
            ("[prisons.MDI.rooms.OPD1]", "[prisons.Moorland.rooms.OPD1]"),
            ("[prisons.MDI.telephones]", "[prisons.Moorland.telephones]"),
        ],
    ),
    (
        "a prison in small letters",
        EXTERNAL,
        &[
            ("[prisons.MDI]", "[prisons.mdi]"),
            ("[prisons.MDI.rooms.OPD1]", "[prisons.mdi.rooms.OPD1]"),
            ("[prisons.MDI.telephones]", "[prisons.mdi.telephones]"),
        ],
    ),
    ("a category that tells", EXTERNAL, &[("category = \"MEOT\"", "category = \"MGUM\"")]),
    ("a category by its label", EXTERNAL, &[("category = \"MEOT\"", "category = \"Medical - Other\"")]),
    ("a length without minutes", EXTERNAL, &[("length = { standard = 30 }", "length = \"standard\"")]),
    ("a length of nothing", EXTERNAL, &[("length = { standard = 30 }", "length = { standard = 0 }")]),
    (
        "a place that is no id",
        EXTERNAL,
        &[("place = \"b7602cc8-e769-4cbb-8194-62d8e655992a\"", "place = \"Healthcare waiting room\"")],
    ),
    (
        "alert codes as one text",
        EXTERNAL,
        &[("# alert_codes = [\"HA\", \"HA1\", \"XA\"]", "alert_codes = \"HA, HA1\"")],
    ),
    (
        "alert codes in small letters",
        EXTERNAL,
        &[("# alert_codes = [\"HA\", \"HA1\", \"XA\"]", "alert_codes = [\"ha\"]")],
    ),
    ("no alert code at all", EXTERNAL, &[("# alert_codes = [\"HA\", \"HA1\", \"XA\"]", "alert_codes = []")]),
    (
        "a filter on one route of two",
        BOTH,
        &[("# alert_codes = [\"HA\", \"HA1\", \"XA\"]", "alert_codes = [\"HA\"]")],
    ),
    (
        "the External API's credentials for domain events",
        DPS,
        &[(
            "credentials = { web-identity = { role_arn = \"arn:aws:iam::000000000000:role/gatelodge\", token_file = \"secrets/cluster-token\" } }",
            "credentials = \"token\"",
        )],
    ),
    ("a role without its token", DPS, &[(", token_file = \"secrets/cluster-token\"", "")]),
    (
        "web identity without its parts",
        DPS,
        &[(
            "credentials = { web-identity = { role_arn = \"arn:aws:iam::000000000000:role/gatelodge\", token_file = \"secrets/cluster-token\" } }",
            "credentials = \"web-identity\"",
        )],
    ),
    (
        "an access key",
        EXTERNAL,
        &[("credentials = \"token\"", "credentials = { access_key = \"AKIA\", secret_key = \"x\" }")],
    ),
    (
        "a role that nobody has",
        EXTERNAL,
        &[("[prisons.MDI]", "[feeds.care-fhir]\nrole = \"nurse\"\n\n[prisons.MDI]")],
    ),
    (
        "no prison",
        "settle_seconds = 2700\nrequest_seconds_max = 10\n[freshness]\nplace = { amber_seconds = 8100, red_seconds = 10800 }\nalerts = { amber_seconds = 8100, red_seconds = 10800 }\nnon-associations = { amber_seconds = 10800, red_seconds = 21600 }\nschedule = { amber_seconds = 10800, red_seconds = 21600 }\nidentity = { amber_seconds = 86400, red_seconds = 172800 }\n",
        &[],
    ),
];

/// What is not so of the files.
const FILES: &[Broken<'_>] = &[
    ("a file that is not there", EXTERNAL, &[("secrets/client.pem", "secrets/cleint.pem")]),
    ("a key of another certificate", EXTERNAL, &[("secrets/client.key", "secrets/other.key")]),
    (
        "certificate and key exchanged",
        EXTERNAL,
        &[
            ("\"secrets/client.pem\"", "\"secrets/x\""),
            ("\"secrets/client.key\"", "\"secrets/client.pem\""),
            ("\"secrets/x\"", "\"secrets/client.key\""),
        ],
    ),
    (
        "a consumer that is not the certificate's name",
        EXTERNAL,
        &[("consumer = \"example-health\"", "consumer = \"other-health\"")],
    ),
    ("an API key that is empty", EXTERNAL, &[("secrets/api-key", "secrets/empty")]),
    ("a folder for a secret", DPS, &[("secrets/client-secret", "secrets")]),
    (
        "authorities that are not there",
        EXTERNAL,
        &[("key_file", "authorities_file = \"secrets/ca.pem\"\nkey_file")],
    ),
    (
        "authorities that are none",
        EXTERNAL,
        &[("key_file", "authorities_file = \"secrets/client.key\"\nkey_file")],
    ),
];

fn all(broken: &[Broken<'_>]) -> String {
    let site = Site::new();
    let mut told = String::new();
    for (what, text, changes) in broken {
        let said = said(&site, &site.own(text), changes);
        assert!(!said.contains("can be kept."), "{what}: it was not refused");
        write!(told, "## {what}\n{said}\n").unwrap();
    }
    told
}

#[test]
fn every_mistake_says_where_it_is_and_what_to_write() {
    insta::assert_snapshot!("form", all(FORM));
    insta::assert_snapshot!("keys", all(KEYS));
    insta::assert_snapshot!("meaning", all(MEANING));
    insta::assert_snapshot!("files", all(FILES));
}

#[test]
fn a_file_that_is_no_text_or_not_there_is_told() {
    let site = Site::new();
    assert_eq!(
        site.checked("nothing.toml"),
        "the configuration FOLDER/nothing.toml cannot be read: No such file or directory (os error 2)\n"
    );
    std::fs::write(site.folder().join("odd.toml"), [0xff, 0xfe, 0x00]).unwrap();
    assert!(site.checked("odd.toml").contains("is not text (UTF-8)"), "{}", site.checked("odd.toml"));
}
