//! Sockets, callers and their tokens, sessions, limits, draining, telemetry: what every face and every page stands on.
//!
//! It promises: every wait has an end and every queue a size ([`limits`]); a caller is who a signed token or a session
//! says, by the clock that was handed in; a stop takes no new work, finishes what was begun, and then stops hard; no
//! log line and no metric holds a path, a query, a header or a body.
//!
//! It does not promise that a caller may see anything: that is policy's to say. It knows no face: each brings its own
//! words for a refusal.
//!
//! The way in: [`door`] accepts and attends a connection → [`house`] gives a request its id, its place in flight and
//! its end, and notes what became of it → [`body`] reads what was sent → [`callers`] says who asks ([`tokens`],
//! [`sessions`], [`handed`], [`same_origin`]). Beside it: [`stop`] and [`tasks`] for starting and ending, [`telemetry`] for logs and
//! metrics.
//!
//! TLS is not here yet: it is one more [`door::Dress`].

pub mod body;
pub mod callers;
pub mod door;
pub mod handed;
pub mod house;
pub mod limits;
pub mod request_id;
pub mod same_origin;
mod secret;
pub mod sessions;
pub mod stop;
pub mod stopwatch;
pub mod tasks;
pub mod telemetry;
pub mod tokens;

pub use callers::Asker;
pub use door::{Door, Dress, Plain};
pub use handed::{Handed, TalkId};
pub use house::{House, Refusal};
pub use request_id::RequestId;
pub use sessions::Sessions;
pub use stop::{Cause, Stop};
pub use tasks::Tasks;
pub use tokens::TokenKeys;
