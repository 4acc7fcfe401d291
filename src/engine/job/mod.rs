//! The jobs of a run beside its training, done in slices: one file for each job.
//!
//! Most jobs answer a standing question of the page. Such a job is an [`Inquiry`]; [`Standing`] keeps its question, and the
//! [`Scheduler`] decides when it runs. A new job needs its request and its answer in `protocol/question.rs`, one file here, and
//! one line in [`all`].

mod bench;
mod budget;
mod classifier;
mod cloud;
mod field;
mod frames;
mod gates;
mod map;
pub(super) mod measure;
mod points;
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

/// Every job of a run, in the order in which they run.
fn all() -> Vec<Box<dyn Job>> {
    vec![
        Box::new(snapshots::Snapshots),
        Box::<reflow::Pairs>::default(),
        Box::<classifier::ClassifierJob>::default(),
        Box::<Standing<cloud::Cloud>>::default(),
        Box::<Standing<field::FieldJob>>::default(),
        Box::<Standing<map::Map>>::default(),
        Box::<Standing<points::PointsJob>>::default(),
        Box::<Standing<series::SeriesJob>>::default(),
        Box::<Standing<gates::Gates>>::default(),
        Box::<Standing<quality::Judging>>::default(),
        Box::<Standing<rollouts::Acting>>::default(),
        Box::<Standing<bench::Bench>>::default(),
    ]
}

/// The share of the time that a job may take during training.
const SHARE: f64 = 0.25;

/// Work on a run that is done in slices.
pub(super) trait Job: Debug {
    /// The topic of the questions that it answers; nothing where only the run itself needs it.
    fn topic(&self) -> Option<Topic> {
        None
    }

    /// Whether there is something to do. The [`Scheduler`] also decides when it may be done.
    fn due(&self, now: &Now<'_>) -> bool;

    /// Whether a piece of work has begun and not ended.
    fn is_under_way(&self) -> bool {
        false
    }

    /// Whether its result depends on the weights.
    fn depends_on_weights(&self) -> bool;

    /// Continues the work in progress, or begins what is due, until the `budget` is spent or the work ends.
    /// After an error nothing is in progress or due.
    ///
    /// # Errors
    /// When the device fails.
    fn advance<'a>(&'a mut self, cx: &'a mut JobCx<'_>, budget: Budget) -> Waiting<'a, Progress>;

    /// Replaces the question about its topic.
    fn ask(&mut self, _: Question) {}

    /// Ends the answers.
    fn cancel(&mut self) {}

    /// Marks its result as out of date.
    fn outdate(&mut self, _: Outdated) {}

    /// Its share of the time, and of the page's attention.
    fn terms(&self) -> Terms {
        Terms::default()
    }
}

/// The terms on which a job runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// Whether it must run between two training steps, as soon as it is due.
    pub(super) between_steps: bool,
    /// Whether its answers are drawn on the stage.
    /// Nothing new is begun for the stage before the page has drawn all answers sent for it; any other job waits for its own
    /// answer alone.
    pub(super) is_drawn: bool,
    /// The share of the time that it may take during training.
    pub(super) share: f64,
    /// The shortest time from its end to its next begin during training.
    pub(super) pause: Duration,
}

impl Default for Terms {
    fn default() -> Self {
        Self { between_steps: false, is_drawn: false, share: SHARE, pause: Duration::ZERO }
    }
}

/// The moment at which a job decides whether it is due.
pub(super) struct Now<'a> {
    pub(super) subject: &'a Subject,
    /// Whether the run is training.
    pub(super) training: bool,
}

/// The context of a job.
pub(super) struct JobCx<'a> {
    pub(super) subject: &'a mut Subject,
    pub(super) frames: &'a mut AnswerLedger,
    pub(super) events: &'a mut VecDeque<Message<Event>>,
}

/// The result of one turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// The budget is spent, the work is not complete.
    UnderWay,
    Finished,
}

/// The reason why a result is out of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outdated {
    /// Training has continued. Work in progress is still to be completed.
    Trained,
    /// Other weights are shown than before.
    Shown,
    /// The run is at an earlier step.
    Rewound,
    /// The sampler or its grid has changed.
    Sampler,
    /// The settings of the training have changed.
    Settings,
}

impl JobCx<'_> {
    /// Sends an answer with a new frame number.
    pub(super) fn answer(&mut self, step: u64, revision: u32, is_drawn: bool, Reply { answer, buffers }: Reply) {
        let frame = self.frames.open(answer.topic(), is_drawn);
        let head = Event::Answer { run: self.subject.id, frame, step, revision, answer };
        self.events.push_back(Message { head, buffers });
    }
}
