//! What is wrong, where, and what to do: FHIR's issues. Words of ours only, so that no value of a person's is
//! ever repeated.

use super::codes::{IssueType, Severity};
use super::datatypes::CodeableConcept;
use super::primitives::Text;
use serde::Serialize;
use vocab::id::IdError;

/// A document with more faults than this is not read further.
pub const ISSUES_MAX: usize = 20;

/// One thing that is wrong or must be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    severity: Severity,
    code: IssueType,
    expression: Option<String>,
    details: Text,
}

impl Issue {
    /// An error.
    #[must_use]
    pub const fn error(code: IssueType, details: &'static str) -> Self {
        Self { severity: Severity::Error, code, expression: None, details: Text::fixed(details) }
    }

    /// A warning: it was done, and something should be looked at.
    #[must_use]
    pub const fn warning(code: IssueType, details: &'static str) -> Self {
        Self { severity: Severity::Warning, code, expression: None, details: Text::fixed(details) }
    }

    /// To be known.
    #[must_use]
    pub const fn information(details: &'static str) -> Self {
        Self {
            severity: Severity::Information,
            code: IssueType::Informational,
            expression: None,
            details: Text::fixed(details),
        }
    }

    /// A number that was refused. The error's words never repeat it.
    #[must_use]
    pub fn number(error: IdError) -> Self {
        let details = Text::written(error.to_string());
        Self { severity: Severity::Error, code: IssueType::Value, expression: None, details }
    }

    /// The same with other words, made by the caller from what is no person's: an age, a count, a time of a route.
    #[must_use]
    pub fn saying(mut self, details: Text) -> Self {
        self.details = details;
        self
    }

    /// The same of another kind of severity.
    #[must_use]
    pub const fn as_severe_as(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Where, as a FHIRPath of elements.
    #[must_use]
    pub fn at(mut self, expression: impl ToString) -> Self {
        self.expression = Some(expression.to_string());
        self
    }

    /// Where, as a parameter or a header. A name that no parameter could have is not repeated.
    #[must_use]
    pub fn at_parameter(self, name: &str) -> Self {
        let plain = name.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.' | b':'));
        let name = if (1..=64).contains(&name.len()) && plain { name } else { "parameter" };
        self.at(format_args!("http.{name}"))
    }

    /// How bad.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// Of which kind.
    #[must_use]
    pub const fn code(&self) -> IssueType {
        self.code
    }

    /// Where.
    #[must_use]
    pub fn expression(&self) -> Option<&str> {
        self.expression.as_deref()
    }

    /// What to do.
    #[must_use]
    pub fn details(&self) -> &str {
        self.details.text()
    }
}

impl std::fmt::Display for Issue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.severity.code(), self.code.code())?;
        if let Some(expression) = &self.expression {
            write!(f, " at {expression}")?;
        }
        write!(f, ": {}", self.details.text())
    }
}

impl Serialize for Issue {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            severity: Severity,
            code: IssueType,
            details: CodeableConcept,
            #[serde(skip_serializing_if = "Option::is_none")]
            expression: Option<[&'a str; 1]>,
        }
        Written {
            severity: self.severity,
            code: self.code,
            details: CodeableConcept::worded(self.details.clone()),
            expression: self.expression.as_deref().map(|e| [e]),
        }
        .serialize(serializer)
    }
}
