//! The schedule of a run: training has most of the time, jobs share the rest, and the page gets no more than it draws.

use web_time::{Duration, Instant};

use super::{Budget, Job, JobCx, Now, Outdated, Progress, all};
use crate::{
    engine::job::AnswerLedger,
    protocol::{EngineError, Event, Question, Topic},
};

/// The jobs of a run.
#[derive(Debug)]
pub(in crate::engine) struct Scheduler {
    slots: Vec<Slot>,
    /// Jobs that run between two training steps.
    between_steps: Vec<Box<dyn Job>>,
}

/// A job, and its use of its share.
#[derive(Debug)]
struct Slot {
    job: Box<dyn Job>,
    /// The start of the last or present work, and the time that it took.
    begun: Instant,
    spent: Duration,
    /// The time before which no new work begins during training.
    not_before: Instant,
}

impl Scheduler {
    /// Every job, without work.
    pub(in crate::engine) fn new() -> Self {
        Self::with(all())
    }

    fn with(jobs: Vec<Box<dyn Job>>) -> Self {
        let now = Instant::now();
        let (between_steps, others): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|job| job.terms().between_steps);
        let slot = |job| Slot { job, begun: now, spent: Duration::ZERO, not_before: now };
        Self { slots: others.into_iter().map(slot).collect(), between_steps }
    }

    /// Whether some job could do something now.
    pub(in crate::engine) fn is_busy(&self, now: &Now<'_>, frames: &AnswerLedger) -> bool {
        self.slots.iter().any(|slot| slot.may_work(now, frames, Instant::now()))
    }

    /// Gives the question to the job that answers it.
    pub(in crate::engine) fn ask(&mut self, question: &Question) {
        let topic = question.topic();
        for slot in self.of(topic) {
            slot.not_before = Instant::now();
            slot.job.ask(question.clone());
        }
    }

    /// Ends the answers about this topic.
    pub(in crate::engine) fn cancel(&mut self, topic: Topic) {
        self.of(topic).for_each(|slot| slot.job.cancel());
    }

    fn of(&mut self, topic: Topic) -> impl Iterator<Item = &mut Slot> {
        self.slots.iter_mut().filter(move |slot| slot.job.topic() == Some(topic))
    }

    /// Marks results as out of date. Only jobs that depend on the weights hear of other weights.
    pub(in crate::engine) fn outdate(&mut self, by: Outdated) {
        let of_weights = matches!(by, Outdated::Trained | Outdated::Shown | Outdated::Rewound);
        for slot in self.slots.iter_mut().filter(|slot| !of_weights || slot.job.depends_on_weights()) {
            if by != Outdated::Trained {
                slot.not_before = Instant::now();
            }
            slot.job.outdate(by);
        }
    }

    /// Does the work that is due between two steps; called after each step.
    ///
    /// # Errors
    /// When the device fails.
    pub(in crate::engine) async fn after_step(&mut self, cx: &mut JobCx<'_>) -> Result<(), EngineError> {
        for job in &mut self.between_steps {
            if job.due(&Now { subject: cx.subject, training: true }) {
                job.advance(cx, Budget::slice()).await?;
            }
        }
        Ok(())
    }

    /// One slice for every job that is due; true if any was.
    /// The jobs that may begin are chosen before the first of them runs: all that is due begins together, and no job waits
    /// for ever behind an earlier one. A job that fails takes no turn from another; the page is told of every failure.
    ///
    /// # Errors
    /// When the device fails.
    pub(in crate::engine) async fn slice(&mut self, cx: &mut JobCx<'_>, training: bool) -> Result<bool, EngineError> {
        let (now, start) = (Now { subject: cx.subject, training }, Instant::now());
        let turns: Vec<_> = self.slots.iter().map(|slot| slot.may_work(&now, cx.frames, start)).collect();
        let (mut worked, mut failed) = (false, None);
        for (slot, _) in self.slots.iter_mut().zip(turns).filter(|(_, turn)| *turn) {
            if let Err(error) = slot.advance(cx, training).await {
                // The caller reports the last of them.
                let earlier = failed.replace(error);
                cx.events.extend(earlier.map(|error| Event::Failed(cx.subject.id, error).into()));
            }
            worked = true;
        }
        failed.map_or(Ok(worked), Err)
    }
}

impl Slot {
    fn may_work(&self, now: &Now<'_>, frames: &AnswerLedger, at: Instant) -> bool {
        if !self.job.due(now) {
            return false;
        }
        let is_free = || {
            let is_drawn = self.job.terms().is_drawn;
            self.job.topic().is_none_or(|topic| frames.are_free(topic, is_drawn))
        };
        self.job.is_under_way() || (!now.training || at >= self.not_before) && is_free()
    }

    /// One turn.
    /// During training it is charged: the whole work takes its share of the time since it began, and the excess of the last
    /// turn is made up before the next work begins.
    async fn advance(&mut self, cx: &mut JobCx<'_>, training: bool) -> Result<(), EngineError> {
        let budget = Budget::slice();
        if !self.job.is_under_way() {
            (self.begun, self.spent) = (Instant::now(), Duration::ZERO);
        }
        let progress = self.job.advance(cx, budget).await?;
        let (now, turn) = (Instant::now(), budget.spent());
        self.spent += turn;
        if training && progress == Progress::Finished {
            let terms = self.job.terms();
            let owed = (self.begun + self.spent.div_f64(terms.share)).max(now + turn.div_f64(terms.share));
            self.not_before = owed.max(now + terms.pause);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
