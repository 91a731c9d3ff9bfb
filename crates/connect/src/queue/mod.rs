//! Events from SQS, for both ways in: taken in, written down, and only then deleted.
//!
//! It promises: a message is deleted when it is durable in the journal, and at no other time; one that comes again is
//! known by the event's own content, never by the queue's ids, and changes nothing; while it is being written its
//! visibility is extended; a queue that cannot be read is tried again, ever more slowly, and the board says since when.
//! What cannot be understood is written down like all else and lies in quarantine, so that no message is poison; what
//! cannot be written stays in the queue, and goes to its dead letters when the queue's owner has said so.
//!
//! It does not promise an order, nor that anything comes once: the engine needs neither.

mod consumer;
mod credentials;
mod look;

pub use consumer::{Consumer, QueueError, Settings};
pub use credentials::{CredentialsError, CredentialsSource, ExternalToken, Given, WebIdentity};
pub use look::{QueueState, look};
