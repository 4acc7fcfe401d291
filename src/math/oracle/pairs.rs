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

    /// The divergence at `x` of what [`Pairs::at`] gives.
    pub(super) fn divergence(&mut self, x: [f64; 2]) -> f64 {
        match self {
            Self::Round(pairs) => divergence(pairs.slopes(x)),
            Self::General(pairs) => divergence(pairs.slopes(x)),
        }
    }
}

/// What a pair says at one point, and how that changes from there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slope {
    /// `ln` of weight times density.
    pub(super) exponent: f64,
    /// The score of the pair.
    pub(super) score: [f64; 2],
    /// What was asked, `m`, and the trace of its Jacobian.
    pub(super) asked: [f64; 2],
    pub(super) trace: f64,
}

/// `∇·Σ r m = Σ r (tr ∇m + (s − s̄)·(m − m̄))`, since a responsibility changes by `∇r = r (s − s̄)`, where `s̄` is the mean of
/// the scores; centred, so that nothing cancels.
fn divergence(slopes: impl Iterator<Item = Slope> + Clone) -> f64 {
    let largest = slopes.clone().map(|slope| slope.exponent).fold(f64::MIN, f64::max);
    let weighed = || slopes.clone().map(|slope| ((slope.exponent - largest).exp(), slope));
    let (mut total, mut score, mut asked) = (0.0, [0.0; 2], [0.0; 2]);
    for (weight, slope) in weighed() {
        total += weight;
        for k in 0..2 {
            score[k] += weight * slope.score[k];
            asked[k] += weight * slope.asked[k];
        }
    }
    let change = |slope: &Slope| {
        let along = |k: usize| (slope.score[k] - score[k] / total) * (slope.asked[k] - asked[k] / total);
        slope.trace + along(0) + along(1)
    };
    weighed().map(|(weight, slope)| weight * change(&slope)).sum::<f64>() / total
}
