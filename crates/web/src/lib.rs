//! Screens: pages made on the server, which every shared old PC can show and a sheet of paper can carry.
//!
//! They promise: a page says no more than we know, and how old that is; nothing of a person stands in an address;
//! every page works without JavaScript and asks no other origin for anything; what is withheld and what is not there
//! look the same; our own fault is said to be ours. They do not decide what may be seen: a page is given a
//! `Disclosed` answer of [`crossing`] and nothing else. A screen that was handed to a patient reaches the conversation
//! and no other page ([`talk::tablet`]).
//!
//! Where things are: [`signed`] who is at the screen, as a seam that the session side fills · [`frame`] what stands
//! around every page · [`ages`] how old things are, in words · `pages` one file a page: its template's struct, its
//! handlers, its samples · `templates/components` the design system's parts, one macro a file, with the parameter
//! names of nhsuk-frontend's own · [`talk`] conversations about a GP on a screen that was handed over · `assets` what the browser is given · [`answer`] the headers of every page.
//!
//! To add a page: its template below `templates/pages`, its file below `pages` with a `Sample` for every state that
//! `SCREENS.md` names, its line in [`routes`], its line in `e2e/routes.json` and, where a role reaches it from
//! anywhere, in the menu of [`frame`].

pub mod ages;
pub mod answer;
pub mod assets;
pub mod fault;
pub mod form;
pub mod frame;
pub mod live;
pub mod pages;
pub mod routes;
pub mod sample;
pub mod signed;
pub mod talk;
pub mod words;

pub use routes::router;
pub use signed::{Demo, WebState};
