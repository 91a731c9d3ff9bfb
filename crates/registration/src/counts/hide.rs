//! What is hidden, so that no small count can be worked out.
//!
//! Small counts are hidden first. For each, a *box* is then found: the cell, another place on each axis, and all that
//! stands where those meet, eight cells in all. One person more in the cell, one less in the cells beside it, one more
//! again in those beside them, and so on round the box: every row, column and total adds up as before (a total beside
//! one of its parts goes up with it). So if every cell of the box that is on the page is hidden, there is another table
//! that shows the same page, and in it each of the eight is another number: none of them can be worked out. That is all
//! there is to prove, and each hidden cell stands in such a box.
//!
//! No cell of the other table is below none; and one that is on the page is never brought down to none, since whoever
//! knows that zeroes are shown knows that a hidden cell is not one. There is always a box: from the cell to the totals,
//! in which everything goes up by one. Of all, that one is taken that hides least, totals counting most.

use super::HIDDEN_BELOW;
use super::cells::{At, Cells};

/// Which cells are hidden, by their place.
pub(super) fn hidden(cells: &Cells, on_page: impl Fn(At) -> bool, unanimous: bool) -> Vec<bool> {
    let on_page: Vec<bool> = cells.all().map(on_page).collect();
    let none = vec![false; on_page.len()];
    let mut hiding = Hiding { cells, on_page, hidden: none.clone(), boxed: none };
    let mut first: Vec<At> = cells.all().filter(|at| hiding.is_first(*at, unanimous)).collect();
    for at in &first {
        hiding.hidden[cells.place(*at)] = true;
    }
    // The smallest first: they have the fewest boxes to choose from.
    first.sort_by_key(|at| (cells.value(*at), *at));
    for at in first {
        if !hiding.boxed[cells.place(at)] {
            hiding.hide_a_box(at);
        }
    }
    hiding.hidden
}

struct Hiding<'c> {
    cells: &'c Cells,
    on_page: Vec<bool>,
    hidden: Vec<bool>,
    boxed: Vec<bool>,
}

/// What a box costs: the cells that it hides, totals counting more, and the people in them.
type Cost = (usize, u64);

/// What a total counts for more than another cell, for each axis of which it is one: whoever reads the page wants it
/// most.
const TOTAL_COSTS: usize = 4;

impl Hiding<'_> {
    /// Small, or one of the answers of a group in which everybody gave the same.
    fn is_first(&self, at: At, unanimous: bool) -> bool {
        let small = (1..HIDDEN_BELOW).contains(&self.cells.value(at));
        self.on_page[self.cells.place(at)] && (small || unanimous && self.is_of_one_mind(at))
    }

    /// An answer of a group that gave one answer only.
    fn is_of_one_mind(&self, at: At) -> bool {
        let shape = self.cells.of_shape();
        let Some(total) = shape.total(2).filter(|_| !shape.is_total(at, 2)) else { return false };
        let of = |answer: usize| self.cells.value([at[0], at[1], answer]);
        of(total) > 0 && (0..total).any(|answer| of(answer) == of(total))
    }

    fn hide_a_box(&mut self, at: At) {
        let shape = self.cells.of_shape();
        let beside = |axis: usize| -> Vec<usize> {
            if !shape.is_added_up(axis) {
                return vec![at[axis]];
            }
            let can_hide = |place: &usize| {
                let mut corner = at;
                corner[axis] = *place;
                *place != at[axis] && self.can_hide(corner, at)
            };
            (0..shape.places(axis)).filter(can_hide).collect()
        };
        let (prisons, languages, outcomes) = (beside(0), beside(1), beside(2));
        let mut best: Option<(Cost, At)> = None;
        for a in &prisons {
            for b in &languages {
                for c in &outcomes {
                    if let Some(cost) = self.cost(at, [*a, *b, *c], best.map(|(cost, _)| cost)) {
                        best = Some((cost, [*a, *b, *c]));
                    }
                }
            }
        }
        let (_, other) = best.expect("the box up to the totals can always be hidden");
        for (corner, _) in self.corners(at, other) {
            let place = self.cells.place(corner);
            self.boxed[place] = true;
            self.hidden[place] |= self.on_page[place];
        }
    }

    /// Whether a cell can be hidden for another's sake: a zero that is shown stays so, unless a zero is to be hidden.
    fn can_hide(&self, corner: At, at: At) -> bool {
        let place = self.cells.place(corner);
        !self.on_page[place]
            || self.hidden[place]
            || self.cells.value(corner) > 0
            || self.cells.value(at) == 0
    }

    /// The cells of a box, each with whether it goes the same way as the first.
    fn corners(&self, at: At, other: At) -> impl Iterator<Item = (At, bool)> + use<> {
        let shape = self.cells.of_shape();
        let turns = [0, 1, 2].map(|axis| shape.is_total(at, axis) == shape.is_total(other, axis));
        let flat = [0, 1, 2].map(|axis| at[axis] == other[axis]);
        (0..8_usize).filter_map(move |corner| {
            let there = |axis: usize| corner >> axis & 1 == 1;
            if (0..3).any(|axis| there(axis) && flat[axis]) {
                return None;
            }
            let place = [0, 1, 2].map(|axis| if there(axis) { other[axis] } else { at[axis] });
            let turned = (0..3).filter(|axis| there(*axis) && turns[*axis]).count();
            Some((place, turned % 2 == 0))
        })
    }

    /// What it costs to hide a box. None where it proves nothing, or costs no less than the best so far.
    fn cost(&self, at: At, other: At, best: Option<Cost>) -> Option<Cost> {
        let shape = self.cells.of_shape();
        let (mut cells, mut people) = (0, 0);
        // Whether the first cell can go up, and whether it can go down.
        let (mut up, mut down) = (true, true);
        for (corner, with) in self.corners(at, other) {
            let place = self.cells.place(corner);
            let value = self.cells.value(corner);
            let can_sink = value > u64::from(self.on_page[place]);
            if with {
                down &= can_sink;
            } else {
                up &= can_sink;
            }
            if self.on_page[place] && !self.hidden[place] {
                if !self.can_hide(corner, at) {
                    return None;
                }
                let totals = (0..3).filter(|axis| shape.is_total(corner, *axis)).count();
                cells += 1 + TOTAL_COSTS * totals;
                people += value;
            }
            if !(up || down) || best.is_some_and(|best| (cells, people) >= best) {
                return None;
            }
        }
        Some((cells, people))
    }
}
