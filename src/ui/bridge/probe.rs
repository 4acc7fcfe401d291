//! One question about fields or maps at a time; of those that wait only the latest is asked. Pure: the caller has the clock.

/// No two questions follow each other faster: the answers are arrows, read by people.
const PAUSE_MS: f64 = 70.0;
/// An answer that has not come by then will not come: fields are there at once, maps may be long in coming.
pub const FIELD_PATIENCE_MS: f64 = 2000.0;
pub const MAP_PATIENCE_MS: f64 = 60_000.0;

#[derive(Clone, Copy, Debug)]
pub struct Probing<T> {
    asked: Option<T>,
    asked_ms: f64,
    answered: bool,
}

impl<T> Default for Probing<T> {
    fn default() -> Self {
        Self { asked: None, asked_ms: 0.0, answered: false }
    }
}

impl<T: PartialEq> Probing<T> {
    /// The engine has been configured anew and remembers no question.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// The answer arrived.
    pub fn answer(&mut self) {
        self.answered = true;
    }

    /// Whether `wanted` only waits for a moment to pass, so that nothing else will remind of it.
    pub fn is_early(&self, wanted: Option<&T>, now_ms: f64) -> bool {
        self.asked.as_ref() != wanted && self.answered && now_ms - self.asked_ms < PAUSE_MS
    }

    /// Whether `wanted` should be asked now; if so, it counts as asked.
    pub fn ask(&mut self, wanted: Option<T>, now_ms: f64, patience_ms: f64) -> bool {
        let waited = now_ms - self.asked_ms;
        let free = self.asked.is_none() || waited > patience_ms || (self.answered && waited >= PAUSE_MS);
        if self.asked == wanted || !(free || wanted.is_none()) {
            return false;
        }
        *self = Self { asked: wanted, asked_ms: now_ms, answered: false };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_question_waits_for_the_answer() {
        let mut probing = Probing::default();
        let ask = |probing: &mut Probing<f64>, wanted, now_ms| probing.ask(wanted, now_ms, FIELD_PATIENCE_MS);
        assert!(ask(&mut probing, Some(1.0), 100.0));
        assert!(!ask(&mut probing, Some(1.0), 101.0));
        assert!(!ask(&mut probing, Some(0.9), 200.0));
        probing.answer();
        assert!(ask(&mut probing, Some(0.8), 201.0));
        probing.answer();
        assert!(!ask(&mut probing, Some(0.7), 210.0), "too soon");
        assert!(probing.is_early(Some(&0.7), 210.0) && !probing.is_early(Some(&0.8), 210.0));
        assert!(!probing.is_early(Some(&0.7), 290.0));
        assert!(ask(&mut probing, None, 211.0));
        assert!(ask(&mut probing, Some(0.7), 212.0));
        assert!(ask(&mut probing, Some(0.6), 9000.0), "patience has an end");
    }
}
