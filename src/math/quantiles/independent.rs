use rand_core::RngCore;

use super::Quantiles;
use crate::math::rng;

crate::configured! {
    /// Every time of a batch is drawn on its own.
    pub struct Independent("independent", "Independent") {}
}

impl Quantiles for Independent {
    fn draw(&self, quantiles: &mut [f64], rng: &mut dyn RngCore) {
        quantiles.fill_with(|| rng::uniform(rng));
    }
}
