//! May this cross, to whom, for what.
//!
//! It promises: what no policy permits is withheld; a policy that cannot be evaluated withholds and alarms; a set of
//! policies that does not fit its schema, or leans on a word that nobody knows, does not load; the same question
//! under the same charter has one answer, whoever asks at whichever door; a code that is on no list is never spoken.
//!
//! It does not promise that a question was put truly: whoever asks says whether the prison is the caller's own and
//! whether a link stands. It knows no id, no name and no time.
//!
//! Pure: no store, no clock, no async. To let a new kind of thing cross: name it in [`Kind`], give it its ways and
//! areas there, write its permit in `policies/`, and read the difference in the table's snapshot. To let a code
//! cross: give it a line in `lists/`, and have every prison's words signed again.
//!
//! Where things are: [`kind`] what may be asked about · [`Question`] how · [`Engine`] and [`Ruling`] the answer ·
//! [`table`] all answers on a few pages · [`codes`] and [`lines`](mod@lines) what each alert code becomes ·
//! [`panel`] the lines that one person's alerts give · [`neutral`] the only words for the prison · [`clinical`] the
//! words that never reach it.

pub mod clinical;
pub mod codes;
mod engine;
#[cfg(test)]
mod fails_closed;
pub mod kind;
pub mod lines;
mod load;
pub mod neutral;
pub mod panel;
mod question;
mod ruling;
pub mod table;
mod taxonomy;

pub use engine::Engine;
pub use kind::{Direction, Kind};
pub use lines::{Draft, Lists, Signature};
pub use load::{PolicyError, Sources};
pub use panel::{PanelLine, PanelLines, Reader, SuicideLine, SuicideState};
pub use question::Question;
pub use ruling::{Outcome, Review, Ruling};
