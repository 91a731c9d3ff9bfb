//! The kinds of work that are measured, with what is to be reached, what is aimed for, and what the field reaches.

use super::driver::{Request, exchange};
use super::fill::{FEED, Served, born, family, number, record};
use crate::Failed;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tokio::net::TcpStream;
use vocab::crossing::Role;

/// One kind of work.
pub(super) struct Work {
    pub(super) name: &'static str,
    pub(super) connections: usize,
    pub(super) to_reach: f64,
    pub(super) aim: f64,
    pub(super) peer: &'static str,
    pub(super) make: Arc<dyn Fn(u64) -> Request + Send + Sync>,
}

/// Requests of a run are numbered on from those of the run before: nothing is a replay of another run's.
fn numbered() -> impl Fn(u64) -> u64 + Send + Sync {
    static RUNS: AtomicU64 = AtomicU64::new(1);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    move |n| run * 1_000_000_000 + n
}

/// A number that jumps about as people do.
fn scattered(n: u64, below: u32) -> u32 {
    u32::try_from(n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33).unwrap_or(0) % below.max(1)
}

pub(super) fn all(served: &Served, people: u32) -> Vec<Work> {
    let mut all = Vec::new();
    match (
        observations(served, people),
        creates(served),
        reads(served),
        searches(served, people),
        panels(served),
    ) {
        (Ok(a), Ok(b), Ok(c), Ok(d), Ok(e)) => {
            all.extend([a, b, c]);
            all.extend(d);
            all.push(e);
        }
        _ => eprintln!("the bench could not make its tokens"),
    }
    all
}

fn headers(bearer: &str, content: &str) -> Vec<(&'static str, String)> {
    vec![("authorization", bearer.to_owned()), ("content-type", content.to_owned())]
}

fn observations(served: &Served, people: u32) -> Result<Work, Failed> {
    let bearer = served.bearer(Role::PrisonSystem)?;
    let tick = numbered();
    Ok(Work {
        name: "observations, half of them changing a fact",
        connections: 200,
        to_reach: 5_000.0,
        aim: 10_000.0,
        peer: "54 to 371/s, p99 58 to 145 ms (integration engine, PostgreSQL)",
        make: Arc::new(move |n| {
            let tick = tick(n);
            // The first of each pair moves a person to another cell; the second says the same again.
            let who = scattered(n / 2, people);
            let cell = 3 + u32::try_from(tick / 2 % 900).unwrap_or(0);
            Request {
                method: "POST",
                path: format!("/intake/{FEED}"),
                headers: headers(&bearer, "application/json"),
                body: record(who, cell, tick),
            }
        }),
    })
}

fn creates(served: &Served) -> Result<Work, Failed> {
    let bearer = served.bearer(Role::CareSystem)?;
    let patients = Arc::clone(&served.patients);
    let tick = numbered();
    Ok(Work {
        name: "FHIR Appointment create",
        connections: 32,
        to_reach: 3_000.0,
        aim: 5_000.0,
        peer: "280/s, p99 357 ms (Rust FHIR server)",
        make: Arc::new(move |n| {
            let tick = tick(n);
            let who = scattered(n, u32::try_from(patients.len()).unwrap_or(1)) as usize;
            let patient = patients.get(who).map(ToString::to_string).unwrap_or_default();
            let minute = tick % 480;
            let start = format!("2027-01-{:02}T{:02}:{:02}:00Z", 4 + tick % 24, 9 + minute / 60, minute % 60);
            let body = json!({"resourceType": "Appointment", "status": "booked", "start": start, "end": start.replace(":00Z", ":30Z"),
                "identifier": [{"system": "https://clinic.example/Id/appointment", "value": format!("b{tick}")}],
                "participant": [
                  {"actor": {"reference": format!("Patient/{patient}"), "type": "Patient"}, "status": "accepted"},
                  {"actor": {"type": "Location", "identifier": {"system": "https://gatelodge.uk/Id/healthcare-room", "value": "MDI/OPD1"}}, "status": "accepted"}]});
            Request {
                method: "POST",
                path: "/fhir/R4/Appointment".to_owned(),
                headers: headers(&bearer, "application/fhir+json"),
                body: body.to_string().into_bytes(),
            }
        }),
    })
}

fn reads(served: &Served) -> Result<Work, Failed> {
    let bearer = served.bearer(Role::Clinician)?;
    let patients = Arc::clone(&served.patients);
    Ok(Work {
        name: "FHIR read by id, ruled and booked",
        connections: 64,
        to_reach: 5_000.0,
        aim: 10_000.0,
        peer: "18,000/s unaudited, 619/s audited (Rust); 938/s (Java)",
        make: Arc::new(move |n| {
            let who = scattered(n, u32::try_from(patients.len()).unwrap_or(1)) as usize;
            let patient = patients.get(who).map(ToString::to_string).unwrap_or_default();
            Request {
                method: "GET",
                path: format!("/fhir/R4/Patient/{patient}"),
                headers: vec![("authorization", bearer.clone())],
                body: Vec::new(),
            }
        }),
    })
}

fn searches(served: &Served, people: u32) -> Result<[Work; 2], Failed> {
    let bearer = served.bearer(Role::Clinician)?;
    let form = "application/x-www-form-urlencoded";
    let post = move |bearer: &str, body: String| Request {
        method: "POST",
        path: "/fhir/R4/Patient/_search".to_owned(),
        headers: headers(bearer, form),
        body: body.into_bytes(),
    };
    let by_identifier = {
        let bearer = bearer.clone();
        Arc::new(move |n| {
            let who = number(scattered(n, people)).text();
            post(&bearer, format!("identifier=https%3A%2F%2Fgatelodge.uk%2FId%2Fprison-number%7C{who}"))
        })
    };
    let by_name = Arc::new(move |n| {
        let who = scattered(n, people);
        post(&bearer, format!("family={}&birthdate={}", family(who), born(who)))
    });
    let work = |name, to_reach, aim, peer, make| Work { name, connections: 64, to_reach, aim, peer, make };
    Ok([
        work(
            "search by identifier",
            4_000.0,
            8_000.0,
            "7,800/s (Java FHIR server, 27,000 people)",
            by_identifier,
        ),
        work(
            "search by family and birth date",
            2_000.0,
            4_000.0,
            "276/s (Java, 27,000), 13/s (Rust, 21,000)",
            by_name,
        ),
    ])
}

fn panels(served: &Served) -> Result<Work, Failed> {
    let bearer = served.bearer(Role::Clinician)?;
    let patients = Arc::clone(&served.patients);
    Ok(Work {
        name: "CDS patient-view",
        connections: 64,
        to_reach: 3_000.0,
        aim: 3_000.0,
        peer: "guidance: 500 ms",
        make: Arc::new(move |n| {
            let who = scattered(n, u32::try_from(patients.len()).unwrap_or(1)) as usize;
            let patient = patients.get(who).map(ToString::to_string).unwrap_or_default();
            Request {
                method: "POST",
                path: "/cds-services/patient-view".to_owned(),
                headers: headers(&bearer, "application/json"),
                body: hook(&patient),
            }
        }),
    })
}

fn hook(patient: &str) -> Vec<u8> {
    json!({"hook": "patient-view", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
           "context": {"userId": "Practitioner/bench", "patientId": patient}})
    .to_string()
    .into_bytes()
}

/// From an alert's arrival to a clinician's answer that has it: median and the slowest hundredth, in milliseconds.
#[expect(clippy::disallowed_methods, reason = "a bench measures by the machine's own stopwatch")]
pub(super) async fn alert_to_answer(served: &Served, _people: u32) -> Result<(f64, f64), Failed> {
    let (prison, nurse) = (served.bearer(Role::PrisonSystem)?, served.bearer(Role::Clinician)?);
    let mut stream = TcpStream::connect(served.address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    let mut times = Vec::new();
    for (n, patient) in (0u32..200).zip(served.patients.iter()) {
        let codes = ["XA", "XVL", "XSA", "XCA"];
        let code = codes[usize::try_from(n % 4).unwrap_or(0)];
        let body = json!({"data": [{"offenderNo": number(n).text(), "type": "X", "code": code, "dateCreated": "2026-11-01",
                                    "dateExpired": null, "expired": false, "active": true, "comment": format!("{n}")}],
                          "pagination": {"isLastPage": true, "page": 1}});
        let alert = bytes(&Request {
            method: "POST",
            path: format!("/intake/{FEED}"),
            headers: headers(&prison, "application/json"),
            body: body.to_string().into_bytes(),
        });
        let ask = bytes(&Request {
            method: "POST",
            path: "/cds-services/patient-view".to_owned(),
            headers: headers(&nurse, "application/json"),
            body: hook(&patient.to_string()),
        });
        let start = Instant::now();
        exchange(&mut stream, &alert, &mut buffer).await?;
        exchange(&mut stream, &ask, &mut buffer).await?;
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or(0.0);
    Ok((at(50), at(99)))
}

fn bytes(request: &Request) -> Vec<u8> {
    request.bytes()
}
