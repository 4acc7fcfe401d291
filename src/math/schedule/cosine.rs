use std::f64::consts::FRAC_PI_2;

use super::{Coeffs, Schedule};

crate::configured! {
    /// Variance preserving with α proportional to cos(½π (t + s)/(1 + s)): noise grows slowly at both ends (Nichol and
    /// Dhariwal, 2021, eq. 17). The offset s keeps the first step from being too small; in discrete time β ≤ 0.999.
    pub struct Cosine("cosine", "Cosine") {
        /// Moves the start along the cosine, so that the first step already adds a little noise.
        offset: f64 = 0.008, "Offset", "s", "", 0.0..=0.1, Linear;
    }
}

impl Schedule for Cosine {
    /// `α = cos φ/cos φ₀` with `φ = ½π (t + s)/(1 + s)` and `φ₀` its value at 0, `σ = √(1 − α²)`.
    fn at(&self, t: f64) -> Coeffs {
        let pace = FRAC_PI_2 / (1.0 + self.offset);
        let start = self.offset * pace;
        // cos φ as a sine of what is left, so that alpha vanishes exactly at t = 1.
        let (left, whole) = ((1.0 - t) * pace, start.cos());
        let alpha = left.sin() / whole;
        let d_alpha = -pace * left.cos() / whole;
        // 1 − cos²φ/cos²φ₀ = sin(φ − φ₀) sin(φ + φ₀)/cos²φ₀, with every digit at small t.
        let sigma = ((t * pace).sin() * (t * pace + 2.0 * start).sin()).max(0.0).sqrt() / whole;
        let d_sigma = if self.offset == 0.0 { pace * alpha } else { -alpha * d_alpha / sigma };
        Coeffs { alpha, sigma, d_alpha, d_sigma }
    }
}
