use super::Parametrization;
use crate::math::schedule::Coeffs;

crate::configured! {
    /// The data point itself, also called x- or sample prediction (Salimans and Ho, 2022, section 4). Its squared error is
    /// that of the noise times e^{−λ}.
    pub struct Data("x", "Data x") {}
}

impl Parametrization for Data {
    fn target(&self, _: &Coeffs) -> [f64; 2] {
        [1.0, 0.0]
    }
}
