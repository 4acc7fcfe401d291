use rand_core::RngCore;

use super::Quantiles;
use crate::math::rng;

crate::configured! {
    /// n equally spaced values with one random offset: u_i = (U + i/n) mod 1 (Kingma et al., 2021, appendix I.1).
    pub struct LowDiscrepancy("low-discrepancy", "Low discrepancy") {}
}

impl Quantiles for LowDiscrepancy {
    fn draw(&self, quantiles: &mut [f64], rng: &mut dyn RngCore) {
        let (first, n) = (rng::uniform(rng), quantiles.len() as f64);
        quantiles.iter_mut().enumerate().for_each(|(i, quantile)| *quantile = (first + i as f64 / n).fract());
    }
}
