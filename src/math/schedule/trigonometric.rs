use std::f64::consts::FRAC_PI_2;

use super::{Coeffs, Schedule};

crate::configured! {
    /// A quarter of a circle from data to noise: α = cos(½π t), σ = sin(½π t). The trigonometric interpolant (Albergo and
    /// Vanden-Eijnden, 2023); also the cosine schedule without its offset.
    pub struct Trigonometric("trigonometric", "Trigonometric") {}
}

impl Schedule for Trigonometric {
    fn at(&self, t: f64) -> Coeffs {
        let (sin, cos) = (FRAC_PI_2 * t).sin_cos();
        // cos ½π is 6·10⁻¹⁷ in floating point; on this path it is 0.
        let alpha = if t == 1.0 { 0.0 } else { cos };
        Coeffs { alpha, sigma: sin, d_alpha: -FRAC_PI_2 * sin, d_sigma: FRAC_PI_2 * cos }
    }

    /// `λ = −2 ln tan(½π t)`.
    fn time_of(&self, log_snr: f64) -> f64 {
        (-0.5 * log_snr).exp().atan() / FRAC_PI_2
    }
}
