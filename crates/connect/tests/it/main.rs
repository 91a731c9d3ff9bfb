//! The clients against doubles of the other sides, over real sockets on this machine.
//!
//! `moorland` is the prison double on a socket · `scripted` is a socket that answers what it is told, for what no
//! double would say · `heard` keeps every log line of every test.

#[cfg(test)]
mod circuit;
#[cfg(test)]
mod client;
#[cfg(test)]
mod dps;
#[cfg(test)]
mod external;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod heard;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod looks;
#[cfg(test)]
mod moorland;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod scripted;
#[cfg(test)]
mod silence;
#[cfg(test)]
mod sweep;
#[cfg(test)]
mod token;
