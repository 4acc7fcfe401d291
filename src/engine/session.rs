//! The engine as a process: commands in, events out, work in short slices.

mod run;

use std::collections::VecDeque;

use web_time::{Duration, Instant};

use self::run::{Run, TrainingState};
use super::{Backend, Snapshot, history::SnapshotStore, job::measure::Measuring};
use crate::{
    math::levels::to_flat,
    protocol::{Checkpoint, Command, EngineError, Event, Experiment, Message, RunId, Stats},
};

const STATS_EVERY: Duration = Duration::from_millis(100);
const CHECKPOINT_EVERY: Duration = Duration::from_secs(1);
/// The most losses in a report; more are averaged.
const MAX_LOSSES: usize = 64;

/// One long-lived engine on one backend.
#[derive(Debug)]
pub struct Session {
    backend: Backend,
    run: Option<Run>,
    /// The run is paused until it is complete.
    measuring: Option<Measuring>,
    events: VecDeque<Message<Event>>,
}

impl Session {
    pub fn new(backend: Backend) -> Self {
        let started = Event::Started(backend.info.clone());
        Self { backend, run: None, measuring: None, events: VecDeque::from([started.into()]) }
    }

    /// The next event to send, if any.
    pub fn next_event(&mut self) -> Option<Message<Event>> {
        self.events.pop_front()
    }

    /// Whether no event waits to be sent.
    pub fn is_silent(&self) -> bool {
        self.events.is_empty()
    }

    /// Whether [`Session::advance`] has anything to do; if not, the loop may wait for a command.
    pub fn is_busy(&self) -> bool {
        self.measuring.is_some() || self.run.as_ref().is_some_and(Run::is_busy)
    }

    /// Tells the page that its message could not be understood.
    pub fn misunderstand(&mut self, why: String) {
        self.events.push_back(Event::Misunderstood { why }.into());
    }

    /// Takes a command.
    /// It only changes what is to be done; the work itself is in [`Session::advance`]. A command for another run than the one
    /// that was configured last is ignored: see [`Command`].
    pub async fn handle(&mut self, message: Message<Command>) {
        let about = message.head.run();
        let command = match message.head {
            Command::Ping { nonce } => return self.events.push_back(Event::Pong { nonce }.into()),
            Command::Configure { run, experiment, restore } => {
                let configured = self.configure(run, *experiment, restore, message.buffers).await;
                self.events.push_back(match configured {
                    Ok(event) => event.into(),
                    Err(error) => Event::Failed(run, error).into(),
                });
                return self.events.extend(self.run.as_ref().map(|run| run.subject.tell_history()));
            }
            Command::Measure { workload, budget_ms } => {
                let budget = Duration::from_millis(budget_ms.into());
                let (gave_way, error) = match Measuring::new(workload, budget, &self.backend) {
                    Ok(measuring) => {
                        (self.measuring.replace(measuring).map(|last| last.workload()), EngineError::Superseded)
                    }
                    Err(error) => (Some(workload), error),
                };
                return self.events.extend(gave_way.map(|workload| Event::Measured(workload, Err(error)).into()));
            }
            command => command,
        };
        let Some(run) = self.run.as_mut().filter(|run| Some(run.id()) == about) else {
            return;
        };
        let mut report = false;
        match command {
            Command::Run { .. } => run.train(TrainingState::Running),
            Command::Step { steps: 0, .. } => {
                report = true;
                run.rest();
            }
            Command::Step { steps, .. } => run.train(TrainingState::Counting(steps)),
            Command::Pause { .. } => {
                report = run.trains();
                run.rest();
            }
            Command::Speed { steps_per_second, .. } => {
                run.steps_per_second = steps_per_second;
                run.clock.pace = (Instant::now(), run.subject.trainer.step_count());
            }
            Command::Resample { task, .. } => {
                run.resample(&task);
                self.events.extend(run.subject.warn_of_settings());
            }
            Command::Retarget { task, .. } => {
                match run.retarget(&task) {
                    Ok(()) => self.events.extend(run.tell_settings()),
                    Err(error) => self.events.push_back(Event::Failed(run.id(), error).into()),
                }
                // The page's checkpoint must have the settings that the page knows.
                report = true;
            }
            Command::Ask { question, .. } => run.jobs.ask(&question),
            Command::Cancel { topic, .. } => run.jobs.cancel(topic),
            Command::Look { step, .. } => run.look(step),
            Command::Rewind { step, replay, .. } => {
                let event = match run.rewind(step, replay) {
                    Ok(step) => Event::Rewound { run: run.id(), step },
                    Err(error) => Event::Failed(run.id(), error),
                };
                self.events.extend([event.into(), run.subject.tell_history()]);
                report = true;
            }
            Command::Acknowledge { frame, .. } => run.frames.acknowledge(frame),
            Command::Ping { .. } | Command::Measure { .. } | Command::Configure { .. } => {}
        }
        if report {
            self.report(true).await;
        }
    }

    async fn configure(
        &mut self,
        id: RunId,
        experiment: Experiment,
        restore: Option<Checkpoint>,
        buffers: Vec<Vec<f32>>,
    ) -> Result<Event, EngineError> {
        // An invalid configuration leaves nothing behind that could be mistaken for its run.
        self.run = None;
        experiment.validate()?;
        let mut trainer = self.backend.begin(&experiment)?;
        let mut history = SnapshotStore::new(trainer.snapshot().await?);
        if let Some(checkpoint) = restore {
            let batch = trainer.settings_after(checkpoint.changes).learner().training.batch as usize;
            trainer.go_to(&Snapshot::unpack(checkpoint, buffers, batch)?)?;
            let snapshot = trainer.snapshot().await?;
            if snapshot.step > 0 {
                history.keep(snapshot);
            }
        }
        let run = Run::new(id, trainer, history, self.backend.info.clone());
        self.events.extend(run.subject.warn());
        self.run = Some(run);
        Ok(Event::Ready(id))
    }

    /// One slice of work: some training steps, something of every job that is due, then the reports.
    /// False when there was nothing to do yet, as in training that is slowed down on purpose. A measurement comes before all
    /// that.
    pub async fn advance(&mut self) -> bool {
        if let Some(measuring) = &mut self.measuring {
            if let Some(outcome) = measuring.advance().await {
                let workload = measuring.workload();
                self.measuring = None;
                self.events.push_back(Event::Measured(workload, outcome).into());
            }
            return true;
        }
        let Some(run) = &mut self.run else {
            return false;
        };
        let (worked, fell_back) = match run.slice(&mut self.events).await {
            Ok(worked) => (worked, false),
            Err(error) => {
                run.rest();
                let fell_back = matches!(error, EngineError::NonFinite { .. });
                self.events.push_back(Event::Failed(run.id(), error).into());
                if fell_back {
                    run.fall_back();
                    self.events.push_back(run.subject.tell_history());
                }
                (true, fell_back)
            }
        };
        // A fallback is reported at once: what the page knows of later steps is no longer valid.
        let just_paused = !run.trains() && !run.losses.is_empty();
        self.report(just_paused || fell_back).await;
        worked
    }

    /// Sends statistics and a checkpoint, at once or when they are due.
    async fn report(&mut self, at_once: bool) {
        let Some(run) = &mut self.run else {
            return;
        };
        let now = Instant::now();
        let since = now - run.clock.stats;
        if at_once || (run.trains() && since >= STATS_EVERY) {
            let step = run.subject.trainer.step_count();
            let done = step.saturating_sub(run.clock.stats_step) as f64;
            let stats = Stats {
                step,
                losses: condense(std::mem::take(&mut run.losses)),
                steps_per_second: done / since.as_secs_f64().max(1e-3),
                running: run.trains(),
            };
            run.clock.stats = now;
            run.clock.stats_step = step;
            self.events.push_back(Event::Stats(run.id(), stats).into());
        }
        if at_once || (run.trains() && now - run.clock.checkpoint >= CHECKPOINT_EVERY) {
            run.clock.checkpoint = now;
            let levels = to_flat(&run.subject.trainer.levels());
            let head = Event::Levels { run: run.id(), step: run.subject.trainer.step_count() };
            self.events.push_back(Message { head, buffers: vec![levels] });
            self.events.push_back(match run.subject.trainer.snapshot().await {
                // The weights may stop being finite one step before the loss does: the page keeps its last snapshot.
                Ok(snapshot) if !snapshot.is_finite() => return,
                Ok(snapshot) => {
                    let (checkpoint, buffers) = snapshot.pack();
                    Message { head: Event::Checkpoint { run: run.id(), checkpoint }, buffers }
                }
                Err(error) => Event::Failed(run.id(), error).into(),
            });
        }
    }
}

/// At most [`MAX_LOSSES`] losses: means of equal runs, each at its last step.
fn condense(losses: Vec<(u64, f64)>) -> Vec<(u64, f64)> {
    let run = losses.len().div_ceil(MAX_LOSSES).max(1);
    losses
        .chunks(run)
        .filter_map(|chunk| {
            let mean = chunk.iter().map(|(_, loss)| loss).sum::<f64>() / chunk.len() as f64;
            chunk.last().map(|&(step, _)| (step, mean))
        })
        .collect()
}

#[cfg(test)]
mod tests;
