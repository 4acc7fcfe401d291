//! One question about the fields at a time; of those that wait only the latest is asked. Pure: the caller has the clock.

use crate::protocol::FieldGrid;

/// No two questions follow each other faster: the answers are arrows, read by people.
const PAUSE_MS: f64 = 70.0;
/// An answer that has not come by then will not come: fields are there at once, densities may be long in coming.
pub const FIELD_PATIENCE_MS: f64 = 2000.0;
pub const DENSITY_PATIENCE_MS: f64 = 60_000.0;

#[derive(Clone, Copy, Debug, Default)]
pub struct Probing {
    asked: Option<FieldGrid>,
    asked_ms: f64,
    answered: bool,
}

impl Probing {
    /// The engine has been configured anew and remembers no question.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// A field arrived.
    pub fn answer(&mut self) {
        self.answered = true;
    }

    /// Whether `wanted` should be asked now; if so, it counts as asked.
    pub fn ask(&mut self, wanted: Option<FieldGrid>, now_ms: f64, patience_ms: f64) -> bool {
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
        let at = |t| Some(FieldGrid { size: 3, extent: 1.0, t, learned: true, exact: false });
        let mut probing = Probing::default();
        let ask = |probing: &mut Probing, wanted, now_ms| probing.ask(wanted, now_ms, FIELD_PATIENCE_MS);
        assert!(ask(&mut probing, at(1.0), 100.0));
        assert!(!ask(&mut probing, at(1.0), 101.0));
        assert!(!ask(&mut probing, at(0.9), 200.0));
        probing.answer();
        assert!(ask(&mut probing, at(0.8), 201.0));
        probing.answer();
        assert!(!ask(&mut probing, at(0.7), 210.0), "too soon");
        assert!(ask(&mut probing, None, 211.0));
        assert!(ask(&mut probing, at(0.7), 212.0));
        assert!(ask(&mut probing, at(0.6), 9000.0), "patience has an end");
    }
}
