use super::{Bridge, Latent, root};

crate::configured! {
    /// Brownian motion between the two ends of a pair. Between the pairs of entropic transport with ε = 2σ², on the straight
    /// path, it is the Schrödinger bridge (Tong et al., 2024, section 3.4).
    pub struct Brownian("brownian", "Brownian bridge") {
        /// The diffusion of the motion: its standard deviation halfway is half of it.
        sigma: f64 = 0.5, "Diffusion", "σ", "", 0.01..=4.0, Log;
    }
}

impl Bridge for Brownian {
    /// `γ = σ √(t (1 − t))`.
    fn at(&self, t: f64) -> Latent {
        root(self.sigma, t)
    }
}
