use super::{Coeffs, Schedule, Trigonometric, preserved};

crate::configured! {
    /// The cosine schedule with λ moved by 2 ln s: s < 1 mixes in more noise at every time, as larger pictures need
    /// (Hoogeboom, Heek and Salimans, 2023, simple diffusion, eq. 7).
    pub struct ShiftedCosine("shifted-cosine", "Cosine, shifted") {
        /// Below 1 there is more noise at every time, above 1 less.
        shift: f64 = 0.5, "Shift", "s", "", 0.1..=10.0, Log;
    }
}

impl Schedule for ShiftedCosine {
    /// The trigonometric path with α multiplied by `s`, then scaled back to unit variance.
    fn at(&self, t: f64) -> Coeffs {
        let plain = Trigonometric {}.at(t);
        preserved(&Coeffs { alpha: self.shift * plain.alpha, d_alpha: self.shift * plain.d_alpha, ..plain })
    }

    fn time_of(&self, log_snr: f64) -> f64 {
        Trigonometric {}.time_of(log_snr - 2.0 * self.shift.ln())
    }
}
