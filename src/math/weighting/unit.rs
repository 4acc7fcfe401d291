use super::Weighting;
use crate::math::schedule::Coeffs;

crate::configured! {
    /// Every error counts alike: the plain mean squared error of what the network predicts. With ε it is the L_simple of
    /// Ho et al. (2020, eq. 14).
    pub struct Unit("unit", "Plain mean square") {}
}

impl Weighting for Unit {
    fn weight(&self, _: &Coeffs) -> f64 {
        1.0
    }
}
