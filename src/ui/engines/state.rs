//! The engines of a run: the workers, the commands that they were sent, and the answers that are awaited.

use std::collections::VecDeque;

use super::{
    probe::Probing,
    race::Race,
    worker::{EngineWorker, Hear},
};
use crate::protocol::{
    BackendKind, BenchRequest, Checkpoint, Command, FieldRequest, MapRequest, Message, PointsRequest, Question, RunId,
    Stats, Task, Topic,
};

/// A checkpoint with its buffers.
pub type Saved = (Checkpoint, Vec<Vec<f32>>);

#[derive(Debug, Default)]
pub struct Engines {
    /// Is called with all news of a worker.
    pub hear: Hear,
    /// The worker in use.
    pub active: Option<EngineWorker>,
    /// The other engine, where there are two; it rests.
    pub rival: Option<EngineWorker>,
    pub race: Race,
    /// Workers to drop later: a worker must not be dropped within its own callback.
    pub retired: Vec<EngineWorker>,
    workers: u32,
    /// The number of failures in a row without an answer in between.
    pub failures: u32,
    pub gpu_failures: u32,
    pub run: RunId,
    /// The task that the engine was last sent.
    pub known: Option<Task>,
    /// The settings that were sent and that the engine has not confirmed yet, oldest first.
    pub retargeted: VecDeque<Task>,
    pub checkpoint: Option<Saved>,
    pub probing: Probing<FieldRequest>,
    pub mapping: Probing<MapRequest>,
    /// The points that are asked about.
    pub asked: Option<PointsRequest>,
    /// Whether the quality of the model is asked for.
    pub assessing: bool,
    /// The comparison of samplers that is asked for.
    pub comparing: Option<BenchRequest>,
    /// The question about a series, a policy or gates that is asked.
    pub following: Option<Question>,
    /// The frame numbers of answers that the stage has received and not drawn yet.
    pub undrawn: Vec<u64>,
    /// The step of the last cloud.
    pub sampled: Option<u64>,
    /// The limit in training steps a second that keeps the run level with the one beside it.
    pub level: Option<f64>,
    /// The reports that are not shown yet.
    pub unpublished: Option<Stats>,
    pub ping: u32,
}

impl Engines {
    /// A new worker of this kind and `build`, which is not in use yet.
    ///
    /// # Errors
    /// The browser's message if it refuses.
    pub fn spawn(&mut self, kind: BackendKind, build: &str) -> Result<EngineWorker, String> {
        self.workers += 1;
        EngineWorker::spawn(self.workers, kind, build, self.hear.clone())
    }

    /// The worker with this number, unless it has been retired.
    pub fn worker(&mut self, id: u32) -> Option<&mut EngineWorker> {
        self.active.iter_mut().chain(&mut self.rival).find(|worker| worker.id == id)
    }

    pub fn post(&mut self, message: impl Into<Message<Command>>) {
        if let Some(worker) = &mut self.active {
            worker.post(message);
        }
    }

    /// Asks a question of the run, or cancels the question of this topic.
    pub fn ask(&mut self, topic: Topic, question: Option<Question>) {
        let run = self.run;
        self.post(match question {
            Some(question) => Command::Ask { run, question },
            None => Command::Cancel { run, topic },
        });
    }

    pub fn acknowledge(&mut self, frame: u64) {
        self.post(Command::Acknowledge { run: self.run, frame });
    }

    /// Acknowledges the answers that have been drawn.
    pub fn acknowledge_drawn(&mut self) {
        std::mem::take(&mut self.undrawn).into_iter().for_each(|frame| self.acknowledge(frame));
    }

    /// Whether answers about fields and about a map are awaited, in this order.
    pub fn awaits(&self) -> [bool; 2] {
        [self.probing.is_waiting(), self.mapping.is_waiting()]
    }

    pub fn pause(&mut self) {
        self.post(Command::Pause { run: self.run });
    }

    /// Begins a new run of `task`: no answer of the last run is awaited any more.
    pub fn begin_run(&mut self, task: &Task) {
        self.run = RunId(self.run.0.wrapping_add(1));
        self.known = Some(task.clone());
        self.retargeted.clear();
        self.unpublished = None;
        self.sampled = None;
        self.probing.forget();
        self.mapping.forget();
        (self.assessing, self.following, self.asked, self.comparing) = (false, None, None, None);
        self.undrawn.clear();
    }
}
