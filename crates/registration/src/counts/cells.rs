//! A table of counts over three axes, with every total: of each row, of each column, of everything.
//!
//! An axis of one has no total of its own: it would be the same number twice.

/// Where a cell stands. On an axis of `n` (more than one) the place `n` is the total.
pub(super) type At = [usize; 3];

/// How many places an axis has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    lens: At,
}

impl Shape {
    /// Places of an axis, its total among them.
    pub(super) const fn places(self, axis: usize) -> usize {
        self.lens[axis] + (self.lens[axis] > 1) as usize
    }

    /// Where all of an axis stands; none where there is nothing on it.
    pub(super) fn total(self, axis: usize) -> Option<usize> {
        self.places(axis).checked_sub(1)
    }

    /// Whether there are others beside it, so that it stands in a sum along this axis.
    pub(super) const fn is_added_up(self, axis: usize) -> bool {
        self.lens[axis] > 1
    }

    /// Whether a place is a sum.
    pub(super) const fn is_total(self, at: At, axis: usize) -> bool {
        self.is_added_up(axis) && at[axis] == self.lens[axis]
    }

    /// The cell's number.
    pub(super) const fn place(self, at: At) -> usize {
        (at[0] * self.places(1) + at[1]) * self.places(2) + at[2]
    }

    fn all(self) -> impl Iterator<Item = At> {
        let [prisons, languages, outcomes] = [0, 1, 2].map(|axis| self.places(axis));
        (0..prisons)
            .flat_map(move |a| (0..languages).flat_map(move |b| (0..outcomes).map(move |c| [a, b, c])))
    }
}

/// Counts with their totals.
#[derive(Debug)]
pub(super) struct Cells {
    shape: Shape,
    values: Vec<u64>,
}

impl Cells {
    /// The shape for axes of these lengths.
    pub(super) const fn shape(lens: At) -> Shape {
        Shape { lens }
    }

    /// Adds everything up.
    pub(super) fn sum(lens: At, count: impl Fn(At) -> u64) -> Self {
        let shape = Self::shape(lens);
        let mut values = vec![0; (0..3).map(|axis| shape.places(axis)).product()];
        for inner in shape.all().filter(|at| (0..3).all(|axis| !shape.is_total(*at, axis))) {
            let value = count(inner);
            for corner in 0..8_usize {
                let summed = |axis: usize| corner >> axis & 1 == 1;
                if (0..3).all(|axis| !summed(axis) || shape.is_added_up(axis)) {
                    let at = [0, 1, 2].map(|axis| if summed(axis) { lens[axis] } else { inner[axis] });
                    values[shape.place(at)] += value;
                }
            }
        }
        Self { shape, values }
    }

    pub(super) const fn of_shape(&self) -> Shape {
        self.shape
    }

    pub(super) fn all(&self) -> impl Iterator<Item = At> + use<> {
        self.shape.all()
    }

    pub(super) const fn place(&self, at: At) -> usize {
        self.shape.place(at)
    }

    pub(super) fn value(&self, at: At) -> u64 {
        self.values[self.shape.place(at)]
    }

    /// All of an axis: its total, or the one there is.
    pub(super) const fn is_summed(&self, at: At, axis: usize) -> bool {
        !self.shape.is_added_up(axis) || self.shape.is_total(at, axis)
    }
}
