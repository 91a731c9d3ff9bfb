//! What testkit gives to others, tested itself.

#[cfg(test)]
mod flaws;
#[cfg(test)]
mod power_cuts;
#[cfg(test)]
mod scenes;
mod seeds;
