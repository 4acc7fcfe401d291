use super::{Level, Weighting};

crate::configured! {
    /// Every error counts alike: the plain mean squared error of what the network predicts. With ε it is the L_simple of
    /// Ho et al. (2020, eq. 14).
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
