//! The trainers of the CPU: the weighted regression by hand, and every other loss on a network with a tape.

use super::{
    adaptive::RowLosses,
    core::{Core, Seen, Turn, Waiting, ready},
    fused::{Fused, optimizer},
    learned::PlacedNetwork,
    networks::AveragedNetwork,
    snapshot::{Rollback, Snapshot},
};
use crate::{
    nn::{Differentiable, Trainable, activation::ActivationConfig},
    objective::{Effort, Networks, Scope},
    protocol::{EngineError, Generate},
};

/// A trainer of the CPU, the losses that have not been read, and the state to return to.
#[derive(Debug)]
pub(super) struct Host {
    work: Work,
    pending: Vec<f64>,
    rollback: Rollback<Snapshot>,
    effort: Effort,
}

/// What computes the gradient.
#[derive(Debug)]
enum Work {
    Fused(Box<Fused>),
    Taped(Box<Taped>),
}

#[derive(Debug)]
struct Taped {
    network: Box<dyn Trainable>,
    /// The same network for the averaged weights, where the loss wants it.
    target: Option<Box<dyn Trainable>>,
    state: Snapshot,
}

impl Host {
    /// A trainer of the weighted regression, from `state` on.
    pub(super) fn fused(sizes: &[(usize, usize)], activation: &ActivationConfig, state: Snapshot) -> Self {
        let rollback = Rollback::new(&state);
        Self::new(Work::Fused(Box::new(Fused::new(sizes, activation, state))), rollback)
    }

    /// A trainer of any other loss of this `network`, from `state` on.
    /// `target` is another network of the same shape, for a loss that uses the averaged weights.
    pub(super) fn taped(network: Box<dyn Trainable>, target: Option<Box<dyn Trainable>>, state: Snapshot) -> Self {
        let rollback = Rollback::new(&state);
        Self::new(Work::Taped(Box::new(Taped { network, target, state })), rollback)
    }

    fn new(work: Work, rollback: Rollback<Snapshot>) -> Self {
        Self { work, pending: Vec::new(), rollback, effort: Effort::default() }
    }

    fn state(&self) -> &Snapshot {
        match &self.work {
            Work::Fused(fused) => fused.state(),
            Work::Taped(taped) => &taped.state,
        }
    }

    fn stand(&mut self, state: &Snapshot) {
        match &mut self.work {
            Work::Fused(fused) => fused.put(state),
            Work::Taped(taped) => taped.state.clone_from(state),
        }
    }

    fn judge(&mut self) -> Result<Vec<(u64, f64)>, EngineError> {
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return Ok(Vec::new());
        }
        let mut state = self.state().clone();
        let judged = self.rollback.judge(pending, state.step, &mut state);
        if judged.is_err() {
            self.stand(&state);
        }
        judged
    }
}

impl Core for Host {
    fn step_count(&self) -> u64 {
        self.state().step
    }

    fn put(&mut self, state: &Snapshot) {
        self.pending.clear();
        self.stand(state);
        self.rollback = Rollback::new(state);
    }

    fn step(&mut self, turn: Turn<'_>) -> Option<Seen> {
        let Turn { experiment, loss, regression, batches, by_level, learns } = turn;
        let (optimizer, keep) = (&*experiment.optimizer, experiment.training.ema);
        match &mut self.work {
            Work::Fused(fused) => {
                let batch = batches.draw(regression, fused.state().step);
                self.pending.push(fused.step(batch, optimizer.rate(), optimizer.weight_decay(), keep));
                by_level.observe(fused.rows(), &batch.levels);
                learns.then(|| (RowLosses::Host(fused.rows().to_vec()), batch.levels.clone()))
            }
            Work::Taped(taped) => {
                let Taped { network, target, state } = &mut **taped;
                network.begin(&state.weights);
                if let Some(target) = target {
                    target.begin(&state.averaged);
                }
                let target = target.as_mut().map(|target| &mut **target as &mut dyn Differentiable);
                let networks = Networks { model: &mut **network, target, others: Vec::new() };
                let outcome = loss?.gradient(Scope { regression, batches, networks, step: state.step });
                self.effort = outcome.effort;
                optimizer::step(state, network.gradient(), optimizer.rate(), optimizer.weight_decay(), keep);
                self.pending.push(outcome.loss());
                None
            }
        }
    }

    fn losses(&mut self) -> Waiting<'_, Vec<(u64, f64)>> {
        let judged = self.judge();
        Box::pin(std::future::ready(judged))
    }

    fn snapshot(&self) -> Waiting<'_, Snapshot> {
        ready(self.state().clone())
    }

    fn averaged<'a>(&'a self, experiment: &'a Generate, sizes: &'a [(usize, usize)]) -> Waiting<'a, PlacedNetwork> {
        ready(PlacedNetwork::Host(AveragedNetwork::new(experiment, sizes, self.state().averaged.clone())))
    }

    fn effort(&self) -> Effort {
        self.effort
    }

    #[cfg(test)]
    fn replace(&mut self, state: &Snapshot) {
        self.stand(state);
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod flow_tests;
