//! The doubles against what the published services show and do.

#[cfg(test)]
mod activities;
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
mod shapes;
#[cfg(test)]
mod world;
