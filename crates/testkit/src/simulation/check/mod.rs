//! The checkers: what must be so after every run, whatever went wrong in it. Each says one thing and names it.

mod asked;
mod books;
mod choices;
mod gate;
mod hands;
mod hush;
mod journal;
mod leaving;
mod mirrors;
mod national;
mod others;
mod quiet;
mod settled;
mod silence;
mod twice;
mod understood;
mod words;

use super::at_rest::AtRest;
use super::world::World;

/// A run at its end, as the checkers see it.
pub(crate) struct Run<'r> {
    pub(crate) world: &'r World,
    pub(crate) rest: &'r AtRest,
}

/// A checker: its name, and what it finds.
pub(crate) type Checker = (&'static str, fn(&Run<'_>) -> Result<(), String>);

/// All of them, in the order in which what they find explains the rest.
pub(crate) const CHECKERS: &[Checker] = &[
    ("chain", books::the_chain_verifies),
    ("journal", journal::nothing_acknowledged_is_missing),
    ("rebuild", books::a_rebuild_comes_to_the_same),
    ("understood", understood::nothing_lies_in_quarantine),
    ("known", books::what_is_known_is_true),
    ("quiet", quiet::everything_came_to_rest),
    ("twice", twice::nothing_exists_twice),
    ("mirrors", mirrors::every_mirror_equals_its_owner),
    ("asked", asked::nobody_is_asked_for_who_has_not_said_yes),
    ("choices", choices::no_choice_is_lost_or_changed),
    ("leaving", leaving::nobody_leaves_without_a_task),
    ("national", national::what_pds_says_is_what_is_shown),
    ("hands", hands::what_staff_are_told_is_right),
    ("settled", settled::nothing_irreversible_before_it_settled),
    ("words", words::no_withheld_word_left),
    ("hush", hush::the_prison_hears_nothing_of_registration),
    ("others", others::nobody_got_another_persons_fact),
    ("silence", silence::what_is_not_told_never_looks_like_none),
    ("gate", gate::every_answer_is_booked),
];
