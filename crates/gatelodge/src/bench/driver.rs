//! An open-loop load driver: requests leave at a fixed rate, whatever the answers do.
//!
//! A latency runs from when a request was *due*, not from when a connection was free to send it: a server that stalls
//! for a second is charged with every request that was due in it (coordinated omission). Loopback only; bounded in
//! count and time.

use hdrhistogram::Histogram;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Nobody waits longer for an answer.
const ANSWER_MAX: Duration = Duration::from_secs(10);

/// Longer latencies count as this: ten minutes.
const LATENCY_MICROS_MAX: u64 = 600_000_000;

/// One request, whole.
pub(super) struct Request {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: localhost\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        let mut bytes = head.into_bytes();
        bytes.extend(&self.body);
        bytes
    }
}

/// What a run measured.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) asked_rate: f64,
    pub(super) rate: f64,
    pub(super) seconds: f64,
    pub(super) latency: Histogram<u64>,
    pub(super) not_ok: u64,
    pub(super) lost: u64,
}

impl Measured {
    pub(super) fn milliseconds(&self, quantile: f64) -> f64 {
        Duration::from_micros(self.latency.value_at_quantile(quantile)).as_secs_f64() * 1_000.0
    }

    /// The rate was held: what was due was answered, and nothing was refused.
    pub(super) fn held(&self) -> bool {
        self.rate >= self.asked_rate * 0.98 && self.not_ok == 0 && self.lost == 0
    }
}

/// Runs `rate` requests a second for `seconds` over `connections`, made by `make` from their number.
#[expect(clippy::disallowed_methods, reason = "a load driver measures by the machine's own stopwatch")]
pub(super) async fn run(
    address: SocketAddr,
    connections: usize,
    rate: f64,
    seconds: u32,
    make: Arc<dyn Fn(u64) -> Request + Send + Sync>,
) -> std::io::Result<Measured> {
    let total = (rate * f64::from(seconds)) as u64;
    let mut streams = Vec::with_capacity(connections);
    for _ in 0..connections {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let start = Instant::now() + Duration::from_millis(50);
    let mut tasks = tokio::task::JoinSet::new();
    for (first, stream) in (0u64..).zip(streams) {
        let (make, step) = (Arc::clone(&make), connections as u64);
        tasks.spawn(async move { lane(stream, make, (first, step, total), rate, start).await });
    }
    let mut latency = histogram();
    let (mut not_ok, mut lost, mut done) = (0, 0, 0u64);
    while let Some(lane) = tasks.join_next().await {
        let lane = lane.map_err(std::io::Error::other)?;
        latency.add(&lane.latency).map_err(std::io::Error::other)?;
        not_ok += lane.not_ok;
        lost += lane.lost;
        done += lane.latency.len();
    }
    let elapsed = start.elapsed().as_secs_f64();
    Ok(Measured { asked_rate: rate, rate: done as f64 / elapsed, seconds: elapsed, latency, not_ok, lost })
}

/// In microseconds. A bound is said, because what lies beyond it is counted at it: a run that falls behind is charged
/// with no less than that.
fn histogram() -> Histogram<u64> {
    // INVARIANT: the bounds are in order and three figures is a precision that the library has.
    Histogram::new_with_bounds(1, LATENCY_MICROS_MAX, 3).expect("good bounds")
}

struct Lane {
    latency: Histogram<u64>,
    not_ok: u64,
    lost: u64,
}

async fn lane(
    mut stream: TcpStream,
    make: Arc<dyn Fn(u64) -> Request + Send + Sync>,
    (first, step, total): (u64, u64, u64),
    rate: f64,
    start: Instant,
) -> Lane {
    let mut lane = Lane { latency: histogram(), not_ok: 0, lost: 0 };
    let mut buffer = Vec::with_capacity(64 << 10);
    let mut number = first;
    while number < total {
        let bytes = make(number).bytes();
        let due = start + Duration::from_secs_f64(number as f64 / rate);
        tokio::time::sleep_until(due.into()).await;
        match tokio::time::timeout(ANSWER_MAX, exchange(&mut stream, &bytes, &mut buffer)).await {
            Ok(Ok(status)) => {
                let micros = u64::try_from(due.elapsed().as_micros()).unwrap_or(u64::MAX).max(1);
                lane.latency.saturating_record(micros);
                lane.not_ok += u64::from(!(200..300).contains(&status));
            }
            _ => {
                lane.lost += 1;
                return lane;
            }
        }
        number += step;
    }
    lane
}

/// Sends one request and reads one answer; its status.
pub(super) async fn exchange(
    stream: &mut TcpStream,
    request: &[u8],
    buffer: &mut Vec<u8>,
) -> std::io::Result<u16> {
    stream.write_all(request).await?;
    buffer.clear();
    let head_end = loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(end) = buffer.windows(4).position(|w| w == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8_lossy(&buffer[..head_end]).to_ascii_lowercase();
    let status = head.get(9..12).and_then(|s| s.parse().ok()).unwrap_or(0);
    let length: usize =
        head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
    while buffer.len() < head_end + length {
        if stream.read_buf(buffer).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(status)
}
