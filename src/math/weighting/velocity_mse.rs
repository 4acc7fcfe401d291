use super::{Level, Weighting};
use crate::math::parametrization::{Velocity, exchange_rate};

crate::configured! {
    /// The mean squared error of the velocity, for any prediction: the flow-matching loss (Lipman et al., 2023,
    /// eq. 9). On the straight path with uniform times it implies w(λ) = ½ e^{−λ/2}.
    pub struct VelocityMse("velocity-mse", "Error of the velocity (FM)") {}
}

impl Weighting for VelocityMse {
    fn eps_weight(&self, level: &Level) -> f64 {
        exchange_rate(&Velocity {}, &level.coeffs)
    }
}
