use super::{Objective, Recipe, vp_sde::sde};
use crate::math::{
    sampler::{EulerMaruyama, SamplerConfig},
    schedule::{ScheduleConfig, SubVp},
};

crate::configured! {
    /// The sub-VP SDE in continuous time, whose variance stays below that of the VP SDE (Song et al., 2021, eq. 12); all else
    /// is as in the VP SDE.
    pub struct SubVpSde("sub-vp-sde", "Sub-VP SDE") {}
}

impl Objective for SubVpSde {
    fn recipe(&self) -> Recipe {
        let sampler = SamplerConfig::EulerMaruyama(EulerMaruyama::default());
        sde(ScheduleConfig::SubVp(SubVp::default()), sampler)
    }
}
