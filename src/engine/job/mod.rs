//! What is done for a run beside its training, a little at a time: one file a job.
//!
//! Most jobs answer a standing question of the page. Such a job is an [`Inquiry`]; [`Standing`] keeps its question, and the
//! [`Scheduler`] decides when it has its turn. To add one: its request and its answer in `protocol/question.rs`, one file here,
//! and one line in [`all`].

mod budget;
mod cloud;
mod field;
mod frames;
mod gates;
mod map;
pub(super) mod measure;
mod quality;
mod reflow;
mod rollouts;
mod scheduler;
mod series;
mod snapshots;
mod standing;
mod subject;

use std::{collections::VecDeque, fmt::Debug};

use web_time::Duration;

#[cfg(test)]
pub(super) use self::series::PATHS;
pub(super) use self::{
    budget::Budget,
    frames::AnswerLedger,
    scheduler::Scheduler,
    standing::{Inquiry, Reply, Standing},
    subject::Subject,
};
use super::core::Waiting;
use crate::protocol::{Event, Message, Question, Topic};

/// Every job of a run, in the order of their turns.
fn all() -> Vec<Box<dyn Job>> {
    vec![
        Box::new(snapshots::Snapshots),
        Box::<reflow::Pairs>::default(),
        Box::<Standing<cloud::Cloud>>::default(),
        Box::<Standing<field::FieldJob>>::default(),
        Box::<Standing<map::Map>>::default(),
        Box::<Standing<series::SeriesJob>>::default(),
        Box::<Standing<gates::Gates>>::default(),
        Box::<Standing<quality::Judging>>::default(),
        Box::<Standing<rollouts::Acting>>::default(),
    ]
}

/// While training, a job may take this share of the time.
const SHARE: f64 = 0.25;

/// Work on a run that is done in slices.
pub(super) trait Job: Debug {
    /// The topic of the questions that it answers; nothing where the run itself needs it.
    fn topic(&self) -> Option<Topic> {
        None
    }

    /// Whether there is something to do. The [`Scheduler`] knows beside that when it may be done.
    fn due(&self, now: &Now<'_>) -> bool;

    /// Whether a piece of work has begun and not ended.
    fn is_under_way(&self) -> bool {
        false
    }

    /// Whether what it finds depends on the weights.
    fn depends_on_weights(&self) -> bool;

    /// Goes on with what is under way, or begins what is due, until the `budget` is spent or the work ends. After an error nothing
    /// is under way or due.
    ///
    /// # Errors
    /// When the device fails.
    fn advance<'a>(&'a mut self, cx: &'a mut JobCx<'_>, budget: Budget) -> Waiting<'a, Progress>;

    /// Takes up a question about its topic in place of the last.
    fn ask(&mut self, _: Question) {}

    /// Answers no more.
    fn cancel(&mut self) {}

    /// What it has found is out of date.
    fn outdate(&mut self, _: Outdated) {}

    /// How it shares the time, and the page's attention.
    fn terms(&self) -> Terms {
        Terms::default()
    }
}

/// On which terms a job has its turns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// Whether it must have its turn between two training steps, as soon as it is due.
    pub(super) between_steps: bool,
    /// Whether its answers are drawn on the stage. Nothing new is begun for the stage before the page has drawn all that was
    /// sent for it; any other job waits for its own answer alone.
    pub(super) is_drawn: bool,
    /// The share of the time that it may take while training.
    pub(super) share: f64,
    /// While training, it is begun no sooner after it ended.
    pub(super) pause: Duration,
}

impl Default for Terms {
    fn default() -> Self {
        Self { between_steps: false, is_drawn: false, share: SHARE, pause: Duration::ZERO }
    }
}

/// The moment at which a job is asked whether it is due.
pub(super) struct Now<'a> {
    pub(super) subject: &'a Subject,
    /// Whether the run trains.
    pub(super) training: bool,
}

/// What a job works with.
pub(super) struct JobCx<'a> {
    pub(super) subject: &'a mut Subject,
    pub(super) frames: &'a mut AnswerLedger,
    pub(super) events: &'a mut VecDeque<Message<Event>>,
}

/// What a turn came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// The budget is spent, the work is not done.
    UnderWay,
    Finished,
}

/// Why what was found is out of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outdated {
    /// Training has gone on. What is under way stays worth finishing.
    Trained,
    /// Other weights are shown than before.
    Shown,
    /// The run stands at an earlier step.
    Rewound,
    /// The sampler or its grid is another.
    Sampler,
    /// The settings of the training are others.
    Settings,
}

impl JobCx<'_> {
    /// Sends an answer with a frame number of its own.
    pub(super) fn answer(&mut self, step: u64, revision: u32, is_drawn: bool, Reply { answer, buffers }: Reply) {
        let frame = self.frames.open(answer.topic(), is_drawn);
        let head = Event::Answer { run: self.subject.id, frame, step, revision, answer };
        self.events.push_back(Message { head, buffers });
    }
}
