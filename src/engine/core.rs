//! The common interface of the trainers of the CPU, of the GPU, and of the reference.

use std::{fmt::Debug, ops::ControlFlow, pin::Pin};

use super::{adaptive::RowLosses, learned::PlacedNetwork, snapshot::Snapshot};
use crate::{
    math::levels::{Look, LossByLevel},
    nn::optimizer::Update,
    objective::{
        Effort, Loss,
        regression::{Batches, Regression},
    },
    protocol::{EngineError, Generate},
};

/// The future result of a device or a trainer.
/// It is boxed, since traits with `async fn` are not object-safe; nothing that runs once a training step is boxed.
pub(super) type Waiting<'a, T> = Pin<Box<dyn Future<Output = Result<T, EngineError>> + 'a>>;

/// The inputs of a step.
pub(super) struct Turn<'a> {
    #[cfg_attr(not(feature = "gpu"), expect(dead_code, reason = "a GPU draws its noise itself"))]
    pub(super) experiment: &'a Generate,
    /// How the step moves the weights.
    pub(super) update: Update,
    /// The loss, where it is not the weighted regression.
    pub(super) loss: Option<&'a dyn Loss>,
    /// The regression of this step, with the distribution of times and the weighting that were learned.
    pub(super) regression: &'a Regression<'a>,
    pub(super) batches: &'a mut Batches,
    /// Collects rows whose losses the host has at once.
    pub(super) by_level: &'a mut LossByLevel,
    /// Whether something learns from the losses of the rows.
    pub(super) learns: bool,
    /// The most rows that a loss of its own takes together.
    pub(super) rows: usize,
}

impl Turn<'_> {
    /// Continues to draw the batch of `step`, and gives whether it is complete. Breaks where its points have no pairs.
    pub(super) fn draw(&mut self, step: u64) -> ControlFlow<Option<Seen>, bool> {
        let complete = self.batches.advance(self.regression, step);
        if self.batches.is_unpaired() { ControlFlow::Break(None) } else { ControlFlow::Continue(complete) }
    }
}

/// The losses of the rows of a step, and their levels.
pub(super) type Seen = (RowLosses, Vec<Look>);

/// Weights, moments and averaged weights, and the trainer that updates them. All cores take the same steps, up to rounding.
pub(super) trait Core: Debug {
    /// Steps done.
    fn step_count(&self) -> u64;

    /// Continues from `state`, whose buffers have the right length, and drops the losses that were not read.
    fn put(&mut self, state: &Snapshot);

    /// Continues a step, or begins one: draws a batch, computes the gradient of its loss, and updates the weights.
    ///
    /// It does not wait for a device, and returns about every [`PART`](crate::protocol::work::PART) of work. It breaks at the end
    /// of the step, with the losses of the rows where something learns from them. Where the points of the batch have no pairs it
    /// breaks before the weights are updated.
    fn advance(&mut self, turn: Turn<'_>) -> ControlFlow<Option<Seen>>;

    /// Drops a step in progress: the next one begins anew.
    fn abandon(&mut self) {}

    /// The losses since the last call, as `(step, loss)` with the first step numbered 1.
    ///
    /// # Errors
    /// [`EngineError::NonFinite`] when a loss is NaN or infinite; then the state is the last finite one.
    fn losses(&mut self) -> Waiting<'_, Vec<(u64, f64)>>;

    /// The state on the host.
    fn snapshot(&self) -> Waiting<'_, Snapshot>;

    /// The averaged weights of this moment, for evaluation.
    fn averaged<'a>(&'a self, experiment: &'a Generate, sizes: &'a [(usize, usize)]) -> Waiting<'a, PlacedNetwork>;

    /// The losses of the rows of the last `steps` steps, oldest first, where the core keeps them itself ([`RowLosses::Kept`]).
    fn kept_rows(&self, steps: usize) -> Waiting<'_, Vec<Vec<f32>>> {
        debug_assert_eq!(steps, 0, "this core keeps no rows");
        ready(Vec::new())
    }

    /// The cost of the last step, other than time; zeros for the weighted regression.
    fn effort(&self) -> Effort {
        Effort::default()
    }

    /// Takes over `state`, and keeps the state to return to.
    #[cfg(test)]
    fn replace(&mut self, state: &Snapshot);
}

/// A result that is known already.
pub(super) fn ready<'a, T: 'a>(value: T) -> Waiting<'a, T> {
    Box::pin(std::future::ready(Ok(value)))
}
