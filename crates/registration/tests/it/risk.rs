//! Who is read next: those at risk first, nobody never, no prison at another's cost.

use crate::support::{at, prison};
use proptest::prelude::*;
use registration::risk::{Due, READS_PER_SECOND, Swept, WAIT_SECONDS_MAX, Why, next, sweep_seconds};
use std::collections::BTreeSet;
use vocab::Instant;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

fn now() -> Instant {
    at("2026-11-23T09:00:00Z")
}

fn ago(hours: i64) -> Instant {
    now().plus_seconds(-hours * HOUR)
}

/// In Moorland since the summer, read two days ago, nothing else.
fn quiet() -> Swept {
    Swept {
        prison: prison("MDI"),
        since: at("2026-06-01T09:00:00Z"),
        read: Some(ago(48)),
        arrived: None,
        signalled: None,
        leaving: false,
        left_still_here: false,
        waiting: false,
    }
}

fn why(person: &Swept) -> (Why, bool) {
    let due = Due::of(person);
    (due.why, due.is_now(now()))
}

#[test]
fn each_is_due_by_what_is_most_urgent_of_them() {
    assert_eq!(why(&quiet()), (Why::Stale, false));
    assert_eq!(why(&Swept { read: Some(ago(7 * 24)), ..quiet() }), (Why::Stale, true));
    assert_eq!(why(&Swept { read: None, ..quiet() }), (Why::NeverRead, true));
    assert_eq!(why(&Swept { signalled: Some(ago(1)), ..quiet() }), (Why::Signalled, true));
    assert_eq!(why(&Swept { arrived: Some(ago(1)), ..quiet() }), (Why::Arrived, true));
    assert_eq!(why(&Swept { leaving: true, ..quiet() }), (Why::Leaving, true));
    assert_eq!(why(&Swept { left_still_here: true, ..quiet() }), (Why::LeftStillHere, true));
    assert_eq!(why(&Swept { waiting: true, ..quiet() }), (Why::Waiting, true));
    // Read since then: what was said before is no reason any more.
    let read = Swept { read: Some(ago(1)), signalled: Some(ago(2)), arrived: Some(ago(3)), ..quiet() };
    assert_eq!(why(&read), (Why::Stale, false));
    // Read an hour ago, and leaves soon: again tomorrow.
    assert_eq!(why(&Swept { read: Some(ago(1)), leaving: true, ..quiet() }), (Why::Leaving, false));
    // Said in the moment in which PDS was asked: its answer may be from before.
    assert_eq!(
        why(&Swept { read: Some(ago(1)), signalled: Some(ago(1)), ..quiet() }),
        (Why::Signalled, true)
    );
}

#[test]
fn those_at_risk_come_first_and_whoever_waited_longest_of_those_alike() {
    let since = now().plus_seconds(-HOUR);
    let people = [
        Swept { read: Some(ago(7 * 24 + 1)), ..quiet() },
        Swept { read: Some(ago(25)), waiting: true, ..quiet() },
        Swept { read: Some(ago(25)), leaving: true, ..quiet() },
        Swept { read: Some(ago(25)), left_still_here: true, ..quiet() },
        Swept { read: None, since, ..quiet() },
        Swept { signalled: Some(since), ..quiet() },
        Swept { arrived: Some(since), ..quiet() },
        quiet(),
        Swept { arrived: Some(ago(2)), ..quiet() },
    ];
    assert_eq!(next(&people, now(), 100), [8, 6, 5, 4, 3, 2, 1, 0], "and who is not due is not read");
    assert_eq!(next(&people, now(), 2), [8, 6]);
    assert_eq!(next(&people, now(), 0), Vec::<usize>::new());
    assert_eq!(next(&[], now(), 5), Vec::<usize>::new());
}

#[test]
fn a_thousand_of_one_prison_do_not_keep_anothers_one_waiting() {
    let mut people = vec![Swept { read: None, ..quiet() }; 1_000];
    people.push(Swept { prison: prison("LEI"), signalled: Some(ago(0)), ..quiet() });
    people.push(Swept { prison: prison("HLI"), read: Some(ago(7 * 24)), ..quiet() });
    let second = next(&people, now(), 5);
    assert!(second.contains(&1_000) && second.contains(&1_001), "{second:?}");
    // Nobody else is due: the whole line is theirs.
    assert_eq!(next(&people[..1_000], now(), 300).len(), 300);
}

#[test]
fn a_sweep_of_everybody_takes_five_hours() {
    assert_eq!(READS_PER_SECOND, 5);
    assert_eq!(sweep_seconds(90_000, READS_PER_SECOND), 5 * 3_600);
    assert_eq!(sweep_seconds(0, 5), 0);
    assert_eq!(sweep_seconds(6, 5), 2);
    assert_eq!(sweep_seconds(6, 0), 6, "no rate is the slowest");
}

#[test]
fn reasons_have_words_of_their_own_and_the_more_urgent_the_larger_start() {
    let words: BTreeSet<&str> = Why::ALL.map(Why::word).into();
    assert_eq!(words.len(), Why::ALL.len());
    let starts = Why::ALL.map(Why::head_start_seconds);
    assert!(starts.windows(2).all(|pair| pair[0] > pair[1]), "{starts:?}");
    assert_eq!(starts[0], WAIT_SECONDS_MAX);
}

fn any_person() -> impl Strategy<Value = Swept> {
    let hours = || prop::option::of(0i64..400);
    (0usize..4, 0i64..2_000, hours(), hours(), hours(), any::<[bool; 3]>()).prop_map(
        |(at, since, read, arrived, signalled, so)| Swept {
            prison: prison(["MDI", "LEI", "HLI", "EWI"][at]),
            since: ago(since),
            read: read.map(ago),
            arrived: arrived.map(ago),
            signalled: signalled.map(ago),
            leaving: so[0],
            left_still_here: so[1],
            waiting: so[2],
        },
    )
}

proptest! {
    /// A total order: everybody who is due, once each, the same however often it is asked, and within a prison never
    /// the less urgent before the more urgent.
    #[test]
    fn the_order_is_total_and_the_same_each_time(people in prop::collection::vec(any_person(), 0..60), most in 0usize..70) {
        let order = next(&people, now(), people.len());
        prop_assert_eq!(&order, &next(&people, now(), people.len()));
        let short = next(&people, now(), most);
        prop_assert_eq!(&short[..], &order[..most.min(order.len())], "fewer are the first of the same");
        let due = people.iter().filter(|person| Due::of(person).is_now(now())).count();
        prop_assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), due);
        prop_assert_eq!(order.len(), due);
        for (at, first) in order.iter().enumerate() {
            for second in order[at + 1..].iter().filter(|second| people[**second].prison == people[*first].prison) {
                prop_assert!(Due::of(&people[*first]).rank <= Due::of(&people[*second]).rank);
            }
        }
    }
}

/// Read by turns, with more coming in than can be read: the longest that anybody waited after they were due.
fn waits(
    people: &mut [Swept],
    read_every: i64,
    days: i64,
    mut comes: impl FnMut(i64, &mut [Swept], Instant),
) -> i64 {
    let mut longest = 0;
    for turn in 0..(days * DAY / read_every) {
        let at = now().plus_seconds(turn * read_every);
        comes(turn, people, at);
        for place in next(people, at, 1) {
            longest = longest.max(at.seconds_since(Due::of(&people[place]).at));
            people[place].read = Some(at);
        }
        let waiting = people.iter().map(Due::of).map(|due| at.seconds_since(due.at)).max();
        longest = longest.max(waiting.unwrap_or(0));
    }
    longest
}

#[test]
fn nobody_is_never_read_however_much_is_said_of_others() {
    let mut people = vec![Swept { since: now(), read: Some(now()), ..quiet() }; 40];
    people.extend(vec![Swept { prison: prison("LEI"), since: now(), read: Some(now()), ..quiet() }; 10]);
    people.push(Swept { prison: prison("HLI"), since: now(), read: Some(now()), ..quiet() });
    let read_every = 600;
    // Something is said of every second person of the two larger prisons each half hour: five times what can be read.
    let storm = |turn: i64, people: &mut [Swept], at: Instant| {
        if turn % 3 == 0 {
            for person in people.iter_mut().take(50).step_by(2) {
                (person.signalled, person.arrived) = (Some(at), Some(at));
            }
        }
    };
    let mut stormy = people.clone();
    let longest = waits(&mut stormy, read_every, 60, storm);
    // Everybody of the largest prison once, at its third of the line.
    let bound = WAIT_SECONDS_MAX + 40 * 3 * read_every;
    assert!(longest <= bound, "{longest} > {bound}");
    assert!(longest > WAIT_SECONDS_MAX / 2, "the storm was none: {longest}");
    assert!(stormy.iter().all(|person| person.read > Some(now())), "somebody was never read again");
    // In calm weather nobody waits longer than a round takes.
    let calm = waits(&mut people, read_every, 60, |_, _, _| ());
    assert!(calm <= 51 * read_every, "{calm}");
}
