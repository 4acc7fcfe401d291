//! The classifier that guides samples, trained in slices before any sample needs it.

use super::{Budget, Job, JobCx, Now, Outdated, Progress, Terms};
use crate::{
    engine::{classifier::Teaching, core::Waiting},
    protocol::EngineError,
};

/// The classifier that is being trained.
#[derive(Debug, Default)]
pub(super) struct ClassifierJob(Option<Teaching>);

impl ClassifierJob {
    fn go_on(&mut self, cx: &mut JobCx<'_>, budget: Budget) -> Result<Progress, EngineError> {
        let trainer = &cx.subject.trainer;
        let Some(mut teaching) = self.0.take().or_else(|| trainer.begin_classifier()) else {
            return Ok(Progress::Finished);
        };
        while teaching.advance() {
            if budget.is_spent() {
                self.0 = Some(teaching);
                return Ok(Progress::UnderWay);
            }
        }
        trainer.take_classifier(teaching);
        Ok(Progress::Finished)
    }
}

impl Job for ClassifierJob {
    fn due(&self, now: &Now<'_>) -> bool {
        self.0.is_some() || now.subject.trainer.lacks_classifier()
    }

    fn is_under_way(&self) -> bool {
        self.0.is_some()
    }

    fn depends_on_weights(&self) -> bool {
        false
    }

    fn advance<'a>(&'a mut self, cx: &'a mut JobCx<'_>, budget: Budget) -> Waiting<'a, Progress> {
        Box::pin(std::future::ready(self.go_on(cx, budget)))
    }

    fn outdate(&mut self, by: Outdated) {
        if matches!(by, Outdated::Settings | Outdated::Sampler) {
            self.0 = None;
        }
    }

    fn terms(&self) -> Terms {
        // Samples wait for it, training does not.
        Terms { share: 0.5, ..Terms::default() }
    }
}
