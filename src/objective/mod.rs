//! What training minimises.
//!
//! Every denoising-type objective is one weighted regression, `w ‖net(x_t, t) − (a data + b noise)‖²`; such an objective
//! is only a choice of path, target, weight and times, its [`Recipe`]. [`regression`] draws the batches of that
//! regression and, with the feature `engine`, computes its loss.

mod ddpm;
mod flow_matching;
pub mod regression;

pub use ddpm::Ddpm;
pub use flow_matching::FlowMatching;

use crate::math::{
    parametrization::ParametrizationConfig, sampler::SamplerConfig, schedule::ScheduleConfig, timing::TimingConfig,
    weighting::WeightingConfig,
};

/// The choices that an objective is known by; each can be changed afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    pub schedule: ScheduleConfig,
    pub parametrization: ParametrizationConfig,
    pub weighting: WeightingConfig,
    pub timing: TimingConfig,
    pub sampler: SamplerConfig,
}

/// A named way to train.
pub trait Objective {
    /// The choices as its authors made them.
    fn recipe(&self) -> Recipe;
}

crate::registry! {
    /// The registry of objectives.
    pub enum ObjectiveConfig("objectives"): Objective {
        FlowMatching("flow-matching") = FlowMatching,
        Ddpm("ddpm") = Ddpm,
    }
}
