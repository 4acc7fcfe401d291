use super::Parametrization;
use crate::math::schedule::Coeffs;

crate::configured! {
    /// v = α noise − σ data, the direction in which a point turns from data to noise on a variance-preserving path
    /// (Salimans and Ho, 2022, section 4 and appendix D). It is steady at both ends.
    pub struct V("v", "v") {}
}

impl Parametrization for V {
    fn target(&self, coeffs: &Coeffs) -> [f64; 2] {
        [-coeffs.sigma, coeffs.alpha]
    }
}
