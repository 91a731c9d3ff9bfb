//! Any resource, without loss: the bytes as they came, and every element in them.

use super::codes::IssueType;
use super::issue::Issue;
use super::json::{self, Json, Object};
use serde::{Serialize, Serializer};

/// A resource of any type, as it came. Nothing of it is dropped: unknown elements, order, number text and the
/// extensions of primitives (`_birthDate`) all stand.
#[derive(Clone, PartialEq)]
pub struct Resource {
    raw: Box<[u8]>,
    root: Object,
    kind: Box<str>,
}
vocab::redacted!(Resource);

impl Resource {
    /// Reads a resource.
    ///
    /// # Errors
    /// One issue: not JSON that we take, not an object, or without a `resourceType` of the form that types have.
    pub fn read(bytes: &[u8]) -> Result<Self, Issue> {
        match json::parse(bytes) {
            Ok(Json::Object(root)) => Self::of(root, bytes.into()),
            Ok(_) => {
                Err(Issue::error(IssueType::Structure, "the body is not a JSON object: send a resource"))
            }
            Err(error) => Err(error.issue("Resource")),
        }
    }

    /// A resource that stood inside something else; its raw bytes are its own writing.
    ///
    /// # Errors
    /// As [`Resource::read`].
    pub fn within(root: &Object) -> Result<Self, Issue> {
        let raw = super::bytes(root).into();
        Self::of(root.clone(), raw)
    }

    fn of(root: Object, raw: Box<[u8]>) -> Result<Self, Issue> {
        let kind = match root.get("resourceType") {
            Some(Json::String(kind)) => kind,
            Some(_) => {
                return Err(Issue::error(IssueType::Structure, "resourceType is not a string")
                    .at("Resource.resourceType"));
            }
            None => {
                return Err(Issue::error(IssueType::Required, "no resourceType: say which resource this is")
                    .at("Resource.resourceType"));
            }
        };
        let formed = (1..=64).contains(&kind.len())
            && kind.starts_with(|c: char| c.is_ascii_uppercase())
            && kind.bytes().all(|b| b.is_ascii_alphabetic());
        if !formed {
            return Err(Issue::error(IssueType::Value, "resourceType is not the name of a resource type")
                .at("Resource.resourceType"));
        }
        let kind = kind.as_str().into();
        Ok(Self { raw, root, kind })
    }

    /// Its type, as it says.
    #[must_use]
    pub fn resource_type(&self) -> &str {
        &self.kind
    }

    /// Its logical id on the system that it came from.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.root.text("id").filter(|id| !id.is_empty())
    }

    /// Every element.
    #[must_use]
    pub const fn root(&self) -> &Object {
        &self.root
    }

    /// The bytes as they came.
    #[must_use]
    pub const fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Refuses a resource of another type than the one expected.
    ///
    /// # Errors
    /// One issue.
    pub fn expect(self, kind: super::ResourceType) -> Result<Self, Issue> {
        if self.resource_type() == kind.code() {
            Ok(self)
        } else {
            Err(Issue::error(IssueType::Invalid, "the resource is of another type than this address takes")
                .at("Resource.resourceType"))
        }
    }
}

impl Serialize for Resource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.root.serialize(serializer)
    }
}
