//! The demo, killed in the middle of its day and started again over the same data: it goes on where it was, clock
//! included; nothing that was acknowledged by either side is lost, and nothing is doubled. Over real sockets, with the
//! program as it is shipped.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use vocab::Instant;

/// A demo is ready in a second or two; the machine may be busy.
const READY: Duration = Duration::from_secs(60);
/// Whatever is waited for comes within this.
const PATIENCE: Duration = Duration::from_secs(60);
/// Belt to the braces of [`Demo`]'s drop: a test that dies leaves nothing running.
const STOP_BY_ITSELF: &str = "240s";

/// One of the people whom every demo has.
const BOYD: &str = "https%3A%2F%2Fgatelodge.uk%2FId%2Fprison-number%7CA8100KB";

struct Demo {
    child: Child,
    base: String,
    double: String,
    /// What it says of its time: when it wakes up, or where it goes on.
    said: String,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_gatelodge"))
}

fn line(lines: &Receiver<String>, what: impl Fn(&str) -> Option<String>) -> String {
    loop {
        let line = lines.recv_timeout(READY).expect("the demo says that it is ready");
        if let Some(found) = what(&line) {
            return found;
        }
    }
}

impl Demo {
    fn start(data: &Path) -> Self {
        let mut child = program()
            .args([
                "demo",
                "--people",
                "60",
                "--speed",
                "60",
                "--port",
                "0",
                "--for",
                STOP_BY_ITSELF,
                "--data",
            ])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (heard, lines) = channel();
        let out = child.stdout.take().unwrap();
        std::thread::spawn(move || {
            BufReader::new(out).lines().map_while(Result::ok).for_each(|line| drop(heard.send(line)));
        });
        let said = line(&lines, |l| (l.contains("wakes up") || l.contains("Going on")).then(|| l.to_owned()));
        let base = line(&lines, |l| l.strip_prefix("Gatelodge is ready at ").map(str::to_owned));
        let double =
            line(&lines, |l| l.split_once("the prison double: ").map(|(_, at)| at.trim().to_owned()));
        Self { child, base, double, said }
    }

    /// As the power would: no warning, no last word.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// As Ctrl-C does.
    fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let mut left = 200;
        let ended = loop {
            if let Some(ended) = self.child.try_wait().unwrap() {
                break ended;
            }
            assert!(left > 0, "Ctrl-C does not stop it");
            left -= 1;
            std::thread::sleep(Duration::from_millis(100));
        };
        assert!(ended.success(), "it stops cleanly: {ended}");
    }

    fn time(&self) -> Instant {
        let text = self.said.split_whitespace().last().unwrap().trim_end_matches('.');
        Instant::from_timestamp(text.parse().unwrap())
    }
}

/// Somebody who asks over HTTP.
struct Caller {
    http: reqwest::Client,
    token: String,
}

impl Caller {
    fn of(data: &Path, role: &str) -> Self {
        let out = program()
            .args(["token", "--role", role, "--prison", "MDI", "--account", "test.caller", "--data"])
            .arg(data)
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let token = String::from_utf8(out.stdout).unwrap().trim().to_owned();
        Self { http: reqwest::Client::builder().timeout(Duration::from_secs(20)).build().unwrap(), token }
    }

    async fn asks(&self, method: &str, url: &str, request: Option<(&str, &Value)>) -> (u16, Value) {
        let mut asked = self
            .http
            .request(method.parse().unwrap(), url)
            .bearer_auth(&self.token)
            .header("accept", "application/fhir+json")
            .header("prefer", "return=representation");
        if let Some((id, body)) = request {
            let kind = if url.contains("/fhir/") { "application/fhir+json" } else { "application/json" };
            asked = asked.header("x-request-id", id).header("content-type", kind).body(body.to_string());
        }
        let answer = asked.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Value::Null))
    }
}

fn booking(patient: &str, n: u32, day: jiff::civil::Date) -> Value {
    let at = |minute: u32| {
        // No clinic of the demo's runs at noon.
        let time = day.at(12, i8::try_from(minute).unwrap(), 0, 0);
        format!("{}Z", time.strftime("%Y-%m-%dT%H:%M:%S"))
    };
    json!({"resourceType": "Appointment", "status": "booked",
        "identifier": [{"system": "https://clinic.example/Id/appointment", "value": format!("killed-{n}")}],
        "start": at(n), "end": at(n + 10),
        "participant": [
            {"actor": {"reference": format!("Patient/{patient}")}, "status": "accepted"},
            {"actor": {"type": "Location", "identifier": {"system": "https://gatelodge.uk/Id/healthcare-room", "value": "MDI/OPD1"}}, "status": "accepted"}]})
}

/// Everything on the prison's list of a day, as the double has it.
async fn listed(caller: &Caller, demo: &Demo, date: jiff::civil::Date) -> Vec<Value> {
    let url = format!("{}/appointments/MDI/search", demo.double);
    let (status, found) =
        caller.asks("POST", &url, Some(("look", &json!({"startDate": date.to_string()})))).await;
    assert_eq!(status, 202, "as the published interface has it: {found}");
    found.as_array().cloned().unwrap_or_default()
}

fn entry(found: &Value) -> (String, String, String, bool) {
    let who = found["attendees"][0]["prisonerNumber"].as_str().unwrap_or_default().to_owned();
    let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    let kind = found["category"]["code"].as_str().unwrap_or_default().to_owned();
    (who, text("startTime"), kind, found["isCancelled"].as_bool().unwrap_or(false))
}

/// The id of an entry that staff type now, as the double acknowledges it.
async fn staff_types(caller: &Caller, demo: &Demo, date: jiff::civil::Date, hour: u32) -> u64 {
    let act = json!({"act": "staff-book", "number": "A8100KB", "category": "CHAP", "name": null, "room": "HCC-WAIT",
        "date": date.to_string(), "start": format!("{hour:02}:00:00"), "end": format!("{hour:02}:15:00")});
    let (status, done) =
        caller.asks("POST", &format!("{}/control/act", demo.double), Some(("act", &act))).await;
    assert_eq!(status, 200, "{done}");
    done["appointment"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_of_its_day_the_demo_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let mut demo = Demo::start(data);
    let first = demo.time();
    let (clinic, engineer) = (Caller::of(data, "care-system"), Caller::of(data, "integration-engineer"));
    let tomorrow = first.london_date().tomorrow().unwrap();

    // Some of the day goes by: bookings are on the prison's list.
    let mut waited = 0;
    while listed(&engineer, &demo, tomorrow).await.len() < 3 {
        assert!(waited < PATIENCE.as_secs(), "nothing came to the prison's list");
        tokio::time::sleep(Duration::from_secs(1)).await;
        waited += 1;
    }

    // Killed again and again, each time in the instant after something was acknowledged on either side.
    let (mut acknowledged, mut typed) = (Vec::new(), Vec::new());
    let mut before = first;
    for n in 0..3 {
        let fhir = format!("{}/fhir/R4", demo.base);
        let (status, found) = clinic.asks("GET", &format!("{fhir}/Patient?identifier={BOYD}"), None).await;
        assert_eq!((status, found["total"].as_u64()), (200, Some(1)), "{found}");
        let patient = found["entry"][0]["resource"]["id"].as_str().unwrap().to_owned();
        typed.push((staff_types(&engineer, &demo, tomorrow, 17 + n).await, format!("{:02}:00", 17 + n)));
        let booked = booking(&patient, n, tomorrow);
        let id = format!("018f0000-0000-7000-8000-00000000002{n}");
        let (status, made) = clinic.asks("POST", &format!("{fhir}/Appointment"), Some((&id, &booked))).await;
        assert_eq!(status, 201, "{made}");
        acknowledged.push((id, booked, made["id"].as_str().unwrap().to_owned()));
        demo.kill();

        demo = Demo::start(data);
        assert!(demo.said.starts_with("Going on"), "{}", demo.said);
        // A machine that was off for a moment: never back, and not far ahead.
        let now = demo.time();
        assert!(now >= before, "the clock went back: {before:?} {now:?}");
        assert!(now.seconds_since(first) < 60 * 240, "the clock leapt: {now:?}");
        before = now;
        let fhir = format!("{}/fhir/R4", demo.base);
        for (id, booked, made) in &acknowledged {
            let (status, read) = clinic.asks("GET", &format!("{fhir}/Appointment/{made}"), None).await;
            assert_eq!((status, read["id"].as_str()), (200, Some(made.as_str())), "acknowledged and lost");
            let (status, again) =
                clinic.asks("POST", &format!("{fhir}/Appointment"), Some((id, booked))).await;
            assert!(status < 300, "{status} {again}");
            assert_eq!(again["id"].as_str().unwrap_or(made), made, "the same request made another booking");
        }
        let found = listed(&engineer, &demo, tomorrow).await;
        for (id, start) in &typed {
            let there = found.iter().find(|f| f["appointmentId"].as_u64() == Some(*id));
            let start_there = there.and_then(|f| f["startTime"].as_str());
            assert_eq!(start_there, Some(start.as_str()), "the prison acknowledged it and forgot");
        }
    }

    // What was booked arrives, and what stands there stands there once: of one person, time and kind one entry.
    let mut waited = 0;
    loop {
        let found = listed(&engineer, &demo, tomorrow).await;
        let ours = |n: usize| {
            let ours = |(who, start, kind, _): &(String, String, String, bool)| {
                (who.as_str(), start.as_str(), kind.as_str())
                    == ("A8100KB", format!("12:0{n}").as_str(), "MEOT")
            };
            found.iter().map(entry).filter(ours).count()
        };
        if (0..3).all(|n| ours(n) == 1) {
            break;
        }
        assert!(
            waited < PATIENCE.as_secs(),
            "{:?} of each booking are on the list",
            [ours(0), ours(1), ours(2)]
        );
        tokio::time::sleep(Duration::from_secs(1)).await;
        waited += 1;
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    for date in [first.london_date(), tomorrow] {
        let found = listed(&engineer, &demo, date).await;
        let mut seen = std::collections::BTreeSet::new();
        for entry in found.iter().map(entry).filter(|(_, _, _, cancelled)| !cancelled) {
            assert!(seen.insert(entry.clone()), "{entry:?} stands twice on {date}");
        }
        assert!(!seen.is_empty(), "the list of {date} is empty");
    }
    demo.stop();
    let verified = program().args(["journal", "verify", "--data"]).arg(data).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}
