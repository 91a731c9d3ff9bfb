//! The faces from outside: over real sockets, with a crossing on a store of its own.

mod admin;
mod api;
mod bad_input;
mod cds;
mod fhir_reads;
mod fhir_searches;
mod fhir_writes;
mod intake;
mod left_behind;
mod routes;
mod world;
