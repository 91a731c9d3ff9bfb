//! What stands before the External API's endpoints, and what is taken out of its answers.

use crate::world::*;
use doubles::prison::{Act, MASK, Rate, Redact, Redaction};
use serde_json::json;

fn name_of(who: &str) -> String {
    format!("/v1/persons/{who}/name")
}

#[test]
fn what_is_not_permitted_is_forbidden_and_what_is_off_is_unavailable() {
    let mut world = World::new();
    world.prison.access("moorland").permitted =
        Some(vec!["/v1/status".into(), "/v1/persons/{hmppsId}/name".into()]);
    assert_eq!(world.external("moorland", "/v1/status").status, 200);
    assert_eq!(world.external("moorland", &name_of(SHAW)).status, 200);
    let refused = world.external("moorland", &format!("/v1/persons/{SHAW}/alerts"));
    let message = format!("Unable to authorise /v1/persons/{SHAW}/alerts for moorland");
    assert_eq!((refused.status, &refused.value()["developerMessage"]), (403, &json!(message)));
    world.prison.access("moorland").permitted = Some(vec![]);
    assert_eq!(world.external("moorland", "/v1/status").status, 403, "nothing is permitted");
    assert_eq!(world.external("everywhere", "/v1/status").status, 200);
    world.prison.outside.features_off.push("/v1/persons/{hmppsId}/alerts".into());
    assert_eq!(world.external("everywhere", &format!("/v1/persons/{SHAW}/alerts")).status, 503);
    assert_eq!(world.external("everywhere", &name_of(SHAW)).status, 200);
}

#[test]
fn a_suspended_consumer_is_told_so() {
    let mut world = World::new();
    world.prison.access("moorland").suspended = true;
    let refused = world.external("moorland", "/v1/status");
    assert_eq!((refused.status, &refused.value()["userMessage"]), (403, &json!("Access suspended")));
    let token = doubles::prison::Call::new("POST", "/token").header("x-api-key", "moorland");
    assert_eq!(world.reply(&token).status, 403);
}

#[test]
fn who_asks_too_often_is_told_when_to_ask_again() {
    let mut world = World::new();
    world.prison.access("moorland").rate = Some(Rate { calls: 3, seconds: 10 });
    for _ in 0..3 {
        assert_eq!(world.external("moorland", "/v1/status").status, 200);
    }
    world.later(4);
    let refused = world.external("moorland", "/v1/status");
    assert_eq!((refused.status, refused.headers), (429, vec![("retry-after", "6".to_owned())]));
    assert_eq!(world.external("everywhere", "/v1/status").status, 200, "each has its own");
    world.later(6);
    assert_eq!(world.external("moorland", "/v1/status").status, 200);
}

#[test]
fn fields_are_masked_or_missing_and_limited_people_are_forbidden() {
    let mut world = World::new();
    world.prison.access("moorland").redactions = vec![
        Redaction { field: "middleName".into(), how: Redact::Mask, path: None },
        Redaction { field: "pncId".into(), how: Redact::Remove, path: None },
        Redaction {
            field: "lastName".into(),
            how: Redact::Mask,
            path: Some("/v1/persons/{hmppsId}/name".into()),
        },
    ];
    let whole = world.external("moorland", &format!("/v1/persons/{SHAW}")).value();
    let person = &whole["data"]["prisonerOffenderSearch"];
    assert_eq!((&person["middleName"], person.get("pncId")), (&json!(MASK), None));
    assert_eq!(person["lastName"], "SHAW");
    assert_eq!(world.external("moorland", &name_of(SHAW)).value()["data"]["lastName"], MASK);
    assert_eq!(world.external("everywhere", &name_of(SHAW)).value()["data"]["lastName"], "SHAW");
    world.act(Act::LimitAccess { number: number(SHAW), limited: true });
    for path in ["", "/name", "/alerts", "/cell-location"] {
        assert_eq!(world.external("moorland", &format!("/v1/persons/{SHAW}{path}")).status, 403, "{path}");
    }
    assert_eq!(world.external("moorland", &name_of(BOYD)).status, 200);
    world.prison.access("moorland").sees_limited = true;
    assert_eq!(world.external("moorland", &name_of(SHAW)).status, 200);
}

#[test]
fn a_consumer_for_people_in_custody_loses_them_when_they_leave() {
    let mut world = World::new();
    world.prison.access("everywhere").in_custody_only = true;
    assert_eq!(world.external("everywhere", &name_of(SHAW)).status, 200);
    world.act(Act::Release { number: number(SHAW), reason: "CR".into() });
    assert_eq!(world.external("everywhere", &name_of(SHAW)).status, 404);
    let page = world.external("everywhere", "/v1/prison/prisoners").value();
    assert_eq!(page["pagination"]["totalCount"], 1);
}

#[tokio::test]
async fn the_control_face_sets_up_a_consumer() {
    let served = crate::face::serve(true).await;
    let access = json!({"consumer": "moorland", "access": {"permitted": ["/v1/status"], "queue": "ours",
        "rate": {"calls": 100, "seconds": 1}, "redactions": [{"field": "pncId", "how": "mask"}]}});
    assert_eq!(served.post("/control/access", &access).send().await.unwrap().status(), 200);
    let get = served.http.get(format!("{}{}", served.base, name_of(SHAW))).header("x-api-key", "moorland");
    assert_eq!(get.send().await.unwrap().status(), 403);
    let unknown = json!({"consumer": "moorland", "access": {"permited": []}});
    assert_eq!(served.post("/control/access", &unknown).send().await.unwrap().status(), 400);
}
