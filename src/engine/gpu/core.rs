//! The trainer of the GPU as a [`Core`]: the weighted regression alone.

use std::ops::ControlFlow;

use super::{Context, GpuTrainer, Mark, Noised};
use crate::{
    engine::{
        adaptive::RowLosses,
        core::{Core, Seen, Turn, Waiting, ready},
        learned::PlacedNetwork,
        snapshot::{Rollback, Snapshot},
    },
    math::dataset::DatasetConfig,
    nn::activation::ActivationConfig,
    protocol::{EngineError, Generate},
};

/// The trainer of the GPU, and the state to return to.
#[derive(Debug)]
pub(in crate::engine) struct GpuCore {
    context: Context,
    trainer: GpuTrainer,
    rollback: Rollback<Mark>,
}

impl GpuCore {
    /// A trainer from `state` on; its weights fit the `sizes`, `(inputs, outputs)` of every layer.
    ///
    /// # Errors
    /// When the device has no room for the network.
    pub(in crate::engine) fn new(
        context: &Context,
        sizes: &[(usize, usize)],
        activation: &ActivationConfig,
        state: &Snapshot,
    ) -> Result<Self, EngineError> {
        let trainer = GpuTrainer::new(context, sizes, activation, state)?;
        let rollback = Rollback::new(&trainer.mark());
        Ok(Self { context: context.clone(), trainer, rollback })
    }
}

impl Core for GpuCore {
    fn step_count(&self) -> u64 {
        self.trainer.step_count()
    }

    fn put(&mut self, state: &Snapshot) {
        self.trainer.put(state);
        self.rollback = Rollback::new(&self.trainer.mark());
    }

    fn advance(&mut self, mut turn: Turn<'_>) -> ControlFlow<Option<Seen>> {
        let (experiment, learns) = (turn.experiment, turn.learns);
        let (update, step) = (turn.update, self.trainer.step_count());
        let levels = if let Some(std) = normal_noise(experiment) {
            let noised = Noised::draw(turn.batches, turn.regression, std, step);
            self.trainer.step(&noised, update);
            learns.then_some(noised.levels)
        } else {
            if !turn.draw(step)? {
                return ControlFlow::Continue(());
            }
            let batch = turn.batches.batch();
            self.trainer.step(batch, update);
            learns.then(|| batch.levels.clone())
        };
        ControlFlow::Break(levels.map(|levels| (RowLosses::Kept, levels)))
    }

    fn losses(&mut self) -> Waiting<'_, Vec<(u64, f64)>> {
        Box::pin(async {
            let losses = self.trainer.losses().await?;
            if losses.is_empty() {
                return Ok(Vec::new());
            }
            let mut mark = self.trainer.mark();
            let judged = self.rollback.judge(losses, self.trainer.step_count(), &mut mark);
            if judged.is_err() {
                self.trainer.go_back(&mark);
            }
            judged
        })
    }

    fn snapshot(&self) -> Waiting<'_, Snapshot> {
        Box::pin(self.trainer.snapshot())
    }

    fn averaged<'a>(&'a self, _: &'a Generate, _: &'a [(usize, usize)]) -> Waiting<'a, PlacedNetwork> {
        ready(PlacedNetwork::Gpu(self.trainer.network(), self.context.clone()))
    }

    fn kept_rows(&self, steps: usize) -> Waiting<'_, Vec<Vec<f32>>> {
        match steps {
            0 => ready(Vec::new()),
            steps => Box::pin(self.trainer.row_losses(steps)),
        }
    }

    #[cfg(test)]
    fn replace(&mut self, state: &Snapshot) {
        self.trainer.put(state);
    }
}

/// The spread of the source, where it is normal and every pair stays as it was drawn: the GPU draws such noise itself.
fn normal_noise(experiment: &Generate) -> Option<f64> {
    let objective = &experiment.objective;
    let is_as_drawn = experiment.coupling.is_independent()
        && experiment.bridge.is_none()
        && objective.reflow().is_none()
        && !objective.is_explicit();
    match &experiment.source {
        DatasetConfig::Normal(normal) => is_as_drawn.then_some(normal.std),
        _ => None,
    }
}
