//! Agents that the policy steers, for the page to show.

use std::sync::Arc;

use super::{Inquiry, Reply, Subject, standing::StandingRequest};
use crate::{
    engine::RolloutRun,
    math::world::{Demonstrations, Figures},
    protocol::{EngineError, RolloutsAnswer, RolloutsRequest, Topic},
};

/// Figures of the expert, which do not depend on the policy.
#[derive(Clone, Debug)]
pub(super) struct Expert {
    shown: Arc<Demonstrations>,
    floor: Option<Figures>,
    /// The number of agents that the floor is for.
    agents: u32,
}

#[derive(Debug)]
pub(super) struct Acting {
    run: RolloutRun,
    expert: Expert,
}

impl Inquiry for Acting {
    type Request = RolloutsRequest;
    type Memory = Option<Expert>;

    const TOPIC: Topic = Topic::Rollouts;
    const USES_SAMPLER: bool = true;

    async fn begin(
        StandingRequest { request: &RolloutsRequest { count }, .. }: StandingRequest<'_, RolloutsRequest>,
        subject: &Subject,
        known: &mut Option<Expert>,
    ) -> Result<Option<(u64, Self)>, EngineError> {
        let Some(task) = subject.trainer.task().imitate() else {
            return Ok(None);
        };
        let (step, weights) = subject.shown_weights().await?;
        let run = RolloutRun::new(task, weights, count as usize);
        let expert = match known.take().filter(|expert| expert.agents == count) {
            Some(expert) => expert,
            None => {
                let shown = Arc::new(task.shown());
                Expert { floor: run.floor(&shown), shown, agents: count }
            }
        };
        *known = Some(expert.clone());
        Ok(Some((step, Self { run, expert })))
    }

    async fn advance(&mut self, _: &Subject, _: &mut Option<Expert>) -> Result<bool, EngineError> {
        Ok(self.run.advance())
    }

    async fn finish(self) -> Result<Reply, EngineError> {
        let Self { run, expert: Expert { shown, floor, agents } } = self;
        let steps = run.rollouts().steps() as u32;
        let answer =
            RolloutsAnswer { agents, steps, figures: run.figures(&shown).map(Box::new), floor: floor.map(Box::new) };
        Ok(Reply { answer: answer.into(), buffers: run.buffers() })
    }
}
