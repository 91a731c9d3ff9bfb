//! What testkit gives to others, tested itself.

#[cfg(test)]
mod power_cuts;
