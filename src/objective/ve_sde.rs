use super::{Objective, Recipe, vp_sde::sde};
use crate::math::{
    sampler::{PredictorCorrector, SamplerConfig},
    schedule::{ScheduleConfig, VeGeometric},
};

crate::configured! {
    /// The variance-exploding SDE in continuous time (Song et al., 2021, eq. 9): the data stay and the noise grows
    /// geometrically; sampled with a predictor and a corrector.
    pub struct VeSde("ve-sde", "VE SDE") {}
}

impl Objective for VeSde {
    fn recipe(&self) -> Recipe {
        let sampler = SamplerConfig::PredictorCorrector(PredictorCorrector::default());
        sde(ScheduleConfig::VeGeometric(VeGeometric::default()), sampler)
    }
}
