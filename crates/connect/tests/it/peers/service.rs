//! The services whose documents are here.

use std::path::{Path, PathBuf};

/// A service of HMPPS or of the NHS, by the document that it publishes (`tests/openapi/MANIFEST.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    External,
    Activities,
    Alerts,
    PrisonerSearch,
    NonAssociations,
    InsidePlaces,
    ExternalMovements,
    Csra,
    Pds,
}

impl Service {
    pub(crate) const ALL: [Self; 9] = [
        Self::External,
        Self::Activities,
        Self::Alerts,
        Self::PrisonerSearch,
        Self::NonAssociations,
        Self::InsidePlaces,
        Self::ExternalMovements,
        Self::Csra,
        Self::Pds,
    ];

    /// What its document is called.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::External => "hmpps-external-api",
            Self::Activities => "activities-api",
            Self::Alerts => "alerts-api",
            Self::PrisonerSearch => "prisoner-search-api",
            Self::NonAssociations => "non-associations-api",
            Self::InsidePlaces => "locations-inside-prison-api",
            Self::ExternalMovements => "external-movements-api",
            Self::Csra => "csra-api",
            Self::Pds => "pds-fhir-r4",
        }
    }

    /// Its document, as it was published.
    pub(crate) fn document(self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../connect/tests/openapi")
            .join(format!("{}.json", self.word()))
    }
}
