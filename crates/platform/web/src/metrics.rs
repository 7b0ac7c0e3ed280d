//! Metrics in the text form of Prometheus. Labels are routes and statuses, never anything a person typed.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RouteLabels {
    route: &'static str,
    status: u32,
}

/// The metrics of this process.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RouteLabels, Counter<u64, AtomicU64>>,
    seconds: Histogram,
    jobs_waiting: Gauge,
    jobs_failed: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("nhatle");
        let requests = Family::default();
        let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
        let seconds = Histogram::new(buckets);
        let (jobs_waiting, jobs_failed) = (Gauge::default(), Gauge::default());
        registry.register("http_requests", "Requests answered, by route and status", requests.clone());
        registry.register("http_request_seconds", "Time to answer a request", seconds.clone());
        registry.register("jobs_waiting", "Jobs that wait for their time", jobs_waiting.clone());
        registry.register("jobs_failed", "Jobs that stopped after too many tries", jobs_failed.clone());
        Self { registry, requests, seconds, jobs_waiting, jobs_failed }
    }
}

impl Metrics {
    pub(crate) fn observe(&self, route: &'static str, status: u16, time: Duration) {
        self.requests.get_or_create(&RouteLabels { route, status: status.into() }).inc();
        self.seconds.observe(time.as_secs_f64());
    }

    pub(crate) fn text(&self, waiting: i64, failed: i64) -> String {
        self.jobs_waiting.set(waiting);
        self.jobs_failed.set(failed);
        let mut text = String::new();
        // Writing into a String cannot fail; an empty answer would show in the scraper at once.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
