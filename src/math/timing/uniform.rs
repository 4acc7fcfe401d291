use rand_core::RngCore;

use super::Timing;
use crate::math::rng;

crate::configured! {
    /// Every time is as likely as any other, from a little after the data to pure noise.
    pub struct Uniform("uniform", "Uniform") {
        /// The earliest time trained on; diffusion needs a little noise, because its targets blow up at none.
        start: f64 = 0.0, "Earliest time", "t₀", "", 0.0..=0.1, Linear;
    }
}

impl Timing for Uniform {
    fn draw(&self, n: usize, rng: &mut dyn RngCore) -> Vec<f64> {
        (0..n).map(|_| self.start + (1.0 - self.start) * rng::uniform(rng)).collect()
    }
}
