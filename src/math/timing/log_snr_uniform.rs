use super::{Timing, over_time, reach};
use crate::math::schedule::Schedule;

crate::configured! {
    /// Every λ of the path is as likely as any other, for any schedule; where the path has no end on that axis it is
    /// cut at times 0.001 from its ends (VDM's choice of p(λ), Kingma et al., 2021).
    pub struct LogSnrUniform("log-snr-uniform", "Uniform in λ") {}
}

impl Timing for LogSnrUniform {
    fn time(&self, path: &dyn Schedule, u: f64) -> f64 {
        let [noise, data] = reach(path);
        // Never the data themselves, where a path may hold no noise at all.
        path.time_of(data + u * (noise - data)).max(f64::MIN_POSITIVE)
    }

    fn density(&self, path: &dyn Schedule, t: f64) -> f64 {
        let [noise, data] = reach(path);
        over_time(path, t, |_| 1.0 / (data - noise))
    }
}
