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

    /// The Jacobian at `x` of the mean of [`Pairs::at`], row by row.
    pub(super) fn jacobian(&mut self, x: [f64; 2]) -> [[f64; 2]; 2] {
        match self {
            Self::Round(pairs) => jacobian(pairs.slopes(x)),
            Self::General(pairs) => jacobian(pairs.slopes(x)),
        }
    }
}

/// `∇·Σ r m`, the trace of the [Jacobian](jacobian).
fn divergence(slopes: impl Iterator<Item = Slope> + Clone) -> f64 {
    let [[xx, _], [_, yy]] = jacobian(slopes);
    xx + yy
}

/// `∇ Σ r m = Σ r (∇m + (m − m̄)(s − s̄)ᵀ)`, since a responsibility changes by `∇r = r (s − s̄)`, where `s̄` is the mean of
/// the scores; centred, so that nothing cancels. Row by row.
fn jacobian(slopes: impl Iterator<Item = Slope> + Clone) -> [[f64; 2]; 2] {
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
    let mut sum = [[0.0; 2]; 2];
    for (weight, slope) in weighed() {
        for (row, line) in sum.iter_mut().enumerate() {
            for (column, entry) in line.iter_mut().enumerate() {
                let moved = slope.quantity[row] - quantity[row] / total;
                *entry += weight * (slope.gain[row][column] + moved * (slope.score[column] - score[column] / total));
            }
        }
    }
    sum.map(|line| line.map(|entry| entry / total))
}
