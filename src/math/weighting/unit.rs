use super::{Level, Weighting};

crate::configured! {
    /// The plain mean squared error of the prediction of the network. With ε it is the L_simple of Ho et al. (2020, eq. 14).
    pub struct Unit("unit", "Plain mean square") {}
}

impl Weighting for Unit {
    fn eps_weight(&self, level: &Level) -> f64 {
        level.exchange
    }

    fn weight(&self, _: &Level) -> f64 {
        1.0
    }
}
