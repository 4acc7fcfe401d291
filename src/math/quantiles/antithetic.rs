use rand_core::RngCore;

use super::Quantiles;
use crate::math::rng;

crate::configured! {
    /// Pairs from both sides of the middle: with every u comes 1 − u (Hammersley and Morton, 1956).
    pub struct Antithetic("antithetic", "Antithetic") {}
}

impl Quantiles for Antithetic {
    fn draw(&self, n: usize, rng: &mut dyn RngCore) -> Vec<f64> {
        let mut all = Vec::with_capacity(n + 1);
        while all.len() < n {
            let u = rng::uniform(rng);
            all.extend([u, 1.0 - u]);
        }
        all.truncate(n);
        all
    }
}
