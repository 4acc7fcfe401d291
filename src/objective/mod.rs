//! What training minimises.
//!
//! Every denoising-type objective is one weighted regression, `w ‖net(x_t, t) − (a data + b noise)‖²`; such an objective
//! is only a choice of path, target, weight and times, its [`Recipe`]. [`regression`] draws the batches of that
//! regression and, with the feature `engine`, computes its loss. Every other objective is a [`Loss`], which finds its own
//! gradient with a network that can be followed back.

mod ddpm;
mod denoising_score;
mod explicit_score;
mod flow_matching;
mod hyvarinen;
mod implicit_score;
mod loss;
pub mod regression;
mod sliced_score;

pub use ddpm::Ddpm;
pub use denoising_score::DenoisingScore;
pub use explicit_score::ExplicitScore;
pub use flow_matching::FlowMatching;
pub use implicit_score::ImplicitScore;
pub use loss::{Effort, Loss, Outcome};
pub use sliced_score::SlicedScore;

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

    /// Whether the regression learns from the exact posterior means instead of the pairs that it draws.
    fn is_explicit(&self) -> bool {
        false
    }

    /// The loss, where it is not the weighted regression.
    fn loss(&self) -> Option<&dyn Loss> {
        None
    }
}

crate::registry! {
    /// The registry of objectives.
    pub enum ObjectiveConfig("objectives"): Objective {
        FlowMatching("flow-matching") = FlowMatching,
        Ddpm("ddpm") = Ddpm,
        DenoisingScore("denoising-score") = DenoisingScore,
        ExplicitScore("explicit-score") = ExplicitScore,
        ImplicitScore("implicit-score") = ImplicitScore,
        SlicedScore("sliced-score") = SlicedScore,
    }
}
