use super::*;

fn mistakes(text: &str) -> Vec<String> {
    match Config::parse(text, None) {
        Ok(_) => Vec::new(),
        Err(ConfigError::Mistakes { found, .. }) => found.iter().map(Mistake::to_string).collect(),
        Err(error) => panic!("{error}"),
    }
}

/// The line of the demo's configuration on which a text stands, from 1.
fn line(of: &str) -> usize {
    DEMO.lines().position(|line| line.contains(of)).unwrap() + 1
}

fn demo_with(from: &str, to: &str) -> Vec<String> {
    assert!(DEMO.contains(from), "{from} is not in the demo's configuration");
    mistakes(&DEMO.replace(from, to))
}

#[test]
fn the_demos_configuration_can_be_kept() {
    Config::parse(DEMO, None).unwrap();
}

#[test]
fn a_threshold_that_the_sweep_cannot_keep_is_refused() {
    let found = demo_with("alerts = { amber_seconds = 7500", "alerts = { amber_seconds = 300");
    let expected = format!("line {}: freshness.alerts.amber_seconds: ", line("alerts = {"));
    assert!(found[0].starts_with(&expected), "{found:?}");
    assert!(found[0].contains("is 300 s") && found[0].contains("7260 s is the least"), "{found:?}");
}

#[test]
fn a_category_that_tells_is_refused() {
    let found = demo_with("category = \"MEOT\"", "category = \"MGUM\"");
    assert!(found[0].contains("prisons.MDI.category"), "{found:?}");
}

#[test]
fn an_unknown_key_is_named_with_those_that_there_are() {
    let found = demo_with("settle_seconds = 2700", "setle_seconds = 2700");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("settle_seconds: is missing"), "{found:?}");
    assert!(found[1].contains("setle_seconds: is not a key; there are: "), "{found:?}");
}

#[test]
fn several_mistakes_are_told_at_once_each_on_its_line() {
    let text = DEMO
        .replace("writes = { over = \"dps\" }", "writes = { over = \"csv\" }")
        .replace("settle_seconds = 2700", "settle_seconds = 60")
        .replace("quiet_seconds = 900", "quiet_seconds = 30");
    let found = mistakes(&text);
    let starts: Vec<String> = [
        ("settle_seconds = ", "settle_seconds"),
        ("quiet_seconds = ", "routes.dps.quiet_seconds"),
        ("writes = {", "prisons.MDI.writes"),
    ]
    .iter()
    .map(|(text, key)| format!("line {}: {key}: ", line(text)))
    .collect();
    assert_eq!(found.len(), starts.len(), "{found:?}");
    for (found, start) in found.iter().zip(&starts) {
        assert!(found.starts_with(start), "{found} does not start with {start}");
    }
}

#[test]
fn a_wrong_type_is_told_where_it_stands() {
    let found = demo_with("lag_seconds = 60 ", "lag_seconds = \"a minute\" ");
    let expected = format!("line {}: routes.dps.lag_seconds: ", line("lag_seconds = 60 "));
    assert!(found[0].starts_with(&expected), "{found:?}");
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let found = demo_with("[freshness]", "[freshness");
    assert!(found[0].starts_with(&format!("line {}: ", line("[freshness]"))), "{found:?}");
}
