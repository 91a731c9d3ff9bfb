//! Logs and metrics. Neither holds a person: a test of the tree reads every log line, and one here looks at what a
//! request leaves behind.

use crate::stop::Stop;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::time::Duration;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogForm {
    /// For a person at a terminal.
    Lines,
    /// One JSON object a line, for a collector.
    Json,
}

/// Telemetry could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter does not read.
    #[error("the log filter does not read: write it as `info` or `info,crossing=debug`")]
    Filter,
    /// Somebody set it up before.
    #[error("telemetry is set up once, at the start")]
    Twice,
}

/// Libraries whose own words could hold a path, a header or a body at a finer level: never finer than this. Those of the
/// queues tell the whole of every answer.
const CAPPED: [&str; 12] = [
    "hyper=warn",
    "hyper_util=warn",
    "axum=warn",
    "tower=warn",
    "reqwest=warn",
    "rustls=warn",
    "aws_runtime=warn",
    "aws_sdk_sqs=warn",
    "aws_sdk_sts=warn",
    "aws_smithy_http_client=warn",
    "aws_smithy_runtime=warn",
    "aws_smithy_runtime_api=warn",
];

/// Writes logs to standard error from now on.
///
/// # Errors
/// [`TelemetryError`].
pub fn logs(form: LogForm, filter: &str) -> Result<(), TelemetryError> {
    logs_to(form, filter, std::io::stderr)
}

/// Writes logs somewhere from now on.
///
/// # Errors
/// [`TelemetryError`].
pub fn logs_to(
    form: LogForm,
    filter: &str,
    writer: impl for<'w> MakeWriter<'w> + Send + Sync + 'static,
) -> Result<(), TelemetryError> {
    let filter = CAPPED
        .iter()
        .try_fold(EnvFilter::try_new(filter).map_err(|_| TelemetryError::Filter)?, |filter, cap| {
            Ok(filter.add_directive(cap.parse().map_err(|_| TelemetryError::Filter)?))
        })?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    let set = match form {
        LogForm::Lines => lines.try_init(),
        LogForm::Json => lines.json().flatten_event(true).with_current_span(false).try_init(),
    };
    set.map_err(|_| TelemetryError::Twice)
}

/// Seconds at which the histograms of answers are cut: the figures that are promised (20, 25, 30, 50 ms) are edges.
const ANSWER_SECONDS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.02, 0.025, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
/// Samples of histograms wait in memory until they are counted: at 10,000 a second, 50,000 of them.
const UPKEEP: Duration = Duration::from_secs(5);

/// The metrics of a process.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// Counts from now on.
    ///
    /// # Errors
    /// When somebody counts already.
    pub fn install() -> Result<Self, TelemetryError> {
        let handle = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &ANSWER_SECONDS)
            .and_then(PrometheusBuilder::install_recorder)
            .map_err(|_| TelemetryError::Twice)?;
        metrics::describe_histogram!(
            "http_answer_seconds",
            metrics::Unit::Seconds,
            "from a request's head to its answer"
        );
        Ok(Self(handle))
    }

    /// As Prometheus reads them.
    #[must_use]
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Counts waiting samples every few seconds until we stop: a task of its own.
    pub async fn upkeep(self, stop: Stop) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(UPKEEP) => self.0.run_upkeep(),
                () = stop.asked() => return,
            }
        }
    }
}
