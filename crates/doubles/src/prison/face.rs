//! The prison double on a socket: one listener, every service by its paths.
//!
//! A connection that is to die dies without a byte of an answer. [`Lines`] is the listener that can do that: the
//! request's own line is cut, and what was asked may or may not have been done, as in life.
//!
//! Nothing is answered before it is kept, where somebody keeps the state: see [`crate::kept`].
//!
//! `POST /control/*` is for tests and the demo, and there only when it was asked for: `cut` (`{"how":"dead"}` or
//! `"unavailable"`), `come-back`, `act` (an [`Act`] as JSON), `faults` (a [`Faults`] as JSON: those of calls and events,
//! bad whiles, and those of the queues; a bad while begins when it is posted), `keep-page` (what yesterday's page will
//! show), `queue` (`{"name", "settings"}`: makes one), `lapse-tokens`, `access` (`{"consumer", "access"}`: an [`Access`] as JSON).

use super::{Access, Act, Call, Cut, Faults, Outcome, Prison, QueueSettings, Reply};
use crate::kept::Kept;
use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::extract::{Request, State};
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use vocab::Clock;

/// The longest body that is read: the largest real request is a few kilobytes.
const BODY_BYTES_MAX: usize = 1 << 20;

/// How often a waiting receive looks for a first message.
const QUEUE_LOOK_EVERY: Duration = Duration::from_millis(20);
/// How long a line that is to die in the middle of an answer has for what it was given.
const LAST_BYTES: Duration = Duration::from_millis(20);

/// A prison that a face, a pusher and a stage share.
#[derive(Clone)]
pub struct Shared {
    prison: Arc<Mutex<Prison>>,
    clock: Arc<dyn Clock>,
    kept: Arc<Kept>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shared(prison)")
    }
}

impl Shared {
    /// Shares it, with the clock that its people live by.
    #[must_use]
    pub fn new(prison: Prison, clock: Arc<dyn Clock>) -> Self {
        Self { prison: Arc::new(Mutex::new(prison)), clock, kept: Arc::default() }
    }

    /// The prison, for a moment. Never held over an await.
    pub fn lock(&self) -> MutexGuard<'_, Prison> {
        // A test that panicked while it held the prison has said its piece already.
        self.prison.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Up to which change it is kept: for whoever keeps it, and whoever tells of it.
    #[must_use]
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Returns when everything that has changed up to now is kept.
    pub async fn until_kept(&self) {
        let changes = self.lock().changes();
        self.kept.until(changes).await;
    }

    /// Now, by the prison's clock.
    #[must_use]
    pub fn now(&self) -> vocab::Instant {
        self.clock.now()
    }
}

#[derive(Clone)]
struct Face {
    shared: Shared,
    control: bool,
}

/// The routes. Without `control`, the control paths answer 404 like any other unknown path.
pub fn router(shared: Shared, control: bool) -> Router {
    Router::new().fallback(answer).with_state(Face { shared, control })
}

/// Serves until `stop` resolves.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    shared: Shared,
    control: bool,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let app = router(shared, control).into_make_service_with_connect_info::<Line>();
    axum::serve(Lines(listener), app).with_graceful_shutdown(stop).await
}

async fn answer(State(face): State<Face>, request: Request) -> Response {
    let line = request.extensions().get::<ConnectInfo<Line>>().map(|c| c.0.clone());
    let Some(call) = received(request).await else {
        return respond(Reply::error(413, "Payload too large"));
    };
    if face.control && call.path.starts_with("/control/") {
        let reply = control(&face.shared, &call);
        face.shared.until_kept().await;
        return respond(reply);
    }
    let outcome = asked(&face.shared, &call).await;
    // A read waits too: it may tell of a change that is not kept yet.
    face.shared.until_kept().await;
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

/// A request as it came; none when it is too long.
pub(crate) async fn received(request: Request) -> Option<Call> {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, BODY_BYTES_MAX).await.ok()?;
    let mut call = Call::new(head.method.as_str(), head.uri.path_and_query().map_or("/", |p| p.as_str()));
    call.headers = head
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect();
    call.body = body.to_vec();
    Some(call)
}

/// What becomes of a request. A receive of a queue may wait for a first message, in real time.
async fn asked(shared: &Shared, call: &Call) -> Outcome {
    let (mut outcome, mut left) = {
        let now = shared.now();
        let mut prison = shared.lock();
        (prison.call(call, now), Duration::from_secs(prison.queue_wait(call)))
    };
    while let Outcome::Answered { reply, .. } = &mut outcome
        && !left.is_zero()
        && reply.status == 200
        && reply.body.as_ref() == b"{}"
    {
        tokio::time::sleep(QUEUE_LOOK_EVERY).await;
        left = left.saturating_sub(QUEUE_LOOK_EVERY);
        let now = shared.now();
        *reply = shared.lock().queue_look_again(call, now);
    }
    outcome
}

pub(crate) fn respond(reply: Reply) -> Response {
    let mut builder = Response::builder().status(reply.status);
    let labelled = reply.headers.iter().any(|(name, _)| *name == "content-type");
    if !reply.body.is_empty() && !labelled {
        builder = builder.header("content-type", "application/json");
    }
    let truncated = reply.is_truncated();
    for (name, value) in reply.headers {
        builder = builder.header(name, value);
    }
    let body = if truncated { half(reply.body) } else { Body::from(reply.body) };
    builder.body(body).unwrap_or_default()
}

/// A body that ends in the middle: the line dies once what there is has gone out.
fn half(there_is: Bytes) -> Body {
    Body::from_stream(futures_util::stream::unfold(Some(there_is), |left| async move {
        if let Some(there_is) = left {
            return Some((Ok(there_is), None));
        }
        tokio::time::sleep(LAST_BYTES).await;
        Some((Err(io::Error::from(io::ErrorKind::ConnectionAborted)), None))
    }))
}

#[derive(Deserialize)]
struct CutHow {
    how: Cut,
}

#[derive(Deserialize)]
struct NamedQueue {
    name: String,
    #[serde(default)]
    settings: QueueSettings,
}

#[derive(Deserialize)]
struct NamedAccess {
    consumer: String,
    access: Access,
}

fn control(shared: &Shared, call: &Call) -> Reply {
    let now = shared.now();
    shared.lock().changed();
    let done = match (call.method.as_str(), call.path.as_str()) {
        ("POST", "/control/cut") => call.read::<CutHow>().map(|cut| {
            shared.lock().cut = Some(cut.how);
            json!({})
        }),
        ("POST", "/control/come-back") => {
            shared.lock().cut = None;
            Ok(json!({}))
        }
        ("POST", "/control/faults") => call.read::<Faults>().map(|faults| {
            let mut prison = shared.lock();
            prison.faults = faults;
            prison.faults.begin(now);
            json!({})
        }),
        ("POST", "/control/keep-page") => {
            shared.lock().page_keep();
            Ok(json!({}))
        }
        ("POST", "/control/queue") => call.read::<NamedQueue>().map(|queue| {
            shared.lock().queue_make(&queue.name, queue.settings, now);
            json!({})
        }),
        ("POST", "/control/lapse-tokens") => {
            shared.lock().tokens_lapse(now);
            Ok(json!({}))
        }
        ("POST", "/control/access") => call.read::<NamedAccess>().map(|named| {
            *shared.lock().access(&named.consumer) = named.access;
            json!({})
        }),
        ("POST", "/control/act") => call.read::<Act>().and_then(|act| {
            let done = shared.lock().run(&act, now);
            done.map(|d| json!({"appointment": d.appointment})).map_err(|e| Reply::error(409, &e.to_string()))
        }),
        _ => Err(Reply::error(
            404,
            "no such control: cut, come-back, faults, keep-page, queue, lapse-tokens, access, act",
        )),
    };
    done.map_or_else(|reply| reply, |body| Reply::json(200, &body))
}

/// A listener whose connections can be cut.
#[derive(Debug)]
pub struct Lines(pub TcpListener);

/// One connection, to be cut.
#[derive(Debug, Clone, Default)]
pub struct Line(Arc<AtomicBool>);

impl Line {
    pub(crate) fn cut(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// A socket that dies when its line is cut.
#[derive(Debug)]
pub struct Cuttable {
    stream: TcpStream,
    line: Line,
}

impl Cuttable {
    fn alive(&self) -> io::Result<()> {
        if self.line.0.load(Ordering::SeqCst) { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

/// After a failed accept, how long to wait before the next: the machine may be out of descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

impl Listener for Lines {
    type Io = Cuttable;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            match self.0.accept().await {
                Ok((stream, from)) => {
                    // Small answers go at once; a failure here costs only time.
                    let _ = stream.set_nodelay(true);
                    return (Cuttable { stream, line: Line::default() }, from);
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Lines>> for Line {
    fn connect_info(stream: IncomingStream<'_, Lines>) -> Self {
        stream.io().line.clone()
    }
}

impl AsyncRead for Cuttable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.alive()?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Cuttable {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.alive()?;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.alive()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.alive()?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
