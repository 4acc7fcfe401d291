//! The common interface of the trainers of the CPU, of the GPU, and of the reference.

use std::{fmt::Debug, pin::Pin};

use super::{adaptive::RowLosses, learned::PlacedNetwork, snapshot::Snapshot};
use crate::{
    math::levels::{Look, LossByLevel},
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
    pub(super) experiment: &'a Generate,
    /// The loss, where it is not the weighted regression.
    pub(super) loss: Option<&'a dyn Loss>,
    /// The regression of this step, with the distribution of times and the weighting that were learned.
    pub(super) regression: &'a Regression<'a>,
    pub(super) batches: &'a mut Batches,
    /// Collects rows whose losses the host has at once.
    pub(super) by_level: &'a mut LossByLevel,
    /// Whether something learns from the losses of the rows.
    pub(super) learns: bool,
}

/// The losses of the rows of a step, and their levels.
pub(super) type Seen = (RowLosses, Vec<Look>);

/// Weights, moments and averaged weights, and the trainer that updates them. All cores take the same steps, up to rounding.
pub(super) trait Core: Debug {
    /// Steps done.
    fn step_count(&self) -> u64;

    /// Continues from `state`, whose buffers have the right length, and drops the losses that were not read.
    fn put(&mut self, state: &Snapshot);

    /// One step: draws a batch, computes the gradient of its loss, and updates the weights.
    /// It does not wait for a device. Gives the losses of the rows where something learns from them.
    fn step(&mut self, turn: Turn<'_>) -> Option<Seen>;

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
