//! Training objectives.
//!
//! Every denoising-type objective is one weighted regression, `w ‖net(x_t, t) − (a data + b noise)‖²`. Such an objective is only
//! a choice of pairs, path, target, weight and times, its [`Recipe`]. [`regression`] draws the batches of that regression and,
//! with the feature `engine`, computes its loss. Every other objective is a [`Loss`], which computes its own gradient with a
//! differentiable network.

mod cnf;
mod ddpm;
mod ddpm_discrete;
mod denoising_score;
mod edm;
mod energy;
mod explicit_score;
mod flow_matching;
mod gaussian_flow;
mod hyvarinen;
mod implicit_score;
mod loss;
mod ncsn;
mod neural_ode;
pub mod ode;
mod one_step;
mod ot_cfm;
mod own_iterates;
mod planar_cnf;
mod planar_flow;
pub mod policy;
mod rectified_flow;
pub mod regression;
mod sb_cfm;
mod sliced_score;
mod stochastic_interpolant;
mod sub_vp_sde;
mod ve_sde;
mod vp_sde;

pub use cnf::{Cnf, Likelihood};
pub use ddpm::Ddpm;
pub use ddpm_discrete::DdpmDiscrete;
pub use denoising_score::DenoisingScore;
pub use edm::Edm;
pub use energy::Energy;
pub use explicit_score::ExplicitScore;
pub use flow_matching::FlowMatching;
pub use gaussian_flow::GaussianFlow;
pub use implicit_score::ImplicitScore;
pub use loss::{Effort, Loss, Networks, Outcome, Plan, Scope};
pub use ncsn::Ncsn;
pub use neural_ode::{Followed, Moment, NeuralOde, Track};
pub use one_step::{Consistency, ConsistencyDistillation, MeanFlow, Shortcut};
pub use ot_cfm::OtCfm;
pub use own_iterates::OwnIterates;
pub use planar_cnf::PlanarCnf;
pub use planar_flow::{Carried, PlanarFlow};
pub use rectified_flow::{RectifiedFlow, Reflow};
pub use sb_cfm::SbCfm;
pub use sliced_score::SlicedScore;
pub use stochastic_interpolant::StochasticInterpolant;
pub use sub_vp_sde::SubVpSde;
pub use ve_sde::VeSde;
pub use vp_sde::VpSde;

use crate::{
    math::{
        bridge::{BridgeConfig, Unbridged},
        coupling::{CouplingConfig, Independent},
        parametrization::{ParametrizationConfig, Velocity},
        sampler::{Euler, SamplerConfig},
        schedule::{FlowOt, ScheduleConfig},
        timing::{TimingConfig, Uniform},
        weighting::{Unit, WeightingConfig},
    },
    nn::{Architecture, Heads},
};

/// The choices that define an objective; each can be changed afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    pub coupling: CouplingConfig,
    pub bridge: BridgeConfig,
    pub schedule: ScheduleConfig,
    pub parametrization: ParametrizationConfig,
    pub weighting: WeightingConfig,
    pub timing: TimingConfig,
    pub sampler: SamplerConfig,
}

impl Default for Recipe {
    /// Conditional flow matching between independent pairs, the basis of the other recipes of flows.
    fn default() -> Self {
        Self {
            coupling: CouplingConfig::Independent(Independent {}),
            bridge: BridgeConfig::Unbridged(Unbridged {}),
            schedule: ScheduleConfig::FlowOt(FlowOt {}),
            parametrization: ParametrizationConfig::Velocity(Velocity {}),
            weighting: WeightingConfig::Unit(Unit {}),
            timing: TimingConfig::Uniform(Uniform { start: 0.0 }),
            sampler: SamplerConfig::Euler(Euler {}),
        }
    }
}

/// A named way to train.
pub trait Objective {
    /// The choices of the objective's authors.
    fn recipe(&self) -> Recipe;

    /// Whether the regression learns from the exact posterior means instead of the pairs that it draws.
    fn is_explicit(&self) -> bool {
        false
    }

    /// The loss, where it is not the weighted regression.
    fn loss(&self) -> Option<&dyn Loss> {
        None
    }

    /// The rounds in which training pairs come from the model itself, where there are any.
    fn reflow(&self) -> Option<Reflow> {
        None
    }

    /// Whether the network also predicts `E[z | x_t]`, which gives the score of a path with noise between its ends.
    fn learns_latent(&self) -> bool {
        false
    }

    /// The network that the objective trains.
    fn architecture(&self) -> Architecture {
        Architecture::Mlp
    }

    /// The outputs of that network.
    fn heads(&self) -> Heads {
        let latent = self.learns_latent().then_some((Heads::LATENT, 2));
        Heads::new([(Heads::PREDICTION, 2)].into_iter().chain(latent))
    }

    /// Whether the network may be told a condition.
    /// It may not where pairs come from the model itself, or where the target is an exact field of all classes together.
    fn takes_condition(&self) -> bool {
        self.reflow().is_none() && !self.is_explicit()
    }

    /// Whether only the CPU trains it.
    fn needs_host(&self) -> bool {
        self.loss().is_some() || self.learns_latent()
    }

    /// Whether it solves the ODE of the network's own prediction as a velocity, which only the straight path leaves unchanged.
    fn follows_velocity(&self) -> bool {
        false
    }

    /// Whether the network is also told the length of a step, and predicts the mean velocity of that step.
    fn spans(&self) -> bool {
        false
    }

    /// Whether the network maps a point to the end of its ODE, a data point, in place of the mean data point.
    fn maps_to_data(&self) -> bool {
        false
    }

    /// The sampling steps that it is made for, where they are few.
    fn few_steps(&self) -> Option<u32> {
        None
    }

    /// The averaging and the learning rate that it needs, where those of the defaults spoil it.
    fn habits(&self) -> Habits {
        Habits::default()
    }

    /// Whether it trains on pairs of data and noise at random times; maximum likelihood does not.
    fn has_pairs(&self) -> bool {
        true
    }

    /// Whether it learns an energy, which gives the score of the data alone, and no field between data and noise.
    fn has_energy(&self) -> bool {
        false
    }

    /// Whether the source must be standard normal.
    fn needs_normal_source(&self) -> bool {
        false
    }
}

/// Settings of the training that an objective needs; `None` where the defaults do.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Habits {
    /// How much of the averaged weights a step keeps.
    pub averaging: Option<f64>,
    /// The learning rate.
    pub rate: Option<f64>,
}

crate::registry! {
    /// The registry of objectives.
    pub enum ObjectiveConfig("objectives"): Objective {
        FlowMatching("flow-matching") = FlowMatching,
        OtCfm("ot-cfm") = OtCfm,
        SbCfm("sb-cfm") = SbCfm,
        GaussianFlow("fm") = GaussianFlow,
        StochasticInterpolant("stochastic-interpolant") = StochasticInterpolant,
        RectifiedFlow("rectified-flow") = RectifiedFlow,
        MeanFlow("meanflow") = MeanFlow,
        Shortcut("shortcut") = Shortcut,
        Consistency("consistency") = Consistency,
        ConsistencyDistillation("consistency-distillation") = ConsistencyDistillation,
        Ddpm("ddpm") = Ddpm,
        DdpmDiscrete("ddpm-discrete") = DdpmDiscrete,
        OwnIterates("ddpm-iterates") = OwnIterates,
        VpSde("vp-sde") = VpSde,
        SubVpSde("sub-vp-sde") = SubVpSde,
        VeSde("ve-sde") = VeSde,
        Edm("edm") = Edm,
        Ncsn("ncsn") = Ncsn,
        DenoisingScore("denoising-score") = DenoisingScore,
        ExplicitScore("explicit-score") = ExplicitScore,
        ImplicitScore("implicit-score") = ImplicitScore,
        SlicedScore("sliced-score") = SlicedScore,
        Cnf("cnf") = Cnf,
        PlanarCnf("planar-cnf") = PlanarCnf,
        PlanarFlow("planar-flow") = PlanarFlow,
        Energy("energy") = Energy,
    }
}

/// A way to fit a series of observations.
pub trait Fit {
    fn loss(&self) -> &dyn Loss;
    /// The settings of the observed series, and of the ODE that fits it.
    fn neural_ode(&self) -> &NeuralOde;
}

crate::registry! {
    /// The registry of fits to a series.
    pub enum FitConfig("fits"): Fit {
        NeuralOde("neural-ode") = NeuralOde,
    }
}
