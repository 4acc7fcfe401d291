use rand_core::RngCore;

use super::Quantiles;
use crate::math::rng;

crate::configured! {
    /// One time from each of n equal slices of the distribution: u_i = (i + U_i)/n.
    pub struct Stratified("stratified", "Stratified") {}
}

impl Quantiles for Stratified {
    fn draw(&self, quantiles: &mut [f64], rng: &mut dyn RngCore) {
        let n = quantiles.len() as f64;
        quantiles.iter_mut().enumerate().for_each(|(i, quantile)| *quantile = (i as f64 + rng::uniform(rng)) / n);
    }
}
