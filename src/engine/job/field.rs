//! Vector fields on a grid, learned and exact.

use super::{Inquiry, Reply, Subject, standing::StandingRequest};
use crate::{
    math::field::Field as _,
    protocol::{EngineError, FieldAnswer, FieldKind, FieldRequest, Topic},
};

/// The whole answer is computed at once: a grid has few points.
#[derive(Debug)]
pub(super) struct FieldJob {
    answer: FieldAnswer,
    buffers: Vec<Vec<f32>>,
}

impl Inquiry for FieldJob {
    type Request = FieldRequest;
    type Memory = ();

    const TOPIC: Topic = Topic::Field;

    fn depends_on_weights(request: &FieldRequest) -> bool {
        request.learned
    }

    async fn begin(
        StandingRequest { request: &FieldRequest { grid, learned, exact }, is_first }: StandingRequest<
            '_,
            FieldRequest,
        >,
        subject: &Subject,
        (): &mut (),
    ) -> Result<Option<(u64, Self)>, EngineError> {
        if !subject.trainer.task().is_in_plane() {
            return Ok(None);
        }
        let learned = learned && subject.trainer.task().has_field();
        let points = grid.points();
        let (mut kinds, mut buffers, mut step) = (Vec::new(), Vec::new(), subject.trainer.step_count());
        if learned {
            let (shown, learned) = subject.shown().await?;
            step = shown;
            buffers.push(learned.velocity(&points, grid.t).await?);
            kinds.push(FieldKind::Learned);
        }
        // The exact field does not depend on the weights: one answer is enough until the next question.
        if let Some(oracle) = subject.oracle.as_ref().filter(|_| exact && is_first) {
            let velocity = oracle.velocity(&points, grid.t);
            buffers.push(velocity.iter().flatten().map(|&c| c as f32).collect());
            kinds.push(FieldKind::Exact);
        }
        Ok((!kinds.is_empty()).then_some((step, Self { answer: FieldAnswer { grid, kinds }, buffers })))
    }

    async fn finish(self) -> Result<Reply, EngineError> {
        Ok(Reply { answer: self.answer.into(), buffers: self.buffers })
    }
}
