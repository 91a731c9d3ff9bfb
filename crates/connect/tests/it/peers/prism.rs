//! Prism: a service played from its own OpenAPI document, or a proxy that holds a conversation against it.

use super::process::{Process, folder};
use super::service::Service;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

static SHARED: OnceLock<Prism> = OnceLock::new();

/// One process, which serves as many documents as it is asked to.
pub(crate) struct Prism(Mutex<Process>);

/// One document, served.
pub(crate) struct Served {
    /// `http://127.0.0.1:…`
    pub(crate) base: String,
    /// What had to be mended in the document before it could be read.
    pub(crate) mended: Vec<String>,
}

impl Prism {
    /// One of one's own.
    pub(crate) fn start() -> Self {
        let needs = folder().join("node_modules/@stoplight/prism-http-server");
        Self(Mutex::new(Process::start("Prism", Path::new("node"), &needs, "prism.mjs")))
    }

    /// The one of this test binary.
    pub(crate) fn shared() -> &'static Self {
        SHARED.get_or_init(Self::start)
    }

    /// The service, played: it refuses what its document does not allow, and answers what that says. `Prefer` chooses
    /// the answer: `code=404`, `example=…`, `dynamic=true, seed=…`.
    pub(crate) fn mock(&self, service: Service) -> Served {
        self.serve(&json!({"id": 1, "document": service.document()}))
    }

    /// In front of `upstream`, which says that it is the service: what does not fit the document passes, and is told in
    /// the header `sl-violations`.
    pub(crate) fn proxy(&self, service: Service, upstream: &str) -> Served {
        self.serve(&json!({"id": 1, "document": service.document(), "upstream": upstream}))
    }

    /// Its own id on this machine.
    pub(crate) fn id(&self) -> u32 {
        self.process().id()
    }

    /// Lets go of it, as a test binary does that ends.
    pub(crate) fn let_go(self) {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).let_go();
    }

    fn process(&self) -> std::sync::MutexGuard<'_, Process> {
        // A test that panicked while it asked has said its piece already.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, what: &Value) -> Served {
        let answer = self.process().ask(what);
        let port = answer["port"].as_u64().unwrap_or_else(|| panic!("Prism serves {what}: {answer}"));
        let texts = answer["mended"].as_array().unwrap().iter();
        let mended = texts.map(|text| text.as_str().unwrap().to_owned()).collect();
        Served { base: format!("http://127.0.0.1:{port}"), mended }
    }
}
