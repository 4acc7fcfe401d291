use super::{
    Mixture,
    general::GeneralPairs,
    question::{Answer, Question, Slope},
    round::RoundPairs,
};
use crate::math::schedule::Coeffs;

/// All pairs of components at one time, prepared for one question.
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

    /// The divergence at `x` of the mean of [`Pairs::at`].
    pub(super) fn divergence(&mut self, x: [f64; 2]) -> f64 {
        match self {
            Self::Round(pairs) => divergence(pairs.slopes(x)),
            Self::General(pairs) => divergence(pairs.slopes(x)),
        }
    }
}

/// `∇·Σ r m = Σ r (tr ∇m + (s − s̄)·(m − m̄))`, since a responsibility changes by `∇r = r (s − s̄)`, where `s̄` is the mean of
/// the scores; centred, so that nothing cancels.
fn divergence(slopes: impl Iterator<Item = Slope> + Clone) -> f64 {
    let largest = slopes.clone().map(|slope| slope.exponent).fold(f64::MIN, f64::max);
    let weighed = || slopes.clone().map(|slope| ((slope.exponent - largest).exp(), slope));
    let (mut total, mut score, mut quantity) = (0.0, [0.0; 2], [0.0; 2]);
    for (weight, slope) in weighed() {
        total += weight;
        for k in 0..2 {
            score[k] += weight * slope.score[k];
            quantity[k] += weight * slope.quantity[k];
        }
    }
    let change = |slope: &Slope| {
        let along = |k: usize| (slope.score[k] - score[k] / total) * (slope.quantity[k] - quantity[k] / total);
        slope.trace + along(0) + along(1)
    };
    weighed().map(|(weight, slope)| weight * change(&slope)).sum::<f64>() / total
}
