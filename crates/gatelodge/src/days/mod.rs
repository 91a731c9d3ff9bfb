//! The demo's day, lived by a prison that is connected over the External API alone, over the services of DPS alone, and
//! over both: from the configuration's own text, over real sockets, with the clock moved.
//!
//! At the end each must know what the double knows, as far as its route can see and write. What it cannot is listed
//! here, and only what is listed may differ.

mod house;

use crate::demo::way::Way;
use house::House;
use std::collections::{BTreeMap, BTreeSet};

/// What healthcare is told of everybody, way by way.
async fn told(way: Way) -> (BTreeMap<String, house::Told>, House) {
    let mut house = House::new(way).await;
    house.lives_until(13).await;
    house.comes_to_rest().await;
    (house.everybody().await, house)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demos_day_ends_alike_over_every_way_in() {
    let (external, dps, both) = (told(Way::HmppsExternal).await, told(Way::Dps).await, told(Way::Both).await);
    // Over both it is what it is over the richer one.
    let differing =
        |a: &BTreeMap<String, house::Told>, b: &BTreeMap<String, house::Told>| -> BTreeSet<String> {
            let numbers: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            numbers
                .into_iter()
                .flat_map(|number| house::differences(number, a.get(number), b.get(number)))
                .collect()
        };
    assert_eq!(differing(&both.0, &dps.0), BTreeSet::new(), "both against DPS alone");
    let mut cannot = differing(&external.0, &dps.0);
    cannot.extend(external.1.cannot().await.difference(&dps.1.cannot().await).cloned());
    for what in &cannot {
        println!("over the External API alone: {what}");
    }
    assert_eq!(cannot, house::CANNOT.iter().map(|s| (*s).to_owned()).collect(), "what it cannot, listed");
    assert_eq!(both.1.cannot().await, dps.1.cannot().await, "what neither can");
    for (way, (told, house)) in [("external", &external), ("dps", &dps), ("both", &both)] {
        assert!(told.len() > 100, "{way}: {} people", told.len());
        house.knows_what_the_prison_knows(told).await;
        house.says_what_it_cannot_see().await;
    }
}
