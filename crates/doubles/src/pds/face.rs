//! PDS and its token endpoint on a socket: one listener, both by their paths.

use super::Pds;
use crate::prison::face::{Line, Lines, received, respond};
use crate::prison::{Outcome, Reply};
use axum::Router;
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{Request, State};
use axum::response::Response;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use vocab::{Clock, Instant};

/// A service that a face and a test share.
#[derive(Clone)]
pub struct Shared {
    pds: Arc<Mutex<Pds>>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shared(pds)")
    }
}

impl Shared {
    /// Shares it, with the clock that its people live by.
    #[must_use]
    pub fn new(pds: Pds, clock: Arc<dyn Clock>) -> Self {
        Self { pds: Arc::new(Mutex::new(pds)), clock }
    }

    /// The service, for a moment. Never held over an await.
    pub fn lock(&self) -> MutexGuard<'_, Pds> {
        // A test that panicked while it held it has said its piece already.
        self.pds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Now, by its clock.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }
}

/// Serves until `stop` resolves.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    shared: Shared,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let app = Router::new().fallback(answer).with_state(shared);
    let app = app.into_make_service_with_connect_info::<Line>();
    axum::serve(Lines(listener), app).with_graceful_shutdown(stop).await
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let line = request.extensions().get::<ConnectInfo<Line>>().map(|c| c.0.clone());
    let Some(call) = received(request).await else {
        return respond(Reply::error(413, "Payload too large"));
    };
    let now = shared.now();
    let outcome = shared.lock().call(&call, now);
    match outcome {
        Outcome::Answered { reply, after_millis } => {
            if after_millis > 0 {
                tokio::time::sleep(Duration::from_millis(after_millis)).await;
            }
            respond(reply)
        }
        Outcome::Lost => {
            if let Some(line) = line {
                line.cut();
            }
            respond(Reply::error(502, "the line was cut"))
        }
    }
}
