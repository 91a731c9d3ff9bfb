//! Roles and kinds as the entities that policies speak of.

use crate::kind::{Area, Direction, Kind, named};
use cedar_policy::{
    Entities, Entity, EntityId, EntityTypeName, EntityUid, ParseErrors, RestrictedExpression, Schema,
};
use vocab::crossing::{Purpose, Role};

named! {
    /// Groups of roles that policies speak of.
    pub(crate) Team {
        Clinical = "clinical",
        Healthcare = "healthcare",
        Care = "care",
        Prison = "prison",
        Custody = "custody",
        Deciders = "deciders",
    }
}

/// The teams that a team belongs to.
const fn teams_above(team: Team) -> &'static [Team] {
    match team {
        // Clinicians are healthcare's people; they and its machines are the care side.
        Team::Clinical => &[Team::Healthcare],
        Team::Healthcare => &[Team::Care],
        // The prison's people and its machines are the custody side.
        Team::Prison => &[Team::Custody],
        Team::Care | Team::Custody | Team::Deciders => &[],
    }
}

/// The teams that a role belongs to.
const fn teams(role: Role) -> &'static [Team] {
    match role {
        Role::Clinician | Role::DischargeNurse => &[Team::Clinical],
        Role::ReceptionNurse => &[Team::Clinical, Team::Deciders],
        Role::HealthcareAdministrator | Role::HeadOfHealthcare => &[Team::Healthcare, Team::Deciders],
        Role::CareSystem => &[Team::Care],
        Role::DutyGovernor
        | Role::Officer
        | Role::SaferCustody
        | Role::OffenderManagementUnit
        | Role::EscortsAndSecurity => &[Team::Prison],
        Role::PrisonSystem => &[Team::Custody],
        Role::Commissioner | Role::InformationGovernance | Role::IntegrationEngineer => &[],
    }
}

/// Names an entity.
pub(crate) fn uid(kind: &str, word: &str) -> Result<EntityUid, Box<ParseErrors>> {
    let name: EntityTypeName = kind.parse().map_err(Box::new)?;
    Ok(EntityUid::from_type_name_and_id(name, EntityId::new(word)))
}

/// Every entity, by type, as policies may name it.
pub(crate) fn words() -> Vec<(&'static str, Vec<&'static str>)> {
    vec![
        ("Role", Role::ALL.iter().map(|x| x.word()).collect()),
        ("Team", Team::ALL.iter().map(|x| x.word()).collect()),
        ("Kind", Kind::ALL.iter().map(|x| x.word()).collect()),
        ("Area", Area::ALL.iter().map(|x| x.word()).collect()),
        ("Direction", Direction::ALL.iter().map(|x| x.word()).collect()),
        ("Purpose", Purpose::ALL.iter().map(|x| x.word()).collect()),
        ("Action", vec!["in-full", "reduced"]),
    ]
}

/// Roles, teams, kinds and areas as Cedar entities; checked against the schema when one is given.
pub(crate) fn entities(schema: Option<&Schema>) -> Result<Entities, String> {
    let mut all = Vec::new();
    let plain = |kind: &str, word: &str, above: &[(&str, &str)]| -> Result<Entity, String> {
        let parents =
            above.iter().map(|(k, w)| uid(k, w)).collect::<Result<_, _>>().map_err(|e| e.to_string())?;
        Ok(Entity::new_no_attrs(uid(kind, word).map_err(|e| e.to_string())?, parents))
    };
    for team in Team::ALL {
        let above: Vec<_> = teams_above(*team).iter().map(|t| ("Team", t.word())).collect();
        all.push(plain("Team", team.word(), &above)?);
    }
    for role in Role::ALL {
        let above: Vec<_> = teams(*role).iter().map(|t| ("Team", t.word())).collect();
        all.push(plain("Role", role.word(), &above)?);
    }
    for area in Area::ALL {
        all.push(plain("Area", area.word(), &[])?);
    }
    for kind in Kind::ALL {
        all.push(kind_entity(*kind)?);
    }
    Entities::from_entities(all, schema).map_err(|e| e.to_string())
}

fn kind_entity(kind: Kind) -> Result<Entity, String> {
    let named = |k: &str, word: &str| uid(k, word).map_err(|e| e.to_string());
    let directions = kind
        .directions()
        .iter()
        .map(|d| named("Direction", d.word()).map(RestrictedExpression::new_entity_uid))
        .collect::<Result<Vec<_>, _>>()?;
    let parents = kind.areas().iter().map(|a| named("Area", a.word())).collect::<Result<_, _>>()?;
    let attrs = [("directions".to_owned(), RestrictedExpression::new_set(directions))].into_iter().collect();
    Entity::new(named("Kind", kind.word())?, attrs, parents).map_err(|e| e.to_string())
}

/// Roles, teams, kinds, ways and areas as text, a line each: part of the charter, since policies lean on it.
pub(crate) fn text() -> String {
    let mut out = String::new();
    let mut line = |what: &str, word: &str, parts: &[&str]| {
        out.push_str(&format!("{what} {word}: {}\n", parts.join(" ")));
    };
    for role in Role::ALL {
        line("role", role.word(), &teams(*role).iter().map(|t| t.word()).collect::<Vec<_>>());
    }
    for team in Team::ALL {
        line("team", team.word(), &teams_above(*team).iter().map(|t| t.word()).collect::<Vec<_>>());
    }
    for kind in Kind::ALL {
        let ways = kind.directions().iter().map(|d| d.word());
        let areas = kind.areas().iter().map(|a| a.word());
        line("kind", kind.word(), &ways.chain(["in"]).chain(areas).collect::<Vec<_>>());
    }
    out
}
