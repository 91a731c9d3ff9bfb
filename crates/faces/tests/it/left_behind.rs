//! What a day of calls leaves in the log: routes, never people.

use crate::world::{FHIR, FORM, JSON, World, patient};
use serde_json::json;
use serve::telemetry::{LogForm, logs_to};
use std::io;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_calls_leaves_nobody_in_the_log() {
    let paper = Paper::default();
    let writer = paper.clone();
    logs_to(LogForm::Json, "trace", move || writer.clone()).unwrap();
    let (world, boyd) = World::with_boyd().await;
    let nurse = world.nurse();
    nurse.gets("/fhir/R4/Patient?family=Boyd&birthdate=2002-04-01").await.expect(200);
    nurse
        .gets("/fhir/R4/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number%7C9990110689")
        .await
        .expect(200);
    nurse.posts("/fhir/R4/Patient/_search", FORM, "identifier=A8100KB").await.expect(200);
    nurse.gets("/fhir/R4/Patient/Kieran-Boyd").await.expect(404);
    nurse.gets("/elsewhere/Boyd?name=Kieran").await.expect(404);
    nurse.gets(&format!("/fhir/R4/Flag?patient={boyd}")).await.expect(200);
    let odd = json!({"resourceType": "Patient", "name": "Boyd", "birthDate": "2002-04-01x"});
    world.care_system().posts("/fhir/R4/Patient", FHIR, &odd.to_string()).await.expect(400);
    world
        .care_system()
        .posts("/fhir/R4/Patient", FHIR, &patient("p5", None, "Boyd", "Kieran", "2002-04-01").to_string())
        .await;
    world.prison_system().posts("/intake/dps", JSON, "{\"lastName\":\"Boyd\",\"prisonerNumber\":7}").await;
    world.nobody().gets("/fhir/R4/Patient?family=Boyd").await.expect(401);
    let log = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains(r#""route":"/fhir/R4/Patient/{id}""#), "{log}");
    assert!(log.contains(r#""route":"/intake/{feed}""#), "{log}");
    // Other tests of this binary write here too: what they send is looked for as well.
    for person in [
        "Boyd",
        "BOYD",
        "Kieran",
        "KIERAN",
        "A8100KB",
        "9990110689",
        "2002-04-01",
        "SECRETCOMMENT",
        "C-2-011",
    ] {
        assert!(!log.contains(person), "{person} is in the log");
    }
}
