//! A screen in a patient's hands, tried as somebody would who wants more of it; what nurses do around it; and that
//! nobody of the prison finds as much as an address of it.

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod conversation;
#[cfg(test)]
mod leaving;
#[cfg(test)]
mod registration;
#[cfg(test)]
mod world;
