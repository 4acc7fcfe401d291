use super::{Objective, Recipe};
use crate::math::{
    parametrization::{Eps, ParametrizationConfig},
    sampler::{Annealed, SamplerConfig},
    schedule::{ScheduleConfig, VeGeometric},
    timing::{TimingConfig, Uniform},
    weighting::{EpsMse, WeightingConfig},
};

crate::configured! {
    /// Denoising score matching (Vincent, 2011; Song and Ermon, 2019, eq. 6): the score of noised data, ½ σ² ‖s + noise/σ‖²,
    /// over a geometric ladder of noise levels, then annealed Langevin dynamics. The network predicts −σ s, of the same size at
    /// all levels.
    pub struct DenoisingScore("denoising-score", "Denoising score matching") {}
}

/// The recipe of the score objectives, without their losses.
pub(super) fn ladder() -> Recipe {
    Recipe {
        schedule: ScheduleConfig::VeGeometric(VeGeometric::default()),
        parametrization: ParametrizationConfig::Eps(Eps {}),
        weighting: WeightingConfig::EpsMse(EpsMse {}),
        timing: TimingConfig::Uniform(Uniform { start: 0.0 }),
        sampler: SamplerConfig::Annealed(Annealed::default()),
        ..Recipe::default()
    }
}

impl Objective for DenoisingScore {
    fn recipe(&self) -> Recipe {
        ladder()
    }
}
