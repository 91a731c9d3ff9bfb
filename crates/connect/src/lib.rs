//! Clients of named foreign systems: what the engine's ports are, over the network.
//!
//! It promises: an answer is handed on as it came, with when it was asked for; what is not known is an error and never
//! an empty answer; an act whose request may have left and was not answered is [lost], and one that left nothing is
//! refused; no error, log line or `Debug` here holds an address, a query, a body, a key or a token.
//!
//! It does not promise that anything happens once: that is the engine's, which looks before it sends again. Nothing
//! here retries a write, and nothing here decides.
//!
//! Where things are: [`client`] the only place that makes an HTTP client, with its limits · [`token`] bearer tokens ·
//! [`pds`] whose patient somebody is, nationally: read only · [`hmpps_external`] the official route for organisations outside HMPPS: read only · [`dps`] the services behind it:
//! read and write · [`queue`] the events of both, from SQS · [`identity`] client certificates · [`renewal`] secrets in
//! files, taken up when they change · [`operations()`] every call that is made here, in one table.
//!
//! To add a foreign system: a module, its calls made with [`client::Call`], its statuses read by `answers`, and a test
//! against a double of it, over a socket. Each call gets a line in [`operations()`].
//!
//! [lost]: crossing::understood::AttemptEnd::Lost

mod answers;
pub mod client;
mod door;
pub mod dps;
pub mod hmpps_external;
pub mod identity;
pub mod operations;
mod pages;
pub mod pds;
pub mod queue;
pub mod renewal;
pub mod token;

pub use operations::operations;
