use super::{Level, Weighting};

crate::configured! {
    /// w(λ) = 1: the loss is the negative evidence lower bound, up to a constant, for any path, target and
    /// times (Kingma et al., 2021, eq. 18; Kingma and Gao, 2023, section 3).
    pub struct Elbo("elbo", "Evidence bound (ELBO)") {}
}

impl Weighting for Elbo {
    fn eps_weight(&self, level: &Level) -> f64 {
        1.0 / level.density
    }
}
