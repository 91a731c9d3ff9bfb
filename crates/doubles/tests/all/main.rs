//! The doubles against what the published services show and do.

#[cfg(test)]
mod access;
#[cfg(test)]
mod activities;
#[cfg(test)]
mod attendance;
#[cfg(test)]
mod bad_days;
#[cfg(test)]
mod clinic;
#[cfg(test)]
mod day;
#[cfg(test)]
mod events;
#[cfg(test)]
mod external;
#[cfg(test)]
mod face;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod movements;
#[cfg(test)]
mod pds;
#[cfg(test)]
mod queue;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod world;
