//! The faces from outside: over real sockets, with a crossing on a store of its own.

#[cfg(test)]
mod admin;
#[cfg(test)]
mod api;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod cds;
#[cfg(test)]
mod fhir_reads;
#[cfg(test)]
mod fhir_registration;
#[cfg(test)]
mod fhir_searches;
#[cfg(test)]
mod fhir_writes;
#[cfg(test)]
mod intake;
#[cfg(test)]
mod left_behind;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod world;
