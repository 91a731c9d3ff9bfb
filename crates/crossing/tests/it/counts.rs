//! The counts of the choice about a GP: a month is counted once, as it stood; nobody can be found in it; nobody of the
//! prison is given any.

use crate::support::{code, patient};
use crate::told::{HERE, HOME, Spine, Told, nhs, told};
use crossing::WordingIs;
use crossing::disclose::DiscloseError;
use crossing::disclose::counts::{Cell, CountsRow, FamilyCounts, MonthCounts, RegistrationCounts};
use crossing::understood::{Act, Outcome};
use doubles::pds::Act as AtPds;
use doubles::prison::Act as Happens;
use vocab::crossing::{Caller, Flow, Mode, Purpose, Role};
use vocab::id::PatientId;
use vocab::registration::{Answer, Said, Talk};

/// NHS numbers with a right check digit, one for each of the first few people.
const NUMBERS: [&str; 7] =
    ["9990111006", "9990111014", "9990111022", "9990111030", "9990111049", "9990111057", "9990111065"];

impl Told {
    fn counts_as(&self, role: Role, prison: Option<&str>) -> Result<RegistrationCounts, DiscloseError> {
        let mut ctx = self.caller(role, role.purpose_usual());
        ctx.caller = Caller { prison: prison.map(code), ..ctx.caller };
        ctx.prison = prison.map(code);
        let counts = self.runtime.block_on(self.crossing().registration_counts(&ctx))?;
        Ok(counts.get().clone())
    }

    fn counts(&self) -> RegistrationCounts {
        self.counts_as(Role::Commissioner, None).unwrap()
    }

    /// Others arrive in Moorland, and are linked.
    fn others(&self, many: usize) -> Vec<PatientId> {
        let one = |n: usize| {
            let number = format!("A830{n}KB");
            let given = format!("IMRAN{}", char::from(b'A' + u8::try_from(n).unwrap()));
            let born = format!("19{}-02-17", 60 + n);
            self.arrives(&number, &given, "KHAN", &born, "MDI");
            let record = patient(&number, Some(&number), (&given, "Khan"), &born, Some(NUMBERS[n]));
            self.patient(&record)
        };
        (0..many).map(one).collect()
    }

    /// One of them says something, as Boyd would.
    fn other_says(&self, who: PatientId, answer: Answer) {
        let stay = self.registration_of(who).unwrap().followed.unwrap().stay;
        let talk = Talk { stay, ..self.talk(answer) };
        let (said, wording) = (Box::new(Said::Talk(Box::new(talk))), WordingIs::Checked);
        let act = Act::ChoiceLine { patient: who, version: 0, said, wording };
        let outcome = self.crossing().command(&self.nurse_of("MDI"), act).unwrap().outcome.unwrap();
        assert!(matches!(outcome, Outcome::Chosen { .. }), "{outcome:?}");
    }
}

fn november(counts: &RegistrationCounts) -> &MonthCounts {
    counts.months.iter().find(|month| month.month.to_string() == "2026-11-01").expect("November was counted")
}

fn family<'c>(month: &'c MonthCounts, start: &str) -> &'c FamilyCounts {
    month.families.iter().find(|family| family.of.starts_with(start)).expect(start)
}

#[track_caller]
fn cell(family: &FamilyCounts, row: &CountsRow, outcome: &str) -> Cell {
    let place = family.outcomes.iter().position(|word| *word == outcome).expect(outcome);
    row.cells[place]
}

#[track_caller]
fn all(family: &FamilyCounts, outcome: &str) -> Cell {
    cell(family, &family.all, outcome)
}

#[test]
fn nobody_of_the_prison_is_given_a_number_and_nobody_else_whose_work_it_is_not() {
    let told = told();
    for role in Role::ALL {
        let sees = matches!(role, Role::Commissioner | Role::HeadOfHealthcare);
        match told.counts_as(*role, Some("MDI")) {
            Ok(_) => assert!(sees, "{role}"),
            Err(DiscloseError::NotFound) => assert!(!sees, "{role}"),
            Err(other) => panic!("{role}: {other}"),
        }
    }
    assert!(told.counts_as(Role::Commissioner, None).is_ok());
}

#[test]
fn a_month_is_counted_on_the_eighth_of_the_next_and_not_before() {
    let told = told();
    told.it_is("2026-12-07T23:59:00Z");
    let early = told.counts();
    assert_eq!((early.months.len(), early.next.to_string()), (0, "2026-12-08".to_owned()));
    told.it_is("2026-12-08T00:01:00Z");
    let counts = told.counts();
    assert_eq!((counts.months.len(), counts.next.to_string()), (1, "2027-01-08".to_owned()));
}

#[test]
fn one_person_is_never_a_number() {
    let told = told();
    told.says(Answer::No);
    told.it_is("2026-12-08T09:00:00Z");
    let counts = told.counts();
    let month = november(&counts);
    for family in &month.families[..2] {
        let rows = std::iter::once(&family.all).chain(&family.prisons).chain(&family.languages);
        for row in rows {
            let cells = row.cells.iter().chain([&row.people]);
            for cell in cells {
                assert!(matches!(cell, Cell::Hidden | Cell::Count(0)), "{}: {row:?}", family.of);
            }
        }
        assert_eq!(family.all.people, Cell::Hidden, "{}", family.of);
    }
}

/// Boyd and seven others: five no's, which tell of nobody, beside three that are hidden.
#[test]
fn a_count_of_five_is_shown_only_where_none_beside_it_can_be_worked_out() {
    let told = told();
    let others = told.others(7);
    told.it_is("2026-11-06T10:00:00Z");
    told.says(Answer::Yes);
    for (n, who) in others.iter().enumerate() {
        told.other_says(*who, if n < 2 { Answer::Yes } else { Answer::No });
    }
    told.it_is("2026-12-08T09:00:00Z");
    let counts = told.counts();
    let month = november(&counts);
    let answers = family(month, "Received in the month");
    assert_eq!(answers.all.people, Cell::Count(8));
    assert_eq!(all(answers, "Yes"), Cell::Hidden, "three");
    assert_eq!(all(answers, "No"), Cell::Hidden, "eight less five would tell the three");
    assert_eq!(all(answers, "Not now"), Cell::Count(0));
    let asked = family(month, "Whose seventh day");
    assert_eq!((all(asked, "Asked by day 7"), all(asked, "Not asked")), (Cell::Count(8), Cell::Count(0)));
    let english = asked.languages.iter().find(|row| row.name.starts_with("English")).unwrap();
    assert_eq!(cell(asked, english, "Asked by day 7"), Cell::Count(8));
    let moorland = asked.prisons.iter().find(|row| row.name.contains("Moorland")).unwrap();
    assert_eq!(moorland.people, Cell::Count(8));
    assert_eq!(counts.over[1].months[0].people, Cell::Count(8));
    assert_eq!(counts.over[0].sum.cells[0], Cell::Hidden, "a sum shows no month that is hidden");
}

/// What is said afterwards is in no count, and a month that was counted stands.
#[test]
fn what_is_written_down_later_changes_no_month() {
    let told = told();
    let others = told.others(6);
    told.it_is("2026-11-06T10:00:00Z");
    told.says(Answer::No);
    for who in &others {
        told.other_says(*who, Answer::No);
    }
    told.it_is("2026-12-08T09:00:00Z");
    let before = told.counts();
    told.says(Answer::Yes);
    told.happens(&Happens::Release { number: told.who, reason: "CR".to_owned() });
    told.hears();
    told.settling_time_goes_by();
    let mut after = told.counts();
    after.as_at = before.as_at;
    assert_eq!(after, before);
}

/// After a restart it is counted again: a line that came later is still not in it.
#[test]
fn counted_again_after_a_restart_a_later_line_is_still_not_in_it() {
    let mut told = told();
    let others = told.others(6);
    told.it_is("2026-11-06T10:00:00Z");
    for who in &others {
        told.other_says(*who, Answer::No);
    }
    told.it_is("2026-12-08T09:00:00Z");
    let before = told.counts();
    told.says(Answer::Yes);
    told.site.dies_and_is_started_again();
    let mut after = told.counts();
    after.as_at = before.as_at;
    assert_eq!(after, before, "Boyd was not asked in time, and a late yes does not undo that");
    let asked = family(november(&after), "Whose seventh day");
    assert_eq!(all(asked, "Not asked"), Cell::Hidden);
}

/// Seven people, so that counts are shown: registered without a yes, and out by the gate without a GP.
#[test]
fn registered_against_choice_and_left_without_a_gp_are_counted_from_what_pds_said() {
    let told = told();
    let spine = Spine::of(&told);
    let others = told.others(6);
    for (n, number) in NUMBERS.iter().take(others.len()).enumerate() {
        let given = format!("IMRAN{}", char::from(b'A' + u8::try_from(n).unwrap()));
        spine.appears(number, ("KHAN", &given), &format!("19{}-02-17", 60 + n));
        spine.registers(number, HERE);
    }
    spine.registers(crate::told::NHS, HERE);
    told.reads_pds(&spine);
    // A yes that is asked for afterwards does not make it right.
    told.goes_on_seconds(60);
    told.says(Answer::Yes);
    told.it_is("2026-11-20T10:00:00Z");
    for n in 0..6 {
        let number = crate::support::number(&format!("A830{n}KB"));
        told.happens(&Happens::Release { number, reason: "CR".to_owned() });
    }
    told.happens(&Happens::Release { number: told.who, reason: "CR".to_owned() });
    told.hears();
    told.settling_time_goes_by();
    spine.happens(&AtPds::Suspend { number: nhs(NUMBERS[0]) });
    told.it_is("2026-11-22T10:00:00Z");
    told.reads_pds(&spine);
    told.it_is("2026-12-08T09:00:00Z");
    // Found a GP at last, when November was over: it is counted as it stood.
    spine.registers(NUMBERS[1], HOME);
    told.reads_pds(&spine);
    let counts = told.counts();
    let month = november(&counts);
    let registered = family(month, "Registered at");
    assert_eq!(all(registered, "Registered against choice: no yes stood"), Cell::Count(7), "{registered:?}");
    assert_eq!(all(registered, "With a yes"), Cell::Count(0));
    let left = family(month, "Released");
    assert_eq!(
        all(left, "Left without a GP"),
        Cell::Count(7),
        "a prison's practice is none outside: {left:?}"
    );
    assert_eq!(all(left, "Left, not known"), Cell::Count(0));
}

#[test]
fn a_prison_where_it_is_off_is_named_and_not_counted() {
    let told = told();
    told.others(6);
    for prison in told.crossing().rules().prisons.keys().copied().collect::<Vec<_>>() {
        let mode = if prison == code("MDI") { Mode::Live } else { Mode::Off };
        let head = told.caller(Role::HeadOfHealthcare, Purpose::Operations);
        let set = Act::ModeSet { flow: Flow::Registration, prison, mode };
        told.crossing().command(&head, set).unwrap();
    }
    told.it_is("2026-12-08T09:00:00Z");
    let counts = told.counts();
    let month = november(&counts);
    assert_eq!(family(month, "Received").prisons.len(), 1);
    assert_eq!(month.off.len(), told.crossing().rules().prisons.len() - 1);
}
