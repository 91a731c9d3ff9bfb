//! Who is called to which check, at the edges of the ages; by what people say of themselves and nothing else.

use crate::support::{Story, around, day, prison};
use jiff::civil::Date;
use registration::age;
use registration::leaving::Gp;
use registration::recording::{Refusal, refusals};
use registration::screening::programme::{self, Country, Need, PROGRAMMES};
use registration::screening::{Called, Finds, Next, Person, called, missed, offers};
use std::collections::BTreeSet;
use vocab::name::Born;
use vocab::registration::{Answer, Check, CheckNote, Said, Shown, Situation};

fn born(text: &str) -> Born {
    Born::new(day(text))
}

fn is(check: Check, country: Country, birth: &str, today: &str) -> Called {
    called(programme::of(check, country), born(birth), day(today))
}

/// Ilić, 51, in Eastwood Park.
fn ilic(story: &Story) -> Person<'_> {
    Person {
        born: born("1975-03-10"),
        choice: &story.choice,
        prison: prison("EWI"),
        country: Country::England,
        today: day("2026-11-23"),
    }
}

fn checks(person: &Person<'_>) -> Vec<Check> {
    offers(person).iter().map(|offer| offer.programme.check).collect()
}

fn said(check: Check, answer: Answer) -> Said {
    let shown = Shown {
        language: "sr".to_owned(),
        situation: Situation::HasGp,
        version: "2026-11".to_owned(),
        hash: "0".repeat(64),
    };
    Said::Check { check, answer, shown }
}

fn noted(check: Check, note: CheckNote) -> Said {
    Said::CheckNoted { check, note }
}

#[test]
fn each_is_called_from_the_first_birthday_to_the_day_before_the_last() {
    use Called::{MayAsk, NoMore, NotYet, Now};
    use Country::{England, Wales};
    // Born on 10 March 1960: birthdays of the first day, of the day before the end, of the end.
    for (check, country, first, end, after) in [
        (Check::Bowel, England, 50, 75, MayAsk),
        (Check::Bowel, Wales, 50, 75, NoMore),
        (Check::Breast, England, 50, 71, MayAsk),
        (Check::Breast, Wales, 50, 70, MayAsk),
        (Check::Cervical, England, 25, 65, NoMore),
        (Check::Cervical, Wales, 25, 65, NoMore),
    ] {
        let on =
            |years: i32, date: &str| is(check, country, "1960-03-10", &format!("{}-{date}", 1960 + years));
        assert_eq!(on(first, "03-09"), NotYet, "{check} {country:?}");
        assert_eq!(on(first, "03-10"), Now, "{check} {country:?}");
        assert_eq!(on(end, "03-09"), Now, "{check} {country:?}");
        assert_eq!(on(end, "03-10"), after, "{check} {country:?}");
    }
    for country in [England, Wales] {
        assert_eq!(is(Check::DiabeticEye, country, "2014-11-24", "2026-11-23"), NotYet);
        assert_eq!(is(Check::DiabeticEye, country, "2014-11-23", "2026-11-23"), Now);
        assert_eq!(is(Check::DiabeticEye, country, "1926-11-23", "2026-11-23"), Now, "no end");
    }
}

#[test]
fn the_large_vessel_is_looked_at_once_in_englands_year_from_april_and_in_wales_at_65() {
    use Called::{MayAsk, NotYet, Now};
    let england = |birth, today| is(Check::Aaa, Country::England, birth, today);
    // 65 on 10 September 2026: the year from 1 April 2026 to 31 March 2027.
    assert_eq!(england("1961-09-10", "2026-03-31"), NotYet);
    assert_eq!(england("1961-09-10", "2026-04-01"), Now);
    assert_eq!(england("1961-09-10", "2027-03-31"), Now);
    assert_eq!(england("1961-09-10", "2027-04-01"), MayAsk);
    // 65 on 31 March 2027 and on 1 April 2027: a day apart, a year apart.
    assert_eq!(england("1962-03-31", "2026-04-01"), Now);
    assert_eq!(england("1962-03-31", "2027-04-01"), MayAsk);
    assert_eq!(england("1962-04-01", "2027-03-31"), NotYet);
    assert_eq!(england("1962-04-01", "2027-04-01"), Now);
    assert_eq!(england("1962-04-01", "2028-03-31"), Now);
    let wales = |birth, today| is(Check::Aaa, Country::Wales, birth, today);
    assert_eq!(wales("1961-09-10", "2026-09-09"), NotYet);
    assert_eq!(wales("1961-09-10", "2026-09-10"), Now);
    assert_eq!(wales("1961-09-10", "2027-09-09"), Now);
    assert_eq!(wales("1961-09-10", "2027-09-10"), MayAsk);
}

#[test]
fn whoever_is_born_on_29_february_is_older_from_1_march() {
    assert_eq!(is(Check::Bowel, Country::England, "1976-02-29", "2026-02-28"), Called::NotYet);
    assert_eq!(is(Check::Bowel, Country::England, "1976-02-29", "2026-03-01"), Called::Now);
    assert_eq!(is(Check::Cervical, Country::Wales, "1964-02-29", "2029-02-28"), Called::Now);
    assert_eq!(is(Check::Cervical, Country::Wales, "1964-02-29", "2029-03-01"), Called::NoMore);
    assert_eq!(is(Check::Aaa, Country::Wales, "1964-02-29", "2029-02-28"), Called::NotYet);
    assert_eq!(is(Check::Aaa, Country::Wales, "1964-02-29", "2029-03-01"), Called::Now);
    assert_eq!(age::years(born("2008-02-29"), day("2026-02-28")), 17);
    assert_eq!(age::years(born("2008-02-29"), day("2026-03-01")), 18);
    assert_eq!(age::years(born("2008-02-29"), day("2028-02-29")), 20);
    assert_eq!(age::birthday(born("2008-02-29"), 18), Some(day("2026-03-01")));
    assert_eq!(age::birthday(born("2008-02-29"), 20), Some(day("2028-02-29")));
    assert_eq!(age::years(born("2026-12-01"), day("2026-11-23")), 0, "born tomorrow is not minus one");
}

/// There is no field for a sex, and whoever has not said is asked.
#[test]
fn a_check_is_offered_by_what_people_say_of_themselves() {
    let (bowel, breast, cervical, eye) = (Check::Bowel, Check::Breast, Check::Cervical, Check::DiabeticEye);
    let silent = Story::new();
    assert_eq!(checks(&ilic(&silent)), [bowel, breast, cervical, eye]);
    let no_cervix = Story::new().with(noted(cervical, CheckNote::NotForThem));
    assert_eq!(
        checks(&ilic(&no_cervix)),
        [bowel, breast, eye],
        "what is said of one need says nothing of another"
    );
    let at_65 = Person { born: born("1961-09-10"), ..ilic(&silent) };
    assert_eq!(checks(&at_65), [bowel, breast, Check::Aaa, eye], "65 is past the cervical one");
    let not_male = Story::new().with(noted(Check::Aaa, CheckNote::NotForThem));
    assert_eq!(checks(&Person { choice: &not_male.choice, ..at_65 }), [bowel, breast, eye]);
    let needs = |story: &Story| -> Vec<_> {
        offers(&ilic(story)).iter().map(|offer| (offer.programme.check, offer.need)).collect()
    };
    let said_of = Story::new().with(said(cervical, Answer::Yes)).with(said(breast, Answer::No));
    assert_eq!(
        needs(&said_of),
        [(bowel, Some(true)), (breast, None), (cervical, Some(true)), (eye, None)],
        "a no to the letters says nothing of the need"
    );
    let asks_now = no_cervix.clone().with(said(cervical, Answer::Yes));
    assert_eq!(checks(&ilic(&asks_now)), [bowel, breast, cervical, eye], "the last word counts");
}

/// Whoever said yes is helped until the programme knows where they are, and again after a move.
#[test]
fn a_programme_is_told_of_a_yes_once_in_each_prison() {
    let breast = |story: &Story, code| {
        let person = Person { prison: prison(code), ..ilic(story) };
        offers(&person)
            .into_iter()
            .find(|offer| offer.programme.check == Check::Breast)
            .map(|offer| offer.next)
    };
    let told = noted(Check::Breast, CheckNote::ProgrammeTold);
    let yes = Story::new().with(said(Check::Breast, Answer::Yes));
    assert_eq!(breast(&yes, "MDI"), Some(Next::Help));
    assert_eq!(refusals(&yes.choice, &told, &around()), []);
    let done = yes.clone().with(told.clone());
    assert_eq!((breast(&done, "MDI"), breast(&done, "LEI")), (Some(Next::Told), Some(Next::Help)));
    assert_eq!(refusals(&done.choice, &told, &around()), [Refusal::Twice]);
    let moved = done.clone().in_prison("LEI").with(told.clone());
    assert_eq!(breast(&moved, "LEI"), Some(Next::Told));
    let missed =
        |story: &Story| missed(&Person { prison: prison("LEI"), ..ilic(story) }, Finds::Misses).len();
    assert_eq!(missed(&moved), 3, "bowel, cervical, eye");
    // Of nobody who did not say yes, who took it back, or for whom it is not.
    let no = moved.clone().with(said(Check::Breast, Answer::No));
    for story in [Story::new(), no, Story::new().with(noted(Check::Breast, CheckNote::NotForThem))] {
        assert_eq!(refusals(&story.choice, &told, &around()), [Refusal::NoYesToCheck]);
    }
    let anew = Story::new()
        .with(said(Check::Breast, Answer::Yes))
        .with(told)
        .with(said(Check::Breast, Answer::No))
        .with(said(Check::Breast, Answer::Yes));
    assert_eq!(breast(&anew, "MDI"), Some(Next::Help), "a new yes is told anew");
}

#[test]
fn what_is_not_for_them_is_noted_once_and_the_same_answer_may_be_given_after_it() {
    let not_for_them = noted(Check::Aaa, CheckNote::NotForThem);
    let story = Story::new().with(said(Check::Aaa, Answer::No)).with(not_for_them.clone());
    assert_eq!(refusals(&story.choice, &not_for_them, &around()), [Refusal::Twice]);
    assert_eq!(refusals(&story.choice, &said(Check::Aaa, Answer::No), &around()), []);
    let bowel = noted(Check::Bowel, CheckNote::NotForThem);
    assert_eq!(refusals(&story.choice, &bowel, &around()), [Refusal::CheckForEverybody]);
}

/// S12: the opt-in is carried across moves, apart from registration.
#[test]
fn an_answer_stands_in_every_prison_and_says_nothing_of_another_check() {
    let story = Story::says(Answer::No)
        .with(said(Check::Breast, Answer::Yes))
        .with(said(Check::Bowel, Answer::NotNow))
        .in_prison("LEI")
        .with(said(Check::Cervical, Answer::No));
    let next: Vec<_> =
        offers(&ilic(&story)).iter().map(|offer| (offer.programme.check, offer.next)).collect();
    assert_eq!(
        next,
        [
            (Check::Bowel, Next::OfferAgain),
            (Check::Breast, Next::Help),
            (Check::Cervical, Next::Leave),
            (Check::DiabeticEye, Next::Offer),
        ]
    );
    let breast =
        offers(&ilic(&story)).into_iter().find(|offer| offer.programme.check == Check::Breast).unwrap();
    assert_eq!(breast.word.said.map(|line| line.id), Some(story.choice.lines[1].id));
    let changed = story.with(said(Check::Breast, Answer::No));
    assert_eq!(offers(&ilic(&changed))[1].next, Next::Leave, "the last answer stands");
}

/// S17: screening letters are not lost by whoever refuses registration, or was not asked.
#[test]
fn who_would_miss_a_call_is_found_whatever_was_said_about_a_gp() {
    let missed_by = |story: &Story, gp, own| -> Vec<Check> {
        missed(&ilic(story), Finds::of(gp, own)).iter().map(|offer| offer.programme.check).collect()
    };
    let due = vec![Check::Bowel, Check::Breast, Check::Cervical, Check::DiabeticEye];
    for about_gp in [Story::new(), Story::says(Answer::No), Story::says(Answer::NotNow)] {
        for gp in [Gp::Outside, Gp::None, Gp::Kept, Gp::NotKnown] {
            assert_eq!(missed_by(&about_gp, gp, false), due, "{gp:?}");
        }
        assert_eq!(
            missed_by(&about_gp, Gp::Prison, false),
            due,
            "another prison's list does not find them here"
        );
        assert_eq!(missed_by(&about_gp, Gp::Prison, true), []);
    }
    let answered = Story::new().with(said(Check::Bowel, Answer::No)).with(said(Check::Breast, Answer::Yes));
    assert_eq!(
        missed_by(&answered, Gp::Outside, false),
        [Check::Breast, Check::Cervical, Check::DiabeticEye],
        "a no is no missed call; a yes still has to be helped"
    );
    let old = Story::new();
    let person = Person { born: born("1950-03-10"), ..ilic(&old) };
    let may_ask = offers(&person).into_iter().filter(|offer| offer.called == Called::MayAsk).count();
    assert!(may_ask > 0 && missed(&person, Finds::Misses).iter().all(|offer| offer.called == Called::Now));
}

#[test]
fn every_check_has_a_programme_in_both_countries_with_its_source() {
    let all: BTreeSet<_> = PROGRAMMES.iter().map(|one| (one.check, one.country)).collect();
    assert_eq!(all.len(), PROGRAMMES.len());
    assert_eq!(all.len(), Check::ALL.len() * 2);
    for one in PROGRAMMES {
        assert!(one.source.len() > 20 && one.since.is_none_or(|since: Date| since < programme::READ));
        for word in ["men ", "women", "male patients", "female"] {
            assert!(!one.whom.contains(word), "{}: {word}", one.whom);
        }
        assert_eq!(one.need == Need::Everybody, one.whom.starts_with("everybody"), "{}", one.whom);
    }
}
