use super::Parametrization;
use crate::math::schedule::Coeffs;

crate::configured! {
    /// The velocity of the path, u = α̇ data + σ̇ noise, with which a point moves as its noise grows (Lipman et al., 2023,
    /// eq. 14). On the straight path it is noise − data.
    pub struct Velocity("velocity", "Velocity u") {}
}

impl Parametrization for Velocity {
    fn target(&self, coeffs: &Coeffs) -> [f64; 2] {
        [coeffs.d_alpha, coeffs.d_sigma]
    }
}
