use super::{Objective, Recipe};
use crate::math::{
    parametrization::{Eps, ParametrizationConfig},
    sampler::{EulerMaruyama, SamplerConfig},
    schedule::{ScheduleConfig, VpLinear},
    timing::{TimingConfig, Uniform},
    weighting::{EpsMse, WeightingConfig},
};

crate::configured! {
    /// The variance-preserving SDE in continuous time (Song et al., 2021, eq. 11): the score at uniform times from 10⁻⁵ on,
    /// weighted by σ², then the reverse SDE. The network predicts −σ times the score.
    pub struct VpSde("vp-sde", "VP SDE") {}
}

/// The recipe of the three SDEs (Song et al., 2021, eq. 7), on `schedule` and with `sampler`.
pub(super) fn sde(schedule: ScheduleConfig, sampler: SamplerConfig) -> Recipe {
    Recipe {
        schedule,
        parametrization: ParametrizationConfig::Eps(Eps {}),
        weighting: WeightingConfig::EpsMse(EpsMse {}),
        timing: TimingConfig::Uniform(Uniform { start: 1e-5 }),
        sampler,
        ..Recipe::default()
    }
}

impl Objective for VpSde {
    fn recipe(&self) -> Recipe {
        let sampler = SamplerConfig::EulerMaruyama(EulerMaruyama::default());
        sde(ScheduleConfig::VpLinear(VpLinear::default()), sampler)
    }
}
