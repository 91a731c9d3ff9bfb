//! Policy as people meet it: who gets what, and in which words.

#[cfg(test)]
mod careless;
#[cfg(test)]
mod hard_rules;
#[cfg(test)]
mod panel;
#[cfg(test)]
mod table;
#[cfg(test)]
mod words;

use policy::{Engine, Lists};
use std::sync::OnceLock;
use vocab::place::PrisonCode;

/// The built-in policies, loaded once: what is asked is remembered for the next test.
fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::built_in().expect("the built-in policies load"))
}

/// The built-in lists.
fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| Lists::built_in().expect("the built-in lists load"))
}

fn mdi() -> PrisonCode {
    PrisonCode::parse("MDI").expect("well formed")
}
