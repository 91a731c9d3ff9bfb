//! A small prison for tests, spoken to in sentences.

use doubles::prison::{Act, Arrival, Call, Consumer, Notice, Outcome, Prison, Reply, Settings, room_id};
use jiff::civil::date;
use serde_json::{Value, json};
use vocab::Instant;
use vocab::id::PrisonNumber;
use vocab::name::{Born, Name};
use vocab::place::PrisonCode;

pub(crate) fn mdi() -> PrisonCode {
    PrisonCode::parse("MDI").unwrap()
}

pub(crate) fn hli() -> PrisonCode {
    PrisonCode::parse("HLI").unwrap()
}

pub(crate) fn number(text: &str) -> PrisonNumber {
    PrisonNumber::parse(text).unwrap()
}

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse_zoned(text).unwrap()
}

pub(crate) fn settings() -> Settings {
    let consumer = |key: &str, prisons, alert_codes| Consumer {
        key: key.to_owned(),
        name: key.to_owned(),
        prisons,
        alert_codes,
    };
    Settings {
        prisons: vec![mdi(), hli()],
        consumers: vec![
            consumer("moorland", Some(vec![mdi()]), None),
            consumer("everywhere", None, None),
            consumer("few-alerts", Some(vec![mdi()]), Some(vec!["XEL".to_owned()])),
        ],
        client: "hmpps-gatelodge-1".to_owned(),
    }
}

pub(crate) const SHAW: &str = "A4711KX";
pub(crate) const BOYD: &str = "A8100KB";

pub(crate) fn arrival(text: &str, family: &str, given: &str) -> Arrival {
    Arrival {
        number: number(text),
        name: Name::new(family, given),
        born: Born::new(date(1984, 2, 17)),
        gender: "Male".to_owned(),
        nationality: "British".to_owned(),
        language: Some("ALB".to_owned()),
        pnc: None,
    }
}

/// Moorland on 10 November 2026, nine in the morning, Shaw and Boyd received the day before.
pub(crate) struct World {
    pub(crate) prison: Prison,
    pub(crate) now: Instant,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut world = Self { prison: Prison::new(1, settings()), now: at("2026-11-09T09:00:00Z") };
        for (text, family, given, cell) in
            [(SHAW, "SHAW", "JASON LEE", "B-1-007"), (BOYD, "BOYD", "KIERAN", "C-2-031")]
        {
            let who = arrival(text, family, given);
            world.act(Act::Arrive { who, prison: mdi(), reason: "I".to_owned() });
            world.act(Act::MoveCell { number: number(text), cell: cell.to_owned() });
        }
        world.later(86_400);
        world.notices();
        world
    }

    pub(crate) fn act(&mut self, act: Act) {
        self.prison.run(&act, self.now).unwrap();
    }

    pub(crate) fn later(&mut self, seconds: i64) {
        self.now = self.now.plus_seconds(seconds);
    }

    /// Everything due now, taken.
    pub(crate) fn notices(&mut self) -> Vec<Notice> {
        let batch = self.prison.notices_due(self.now);
        for notice in &batch {
            self.prison.delivered(notice.ticket);
        }
        batch
    }

    pub(crate) fn kinds(&mut self) -> Vec<String> {
        self.notices().into_iter().map(|n| n.kind).collect()
    }

    pub(crate) fn outcome(&mut self, call: &Call) -> Outcome {
        self.prison.call(call, self.now)
    }

    pub(crate) fn reply(&mut self, call: &Call) -> Reply {
        self.outcome(call).reply().unwrap()
    }

    pub(crate) fn external(&mut self, key: &str, target: &str) -> Reply {
        self.reply(&Call::new("GET", target).header("x-api-key", key))
    }

    pub(crate) fn bearer(&mut self, method: &str, target: &str, body: &Value) -> Reply {
        self.reply(&bearer(method, target, body))
    }

    pub(crate) fn book(&mut self, who: &str) -> (u64, u64) {
        let reply = self.bearer("POST", "/appointment-series", &booking(who));
        assert_eq!(reply.status, 201, "{}", reply.value());
        let made = reply.value();
        let appointment = &made["appointments"][0];
        (appointment["id"].as_u64().unwrap(), appointment["attendees"][0]["id"].as_u64().unwrap())
    }

    pub(crate) fn found(&mut self, prison: &str) -> Vec<Value> {
        let body = json!({"startDate": "2026-11-12", "endDate": "2026-11-13"});
        let reply = self.bearer("POST", &format!("/appointments/{prison}/search"), &body);
        assert_eq!(reply.status, 202, "{}", reply.value());
        reply.value().as_array().unwrap().clone()
    }
}

pub(crate) fn bearer(method: &str, target: &str, body: &Value) -> Call {
    let call = Call::new(method, target).header("Authorization", "Bearer t");
    let call = call.header("Content-Type", "application/json");
    if body.is_null() { call } else { call.json(body) }
}

/// Shaw's or Boyd's appointment on 12 November, 10:20.
pub(crate) fn booking(who: &str) -> Value {
    json!({"appointmentType": "INDIVIDUAL", "prisonCode": "MDI", "prisonerNumbers": [who], "categoryCode": "MEOT",
        "tierCode": "TIER_1", "customName": "Healthcare", "dpsLocationId": room_id(mdi(), "HCC-WAIT"),
        "inCell": false, "startDate": "2026-11-12", "startTime": "10:20", "endTime": "10:30"})
}

/// The message inside an SNS body.
pub(crate) fn message(notice: &Notice) -> Value {
    let outer: Value = serde_json::from_str(&notice.body).unwrap();
    serde_json::from_str(outer["Message"].as_str().unwrap()).unwrap()
}
