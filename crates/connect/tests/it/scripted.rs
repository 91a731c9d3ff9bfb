//! A socket that answers what it is told to, byte for byte, and remembers what it was asked.

use connect::client::Base;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What becomes of one request.
pub(crate) enum Say {
    /// These bytes, and the connection stays.
    Bytes(String),
    /// These bytes, and the connection dies.
    Die(String),
    /// Nothing, for ever.
    Hang,
}

/// A whole answer with a JSON body.
pub(crate) fn json(status: u16, body: &str) -> Say {
    answer(status, "application/json", body)
}

/// A whole answer of a gateway's, in words for people.
pub(crate) fn words(status: u16) -> Say {
    answer(status, "text/html", "<html>nginx</html>")
}

pub(crate) fn answer(status: u16, kind: &str, body: &str) -> Say {
    with(status, &format!("content-type: {kind}\r\n"), body)
}

/// A whole answer with these headers, each with its line's end.
pub(crate) fn with(status: u16, headers: &str, body: &str) -> Say {
    let length = body.len();
    Say::Bytes(format!("HTTP/1.1 {status} Said\r\n{headers}content-length: {length}\r\n\r\n{body}"))
}

/// A server, and all requests that it has seen: head and body as they came.
pub(crate) struct Scripted {
    pub(crate) base: Base,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// Serves; the script is told the request and which it is, from 0.
    pub(crate) async fn new(script: impl Fn(&str, usize) -> Say + Send + Sync + 'static) -> Self {
        crate::heard::listen();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Base::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let (script, log) = (Arc::new(script), Arc::clone(&seen));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, log) = (Arc::clone(&script), Arc::clone(&log));
                tokio::spawn(async move { converse(stream, &*script, &log).await });
            }
        });
        Self { base, seen }
    }

    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

async fn converse(
    mut stream: TcpStream,
    script: &(impl Fn(&str, usize) -> Say + Send + Sync),
    log: &Mutex<Vec<String>>,
) {
    while let Some(request) = read(&mut stream).await {
        let n = {
            let mut log = log.lock().unwrap();
            log.push(request.clone());
            log.len() - 1
        };
        match script(&request, n) {
            Say::Bytes(bytes) => stream.write_all(bytes.as_bytes()).await.unwrap_or(()),
            Say::Die(bytes) => {
                let _ = stream.write_all(bytes.as_bytes()).await;
                return;
            }
            Say::Hang => std::future::pending().await,
        }
    }
}

pub(crate) async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok())
                .unwrap_or(0);
            if body.len() >= length {
                return Some(text);
            }
        }
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return None,
            Ok(n) => bytes.extend_from_slice(&chunk[..n]),
        }
    }
}
