//! Whoever adds and takes away what is shown, knowing how it was hidden, finds no hidden count.
//!
//! Two attacks that know nothing of how cells are chosen. The first takes a small table apart whole: it looks for
//! another table with the same page, for each hidden cell one in which it is another number. The second, for larger ones,
//! asks linear algebra whether any sum of shown cells gives a hidden one. Both are seen to find what is badly hidden.

use super::{Sum, Told};
use proptest::prelude::*;
use registration::counts::{Family, HIDDEN_BELOW, Show, Shown};
use std::collections::BTreeSet;

/// The hidden cells for which there is no other number: they are known.
fn known_to_who_tries_everything(sums: &[Sum], inner: &[u32]) -> BTreeSet<usize> {
    let mut known: BTreeSet<usize> = (0..sums.len()).filter(|at| sums[*at].shown == Shown::Hidden).collect();
    let mut change = vec![0_i64; inner.len()];
    try_changes(sums, inner, &mut change, 0, &mut known);
    known
}

/// Every way of having one more or one less in each inner cell, cut short where a shown cell no longer adds up.
fn try_changes(sums: &[Sum], inner: &[u32], change: &mut Vec<i64>, at: usize, known: &mut BTreeSet<usize>) {
    if known.is_empty() {
        return;
    }
    if at == inner.len() {
        let by = |sum: &Sum| sum.of.iter().map(|cell| change[*cell]).sum::<i64>();
        // Zeroes are shown: what is hidden and is more than none is known to be so.
        let fits = |sum: &Sum| match sum.shown {
            Shown::Count(_) => by(sum) == 0,
            Shown::Hidden => sum.is == 0 || sum.is.checked_add_signed(by(sum)).is_some_and(|other| other > 0),
            Shown::NotHere => true,
        };
        if sums.iter().all(fits) {
            known.retain(|cell| by(&sums[*cell]) == 0);
        }
        return;
    }
    for one in [0, 1, -1] {
        if i64::from(inner[at]) + one < 0 {
            continue;
        }
        change[at] = one;
        let settled = |sum: &&Sum| sum.of.last() == Some(&at) && matches!(sum.shown, Shown::Count(_));
        let adds_up = |sum: &Sum| sum.of.iter().map(|cell| change[*cell]).sum::<i64>() == 0;
        if sums.iter().filter(settled).all(adds_up) {
            try_changes(sums, inner, change, at + 1, known);
        }
    }
    change[at] = 0;
}

/// A prime near 2^31: what is not a sum over this field is none over the fractions, but for a mischance in a billion.
const PRIME: u64 = 2_147_483_647;

fn inverse(of: u64) -> u64 {
    let (mut power, mut base, mut result) = (PRIME - 2, of, 1);
    while power > 0 {
        if power & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        power >>= 1;
    }
    result
}

/// The hidden cells that are a sum of shown ones.
fn known_to_who_adds_and_takes_away(sums: &[Sum], inner: usize) -> Vec<usize> {
    let row = |sum: &Sum| {
        let mut row = vec![0_u64; inner];
        sum.of.iter().for_each(|cell| row[*cell] = 1);
        row
    };
    // The shown rows, each reduced by those before it, with the column in which it leads.
    let mut led: Vec<(usize, Vec<u64>)> = Vec::new();
    let reduce = |mut row: Vec<u64>, led: &[(usize, Vec<u64>)]| {
        for (lead, by) in led {
            let factor = row[*lead];
            if factor != 0 {
                row.iter_mut().zip(by).for_each(|(cell, by)| *cell = (*cell + (PRIME - factor) * by) % PRIME);
            }
        }
        row
    };
    // A shown zero is the zeroes of all that it adds up.
    let zero = |sum: &&Sum| sum.shown == Shown::Count(0);
    let nobody: Vec<usize> = sums.iter().filter(zero).flat_map(|sum| sum.of.clone()).collect();
    let alone = nobody.iter().map(|cell| Sum { of: vec![*cell], is: 0, shown: Shown::Count(0) });
    let shown = sums.iter().filter(|sum| matches!(sum.shown, Shown::Count(_))).cloned().chain(alone);
    for sum in shown {
        let reduced = reduce(row(&sum), &led);
        if let Some(lead) = reduced.iter().position(|cell| *cell != 0) {
            let by = inverse(reduced[lead]);
            led.push((lead, reduced.into_iter().map(|cell| cell * by % PRIME).collect()));
        }
    }
    let hidden = (0..sums.len()).filter(|at| sums[*at].shown == Shown::Hidden);
    hidden.filter(|at| reduce(row(&sums[*at]), &led).iter().all(|cell| *cell == 0)).collect()
}

fn any_counts(cells: usize) -> impl Strategy<Value = Vec<u32>> {
    // Few people and many empty cells: where hiding is hardest.
    let count = prop_oneof![5 => Just(0_u32), 5 => 1_u32..5, 4 => 5_u32..9, 2 => 9_u32..60];
    prop::collection::vec(count, cells)
}

fn any_show() -> impl Strategy<Value = Show> {
    prop_oneof![Just(Show::Apart), Just(Show::Crossed)]
}

/// Small tables: two by two by two and three, and one prison alone.
fn any_small() -> impl Strategy<Value = Told> {
    let shapes = prop::sample::select(vec![
        (Family::Registered, 2, 2),
        (Family::Registered, 3, 2),
        (Family::Registered, 2, 3),
        (Family::Registered, 1, 4),
        (Family::Left, 2, 2),
        (Family::Left, 4, 1),
        (Family::Asked, 3, 1),
    ]);
    shapes.prop_flat_map(|(family, prisons, languages)| {
        let cells = prisons * languages * family.outcomes().len();
        any_counts(cells).prop_map(move |counts| Told::new(family, prisons, languages, &counts))
    })
}

fn any_large() -> impl Strategy<Value = Told> {
    let families = prop::sample::select(Family::ALL.to_vec());
    (families, 1usize..6, 1usize..5).prop_flat_map(|(family, prisons, languages)| {
        let cells = prisons * languages * family.outcomes().len();
        any_counts(cells).prop_map(move |counts| Told::new(family, prisons, languages, &counts))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// For every hidden cell at least two numbers fit everything that is shown.
    #[test]
    fn no_hidden_count_can_be_worked_out_of_a_small_table(told in any_small(), show in any_show()) {
        let sums = told.sums(&told.publish(show));
        let known = known_to_who_tries_everything(&sums, &told.counts);
        prop_assert!(known.is_empty(), "{:?}", known.iter().map(|at| &sums[*at]).collect::<Vec<_>>());
    }

    #[test]
    fn no_hidden_count_is_a_sum_of_shown_ones(told in any_large(), show in any_show()) {
        let sums = told.sums(&told.publish(show));
        let known = known_to_who_adds_and_takes_away(&sums, told.counts.len());
        prop_assert!(known.is_empty(), "{:?}", known.iter().map(|at| &sums[*at]).collect::<Vec<_>>());
    }

    /// What is shown is true, and none or five or more; the same counts give the same page.
    #[test]
    fn nothing_from_one_to_four_is_ever_shown(told in any_large(), show in any_show()) {
        let page = told.publish(show);
        prop_assert_eq!(&page, &told.publish(show));
        for sum in told.sums(&page) {
            if let Shown::Count(shown) = sum.shown {
                prop_assert_eq!(shown, sum.is);
                prop_assert!(shown == 0 || shown >= HIDDEN_BELOW);
            }
        }
    }
}

/// Only the small ones hidden: both attacks find them.
#[test]
fn the_attacks_find_what_is_badly_hidden() {
    let told = Told::new(Family::Registered, 3, 1, &[40, 3, 50, 8, 60, 9]);
    let mut sums = told.sums(&told.publish(Show::Apart));
    for sum in &mut sums {
        sum.shown = if (1..HIDDEN_BELOW).contains(&sum.is) { Shown::Hidden } else { Shown::Count(sum.is) };
    }
    let hidden: Vec<usize> = (0..sums.len()).filter(|at| sums[*at].shown == Shown::Hidden).collect();
    assert!(!hidden.is_empty());
    assert_eq!(known_to_who_tries_everything(&sums, &told.counts), hidden.iter().copied().collect());
    assert_eq!(known_to_who_adds_and_takes_away(&sums, told.counts.len()), hidden);
    // Two of ones beside each other under a total of two: nothing else fits, for who knows that none is none.
    let told = Told::new(Family::Registered, 2, 1, &[1, 7, 1, 7]);
    let mut sums = told.sums(&told.publish(Show::Apart));
    for sum in &mut sums {
        sum.shown = if sum.is == 1 { Shown::Hidden } else { Shown::Count(sum.is) };
    }
    assert!(!known_to_who_tries_everything(&sums, &told.counts).is_empty());
}
