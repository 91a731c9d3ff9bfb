//! What a request leaves behind in logs and metrics: its route, never its person.

use crate::caller::{Limits, open};
use serve::telemetry::{LogForm, Metrics, logs_to};
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

#[tokio::test]
async fn no_name_is_left_in_logs_or_metrics() {
    let paper = Paper::default();
    let writer = paper.clone();
    // The finest level that there is: nobody who turns logs up finds a person either.
    logs_to(LogForm::Json, "trace", move || writer.clone()).unwrap();
    let metrics = Metrics::install().unwrap();
    let door = open(Limits::default()).await;
    let last =
        "Host: x\r\nAuthorization: Bearer Boyd.secret.x\r\nX-Request-ID: Boyd\r\nConnection: close\r\n\r\n";
    for target in [
        "/people/Kieran-Boyd?name=Boyd&birthdate=2002-04-01",
        "/people/A1234BC",
        "/nowhere/Boyd?nhs=9990110689",
        "/takes?name=Boyd",
        "/panics?name=Boyd",
        "/%ff%00Boyd",
    ] {
        let heard = door.ask(&format!("GET {target} HTTP/1.1\r\n{last}")).await;
        assert!(heard.starts_with("HTTP/1.1 "), "{target}");
    }
    door.ask(&format!("BOYD /people/x HTTP/1.1\r\n{last}")).await;
    let log = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
    let counted = metrics.render();
    assert!(log.contains(r#""route":"/people/{name}""#), "{log}");
    assert!(counted.contains(r#"route="/people/{name}""#), "{counted}");
    assert!(counted.contains(r#"method="other""#), "{counted}");
    for person in ["Boyd", "BOYD", "Kieran", "A1234BC", "9990110689", "2002-04-01", "secret"] {
        assert!(!log.contains(person), "{person} is in the log: {log}");
        assert!(!counted.contains(person), "{person} is in the metrics: {counted}");
    }
}
