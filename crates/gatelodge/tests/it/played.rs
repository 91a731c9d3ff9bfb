//! The prison's services on a socket of this machine, and the examples pointed at it.

use doubles::prison::face::{self, Shared};
use doubles::prison::{Access, Act, Arrival, Consumer, Prison, QueueSettings, Settings, room_id};
use jiff::civil::date;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use vocab::Instant;
use vocab::id::PrisonNumber;
use vocab::name::{Born, Name};
use vocab::place::PrisonCode;
use vocab::time::ManualClock;

/// Moorland, with one person, two queues and the consumer of the examples.
pub(crate) struct Played {
    pub(crate) shared: Shared,
    pub(crate) address: String,
    _runtime: Runtime,
}

impl Played {
    pub(crate) fn new() -> Self {
        let moorland = PrisonCode::parse("MDI").unwrap();
        let consumer = Consumer {
            key: "moorland".to_owned(),
            name: "example-health".to_owned(),
            prisons: Some(vec![moorland]),
            alert_codes: None,
        };
        let settings = Settings {
            prisons: vec![moorland],
            consumers: vec![consumer],
            client: "hmpps-gatelodge-1".to_owned(),
        };
        let mut prison = Prison::new(1, settings);
        let now = Instant::parse_zoned("2026-11-10T09:00:00Z").unwrap();
        let who = Arrival {
            number: PrisonNumber::parse("A4711KX").unwrap(),
            name: Name::new("SHAW", "JASON LEE"),
            born: Born::new(date(1984, 2, 17)),
            gender: "Male".to_owned(),
            nationality: "British".to_owned(),
            language: None,
            pnc: None,
        };
        prison.run(&Act::Arrive { who, prison: moorland, reason: "I".to_owned() }, now).unwrap();
        prison.queue_make("letters", QueueSettings::default(), now);
        let with_letters =
            QueueSettings { dead_letter: Some(("letters".to_owned(), 10)), ..QueueSettings::default() };
        prison.queue_make("example-health", with_letters, now);
        let shared = Shared::new(prison, Arc::new(ManualClock::at(now)));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(face::serve(listener, shared.clone(), false, std::future::pending()));
        Self { shared, address, _runtime: runtime }
    }

    /// What is set up for the consumer.
    pub(crate) fn access(&self, change: impl FnOnce(&mut Access)) {
        change(self.shared.lock().access("example-health"));
    }

    /// An example that calls here, as often as it likes.
    pub(crate) fn own(&self, example: &str) -> String {
        let mut text = String::new();
        for line in example.lines() {
            let address = line.split('"').nth(1).filter(|value| value.starts_with("https://"));
            let line = match address {
                Some(address) => {
                    let path =
                        address.splitn(4, '/').nth(3).map_or_else(String::new, |path| format!("/{path}"));
                    line.replace(address, &format!("{}{path}", self.address))
                }
                None => line.replace("calls_per_second = 5", "calls_per_second = 1000"),
            };
            text.push_str(&line);
            text.push('\n');
        }
        let place = room_id(PrisonCode::parse("MDI").unwrap(), "HCC-WAIT");
        text.replace("b7602cc8-e769-4cbb-8194-62d8e655992a", &place)
    }
}
