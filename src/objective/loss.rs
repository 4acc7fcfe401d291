use super::regression::{Batches, Regression};
use crate::nn::Differentiable;

/// A loss that computes its own gradient, on the host.
pub trait Loss {
    /// Adds the gradient of the mean loss of a training step to that of the networks.
    /// The networks have no open calls before or after. All random numbers come from the streams of that step.
    fn gradient(&self, scope: Scope) -> Outcome;

    /// Whether it evaluates the running average of the model's weights, [`Networks::target`].
    fn wants_target(&self) -> bool {
        false
    }
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
}

impl<'a> Scope<'a> {
    /// A step that trains the `model` alone.
    pub fn new(
        regression: &'a Regression<'a>,
        batches: &'a mut Batches,
        model: &'a mut dyn Differentiable,
        step: u64,
    ) -> Self {
        let networks = Networks { model, target: None, others: Vec::new() };
        Self { regression, batches, networks, step }
    }
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
    /// The loss of every row; their mean is the loss.
    pub rows: Vec<f32>,
    pub effort: Effort,
}

impl Outcome {
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
}
