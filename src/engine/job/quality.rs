//! The quality of the model for the page, computed in slices.

use web_time::Duration;

use super::{Inquiry, Reply, Subject, standing::StandingRequest};
use crate::{
    engine::{Assessment, Floors},
    math::{field::Field, points::Cloud},
    protocol::{EngineError, QualityRequest, Topic},
};

#[derive(Debug)]
pub(super) struct Judging(Assessment);

impl Inquiry for Judging {
    type Request = QualityRequest;
    /// The floors depend on the data alone.
    type Memory = Floors;

    const TOPIC: Topic = Topic::Quality;
    const IS_DRAWN: bool = false;
    const SHARE: f64 = 1.0 / 6.0;
    const PAUSE: Duration = Duration::from_secs(1);
    const USES_SAMPLER: bool = true;

    async fn begin(
        _: StandingRequest<'_, QualityRequest>,
        subject: &Subject,
        floors: &mut Floors,
    ) -> Result<Option<(u64, Self)>, EngineError> {
        if !subject.trainer.task().is_in_plane() {
            return Ok(None);
        }
        let (step, learned) = subject.shown().await?;
        let assessment = Assessment::new(subject.trainer.experiment(), learned, subject.oracle.is_some(), floors);
        Ok(Some((step, Self(assessment))))
    }

    async fn advance(&mut self, subject: &Subject, floors: &mut Floors) -> Result<bool, EngineError> {
        let exact = subject.oracle.as_ref().map(|oracle| oracle as &dyn Field<Cloud>);
        self.0.advance(exact, floors).await
    }

    async fn finish(self) -> Result<Reply, EngineError> {
        Ok(Reply { answer: self.0.finish().into(), buffers: Vec::new() })
    }
}
