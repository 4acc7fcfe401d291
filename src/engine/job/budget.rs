use web_time::{Duration, Instant};

/// How long a slice may work before the message loop has its turn.
pub(in crate::engine) const SLICE: Duration = Duration::from_millis(12);

/// What is left of a slice.
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

    /// Whether nothing is left.
    pub(in crate::engine) fn is_spent(&self) -> bool {
        self.begun.elapsed() >= self.room
    }

    /// What was spent so far.
    pub(in crate::engine) fn spent(&self) -> Duration {
        self.begun.elapsed()
    }
}

#[cfg(test)]
impl Budget {
    /// Nothing at all: work ends at the first look at the clock.
    pub(in crate::engine) fn none() -> Self {
        Self { begun: Instant::now(), room: Duration::ZERO }
    }
}
