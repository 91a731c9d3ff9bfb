//! What the machine did meanwhile: processor time, bytes written, memory, and how fast its disk makes a write durable.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// Processor time and bytes written of this process, so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Used {
    pub(super) cpu_seconds: f64,
    pub(super) written_bytes: u64,
}

impl Used {
    /// Read from the kernel; zero where it does not tell.
    pub(super) fn now() -> Self {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
        let io = std::fs::read_to_string("/proc/self/io").unwrap_or_default();
        let written =
            io.lines().find_map(|line| line.strip_prefix("write_bytes: ")?.parse().ok()).unwrap_or_default();
        // Fields 14 and 15 of proc(5), counted after the name; a tick is a hundredth of a second.
        Self { cpu_seconds: (ticks(11) + ticks(12)) / 100.0, written_bytes: written }
    }

    pub(super) fn since(self, before: Self) -> Self {
        Self {
            cpu_seconds: self.cpu_seconds - before.cpu_seconds,
            written_bytes: self.written_bytes.saturating_sub(before.written_bytes),
        }
    }
}

/// Resident memory, in megabytes.
pub(super) fn resident_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes: f64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.trim().parse().ok())
        .unwrap_or(0.0);
    kilobytes / 1024.0
}

/// How long a 4 KiB write takes to be durable: median and the slowest hundredth, in milliseconds.
#[expect(clippy::disallowed_methods, reason = "a probe measures by the machine's own stopwatch")]
pub(super) fn disk_probe(folder: &Path) -> std::io::Result<(f64, f64)> {
    let path = folder.join("probe");
    let mut file = std::fs::File::create(&path)?;
    let mut times = Vec::with_capacity(300);
    for _ in 0..300 {
        let start = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times.push(start.elapsed());
    }
    std::fs::remove_file(&path)?;
    times.sort();
    let millis = |d: Duration| d.as_secs_f64() * 1_000.0;
    Ok((millis(times[150]), millis(times[296])))
}
