//! The trainers of the CPU: the weighted regression written out, and every other loss on a network with a tape.

use super::{
    fused::{Fused, optimizer},
    snapshot::{Rollback, Snapshot},
};
use crate::{
    nn::{Differentiable, Trainable, activation::ActivationConfig, optimizer::Optimizer},
    objective::{
        Effort, Loss, Networks, Scope,
        regression::{Batch, Batches, Regression},
    },
    protocol::EngineError,
};

/// A trainer of the CPU, the losses that nobody has asked for, and the way back.
#[derive(Debug)]
pub(super) struct Host {
    work: Work,
    pending: Vec<f64>,
    rollback: Rollback<Snapshot>,
    effort: Effort,
}

/// Who takes the gradient.
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
    /// For the weighted regression, from `state` on.
    pub(super) fn fused(sizes: &[(usize, usize)], activation: &ActivationConfig, state: Snapshot) -> Self {
        let rollback = Rollback::new(&state);
        Self::new(Work::Fused(Box::new(Fused::new(sizes, activation, state))), rollback)
    }

    /// For any other loss of this `network`, from `state` on; `target` is one more of the same shape for a loss that wants the
    /// averaged weights.
    pub(super) fn taped(network: Box<dyn Trainable>, target: Option<Box<dyn Trainable>>, state: Snapshot) -> Self {
        let rollback = Rollback::new(&state);
        Self::new(Work::Taped(Box::new(Taped { network, target, state })), rollback)
    }

    fn new(work: Work, rollback: Rollback<Snapshot>) -> Self {
        Self { work, pending: Vec::new(), rollback, effort: Effort::default() }
    }

    pub(super) fn state(&self) -> &Snapshot {
        match &self.work {
            Work::Fused(fused) => fused.state(),
            Work::Taped(taped) => &taped.state,
        }
    }

    /// Goes on from `state`, whose buffers have the right length, and forgets the losses that nobody asked for.
    pub(super) fn put(&mut self, state: &Snapshot) {
        self.pending.clear();
        self.replace(state);
        self.rollback = Rollback::new(state);
    }

    /// Stands where `state` does, with the same way back.
    pub(super) fn replace(&mut self, state: &Snapshot) {
        match &mut self.work {
            Work::Fused(fused) => fused.put(state),
            Work::Taped(taped) => taped.state.clone_from(state),
        }
    }

    /// The loss of every row of the last batch of the weighted regression, before the mean.
    pub(super) fn rows(&self) -> &[f32] {
        match &self.work {
            Work::Fused(fused) => fused.rows(),
            Work::Taped(_) => &[],
        }
    }

    /// What the last step took beside time.
    pub(super) fn effort(&self) -> Effort {
        self.effort
    }

    /// One step of the weighted regression.
    pub(super) fn regress(&mut self, batch: &Batch, optimizer: &dyn Optimizer, keep: f64) {
        if let Work::Fused(fused) = &mut self.work {
            let loss = fused.step(batch, optimizer.rate(), optimizer.weight_decay(), keep);
            self.pending.push(loss);
        }
    }

    /// One step of another `loss`.
    pub(super) fn descend(
        &mut self,
        loss: &dyn Loss,
        setting: &Regression,
        batches: &mut Batches,
        optimizer: &dyn Optimizer,
        keep: f64,
    ) {
        if let Work::Taped(taped) = &mut self.work {
            let Taped { network, target, state } = &mut **taped;
            network.begin(&state.weights);
            if let Some(target) = target {
                target.begin(&state.averaged);
            }
            let target = target.as_mut().map(|target| &mut **target as &mut dyn Differentiable);
            let networks = Networks { model: &mut **network, target, others: Vec::new() };
            let outcome = loss.gradient(Scope { regression: setting, batches, networks, step: state.step });
            self.effort = outcome.effort;
            optimizer::step(state, network.gradient(), optimizer.rate(), optimizer.weight_decay(), keep);
            self.pending.push(outcome.loss());
        }
    }

    /// The losses since the last call, or, when one of them is no number, the state put back to where it was finite.
    pub(super) fn losses(&mut self) -> Result<Vec<(u64, f64)>, EngineError> {
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return Ok(Vec::new());
        }
        let mut state = self.state().clone();
        let judged = self.rollback.judge(pending, state.step, &mut state);
        if judged.is_err() {
            self.replace(&state);
        }
        judged
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod flow_tests;
