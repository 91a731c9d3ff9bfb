//! Which domain event makes the External API tell which of its own: the table of its `IntegrationEventType.kt`, as far
//! as this double has the domain events.
//!
//! What no row names is told to nobody: an alert that ends by date, a diet, a court day, an absence planned, an
//! appointment and whether anybody came to it.

use serde_json::Value;

/// A domain event as the External API reads it.
pub(crate) struct Told<'a> {
    pub(crate) kind: &'a str,
    pub(crate) details: &'a Value,
}

/// One kind of event that third parties are told.
pub(crate) struct Poke {
    pub(crate) kind: &'static str,
    pub(crate) path: &'static str,
    pub(crate) told: fn(&Told<'_>) -> bool,
}

const CREATED: &str = "prisoner-offender-search.prisoner.created";
const RECEIVED: &str = "prisoner-offender-search.prisoner.received";
const UPDATED: &str = "prisoner-offender-search.prisoner.updated";
const RELEASED: &str = "prisoner-offender-search.prisoner.released";
const SETTLED_IN: &str = "prison-offender-events.prisoner.received";
const SETTLED_OUT: &str = "prison-offender-events.prisoner.released";
const MERGED: &str = "prison-offender-events.prisoner.merged";
const APART: &str = "prison-offender-events.prisoner.non-association-detail.changed";
const LINKED: &str = "probation-case.prison-identifier.added";
/// The one kind that production does not tell.
pub(crate) const PRISONER_MERGED: &str = "PRISONER_MERGED";

impl Told<'_> {
    fn new_prisoner(&self) -> bool {
        [CREATED, RECEIVED].contains(&self.kind)
    }

    fn new_person(&self) -> bool {
        self.new_prisoner() || self.kind == LINKED
    }

    fn updated(&self, category: &str) -> bool {
        self.kind == UPDATED
            && self.details["categoriesChanged"].as_array().is_some_and(|c| c.iter().any(|c| c == category))
    }

    fn prisoner(&self) -> bool {
        self.new_prisoner() || self.kind == UPDATED
    }

    fn base_location(&self) -> bool {
        let reason = self.details["reason"].as_str().unwrap_or_default();
        self.kind == SETTLED_IN && ["ADMISSION", "TRANSFERRED"].contains(&reason)
            || self.kind == SETTLED_OUT && reason == "RELEASED"
    }

    fn alerts(&self) -> bool {
        let kinds = ["person.alert.created", "person.alert.updated", "person.alert.deleted"];
        self.new_person() || kinds.contains(&self.kind)
    }
}

const fn poke(kind: &'static str, path: &'static str, told: fn(&Told<'_>) -> bool) -> Poke {
    Poke { kind, path, told }
}

/// Every kind that this double can tell. Those with no trigger but a new person are named as the service names them:
/// "no specific event found".
pub(crate) const POKES: &[Poke] = &[
    poke("PRISONER_BASE_LOCATION_CHANGED", "v1/persons/{hmppsId}/prisoner-base-location", |t| {
        t.base_location()
    }),
    poke(
        "KEY_DATES_AND_ADJUSTMENTS_PRISONER_RELEASE",
        "v1/persons/{hmppsId}/sentences/latest-key-dates-and-adjustments",
        |t| t.new_person() || [RELEASED, SETTLED_OUT].contains(&t.kind),
    ),
    poke("PERSON_STATUS_CHANGED", "v1/persons/{hmppsId}", |t| {
        t.new_person() || [UPDATED, MERGED].contains(&t.kind)
    }),
    poke("PERSON_ADDRESS_CHANGED", "v1/persons/{hmppsId}/addresses", |t| t.new_person()),
    poke("PERSON_CONTACTS_CHANGED", "v1/persons/{hmppsId}/contacts", |t| t.new_person()),
    poke("PERSON_IEP_LEVEL_CHANGED", "v1/persons/{hmppsId}/iep-level", |t| t.new_person()),
    poke("PERSON_VISIT_RESTRICTIONS_CHANGED", "v1/persons/{hmppsId}/visit-restrictions", |t| t.new_person()),
    poke("PERSON_ALERTS_CHANGED", "v1/persons/{hmppsId}/alerts", |t| t.alerts()),
    poke("PERSON_CASE_NOTES_CHANGED", "v1/persons/{hmppsId}/case-notes", |t| t.new_person()),
    poke("PERSON_NAME_CHANGED", "v1/persons/{hmppsId}/name", |t| {
        t.new_person() || t.updated("PERSONAL_DETAILS")
    }),
    poke("PERSON_CELL_LOCATION_CHANGED", "v1/persons/{hmppsId}/cell-location", |t| {
        t.new_person() || t.updated("LOCATION")
    }),
    poke("PERSON_SENTENCES_CHANGED", "v1/persons/{hmppsId}/sentences", |t| {
        t.new_person() || t.updated("SENTENCE")
    }),
    poke("PERSON_RESPONSIBLE_OFFICER_CHANGED", "v1/persons/{hmppsId}/person-responsible-officer", |t| {
        t.new_person()
    }),
    poke("PERSON_PROTECTED_CHARACTERISTICS_CHANGED", "v1/persons/{hmppsId}/protected-characteristics", |t| {
        t.new_person()
    }),
    poke("PERSON_REPORTED_ADJUDICATIONS_CHANGED", "v1/persons/{hmppsId}/reported-adjudications", |t| {
        t.new_person()
    }),
    poke("PERSON_NUMBER_OF_CHILDREN_CHANGED", "v1/persons/{hmppsId}/number-of-children", |t| t.new_person()),
    poke("PERSON_PHYSICAL_CHARACTERISTICS_CHANGED", "v1/persons/{hmppsId}/physical-characteristics", |t| {
        t.new_person() || t.updated("PHYSICAL_DETAILS")
    }),
    poke("PERSON_IMAGES_CHANGED", "v1/persons/{hmppsId}/images", |t| t.new_person()),
    poke("PRISONERS_CHANGED", "v1/prison/prisoners", |t| t.prisoner()),
    poke("PRISONER_CHANGED", "v1/prison/prisoners/{hmppsId}", |t| t.prisoner()),
    poke("PERSON_EDUCATION_ASSESSMENTS_CHANGED", "v1/persons/{hmppsId}/education/assessments", |t| {
        t.updated("SENTENCE") || t.updated("LOCATION")
    }),
    poke(
        "PRISONER_NON_ASSOCIATIONS_CHANGED",
        "v1/prison/{prisonId}/prisoners/{hmppsId}/non-associations",
        |t| t.new_prisoner() || t.kind == APART,
    ),
    poke("PERSON_HEALTH_AND_DIET_CHANGED", "v1/persons/{hmppsId}/health-and-diet", |t| t.new_person()),
    poke("PERSON_CARE_NEEDS_CHANGED", "v1/persons/{hmppsId}/care-needs", |t| t.new_person()),
    poke("PERSON_LANGUAGES_CHANGED", "v1/persons/{hmppsId}/languages", |t| t.new_person()),
    poke(PRISONER_MERGED, "v1/persons/{hmppsId}", |t| t.kind == MERGED),
];
