use std::ops::Range;

use super::regression::{Batches, Regression};
use crate::{
    math::ode::Status,
    nn::{Differentiable, Vectors},
};

/// A loss that computes its own gradient, on the host.
pub trait Loss {
    /// Adds the gradient of the mean loss of a training step to that of the networks, as far as its rows are in [`Scope::rows`].
    /// The networks have no open calls before or after. All random numbers come from the streams of that step, so that the rows
    /// are the same in whatever parts they are asked for; only a solver with step control then takes other steps.
    fn gradient(&self, scope: Scope) -> Outcome;

    /// The planned work for each row of a training step.
    fn plan(&self) -> Plan;

    /// The number of rows of a training step.
    fn rows(&self, regression: &Regression) -> usize {
        regression.batch
    }

    /// How many of the points that its rows leave the run keeps for the next steps: see [`Outcome::left`].
    fn keeps(&self) -> usize {
        0
    }

    /// Whether it evaluates the running average of the model's weights, [`Networks::target`].
    fn wants_target(&self) -> bool {
        false
    }
}

/// The planned work of a [`Loss`] for each row of a training step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Evaluations of the network that are backpropagated; of a solver with step control, about so many.
    pub evaluations: f64,
    /// Directions of derivatives in each evaluation.
    pub directions: f64,
    /// Evaluations whose values are kept at the same time.
    pub kept: f64,
    /// Further evaluations that are not backpropagated.
    pub forward: f64,
    /// Work beside the evaluations of the network, in floating-point operations.
    pub beside: f64,
}

/// The inputs of one step of a [`Loss`].
pub struct Scope<'a> {
    /// The choices of the experiment.
    pub regression: &'a Regression<'a>,
    /// Draws the data, the noise and the times of the step.
    pub batches: &'a mut Batches,
    pub networks: Networks<'a>,
    /// How many steps were taken before this one.
    pub step: u64,
    /// The points that earlier steps left, the oldest first; at most [`Loss::keeps`].
    pub kept: &'a Vectors,
    /// The rows whose gradient is wanted, as far as there are so many: see [`Loss::rows`].
    pub rows: Range<usize>,
}

impl<'a> Scope<'a> {
    /// A whole step that trains the `model` alone, and has no points of earlier steps.
    pub fn new(
        regression: &'a Regression<'a>,
        batches: &'a mut Batches,
        model: &'a mut dyn Differentiable,
        step: u64,
    ) -> Self {
        let networks = Networks { model, target: None, others: Vec::new() };
        const NOTHING: &Vectors = &Vec::new();
        Self { regression, batches, networks, step, kept: NOTHING, rows: 0..usize::MAX }
    }
}

/// These `rows` of `all`, as far as there are so many.
pub(super) fn part<'a, T>(all: &'a [T], rows: &Range<usize>) -> &'a [T] {
    &all[rows.start.min(all.len())..rows.end.min(all.len())]
}

/// The networks of a run.
pub struct Networks<'a> {
    /// The network that samples are drawn with.
    pub model: &'a mut dyn Differentiable,
    /// The same network with the running average of its weights, where the loss [wants it](Loss::wants_target).
    /// It is only evaluated: its gradient trains nothing.
    pub target: Option<&'a mut dyn Differentiable>,
    /// Networks that are trained beside the model, by name: a discriminator, the score of the expert.
    pub others: Vec<(&'static str, &'a mut dyn Differentiable)>,
}

impl Networks<'_> {
    /// The name of [`Networks::model`].
    pub const MODEL: &'static str = "model";

    /// The network called `name`; `None` where the run has none.
    pub fn named(&mut self, name: &str) -> Option<&mut dyn Differentiable> {
        if name == Self::MODEL {
            return Some(&mut *self.model);
        }
        let index = self.others.iter().position(|(known, _)| *known == name)?;
        Some(&mut *self.others[index].1)
    }
}

/// The result of one step of a [`Loss`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The loss of every wanted row; the mean over all rows of the step is its loss.
    pub rows: Vec<f32>,
    pub effort: Effort,
    /// The points that the rows leave for later steps, which are part of the state of the run.
    pub left: Vectors,
}

impl Outcome {
    /// Adds the rows that follow. They cost time, but no more evaluations for a row and no more memory at once.
    pub fn extend(&mut self, next: Self) {
        self.rows.extend(next.rows);
        self.left.extend(next.left);
        let (effort, next) = (&mut self.effort, next.effort);
        effort.evaluations = effort.evaluations.max(next.evaluations);
        effort.rejected = effort.rejected.max(next.rejected);
        effort.held_bytes = effort.held_bytes.max(next.held_bytes);
        effort.status = effort.status.max(next.status);
    }

    /// The mean over the rows; 0 without any.
    pub fn loss(&self) -> f64 {
        self.rows.iter().map(|loss| f64::from(*loss)).sum::<f64>() / self.rows.len().max(1) as f64
    }
}

/// The cost of a step, other than time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// How often the field was evaluated (NFE, number of function evaluations), forwards and backwards.
    pub evaluations: u32,
    /// How many steps an adaptive solver rejected.
    pub rejected: u32,
    /// The most bytes held at once for the backward pass.
    pub held_bytes: usize,
    /// The worst end of an adaptive solver.
    pub status: Status,
}
