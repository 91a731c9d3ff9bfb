//! A check that cannot fail is a defect: each checker of the simulator is seen to find the flaw that it is for.

use testkit::simulation::{Flaw, Plan, run};

/// So many seeds are run with a flaw before its checker is said to be blind.
const SEEDS: u64 = 200;

/// Runs seeds with a flaw until this checker has found it. Another checker may be first in a run.
fn is_found_by(checker: &str, flaw: Flaw) {
    let mut others = Vec::new();
    for seed in 1..=SEEDS {
        // What is replayed beside matters to one flaw alone, and costs.
        let rebuild = flaw == Flaw::RebuildsOtherwise;
        match run(&Plan { flaw: Some(flaw), rebuild, ..Plan::of(seed) }) {
            Err(failure) if failure.checker == checker => return,
            Err(failure) => others.push(failure.checker),
            Ok(_) => {}
        }
    }
    panic!("{checker} did not find {flaw:?} in {SEEDS} seeds; others did: {others:?}");
}

macro_rules! found {
    ($($test:ident: $checker:literal finds $flaw:ident;)*) => {
        $(#[test]
        fn $test() {
            is_found_by($checker, Flaw::$flaw);
        })*

        /// A checker without a flaw to find has not been seen to work.
        #[test]
        fn every_checker_is_seen_to_find_its_flaw() {
            let seen = [$($checker),*];
            let blind: Vec<_> = testkit::simulation::checkers().filter(|name| !seen.contains(name)).collect();
            assert!(blind.is_empty(), "nothing shows that these can fail: {blind:?}");
        }
    };
}

found! {
    what_was_acknowledged_and_not_written_is_missed: "journal" finds AcknowledgesUnwritten;
    a_changed_byte_breaks_the_chain: "chain" finds ChangesARow;
    a_rebuild_by_other_rules_differs: "rebuild" finds RebuildsOtherwise;
    a_list_of_another_form_is_not_understood: "understood" finds GarblesTheLists;
    what_was_deleted_from_its_queue_and_not_written_is_missed: "journal" finds DeletesBeforeWritten;
    whoever_cannot_be_seen_and_is_taken_for_gone_is_seen: "known" finds TakesHiddenForLeft;
    a_filters_silence_that_looks_like_none_is_seen: "silence" finds FilterUntold;
    a_write_where_staff_enter_is_seen: "hands" finds WritesWhereStaffEnter;
    a_file_that_two_were_given_is_seen: "hands" finds GivesAFileTwice;
    an_alert_that_was_lost_is_missed: "known" finds LosesAnAlert;
    what_is_never_delivered_never_comes_to_rest: "quiet" finds DeliversNothing;
    an_entry_that_was_made_twice_is_seen: "twice" finds CreatesTwice;
    an_entry_that_was_never_cancelled_is_seen: "mirrors" finds CancelsNothing;
    what_was_cancelled_before_it_had_settled_is_seen: "settled" finds SettlesAtOnce;
    a_clinics_name_on_the_lists_is_seen: "words" finds SpeaksClinicName;
    another_persons_panel_is_seen: "others" finds AnswersWithAnother;
    an_answer_without_a_row_is_seen: "gate" finds AnswersUnbooked;
    a_yes_that_nobody_said_is_seen: "asked" finds TypesYesForNo;
    a_line_that_was_lost_is_missed: "choices" finds LosesALine;
    somebody_of_the_prison_who_reads_healthcares_pages_is_seen: "hush" finds TellsAnOfficer;
    whoever_leaves_and_is_nobodys_task_is_seen: "leaving" finds LiveInNameOnly;
    an_old_answer_of_pds_is_seen: "national" finds AnswersOldPds;
    what_is_kept_back_and_looks_like_none_is_seen: "national" finds TakesKeptForNone;
}
