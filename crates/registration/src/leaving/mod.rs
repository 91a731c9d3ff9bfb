//! Seeing somebody out with a GP: what is to be done before they leave and after, by whom and by when.
//!
//! It promises: every step has an owner, a first day and a last; the same knowledge gives the same plan, so that a day
//! that moved is undone and remade by making the plan again and comparing; nothing is planned for somebody who died,
//! and what was planned falls away without a reason; nothing goes to a GP without the person's yes; what cannot be
//! undone waits until the leaving has settled. A step is work for a person: nothing here sends, registers or takes
//! anybody off a list.
//!
//! It does not promise that a day is right, or that somebody who is gone was told of before: a court's door gives no
//! notice, and then everything is to be done at once.
//!
//! Where things are: [`way`] how somebody left · [`dates`] a release day that moves · [`times`] how long before, and who
//! says so · [`step`] what is to be done, whose it is, in which words · [`mod@answers`] what may be written down of it · [`plan`] the plan · [`change`] what is
//! different in a new one · [`papers`] the leaver's pack.

pub mod answers;
pub mod change;
pub mod dates;
pub mod papers;
pub mod plan;
pub mod step;
pub mod times;
pub mod way;

pub use answers::{answer_words, answers, is_ticked_off};
pub use change::{Change, Fallen, Moved, Why};
pub use dates::{Dates, Release};
pub use plan::{About, Agreed, Gp, Has, Leaver, Plan};
pub use step::{Key, Owner, Step};
pub use times::Times;
pub use way::{Stands, Way};
