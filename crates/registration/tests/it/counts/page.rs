use super::{Told, november, prisons};
use crate::support::{day, prison};
use registration::counts::{
    CLOSES_AFTER_DAYS, Family, HIDDEN_BELOW, Month, Outcome, Published, Show, Shown, Spoken, Tally, over,
};
use registration::wording::Language;
use std::collections::BTreeSet;
use vocab::registration::Counted;

const YES: Option<Outcome> = Some(Outcome::WithYes);
const AGAINST: Option<Outcome> = Some(Outcome::AgainstChoice);

#[test]
fn what_hides_nobody_is_shown_as_it_is() {
    let told = Told::new(Family::Registered, 2, 2, &[40, 0, 12, 0, 31, 7, 9, 5]);
    for show in [Show::Apart, Show::Crossed] {
        let page = told.publish(show);
        assert_eq!(page.count(None, None, None), Shown::Count(104));
        assert_eq!(page.count(None, None, AGAINST), Shown::Count(12));
        assert_eq!(
            page.count(Some(prison("BXI")), None, AGAINST),
            Shown::Count(0),
            "nobody is there to be known"
        );
        assert_eq!(page.count(Some(prison("EWI")), None, YES), Shown::Count(40));
        let crossed = page.count(Some(prison("EWI")), Some(Spoken::In(Language::English)), YES);
        assert_eq!(crossed, if show == Show::Crossed { Shown::Count(31) } else { Shown::NotHere });
        assert!(told.sums(&page).iter().all(|sum| sum.shown != Shown::Hidden));
    }
}

/// Three of forty: not shown, and not to be had by taking the others from the total.
#[test]
fn a_small_count_takes_another_with_it() {
    let told = Told::new(Family::Registered, 3, 1, &[40, 3, 50, 8, 60, 9]);
    let page = told.publish(Show::Apart);
    let (brixton, all) = (Some(prison("BXI")), None);
    assert_eq!(page.count(brixton, all, AGAINST), Shown::Hidden);
    let row = [page.count(brixton, all, YES), page.count(brixton, all, None)];
    assert!(row.contains(&Shown::Hidden), "{row:?}");
    let others = [Some(prison("EWI")), Some(prison("HLI")), None].map(|one| page.count(one, all, AGAINST));
    assert!(others.contains(&Shown::Hidden), "{others:?}");
    assert_eq!(page.count(None, None, None), Shown::Count(170), "totals are the last to go");
}

#[test]
fn from_five_it_is_shown_and_from_one_to_four_not() {
    for small in 0..=6 {
        let told = Told::new(Family::Registered, 2, 1, &[40, small, 50, 20]);
        let shown = told.publish(Show::Apart).count(Some(prison("BXI")), None, AGAINST);
        let hidden = (1..HIDDEN_BELOW).contains(&u64::from(small));
        assert_eq!(shown, if hidden { Shown::Hidden } else { Shown::Count(u64::from(small)) });
    }
}

/// Six people of one language, and all said no: the table says it of each.
#[test]
fn a_group_of_one_mind_is_hidden_however_large() {
    let no = Outcome::Answer(Counted::No);
    let answers = Family::Answers.outcomes();
    let at = answers.iter().position(|one| *one == no).unwrap();
    let mut counts = vec![20_u32; 4 * answers.len()];
    counts[..answers.len()].fill(0);
    counts[at] = 36;
    let told = Told::new(Family::Answers, 2, 2, &counts);
    let page = told.publish(Show::Crossed);
    let (prison, language) = (Some(prison("BXI")), Some(Spoken::In(Language::English)));
    for answer in answers {
        assert_eq!(page.count(prison, language, Some(*answer)), Shown::Hidden, "{answer:?}");
    }
    // What we did well by everybody may be seen.
    let all_asked = Told::new(Family::Asked, 2, 1, &[36, 0, 0, 0, 20, 20, 20, 20]);
    assert_eq!(
        all_asked.publish(Show::Apart).count(prison, None, Some(Outcome::AskedInTime)),
        Shown::Count(36)
    );
}

#[test]
fn a_sum_over_months_never_shows_the_month_that_is_hidden() {
    use Shown::{Count, Hidden, NotHere};
    assert_eq!(over(&[Count(7), Count(0), Count(12)]), Count(19));
    assert_eq!(over(&[Count(7), Hidden, Count(12)]), Hidden);
    assert_eq!(over(&[Count(7), NotHere]), NotHere);
    assert_eq!(over(&[]), NotHere);
}

#[test]
fn a_month_is_counted_when_everybodys_seventh_day_has_passed() {
    assert_eq!(CLOSES_AFTER_DAYS, 7);
    for (today, closed) in [("2026-11-30", false), ("2026-12-07", false), ("2026-12-08", true)] {
        assert_eq!(november().is_closed(day(today)), closed, "{today}");
    }
    let february = Month { year: 2028, month: 2 };
    assert!(!february.is_closed(day("2028-03-07")) && february.is_closed(day("2028-03-08")));
    assert!(!Month { year: 2026, month: 13 }.is_closed(day("2028-01-01")), "no month is never over");
}

#[test]
fn each_person_has_one_outcome_of_a_family_and_an_answer_is_that_of_asking() {
    let all: Vec<Outcome> = Family::ALL.iter().flat_map(|family| family.outcomes()).copied().collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "and no outcome is of two");
    let answers = Family::Answers.outcomes().len();
    let counted = [
        Counted::Yes,
        Counted::No,
        Counted::NotNow,
        Counted::CouldNotSay,
        Counted::NotExplained,
        Counted::TakenBack,
        Counted::CannotDecide,
        Counted::NotAsked,
    ];
    for one in counted {
        assert!(Family::Answers.outcomes().contains(&Outcome::Answer(one)));
    }
    assert_eq!(counted.len(), answers);
}

#[test]
fn what_does_not_belong_is_neither_counted_nor_shown() {
    let mut tally = Tally::new(Family::Left, november(), prisons(2));
    assert!(!tally.add(prison("MDI"), Spoken::Other, Outcome::LeftWithGp, 9), "another prison");
    assert!(!tally.add(prison("BXI"), Spoken::Other, Outcome::WithYes, 9), "another family");
    assert!(tally.add(prison("BXI"), Spoken::Other, Outcome::LeftWithGp, 9));
    let page = Published::of(&tally, Show::Apart);
    assert_eq!(page.count(Some(prison("MDI")), None, None), Shown::NotHere);
    assert_eq!(page.count(None, None, YES), Shown::NotHere);
    assert_eq!(page.count(None, Some(Spoken::Other), Some(Outcome::LeftWithGp)), Shown::Count(9));
    let nobody = Published::of(&Tally::new(Family::Left, november(), []), Show::Apart);
    assert_eq!(nobody.count(None, None, None), Shown::NotHere);
    assert_eq!(page.prisons(), prisons(2));
}
