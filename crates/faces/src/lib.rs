//! The machine faces: FHIR, CDS Hooks, intake, the prison API, admin. They translate and nothing else.
//!
//! They promise: every route stands in one [`table`], with who may try it; nothing leaves that is not
//! [`Disclosed`](crossing::disclose::Disclosed); nothing is acknowledged before it is durable; whatever goes wrong is
//! said in the face's own form, precisely, and never with a value that was sent; a thing that is withheld and a thing
//! that is not there are answered alike; to someone entitled to risk no answer is bare.
//!
//! They do not rule, and hold no fact: `crossing` does. Bodies are read by `wire`, callers are known by `serve`.
//!
//! To add a route: a handler, a line in its face's table, a sample in `tests/it/routes.rs`.

mod admin;
mod api;
mod app;
mod asked;
mod cds;
pub mod fhir;
mod intake;
mod limits;
mod not_done;
mod plain;
mod table;

pub use admin::{Check, Ready};
pub use api::openapi;
pub use app::{App, Settings};
pub use asked::PRISON_HEADER;
pub use intake::{FeedRule, MESSAGE_ID};
pub use limits::{
    CURSOR_SECONDS, CURSORS_MAX, FHIR_BODY_BYTES_MAX, INTAKE_BODY_BYTES_MAX, SMALL_BODY_BYTES_MAX,
};
pub use table::{Access, Face, Route, admin, public, table};
