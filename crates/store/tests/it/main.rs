//! The store, used and attacked through its own face.

#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of `View` is not general over its lifetime"
)]

#[cfg(test)]
mod erasure;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod gate_book;
#[cfg(test)]
mod groups;
#[cfg(test)]
mod keeping;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod rebuilds;
#[cfg(test)]
mod replays;
#[cfg(test)]
mod tamper;
#[cfg(test)]
mod toy;
