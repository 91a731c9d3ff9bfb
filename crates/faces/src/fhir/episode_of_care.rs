//! How patients are registered, as `EpisodeOfCare`, and the search. "Kept back", "not known" and "none" are three
//! answers: the first two are resources that say so, and beside an empty page it is said what PDS said, and when.

use super::find::{Whose, all, first_ids, own_identifier_is, own_ids};
use super::search::{Found, most, no_updates};
use crate::App;
use crate::fhir::refused::Refused;
use crossing::Context;
use crossing::disclose::registrations::episodes::{EpisodeSearch, EpisodeView, PDS_LAG_SECONDS};
use crossing::disclose::search::Also;
use registration::episodes::{State, Whose as At};
use wire::fhir::codes::AbsentReason;
use wire::fhir::datatypes::{Identifier, Meta, Reference};
use wire::fhir::episode_of_care::{EpisodeOfCare, Standing, Told};
use wire::fhir::search;
use wire::fhir::{Id, ResourceType, extension, urls};

const fn standing(view: &EpisodeView) -> Standing {
    match view.episode.state {
        State::Waiting => Standing::Waiting,
        State::Stands => Standing::Stands,
        State::Over => Standing::Over,
        State::Kept => Standing::NotSaid(AbsentReason::Masked),
        State::NotKnown => Standing::NotSaid(AbsentReason::Unknown),
    }
}

/// A registration in FHIR's form.
pub(super) fn resource(view: &EpisodeView) -> Option<EpisodeOfCare> {
    let episode = &view.episode;
    let whose = match &episode.whose {
        At::Unit(prison, practice) => {
            let prison = Reference::to(ResourceType::Organization, &Id::from(*prison));
            match practice {
                Some(practice) => prison.with_identifier(Identifier::ods(practice)),
                None => prison,
            }
        }
        At::Practice(practice) => {
            Reference::identified(ResourceType::Organization, Identifier::ods(practice))
        }
        At::NotSaid => Reference::absent(match episode.state {
            State::Kept => AbsentReason::Masked,
            _ => AbsentReason::Unknown,
        }),
    };
    let told = Told {
        on_pds: episode.on_pds,
        unit: episode.unit,
        asked_for: episode.asked_for,
        seen_from: episode.seen_from,
        over_by: episode.over_by,
        before_custody: episode.before_custody,
    };
    let meta = Meta::new().aged(ages(view));
    let patient = Reference::to(ResourceType::Patient, &Id::from(view.patient));
    let id = Id::parse(&view.id)?;
    let written =
        EpisodeOfCare::registration(id, meta, standing(view), episode.temporary, patient, whose, &told);
    Some(written.identified(Identifier::read(urls::REGISTRATION, &view.id)?))
}

/// How old it is, by PDS and by whatever else it rests on.
pub(super) fn ages(view: &EpisodeView) -> extension::Ages {
    let checked = view.episode.checked;
    let lag_seconds = u32::try_from(PDS_LAG_SECONDS).unwrap_or(u32::MAX);
    extension::Ages { route_heard: checked, subject_checked: checked, lag_seconds }
}

/// Searches.
pub(super) async fn find(
    app: &App,
    ctx: &Context,
    asked: &search::EpisodeOfCareSearch,
    after: Option<String>,
) -> Result<Found, Refused> {
    no_updates(!asked.common.updated.is_empty() || !asked.common.sort.is_empty())?;
    let whose = Whose::read(&asked.patient)?;
    let mut ids = first_ids(&asked.id);
    if ids.is_empty() {
        ids = own_ids(urls::REGISTRATION, &asked.identifier);
    }
    let conditions = asked.clone();
    let search = EpisodeSearch {
        whose: whose.choosing(ids),
        also: Also::only(move |view| holds(&conditions, view) && whose.holds(&view.patient.to_string())),
        most: most(&asked.common),
        after,
    };
    let page = app.crossing.episode_search(ctx, search).await?;
    let page = page.get();
    let mut found = Found::of(page.total, page.next.clone(), page.note.clone());
    found.matched.extend(page.entries.iter().filter_map(resource).map(Into::into));
    Ok(found)
}

/// A status that says nothing is found by none: whoever looks for what stands is not shown what nobody knows.
fn holds(asked: &search::EpisodeOfCareSearch, view: &EpisodeView) -> bool {
    let said = !matches!(standing(view), Standing::NotSaid(_));
    all(&asked.id, false, |wanted| wanted.text() == view.id)
        && all(&asked.identifier, false, |wanted| own_identifier_is(urls::REGISTRATION, wanted, &view.id))
        && all(&asked.status, !said, |wanted| said && *wanted == standing(view).status())
}

#[cfg(test)]
mod tests {
    use super::*;
    use registration::episodes::Episode;
    use vocab::Instant;
    use vocab::id::{OdsCode, PatientId};
    use vocab::place::PrisonCode;
    use wire::fhir::search::{Options, SearchRequest, parse};

    fn view(whose: At, state: State) -> EpisodeView {
        EpisodeView {
            id: "018f0000-0000-7000-8000-000000000009.0011223344556677".to_owned(),
            patient: PatientId::parse("018f0000-0000-7000-8000-000000000009").unwrap(),
            episode: Episode {
                whose,
                state,
                temporary: false,
                on_pds: None,
                unit: None,
                asked_for: None,
                seen_from: None,
                over_by: None,
                before_custody: false,
                checked: Some(Instant::parse_zoned("2026-11-12T04:00:00Z").unwrap()),
            },
        }
    }

    fn json(view: &EpisodeView) -> serde_json::Value {
        serde_json::to_value(resource(view).unwrap()).unwrap()
    }

    fn asks(query: &str) -> search::EpisodeOfCareSearch {
        let options =
            Options { base: "https://x.test/fhir/R4", handling: wire::fhir::conditional::Handling::Lenient };
        let read = parse(ResourceType::EpisodeOfCare, &[query.as_bytes()], &options).unwrap();
        let SearchRequest::EpisodeOfCare(search) = read.request else { panic!("another type") };
        *search
    }

    #[test]
    fn a_restricted_persons_practice_is_masked_and_not_none() {
        let written = json(&view(At::NotSaid, State::Kept));
        assert_eq!(written["modifierExtension"][0]["valueCode"], "masked");
        assert_eq!(written["managingOrganization"]["extension"][0]["valueCode"], "masked");
        assert_eq!(json(&view(At::NotSaid, State::NotKnown))["modifierExtension"][0]["valueCode"], "unknown");
        // A unit that says that they are registered, where PDS says nothing.
        let unit = At::Unit(PrisonCode::parse("MDI").unwrap(), None);
        let written = json(&view(unit, State::Kept));
        assert_eq!(written["modifierExtension"][0]["valueCode"], "masked");
        assert_eq!(written["managingOrganization"]["reference"], "Organization/MDI");
    }

    #[test]
    fn what_nobody_says_is_found_under_no_status() {
        let kept = view(At::NotSaid, State::Kept);
        for status in wire::fhir::codes::EpisodeStatus::ALL {
            let asked = asks(&format!("patient=x&status={}", status.code()));
            assert!(!holds(&asked, &kept), "{}", status.code());
        }
        assert!(holds(&asks("patient=x"), &kept) && holds(&asks("patient=x&status:missing=true"), &kept));
        let stands = view(At::Practice(OdsCode::parse("A81001").unwrap()), State::Stands);
        assert!(holds(&asks("patient=x&status=active"), &stands));
        assert!(!holds(&asks("patient=x&status=waitlist"), &stands));
    }

    #[test]
    fn a_practice_is_named_by_its_code_and_a_unit_by_its_prison_and_its_practice() {
        let practice = OdsCode::parse("A81001").unwrap();
        let written = json(&view(At::Practice(practice.clone()), State::Stands));
        assert_eq!(written["status"], "active");
        assert_eq!(written["managingOrganization"]["identifier"]["value"], "A81001");
        let unit = At::Unit(PrisonCode::parse("MDI").unwrap(), Some(practice));
        let written = json(&view(unit, State::Waiting));
        assert_eq!(
            (&written["status"], &written["managingOrganization"]["reference"]),
            (&"waitlist".into(), &"Organization/MDI".into())
        );
        assert_eq!(written["managingOrganization"]["identifier"]["value"], "A81001");
        assert_eq!(written["meta"]["extension"][0]["extension"][1]["valueInstant"], "2026-11-12T04:00:00Z");
    }
}
