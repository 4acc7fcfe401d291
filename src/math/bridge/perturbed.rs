use super::{Bridge, Latent};

crate::configured! {
    /// Input perturbation (Ning et al., 2023, algorithm 1): training shows points with more noise, `σ (noise + γ z)`, and asks for the same
    /// target, so that the network learns to live with errors of its own. The path and sampling stay as they are.
    pub struct InputPerturbation("perturbed", "Perturbed input") {
        /// The standard deviation of the further noise, in units of the noise.
        strength: f64 = 0.1, "Strength", "γ", "", 0.01..=1.0, Log;
    }
}

impl Bridge for InputPerturbation {
    fn at(&self, _: f64) -> Latent {
        Latent { gamma: 0.0, d_gamma: 0.0 }
    }

    fn perturbation(&self) -> f64 {
        self.strength
    }
}
