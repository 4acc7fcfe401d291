use super::{Objective, Recipe};
use crate::math::{
    parametrization::{Eps, ParametrizationConfig},
    sampler::{Ddpm as Ancestral, SamplerConfig},
    schedule::{ScheduleConfig, VpLinear},
    timing::{TimingConfig, Uniform},
    weighting::{Unit, WeightingConfig},
};

crate::configured! {
    /// Denoising diffusion (Ho et al., 2020): predict the noise in a noised point, with the same weight for every error
    /// (L_simple), then sample backwards step by step. Time is continuous, as in Song et al. (2021).
    pub struct Ddpm("ddpm", "Diffusion (DDPM)") {}
}

impl Objective for Ddpm {
    fn recipe(&self) -> Recipe {
        Recipe {
            schedule: ScheduleConfig::VpLinear(VpLinear::default()),
            parametrization: ParametrizationConfig::Eps(Eps {}),
            weighting: WeightingConfig::Unit(Unit {}),
            // In a hardly noised point the noise cannot be predicted: Song et al. (2021, appendix C) start at 10⁻⁵ or later.
            timing: TimingConfig::Uniform(Uniform { start: 1e-3 }),
            sampler: SamplerConfig::Ddpm(Ancestral::default()),
            ..Recipe::default()
        }
    }
}
