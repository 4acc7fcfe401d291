//! Weightings: the factor of an error, depending on the noise level.
//!
//! Kingma and Gao (2023) write every denoising loss as `L_w = ½ ∫ w(λ) E‖ε̂ − ε‖² dλ`. A weighting here is given as the
//! factor of a training sample's squared error of the noise; the density `p(λ)` of training samples times that factor is
//! the weight `w(λ)` that the whole training implies.

mod custom;
mod data_mse;
mod edm;
mod edm_monotonic;
mod elbo;
mod eps_mse;
mod iddpm;
pub mod implied;
mod learned;
mod likelihood;
mod logit_normal;
mod min_snr;
mod p2;
mod sigmoid;
mod soft_min_snr;
mod truncated_snr;
mod unit;
mod v_mse;
mod variational_bound;
mod velocity_mse;

pub use custom::CustomWeighting;
pub use data_mse::DataMse;
pub use edm::EdmWeighting;
pub use edm_monotonic::EdmMonotonic;
pub use elbo::Elbo;
pub use eps_mse::EpsMse;
pub use iddpm::Iddpm;
pub use learned::{LearnedWeighting, Uncertainty};
pub use likelihood::Likelihood;
pub use logit_normal::LogitNormalWeighting;
pub use min_snr::MinSnr;
pub use p2::P2;
pub use sigmoid::SigmoidWeighting;
pub use soft_min_snr::SoftMinSnr;
pub use truncated_snr::TruncatedSnr;
pub use unit::Unit;
pub use v_mse::VMse;
pub use variational_bound::VariationalBound;
pub use velocity_mse::VelocityMse;

use super::{
    levels::Look,
    parametrization::{Parametrization, exchange_rate},
    schedule::{Coeffs, Schedule},
    timing::Timing,
};

/// One noise level in training, which a weighting may depend on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    pub coeffs: Coeffs,
    /// λ, the log signal-to-noise ratio.
    pub log_snr: f64,
    /// `p(λ)`, the density of λ among training samples.
    pub density: f64,
    /// The ratio of a squared error of the network's prediction to a squared error of the noise.
    pub exchange: f64,
    /// The step to the level before, where there are finitely many; `None` in continuous time.
    pub step: Option<Step>,
}

impl Level {
    /// The [`Look`] of a sample at this level, where a squared error of the prediction has this `weight`.
    pub fn look(&self, weight: f64) -> Look {
        Look { log_snr: self.log_snr, density: self.density, eps_weight: weight * self.exchange }
    }
}

/// A step of a chain of levels, towards the data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The level before; the data themselves before the first.
    pub before: Coeffs,
    /// Its λ.
    pub log_snr: f64,
    /// The share of training samples at the level from which the step leads.
    pub share: f64,
}

/// The data without any noise.
const DATA: Coeffs = Coeffs { alpha: 1.0, sigma: 0.0, d_alpha: 0.0, d_sigma: 0.0 };

impl Level {
    /// The level at time `t` of a training with these choices.
    pub fn new(path: &dyn Schedule, timing: &dyn Timing, parametrization: &dyn Parametrization, t: f64) -> Self {
        let coeffs = path.at(t);
        Self {
            coeffs,
            log_snr: coeffs.log_snr(),
            density: timing.log_snr_density(path, t),
            exchange: exchange_rate(parametrization, &coeffs),
            step: timing.rung(path, t).map(|rung| {
                let before = rung.before.map_or(DATA, |t| path.at(t));
                Step { before, log_snr: before.log_snr(), share: rung.share }
            }),
        }
    }
}

/// A weighting of the noise levels.
pub trait Weighting {
    /// The factor of `‖ε̂ − ε‖²` in the loss of one training sample; a number ≥ 0.
    ///
    /// A weighting that fixes the implied weight returns `w(λ)/p(λ)`, which makes the loss independent of the distribution of
    /// times.
    /// One that is only a factor returns that factor, and then `p(λ)` is part of the implied weight.
    fn eps_weight(&self, level: &Level) -> f64;

    /// The factor of the squared error of the network's own prediction.
    fn weight(&self, level: &Level) -> f64 {
        self.eps_weight(level) / level.exchange
    }

    /// The weight `w(λ)` that training with it implies (Kingma and Gao, 2023, eq. 13).
    fn implied(&self, level: &Level) -> f64 {
        level.density * self.eps_weight(level)
    }

    /// The state of a weighting that learns during training; before it has learned, it is this weighting.
    fn uncertainty(&self, _path: &dyn Schedule) -> Option<Uncertainty> {
        None
    }
}

crate::registry! {
    /// The registry of weightings.
    pub enum WeightingConfig("weightings"): Weighting {
        Unit("unit") = Unit,
        Elbo("elbo") = Elbo,
        EpsMse("eps-mse") = EpsMse,
        DataMse("x-mse") = DataMse,
        VMse("v-mse") = VMse,
        VelocityMse("velocity-mse") = VelocityMse,
        Likelihood("likelihood") = Likelihood,
        Edm("edm") = EdmWeighting,
        EdmMonotonic("edm-monotonic") = EdmMonotonic,
        LogitNormal("logit-normal") = LogitNormalWeighting,
        Iddpm("iddpm") = Iddpm,
        P2("p2") = P2,
        MinSnr("min-snr") = MinSnr,
        SoftMinSnr("soft-min-snr") = SoftMinSnr,
        TruncatedSnr("truncated-snr") = TruncatedSnr,
        Sigmoid("sigmoid") = SigmoidWeighting,
        VariationalBound("variational-bound") = VariationalBound,
        Learned("learned") = LearnedWeighting,
        Custom("custom") = CustomWeighting,
    }
}

#[cfg(test)]
mod tests;
