//! One run of one experiment: training, and the jobs beside it.

use std::collections::VecDeque;

use web_time::{Duration, Instant};

use crate::{
    engine::{
        Trainer,
        history::SnapshotStore,
        job::{AnswerLedger, Budget, JobCx, Now, Outdated, Scheduler, Subject},
    },
    protocol::{BackendInfo, EngineError, Event, Message, Numerics, RunId, Task},
};

/// After a slice longer than this the next one takes fewer steps.
const LONG_SLICE: Duration = Duration::from_millis(15);
/// After a slice shorter than this the next one takes more steps.
const SHORT_SLICE: Duration = Duration::from_millis(6);

/// The state of a run, with its work for the page.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) subject: Subject,
    pub(super) jobs: Scheduler,
    /// The answers that the page has not drawn yet.
    pub(super) frames: AnswerLedger,
    pub(super) training: TrainingState,
    /// The number of steps between two reads of the device, as many as fit into a slice.
    stride: u32,
    pub(super) steps_per_second: Option<f64>,
    pub(super) losses: Vec<(u64, f64)>,
    pub(super) clock: Clock,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TrainingState {
    Paused,
    Running,
    /// So many steps are left until the pause.
    Counting(u32),
}

/// The times of the last reports.
#[derive(Debug)]
pub(super) struct Clock {
    pub(super) stats: Instant,
    pub(super) stats_step: u64,
    pub(super) checkpoint: Instant,
    /// The time and the step from which a limited speed is counted.
    pub(super) pace: (Instant, u64),
}

impl Run {
    /// A paused run, with its earlier steps in `history`.
    pub(super) fn new(id: RunId, trainer: Trainer, history: SnapshotStore, info: BackendInfo) -> Self {
        let (now, step) = (Instant::now(), trainer.step_count());
        Self {
            subject: Subject::new(id, trainer, history, info),
            jobs: Scheduler::new(),
            frames: AnswerLedger::default(),
            training: TrainingState::Paused,
            stride: 1,
            steps_per_second: None,
            losses: Vec::new(),
            clock: Clock { stats: now, stats_step: step, checkpoint: now, pace: (now, step) },
        }
    }

    pub(super) fn id(&self) -> RunId {
        self.subject.id
    }

    pub(super) fn trains(&self) -> bool {
        self.training != TrainingState::Paused
    }

    /// Whether a slice would find something to do, or training waits for its time.
    pub(super) fn is_busy(&self) -> bool {
        self.trains() || self.jobs.is_busy(&Now { subject: &self.subject, training: false }, &self.frames)
    }

    /// Pauses training.
    pub(super) fn rest(&mut self) {
        self.training = TrainingState::Paused;
    }

    pub(super) fn train(&mut self, training: TrainingState) {
        let now = Instant::now();
        if !self.trains() {
            self.clock.stats = now;
            self.clock.stats_step = self.subject.trainer.step_count();
        }
        self.clock.pace = (now, self.subject.trainer.step_count());
        self.training = training;
    }

    /// A slice of training, then one of every job that is due; true if there was anything to do.
    pub(super) async fn slice(&mut self, events: &mut VecDeque<Message<Event>>) -> Result<bool, EngineError> {
        let trained = self.train_slice(events).await?;
        let training = self.trains();
        let mut cx = JobCx { subject: &mut self.subject, frames: &mut self.frames, events };
        Ok(self.jobs.slice(&mut cx, training).await? || trained)
    }

    /// Shows the weights of the snapshot nearest `step` from now on, or the present ones.
    pub(super) fn look(&mut self, step: Option<u64>) {
        self.subject.look(step);
        self.jobs.outdate(Outdated::Shown);
    }

    /// Takes over another sampler, grid, guidance or class, while training continues.
    pub(super) fn resample(&mut self, task: &Task) {
        let field = |run: &Self| {
            let experiment = run.subject.trainer.experiment();
            (experiment.class(), experiment.guidance.clone())
        };
        let before = field(self);
        self.subject.trainer.resample(task);
        self.subject.forget_notes();
        if field(self) == before {
            return self.jobs.outdate(Outdated::Sampler);
        }
        // Another class or guidance has another learned and exact field, and floors of its own.
        self.follow_trainer();
    }

    /// Continues training with other settings.
    ///
    /// # Errors
    /// The field that needs another network; then nothing has changed.
    pub(super) fn retarget(&mut self, task: &Task) -> Result<(), EngineError> {
        self.subject.trainer.retarget(task)?;
        self.follow_trainer();
        Ok(())
    }

    /// Updates everything that depends on the trainer's settings.
    fn follow_trainer(&mut self) {
        self.subject.follow_trainer();
        self.jobs.outdate(Outdated::Settings);
    }

    /// Goes back to the snapshot nearest `step`, pauses, and gives the step of that snapshot.
    /// With `replay` it also goes back to the settings of that step, and will change them again where it did.
    ///
    /// # Errors
    /// When the snapshot does not fit.
    pub(super) fn rewind(&mut self, step: u64, replay: bool) -> Result<u64, EngineError> {
        let Subject { trainer, history, .. } = &mut self.subject;
        let Some(snapshot) = history.nearest(step) else {
            return Ok(trainer.step_count());
        };
        let (step, present) = (snapshot.step, trainer.task().clone());
        trainer.go_to(snapshot)?;
        if !replay {
            trainer.retarget(&present)?;
        }
        history.rewind(step);
        self.losses.clear();
        self.rest();
        self.subject.look(None);
        self.follow_trainer();
        self.jobs.outdate(Outdated::Rewound);
        Ok(step)
    }

    /// Drops the history after the step to which the trainer has fallen back, because of a loss that is not finite.
    pub(super) fn fall_back(&mut self) {
        let step = self.subject.trainer.step_count();
        self.losses.retain(|(at, _)| *at <= step);
        self.subject.rewind(step);
        self.jobs.outdate(Outdated::Rewound);
    }

    /// Trains until the slice is over or nothing is left to do. A long step takes several slices.
    ///
    /// A GPU only records its work until it is read, so the number of steps before a read follows from the time of the last ones.
    async fn train_slice(&mut self, events: &mut VecDeque<Message<Event>>) -> Result<bool, EngineError> {
        let (budget, mut steps, mut worked) = (Budget::slice(), 0, false);
        let latest = self.subject.history.latest();
        while steps < self.stride && !budget.is_spent() && self.may_step(events) {
            worked = true;
            if !self.subject.trainer.advance().await? {
                continue;
            }
            steps += 1;
            let status = self.subject.trainer.effort().status;
            events.extend(self.subject.note(Numerics::of_loss(status)));
            let mut cx = JobCx { subject: &mut self.subject, frames: &mut self.frames, events };
            self.jobs.after_step(&mut cx).await?;
            if let TrainingState::Counting(left) = &mut self.training {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    self.rest();
                }
            }
        }
        if steps == 0 {
            return Ok(worked);
        }
        if self.subject.history.latest() != latest {
            events.push_back(self.subject.tell_history());
        }
        // The weights changed: all results of the present ones are out of date.
        if !self.subject.looks_back() {
            self.jobs.outdate(Outdated::Trained);
        }
        let losses = self.subject.trainer.losses().await?;
        self.losses.extend(losses);
        let spent = budget.spent();
        if spent > LONG_SLICE {
            self.stride = (steps / 2).max(1);
        } else if steps == self.stride && spent < SHORT_SLICE {
            self.stride = self.stride.saturating_mul(2);
        }
        Ok(true)
    }

    /// Whether the next step may be taken now. Changes of the settings that are planned for it are made first.
    fn may_step(&mut self, events: &mut VecDeque<Message<Event>>) -> bool {
        let is_time = match (self.training, self.steps_per_second) {
            (TrainingState::Paused, _) => false,
            (TrainingState::Counting(_), _) | (TrainingState::Running, None) => true,
            (TrainingState::Running, Some(rate)) => {
                let (since, step) = self.clock.pace;
                self.subject.trainer.step_count().saturating_sub(step) as f64 <= since.elapsed().as_secs_f64() * rate
            }
        };
        if is_time && self.subject.trainer.take_up_changes() {
            self.follow_trainer();
            events.extend(self.tell_settings());
        }
        is_time && !self.subject.trainer.awaits_pairs()
    }

    /// The events that the run trains with other settings from now on, and their consequences for the page.
    pub(super) fn tell_settings(&self) -> impl Iterator<Item = Message<Event>> + use<> {
        let retargeted = Event::Retargeted { run: self.id(), step: self.subject.trainer.step_count() };
        std::iter::once(retargeted.into()).chain(self.subject.warn())
    }
}
