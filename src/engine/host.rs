//! The trainers of the CPU: the weighted regression by hand, and every other loss on a network with a tape.

use std::ops::ControlFlow;

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
    objective::{Effort, Networks, Outcome, Scope},
    protocol::{EngineError, Generate, work::PART},
};

/// A trainer of the CPU, the losses that have not been read, and the state to return to.
#[derive(Debug)]
pub(super) struct Host {
    work: Work,
    pending: Vec<f64>,
    rollback: Rollback<Snapshot>,
    effort: Effort,
    /// The rows of the present step that are done, with their losses.
    done: Outcome,
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
        Self { work, pending: Vec::new(), rollback, effort: Effort::default(), done: Outcome::default() }
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
        self.abandon();
        self.pending.clear();
        self.stand(state);
        self.rollback = Rollback::new(state);
    }

    fn advance(&mut self, mut turn: Turn<'_>) -> ControlFlow<Option<Seen>> {
        let update = turn.update;
        match &mut self.work {
            Work::Fused(fused) => {
                if fused.is_at_rest() && !turn.draw(fused.state().step)? {
                    return ControlFlow::Continue(());
                }
                let batch = turn.batches.batch();
                let Some(loss) = fused.advance(batch, PART, update) else {
                    return ControlFlow::Continue(());
                };
                self.pending.push(loss);
                turn.by_level.observe(fused.rows(), &batch.levels);
                let seen = turn.learns.then(|| (RowLosses::Host(fused.rows().to_vec()), batch.levels.clone()));
                ControlFlow::Break(seen)
            }
            Work::Taped(taped) => {
                let Some(loss) = turn.loss else {
                    return ControlFlow::Break(None);
                };
                let Taped { network, target, state } = &mut **taped;
                let first = self.done.rows.len();
                if first == 0 {
                    network.begin(&state.weights);
                    if let Some(target) = target {
                        target.begin(&state.averaged);
                    }
                }
                let all = loss.rows(turn.regression);
                let rows = first..first.saturating_add(turn.rows).min(all);
                let target = target.as_mut().map(|target| &mut **target as &mut dyn Differentiable);
                let networks = Networks { model: &mut **network, target, others: Vec::new() };
                let (last, Turn { regression, batches, .. }) = (rows.end, turn);
                self.done.extend(loss.gradient(Scope {
                    regression,
                    batches,
                    networks,
                    step: state.step,
                    kept: &state.kept,
                    rows,
                }));
                if batches.is_unpaired() {
                    self.done = Outcome::default();
                    return ControlFlow::Break(None);
                }
                if last < all {
                    return ControlFlow::Continue(());
                }
                let outcome = std::mem::take(&mut self.done);
                self.effort = outcome.effort;
                let (mut all, keeps) = (std::mem::take(&mut state.kept), loss.keeps());
                all.extend(&outcome.left);
                state.kept = all.split_off(all.len().saturating_sub(keeps));
                optimizer::step(state, network.gradient(), update);
                self.pending.push(outcome.loss());
                ControlFlow::Break(None)
            }
        }
    }

    fn abandon(&mut self) {
        self.done = Outcome::default();
        if let Work::Fused(fused) = &mut self.work {
            fused.abandon();
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
