//! Sends one question about fields or maps at a time; of the waiting questions only the latest is sent.
//!
//! Pure: the caller has the clock.

/// The least time between two questions: faster answers could not be read.
const PAUSE_MS: f64 = 70.0;
/// The time in milliseconds after which an answer about fields counts as lost; maps may take longer.
pub const FIELD_PATIENCE_MS: f64 = 2000.0;
pub const MAP_PATIENCE_MS: f64 = 60_000.0;

#[derive(Clone, Copy, Debug)]
pub struct Probing<T> {
    asked: Option<T>,
    asked_ms: f64,
    answered: bool,
}

/// Whether the question may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The question is sent now.
    Now,
    /// The question may be sent in a moment; the caller must come back by itself.
    Soon,
    /// There is no question, or an answer is awaited.
    None,
}

impl<T> Default for Probing<T> {
    fn default() -> Self {
        Self { asked: None, asked_ms: 0.0, answered: false }
    }
}

impl<T: PartialEq> Probing<T> {
    /// Resets the state, because the engine was configured again and has no questions.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Records that the answer arrived.
    pub fn answer(&mut self) {
        self.answered = true;
    }

    /// Whether an answer is awaited.
    pub fn is_waiting(&self) -> bool {
        self.asked.is_some() && !self.answered
    }

    /// Whether to send `wanted` now; if so, it counts as sent.
    pub fn ask(&mut self, wanted: Option<T>, now_ms: f64, patience_ms: f64) -> Turn {
        let waited = now_ms - self.asked_ms;
        let free = self.asked.is_none() || waited > patience_ms || (self.answered && waited >= PAUSE_MS);
        if self.asked == wanted {
            return Turn::None;
        }
        if !(free || wanted.is_none()) {
            return if self.answered { Turn::Soon } else { Turn::None };
        }
        *self = Self { asked: wanted, asked_ms: now_ms, answered: false };
        Turn::Now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_question_waits_for_the_answer() {
        let mut probing = Probing::default();
        let ask = |probing: &mut Probing<f64>, wanted, now_ms| probing.ask(wanted, now_ms, FIELD_PATIENCE_MS);
        assert_eq!(ask(&mut probing, Some(1.0), 100.0), Turn::Now);
        assert_eq!(ask(&mut probing, Some(1.0), 101.0), Turn::None);
        assert_eq!(ask(&mut probing, Some(0.9), 200.0), Turn::None);
        probing.answer();
        assert_eq!(ask(&mut probing, Some(0.8), 201.0), Turn::Now);
        probing.answer();
        assert_eq!(ask(&mut probing, Some(0.8), 205.0), Turn::None);
        assert_eq!(ask(&mut probing, Some(0.7), 210.0), Turn::Soon);
        assert_eq!(ask(&mut probing, None, 211.0), Turn::Now);
        assert_eq!(ask(&mut probing, Some(0.7), 212.0), Turn::Now);
        assert_eq!(ask(&mut probing, Some(0.6), 9000.0), Turn::Now, "patience has an end");
    }
}
