//! Counts that show nobody.

mod attack;
mod page;

use crate::support::{day, prison};
use registration::counts::{Family, Month, Outcome, Published, Show, Shown, Spoken, Tally};
use vocab::place::PrisonCode;

pub(super) const PRISONS: [&str; 8] = ["BXI", "EWI", "HLI", "LEI", "MDI", "PVI", "WLI", "WWI"];

pub(super) fn november() -> Month {
    Month::of(day("2026-11-03"))
}

pub(super) fn prisons(n: usize) -> Vec<PrisonCode> {
    PRISONS[..n].iter().map(|code| prison(code)).collect()
}

pub(super) fn languages(n: usize) -> Vec<Spoken> {
    Spoken::all().take(n).collect()
}

/// The counts by prison, then language, then outcome.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) family: Family,
    pub(super) prisons: Vec<PrisonCode>,
    pub(super) languages: Vec<Spoken>,
    pub(super) counts: Vec<u32>,
}

impl Told {
    pub(super) fn new(family: Family, prisons_n: usize, languages_n: usize, counts: &[u32]) -> Self {
        assert_eq!(counts.len(), prisons_n * languages_n * family.outcomes().len());
        Self {
            family,
            prisons: prisons(prisons_n),
            languages: languages(languages_n),
            counts: counts.to_vec(),
        }
    }

    /// Each inner cell, with its count.
    pub(super) fn each(&self) -> impl Iterator<Item = ((PrisonCode, Spoken, Outcome), u32)> {
        let keys = self.prisons.iter().flat_map(|prison| {
            self.languages.iter().flat_map(|language| {
                self.family.outcomes().iter().map(|outcome| (*prison, *language, *outcome))
            })
        });
        keys.zip(self.counts.iter().copied())
    }

    pub(super) fn publish(&self, show: Show) -> Published {
        let mut tally = Tally::new(self.family, november(), self.prisons.clone());
        for ((prison, language, outcome), people) in self.each() {
            assert!(tally.add(prison, language, outcome, people));
        }
        Published::of(&tally, show)
    }

    /// Every cell that could be on the page, totals too, with the inner cells that it adds up.
    pub(super) fn sums(&self, page: &Published) -> Vec<Sum> {
        fn with_all<T: Copy>(of: &[T]) -> Vec<Option<T>> {
            of.iter().copied().map(Some).chain([None]).collect()
        }
        let inner: Vec<_> = self.each().collect();
        let mut sums = Vec::new();
        for prison in with_all(&self.prisons) {
            for language in with_all(&self.languages) {
                for outcome in with_all(self.family.outcomes()) {
                    let adds = |(p, l, o): (PrisonCode, Spoken, Outcome)| {
                        prison.is_none_or(|one| one == p)
                            && language.is_none_or(|one| one == l)
                            && outcome.is_none_or(|one| one == o)
                    };
                    let of: Vec<usize> = (0..inner.len()).filter(|at| adds(inner[*at].0)).collect();
                    let is = of.iter().map(|at| u64::from(inner[*at].1)).sum();
                    sums.push(Sum { of, is, shown: page.count(prison, language, outcome) });
                }
            }
        }
        sums
    }
}

/// A cell of the page: what it adds up, what it really is, what is shown of it.
#[derive(Debug, Clone)]
pub(super) struct Sum {
    pub(super) of: Vec<usize>,
    pub(super) is: u64,
    pub(super) shown: Shown,
}
