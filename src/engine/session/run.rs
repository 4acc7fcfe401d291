//! One run of one experiment: training, and the clouds and fields that the page asks for.

use std::collections::VecDeque;

use web_time::{Duration, Instant};

use super::{map::Map, wish::Wish};
use crate::{
    engine::{Assessment, Floors, Learned, SampleRun, Trainer, history::History},
    math::{
        oracle::{Field, Oracle},
        schedule::ScheduleConfig,
    },
    protocol::{
        self, EngineError, Event, Generate, FieldKind, FieldRequest, MapRequest, Message, RunId, SampleRequest, Task,
    },
};

/// How long a slice may work before the message loop has its turn.
pub(super) const SLICE: Duration = Duration::from_millis(12);
/// After a slice of this length the next one tries fewer steps.
const LONG_SLICE: Duration = Duration::from_millis(15);
/// Sampling while training may take this share of the time.
const SAMPLING_SHARE: f64 = 0.25;

/// What is being done for the page.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) id: RunId,
    pub(super) trainer: Trainer,
    pub(super) oracle: Option<Oracle<ScheduleConfig>>,
    pub(super) training: Training,
    /// Steps between two readings of the device, as many as fit into a slice.
    stride: u32,
    pub(super) steps_per_second: Option<f64>,
    pub(super) sample: Wish<SampleRequest>,
    /// The cloud that is under way, and the step of its weights.
    pub(super) sampling: Option<(SampleRun, SampleRequest, u64)>,
    pub(super) probe: Wish<FieldRequest>,
    /// Whether the page has asked for the exact field as well; it gets it once.
    pub(super) wants_exact: bool,
    pub(super) mapping: Wish<MapRequest>,
    pub(super) map: Option<Map>,
    pub(super) assessing: Wish<()>,
    /// The assessment that is under way, of the weights at this step, and how long it has taken.
    pub(super) assessment: Option<(Assessment, u64, Duration)>,
    pub(super) floors: Floors,
    pub(super) following: Wish<()>,
    pub(super) history: History,
    /// Whether the page has yet to hear of the latest snapshot.
    grown: bool,
    /// The earlier weights that clouds, fields and densities are of, with their step.
    pub(super) looking: Option<(u64, Learned)>,
    /// Clouds and fields sent since the page last drew.
    pub(super) unacknowledged: u32,
    pub(super) losses: Vec<(u64, f64)>,
    pub(super) clock: Clock,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Training {
    Paused,
    Running,
    /// So many steps are left until the pause.
    Counting(u32),
}

/// When things last happened.
#[derive(Debug)]
pub(super) struct Clock {
    pub(super) stats: Instant,
    pub(super) stats_step: u64,
    pub(super) checkpoint: Instant,
    /// The moment from which the steps of a limited speed are counted, and the step then.
    pub(super) pace: (Instant, u64),
}

impl Run {
    /// A run that rests, with its earlier steps in `history`.
    pub(super) fn new(id: RunId, trainer: Trainer, oracle: Option<Oracle<ScheduleConfig>>, history: History) -> Self {
        let (now, step) = (Instant::now(), trainer.step_count());
        Self {
            id,
            trainer,
            oracle,
            training: Training::Paused,
            stride: 1,
            steps_per_second: None,
            sample: Wish::none(),
            sampling: None,
            probe: Wish::none(),
            wants_exact: false,
            mapping: Wish::none(),
            map: None,
            assessing: Wish::none(),
            assessment: None,
            floors: Floors::default(),
            following: Wish::none(),
            history,
            grown: false,
            looking: None,
            unacknowledged: 0,
            losses: Vec::new(),
            clock: Clock { stats: now, stats_step: step, checkpoint: now, pace: (now, step) },
        }
    }

    /// Trains no further. What waited so that training had its share waits no longer.
    pub(super) fn rest(&mut self) {
        self.training = Training::Paused;
        let now = Instant::now();
        let waits = [
            &mut self.sample.not_before,
            &mut self.probe.not_before,
            &mut self.mapping.not_before,
            &mut self.assessing.not_before,
            &mut self.following.not_before,
        ];
        waits.into_iter().for_each(|wait| *wait = now);
    }

    /// When the next of something may begin that has just taken so long: training is to have its share first.
    pub(super) fn after(&self, spent: Duration) -> Instant {
        let share = if self.training == Training::Paused { 0.0 } else { 1.0 / SAMPLING_SHARE };
        Instant::now() + spent.mul_f64(share)
    }

    pub(super) fn train(&mut self, training: Training) {
        let now = Instant::now();
        if self.training == Training::Paused {
            self.clock.stats = now;
            self.clock.stats_step = self.trainer.step_count();
        }
        self.clock.pace = (now, self.trainer.step_count());
        self.training = training;
    }

    pub(super) async fn slice(&mut self, events: &mut VecDeque<Message<Event>>) -> Result<bool, EngineError> {
        let trained = self.train_slice().await?;
        if std::mem::take(&mut self.grown) {
            events.push_back(self.tell_history());
        }
        let sampled = self.sample_slice(events).await?;
        // Whatever else is due goes out together: one after another, the first would come again before the last had its turn.
        let free = self.unacknowledged == 0;
        let probed = free && self.answer_probe(events).await?;
        let mapping = self.map.is_some();
        let mapped = self.map_slice(free).await?;
        let worked = trained || sampled || probed || mapping || mapped.is_some() || self.map.is_some();
        let followed = self.follow_slice(free).await?;
        let worked = worked || followed.is_some();
        events.extend(mapped.into_iter().chain(followed));
        let assessed = self.assess_slice(events).await?;
        Ok(worked || assessed)
    }

    /// Shows the weights of the snapshot nearest `step` from now on, or the present ones.
    pub(super) fn look(&mut self, step: Option<u64>) {
        let snapshot = step.and_then(|step| self.history.nearest(step));
        self.looking = snapshot.map(|snapshot| (snapshot.step, self.trainer.learned_at(snapshot)));
        self.show_anew();
    }

    /// Takes up another sampler, grid or class, while training goes on.
    pub(super) fn resample(&mut self, task: &Task) {
        let class = self.trainer.experiment().class();
        self.trainer.resample(task);
        if self.trainer.experiment().class() == class {
            self.sampling = None;
            return self.sample.set(self.sample.request);
        }
        // Another class has another field, another exact one, and floors of its own.
        self.oracle = self.trainer.task().generate().and_then(Generate::oracle);
        self.floors = Floors::default();
        if let Some(request) = &mut self.probe.request {
            request.exact = self.wants_exact;
        }
        self.look(self.looking.as_ref().map(|(step, _)| *step));
    }

    /// Goes back to the snapshot nearest `step`, and rests; the step that this is.
    ///
    /// # Errors
    /// When the device fails.
    pub(super) fn rewind(&mut self, step: u64) -> Result<u64, EngineError> {
        let Some(snapshot) = self.history.nearest(step) else {
            return Ok(self.trainer.step_count());
        };
        let step = snapshot.step;
        self.trainer.go_to(snapshot)?;
        self.history.rewind(step);
        self.losses.clear();
        self.looking = None;
        self.rest();
        self.show_anew();
        Ok(step)
    }

    /// Which snapshots there are.
    pub(super) fn tell_history(&self) -> Message<Event> {
        let history = protocol::History { steps: self.history.steps(), bytes: self.history.bytes() };
        Event::History(self.id, history).into()
    }

    /// Whatever is shown of the weights is out of date.
    fn show_anew(&mut self) {
        (self.sampling, self.map, self.assessment) = (None, None, None);
        self.assessing.set(self.assessing.request);
        self.sample.set(self.sample.request);
        self.probe.set(self.probe.request);
        self.mapping.set(self.mapping.request);
        self.following.set(self.following.request);
    }

    /// What is shown: the present weights or earlier ones, and their step.
    pub(super) async fn shown(&self) -> Result<(u64, Learned), EngineError> {
        match &self.looking {
            Some((step, learned)) => Ok((*step, learned.clone())),
            None => Ok((self.trainer.step_count(), self.trainer.learned().await?)),
        }
    }

    /// Trains until the slice is over or nothing is left to do.
    ///
    /// A GPU only notes what it is to do, and does it until it is read; so the number of steps before the reading follows from
    /// how long the last ones took.
    async fn train_slice(&mut self) -> Result<bool, EngineError> {
        let start = Instant::now();
        let mut steps = 0;
        while steps < self.stride && self.may_step() && start.elapsed() < SLICE {
            self.trainer.step().await?;
            steps += 1;
            if self.history.wants(self.trainer.step_count()) {
                self.history.keep(self.trainer.snapshot().await?);
                self.grown = true;
            }
            if let Training::Counting(left) = &mut self.training {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    self.rest();
                }
            }
        }
        if steps == 0 {
            return Ok(false);
        }
        // The weights changed: whatever was shown of the present ones is out of date.
        if self.looking.is_none() {
            self.sample.due = self.sample.request.is_some();
            self.probe.due = self.probe.request.is_some();
            self.assessing.due = self.assessing.request.is_some();
            self.following.due = self.following.request.is_some();
            self.mapping.due = self.mapping.request.is_some_and(|request| request.kind.is_learned());
        }
        let losses = self.trainer.losses().await?;
        self.losses.extend(losses);
        let spent = start.elapsed();
        if spent > LONG_SLICE {
            self.stride = (steps / 2).max(1);
        } else if steps == self.stride && spent < SLICE / 2 {
            self.stride = self.stride.saturating_mul(2);
        }
        Ok(true)
    }

    fn may_step(&self) -> bool {
        match (self.training, self.steps_per_second) {
            (Training::Paused, _) => false,
            (Training::Counting(_), _) | (Training::Running, None) => true,
            (Training::Running, Some(rate)) => {
                let (since, step) = self.clock.pace;
                self.trainer.step_count().saturating_sub(step) as f64 <= since.elapsed().as_secs_f64() * rate
            }
        }
    }

    /// Goes on with the cloud that is under way, or starts one that is due.
    async fn sample_slice(&mut self, events: &mut VecDeque<Message<Event>>) -> Result<bool, EngineError> {
        let start = Instant::now();
        if self.sampling.is_none()
            && self.unacknowledged == 0
            && let Some(request) = self.sample.take_due(start)
        {
            let (step, learned) = self.shown().await?;
            let cloud = SampleRun::new(self.trainer.experiment(), request.count as usize, learned);
            self.sampling = Some((cloud, request, step));
        }
        let Some((mut cloud, request, step)) = self.sampling.take() else {
            return Ok(false);
        };
        let mut finished = false;
        while !finished && start.elapsed() < SLICE {
            finished = !cloud.advance();
        }
        let spent = start.elapsed();
        if self.training != Training::Paused {
            // Each slice spent on the cloud earns training its share.
            self.sample.not_before += spent.mul_f64(1.0 / SAMPLING_SHARE);
        }
        if !finished {
            self.sampling = Some((cloud, request, step));
            return Ok(true);
        }
        let times = cloud.times().iter().map(|&t| t as f32).collect();
        let positions = cloud.positions().await?;
        self.sample.not_before = self.sample.not_before.max(self.after(spent));
        self.unacknowledged += 1;
        let head = Event::Samples { run: self.id, step, count: request.count };
        events.push_back(Message { head, buffers: vec![times, positions] });
        Ok(true)
    }

    async fn answer_probe(&mut self, events: &mut VecDeque<Message<Event>>) -> Result<bool, EngineError> {
        let start = Instant::now();
        let Some(FieldRequest { grid, learned, exact }) = self.probe.take_due(start) else {
            return Ok(false);
        };
        let points = grid.points();
        let (mut fields, mut step) = (Vec::new(), self.trainer.step_count());
        if learned {
            let (shown, learned) = self.shown().await?;
            step = shown;
            let velocity = learned.velocity(&points, grid.t).await?;
            fields.push((FieldKind::Learned, velocity));
        }
        if exact && let Some(oracle) = &self.oracle {
            let velocity = oracle.velocity(&points, grid.t);
            fields.push((FieldKind::Exact, velocity.iter().flatten().map(|&c| c as f32).collect()));
        }
        // The exact field does not depend on the weights: once is enough until the page asks again.
        if let Some(request) = &mut self.probe.request {
            request.exact = false;
        }
        for (kind, velocities) in fields {
            self.unacknowledged += 1;
            events.push_back(Message {
                head: Event::Field { run: self.id, step, kind, grid },
                buffers: vec![velocities],
            });
        }
        self.probe.not_before = self.after(start.elapsed());
        Ok(true)
    }
}
