//! The engines of a run: the workers, what they have been told, and what they have still to say.

use std::collections::VecDeque;

use super::{
    probe::Probing,
    race::Race,
    worker::{EngineWorker, Hear},
};
use crate::protocol::{
    BackendKind, Checkpoint, Command, FieldRequest, MapRequest, Message, Question, RunId, Stats, Task, Topic,
};

/// A checkpoint with its buffers.
pub type Saved = (Checkpoint, Vec<Vec<f32>>);

#[derive(Debug, Default)]
pub struct Engines {
    /// Told of everything that a worker does.
    pub hear: Hear,
    /// The worker in use.
    pub active: Option<EngineWorker>,
    /// The other engine, where there are two to choose from; it rests.
    pub rival: Option<EngineWorker>,
    pub race: Race,
    /// Workers that are to be dropped, but not while they may be speaking.
    pub retired: Vec<EngineWorker>,
    workers: u32,
    /// How often in a row an engine died before it did anything.
    pub failures: u32,
    pub gpu_failures: u32,
    pub run: RunId,
    /// What the engine was last told.
    pub known: Option<Task>,
    /// What the run was to go on as, and has not said yet that it does.
    pub retargeted: VecDeque<Task>,
    pub checkpoint: Option<Saved>,
    pub probing: Probing<FieldRequest>,
    pub mapping: Probing<MapRequest>,
    /// Whether the engine has been asked how good the model is.
    pub assessing: bool,
    /// What it has been asked to follow: a series, a policy or gates.
    pub following: Option<Question>,
    /// The frame numbers of answers that the stage has and has not drawn.
    pub undrawn: Vec<u64>,
    /// The step of the last cloud.
    pub sampled: Option<u64>,
    /// Training steps a second at most, so that the run stays level with the one beside it.
    pub level: Option<f64>,
    /// What was reported and is not shown yet.
    pub unpublished: Option<Stats>,
    pub ping: u32,
}

impl Engines {
    /// A new worker of this kind, which is not in use yet.
    ///
    /// # Errors
    /// When the browser refuses, in its words.
    pub fn spawn(&mut self, kind: BackendKind) -> Result<EngineWorker, String> {
        self.workers += 1;
        EngineWorker::spawn(self.workers, kind, self.hear.clone())
    }

    /// The worker with this number, unless it has been given up.
    pub fn worker(&mut self, id: u32) -> Option<&mut EngineWorker> {
        self.active.iter_mut().chain(&mut self.rival).find(|worker| worker.id == id)
    }

    pub fn post(&mut self, message: impl Into<Message<Command>>) {
        if let Some(worker) = &mut self.active {
            worker.post(message);
        }
    }

    /// Asks something of the run, or no longer.
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

    /// The last clouds and fields have been drawn.
    pub fn acknowledge_drawn(&mut self) {
        std::mem::take(&mut self.undrawn).into_iter().for_each(|frame| self.acknowledge(frame));
    }

    /// Whether answers about fields and about a map are awaited.
    pub fn awaits(&self) -> [bool; 2] {
        [self.probing.is_waiting(), self.mapping.is_waiting()]
    }

    pub fn pause(&mut self) {
        self.post(Command::Pause { run: self.run });
    }

    /// A new run, of `task`: nothing of the last one is awaited any more.
    pub fn begin_run(&mut self, task: &Task) {
        self.run = RunId(self.run.0.wrapping_add(1));
        self.known = Some(task.clone());
        self.retargeted.clear();
        self.unpublished = None;
        self.sampled = None;
        self.probing.forget();
        self.mapping.forget();
        (self.assessing, self.following) = (false, None);
        self.undrawn.clear();
    }
}
