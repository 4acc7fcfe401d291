//! The flow of a network's field `ẋ = u(x, t)`, and the gradient of a loss of its solution.
//!
//! [`solve`] solves the equation with a Runge–Kutta rule and integrates the divergence. [`backward`] then computes the
//! gradient of exactly those steps from the calls that were kept. [`adjoint`] solves a second differential equation backwards
//! instead, and keeps no calls.

mod adjoint;
mod back;
mod solve;

#[cfg(test)]
pub(super) mod tests;

pub use adjoint::{Adjoint, adjoint};
pub use back::backward;
pub use solve::{SolvedFlow, State, solve};

use super::{Effort, loss::Plan};
use crate::{
    math::{
        ode::{Tableau, Tolerance},
        points::Cloud,
    },
    nn::{Differentiable, Features, Jet, Pull, Vectors, embedding::Embedding},
};

/// How an equation is solved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Solver {
    pub rule: &'static Tableau,
    /// Steps of equal length; an adaptive rule chooses its own.
    pub steps: u32,
    /// The relative error that an adaptive rule may make in a step.
    pub rtol: f64,
    /// The absolute error that it may make where a number is small.
    pub atol: f64,
}

/// The steps of a unit of time that an adaptive rule needs at the tolerance 10⁻³, about.
const USUAL_STEPS: f64 = 2.0;

impl Solver {
    /// The tolerance of a step, which a field in single precision can be held to.
    pub fn tolerance(&self) -> Tolerance {
        let [relative, absolute] = [self.rtol, self.atol].map(|allowed| allowed.max(Tolerance::SINGLE));
        Tolerance { relative, absolute }
    }

    /// Evaluations of the field on the way, accepted or not; with step control an estimate from the order of the rule.
    pub fn evaluations(&self) -> f64 {
        let stages = self.rule.stages.len() as f64;
        let Tolerance { relative, absolute } = self.tolerance();
        match self.rule.is_adaptive() {
            true => stages * USUAL_STEPS * (1e-3 / relative.min(absolute)).max(1.0).powf(0.2),
            false => stages * f64::from(self.steps),
        }
    }

    /// The planned work of following a flow with so many `directions`, `ways` times one after the other.
    pub fn plan(&self, gradient: Gradient, directions: f64, ways: f64) -> Plan {
        let evaluations = ways * self.evaluations();
        match gradient {
            Gradient::Backpropagation => Plan { evaluations, directions, kept: evaluations, forward: 0.0, beside: 0.0 },
            Gradient::Adjoint => Plan { evaluations, directions, kept: 1.0, forward: evaluations, beside: 0.0 },
        }
    }
}

/// How the gradient is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gradient {
    /// Through every call of the solver, all of which are kept.
    Backpropagation,
    /// From the adjoint equation, solved backwards beside the state.
    Adjoint,
}

impl Gradient {
    /// By the `adjoint` equation, or else by backpropagation.
    pub fn by(adjoint: bool) -> Self {
        if adjoint { Self::Adjoint } else { Self::Backpropagation }
    }
}

/// The gradient of a loss at one end of a solution, per row.
#[derive(Clone, Debug, PartialEq)]
pub struct EndGradient {
    /// `∂L/∂x`, `[n, 2]`.
    pub points: Cloud,
    /// `∂L/∂∫∇·u dt`, the same for all rows.
    pub divergence: f64,
}

/// The field of a network, and the cost of its evaluations.
pub struct FollowedField<'a> {
    network: &'a mut dyn Differentiable,
    embedding: &'a dyn Embedding,
    /// The directions of the divergence; empty where no divergence is wanted.
    /// Random directions stay the same along a trajectory (Grathwohl et al., 2019, section 3.1).
    directions: &'a [Vectors],
    /// The network's features beside the time.
    condition: Features<'a>,
    features: Vec<f32>,
    pub effort: Effort,
    /// The times and points of the network's evaluations, where they are recorded.
    pub evaluated: Option<Vec<(f64, Cloud)>>,
}

impl<'a> FollowedField<'a> {
    pub fn new(network: &'a mut dyn Differentiable, embedding: &'a dyn Embedding, directions: &'a [Vectors]) -> Self {
        let (condition, features) = (Features::NONE, Vec::new());
        Self { network, embedding, directions, condition, features, effort: Effort::default(), evaluated: None }
    }

    /// The same field, with this `condition` beside the time.
    pub fn told(self, condition: Features<'a>) -> Self {
        Self { condition, ..self }
    }

    /// The velocity at `x`, and the divergence where `traced`.
    /// The call stays on the network's stack until its backward pass, or until it is forgotten.
    fn evaluate(&mut self, x: &Cloud, t: f64, traced: bool) -> Jet {
        if let Some(evaluated) = &mut self.evaluated {
            evaluated.push((t, x.clone()));
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

    /// The gradient in the points of the last call, from those in its velocity (`value`) and in its divergence (`trace`, a row).
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
