//! Following a network's field `ẋ = u(x, t)`, and following a loss of where it leads back to the weights.
//!
//! [`solve`] walks with a Runge–Kutta rule and adds up the divergence on the way. Then [`follow_back`] takes the gradient of
//! exactly those steps from the calls that were kept, or [`adjoint`] walks back through a second differential equation and
//! keeps nothing.

mod adjoint;
mod back;
mod solve;

#[cfg(test)]
pub(super) mod tests;

pub use adjoint::{Adjoint, adjoint};
pub use back::follow_back;
pub use solve::{SolvedFlow, State, solve};

use super::Effort;
use crate::{
    math::{ode::Tableau, points::Cloud},
    nn::{Differentiable, Features, Jet, Pull, Vectors, embedding::Embedding},
};

/// How an equation is solved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Solver {
    pub rule: &'static Tableau,
    /// Steps of equal length; an adaptive rule has its own.
    pub steps: u32,
    /// What an adaptive rule may err in a step: as a share of the number, and where the number is small.
    pub rtol: f64,
    pub atol: f64,
}

/// How the gradient is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gradient {
    /// Through every call of the solver, all of which are kept.
    Backpropagation,
    /// From the adjoint equation, solved backwards beside the state.
    Adjoint,
}

impl Gradient {
    /// By the `adjoint` equation, or else by back-propagation.
    pub fn by(adjoint: bool) -> Self {
        if adjoint { Self::Adjoint } else { Self::Backpropagation }
    }
}

/// What a loss is worth at one end of the way, per row.
#[derive(Clone, Debug, PartialEq)]
pub struct EndGradient {
    /// `∂L/∂x`, `[n, 2]`.
    pub points: Cloud,
    /// `∂L/∂∫∇·u dt`, the same for all rows.
    pub divergence: f64,
}

/// The field of a network, and what asking it has cost.
pub struct FollowedField<'a> {
    network: &'a mut dyn Differentiable,
    embedding: &'a dyn Embedding,
    /// Along which the divergence is taken; empty where nobody asks for it. Random directions stay the same all along the
    /// way (Grathwohl et al., 2019, section 3.1).
    directions: &'a [Vectors],
    /// What the network is told beside the time.
    condition: Features<'a>,
    features: Vec<f32>,
    pub effort: Effort,
    /// Where and when the network was asked, if somebody wants to know.
    pub asked: Option<Vec<(f64, Cloud)>>,
}

impl<'a> FollowedField<'a> {
    pub fn new(network: &'a mut dyn Differentiable, embedding: &'a dyn Embedding, directions: &'a [Vectors]) -> Self {
        let (condition, features) = (Features::NONE, Vec::new());
        Self { network, embedding, directions, condition, features, effort: Effort::default(), asked: None }
    }

    /// The same, where the network is told this `condition` beside the time.
    pub fn told(self, condition: Features<'a>) -> Self {
        Self { condition, ..self }
    }

    /// The velocity at `x`, and the divergence where `traced`. The call stays until it is answered for or forgotten.
    fn ask(&mut self, x: &Cloud, t: f64, traced: bool) -> Jet {
        if let Some(asked) = &mut self.asked {
            asked.push((t, x.clone()));
        }
        self.features.clear();
        self.embedding.append(t, &mut self.features);
        let directions = if traced { self.directions } else { &[] };
        let told = self.condition.behind(&self.features);
        let jet = self.network.forward(&single(x), told.features(), directions);
        self.effort.evaluations += 1;
        self.effort.held_bytes = self.effort.held_bytes.max(self.network.held_bytes());
        jet
    }

    /// What the points of the last call are worth, if its velocity is worth `value` and its divergence `trace` a row.
    fn answer(&mut self, value: &Cloud, trace: f64, share: f64) -> Vectors {
        let trace =
            if trace == 0.0 || self.directions.is_empty() { Vec::new() } else { vec![trace as f32; value.len()] };
        self.effort.evaluations += 1;
        self.network.backward(Pull { value: &single(value), trace: &trace, share: share as f32 })
    }

    fn forget(&mut self, calls: usize) {
        (0..calls).for_each(|_| self.network.forget());
    }

    fn is_traced(&self) -> bool {
        !self.directions.is_empty()
    }
}

fn single(points: &Cloud) -> Vectors {
    points.iter().map(|x| x.map(|c| c as f32)).collect()
}

/// `x + Σ cᵢ kᵢ`.
fn moved<'a>(x: &Cloud, terms: impl Iterator<Item = (f64, &'a Vectors)>) -> Cloud {
    let mut sum = x.clone();
    for (factor, slope) in terms.filter(|(factor, _)| *factor != 0.0) {
        for (sum, slope) in sum.iter_mut().zip(slope) {
            (0..2).for_each(|k| sum[k] += factor * f64::from(slope[k]));
        }
    }
    sum
}
