//! How a run is recorded: how it began, and how it was changed on its way.

use leptos::prelude::*;

use super::Pane;
use crate::protocol::{Change, Experiment, Period, Task};

impl Pane {
    /// The run as a link or a file has it: how it began, and how it was changed.
    pub fn recorded(self) -> Experiment {
        let present = self.experiment.get();
        let changes = self.changes.get();
        if changes.is_empty() {
            return present.into();
        }
        let mut task = self.begun.get();
        // How samples are drawn is no part of the training.
        task.take_sampling(&present);
        Experiment { task, changes }
    }

    /// The run begins with `task`, and has not been changed.
    pub fn begin(self, task: Task) {
        self.changes.set(Vec::new());
        self.begun.set(task);
    }

    /// Notes that the run goes on as `task` behind this step; whatever was to come later is forgotten.
    pub fn record(self, step: u64, task: &Task) {
        let (task_begun, mut changes) = (self.begun.get_untracked(), self.changes.get_untracked());
        // Another change at the same step takes the place of the first.
        changes.retain(|change| change.step < step);
        let mut recorded = Experiment { task: task_begun, changes };
        let before = recorded.periods().ok().and_then(|periods| periods.into_iter().next_back());
        recorded.changes.extend(before.and_then(|Period { task: mut before, .. }| {
            // How samples are drawn is no part of the training.
            before.take_sampling(task);
            Change::between(step, &before, task)
        }));
        self.changes.set(recorded.changes);
    }
}
