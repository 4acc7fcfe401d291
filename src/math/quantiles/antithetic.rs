use rand_core::RngCore;

use super::Quantiles;
use crate::math::rng;

crate::configured! {
    /// Pairs from both sides of the middle: u and 1 − u (Hammersley and Morton, 1956).
    pub struct Antithetic("antithetic", "Antithetic") {}
}

impl Quantiles for Antithetic {
    fn draw(&self, quantiles: &mut [f64], rng: &mut dyn RngCore) {
        for pair in quantiles.chunks_mut(2) {
            let u = rng::uniform(rng);
            pair.iter_mut().zip([u, 1.0 - u]).for_each(|(quantile, u)| *quantile = u);
        }
    }
}
