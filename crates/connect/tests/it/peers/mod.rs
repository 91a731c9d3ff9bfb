//! Real peers: programs of others that play the other side, started by the tests on free ports of this machine and
//! ended with them. `scripts/peers` installs them.
//!
//! [`Prism`] plays a service as its own OpenAPI document says, or stands in front of one and holds what passes against
//! that document · [`Moto`] plays SQS and STS. `shared()` of each is started once a test binary; `start()` starts one
//! of one's own, which is killed when it is dropped.
//!
//! This module uses nothing of the tests around it: another crate's tests can take it with `#[path]`, and expect dead
//! code where they do not use all of it.

pub(crate) mod contract;
mod moto;
mod prism;
pub(crate) mod process;
mod service;

pub(crate) use moto::Moto;
pub(crate) use prism::Prism;
pub(crate) use service::Service;
