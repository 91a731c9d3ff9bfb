//! The clients against doubles of the other sides, over real sockets on this machine.
//!
//! `moorland` is the prison double on a socket · `scripted` is a socket that answers what it is told, for what no
//! double would say · `gate` is the gateway that asks for client certificates · `heard` keeps every log line of every test · `peers` are programs of others that play the other
//! side from its own documents, `relay` is the listener in front of one, and `peered` our clients before them · `polled` is an
//! engine that takes events from a queue, and `ward` one that reads people too · `spine` is PDS, with its token endpoint.

#[cfg(test)]
mod bad_days;
#[cfg(test)]
mod certificates;
#[cfg(test)]
mod circuit;
#[cfg(test)]
mod client;
#[cfg(test)]
mod contracts;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod documented;
#[cfg(test)]
mod double_held;
#[cfg(test)]
mod dps;
#[cfg(test)]
mod external;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod heard;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod looks;
#[cfg(test)]
mod moorland;
#[cfg(test)]
mod moto;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod pds;
#[cfg(test)]
mod pds_documented;
#[cfg(test)]
mod pds_tokens;
#[cfg(test)]
mod peer_life;
#[cfg(test)]
mod peered;
#[cfg(test)]
mod peers;
#[cfg(test)]
mod polled;
#[cfg(test)]
mod queue;
#[cfg(test)]
mod relay;
#[cfg(test)]
mod replayed;
#[cfg(test)]
mod scripted;
#[cfg(test)]
mod silence;
#[cfg(test)]
mod spine;
#[cfg(test)]
mod sweep;
#[cfg(test)]
mod token;
#[cfg(test)]
mod ward;
