//! The record of a run: the task with which it began, and the changes since.

use leptos::prelude::*;

use super::{Before, Pane};
use crate::protocol::{Change, Experiment, Period, Task};

impl Pane {
    /// The run for a link or a file: the task with which it began, and its changes.
    pub fn recorded(self) -> Experiment {
        let present = self.experiment.get();
        let changes = self.changes.get();
        if changes.is_empty() {
            return present.into();
        }
        let mut task = self.begun.get();
        // The settings of sampling are not part of the training.
        task.take_sampling(&present);
        Experiment { task, changes }
    }

    /// Records that the run begins with `task`, without changes.
    pub fn begin(self, task: Task) {
        self.changes.set(Vec::new());
        self.begun.set(task);
    }

    /// Keeps the loss curve of the run of `task`, which ends. A run without losses replaces nothing.
    pub fn keep_curve(self, task: &Task) {
        if let Some(before) = Before::new(task, self.curve.get_value()) {
            self.before.set(Some(before));
        }
    }

    /// Records that the run continues as `task` after this step; changes at later steps are dropped.
    pub fn record(self, step: u64, task: &Task) {
        let (task_begun, mut changes) = (self.begun.get_untracked(), self.changes.get_untracked());
        // A change at the same step replaces the earlier one.
        changes.retain(|change| change.step < step);
        let mut recorded = Experiment { task: task_begun, changes };
        let before = recorded.periods().ok().and_then(|periods| periods.into_iter().next_back());
        recorded.changes.extend(before.and_then(|Period { task: mut before, .. }| {
            // The settings of sampling are not part of the training.
            before.take_sampling(task);
            Change::between(step, &before, task)
        }));
        self.changes.set(recorded.changes);
    }
}
