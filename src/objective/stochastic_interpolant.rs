use super::{Objective, Recipe};
use crate::math::{
    bridge::{BridgeConfig, Root},
    sampler::{Heun, SamplerConfig},
};

crate::configured! {
    /// A stochastic interpolant (Albergo, Boffi and Vanden-Eijnden, 2023, section 2.2): straight lines between independent
    /// pairs, and noise √(a t (1 − t)) on the way, which smooths every density that a point passes.
    pub struct StochasticInterpolant("stochastic-interpolant", "Stochastic interpolant") {
        /// Learn the score as well, which an SDE needs: two more outputs say what a point holds of the noise on the way.
        score: bool = false, "Learn the score", "", "", 0..=1, Linear;
    }
}

impl Objective for StochasticInterpolant {
    fn recipe(&self) -> Recipe {
        Recipe {
            bridge: BridgeConfig::Root(Root::default()),
            sampler: SamplerConfig::Heun(Heun {}),
            ..Recipe::default()
        }
    }

    fn learns_latent(&self) -> bool {
        self.score
    }
}
