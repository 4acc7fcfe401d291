use super::{Bridge, Latent, root};

crate::configured! {
    /// The noise of the stochastic interpolants of Albergo, Boffi and Vanden-Eijnden (2023, table 8): γ² is a parabola in t.
    /// It is a Brownian bridge with another scale.
    pub struct Root("root", "Interpolant, √(a t (1 − t))") {
        /// The scale of γ².
        scale: f64 = 2.0, "Scale", "a", "", 0.01..=10.0, Log;
    }
}

impl Bridge for Root {
    /// `γ = √(a t (1 − t))`.
    fn at(&self, t: f64) -> Latent {
        root(self.scale.sqrt(), t)
    }
}
