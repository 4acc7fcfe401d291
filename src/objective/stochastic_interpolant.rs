use super::{Objective, Recipe};
use crate::math::{
    bridge::{BridgeConfig, Root},
    sampler::{Heun, SamplerConfig},
};

crate::configured! {
    /// A stochastic interpolant (Albergo, Boffi and Vanden-Eijnden, 2023, section 2.2): straight lines between independent
    /// pairs, plus noise √(a t (1 − t)) between the ends, which smooths the density at every time between them.
    pub struct StochasticInterpolant("stochastic-interpolant", "Stochastic interpolant") {
        /// Learn the score as well, which an SDE needs: two more outputs predict the noise of the path in a point.
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
