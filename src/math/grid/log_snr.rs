use super::{Grid, reach, spread_levels};
use crate::math::schedule::Schedule;

crate::configured! {
    /// Equal steps in the log signal-to-noise ratio λ, as DPM-Solver takes them (Lu et al., 2022a, section 3.4).
    pub struct LogSnr("log-snr", "Uniform in λ") {}
}

impl Grid for LogSnr {
    fn times(&self, schedule: &dyn Schedule, steps: u32) -> Vec<f64> {
        let [noise, data] = reach(schedule);
        spread_levels(schedule, steps, |u| noise + u * (data - noise))
    }
}
