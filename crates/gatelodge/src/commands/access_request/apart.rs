//! What is not asked for, and why: least privilege, said aloud.

use std::fmt::Write as _;

/// Endpoints of the External API that a health role could be offered, and that nothing here calls.
const EXTERNAL: &[(&str, &str)] = &[
    (
        "case-notes",
        "free text about people's conduct: nothing here could show it, and much of it is intelligence",
    ),
    (
        "risks/*, risk-management-plan, needs, access-limitations",
        "assessments and their reasons: healthcare is told actions, which alerts carry",
    ),
    (
        "cell-share-risk-assessments",
        "the level stands on the record that is read anyway (`csra`); whom it is about and why stays with the prison",
    ),
    ("offences, sentences, court-cases, licences/conditions", "why somebody is in prison changes no care"),
    (
        "sentences/latest-key-dates-and-adjustments",
        "release dates: no page shows them yet; asked for when one does",
    ),
    ("reported-adjudications, iep-level", "discipline and incentives: nothing to do with care"),
    ("images, physical-characteristics", "no face and no mark is shown"),
    (
        "protected-characteristics, languages, care-needs, health-and-diet",
        "needs are taken from the alerts that prisons set for them; asked for when a page shows more",
    ),
    (
        "contacts, emergency-contacts, addresses, visitor/*, visit/*, visit-orders",
        "families and visitors are third parties",
    ),
    (
        "name, cell-location, prisoner-base-location",
        "one call, /v1/prison/prisoners/{hmppsId}, tells them all",
    ),
    ("/v1/persons (search)", "nobody is searched for by name over this route"),
    ("education, activities, scheduled-instances, transactions, balances", "work, learning and money"),
    (
        "/v1/prison/{prisonId}/residential-*, location, capacity",
        "rooms are configured; cells are told with the person",
    ),
    ("every POST and PUT but the search of appointments and /token", "nothing is written over this route"),
];

/// Roles that stand near, and that nothing here needs.
const DPS: &[(&str, &str)] = &[
    ("ROLE_PRISONER_ALERTS__RW", "no alert is written: a medical hold is asked of the prison, which sets it"),
    ("ROLE_GLOBAL_SEARCH, ROLE_VIEW_PRISONER_DATA", "ROLE_PRISONER_SEARCH opens both reads that are made"),
    ("ROLE_WRITE_NON_ASSOCIATIONS", "non-associations are the prison's"),
    (
        "ROLE_EXTERNAL_MOVEMENTS__*, ROLE_SCHEDULES__CLASHES__RO",
        "no future escort is ever asked for; clashes come with what is planned for the day",
    ),
    (
        "ROLE_CSRA_REVIEW__*",
        "the level stands on the search record that is read anyway (`csra`); whom it is about and why stays with the prison",
    ),
    (
        "case notes, adjudications, incentives, offences, sentences, court cases, OASys, Delius",
        "healthcare is told actions and places, never reasons",
    ),
    ("ROLE_MAINTAIN_LOCATIONS", "rooms are read and never changed"),
];

pub(super) fn external(text: &mut String) -> std::fmt::Result {
    table(text, "path below /v1/persons/{hmppsId}, unless said", EXTERNAL)
}

pub(super) fn dps(text: &mut String) -> std::fmt::Result {
    table(text, "role or service", DPS)
}

fn table(text: &mut String, what: &str, rows: &[(&str, &str)]) -> std::fmt::Result {
    writeln!(text, "\n### Not asked for\n\n| {what} | why not |\n|---|---|")?;
    rows.iter().try_for_each(|(what, why)| writeln!(text, "| {what} | {why} |"))
}

/// The names of paths above, for a test: none may be called.
#[cfg(test)]
pub(super) fn named() -> impl Iterator<Item = &'static str> {
    EXTERNAL.iter().flat_map(|(names, _)| names.split(", "))
}
