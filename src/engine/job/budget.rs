use web_time::{Duration, Instant};

/// The time that a slice may work before the message loop runs again.
pub(in crate::engine) const SLICE: Duration = Duration::from_millis(12);

/// The time that is left of a slice.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct Budget {
    begun: Instant,
    room: Duration,
}

impl Budget {
    /// A whole slice, from now on.
    pub(in crate::engine) fn slice() -> Self {
        Self { begun: Instant::now(), room: SLICE }
    }

    /// Whether no time is left.
    pub(in crate::engine) fn is_spent(&self) -> bool {
        self.begun.elapsed() >= self.room
    }

    /// The time spent so far.
    pub(in crate::engine) fn spent(&self) -> Duration {
        self.begun.elapsed()
    }
}

#[cfg(test)]
impl Budget {
    /// No time at all: work ends when it first checks the clock.
    pub(in crate::engine) fn none() -> Self {
        Self { begun: Instant::now(), room: Duration::ZERO }
    }
}
