//! Snapshots for the history of the run.

use super::{Budget, Job, JobCx, Now, Progress, Terms};
use crate::engine::core::Waiting;

/// Keeps the state of every step that the history needs, exactly at that step.
/// The run tells the page of it at the end of its slice.
#[derive(Debug)]
pub(super) struct Snapshots;

impl Job for Snapshots {
    fn due(&self, now: &Now<'_>) -> bool {
        now.subject.history.wants(now.subject.trainer.step_count())
    }

    fn depends_on_weights(&self) -> bool {
        true
    }

    fn advance<'a>(&'a mut self, cx: &'a mut JobCx<'_>, _: Budget) -> Waiting<'a, Progress> {
        Box::pin(async {
            let snapshot = cx.subject.trainer.snapshot().await?;
            cx.subject.history.keep(snapshot);
            Ok(Progress::Finished)
        })
    }

    fn terms(&self) -> Terms {
        Terms { between_steps: true, ..Terms::default() }
    }
}
