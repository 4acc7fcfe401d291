use super::Parametrization;
use crate::math::schedule::Coeffs;

crate::configured! {
    /// The noise that was mixed in (Ho et al., 2020, eq. 12). The denoised point is (x_t − σ ε)/α.
    pub struct Eps("eps", "Noise ε") {}
}

impl Parametrization for Eps {
    fn target(&self, _: &Coeffs) -> [f64; 2] {
        [0.0, 1.0]
    }
}
