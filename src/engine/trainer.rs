mod averaged;
mod evaluation;
mod retarget;

use std::ops::ControlFlow;

pub use evaluation::FollowedSeries;

#[cfg(feature = "reference")]
use burn::tensor::Device;

use self::retarget::Log;
#[cfg(feature = "gpu")]
use super::gpu;
#[cfg(feature = "reference")]
use super::reference::Reference;
use super::{
    adaptive::{Adaptive, Taught},
    classifier::ClassifierCache,
    core::{Core, Seen, Turn},
    host::Host,
    networks::trainable,
    reflow::Making,
    snapshot::Snapshot,
};
use crate::{
    math::{levels::LossByLevel, oracle::Oracle, schedule::ScheduleConfig},
    nn::{amplify, init},
    objective::{
        Effort, Reflow,
        regression::{Batches, GivenPairs, Regression},
    },
    protocol::{Class, EngineError, ExperimentError, Generate, Task},
};

/// One run of one experiment: draws its batches, and has one of the trainers take the steps.
#[derive(Debug)]
pub struct Trainer {
    /// The present settings.
    task: Task,
    /// The inputs, prediction and sampling of the task's network: see [`Task::setting`].
    experiment: Generate,
    log: Log,
    batches: Batches,
    /// The `(inputs, outputs)` of every layer.
    sizes: Vec<(usize, usize)>,
    /// The most rows that a loss of its own takes together.
    rows: usize,
    /// Whether a step has begun and not ended.
    under_way: bool,
    core: Box<dyn Core>,
    /// The source of exact targets, for an objective that needs them.
    exact: Option<Oracle<ScheduleConfig>>,
    /// The state of a distribution of times or a weighting that learns; absent where neither learns.
    adaptive: Option<Adaptive>,
    /// The loss by level of the weighted regression, for the rows seen so far.
    by_level: LossByLevel,
    /// The averaged weights of an earlier step, for autoguidance.
    earlier: Option<(u64, Vec<f32>)>,
    /// The classifier that guides samples, once one was wanted.
    classifier: ClassifierCache,
}

impl Trainer {
    /// The reference at step 0: burn's automatic differentiation on `device`. The experiment has been validated, and its
    /// objective is a weighted regression.
    #[cfg(feature = "reference")]
    pub fn reference(task: impl Into<Task>, device: &Device) -> Self {
        let task = task.into();
        let experiment = task.setting();
        let mlp = crate::nn::Mlp::new(task.sizes(), &experiment.activation);
        let reference = Reference::new(&mlp, &initial(mlp.sizes(), &experiment).weights, device);
        Self::with(task, mlp.sizes(), Box::new(reference))
    }

    /// The trainer of the CPU at step 0, for any task.
    pub fn host(task: impl Into<Task>) -> Self {
        let task = task.into();
        let experiment = task.setting();
        let sizes = task.sizes();
        let state = initial(&sizes, &experiment);
        let host = match task.loss() {
            None => Host::fused(&sizes, &experiment.activation, state),
            Some(loss) => {
                let target = loss.wants_target().then(|| trainable(&experiment, &sizes));
                Host::taped(trainable(&experiment, &sizes), target, state)
            }
        };
        Self::with(task, &sizes, Box::new(host))
    }

    /// The trainer of the GPU at step 0; the experiment's objective is a weighted regression.
    ///
    /// # Errors
    /// When the device has no room for the network.
    #[cfg(feature = "gpu")]
    pub(super) fn gpu(task: impl Into<Task>, context: &gpu::Context) -> Result<Self, EngineError> {
        let task = task.into();
        let (experiment, sizes) = (task.setting(), task.sizes());
        let state = initial(&sizes, &experiment);
        let core = gpu::GpuCore::new(context, &sizes, &experiment.activation, &state)?;
        Ok(Self::with(task, &sizes, Box::new(core)))
    }

    fn with(task: Task, sizes: &[(usize, usize)], core: Box<dyn Core>) -> Self {
        let experiment = task.setting();
        let adaptive = Adaptive::new(&experiment);
        let by_level = LossByLevel::new(&*experiment.schedule);
        let exact = if experiment.objective.is_explicit() { experiment.oracle() } else { None };
        let batches = Batches::new(&experiment.regression()).fed(task.feed());
        let log = Log::new(task.clone());
        let (rows, under_way) = (task.estimate().rows, false);
        let (sizes, earlier) = (sizes.to_vec(), None);
        let classifier = ClassifierCache::default();
        Self {
            rows,
            under_way,
            task,
            experiment,
            log,
            batches,
            sizes,
            core,
            exact,
            adaptive,
            by_level,
            earlier,
            classifier,
        }
    }

    /// The same trainer, continued from `snapshot`.
    ///
    /// # Errors
    /// As [`Trainer::go_to`].
    pub fn restored(mut self, snapshot: &Snapshot) -> Result<Self, EngineError> {
        self.go_to(snapshot)?;
        Ok(self)
    }

    /// Goes to step 0 with other initial weights, in the layout of [`crate::nn::Parameters::from_flat`].
    ///
    /// # Errors
    /// As [`Trainer::go_to`].
    pub fn start_from(&mut self, weights: Vec<f32>) -> Result<(), EngineError> {
        self.earlier = None;
        self.go_to(&Snapshot::at_start(weights))
    }

    /// Continues from `snapshot`, with the settings of that moment, and changes them again where the run did.
    /// From there on it is the very same as the trainer of the snapshot.
    ///
    /// # Errors
    /// [`EngineError::Checkpoint`] when the snapshot belongs to another network or distribution of times.
    pub fn go_to(&mut self, snapshot: &Snapshot) -> Result<(), EngineError> {
        let needed = crate::nn::count(&self.sizes);
        if let Some((name, part)) = snapshot.parts().into_iter().find(|(_, part)| part.len() != needed) {
            return Err(EngineError::Checkpoint(format!("{name} has {} numbers, not {needed}", part.len())));
        }
        self.abandon();
        self.go_to_settings(snapshot.changes);
        let mut adaptive = Adaptive::new(&self.experiment);
        if let Some((adaptive, taught)) = adaptive.as_mut().zip(snapshot.taught.as_ref()) {
            self.recall(adaptive, taught, snapshot.step)?;
        }
        self.core.put(snapshot);
        self.earlier.take_if(|(step, _)| *step > snapshot.step);
        self.adaptive = adaptive;
        self.by_level = LossByLevel::new(&*self.experiment.schedule);
        Ok(())
    }

    /// Restores the learning part to its state at `step`. The levels of the losses that it has not seen are drawn again.
    fn recall(&mut self, adaptive: &mut Adaptive, taught: &Taught, step: u64) -> Result<(), EngineError> {
        let wrong = || EngineError::Checkpoint("it belongs to other times or another weighting".to_owned());
        let first = step.checked_sub(taught.unseen.len() as u64).ok_or_else(wrong)?;
        if !adaptive.restore(&taught.learned) {
            return Err(wrong());
        }
        let regression = setting(&self.experiment, self.exact.as_ref(), Some(adaptive));
        let looks: Vec<_> = (first..step).map(|step| self.batches.draw(&regression, step).levels.clone()).collect();
        adaptive.resume(taught.unseen.iter().cloned().zip(looks));
        Ok(())
    }

    /// Steps done.
    pub fn step_count(&self) -> u64 {
        self.core.step_count()
    }

    /// The task that is trained.
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// The inputs, prediction and sampling of the task's network.
    pub fn experiment(&self) -> &Generate {
        &self.experiment
    }

    /// Takes over `state`, and keeps the state to return to.
    #[cfg(test)]
    pub(super) fn replace(&mut self, state: &Snapshot) {
        self.core.replace(state);
    }

    /// Takes over another sampler or grid; the weights and the training stay. A task with other differences is ignored.
    pub fn resample(&mut self, task: &Task) {
        if self.task.change_class(task) == Some(Class::Resample) {
            self.task = task.clone();
            self.experiment = task.setting();
        }
    }

    /// The `(inputs, outputs)` of every layer.
    pub fn sizes(&self) -> &[(usize, usize)] {
        &self.sizes
    }

    /// The cost of the last step, other than time; zeros for the weighted regression.
    pub fn effort(&self) -> Effort {
        self.core.effort()
    }

    /// One step: draws a batch, computes the gradient of its loss, and updates the weights.
    /// It waits for the device only where the distribution of times learns, and then every sixteenth time.
    ///
    /// # Errors
    /// When the device fails, or the coupling cannot pair the points of the step.
    pub async fn step(&mut self) -> Result<(), EngineError> {
        while !self.advance().await? {}
        Ok(())
    }

    /// Continues the present step or begins the next, for about [`PART`](crate::protocol::work::PART) of work; true when the step is complete.
    ///
    /// # Errors
    /// As [`Trainer::step`]. The weights are then those before the step.
    pub async fn advance(&mut self) -> Result<bool, EngineError> {
        if !self.under_way {
            self.take_up_changes();
            if let Some(mut making) = self.make_pairs().await? {
                while making.advance() {}
                self.take_pairs(making.finish().await?);
            }
        }
        let flow = self.core.advance(Turn {
            experiment: &self.experiment,
            update: self.experiment.update(self.core.step_count(), self.sizes.first().copied().unwrap_or_default()),
            loss: self.task.loss(),
            regression: &setting(&self.experiment, self.exact.as_ref(), self.adaptive.as_ref()),
            batches: &mut self.batches,
            by_level: &mut self.by_level,
            learns: self.adaptive.is_some(),
            rows: self.rows,
        });
        self.under_way = flow.is_continue();
        paired(&mut self.batches)?;
        match flow {
            ControlFlow::Continue(()) => Ok(false),
            ControlFlow::Break(seen) => {
                self.learn(seen).await?;
                self.keep_earlier().await.map(|()| true)
            }
        }
    }

    /// Drops a step in progress.
    fn abandon(&mut self) {
        self.under_way = false;
        self.core.abandon();
        self.batches.abandon();
    }

    /// The round of reflow that begins, or that a restored run continues, while its pairs are missing.
    fn awaited_round(&self) -> Option<(Reflow, u64)> {
        if self.under_way {
            return None;
        }
        let reflow = self.experiment.objective.reflow()?;
        let round = reflow.round(self.step_count());
        (round != self.batches.round()).then_some((reflow, round))
    }

    /// Whether pairs must be made before the next step.
    pub(super) fn awaits_pairs(&self) -> bool {
        self.awaited_round().is_some()
    }

    /// Begins to make the pairs that are awaited, with the averaged weights.
    /// Gives nothing where none are awaited, or where data and source are drawn from. Without [`Trainer::take_pairs`] the
    /// next step makes the pairs itself.
    ///
    /// # Errors
    /// When the device fails.
    pub(super) async fn make_pairs(&mut self) -> Result<Option<Making>, EngineError> {
        match self.awaited_round() {
            None => Ok(None),
            Some((_, 0)) => {
                self.batches.keep_to(None);
                Ok(None)
            }
            Some((reflow, round)) => Ok(Some(Making::new(&self.experiment, self.learned().await?, reflow, round))),
        }
    }

    /// Trains on these pairs from now on.
    pub(super) fn take_pairs(&mut self, pairs: GivenPairs) {
        self.batches.keep_to(Some(pairs));
    }

    /// Passes the losses of a step to the learning part, some steps late.
    async fn learn(&mut self, step: Option<Seen>) -> Result<(), EngineError> {
        let Some((adaptive, (rows, levels))) = self.adaptive.as_mut().zip(step) else {
            return Ok(());
        };
        if !adaptive.take(rows, levels) {
            return Ok(());
        }
        let kept = self.core.kept_rows(adaptive.kept()).await?;
        adaptive.learn(kept, &mut self.by_level);
        Ok(())
    }

    /// The losses of the steps since the last call, as `(step, loss)` with the first step numbered 1.
    ///
    /// # Errors
    /// [`EngineError::NonFinite`] as soon as a loss is not finite; the trainer is then at the last weights that are known to
    /// be finite. [`EngineError::Device`] when the device fails.
    pub async fn losses(&mut self) -> Result<Vec<(u64, f64)>, EngineError> {
        self.core.losses().await
    }

    /// The state on the host.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn snapshot(&self) -> Result<Snapshot, EngineError> {
        let taught = match &self.adaptive {
            None => None,
            Some(adaptive) => Some(adaptive.taught(self.core.kept_rows(adaptive.kept()).await?)),
        };
        Ok(Snapshot { taught, changes: self.log.current(), ..self.core.snapshot().await? })
    }
}

/// The regression of a training step, with the learned distribution of times and weighting.
fn setting<'a>(
    experiment: &'a Generate,
    exact: Option<&'a Oracle<ScheduleConfig>>,
    adaptive: Option<&'a Adaptive>,
) -> Regression<'a> {
    let mut regression = experiment.regression();
    regression.exact = exact;
    if let Some(adaptive) = adaptive {
        adaptive.apply(&mut regression);
    }
    regression
}

/// Checks that the coupling has paired all points.
///
/// # Errors
/// The name of the coupling's slot when it could not.
fn paired(batches: &mut Batches) -> Result<(), EngineError> {
    let why = "the points of a batch have no pairs, since a distance between them is not finite";
    if batches.take_unpaired() { Err(ExperimentError::new("coupling", why).into()) } else { Ok(()) }
}

/// The state before the first step.
fn initial(sizes: &[(usize, usize)], experiment: &Generate) -> Snapshot {
    let mut weights = init(sizes, experiment.seed);
    amplify(&mut weights, sizes, experiment.gain());
    Snapshot::at_start(weights)
}

#[cfg(test)]
mod tests;
