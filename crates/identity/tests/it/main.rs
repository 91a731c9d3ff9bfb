//! Who is this? Told as people, then for every pair that can be made.

mod pairs;
mod people;
