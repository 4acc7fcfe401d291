use super::{Objective, Recipe};
use crate::math::coupling::{CouplingConfig, OptimalTransport};

crate::configured! {
    /// Flow matching between pairs that optimal transport has matched within each batch (Tong et al., 2024, section 3.3;
    /// Pooladian et al., 2023): paths hardly cross, so that few sampling steps suffice.
    pub struct OtCfm("ot-cfm", "Flow matching, OT pairs (OT-CFM)") {}
}

impl Objective for OtCfm {
    fn recipe(&self) -> Recipe {
        Recipe { coupling: CouplingConfig::OptimalTransport(OptimalTransport::default()), ..Recipe::default() }
    }
}
