use super::{Objective, Recipe};
use crate::math::{
    parametrization::{ParametrizationConfig, Velocity},
    sampler::{Euler, SamplerConfig},
    schedule::{FlowOt, ScheduleConfig},
    timing::{TimingConfig, Uniform},
    weighting::{Unit, WeightingConfig},
};

crate::configured! {
    /// Conditional flow matching (Lipman et al., 2023; I-CFM of Tong et al., 2024): regress the velocity noise − data of
    /// straight lines between independent pairs, then follow the learned velocity.
    pub struct FlowMatching("flow-matching", "Flow matching") {}
}

impl Objective for FlowMatching {
    fn recipe(&self) -> Recipe {
        Recipe {
            schedule: ScheduleConfig::FlowOt(FlowOt {}),
            parametrization: ParametrizationConfig::Velocity(Velocity {}),
            weighting: WeightingConfig::Unit(Unit {}),
            timing: TimingConfig::Uniform(Uniform { start: 0.0 }),
            sampler: SamplerConfig::Euler(Euler {}),
        }
    }
}
