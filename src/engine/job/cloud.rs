//! The cloud that the stage shows, during sampling from noise to data.

use super::{Inquiry, Reply, Subject, standing::StandingRequest};
use crate::{
    engine::{Keep, SampleRun},
    protocol::{CloudAnswer, EngineError, Numerics, SampleRequest, Topic},
};

/// The most clouds that the stage can show of a trajectory: more could not be told apart.
const STOPS: usize = 150;
/// The most recorded positions: a message with all of them must not delay a frame of the page.
const POSITIONS: usize = 750_000;

/// The recorded times of a cloud with so many points.
fn stops(count: u32) -> usize {
    STOPS.min(POSITIONS / (count as usize).max(1)).max(2)
}

#[derive(Debug)]
pub(super) struct Cloud {
    run: SampleRun,
    count: u32,
}

impl Inquiry for Cloud {
    type Request = SampleRequest;
    type Memory = ();

    const TOPIC: Topic = Topic::Cloud;
    const USES_SAMPLER: bool = true;

    async fn begin(
        StandingRequest { request: &SampleRequest { count }, .. }: StandingRequest<'_, SampleRequest>,
        subject: &Subject,
        (): &mut (),
    ) -> Result<Option<(u64, Self)>, EngineError> {
        if !subject.trainer.task().is_in_plane() {
            return Ok(None);
        }
        let (step, learned) = subject.shown().await?;
        let run = SampleRun::with(subject.trainer.experiment(), count as usize, learned, Keep::Some(stops(count)));
        Ok(Some((step, Self { run, count })))
    }

    async fn advance(&mut self, _: &Subject, (): &mut ()) -> Result<bool, EngineError> {
        Ok(self.run.advance())
    }

    fn met(&self) -> Option<Numerics> {
        Numerics::of_samples(self.run.counts().status)
    }

    async fn finish(self) -> Result<Reply, EngineError> {
        let times = self.run.times().iter().map(|&t| t as f32).collect();
        let positions = self.run.positions().await?;
        Ok(Reply { answer: CloudAnswer { count: self.count }.into(), buffers: vec![times, positions] })
    }
}
