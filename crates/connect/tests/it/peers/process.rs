//! A peer in a process of its own. It is spoken to in lines, and it ends with whoever started it: it is killed when
//! this is dropped, a panic included, and it ends by itself when its standard input does, which is when the test
//! binary ends in any other way.

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// A peer answers within a second or two; a machine that is busy with everything else gets this long.
const ANSWER_MAX: Duration = Duration::from_secs(60);

/// Where the peers are installed, and the programs that start them.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../peers")
}

pub(crate) struct Process {
    name: &'static str,
    child: Child,
    asks: Option<ChildStdin>,
    answers: Mutex<Receiver<String>>,
}

impl Process {
    /// Starts `program`, whose own part is `needs`: without it the peers are not installed.
    pub(crate) fn start(name: &'static str, program: &Path, needs: &Path, script: &str) -> Self {
        assert!(needs.exists(), "{name} is not installed: run scripts/peers (make test does)");
        let started = Command::new(program)
            .arg(folder().join(script))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut child = started.unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        let asks = child.stdin.take();
        let out = child.stdout.take().unwrap();
        let (tell, answers) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        Self { name, child, asks, answers: Mutex::new(answers) }
    }

    /// The next line that it says, as JSON.
    pub(crate) fn answer(&self) -> Value {
        let line = self.answers.lock().unwrap().recv_timeout(ANSWER_MAX);
        let line = line.unwrap_or_else(|error| panic!("{} says nothing: {error}", self.name));
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("{} says no JSON: {line}", self.name))
    }

    /// Asks on a line, and waits for the answer.
    pub(crate) fn ask(&mut self, what: &Value) -> Value {
        let asks = self.asks.as_mut().unwrap();
        writeln!(asks, "{what}").and_then(|()| asks.flush()).unwrap();
        self.answer()
    }

    /// Lets go of it as a test binary does that ends, and waits until it has said its last word.
    pub(crate) fn let_go(mut self) {
        self.asks = None;
        let last = self.answers.lock().unwrap().recv_timeout(ANSWER_MAX);
        assert_eq!(last, Err(RecvTimeoutError::Disconnected), "{} does not end", self.name);
    }

    /// Its own id on this machine.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
