//! Decides when an engine that sends nothing counts as stopped.
//!
//! Pure: the caller has the clock.

use crate::protocol::{BackendInfo, BackendKind};

/// The interval in milliseconds at which the engine is pinged.
pub const PING_MS: f64 = 1000.0;
/// A tick that comes this late means that the page was asleep, not the engine.
const SLEPT_MS: f64 = 3.0 * PING_MS;
/// The time that an engine may take to load and compile before its first message.
const START_MS: f64 = 90_000.0;

/// The longest slices that a worker may be silent for.
const SLICES: f64 = 6.0;

/// Watches one worker.
#[derive(Clone, Copy, Debug)]
pub struct Watchdog {
    limit_ms: f64,
    heard_ms: f64,
    ticked_ms: f64,
}

impl Watchdog {
    /// Watches a worker that was created at `now_ms`.
    pub fn new(now_ms: f64) -> Self {
        Self { limit_ms: START_MS, heard_ms: now_ms, ticked_ms: now_ms }
    }

    /// Records that the worker is ready; from now on it must answer within several times its longest slice of work.
    ///
    /// Long work does not count as silence: it is done in slices, and the worker answers between them. A GPU has more time, since
    /// it may compile kernels.
    pub fn started(&mut self, info: &BackendInfo) {
        let least = match info.kind {
            BackendKind::Cpu => 5_000.0,
            BackendKind::WebGpu => 30_000.0,
        };
        // `max` leaves out a time that is NaN.
        self.limit_ms = (SLICES * info.longest_slice_ms()).max(least).min(START_MS);
    }

    /// Records that a message arrived.
    pub fn heard(&mut self, now_ms: f64) {
        self.heard_ms = now_ms;
    }

    /// Whether the worker counts as stopped; called once per [`PING_MS`].
    ///
    /// Time in which the page is hidden or asleep does not count.
    pub fn is_overdue(&mut self, now_ms: f64, hidden: bool) -> bool {
        if hidden || now_ms - self.ticked_ms > SLEPT_MS {
            self.heard_ms = now_ms;
        }
        self.ticked_ms = now_ms;
        now_ms - self.heard_ms > self.limit_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(kind: BackendKind, step_ms: f64) -> BackendInfo {
        BackendInfo { kind, name: String::new(), step_ms, build: String::new() }
    }

    fn first_overdue(dog: &mut Watchdog, hidden: bool) -> Option<u32> {
        (1..100).find(|second| dog.is_overdue(f64::from(*second) * PING_MS, hidden))
    }

    #[test]
    fn silence_is_noticed_after_its_limit() {
        let mut dog = Watchdog::new(0.0);
        dog.started(&info(BackendKind::Cpu, 0.4));
        assert_eq!(first_overdue(&mut dog, false), Some(6));
        let mut dog = Watchdog::new(0.0);
        dog.started(&info(BackendKind::WebGpu, 0.4));
        assert_eq!(first_overdue(&mut dog, false), Some(31));
    }

    #[test]
    fn a_slow_device_has_more_time() {
        // Ten times as slow: a slice takes ten times as long.
        let overdue = |step_ms| {
            let mut dog = Watchdog::new(0.0);
            dog.started(&info(BackendKind::Cpu, step_ms));
            first_overdue(&mut dog, false)
        };
        assert!(overdue(4.0) > overdue(0.4) && overdue(1e9).is_some() && overdue(f64::NAN) == overdue(0.4));
    }

    #[test]
    fn neither_a_hidden_nor_a_sleeping_page_counts() {
        let mut dog = Watchdog::new(0.0);
        dog.started(&info(BackendKind::Cpu, 0.4));
        assert_eq!(first_overdue(&mut dog, true), None);
        let mut dog = Watchdog::new(0.0);
        dog.started(&info(BackendKind::Cpu, 0.4));
        assert!(!dog.is_overdue(60_000.0, false));
        assert!(!dog.is_overdue(61_000.0, false));
    }
}
