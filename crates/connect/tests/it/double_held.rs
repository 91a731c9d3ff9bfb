//! Our double of the prison's services, held against what those services publish: the conversations of our clients with
//! it pass through a proxy that validates both sides.

use crate::contracts::looked_at;
use crate::moorland::{BOYD, Moorland, NOBODY, REED, SHAW, booking, number, of, planned, prison};
use crate::peered::{Came, Peered};
use crate::peers::contract::Contract;
use crate::relay::Exchange;
use crossing::port::AspectSource;
use crossing::understood::AttemptEnd;
use doubles::prison::{Act, PlannedKind};
use jiff::civil::{date, time};
use std::collections::BTreeSet;
use vocab::crossing::AttemptAct::{Cancel, Change, Create, Look, Uncancel};
use vocab::prison::Aspect;

/// What of the double's answers does not fit the documents: one line an operation, field and reason. A line that is
/// mended goes; a new one is a mistake of the double's.
const NOT_YET_MENDED: &str = include_str!("../violations-of-the-double.txt");

/// What the services answer and their documents leave out.
const NOT_IN_THE_DOCUMENTS: [(&str, &str); 2] = [
    (
        "activities-api GET /appointments/{prisonCode}/attendance-summaries 200 response.body: must be object",
        "AppointmentAttendanceService.kt of hmpps-activities-management-api answers a list of summaries",
    ),
    (
        "prisoner-search-api GET /prisoner/{id} 404 response: Unable to match the returned status code with those defined \
     in the document: 200",
        "GlobalSearchResource.kt of hmpps-prisoner-search throws NotFoundException",
    ),
];

/// What of one answer does not fit: what the proxy says, and what is in it that the document does not know.
fn misfits(exchange: &Exchange) -> Vec<String> {
    let operation = exchange.operation().unwrap();
    let contract = Contract::of(exchange.service).operation(&exchange.method, &exchange.path).unwrap();
    let unknown = contract.unknown_in_answer(exchange.status, &exchange.answer);
    let told = exchange.violations.iter().cloned();
    told.chain(unknown.into_iter().map(|name| format!("{name}: unknown")))
        .map(|told| format!("{operation} {} {told}", exchange.status))
        .collect()
}

/// Moorland on a day on which everything happens to Shaw.
async fn busy() -> Moorland {
    let moorland = Moorland::open().await;
    for code in ["HA", "XA", "PEEP"] {
        moorland.opens_alert(SHAW, code);
    }
    for (other, restriction) in [(BOYD, "WING"), (REED, "CELL")] {
        let (first, second) = (number(SHAW), number(other));
        moorland.act(Act::KeepApart { first, second, restriction: restriction.to_owned() });
    }
    let kinds = [
        PlannedKind::Activity,
        PlannedKind::Visit,
        PlannedKind::Court,
        PlannedKind::Transfer,
        PlannedKind::Adjudication,
        PlannedKind::Absence,
    ];
    let entries = kinds.into_iter().enumerate().map(|(n, kind)| {
        let hour = 9 + i8::try_from(n).unwrap();
        planned(kind, SHAW, 10, hour)
    });
    moorland.act(Act::Plan { entries: entries.collect() });
    moorland.act(Act::StaffBook {
        number: number(BOYD),
        category: "CHAP".to_owned(),
        name: None,
        room: "CHAP".to_owned(),
        date: date(2026, 11, 12),
        start: time(9, 0, 0, 0),
        end: time(9, 30, 0, 0),
    });
    moorland
}

/// Reed is everywhere that somebody can be, and his record is read each time.
async fn everywhere(peered: &Peered) {
    let reed = number(REED);
    let external = peered.external_as("everywhere");
    let dps = peered.dps();
    let acts = [
        Act::ToCourt { number: reed },
        Act::FromCourt { number: reed },
        Act::AbsenceOut { number: reed, reason: "C5".to_owned() },
        Act::AbsenceIn { number: reed },
        Act::TransferOut { number: reed, to: prison("MDI"), reason: "NOTR".to_owned() },
        Act::TransferIn { number: reed },
        Act::ToHospital { number: reed, id: "ASH".to_owned(), name: "Ashworth".to_owned() },
        Act::Receive { number: reed, prison: prison("HLI"), reason: "L".to_owned() },
        Act::Release { number: reed, reason: "CR".to_owned() },
    ];
    for act in acts {
        peered.moorland.act(act.clone());
        let sources: [&dyn AspectSource; 2] = [&external, &dps];
        for source in sources {
            let read = source.read(reed, None, Aspect::Place).await;
            assert!(read.is_ok_and(|answer| answer.status == 200), "{act:?}");
        }
    }
}

async fn scenes(peered: &Peered) {
    let lists = peered.lists().await;
    let id = match lists.act(booking(Create)).await {
        AttemptEnd::Done { remote } => remote,
        other => panic!("{other:?}"),
    };
    let done = AttemptEnd::Done { remote: id };
    for act in [Change, Cancel, Uncancel] {
        assert_eq!(lists.act(of(act, id)).await, done, "{act:?}");
    }
    let AttemptEnd::Found { entries } = lists.act(of(Look, id)).await else { panic!("not looked") };
    assert_eq!(entries.len(), 1);
    // What is refused is refused in their words: what stands cannot be brought back, and what is not there not changed.
    lists.act(of(Uncancel, id)).await;
    lists.act(of(Change, id + 1_000)).await;

    for (route, came) in peered.read_all().await {
        // Numbers alone are no answer that is kept.
        let counted = route == "dps attendance";
        assert!(matches!(&came, Came::Read(Ok(answers)) if counted || !answers.is_empty()), "{route}");
    }
    everywhere(peered).await;
    peered.moorland.act(Act::CloseAlert { number: number(SHAW), code: "HA".to_owned(), on: None });
    peered.moorland.act(Act::Merge { kept: number(SHAW), removed: number(BOYD) });
    let (external, dps) = (peered.external(), peered.dps());
    let sources: [&dyn AspectSource; 2] = [&external, &dps];
    for who in [SHAW, BOYD, NOBODY] {
        for source in sources {
            for aspect in Aspect::ALL.into_iter().filter(|aspect| source.carries(*aspect)) {
                let _ = source.read(number(who), Some(prison("MDI")), aspect).await;
            }
        }
    }
}

#[tokio::test]
async fn the_double_answers_as_the_services_publish() {
    let peered = Peered::held(busy().await).await;
    scenes(&peered).await;
    looked_at(&peered).await;
    let seen = peered.seen();
    assert!(seen.iter().all(|exchange| exchange.status < 500), "the proxy or the double failed");
    let operations: BTreeSet<String> = seen.iter().filter_map(Exchange::operation).collect();
    // PDS has a double of its own, which is held against its document in `pds_documented`.
    let covered = include_str!("../operations-covered.txt").lines().filter(|line| !line.starts_with("pds."));
    let all: BTreeSet<String> = covered.map(|line| line.split_once(' ').unwrap().1.to_owned()).collect();
    assert_eq!(operations, all, "left: what was asked of the double; right: what our clients ask");
    let mut found: BTreeSet<String> = seen.iter().flat_map(misfits).collect();
    for (what, why) in NOT_IN_THE_DOCUMENTS {
        assert!(
            found.remove(what),
            "the document has it now, or it is not answered any more ({why}): {what}"
        );
    }
    let lines: Vec<String> = found.into_iter().collect();
    let known: Vec<&str> = NOT_YET_MENDED.lines().collect();
    assert!(
        lines == known,
        "tests/violations-of-the-double.txt says otherwise, and may only shrink; this does not fit:\n{}",
        lines.join("\n")
    );
}
