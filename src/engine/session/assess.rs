//! Judging the model for the page, a little at a time.

use std::collections::VecDeque;

use web_time::{Duration, Instant};

use super::run::{Run, SLICE, Training};
use crate::{
    engine::Assessment,
    protocol::{EngineError, Event, Message},
};

/// While training, no assessment follows another faster.
const PAUSE: Duration = Duration::from_millis(1000);

impl Run {
    /// Goes on with the assessment that is under way, or starts one that is due; whether there was anything to do.
    pub(super) async fn assess_slice(&mut self, events: &mut VecDeque<Message<Event>>) -> Result<bool, EngineError> {
        let start = Instant::now();
        if self.assessment.is_none() && self.assessing.take_due(start).is_some() {
            let (step, learned) = self.shown().await?;
            let assessment = Assessment::new(self.trainer.experiment(), learned, self.oracle.is_some(), &self.floors);
            self.assessment = Some((assessment, step, Duration::ZERO));
        }
        let Some((mut assessment, step, spent)) = self.assessment.take() else {
            return Ok(false);
        };
        let mut finished = false;
        while !finished && start.elapsed() < SLICE {
            finished = !assessment.advance(self.oracle.as_ref(), &mut self.floors).await?;
        }
        let spent = spent + start.elapsed();
        if !finished {
            self.assessment = Some((assessment, step, spent));
            return Ok(true);
        }
        if self.training != Training::Paused {
            self.assessing.not_before = self.after(spent).max(Instant::now() + PAUSE);
        }
        let quality = assessment.finish();
        events.push_back(Event::Quality { run: self.id, step, quality }.into());
        Ok(true)
    }
}
