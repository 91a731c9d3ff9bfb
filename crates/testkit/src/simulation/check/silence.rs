//! Unknown never looks like none: what a filter of the prison's holds back is said to be held back on every panel, never
//! to be none; and of whoever can no longer be seen nothing is said to be none, either.

use super::Run;
use policy::codes::Treatment;
use policy::panel::SuicideState;
use serde_json::Value;
use vocab::prison::Standing;

pub(super) fn what_is_not_told_never_looks_like_none(run: &Run<'_>) -> Result<(), String> {
    let panels = run.world.kept.shown.iter().filter(|shown| shown.act == "panel.open");
    for shown in panels {
        let panel: Value = serde_json::from_str(&shown.text).unwrap_or_default();
        held_back(run, &panel).map_err(|why| format!("the panel of {}: {why}", shown.asked_for))?;
    }
    for (human, text) in &run.world.kept.last_shown {
        let panel: Value = serde_json::from_str(text).unwrap_or_default();
        out_of_sight(run, *human, &panel).map_err(|why| format!("the panel of human {human}: {why}"))?;
    }
    Ok(())
}

/// What stands above the panel, one after the other.
fn banners(panel: &Value) -> String {
    let words = panel["banners"].as_array().into_iter().flatten().filter_map(Value::as_str);
    words.collect::<Vec<_>>().join(" ")
}

fn held_back(run: &Run<'_>, panel: &Value) -> Result<(), String> {
    if run.world.weather.filters.alert_codes.is_none() {
        return Ok(());
    }
    // A patient whom nobody has linked has no prison's warnings at all, and that is said.
    let banners = banners(panel);
    if !banners.contains("This prison tells us") && panel["head"]["number"] != Value::Null {
        return Err(format!("nothing says that the prison holds kinds back: {banners}"));
    }
    if let Some(none) = panel["none"].as_str().filter(|none| !none.contains("that this prison tells us")) {
        return Err(format!("what is held back looks like none: {none}"));
    }
    let untold = crate::simulation::shared_lists()
        .codes()
        .iter()
        .filter(|(_, treatment)| matches!(treatment, Treatment::Suicide(_)))
        .any(|(code, _)| !run.world.weather.tells_alert(code.text()));
    let sure = [SuicideState::Open.words(), SuicideState::NotKnown.words()];
    match panel["suicide"]["words"].as_str() {
        Some(words) if untold && !sure.contains(&words) => {
            Err(format!("the case of suicide and self-harm is not told, and is said to be {words:?}"))
        }
        _ => Ok(()),
    }
}

/// At the end somebody whom the prison no longer shows us is not said to have none of anything.
fn out_of_sight(run: &Run<'_>, human: usize, panel: &Value) -> Result<(), String> {
    let Some(known) = run.rest.persons.get(&run.world.humans[human].number) else { return Ok(()) };
    let is_merged = known.custody.value.as_ref().is_some_and(|c| c.reported.standing == Standing::MergedAway);
    if known.custody.not_visible_since.is_none() || is_merged {
        return Ok(());
    }
    if !panel["head"]["place"].to_string().to_lowercase().contains("not visible") {
        return Err(format!("they are out of sight, and nothing says so: {}", panel["head"]["place"]));
    }
    Ok(())
}
