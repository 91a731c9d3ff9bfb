//! The other sides, played: a prison, a clinic and PDS, with the real ones' traps, for the demo, tests, the
//! simulator and bench.
//!
//! It promises: answers in the published shapes of the prison services; the traps that bite in life (a retried
//! POST makes a second appointment, a 404 is not an absence, an alert resync changes every id, a transferred man
//! leaves ghost appointments behind); the same acts, the same calls and the same seed give the same state, and a
//! saved state goes on where it was.
//!
//! It does not promise anything about load, and nothing here is a model of how a prison should behave: it is a
//! model of how the interfaces do.
//!
//! Each double is a core without clock, sockets or chance of its own (`now` and a seed are handed in), and a thin
//! face over it. The simulator plays the cores in process; the demo and the tests of `connect` go through the faces.
//!
//! Where things are: [`prison`] the prison services · [`clinic`] a care system that books · [`pds`] whose patient
//! somebody is, nationally · [`day`] what happens in a seeded day · [`stage`] the three together, kept between runs · [`kept`] nothing is told before it is kept ·
//! [`dice`] chance as a value.

pub mod clinic;
pub mod day;
pub mod dice;
pub mod kept;
pub mod pds;
pub mod prison;
pub mod stage;
pub mod written;
