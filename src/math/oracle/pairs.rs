use super::{Mixture, general::GeneralPairs, round::RoundPairs};
use crate::math::schedule::Coeffs;

/// What is asked of every pair of a data component i and a source component j, given which the point `x` is Gaussian about
/// `c = α mᵢ + σ nⱼ` with covariance `V = α² Sᵢ + σ² Qⱼ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// The posterior mean of the data, `mᵢ + α Sᵢ V⁻¹ (x − c)`.
    Data,
    /// The score of the pair, `−V⁻¹ (x − c)`.
    Score,
}

/// What all pairs together say at one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Answer {
    /// The mean of what was asked, weighed by the responsibilities `wᵢ ωⱼ N(x; c, V)/p_t(x)`.
    pub(super) mean: [f64; 2],
    /// `log p_t(x)` in nats.
    pub(super) log_density: f64,
}

/// Every pair of components at one time, made ready for one question.
#[derive(Debug)]
pub(super) enum Pairs {
    /// All components are isotropic.
    Round(RoundPairs),
    General(GeneralPairs),
}

impl Pairs {
    pub(super) fn new(data: &Mixture, source: &Mixture, coeffs: &Coeffs, question: Question) -> Self {
        match data.is_round() && source.is_round() {
            true => Self::Round(RoundPairs::new(data, source, coeffs, question)),
            false => Self::General(GeneralPairs::new(data, source, coeffs, question)),
        }
    }

    /// The answer at `x`.
    pub(super) fn at(&mut self, x: [f64; 2]) -> Answer {
        match self {
            Self::Round(pairs) => pairs.at(x),
            Self::General(pairs) => pairs.at(x),
        }
    }
}
