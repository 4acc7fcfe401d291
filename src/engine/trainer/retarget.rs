//! Other settings on the way: training goes on from the weights that it has.

use super::{Adaptive, Batches, Generate, LossByLevel, Trainer};
use crate::{
    math::registry::Slot as _,
    protocol::{EngineError, ExperimentError, Retarget},
};

/// The settings that a run began with, those that it changed to, and those that it is going to change to.
#[derive(Debug)]
pub(super) struct Log {
    /// The first are those of the beginning.
    settings: Vec<Retarget>,
    /// Which of them are in force.
    current: usize,
}

impl Log {
    pub(super) fn new(experiment: Generate) -> Self {
        Self { settings: vec![Retarget { step: 0, experiment }], current: 0 }
    }

    /// How many changes are in force.
    pub(super) fn current(&self) -> usize {
        self.current
    }

    /// The next change, if it is due after `step` steps.
    fn due(&self, step: u64) -> Option<&Retarget> {
        self.settings.get(self.current + 1).filter(|next| next.step <= step)
    }

    /// Whatever was to come is forgotten.
    fn end_here(&mut self) {
        self.settings.truncate(self.current + 1);
    }

    /// A change at this step, instead of all that were to come; another one at the same step takes its place.
    fn push(&mut self, change: Retarget) {
        self.end_here();
        if self.current > 0 && self.settings.last().is_some_and(|last| last.step == change.step) {
            self.settings.pop();
        }
        self.settings.push(change);
        self.current = self.settings.len() - 1;
    }
}

impl Trainer {
    /// Trains on with the settings of `experiment`, from the weights, moments and averaged weights that it has: another path,
    /// weighting, distribution of times, coupling, bridge, optimiser, batch, averaging, data or source. What a distribution of times
    /// or a weighting has learned is kept unless it is itself changed, or the path is. Changes that were to come are forgotten.
    ///
    /// # Errors
    /// The field that is invalid, or that needs another network; then nothing has changed.
    pub fn retarget(&mut self, experiment: &Generate) -> Result<(), EngineError> {
        self.check(experiment)?;
        let mut trained_alike = self.experiment.clone();
        trained_alike.resample(experiment);
        if trained_alike == *experiment {
            self.log.end_here();
            self.resample(experiment);
            return Ok(());
        }
        self.log.push(Retarget { step: self.step_count(), experiment: experiment.clone() });
        self.take_up(experiment.clone());
        Ok(())
    }

    /// The changes of the settings, those to come included. A run that [plans](Trainer::plan) them has the very same losses.
    pub fn changes(&self) -> &[Retarget] {
        &self.log.settings[1..]
    }

    /// Changes the settings at these steps, which rise, when training comes to them.
    ///
    /// # Errors
    /// The field of a change that is invalid, or that needs another network; then nothing has changed.
    pub fn plan(&mut self, changes: Vec<Retarget>) -> Result<(), EngineError> {
        let first = self.log.settings.get(self.log.current).map_or(0, |current| current.step);
        let steps = std::iter::once(first).chain(changes.iter().map(|change| change.step));
        if !steps.is_sorted() {
            let message = "a change is not later than the one before it";
            return Err(ExperimentError::new("changes", message).into());
        }
        changes.iter().try_for_each(|change| self.check(&change.experiment))?;
        self.log.end_here();
        self.log.settings.extend(changes);
        Ok(())
    }

    /// Takes up the changes that are due at the present step; whether there were any.
    pub(in crate::engine) fn take_up_changes(&mut self) -> bool {
        let before = self.log.current;
        while let Some(next) = self.log.due(self.step_count()) {
            let experiment = self.as_sampled_now(next.experiment.clone());
            self.log.current += 1;
            self.take_up(experiment);
        }
        self.log.current != before
    }

    /// The settings that were in force after so many changes, or the last that are known.
    pub(in crate::engine) fn settings_after(&self, changes: usize) -> &Generate {
        &self.log.settings[changes.min(self.log.settings.len() - 1)].experiment
    }

    /// Goes back to the settings that were in force after so many changes, or to the last that are known.
    pub(super) fn go_to_settings(&mut self, changes: usize) {
        let wanted = changes.min(self.log.settings.len() - 1);
        if wanted != self.log.current {
            let experiment = self.as_sampled_now(self.settings_after(wanted).clone());
            self.log.current = wanted;
            self.take_up(experiment);
        }
    }

    /// `experiment` with the sampler that is in use, which is no part of the training, where the two go together.
    fn as_sampled_now(&self, experiment: Generate) -> Generate {
        let mut sampled = experiment.clone();
        sampled.resample(&self.experiment);
        if sampled.validate().is_ok() { sampled } else { experiment }
    }

    /// Trains with `experiment` from now on. Whatever it does not change stays.
    fn take_up(&mut self, experiment: Generate) {
        let before = std::mem::replace(&mut self.experiment, experiment);
        let now = &self.experiment;
        if before.data != now.data || before.source != now.source {
            self.batches = Batches::new(&now.regression());
        } else if before.objective != now.objective {
            // Rounds may begin elsewhere, and pairs are made in another way.
            self.batches.keep_to(None);
        }
        self.exact = if now.objective.is_explicit() { now.oracle() } else { None };
        self.adaptive = Adaptive::retargeted(self.adaptive.take(), &before, now);
        self.by_level = LossByLevel::new(&*now.schedule);
    }

    /// Whether the network and what it has learned can go on with `experiment`.
    fn check(&self, experiment: &Generate) -> Result<(), EngineError> {
        experiment.validate()?;
        let now = &self.experiment;
        let objective = |experiment: &Generate| experiment.objective.config().id();
        let field = match () {
            () if objective(now) != objective(experiment) => "objective",
            () if now.network != experiment.network => "network",
            () if now.activation != experiment.activation => "activation",
            () if now.embedding != experiment.embedding => "embedding",
            () if now.seed != experiment.seed => "seed",
            // A field of the objective that the network depends on.
            () if super::sizes(experiment) != self.sizes => "objective",
            () => return Ok(()),
        };
        let message = "this changes the network or where it began; start over to train with it";
        Err(ExperimentError::new(field, message).into())
    }
}

#[cfg(test)]
mod tests;
