use super::{Rung, Timing};
use crate::math::schedule::{Schedule, end};

crate::configured! {
    /// Only the T levels t = i/T of a chain, i = 1 … T, each as likely as any other: discrete time as Ho et al. (2020,
    /// algorithm 1) train. A path that holds no data at all at its end has its last level a little before it.
    pub struct Levels("levels", "Levels of a chain") {
        /// How many levels there are.
        steps: u32 = 1000, "Levels", "T", "", 1..=4000, Log;
    }
}

impl Timing for Levels {
    fn time(&self, path: &dyn Schedule, u: f64) -> f64 {
        let steps = f64::from(self.steps);
        end(path, 1.0) * (u * steps).ceil().clamp(1.0, steps) / steps
    }

    /// The share of a level, spread evenly over the times since the level before.
    fn density(&self, path: &dyn Schedule, t: f64) -> f64 {
        let last = end(path, 1.0);
        if t <= last * (1.0 + 1e-12) { 1.0 / last } else { 0.0 }
    }

    fn rung(&self, path: &dyn Schedule, t: f64) -> Option<Rung> {
        let (last, steps) = (end(path, 1.0), f64::from(self.steps));
        let i = (t / last * steps).round();
        let before = (i > 1.0).then(|| last * (i - 1.0) / steps);
        Some(Rung { before, share: 1.0 / steps })
    }
}
