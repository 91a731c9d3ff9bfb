//! When nothing goes wrong any more, everything comes to rest: nothing waits for ever.

use super::Run;

pub(super) fn everything_came_to_rest(run: &Run<'_>) -> Result<(), String> {
    let (errands, reports, mirrors) = &run.rest.due;
    if *errands > 0 {
        return Err(format!("{errands} re-reads are still due"));
    }
    if *reports > 0 {
        return Err(format!("{reports} reports have never settled"));
    }
    if run.rest.look_ups > 0 {
        return Err(format!("of {} opaque ids nobody has said whose they are", run.rest.look_ups));
    }
    for kind in run.world.weather.way.kinds() {
        let side = run.world.edge.lock();
        let left = side.prison.queue(kind.queue()).map_or(0, |queue| queue.waiting() + queue.in_flight());
        if left > 0 {
            return Err(format!("{left} messages are left in {}", kind.queue()));
        }
    }
    let coming = |start: vocab::time::LondonTime| start.at() > run.rest.now;
    let waiting = mirrors.iter().find(|m| m.desired.as_ref().is_some_and(|d| coming(d.start)));
    match waiting {
        Some(m) => Err(format!(
            "a mirror still waits after {} attempts: wants {:?}, knows {:?}, refused {:?}, looked {}, lost {:?}",
            m.attempts, m.desired, m.known, m.refused, m.looked, m.answer_lost
        )),
        None => Ok(()),
    }
}
