//! What the simulator never draws it proves nothing of: the scenarios about a GP are seen to come up among everything else.

use testkit::simulation::{Plan, Scene, Totals, run};

/// So many seeds are enough for a scene of each: the rarest comes up about once in forty.
const SEEDS: u64 = 400;

#[test]
fn each_scenario_about_a_gp_has_a_scene_in_some_seed() {
    let mut totals = Totals::default();
    for seed in 1..=SEEDS {
        match run(&Plan { rebuild: false, ..Plan::of(seed) }) {
            Ok(run) => totals += run,
            Err(failure) => panic!("{failure}"),
        }
        if totals.scenes.iter().all(|runs| *runs > 0) {
            break;
        }
    }
    let seen = |(scene, runs): (&Scene, u64)| (runs == 0).then(|| scene.number());
    let missing: Vec<_> = Scene::ALL.iter().zip(totals.scenes).filter_map(seen).collect();
    assert!(missing.is_empty(), "no scene of {missing:?} in {SEEDS} seeds");
    assert!(totals.requests > 0 && totals.leavers > 0 && totals.answers > 0, "{totals:?}");
}
