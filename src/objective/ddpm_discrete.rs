use super::{Objective, Recipe};
use crate::math::{
    parametrization::{Eps, ParametrizationConfig},
    sampler::{Ddpm as Ancestral, SamplerConfig},
    schedule::{LinearChain, ScheduleConfig},
    timing::{Levels, TimingConfig},
    weighting::{Unit, WeightingConfig},
};

crate::configured! {
    /// Denoising diffusion as published (Ho et al., 2020, algorithm 1): a chain of T = 1000 levels with β from 10⁻⁴ to 0.02,
    /// trained at its levels alone, with the same weight for every error of the noise (L_simple). T is set in two places: in the
    /// chain and in the levels trained on.
    pub struct DdpmDiscrete("ddpm-discrete", "Diffusion in discrete time (DDPM)") {}
}

impl Objective for DdpmDiscrete {
    fn recipe(&self) -> Recipe {
        let chain = LinearChain::default();
        let steps = chain.steps;
        Recipe {
            schedule: ScheduleConfig::LinearChain(chain),
            parametrization: ParametrizationConfig::Eps(Eps {}),
            weighting: WeightingConfig::Unit(Unit {}),
            timing: TimingConfig::Levels(Levels { steps }),
            sampler: SamplerConfig::Ddpm(Ancestral::default()),
            ..Recipe::default()
        }
    }
}
