//! Changes of the settings during a run: training continues with its present weights.

use super::{Adaptive, Batches, LossByLevel, Trainer};
use crate::protocol::{Class, EngineError, ExperimentError, Period, Task};

/// The settings that a run began with, those that it changed to, and those that are planned.
#[derive(Debug)]
pub(super) struct Log {
    /// The first are the initial settings.
    settings: Vec<Period>,
    /// The index of the present settings.
    current: usize,
}

impl Log {
    pub(super) fn new(task: Task) -> Self {
        Self { settings: vec![Period { step: 0, task }], current: 0 }
    }

    /// The number of changes made so far.
    pub(super) fn current(&self) -> usize {
        self.current
    }

    /// The next change, if it is due after `step` steps.
    fn due(&self, step: u64) -> Option<&Period> {
        self.settings.get(self.current + 1).filter(|next| next.step <= step)
    }

    /// Drops all planned changes.
    fn end_here(&mut self) {
        self.settings.truncate(self.current + 1);
    }

    /// Adds a change at this step in place of all planned ones; it replaces another one at the same step.
    fn push(&mut self, change: Period) {
        self.end_here();
        if self.current > 0 && self.settings.last().is_some_and(|last| last.step == change.step) {
            self.settings.pop();
        }
        self.settings.push(change);
        self.current = self.settings.len() - 1;
    }
}

impl Trainer {
    /// Continues training with the settings of `task`, from the present weights, moments and averaged weights.
    /// The path, weighting, distribution of times, coupling, bridge, optimiser, batch, averaging, data and source may change. The
    /// state of a distribution of times or a weighting that learns is kept unless it is itself changed, or the path is. Planned
    /// changes are dropped.
    ///
    /// # Errors
    /// The field that is invalid, or that needs another network; then nothing has changed.
    pub fn retarget(&mut self, task: &Task) -> Result<(), EngineError> {
        self.check(task)?;
        if self.task.change_class(task).is_none_or(|class| class == Class::Resample) {
            self.log.end_here();
            self.resample(task);
            return Ok(());
        }
        self.log.push(Period { step: self.step_count(), task: task.clone() });
        self.take_up(task.clone());
        Ok(())
    }

    /// The changes of the settings, planned ones included. A run that [plans](Trainer::plan) them has the very same losses.
    pub fn changes(&self) -> &[Period] {
        &self.log.settings[1..]
    }

    /// Changes the settings at these steps, in rising order, when training reaches them.
    ///
    /// # Errors
    /// The field of a change that is invalid, or that needs another network; then nothing has changed.
    pub fn plan(&mut self, changes: Vec<Period>) -> Result<(), EngineError> {
        let first = self.log.settings.get(self.log.current).map_or(0, |current| current.step);
        let steps = std::iter::once(first).chain(changes.iter().map(|change| change.step));
        if !steps.is_sorted() {
            let message = "a change is not later than the one before it";
            return Err(ExperimentError::new("changes", message).into());
        }
        changes.iter().try_for_each(|change| self.check(&change.task))?;
        self.log.end_here();
        self.log.settings.extend(changes);
        Ok(())
    }

    /// Makes the changes that are due at the present step; true if there were any.
    pub(in crate::engine) fn take_up_changes(&mut self) -> bool {
        let before = self.log.current;
        if self.under_way {
            return false;
        }
        while let Some(next) = self.log.due(self.step_count()) {
            let task = self.as_sampled_now(next.task.clone());
            self.log.current += 1;
            self.take_up(task);
        }
        self.log.current != before
    }

    /// The settings after so many changes, or the last that are known.
    pub(in crate::engine) fn settings_after(&self, changes: usize) -> &Task {
        &self.log.settings[changes.min(self.log.settings.len() - 1)].task
    }

    /// Goes back to the settings after so many changes, or to the last that are known.
    pub(super) fn go_to_settings(&mut self, changes: usize) {
        let wanted = changes.min(self.log.settings.len() - 1);
        if wanted != self.log.current {
            let task = self.as_sampled_now(self.settings_after(wanted).clone());
            self.log.current = wanted;
            self.take_up(task);
        }
    }

    /// `task` with the present sampler, which is no part of the training, where the two fit together.
    fn as_sampled_now(&self, task: Task) -> Task {
        let mut sampled = task.clone();
        sampled.take_sampling(&self.task);
        if sampled.validate().is_ok() { sampled } else { task }
    }

    /// Trains with `task` from now on. Everything that it does not change stays.
    fn take_up(&mut self, task: Task) {
        self.abandon();
        self.rows = task.estimate().rows;
        let before = std::mem::replace(&mut self.experiment, task.setting());
        self.task = task;
        let now = &self.experiment;
        if before.data != now.data || before.source != now.source {
            self.batches = Batches::new(&now.regression()).fed(self.task.feed());
        } else if before.objective != now.objective {
            // Rounds may begin elsewhere, and pairs are made in another way.
            self.batches.keep_to(None);
        }
        self.exact = if now.objective.is_explicit() { now.oracle() } else { None };
        self.adaptive = Adaptive::retargeted(self.adaptive.take(), &before, now);
        self.by_level = LossByLevel::new(&*now.schedule);
    }

    /// Whether the network and its training can continue with `task`.
    fn check(&self, task: &Task) -> Result<(), EngineError> {
        task.validate()?;
        let restarts = match self.task.change_class(task) {
            Some(Class::Restart) => self.task.first_restart(task),
            // A field of the data that the network depends on: the number of classes.
            _ if task.sizes() != self.sizes => "condition",
            _ => return Ok(()),
        };
        let message = "this changes the network or where it began; start over to train with it";
        Err(ExperimentError::new(restarts, message).into())
    }
}

#[cfg(test)]
mod tests;
