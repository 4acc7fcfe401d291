use super::{Objective, Recipe};
use crate::math::{
    parametrization::{EdmF, ParametrizationConfig},
    sampler::{EdmHeun, SamplerConfig},
    schedule::{Edm as Path, ScheduleConfig},
    timing::{LogSnrNormal, TimingConfig},
    weighting::{Unit, WeightingConfig},
};

crate::configured! {
    /// EDM (Karras et al., 2022, table 1): noise levels from a log-normal law, a network that predicts F of the preconditioned
    /// denoiser c_skip x + c_out F, and Heun's method on a grid bent by ρ = 7. The weight λ(σ) = 1/c_out² makes the loss the
    /// plain mean square error of F.
    pub struct Edm("edm", "EDM") {}
}

impl Objective for Edm {
    fn recipe(&self) -> Recipe {
        Recipe {
            schedule: ScheduleConfig::Edm(Path::default()),
            parametrization: ParametrizationConfig::EdmF(EdmF::default()),
            weighting: WeightingConfig::Unit(Unit {}),
            timing: TimingConfig::LogSnrNormal(LogSnrNormal::default()),
            sampler: SamplerConfig::EdmHeun(EdmHeun::default()),
            ..Recipe::default()
        }
    }
}
