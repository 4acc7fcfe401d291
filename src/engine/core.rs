//! What takes the steps of a run: the one interface of the trainers of the CPU, of the GPU, and of the reference.

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

/// What a device or a trainer will have found. It is boxed, since traits with `async fn` make no objects; nothing that runs once a
/// training step is.
pub(super) type Waiting<'a, T> = Pin<Box<dyn Future<Output = Result<T, EngineError>> + 'a>>;

/// What a step is taken with.
pub(super) struct Turn<'a> {
    pub(super) experiment: &'a Generate,
    /// The loss, where it is not the weighted regression.
    pub(super) loss: Option<&'a dyn Loss>,
    /// The regression of this step, with what was learned beside the network.
    pub(super) regression: &'a Regression<'a>,
    pub(super) batches: &'a mut Batches,
    /// Where rows are filed whose losses the host sees at once.
    pub(super) by_level: &'a mut LossByLevel,
    /// Whether something learns from the losses of the rows.
    pub(super) learns: bool,
}

/// The losses of the rows of a step, and their levels.
pub(super) type Seen = (RowLosses, Vec<Look>);

/// Weights, moments and averaged weights, and who moves them. All cores take the same steps, up to rounding.
pub(super) trait Core: Debug {
    /// Steps done.
    fn step_count(&self) -> u64;

    /// Goes on from `state`, whose buffers have the right length, and forgets the losses that nobody asked for.
    fn put(&mut self, state: &Snapshot);

    /// One step: draws a batch, takes the gradient of its loss, moves the weights. Waits for no device. Gives the losses of the
    /// rows where something learns from them.
    fn step(&mut self, turn: Turn<'_>) -> Option<Seen>;

    /// The losses since the last call, as `(step, loss)` with the first step numbered 1.
    ///
    /// # Errors
    /// [`EngineError::NonFinite`] when a loss is NaN or infinite; then the state is the last that was finite.
    fn losses(&mut self) -> Waiting<'_, Vec<(u64, f64)>>;

    /// The state on the host.
    fn snapshot(&self) -> Waiting<'_, Snapshot>;

    /// The averaged weights as they are now, to be evaluated.
    fn averaged<'a>(&'a self, experiment: &'a Generate, sizes: &'a [(usize, usize)]) -> Waiting<'a, PlacedNetwork>;

    /// The losses of the rows of the last `steps` steps, oldest first, where the core keeps them itself ([`RowLosses::Kept`]).
    fn kept_rows(&self, steps: usize) -> Waiting<'_, Vec<Vec<f32>>> {
        debug_assert_eq!(steps, 0, "this core keeps no rows");
        ready(Vec::new())
    }

    /// What the last step took beside time; nothing but zeros for the weighted regression.
    fn effort(&self) -> Effort {
        Effort::default()
    }

    /// Stands where `state` does, with the same way back.
    #[cfg(test)]
    fn replace(&mut self, state: &Snapshot);
}

/// What is known already.
pub(super) fn ready<'a, T: 'a>(value: T) -> Waiting<'a, T> {
    Box::pin(std::future::ready(Ok(value)))
}
