//! A choice about a GP: what may be recorded, what follows, when to ask, what has gone wrong.

#[cfg(test)]
mod asking;
#[cfg(test)]
mod counts;
#[cfg(test)]
mod document;
#[cfg(test)]
mod episodes;
#[cfg(test)]
mod follows;
#[cfg(test)]
mod leaving;
#[cfg(test)]
mod permission;
#[cfg(test)]
mod recording;
#[cfg(test)]
mod risk;
#[cfg(test)]
mod screening;
#[cfg(test)]
mod standing;
#[cfg(test)]
mod stay;
#[cfg(test)]
mod support;
#[cfg(test)]
mod watching;
#[cfg(test)]
mod wording;
