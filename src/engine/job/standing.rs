//! Questions that stand until the page withdraws them.

use std::fmt::Debug;

use web_time::Duration;

use super::{Budget, Job, JobCx, Now, Outdated, Progress, SHARE, Subject, Terms};
use crate::{
    engine::core::Waiting,
    protocol::{Answer, EngineError, Event, Numerics, Question, Topic, Warning},
};

/// The answer to the questions of one topic: one piece of work, from its beginning to the answer.
pub(in crate::engine) trait Inquiry: Debug + Sized + 'static {
    type Request: Clone + Debug + TryFrom<Question> + 'static;
    /// Values that are kept from one answer to the next, until the settings of the run change.
    type Memory: Default + Debug + 'static;

    const TOPIC: Topic;
    /// Whether answers are drawn on the stage: see [`Terms::is_drawn`].
    const IS_DRAWN: bool = true;
    /// See [`Terms::share`].
    const SHARE: f64 = SHARE;
    /// See [`Terms::pause`].
    const PAUSE: Duration = Duration::ZERO;
    /// Whether the answer depends on the sampler.
    const USES_SAMPLER: bool = false;
    /// The warning to the page where there is no answer.
    const MISSING: Option<Warning> = None;

    /// Whether the answer depends on the weights.
    fn depends_on_weights(_: &Self::Request) -> bool {
        true
    }

    /// Begins an answer, and gives the step of the weights that it is about; nothing where there is no answer.
    ///
    /// # Errors
    /// When the device fails.
    async fn begin(
        asked: StandingRequest<'_, Self::Request>,
        subject: &Subject,
        memory: &mut Self::Memory,
    ) -> Result<Option<(u64, Self)>, EngineError>;

    /// A few milliseconds of work; false when all work was done before.
    ///
    /// # Errors
    /// When the device fails.
    async fn advance(&mut self, _: &Subject, _: &mut Self::Memory) -> Result<bool, EngineError> {
        Ok(false)
    }

    /// A preview before the work is done, where there is one. A later reply replaces it.
    ///
    /// # Errors
    /// When the device fails.
    async fn preview(&self) -> Result<Option<Reply>, EngineError> {
        Ok(None)
    }

    /// A limit of the arithmetic that the work met.
    fn met(&self) -> Option<Numerics> {
        None
    }

    /// The answer, when all work is done.
    ///
    /// # Errors
    /// When the device fails.
    async fn finish(self) -> Result<Reply, EngineError>;
}

/// A question in its present form.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct StandingRequest<'a, R> {
    pub(in crate::engine) request: &'a R,
    /// Whether this is the first answer to the question, or the first since the settings of the run changed.
    pub(in crate::engine) is_first: bool,
}

/// An answer and its bulk numbers.
#[derive(Debug)]
pub(in crate::engine) struct Reply {
    pub(in crate::engine) answer: Answer,
    pub(in crate::engine) buffers: Vec<Vec<f32>>,
}

/// A standing question, and whether its answer is due.
#[derive(Debug)]
pub(in crate::engine) struct Standing<I: Inquiry> {
    request: Option<I::Request>,
    is_due: bool,
    is_first: bool,
    work: Option<Work<I>>,
    memory: I::Memory,
}

/// Work in progress.
#[derive(Debug)]
struct Work<I> {
    inquiry: I,
    /// The step of the weights that it is about.
    step: u64,
    /// The number of replies sent so far.
    revision: u32,
}

impl<I: Inquiry> Default for Standing<I> {
    fn default() -> Self {
        Self { request: None, is_due: false, is_first: true, work: None, memory: I::Memory::default() }
    }
}

impl<I: Inquiry> Standing<I> {
    /// Drops the work in progress; the answer is due from the beginning.
    fn begin_anew(&mut self) {
        self.work = None;
        self.is_due = self.request.is_some();
    }

    async fn begin(&mut self, subject: &Subject) -> Result<Option<Work<I>>, EngineError> {
        self.is_due = false;
        let Some(request) = &self.request else {
            return Ok(None);
        };
        let asked = StandingRequest { request, is_first: std::mem::take(&mut self.is_first) };
        let begun = I::begin(asked, subject, &mut self.memory).await?;
        Ok(begun.map(|(step, inquiry)| Work { inquiry, step, revision: 0 }))
    }

    async fn go_on(&mut self, cx: &mut JobCx<'_>, budget: Budget) -> Result<Progress, EngineError> {
        // Taken out, so that after an error nothing is in progress.
        let begun = match self.work.take() {
            Some(work) => Some(work),
            None => self.begin(cx.subject).await?,
        };
        let Some(mut work) = begun else {
            let warning = I::MISSING.filter(|_| self.request.is_some());
            cx.events.extend(warning.map(|warning| Event::Warning(cx.subject.id, warning).into()));
            return Ok(Progress::Finished);
        };
        while work.inquiry.advance(cx.subject, &mut self.memory).await? {
            if !budget.is_spent() {
                continue;
            }
            if cx.frames.are_free(I::TOPIC, I::IS_DRAWN)
                && let Some(reply) = work.inquiry.preview().await?
            {
                cx.answer(work.step, work.revision, I::IS_DRAWN, reply);
                work.revision += 1;
            }
            self.work = Some(work);
            return Ok(Progress::UnderWay);
        }
        cx.events.extend(cx.subject.note(work.inquiry.met()));
        let reply = work.inquiry.finish().await?;
        cx.answer(work.step, work.revision, I::IS_DRAWN, reply);
        Ok(Progress::Finished)
    }
}

impl<I: Inquiry> Job for Standing<I> {
    fn topic(&self) -> Option<Topic> {
        Some(I::TOPIC)
    }

    fn due(&self, _: &Now<'_>) -> bool {
        self.work.is_some() || self.is_due
    }

    fn is_under_way(&self) -> bool {
        self.work.is_some()
    }

    fn depends_on_weights(&self) -> bool {
        self.request.as_ref().is_some_and(I::depends_on_weights)
    }

    fn advance<'a>(&'a mut self, cx: &'a mut JobCx<'_>, budget: Budget) -> Waiting<'a, Progress> {
        Box::pin(self.go_on(cx, budget))
    }

    fn ask(&mut self, question: Question) {
        // A question about another topic is a mistake of the scheduler, and changes nothing.
        if let Ok(request) = I::Request::try_from(question) {
            self.request = Some(request);
            self.is_first = true;
            self.begin_anew();
        }
    }

    fn cancel(&mut self) {
        self.request = None;
        self.begin_anew();
    }

    fn outdate(&mut self, by: Outdated) {
        match by {
            Outdated::Trained => self.is_due = self.request.is_some(),
            Outdated::Shown | Outdated::Rewound => self.begin_anew(),
            Outdated::Sampler if I::USES_SAMPLER => self.begin_anew(),
            Outdated::Sampler => {}
            Outdated::Settings => {
                self.memory = I::Memory::default();
                self.is_first = true;
                self.begin_anew();
            }
        }
    }

    fn terms(&self) -> Terms {
        Terms { between_steps: false, is_drawn: I::IS_DRAWN, share: I::SHARE, pause: I::PAUSE }
    }
}
