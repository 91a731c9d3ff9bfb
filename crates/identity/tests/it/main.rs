//! Who is this? Told as people, then for every pair that can be made.

#[cfg(test)]
mod pairs;
#[cfg(test)]
mod people;
