//! Seeds that once failed, each by what it found. A run changes when what is drawn does, so a seed may come to tell
//! another story: what was found has a test of its own beside the code that was mended (`crossing`, `seeds`).

use testkit::simulation::{Plan, run};

macro_rules! seeds {
    ($($(#[$why:meta])* $test:ident: $($seed:literal),+;)*) => {
        $($(#[$why])* #[test]
        fn $test() {
            for seed in [$($seed),+] {
                if let Err(failure) = run(&Plan::of(seed)) {
                    panic!("{failure}");
                }
            }
        })*
    };
}

seeds! {
    /// Each person's part of an External API list was quarantined.
    the_lists_of_the_external_api_are_read: 164, 46;
    /// A look that found nothing counted for ever.
    what_staff_typed_after_the_look_is_not_doubled: 97, 214, 346, 659, 1033;
    /// An answer that did not speak of what was asked for was asked for again at once.
    errands_come_to_an_end: 197, 203, 242, 1160;
    /// Switched off and on again between two looks at the switches.
    what_a_flow_left_behind_follows_it: 307, 1034, 1219, 2336;
    /// A create was lost beside several that staff had typed.
    looking_comes_to_an_end: 1359, 1911;
    /// Several that staff typed, and one was left or none.
    what_was_unclear_becomes_clear: 80, 3324;
    /// The list of the prison that somebody came to said that what stood in the other was gone.
    a_list_speaks_of_its_own_prison: 928;
    /// A custody that was moved to another number left its entry there.
    a_moved_custody_leaves_nobody: 2088;
    /// A person confirmed a link to a number that was merged away.
    a_merged_number_is_not_linked: 3058;
    /// Read once from an index that lagged, in a prison that is not served.
    whoever_is_elsewhere_may_be_behind: 198, 478, 913, 1277, 1628;
    /// What staff did, or our own late request, while an answer was lost; an entry made in place of one taken over.
    what_happens_beside_a_lost_answer_is_told_apart: 623, 987, 1704, 1803;
    /// A look without a lost answer was made under another number, without end.
    a_look_for_what_was_never_sent_ends: 308, 559, 688, 692, 942, 967;
    /// A lost create whose person was merged away; a cancellation sent after the time had come; one of several moved.
    what_comes_late_does_no_harm: 161, 421, 1908;
    /// Staff deleted our entry, or put two of them in one place.
    what_staff_did_is_theirs: 2, 1602, 3607;
}
