//! How the times of one batch are spread: independently, or so that together they cover the path evenly.
//!
//! Every rule gives numbers in (0, 1) of which each alone is uniform, so that the mean of a loss does not change; rules that keep
//! the numbers apart lower its variance.

mod antithetic;
mod independent;
mod low_discrepancy;
mod stratified;

pub use antithetic::Antithetic;
pub use independent::Independent;
pub use low_discrepancy::LowDiscrepancy;
pub use stratified::Stratified;

use rand_core::RngCore;

/// A rule that draws the quantiles of a batch's times.
pub trait Quantiles {
    /// Fills `quantiles` with numbers in (0, 1), each of them uniform.
    fn draw(&self, quantiles: &mut [f64], rng: &mut dyn RngCore);
}

crate::registry! {
    /// The registry of ways to spread the times of a batch.
    pub enum QuantilesConfig("quantiles"): Quantiles {
        Independent("independent") = Independent,
        Stratified("stratified") = Stratified,
        Antithetic("antithetic") = Antithetic,
        LowDiscrepancy("low-discrepancy") = LowDiscrepancy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        extremes::largest,
        rng::{Purpose, Stream},
    };

    #[test]
    fn every_number_is_uniform() {
        let (batches, n) = (2000, 8);
        for quantiles in QuantilesConfig::all() {
            let mut rng = Stream::new(1, Purpose::Time, 0);
            let mut all = vec![0.0; batches * n];
            all.chunks_mut(n).for_each(|batch| quantiles.draw(batch, &mut rng));
            assert_eq!(all.len(), batches * n);
            assert!(all.iter().all(|u| *u > 0.0 && *u < 1.0), "{quantiles:?}");
            // Largest deviation of the empirical distribution, four times its scale for independent numbers.
            let mut sorted = all.clone();
            sorted.sort_by(f64::total_cmp);
            let deviation = sorted.iter().enumerate().map(|(i, u)| (u - i as f64 / all.len() as f64).abs());
            let largest = largest(deviation);
            assert!(largest < 4.0 * 0.5 / ((batches * n) as f64).sqrt(), "{quantiles:?}: {largest}");
        }
    }

    #[test]
    fn spreading_lowers_the_variance_of_a_mean() {
        let (batches, n) = (2000, 16);
        let variance = |quantiles: &dyn Quantiles| {
            let mut rng = Stream::new(2, Purpose::Time, 0);
            let mut batch = vec![0.0; n];
            let mut mean = || {
                quantiles.draw(&mut batch, &mut rng);
                batch.iter().map(|u| u.exp()).sum::<f64>() / n as f64
            };
            let means: Vec<f64> = (0..batches).map(|_| mean()).collect();
            let centre = means.iter().sum::<f64>() / batches as f64;
            means.iter().map(|m| (m - centre).powi(2)).sum::<f64>() / batches as f64
        };
        let plain = variance(&Independent {});
        for quantiles in QuantilesConfig::all().skip(1) {
            assert!(variance(&*quantiles) < 0.2 * plain, "{quantiles:?}");
        }
    }
}
