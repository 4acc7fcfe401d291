use super::{Level, Weighting};

crate::configured! {
    /// The weight that L_simple implies on the cosine path, for any path and times here: sech(λ/2)/2π (Nichol and
    /// Dhariwal, 2021; Kingma and Gao, 2023, table 1). It peaks at λ = 0.
    pub struct Iddpm("iddpm", "Cosine L_simple (IDDPM)") {}
}

impl Weighting for Iddpm {
    fn eps_weight(&self, level: &Level) -> f64 {
        1.0 / ((0.5 * level.log_snr).cosh() * std::f64::consts::TAU) / level.density
    }
}
