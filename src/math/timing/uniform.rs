use super::Timing;
use crate::math::schedule::Schedule;

crate::configured! {
    /// Every time is as likely as any other, from a little after the data to pure noise.
    pub struct Uniform("uniform", "Uniform") {
        /// The earliest time of training; diffusion needs a little noise, because its targets diverge without noise.
        start: f64 = 0.0, "Earliest time", "t₀", "", 0.0..=0.1, Linear;
    }
}

impl Timing for Uniform {
    fn time(&self, _: &dyn Schedule, u: f64) -> f64 {
        self.start + (1.0 - self.start) * u
    }

    fn density(&self, _: &dyn Schedule, t: f64) -> f64 {
        if t >= self.start { 1.0 / (1.0 - self.start) } else { 0.0 }
    }
}
