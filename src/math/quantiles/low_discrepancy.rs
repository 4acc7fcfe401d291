use rand_core::RngCore;

use super::Quantiles;
use crate::math::rng;

crate::configured! {
    /// A comb of n equal distances at one random place: u_i = (U + i/n) mod 1 (Kingma et al., 2021, appendix I.1).
    pub struct LowDiscrepancy("low-discrepancy", "Low discrepancy") {}
}

impl Quantiles for LowDiscrepancy {
    fn draw(&self, n: usize, rng: &mut dyn RngCore) -> Vec<f64> {
        let first = rng::uniform(rng);
        (0..n).map(|i| (first + i as f64 / n as f64).fract()).collect()
    }
}
