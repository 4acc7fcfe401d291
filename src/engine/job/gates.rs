//! The gates of a planar field, which the page draws at any time.

use web_time::Duration;

use super::{Inquiry, Reply, Subject, standing::StandingRequest};
use crate::protocol::{EngineError, GatesAnswer, GatesRequest, Topic};

/// The number of time intervals at whose ends gates are read.
const STRETCHES: u32 = 60;

#[derive(Debug)]
pub(super) struct Gates {
    times: Vec<f64>,
    gates: Vec<Vec<f32>>,
}

impl Inquiry for Gates {
    type Request = GatesRequest;
    type Memory = ();

    const TOPIC: Topic = Topic::Gates;
    const IS_DRAWN: bool = false;
    const PAUSE: Duration = Duration::from_millis(120);

    async fn begin(
        _: StandingRequest<'_, GatesRequest>,
        subject: &Subject,
        (): &mut (),
    ) -> Result<Option<(u64, Self)>, EngineError> {
        if !subject.trainer.experiment().has_gates() {
            return Ok(None);
        }
        let times: Vec<f64> = (0..=STRETCHES).map(|i| f64::from(i) / f64::from(STRETCHES)).collect();
        let (step, learned) = subject.shown().await?;
        Ok(learned.gates(&times).map(|gates| (step, Self { times, gates })))
    }

    async fn finish(self) -> Result<Reply, EngineError> {
        let units = self.gates.first().map_or(0, Vec::len) as u32;
        let times = self.times.iter().map(|t| *t as f32).collect();
        Ok(Reply { answer: GatesAnswer { units }.into(), buffers: vec![times, self.gates.concat()] })
    }
}
