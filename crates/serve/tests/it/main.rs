//! The sockets from outside: raw bytes over loopback, time moved where it decides something.

mod caller;
mod doors;
mod left_behind;
mod sessions;
mod tokens;
