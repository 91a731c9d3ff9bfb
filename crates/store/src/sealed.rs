//! The seam: what comes out of the store is sealed.
//!
//! [`Sealed`] has no `Serialize`, no `Debug` of its content and no way in but [`Sealed::open`], which asks for the
//! [`Opener`]. A store hands out one opener, when it is opened; crossing keeps it in `disclose` and lends it to
//! nobody. Faces and screens cannot reach either: they do not name this crate.

/// Personal data inside. It does not print and cannot be written out.
///
/// ```compile_fail
/// fn leak(person: store::Sealed<vocab::prison::Person>) -> String {
///     serde_json::to_string(&person).unwrap() // no `Serialize`
/// }
/// ```
pub struct Sealed<T>(T);

impl<T> Sealed<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(value)
    }

    /// The content, for whoever holds the opener: the one place that rules on it and books it.
    pub fn open(self, _opener: &Opener) -> T {
        self.0
    }
}

impl<T> std::fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed(…)")
    }
}

/// Opens what is sealed. Not `Clone`: a store gives out one.
#[derive(Debug)]
pub struct Opener(());

impl Opener {
    pub(crate) const fn new() -> Self {
        Self(())
    }
}
