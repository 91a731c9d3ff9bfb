//! Keeps the tree tidy: reads the files and the dependency graph, and fails on what review would have to catch by eye.
//!
//! To allow a new edge between crates, change `ALLOWED` in `rules_dependencies.rs` and the plan that it copies; to
//! allow a second version of a crate, add it with its reason to `duplicates-allowed.txt`; to allow a licence, add it
//! to `deny.toml`.

#[cfg(test)]
mod graph;
#[cfg(test)]
mod log_fields;
#[cfg(test)]
mod records;
#[cfg(test)]
mod rules_code;
#[cfg(test)]
mod rules_dependencies;
#[cfg(test)]
mod rules_tree;
#[cfg(test)]
mod source;
#[cfg(test)]
mod tree;

fn assert_none(rule: &str, found: &[String]) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}
