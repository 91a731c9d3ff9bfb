//! `OperationOutcome`: what went wrong, or what must be known beside an answer. Never without an issue.

use super::codes::ResourceType;
use super::datatypes::Meta;
use super::extension::Ages;
use super::issue::Issue;
use super::primitives::Id;
use super::urls::uk_core;
use serde::Serialize;

/// An `OperationOutcome` that meets UK Core. It has no `diagnostics`: what an engineer needs is in the log.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
pub struct OperationOutcome {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Id>,
    meta: Meta,
    issue: Vec<Issue>,
}

impl OperationOutcome {
    /// With one issue.
    #[must_use]
    pub fn of(issue: Issue) -> Self {
        Self { id: None, meta: Meta::new().meets(uk_core!("OperationOutcome")), issue: vec![issue] }
    }

    /// With several; none when there are none.
    #[must_use]
    pub fn all(issues: Vec<Issue>) -> Option<Self> {
        let mut issues = issues.into_iter();
        let mut outcome = Self::of(issues.next()?);
        outcome.issue.extend(issues);
        Some(outcome)
    }

    /// With how old the answer beside it is.
    #[must_use]
    pub fn aged(mut self, ages: Ages) -> Self {
        self.meta = self.meta.aged(ages);
        self
    }

    /// With an id, as an entry of a Bundle has.
    #[must_use]
    pub fn with_id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Its issues.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issue
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::OperationOutcome;
}
