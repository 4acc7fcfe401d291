use super::{Objective, Recipe};
use crate::math::{
    bridge::{BridgeConfig, Brownian},
    coupling::{CouplingConfig, Sinkhorn},
};

crate::configured! {
    /// The flow of a Schrödinger bridge (SB-CFM of Tong et al., 2024, section 3.4; the flow of [SF]²M): pairs of entropic
    /// transport with ε = 2σ², and Brownian motion of diffusion σ between their ends.
    pub struct SbCfm("sb-cfm", "Schrödinger bridge (SB-CFM)") {}
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
}
