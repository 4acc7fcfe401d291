use super::{Level, Weighting};

crate::configured! {
    /// g² times the squared error of the score: with uniform times, likelihood weighting, which bounds the negative log
    /// likelihood (Song, Durkan, Murray and Ermon, 2021, theorem 1). It then implies a constant w(λ).
    pub struct Likelihood("likelihood", "Likelihood (g²)") {}
}

impl Weighting for Likelihood {
    /// The error of the score is that of the noise over σ.
    fn eps_weight(&self, level: &Level) -> f64 {
        level.coeffs.diffusion_squared() / level.coeffs.sigma.powi(2)
    }
}
