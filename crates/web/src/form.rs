//! What a posted form carries. It is read whole, within a limit, and only from our own pages.

use axum::body::Bytes;
use axum::http::Uri;
use jiff::civil::Date;

/// The largest form of ours is a search; nothing posted here needs more.
pub const FORM_BYTES_MAX: usize = 16 * 1024;

/// A form's fields, in order. It may hold something of a person and has no `Debug`.
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a body of the form that browsers send.
    #[must_use]
    pub fn read(body: &Bytes) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// No field at all.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Reads what stands behind the question mark of an address. Nothing of a person ever does.
    #[must_use]
    pub fn of_query(uri: &Uri) -> Self {
        Self(form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect())
    }

    /// A date, or another when there is none.
    ///
    /// # Errors
    /// Words for whoever typed it, when it is no date.
    pub fn date_or(&self, name: &str, otherwise: Date) -> Result<Date, String> {
        match self.get(name) {
            None => Ok(otherwise),
            Some(text) => text.parse().map_err(|_| "this is not a date: write it as 2026-11-12".to_owned()),
        }
    }

    /// Every value under a name.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    /// The first value under a name, with no space around it; none when it is empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_trimmed_and_the_first_counts() {
        let form = Fields::read(&Bytes::from_static(b"number=+a1234bc+&number=x&empty=+"));
        assert_eq!(form.get("number"), Some("a1234bc"));
        assert_eq!(form.get("empty"), None);
    }
}
