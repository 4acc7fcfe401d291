mod evaluation;

pub use evaluation::Walked;

use burn::tensor::Device;

use super::{
    adaptive::{Adaptive, Rows, Taught},
    device_error,
    host::Host,
    learned::{Learned, Network},
    networks::{Asked, trainable},
    reference::Reference,
    reflow,
    snapshot::Snapshot,
};
#[cfg(feature = "gpu")]
use super::{gpu, snapshot::Rollback};
#[cfg(feature = "gpu")]
use crate::math::dataset::DatasetConfig;
use crate::{
    math::{
        levels::{Look, LossByLevel},
        oracle::Oracle,
        schedule::ScheduleConfig,
    },
    nn::{Mlp, init},
    objective::{
        Effort,
        regression::{Batches, Regression},
    },
    protocol::{Class, EngineError, Generate, Task},
};

/// One run of one experiment: draws its batches, and has one of the trainers take the steps.
#[derive(Debug)]
pub struct Trainer {
    task: Task,
    /// What the task's network is fed, predicts and is sampled by: see [`Task::setting`].
    experiment: Generate,
    batches: Batches,
    /// The `(inputs, outputs)` of every layer.
    sizes: Vec<(usize, usize)>,
    core: Core,
    /// What an objective learns from that asks for the exact score.
    exact: Option<Oracle<ScheduleConfig>>,
    /// What a distribution of times or a weighting has learned; absent where neither learns.
    adaptive: Option<Adaptive>,
    /// Where the weighted regression loses, as far as its rows have been seen.
    by_level: LossByLevel,
}

/// Who takes the steps. All give the same numbers, up to rounding.
#[derive(Debug)]
enum Core {
    /// Automatic differentiation, on any device: the weighted regression alone.
    Reference(Box<Reference>),
    /// Written out for the CPU, several times as fast, and for every loss.
    Host(Box<Host>),
    /// Written out for the GPU: the weighted regression alone.
    #[cfg(feature = "gpu")]
    Gpu(Box<Gpu>),
}

/// The trainer of the GPU, and the way back.
#[cfg(feature = "gpu")]
#[derive(Debug)]
struct Gpu {
    context: gpu::Context,
    trainer: gpu::GpuTrainer,
    rollback: Rollback<gpu::Mark>,
}

impl Trainer {
    /// The reference at step 0: burn's automatic differentiation on `device`. The experiment has been validated, and its
    /// objective is a weighted regression.
    pub fn new(task: impl Into<Task>, device: &Device) -> Self {
        let task = task.into();
        let experiment = task.setting();
        let mlp = Mlp::stacked(task.sizes(), &experiment.activation);
        let core = Core::Reference(Box::new(Reference::new(&mlp, experiment.seed, device)));
        Self::with(task, mlp.sizes(), core)
    }

    /// The trainer of the CPU at step 0, for any task.
    pub fn host(task: impl Into<Task>) -> Self {
        let task = task.into();
        let experiment = task.setting();
        let sizes = task.sizes();
        let state = initial(&sizes, experiment.seed);
        let host = match task.loss() {
            None => Host::fused(&sizes, &experiment.activation, state),
            Some(loss) => {
                let target = loss.wants_target().then(|| trainable(&experiment, &sizes));
                Host::taped(trainable(&experiment, &sizes), target, state)
            }
        };
        Self::with(task, &sizes, Core::Host(Box::new(host)))
    }

    /// The trainer of the GPU at step 0; the experiment's objective is a weighted regression.
    ///
    /// # Errors
    /// When the device has no room for the network.
    #[cfg(feature = "gpu")]
    pub(super) fn gpu(task: impl Into<Task>, context: &gpu::Context) -> Result<Self, EngineError> {
        let task = task.into();
        let experiment = task.setting();
        let sizes = task.sizes();
        let state = initial(&sizes, experiment.seed);
        let trainer = gpu::GpuTrainer::new(context, &sizes, &experiment.activation, &state)?;
        let rollback = Rollback::new(&trainer.mark());
        let core = Core::Gpu(Box::new(Gpu { context: context.clone(), trainer, rollback }));
        Ok(Self::with(task, &sizes, core))
    }

    fn with(task: Task, sizes: &[(usize, usize)], core: Core) -> Self {
        let experiment = task.setting();
        let adaptive = Adaptive::new(&experiment);
        let by_level = LossByLevel::new(&*experiment.schedule);
        let exact = if experiment.objective.is_explicit() { experiment.oracle() } else { None };
        let batches = Batches::new(&experiment.regression());
        Self { task, experiment, batches, sizes: sizes.to_vec(), core, exact, adaptive, by_level }
    }

    /// The same trainer, gone on to `snapshot`.
    ///
    /// # Errors
    /// As [`Trainer::go_to`].
    pub fn restored(mut self, snapshot: &Snapshot) -> Result<Self, EngineError> {
        self.go_to(snapshot)?;
        Ok(self)
    }

    /// Goes on from `snapshot`: from there the run is the very same as the one that the snapshot is of.
    ///
    /// # Errors
    /// [`EngineError::Checkpoint`] when the snapshot belongs to another network or distribution of times.
    pub fn go_to(&mut self, snapshot: &Snapshot) -> Result<(), EngineError> {
        let needed = crate::nn::count(&self.sizes);
        if let Some((name, part)) = snapshot.parts().into_iter().find(|(_, part)| part.len() != needed) {
            return Err(EngineError::Checkpoint(format!("{name} has {} numbers, not {needed}", part.len())));
        }
        let mut adaptive = Adaptive::new(&self.experiment);
        if let Some((adaptive, taught)) = adaptive.as_mut().zip(snapshot.taught.as_ref()) {
            self.recall(adaptive, taught, snapshot.step)?;
        }
        match &mut self.core {
            Core::Reference(reference) => reference.put(snapshot),
            Core::Host(host) => host.put(snapshot),
            #[cfg(feature = "gpu")]
            Core::Gpu(gpu) => {
                gpu.trainer.put(snapshot);
                gpu.rollback = Rollback::new(&gpu.trainer.mark());
            }
        }
        self.adaptive = adaptive;
        self.by_level = LossByLevel::new(&*self.experiment.schedule);
        Ok(())
    }

    /// Brings what learns to where it was at `step`. The levels of the losses that it has not seen are drawn once more.
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
        match &self.core {
            Core::Reference(reference) => reference.step_count(),
            Core::Host(host) => host.state().step,
            #[cfg(feature = "gpu")]
            Core::Gpu(gpu) => gpu.trainer.step_count(),
        }
    }

    /// What is trained.
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// What the task's network is fed, predicts and is sampled by.
    pub fn experiment(&self) -> &Generate {
        &self.experiment
    }

    /// Takes up another sampler or grid; the weights and the training stay. A task that differs in more is not taken up.
    pub fn resample(&mut self, task: &Task) {
        if self.task.change_class(task) == Some(Class::Resample) {
            self.task = task.clone();
            self.experiment = task.setting();
        }
    }

    /// The field that sampling uses: that of the averaged weights, as they are now.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn learned(&self) -> Result<Learned, EngineError> {
        let averaged = match &self.core {
            Core::Reference(reference) => reference.averaged().to_flat().await.map_err(device_error)?,
            Core::Host(host) => host.state().averaged.clone(),
            #[cfg(feature = "gpu")]
            Core::Gpu(gpu) => {
                let network = Network::Gpu(gpu.trainer.network(), gpu.context.clone());
                return Ok(Learned::new(&self.experiment, network));
            }
        };
        let network = Asked::new(&self.experiment, &self.sizes, averaged);
        Ok(Learned::new(&self.experiment, Network::Host(network)))
    }

    /// The field of the averaged weights of `snapshot`, one of this run.
    pub fn learned_at(&self, snapshot: &Snapshot) -> Learned {
        let network = Asked::new(&self.experiment, &self.sizes, snapshot.averaged.clone());
        Learned::new(&self.experiment, Network::Host(network))
    }

    /// The `(inputs, outputs)` of every layer.
    pub fn sizes(&self) -> &[(usize, usize)] {
        &self.sizes
    }

    /// What the last step took beside time; nothing but zeros for the weighted regression.
    pub fn effort(&self) -> Effort {
        match &self.core {
            Core::Host(host) => host.effort(),
            _ => Effort::default(),
        }
    }

    /// One step: draw a batch, take the gradient of its loss, move the weights. It waits for the device only where the
    /// distribution of times learns, and then every sixteenth time.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn step(&mut self) -> Result<(), EngineError> {
        let step = self.step_count();
        self.begin_round(step).await?;
        let regression = setting(&self.experiment, self.exact.as_ref(), self.adaptive.as_ref());
        let (optimizer, keep) = (&*self.experiment.optimizer, self.experiment.training.ema);
        if let (Core::Host(host), Some(loss)) = (&mut self.core, self.task.loss()) {
            host.descend(loss, &regression, &mut self.batches, optimizer, keep);
            return Ok(());
        }
        #[cfg(feature = "gpu")]
        if let (Core::Gpu(gpu), Some(std)) = (&mut self.core, normal_noise(&self.experiment)) {
            let noised = gpu::Noised::draw(&mut self.batches, &regression, std, step);
            gpu.trainer.step(&noised, optimizer.rate(), optimizer.weight_decay(), keep);
            let levels = self.adaptive.is_some().then_some((Rows::Kept, noised.levels));
            return self.learn(levels).await;
        }
        let batch = self.batches.draw(&regression, step);
        let levels = self.adaptive.is_some().then(|| batch.levels.clone());
        let rows = match &mut self.core {
            Core::Reference(reference) => {
                let rows = reference.step(batch.clone(), optimizer, keep);
                levels.is_some().then(|| Rows::Device(Box::new(rows)))
            }
            Core::Host(host) => {
                host.regress(batch, optimizer, keep);
                self.by_level.observe(host.rows(), &batch.levels);
                levels.is_some().then(|| Rows::Host(host.rows().to_vec()))
            }
            #[cfg(feature = "gpu")]
            Core::Gpu(gpu) => {
                gpu.trainer.step(batch, optimizer.rate(), optimizer.weight_decay(), keep);
                levels.is_some().then_some(Rows::Kept)
            }
        };
        self.learn(rows.zip(levels)).await
    }

    /// Where a round of reflow begins, or a restored run goes on in one, makes its pairs of the averaged weights.
    async fn begin_round(&mut self, step: u64) -> Result<(), EngineError> {
        let Some((reflow, round)) = self.experiment.objective.reflow().map(|reflow| (reflow, reflow.round(step)))
        else {
            return Ok(());
        };
        if round != self.batches.round() {
            let pairs = match round {
                0 => None,
                _ => Some(reflow::pairs(&self.experiment, self.learned().await?, reflow, round).await?),
            };
            self.batches.keep_to(pairs);
        }
        Ok(())
    }

    /// Lets what learns beside the network see the losses of a step, some steps late.
    async fn learn(&mut self, step: Option<(Rows, Vec<Look>)>) -> Result<(), EngineError> {
        let Some((adaptive, (rows, levels))) = self.adaptive.as_mut().zip(step) else {
            return Ok(());
        };
        if !adaptive.take(rows, levels) {
            return Ok(());
        }
        let kept = match &mut self.core {
            #[cfg(feature = "gpu")]
            Core::Gpu(gpu) => gpu.trainer.row_losses(adaptive.kept()).await?,
            _ => Vec::new(),
        };
        adaptive.learn(kept, &mut self.by_level).await
    }

    /// The losses of the steps since the last call, as `(step, loss)` with the first step numbered 1.
    ///
    /// # Errors
    /// [`EngineError::NonFinite`] as soon as a loss is no number; the trainer then stands where the weights were last
    /// known to be finite. [`EngineError::Device`] when the device fails.
    pub async fn losses(&mut self) -> Result<Vec<(u64, f64)>, EngineError> {
        match &mut self.core {
            Core::Reference(reference) => reference.losses().await,
            Core::Host(host) => host.losses(),
            #[cfg(feature = "gpu")]
            Core::Gpu(gpu) => {
                let losses = gpu.trainer.losses().await?;
                if losses.is_empty() {
                    return Ok(Vec::new());
                }
                let mut mark = gpu.trainer.mark();
                let judged = gpu.rollback.judge(losses, gpu.trainer.step_count(), &mut mark);
                if judged.is_err() {
                    gpu.trainer.go_back(&mark);
                }
                judged
            }
        }
    }

    /// The state on the host.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn snapshot(&self) -> Result<Snapshot, EngineError> {
        let taught = match &self.adaptive {
            None => None,
            Some(adaptive) => {
                let kept = match &self.core {
                    #[cfg(feature = "gpu")]
                    Core::Gpu(gpu) if adaptive.kept() > 0 => gpu.trainer.row_losses(adaptive.kept()).await?,
                    _ => Vec::new(),
                };
                Some(adaptive.taught(kept).await?)
            }
        };
        let state = match &self.core {
            Core::Reference(reference) => reference.snapshot().await?,
            Core::Host(host) => host.state().clone(),
            #[cfg(feature = "gpu")]
            Core::Gpu(gpu) => gpu.trainer.snapshot().await?,
        };
        Ok(Snapshot { taught, ..state })
    }
}

/// The regression of a training step, with what was learned beside the network.
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

/// The spread of the source, where it is normal and every pair stays as it was drawn: such noise the GPU draws itself.
#[cfg(feature = "gpu")]
fn normal_noise(experiment: &Generate) -> Option<f64> {
    let objective = &experiment.objective;
    let is_as_drawn = experiment.coupling.is_independent()
        && experiment.bridge.is_none()
        && objective.reflow().is_none()
        && !objective.is_explicit();
    match &experiment.source {
        DatasetConfig::Normal(normal) => is_as_drawn.then_some(normal.std),
        _ => None,
    }
}

/// Where a run begins.
fn initial(sizes: &[(usize, usize)], seed: u64) -> Snapshot {
    let weights = init(sizes, seed);
    let zeros = vec![0.0; weights.len()];
    Snapshot { step: 0, averaged: weights.clone(), weights, moments: [zeros.clone(), zeros], taught: None }
}

#[cfg(test)]
mod tests;
