//! What a service's document says of its operations: the part of it that the tests ask about, and that Prism does not
//! hold anybody to (a query or a property that is not in the document is let through by OpenAPI).

use super::service::Service;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::OnceLock;

static READ: [OnceLock<Contract>; Service::ALL.len()] = [const { OnceLock::new() }; Service::ALL.len()];

/// A service's document, as it was published.
pub(crate) struct Contract(Value);

/// One operation of it.
pub(crate) struct Operation<'a> {
    document: &'a Value,
    said: &'a Value,
    /// `/prisoner/{id}`
    pub(crate) template: &'a str,
}

/// A response that is documented.
pub(crate) struct Response {
    pub(crate) status: u16,
    /// The examples that it names.
    pub(crate) examples: Vec<String>,
    /// Whether it says what is in it.
    pub(crate) has_content: bool,
}

impl Contract {
    /// A service's, read once.
    pub(crate) fn of(service: Service) -> &'static Self {
        READ[service as usize].get_or_init(|| {
            let bytes = std::fs::read(service.document()).unwrap();
            Self(serde_json::from_slice(&bytes).unwrap())
        })
    }

    /// The whole document.
    pub(crate) const fn document(&self) -> &Value {
        &self.0
    }

    /// The operation of a path; of several that fit, the one that says most of it in so many words.
    pub(crate) fn operation(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let paths = self.0["paths"].as_object().unwrap().iter();
        let fits = paths.filter_map(|(template, item)| Some((literals(template, path)?, template, item)));
        let method = method.to_ascii_lowercase();
        let said = fits.filter_map(|(count, template, item)| Some((count, template, item.get(&method)?)));
        let (_, template, said) = said.max_by_key(|(count, ..)| *count)?;
        Some(Operation { document: &self.0, said, template })
    }
}

impl Operation<'_> {
    /// The responses that it documents.
    pub(crate) fn responses(&self) -> Vec<Response> {
        let read = |(status, response): (&String, &Value)| {
            let content = self.resolved(response)["content"].as_object();
            let named = content.into_iter().flatten().filter_map(|(_, media)| media["examples"].as_object());
            Response {
                status: status.parse().unwrap_or_else(|_| panic!("{}: {status}", self.template)),
                examples: named.flat_map(|examples| examples.keys().cloned()).collect(),
                has_content: content.is_some_and(|content| !content.is_empty()),
            }
        };
        self.said["responses"].as_object().unwrap().iter().map(read).collect()
    }

    /// What of a request is not in the document: names of its query, and properties of its body.
    pub(crate) fn unknown(&self, query: &str, body: &[u8]) -> Vec<String> {
        let parameters = self.said["parameters"].as_array().into_iter().flatten();
        let known: BTreeSet<&str> =
            parameters.filter(|p| p["in"] == "query").filter_map(|p| p["name"].as_str()).collect();
        let names =
            query.split('&').filter_map(|pair| pair.split('=').next()).filter(|name| !name.is_empty());
        let mut unknown: Vec<String> =
            names.filter(|name| !known.contains(name)).map(|name| format!("request.query.{name}")).collect();
        let schema = &self.said["requestBody"]["content"]["application/json"]["schema"];
        if let Ok(body) = serde_json::from_slice(body) {
            self.unknown_properties(self.resolved(schema), &body, "request.body", &mut unknown);
        }
        unknown
    }

    /// The same of an answer's body.
    pub(crate) fn unknown_in_answer(&self, status: u16, body: &[u8]) -> Vec<String> {
        let response = self.resolved(&self.said["responses"][status.to_string()]);
        let content = response["content"].as_object();
        let schema =
            content.and_then(|content| content.values().next()).map_or(&Value::Null, |m| &m["schema"]);
        let mut unknown = Vec::new();
        if let Ok(body) = serde_json::from_slice(body) {
            self.unknown_properties(self.resolved(schema), &body, "response.body", &mut unknown);
        }
        unknown
    }

    fn unknown_properties(&self, schema: &Value, value: &Value, at: &str, unknown: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                // Nothing said of properties: anything goes.
                let Some(known) = schema["properties"].as_object() else { return };
                for (name, value) in fields {
                    match known.get(name) {
                        Some(said) => {
                            self.unknown_properties(
                                self.resolved(said),
                                value,
                                &format!("{at}.{name}"),
                                unknown,
                            );
                        }
                        None => unknown.push(format!("{at}.{name}")),
                    }
                }
            }
            Value::Array(items) => {
                let said = self.resolved(&schema["items"]);
                for item in items {
                    self.unknown_properties(said, item, &format!("{at}[]"), unknown);
                }
            }
            _ => {}
        }
    }

    fn resolved<'v>(&'v self, value: &'v Value) -> &'v Value {
        let found = value["$ref"].as_str().and_then(|name| self.document.pointer(name.strip_prefix('#')?));
        found.map_or(value, |found| self.resolved(found))
    }
}

/// How many segments of a path a template says in so many words; none when it does not fit.
fn literals(template: &str, path: &str) -> Option<usize> {
    let (said, asked): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    let is_name = |segment: &str| segment.starts_with('{');
    let fits = said.len() == asked.len() && said.iter().zip(&asked).all(|(s, a)| is_name(s) || s == a);
    fits.then(|| said.iter().filter(|segment| !is_name(segment)).count())
}
