use super::{Grid, spread};
use crate::math::schedule::Schedule;

crate::configured! {
    /// Equal steps in time.
    pub struct UniformTime("uniform", "Uniform in t") {}
}

impl Grid for UniformTime {
    fn times(&self, _: &dyn Schedule, steps: u32) -> Vec<f64> {
        let n = f64::from(steps.max(1));
        // Whole numbers over n, so that no time is off by rounding.
        spread(steps, |u| (n - (u * n).round()) / n)
    }
}
