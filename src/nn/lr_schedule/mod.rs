//! Schedules of the learning rate over the steps of training.

mod constant;
mod cosine;
mod warm_up;

pub use constant::Constant;
pub use cosine::Cosine;
pub use warm_up::WarmUp;

/// A factor of the optimiser's learning rate for each step.
pub trait LrSchedule {
    /// The factor of the step after `done` steps, in `[0, 1]`.
    fn factor(&self, done: u64) -> f64;
}

crate::registry! {
    /// The registry of learning-rate schedules.
    pub enum LrScheduleConfig("lr-schedules"): LrSchedule {
        Constant("constant") = Constant,
        WarmUp("warm-up") = WarmUp,
        Cosine("cosine") = Cosine,
    }
}

/// The linear rise over the first `steps` steps; the last of them has the full rate.
fn rise(done: u64, steps: u32) -> f64 {
    if done < u64::from(steps) { (done as f64 + 1.0) / f64::from(steps) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schedule_keeps_to_its_range_and_ends_constant() {
        for schedule in LrScheduleConfig::all() {
            for done in [0, 1, 10, 99, 100, 1_000, 5_000, 20_000, u64::MAX] {
                let factor = schedule.factor(done);
                assert!(factor > 0.0 && factor <= 1.0, "{schedule:?} {done}: {factor}");
            }
            assert_eq!(schedule.factor(1_000_000), schedule.factor(u64::MAX), "{schedule:?}");
        }
    }

    #[test]
    fn a_rise_is_linear_and_a_fall_is_half_a_cosine() {
        let rise = WarmUp { steps: 4 };
        assert_eq!([0, 1, 2, 3, 4, 9].map(|done| rise.factor(done)), [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]);
        let fall = Cosine { steps: 100, last: 0.2, rise: 0 };
        for (done, expected) in [(0, 1.0), (50, 0.6), (100, 0.2), (150, 0.2)] {
            assert!((fall.factor(done) - expected).abs() < 1e-12, "{done}");
        }
        assert_eq!(Cosine { steps: 100, last: 0.2, rise: 10 }.factor(0), 0.1);
    }
}
