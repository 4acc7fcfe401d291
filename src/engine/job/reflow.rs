//! The pairs of a round of rectified flow, made while training waits for them.

use super::{Budget, Job, JobCx, Now, Outdated, Progress, Terms};
use crate::{
    engine::{core::Waiting, reflow::Making},
    protocol::EngineError,
};

/// The pairs that are being made.
#[derive(Debug, Default)]
pub(super) struct Pairs(Option<Making>);

impl Pairs {
    async fn go_on(&mut self, cx: &mut JobCx<'_>, budget: Budget) -> Result<Progress, EngineError> {
        let trainer = &mut cx.subject.trainer;
        let begun = match self.0.take() {
            Some(making) => Some(making),
            None => trainer.make_pairs().await?,
        };
        let Some(mut making) = begun else {
            return Ok(Progress::Finished);
        };
        while making.advance() {
            if budget.is_spent() {
                self.0 = Some(making);
                return Ok(Progress::UnderWay);
            }
        }
        trainer.take_pairs(making.finish().await?);
        Ok(Progress::Finished)
    }
}

impl Job for Pairs {
    fn due(&self, now: &Now<'_>) -> bool {
        now.training && now.subject.trainer.awaits_pairs()
    }

    fn is_under_way(&self) -> bool {
        self.0.is_some()
    }

    fn depends_on_weights(&self) -> bool {
        true
    }

    fn advance<'a>(&'a mut self, cx: &'a mut JobCx<'_>, budget: Budget) -> Waiting<'a, Progress> {
        Box::pin(self.go_on(cx, budget))
    }

    fn outdate(&mut self, by: Outdated) {
        // Training waits for the pairs, so their weights do not change, unless the run goes back to an earlier step.
        if matches!(by, Outdated::Rewound | Outdated::Settings) {
            self.0 = None;
        }
    }

    fn terms(&self) -> Terms {
        // Training does not use its share meanwhile.
        Terms { share: 1.0, ..Terms::default() }
    }
}
