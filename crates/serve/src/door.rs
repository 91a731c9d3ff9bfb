//! A door: one listening socket, its connections, and their end.
//!
//! Our own loop, because `axum::serve` has no limit of connections, no time-outs and no bounded end. HTTP/1.1 with
//! keep-alive and pipelining. hyper's limit on headers is inert without a timer: one is installed here.
//!
//! What is not bounded: a caller who reads his answer a byte at a time holds his own connection, and one of
//! [`CONNECTIONS_MAX`], until the drain.

use crate::limits::{ACCEPT_AGAIN, CONNECTIONS_MAX, FIRST_BYTE_MAX, HEAD_BYTES_MAX, HEAD_MAX, HEADERS_MAX};
use crate::stop::Stop;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

/// What is put over a plain connection before HTTP: nothing, or later TLS.
pub trait Dress: Send + Sync + 'static {
    /// What comes of it.
    type Io: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// Puts it over a connection; ready when the first byte of a request can be read. It is given
    /// [`FIRST_BYTE_MAX`] for it.
    fn dress(&self, tcp: TcpStream) -> impl Future<Output = io::Result<Self::Io>> + Send;
}

/// Nothing over it: for loopback, and behind a proxy on the same machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain;

impl Dress for Plain {
    type Io = TcpStream;

    async fn dress(&self, tcp: TcpStream) -> io::Result<TcpStream> {
        tcp.readable().await?;
        Ok(tcp)
    }
}

/// How long a door waits for a caller.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// From accepting to the first byte, or to the end of what is put over the connection.
    pub first_byte: Duration,
    /// From a request's first byte to the end of its headers, and from one request to the next.
    pub head: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { first_byte: FIRST_BYTE_MAX, head: HEAD_MAX }
    }
}

/// One listening socket.
#[derive(Debug)]
pub struct Door<D> {
    listener: TcpListener,
    dress: D,
    connections_max: usize,
    patience: Patience,
}

impl Door<Plain> {
    /// Listens at an address; port 0 takes any that is free.
    ///
    /// # Errors
    /// When the address cannot be had.
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        Ok(Self { listener, dress: Plain, connections_max: CONNECTIONS_MAX, patience: Patience::default() })
    }
}

impl<D: Dress> Door<D> {
    /// The same with something over its connections.
    #[must_use]
    pub fn dressed<E: Dress>(self, dress: E) -> Door<E> {
        let Self { listener, connections_max, patience, .. } = self;
        Door { listener, dress, connections_max, patience }
    }

    /// The same with another patience.
    #[must_use]
    pub const fn waiting(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// The same with another limit of connections.
    #[must_use]
    pub const fn at_most(mut self, connections: usize) -> Self {
        self.connections_max = connections;
        self
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Takes connections until it is asked to stop; ends when the last of them has ended or everything stops hard.
    pub async fn serve(self, router: Router, stop: Stop) {
        let Self { listener, dress, connections_max, patience } = self;
        let room = Arc::new(Semaphore::new(connections_max));
        let (dress, http, connections) = (Arc::new(dress), http(patience), TaskTracker::new());
        loop {
            let accepted = tokio::select! {
                biased;
                () = stop.asked() => break,
                // Room first: a connection that nobody attends waits in the kernel, not here.
                accepted = async { (Arc::clone(&room).acquire_owned().await, listener.accept().await) } => accepted,
            };
            let (Ok(place), tcp) = accepted else { break };
            let tcp = match tcp {
                Ok((tcp, _)) => tcp,
                Err(error) => {
                    if !is_of_the_connection(&error) {
                        tracing::warn!(%error, "cannot accept: trying again");
                        tokio::time::sleep(ACCEPT_AGAIN).await;
                    }
                    continue;
                }
            };
            let (router, dress, http, stop) =
                (router.clone(), Arc::clone(&dress), http.clone(), stop.clone());
            connections.spawn(async move {
                // Answers are written in one piece: to wait for more only delays them.
                let _ = tcp.set_nodelay(true);
                // Dressing and the first byte are waited for here; the rest of the head is hyper's to time.
                let dressed = tokio::select! {
                    dressed = tokio::time::timeout(patience.first_byte, dress.dress(tcp)) => dressed,
                    () = stop.finishing() => return,
                };
                if let Ok(Ok(io)) = dressed {
                    attend(io, &http, router, &stop).await;
                }
                drop(place);
            });
        }
        // The listener goes first: what arrives from now on is refused by the kernel, at once.
        drop(listener);
        connections.close();
        tokio::select! {
            () = connections.wait() => {}
            () = stop.hard() => {}
        }
    }
}

fn http(patience: Patience) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(HEADERS_MAX)
        .pipeline_flush(true)
        .half_close(false);
    http
}

/// One connection, from its first byte to its end.
async fn attend(
    io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    http: &http1::Builder,
    router: Router,
    stop: &Stop,
) {
    let mut connection = pin!(http.serve_connection(TokioIo::new(io), TowerToHyperService::new(router)));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.finishing() => {
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                ended = connection.as_mut() => ended,
                () = stop.hard() => return,
            }
        }
    };
    // What callers do to their own connections is no news; hyper's words hold no header.
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// An error of one connection that was on its way: the next may be well.
fn is_of_the_connection(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(error.kind(), Kind::ConnectionRefused | Kind::ConnectionAborted | Kind::ConnectionReset)
}
