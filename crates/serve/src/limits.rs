//! Every limit of the sockets, with its reason. Sizes of bodies belong to the routes that take them.

use std::time::Duration;

/// Connections at one door. Each costs a task and a buffer of up to [`HEAD_BYTES_MAX`]: 64 MB when all are full. More
/// wait in the kernel's own queue.
pub const CONNECTIONS_MAX: usize = 2_048;
/// Requests at work at one time. The committer groups up to 512 in about 2 ms, so this is a wait of a few
/// milliseconds; above it, to refuse at once is kinder than to answer too late.
pub const REQUESTS_IN_FLIGHT_MAX: usize = 1_024;
/// Seconds after which a refused caller may try again: one is more than any queue here holds.
pub const RETRY_AFTER_SECONDS: u32 = 1;
/// From accepting to the first byte (with TLS, to the end of the handshake): a silent connection is given up.
pub const FIRST_BYTE_MAX: Duration = Duration::from_secs(10);
/// From the first byte of a request to the end of its headers; and between requests, how long a connection may idle.
/// Care systems call several times while a record is open: longer than a page view, shorter than a walk.
pub const HEAD_MAX: Duration = Duration::from_secs(30);
/// Bytes of a request's line and headers. A token is below 1 kB and a search of 8 kB may stand in the line.
pub const HEAD_BYTES_MAX: usize = 32 * 1024;
/// Headers of one request: browsers send about twenty, proxies add ten.
pub const HEADERS_MAX: usize = 64;
/// For the whole of a body to arrive. 2 MB in this time is a slow mobile link; slower is a hold-up.
pub const BODY_MAX: Duration = Duration::from_secs(20);
/// Bytes of a body too large that are still read and dropped, so that its sender comes to read why.
pub const DISCARD_BYTES_MAX: usize = 8 * 1024 * 1024;
/// For an answer to be ready. A commit takes milliseconds; what takes this long is our fault and is said to be.
pub const ANSWER_MAX: Duration = Duration::from_secs(30);
/// After the listener has closed, before connections are told to finish: a connection that was just accepted has its
/// first request read in this time. hyper would close it unread otherwise.
pub const SETTLE: Duration = Duration::from_millis(100);
/// For connections and tasks to finish after that; then everything stops hard. Longer than [`ANSWER_MAX`] would be a
/// promise to no one: supervisors kill after 30 s.
pub const DRAIN_MAX: Duration = Duration::from_secs(20);
/// After an error of accepting that is not the connection's own (no file handles left): the loop must not spin.
pub const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

/// Characters of a bearer token. Ours have about 400.
pub const TOKEN_CHARS_MAX: usize = 4_096;
/// Life of a token: a shift. A longer one could not be taken back.
pub const TOKEN_LIFE_SECONDS_MAX: i64 = 12 * 3600;
/// Difference of two machines' clocks that is forgiven in a token's times.
pub const TOKEN_SKEW_SECONDS: i64 = 10;
/// Tokens whose signature has been checked and is remembered: callers are systems and signed-in staff.
pub const TOKENS_REMEMBERED_MAX: usize = 1_024;
/// Characters of an account's name.
pub const ACCOUNT_CHARS_MAX: usize = 120;

/// A session that nobody used for so long has ended: a shared computer on a wing.
pub const SESSION_IDLE_SECONDS: i64 = 15 * 60;
/// A session ends after so long however much it is used: a shift.
pub const SESSION_LIFE_SECONDS: i64 = 12 * 3600;
/// Sessions at one time: every member of staff of a large prison, twice. Beyond it the one idle longest gives way.
pub const SESSIONS_MAX: usize = 4_096;
