use rand_core::RngCore;

use super::Quantiles;
use crate::math::rng;

crate::configured! {
    /// One time from each of n equal slices of the distribution: u_i = (i + U_i)/n.
    pub struct Stratified("stratified", "Stratified") {}
}

impl Quantiles for Stratified {
    fn draw(&self, n: usize, rng: &mut dyn RngCore) -> Vec<f64> {
        (0..n).map(|i| (i as f64 + rng::uniform(rng)) / n as f64).collect()
    }
}
