//! How the choice about a GP goes, in numbers: charts with their tables beneath, month by month, by prison and by
//! language. Nobody is on it.
//!
//! It shows what it is given: what is hidden is decided before, and a hidden count is drawn as one, never as none.

use super::Answer;
use crate::answer::Page;
use crate::fault::Fault;
use crate::form::Fields;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::At;
use crate::words::{capital, grouped};
use askama::Template;
use axum::http::Uri;
use axum::response::IntoResponse;
use crossing::disclose::counts::{
    Cell, CountsRow, FamilyCounts, MonthCounts, OverMonths, RegistrationCounts,
};
use jiff::civil::Date;
use vocab::crossing::Role;

/// A bar's longest, in the picture's own measure.
const BAR: u64 = 150;

/// What stands left of the bars, and right of them.
const NAME: u64 = 150;
const NUMBER: u64 = 60;

/// From one bar to the next.
const STEP: u64 = 20;

/// A name that is longer ends in dots: it stands whole in the table.
const NAME_CHARS: usize = 20;

/// The page.
#[derive(Template)]
#[template(path = "pages/counts.html")]
pub struct CountsPage<'a> {
    frame: Frame,
    counts: &'a RegistrationCounts,
    month: Option<&'a MonthCounts>,
}

/// A chart of one outcome.
pub struct Chart {
    title: &'static str,
    bars: Vec<Bar>,
}

/// A bar.
pub struct Bar {
    name: String,
    y: u64,
    cell: Cell,
    long: u64,
}

impl Chart {
    /// All charts that stand beside each other share the largest number, so that their bars can be compared.
    fn of<'r>(title: &'static str, rows: impl Iterator<Item = (&'r CountsRow, Cell)>, most: u64) -> Self {
        let bar = |(at, (row, cell)): (u64, (&CountsRow, Cell))| {
            let long = match cell {
                Cell::Count(0) | Cell::Hidden => 0,
                Cell::Count(count) => (count * BAR / most.max(1)).max(1),
            };
            Bar { name: row.name.clone(), y: at * STEP, cell, long }
        };
        Self { title, bars: (0..).zip(rows).map(bar).collect() }
    }

    fn height(&self) -> u64 {
        STEP * u64::try_from(self.bars.len()).unwrap_or_default()
    }

    const fn width() -> u64 {
        NAME + BAR + NUMBER
    }

    /// The same for whoever cannot see it.
    fn spoken(&self) -> String {
        let bars = self.bars.iter().map(|bar| format!("{} {}", bar.name, cell_words(bar.cell)));
        format!("{}: {}. The table beneath says the same.", self.title, bars.collect::<Vec<_>>().join(", "))
    }
}

impl Bar {
    const fn left() -> u64 {
        NAME
    }

    const fn is_hidden(&self) -> bool {
        matches!(self.cell, Cell::Hidden)
    }

    fn words(&self) -> String {
        cell_words(self.cell)
    }

    fn short(&self) -> String {
        if self.name.chars().count() <= NAME_CHARS {
            return self.name.clone();
        }
        self.name.chars().take(NAME_CHARS - 1).chain(['…']).collect()
    }

    const fn number_left(&self) -> u64 {
        NAME + self.long + if self.is_hidden() { 20 } else { 5 }
    }

    const fn baseline(&self) -> u64 {
        self.y + 14
    }
}

fn cell_words(cell: Cell) -> String {
    match cell {
        Cell::Count(count) => grouped(count),
        Cell::Hidden => "hidden".to_owned(),
    }
}

fn most<'r>(cells: impl Iterator<Item = &'r Cell>) -> u64 {
    let count = |cell: &Cell| if let Cell::Count(count) = cell { *count } else { 0 };
    cells.map(count).max().unwrap_or(0)
}

impl<'a> CountsPage<'a> {
    fn new(frame: Frame, counts: &'a RegistrationCounts, month: Option<&'a MonthCounts>) -> Self {
        let frame =
            frame.at("/registration/counts").printed("Nobody is on it, and what is hidden stays hidden.");
        Self { frame, counts, month }
    }

    fn month_words(date: &Date) -> String {
        date.strftime("%B %Y").to_string()
    }

    fn month_link(date: &Date) -> String {
        date.strftime("%Y-%m").to_string()
    }

    fn is_shown(&self, month: &MonthCounts) -> bool {
        self.month.is_some_and(|shown| shown.month == month.month)
    }

    /// Each outcome over the months, the oldest first.
    fn over_months(over: &OverMonths) -> Vec<Chart> {
        let most = most(over.months.iter().flat_map(|row| &row.cells));
        let chart = |(at, title): (usize, &&'static str)| {
            let rows = over.months.iter().rev().filter_map(|row| Some((row, *row.cells.get(at)?)));
            Chart::of(title, rows, most)
        };
        over.outcomes.iter().enumerate().map(chart).collect()
    }

    /// All months in a sentence.
    fn together(over: &OverMonths) -> String {
        let cells = over.outcomes.iter().zip(&over.sum.cells);
        let cells: Vec<String> =
            cells.map(|(outcome, cell)| format!("{outcome}: {}.", cell_words(*cell))).collect();
        format!("{}: {} people. {}", over.sum.name, cell_words(over.sum.people), cells.join(" "))
    }

    /// The outcome that says how we did, row by row.
    fn telling(family: &FamilyCounts, rows: &[CountsRow]) -> Option<Chart> {
        let title = *family.outcomes.get(family.telling)?;
        let told = || rows.iter().filter_map(|row| Some((row, *row.cells.get(family.telling)?)));
        let most = most(rows.iter().filter_map(|row| row.cells.get(family.telling)));
        Some(Chart::of(title, told(), most))
    }

    fn cell(cell: &Cell) -> String {
        capital(&cell_words(*cell))
    }

    fn tables(family: &FamilyCounts) -> [(&'static str, &[CountsRow]); 2] {
        [("By prison", &family.prisons), ("By language", &family.languages)]
    }
}

/// `GET /registration/counts`.
pub async fn open(at: At, uri: Uri) -> Answer {
    let counts = at.state.crossing.registration_counts(&at.context()).await.map_err(|e| at.fault(e))?;
    let counts = counts.get();
    let month = match Fields::of_query(&uri).get("month") {
        None => counts.months.first(),
        Some(asked) => {
            let is = |month: &&MonthCounts| CountsPage::month_link(&month.month) == asked;
            let why = || at.refuse(Fault::Asked("that month is not counted".to_owned()));
            Some(counts.months.iter().find(is).ok_or_else(why)?)
        }
    };
    Ok(Page::ok(CountsPage::new(at.frame(), counts, month)).into_response())
}

impl Sample for CountsPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::Commissioner;
        let counts = samples::counts();
        let page = |role, month| CountsPage::new(show.frame(role), &counts, month);
        let (newest, before) = (page(role, counts.months.first()), page(role, counts.months.last()));
        let head = page(Role::HeadOfHealthcare, counts.months.first());
        let none = RegistrationCounts { months: Vec::new(), over: Vec::new(), ..samples::counts() };
        let none = CountsPage::new(show.frame(role), &none, None);
        show.page("months", role, &newest);
        show.page("an-earlier-month", role, &before);
        show.page("head-of-healthcare", Role::HeadOfHealthcare, &head);
        show.page("none-yet", role, &none);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_drawn_neither_as_none_nor_by_its_length() {
        let row = |cell| CountsRow { name: "HMP Moorland".to_owned(), people: cell, cells: vec![cell] };
        let rows = [row(Cell::Hidden), row(Cell::Count(0)), row(Cell::Count(40)), row(Cell::Count(1_000))];
        let chart = Chart::of("Yes", rows.iter().map(|row| (row, row.people)), 1_000);
        let long: Vec<u64> = chart.bars.iter().map(|bar| bar.long).collect();
        assert_eq!(long, [0, 0, 6, BAR]);
        assert!(chart.bars[0].is_hidden() && !chart.bars[1].is_hidden());
        assert!(chart.spoken().starts_with("Yes: HMP Moorland hidden, HMP Moorland 0, HMP Moorland 40,"));
        assert!(chart.bars.iter().all(|bar| bar.number_left() < Chart::width()));
    }
}

mod samples {
    use crate::sample::NOW;
    use crossing::disclose::counts::{
        Cell, CountsRow, FamilyCounts, MonthCounts, OverMonths, RegistrationCounts, WORDS,
    };
    use jiff::civil::date;

    const H: Cell = Cell::Hidden;

    const fn n(count: u64) -> Cell {
        Cell::Count(count)
    }

    fn row(name: &str, people: Cell, cells: &[Cell]) -> CountsRow {
        CountsRow { name: name.to_owned(), people, cells: cells.to_vec() }
    }

    fn asked(less: u64) -> FamilyCounts {
        FamilyCounts {
            of: "Whose seventh day it was: asked by then?",
            outcomes: vec!["Asked by day 7", "Asked later", "Put off, not asked yet", "Not asked"],
            telling: 0,
            all: row("All", n(418 - less), &[n(371 - less), n(20), n(15), n(12)]),
            prisons: vec![
                row("HMP Leeds", n(210), &[n(190), H, H, n(0)]),
                row("HMP Moorland", n(208 - less), &[n(181 - less), H, H, n(12)]),
            ],
            languages: vec![
                row("English (easy read)", n(371 - less), &[n(340 - less), n(14), n(10), n(7)]),
                row("Albanian", n(26), &[n(21), n(5), n(0), n(0)]),
                row("Language not known", n(21), &[n(10), H, H, H]),
            ],
        }
    }

    fn left() -> FamilyCounts {
        FamilyCounts {
            of: "Released: with a GP outside?",
            outcomes: vec!["Left with a GP", "Left without a GP", "Left, not known"],
            telling: 1,
            all: row("All", n(96), &[n(61), n(23), n(12)]),
            prisons: vec![row("HMP Leeds", H, &[H, H, H]), row("HMP Moorland", H, &[H, H, H])],
            languages: vec![row("English (easy read)", n(96), &[n(61), n(23), n(12)])],
        }
    }

    pub(super) fn counts() -> RegistrationCounts {
        let month = |first, less| MonthCounts {
            month: first,
            families: vec![asked(less), left()],
            off: if less == 0 { Vec::new() } else { vec!["HMP Wymott".to_owned()] },
        };
        let over = |family: FamilyCounts, sum: CountsRow| OverMonths {
            of: family.of,
            outcomes: family.outcomes.clone(),
            months: vec![
                CountsRow { name: "October 2026".to_owned(), ..family.all.clone() },
                CountsRow {
                    name: "September 2026".to_owned(),
                    cells: vec![H; family.all.cells.len()],
                    ..family.all
                },
            ],
            sum,
        };
        RegistrationCounts {
            as_at: NOW,
            months: vec![month(date(2026, 10, 1), 0), month(date(2026, 9, 1), 30)],
            over: vec![
                over(asked(0), row("Together", n(836), &[H, H, H, H])),
                over(left(), row("Together", n(192), &[H, H, H])),
            ],
            next: date(2026, 12, 8),
            words: WORDS,
        }
    }
}
