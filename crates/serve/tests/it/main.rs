//! The sockets from outside: raw bytes over loopback, time moved where it decides something.

#[cfg(test)]
mod caller;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod handed;
#[cfg(test)]
mod left_behind;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod tokens;
