use rand_core::RngCore;

use super::Quantiles;
use crate::math::rng;

crate::configured! {
    /// Every time of a batch is drawn on its own.
    pub struct Independent("independent", "Independent") {}
}

impl Quantiles for Independent {
    fn draw(&self, n: usize, rng: &mut dyn RngCore) -> Vec<f64> {
        (0..n).map(|_| rng::uniform(rng)).collect()
    }
}
