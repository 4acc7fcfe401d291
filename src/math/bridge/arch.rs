use std::f64::consts::PI;

use super::{Bridge, Latent};

crate::configured! {
    /// Noise whose slope vanishes at both ends, so that every target stays finite (Albergo, Boffi and Vanden-Eijnden, 2023,
    /// table 8).
    pub struct Arch("arch", "Interpolant, sin²(πt)") {
        /// γ at t = ½.
        height: f64 = 1.0, "Height", "h", "", 0.01..=4.0, Log;
    }
}

impl Bridge for Arch {
    /// `γ = h sin²(πt)`, `γ̇ = h π sin(2πt)`.
    fn at(&self, t: f64) -> Latent {
        let sine = libm::sin(PI * t);
        Latent { gamma: self.height * sine * sine, d_gamma: self.height * PI * libm::sin(2.0 * PI * t) }
    }
}
