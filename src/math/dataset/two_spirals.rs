use std::f64::consts::PI;

use rand_core::RngCore;

use super::Dataset;
use crate::math::{oracle::Mixture, points::Cloud, rng};

crate::configured! {
    /// Two spirals that wind one and a half times round each other: FFJORD's toy data (Grathwohl et al., 2019).
    pub struct TwoSpirals("2spirals", "Two spirals") {
        /// Standard deviation of the Gaussian noise.
        noise: f64 = 0.1, "Noise", "σ", "", 0.02..=0.5, Log;
    }
}

/// The quadrature: points along an arm, and points across its uniform jitter in each direction.
const ALONG: u32 = 240;
const ACROSS: u32 = 2;

/// The largest angle, three half turns.
const WINDING: f64 = 3.0 * PI;

impl TwoSpirals {
    /// The point at quantile `u` of the angle with jitter quantiles `v`, on the arm of this `sign`, before the noise.
    fn on_arm(sign: f64, u: f64, v: [f64; 2]) -> [f64; 2] {
        let angle = u.sqrt() * WINDING;
        [sign * (-angle.cos() * angle + 0.5 * v[0]) / 3.0, sign * (angle.sin() * angle + 0.5 * v[1]) / 3.0]
    }
}

impl Dataset for TwoSpirals {
    fn sample(&self, n: usize, rng: &mut dyn RngCore) -> Cloud {
        (0..n)
            .map(|_| {
                let sign = if rng.next_u32() & 1 == 0 { 1.0 } else { -1.0 };
                let u = rng::uniform(rng);
                let v = [rng::uniform(rng), rng::uniform(rng)];
                let [x, y] = Self::on_arm(sign, u, v);
                let [noise_x, noise_y] = rng::normal(rng);
                [x + self.noise * noise_x, y + self.noise * noise_y]
            })
            .collect()
    }

    fn log_density(&self, _: [f64; 2]) -> Option<f64> {
        None
    }

    fn mixture(&self) -> Mixture {
        let middle = |i: u32, n: u32| (f64::from(i) + 0.5) / f64::from(n);
        let mut means = Vec::new();
        for sign in [1.0, -1.0] {
            for i in 0..ALONG {
                for (j, k) in (0..ACROSS).flat_map(|j| (0..ACROSS).map(move |k| (j, k))) {
                    means.push(Self::on_arm(sign, middle(i, ALONG), [middle(j, ACROSS), middle(k, ACROSS)]));
                }
            }
        }
        // Each cell of the jitter is 1/6/ACROSS wide and uniform; its variance joins that of the noise.
        let cell = 1.0 / 6.0 / f64::from(ACROSS);
        Mixture::equal(means, (self.noise * self.noise + cell * cell / 12.0).sqrt())
    }

    fn extent(&self) -> f64 {
        4.0 + self.noise
    }
}
