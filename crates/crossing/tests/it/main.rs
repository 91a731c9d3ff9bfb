//! The engine and its use cases, over the real store.

mod engine;
