//! Searches: from a raw query or form body to a typed request, and back.
//!
//! Parameters are ordered and may repeat: each one must hold, and commas are alternatives inside one. What is asked in
//! a way that would silently widen an answer (an empty value, an unknown modifier or chain, a wrong check digit) is
//! always refused. A parameter that is not known is ignored and told, or refused under `Prefer: handling=strict`.
//!
//! No search prints: what is looked for is a person's.

mod common;
mod dates;
mod query;
mod values;

pub use common::{COUNT_DEFAULT, COUNT_MAX, Common, PageToken, SortBy};
pub use dates::{DayMatch, MomentMatch, Prefix};
pub use query::{ALTERNATIVES_MAX, PARAMETERS_MAX, QUERY_BYTES_MAX, VALUE_BYTES_MAX};
pub use values::{
    CanonicalMatch, CanonicalReference, Clause, IdentifierMatch, OneOf, ReferenceMatch, TextHow, TextMatch,
};

pub(crate) use query::{Pair, pairs};
use values::Value;

use super::codes::{
    ConsentStatus, EncounterStatus, EpisodeStatus, FlagCategory, FlagStatus, IssueType, PublicationStatus,
    ResourceType, ResponseStatus, TaskCode, TaskStatus,
};
use super::conditional::Handling;
use super::issue::{ISSUES_MAX, Issue};
use super::primitives::Id;
use vocab::care::AppointmentStatus;

/// A search parameter, as a `CapabilityStatement` tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// FHIR's type: token, string, date, reference.
    pub kind: &'static str,
}

/// How a query is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The address of our own face, as in `https://host/fhir/R4`: absolute references must be under it.
    pub base: &'a str,
    /// What to do with parameters that are not known.
    pub handling: Handling,
}

/// Declares the search of one resource type: its parameters, what it can be sorted by, and how both are read and
/// written.
macro_rules! searches {
    ($(
        $(#[$doc:meta])*
        $search:ident of $type:ident by $sort:ident {
            $($(#[$fdoc:meta])* $field:ident: $name:literal $value:ty,)+
        } sorted { $($(#[$sdoc:meta])* $key:ident = $word:literal),+ $(,)? }
    )+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $search {
            $($(#[$fdoc])* pub $field: Vec<Clause<$value>>,)+
            /// Paging, order, age.
            pub common: Common<$sort>,
        }

        /// What it can be sorted by.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $sort { $($(#[$sdoc])* $key),+ }

        impl common::SortKey for $sort {
            const WORDS: &'static [(Self, &'static str)] = &[$((Self::$key, $word)),+];
        }

        impl $search {
            /// The parameters that are supported beside the common ones.
            pub const PARAMETERS: &'static [Parameter] =
                &[$(Parameter { name: $name, kind: <$value as Value>::KIND }),+];

            /// True when no parameter narrows the search: it would find everybody.
            #[must_use]
            pub const fn is_unbounded(&self) -> bool {
                $(self.$field.is_empty())&&+
            }

            fn parse(pairs: &[Pair], options: &Options<'_>) -> Result<(Self, Vec<Issue>), Vec<Issue>> {
                let mut search = Self::default();
                let (mut told, mut refused) = (Vec::new(), Vec::new());
                for pair in pairs {
                    let taken = match pair.base() {
                        $($name => Clause::read(pair, options.base)
                            .map(|clause| search.$field.push(clause))
                            .map_err(|fault| fault.at(&pair.name)),)+
                        _ => search.common.take(pair, ResourceType::$type, options, &mut told),
                    };
                    if let Err(issue) = taken {
                        refused.push(issue);
                    }
                }
                refused.truncate(ISSUES_MAX);
                if refused.is_empty() { Ok((search, told)) } else { Err(refused) }
            }

            fn write(&self, out: &mut form_urlencoded::Serializer<'_, String>) {
                $(for clause in &self.$field {
                    clause.write($name, out);
                })+
                self.common.write(ResourceType::$type, out);
            }
        }
    )+

    /// A search that was understood.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum SearchRequest {
        $(#[doc = stringify!($type)] $type(Box<$search>),)+
    }

    impl SearchRequest {
        /// The types that can be searched, each with its parameters.
        pub const TYPES: &'static [(ResourceType, &'static [Parameter])] =
            &[$((ResourceType::$type, $search::PARAMETERS)),+];

        /// Its type.
        #[must_use]
        pub const fn resource_type(&self) -> ResourceType {
            match self { $(Self::$type(_) => ResourceType::$type),+ }
        }

        /// True when no parameter narrows the search.
        #[must_use]
        pub const fn is_unbounded(&self) -> bool {
            match self { $(Self::$type(search) => search.is_unbounded()),+ }
        }

        /// The search as it was understood, as a query string. It names people: into a body it may go, into a log
        /// never.
        #[must_use]
        pub fn query(&self) -> String {
            let mut out = form_urlencoded::Serializer::new(String::new());
            match self { $(Self::$type(search) => search.write(&mut out)),+ }
            out.finish()
        }

        fn read(kind: ResourceType, pairs: &[Pair], options: &Options<'_>) -> Result<Understood, Vec<Issue>> {
            match kind {
                $(ResourceType::$type => $search::parse(pairs, options)
                    .map(|(search, told)| Understood { request: Self::$type(Box::new(search)), told }),)+
                _ => Err(vec![Issue::error(IssueType::NotSupported, "this type cannot be searched here")]),
            }
        }
    }
    };
}

searches! {
    /// A search of patients.
    PatientSearch of Patient by PatientSort {
        /// By our id.
        id: "_id" Id,
        /// By NHS number, prison number or a care system's own id.
        identifier: "identifier" IdentifierMatch,
        /// In any part of any name.
        name: "name" TextMatch,
        /// In a family name.
        family: "family" TextMatch,
        /// In a given name.
        given: "given" TextMatch,
        /// By date of birth.
        birthdate: "birthdate" DayMatch,
    } sorted {
        /// Family name.
        Family = "family",
        /// Date of birth.
        Birthdate = "birthdate",
        /// Last change.
        Updated = "_lastUpdated",
    }

    /// A search of warnings.
    FlagSearch of Flag by FlagSort {
        /// By our id.
        id: "_id" Id,
        /// By identifier.
        identifier: "identifier" IdentifierMatch,
        /// Of these patients.
        patient: "patient" ReferenceMatch,
        /// In this state.
        status: "status" FlagStatus,
        /// Of this category.
        category: "category" FlagCategory,
    } sorted {
        /// Last change.
        Updated = "_lastUpdated",
    }

    /// A search of appointments.
    AppointmentSearch of Appointment by AppointmentSort {
        /// By our id.
        id: "_id" Id,
        /// By identifier.
        identifier: "identifier" IdentifierMatch,
        /// Of these patients.
        patient: "patient" ReferenceMatch,
        /// By start.
        date: "date" MomentMatch,
        /// In this state.
        status: "status" AppointmentStatus,
        /// In these places.
        location: "location" ReferenceMatch,
    } sorted {
        /// Start.
        Date = "date",
        /// Last change.
        Updated = "_lastUpdated",
    }

    /// A search of custodies.
    EncounterSearch of Encounter by EncounterSort {
        /// By our id.
        id: "_id" Id,
        /// Of these patients.
        patient: "patient" ReferenceMatch,
        /// In this state.
        status: "status" EncounterStatus,
        /// By the stretch that it lasted.
        date: "date" MomentMatch,
    } sorted {
        /// Start.
        Date = "date",
        /// Last change.
        Updated = "_lastUpdated",
    }

    /// A search of what was answered to the offer of a GP, and of the form that follows from it.
    QuestionnaireResponseSearch of QuestionnaireResponse by QuestionnaireResponseSort {
        /// By our id.
        id: "_id" Id,
        /// By identifier.
        identifier: "identifier" IdentifierMatch,
        /// Of these patients.
        patient: "patient" ReferenceMatch,
        /// In this state.
        status: "status" ResponseStatus,
        /// To this questionnaire, in any version or in one.
        questionnaire: "questionnaire" CanonicalReference,
        /// By when it was answered.
        authored: "authored" MomentMatch,
    } sorted {
        /// When it was answered.
        Authored = "authored",
        /// Last change.
        Updated = "_lastUpdated",
    }

    /// A search of wordings.
    QuestionnaireSearch of Questionnaire by QuestionnaireSort {
        /// By our id: the hash of the words.
        id: "_id" Id,
        /// By address, in any version or in one.
        url: "url" CanonicalMatch,
        /// By version: the hash of the words.
        version: "version" Id,
        /// Checked, a draft, or no longer shown.
        status: "status" PublicationStatus,
    } sorted {
        /// Last change.
        Updated = "_lastUpdated",
    }

    /// A search of what is to be done about registrations.
    TaskSearch of Task by TaskSort {
        /// By our id.
        id: "_id" Id,
        /// By identifier.
        identifier: "identifier" IdentifierMatch,
        /// For these patients.
        patient: "patient" ReferenceMatch,
        /// In this state.
        status: "status" TaskStatus,
        /// What is to be done.
        code: "code" TaskCode,
        /// By when it was asked for.
        authored: "authored-on" MomentMatch,
    } sorted {
        /// When it was asked for.
        Authored = "authored-on",
        /// Last change.
        Updated = "_lastUpdated",
    }

    /// A search of permissions.
    ConsentSearch of Consent by ConsentSort {
        /// By our id.
        id: "_id" Id,
        /// By identifier.
        identifier: "identifier" IdentifierMatch,
        /// Of these patients.
        patient: "patient" ReferenceMatch,
        /// In this state.
        status: "status" ConsentStatus,
        /// By when it was said.
        date: "date" MomentMatch,
    } sorted {
        /// When it was said.
        Date = "date",
        /// Last change.
        Updated = "_lastUpdated",
    }

    /// A search of registrations.
    EpisodeOfCareSearch of EpisodeOfCare by EpisodeOfCareSort {
        /// By our id.
        id: "_id" Id,
        /// By identifier.
        identifier: "identifier" IdentifierMatch,
        /// Of these patients.
        patient: "patient" ReferenceMatch,
        /// In this state.
        status: "status" EpisodeStatus,
    } sorted {
        /// Last change.
        Updated = "_lastUpdated",
    }

    /// A search of places.
    LocationSearch of Location by LocationSort {
        /// By our id.
        id: "_id" Id,
        /// By identifier.
        identifier: "identifier" IdentifierMatch,
        /// By name.
        name: "name" TextMatch,
    } sorted {
        /// Name.
        Name = "name",
        /// Last change.
        Updated = "_lastUpdated",
    }
}

/// A search, and what was left out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// The search.
    pub request: SearchRequest,
    /// What was ignored: it belongs into the answer's outcome.
    pub told: Vec<Issue>,
}

/// The first value of a parameter that is not the search's own to answer, such as `_format`.
///
/// # Errors
/// One issue, when the query cannot be read.
pub fn value_of(part: &[u8], name: &str) -> Result<Option<String>, Issue> {
    Ok(pairs(part)?.into_iter().find(|pair| pair.name == name).map(|pair| pair.value))
}

/// Reads a search from the query string, the form body, or both (`POST _search` may have both).
///
/// # Errors
/// Every refusal, each naming its parameter and never its value.
pub fn parse(kind: ResourceType, parts: &[&[u8]], options: &Options<'_>) -> Result<Understood, Vec<Issue>> {
    let mut all = Vec::new();
    for part in parts {
        all.extend(pairs(part).map_err(|issue| vec![issue])?);
    }
    if all.len() > PARAMETERS_MAX {
        return Err(vec![Issue::error(IssueType::TooCostly, "more than 40 parameters")]);
    }
    SearchRequest::read(kind, &all, options)
}
