//! The engine's errands over both routes: what is asked for comes, is understood, and comes to rest.

use crate::moorland::{BOYD, Moorland, SHAW, engine, number, planned, prison, rules};
use crossing::errands::Errands;
use crossing::port::AspectSource;
use doubles::prison::{Act, PlannedKind};
use std::sync::Arc;

/// More steps than two people can need.
const STEPS: usize = 4;

/// Calls the roll, lets something happen, reads everything that is old, and then whatever is due: how many answers each
/// step took.
async fn swept(moorland: &Moorland, source: Arc<dyn AspectSource>, happens: Option<Act>) -> Vec<usize> {
    let (crossing, _folder) = engine(Arc::new(rules()), &moorland.clock).await;
    let errands = Errands::new(Arc::new(crossing), source);
    let rolled = errands.roll_call(prison("MDI")).await.unwrap();
    assert_eq!((rolled.on_roll, rolled.missing), (2, 0));
    moorland.clock.advance_seconds(1_000);
    if let Some(act) = happens {
        moorland.act(act);
    }
    errands.old_again(prison("MDI")).await.unwrap();
    let mut steps = Vec::new();
    for _ in 0..STEPS {
        moorland.clock.advance_seconds(1);
        steps.push(errands.step().await.unwrap());
    }
    steps
}

async fn busy() -> Moorland {
    let moorland = Moorland::open().await;
    moorland.opens_alert(SHAW, "HA");
    moorland.act(Act::KeepApart {
        first: number(SHAW),
        second: number(BOYD),
        restriction: "WING".to_owned(),
    });
    let entries = [SHAW, BOYD].map(|who| planned(PlannedKind::Activity, who, 10, 14)).to_vec();
    moorland.act(Act::Plan { entries });
    moorland
}

#[tokio::test]
async fn everything_of_everybody_is_read_once() {
    let moorland = busy().await;
    assert_eq!(swept(&moorland, Arc::new(moorland.external("moorland")), None).await, [8, 0, 0, 0]);
    assert_eq!(swept(&moorland, Arc::new(moorland.dps()), None).await, [10, 0, 0, 0]);
}

#[tokio::test]
async fn who_is_not_ours_any_more_is_asked_for_once() {
    let moorland = busy().await;
    let release = Act::Release { number: number(BOYD), reason: "CR".to_owned() };
    let steps = swept(&moorland, Arc::new(moorland.external("moorland")), Some(release)).await;
    assert_eq!(steps, [8, 0, 0, 0]);
}
