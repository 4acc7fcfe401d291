//! Which times a training step looks at.

mod uniform;

pub use uniform::Uniform;

use rand_core::RngCore;

/// A distribution of training times on `(0, 1]`.
pub trait Timing {
    /// `n` times.
    fn draw(&self, n: usize, rng: &mut dyn RngCore) -> Vec<f64>;
}

crate::registry! {
    /// The registry of time distributions.
    pub enum TimingConfig("timings"): Timing {
        Uniform("uniform") = Uniform,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::rng::{Purpose, Stream};

    #[test]
    fn every_time_lies_between_data_and_noise() {
        for timing in TimingConfig::all() {
            let times = timing.draw(10_000, &mut Stream::new(1, Purpose::Time, 0));
            assert_eq!(times.len(), 10_000);
            assert!(times.iter().all(|t| (0.0..=1.0).contains(t) && *t > 0.0), "{timing:?}");
        }
    }
}
