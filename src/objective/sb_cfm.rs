use super::{Objective, Recipe};
use crate::math::{
    bridge::{BridgeConfig, Brownian},
    coupling::{CouplingConfig, Sinkhorn},
};

crate::configured! {
    /// The flow of a Schrödinger bridge (SB-CFM of Tong et al., 2024, section 3.4): pairs of entropic transport with ε = 2σ²,
    /// and Brownian motion of diffusion σ between their ends. With the score it is SF2M (Tong et al., 2024b), and sampling may
    /// also use the SDE of the bridge.
    pub struct SbCfm("sb-cfm", "Schrödinger bridge (SB-CFM)") {
        /// Learn the score as well, which the SDE needs: two more outputs predict the bridge's noise in a point.
        score: bool = false, "Learn the score", "", "", 0..=1, Linear;
    }
}

impl Objective for SbCfm {
    fn recipe(&self) -> Recipe {
        let bridge = Brownian::default();
        let regularization = 2.0 * bridge.sigma * bridge.sigma;
        Recipe {
            coupling: CouplingConfig::Sinkhorn(Sinkhorn { regularization, ..Default::default() }),
            bridge: BridgeConfig::Brownian(bridge),
            ..Recipe::default()
        }
    }

    fn learns_latent(&self) -> bool {
        self.score
    }
}
