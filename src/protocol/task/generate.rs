//! The task of generating points of the plane as an expert does.

use crate::{
    math::{
        bridge::BridgeConfig,
        coupling::CouplingConfig,
        dataset::{DatasetConfig, Drawing, EightGaussians, Normal},
        grid::{GridConfig, UniformTime},
        guidance::{GuidanceConfig, Guided, Unguided, Weaker},
        oracle::Oracle,
        parallel::{Method, OneByOne, ParallelConfig},
        parametrization::ParametrizationConfig,
        quantiles::{Independent, QuantilesConfig},
        registry::Slot as _,
        sampler::{Heun, SamplerConfig, Stochastic as _},
        schedule::ScheduleConfig,
        timing::TimingConfig,
        weighting::WeightingConfig,
    },
    nn::{
        Architecture, Network,
        activation::{ActivationConfig, Silu},
        condition::{ConditionConfig, Unconditional},
        embedding::{Concat, EmbeddingConfig},
        lr_schedule::{Constant, LrScheduleConfig},
        optimizer::{Adam, OptimizerConfig, Update},
    },
    objective::{FlowMatching, Habits, ObjectiveConfig, Recipe, regression::Regression},
    protocol::Version,
};

crate::configured! {
    /// The batch and the averaging of the weights in training.
    pub struct Training("training", "Training") {
        /// Pairs of data and noise in every step.
        batch: u32 = 256, "Batch", "B", "points", 1..=8192, Log;
        /// Decay of the running average of the weights in every step. Sampling uses the average; 0 is off.
        ema: f64 = 0.99, "Weight averaging", "μ", "", 0.0..=0.9999, Linear;
        /// Let the average forget the beginning: its decay after s steps is at most (1 + s)/(10 + s).
        ema_warm_up: bool = false, "Averaging warms up", "", "", 0..=1, Linear;
    }
}

crate::configured! {
    /// How samples go from noise to data.
    pub struct Sampling("sampling", "Sampling") {
        /// Steps from noise to data.
        steps: u32 = 50, "Sampling steps", "N", "steps", 1..=1000, Log;
        /// Let all points start at the first start that is drawn: then only the noise of the steps makes them differ.
        one_start: bool = false, "One start for all", "", "", 0..=1, Linear;
        /// The class that is sampled and shown, counted from 1; 0 is all classes. It has an effect if the condition is the class.
        class: u32 = 0, "Class", "k", "", 0..=64, Linear;
    }
}

crate::slots! {
    /// A model that learns an expert's distribution, from pairs of data and noise or by likelihood.
    pub struct Generate("generate") {
        "Data and source" {
            /// The expert's distribution, at t = 0.
            data: DatasetConfig, "Data", Either;
            /// Where sampling starts, at t = 1.
            source: DatasetConfig, "Source of noise", Either;
        }
        "Objective" {
            objective: ObjectiveConfig, "Objective", Restart;
            schedule: ScheduleConfig, "Path", Retarget;
            parametrization: ParametrizationConfig, "Network predicts", Restart;
            weighting: WeightingConfig, "Weighting", Retarget if has_pairs;
            timing: TimingConfig, "Training times", Retarget if has_pairs;
            quantiles: QuantilesConfig, "Times of a batch", Retarget if has_pairs;
            /// Which data point is paired with which source point in training.
            coupling: CouplingConfig, "Pairs of data and noise", Retarget if has_pairs;
            /// The noise between a data point and its source point.
            bridge: BridgeConfig, "Noise between a pair", Retarget if has_pairs;
        }
        "Sampling" {
            sampler: SamplerConfig, "Sampler", Resample;
            sampling: Sampling, "Sampling", Resample;
            grid: GridConfig, "Grid of times", Resample;
            guidance: GuidanceConfig, "Guidance", Resample;
            /// How the states of a trajectory are computed: one after the other, or all together.
            parallel: ParallelConfig, "Order of the steps", Resample;
        }
        "Network and optimiser" {
            training: Training, "Training", Retarget;
            optimizer: OptimizerConfig, "Optimiser", Retarget;
            lr_schedule: LrScheduleConfig, "Learning rate over time", Retarget;
            network: Network, "Network", Restart;
            activation: ActivationConfig, "Activation", Restart;
            embedding: EmbeddingConfig, "Time embedding", Restart;
            /// The inputs of the network besides point and time.
            condition: ConditionConfig, "Condition", Restart;
        }
    }
}

/// The defaults of [`Version::V3`]: the gain of the network's inputs, the averaging of its weights, and the steps of Heun's method,
/// which evaluates the network as often as 50 steps of Euler's.
const GAIN: f64 = 4.0;
const EMA: f64 = 0.999;
const HEUN_STEPS: u32 = 25;

/// A setting after a change from the objective that needs `old` to the one that needs `new`, where it was `now`. What was chosen stays.
fn habitual(now: f64, usual: f64, [old, new]: [Option<f64>; 2]) -> f64 {
    if now == old.unwrap_or(usual) { new.unwrap_or(usual) } else { now }
}

/// Whether the objective trains on pairs; maximum likelihood does not.
fn has_pairs(task: &Generate) -> bool {
    task.objective.has_pairs()
}

impl Default for Generate {
    fn default() -> Self {
        Self::usual(Version::NEWEST)
    }
}

impl Generate {
    /// The defaults of a link or a file of this version.
    pub fn usual(version: Version) -> Self {
        match version {
            Version::V1 | Version::V2 => Self::preset(ObjectiveConfig::FlowMatching(FlowMatching {})),
            // Chosen by measurement: docs/PERFORMANCE.md, "Defaults that learn while a class waits".
            Version::V3 => {
                let before = Self::usual(Version::V2);
                Self {
                    network: Network { gain: GAIN, ..before.network },
                    training: Training { ema: EMA, ema_warm_up: true, ..before.training },
                    sampler: SamplerConfig::Heun(Heun {}),
                    sampling: Sampling { steps: HEUN_STEPS, ..before.sampling },
                    ..before
                }
            }
        }
    }

    /// The default task with `objective`.
    pub fn preset(objective: ObjectiveConfig) -> Self {
        let Recipe { coupling, bridge, schedule, parametrization, weighting, timing, sampler } = objective.recipe();
        let steps = objective.few_steps().unwrap_or(Sampling::default().steps);
        let Habits { averaging, rate } = objective.habits();
        let training = Training::default();
        Self {
            data: DatasetConfig::EightGaussians(EightGaussians::default()),
            source: DatasetConfig::Normal(Normal::default()),
            coupling,
            bridge,
            objective,
            schedule,
            parametrization,
            weighting,
            timing,
            quantiles: QuantilesConfig::Independent(Independent {}),
            network: Network::default(),
            activation: ActivationConfig::Silu(Silu {}),
            embedding: EmbeddingConfig::Concat(Concat {}),
            condition: ConditionConfig::Unconditional(Unconditional {}),
            optimizer: OptimizerConfig::Adam(Adam { rate: rate.unwrap_or(Adam::default().rate) }),
            lr_schedule: LrScheduleConfig::Constant(Constant {}),
            training: Training { ema: averaging.unwrap_or(training.ema), ..training },
            sampler,
            grid: GridConfig::UniformTime(UniformTime {}),
            guidance: GuidanceConfig::Unguided(Unguided {}),
            parallel: ParallelConfig::OneByOne(OneByOne {}),
            sampling: Sampling { steps, ..Sampling::default() },
            seed: 0,
        }
    }

    /// Sets `objective` with its own pairs, path, target, weighting, times and sampler; other settings stay.
    ///
    /// So do averaging and rate, unless they are the usual ones and the objective needs others. Where its own sampler is Euler's method, another solver of the ODE stays. Another sampler in place of the default one
    /// has its usual number of steps.
    pub fn adopt(&mut self, objective: ObjectiveConfig) {
        let Recipe { coupling, bridge, schedule, parametrization, weighting, timing, sampler } = objective.recipe();
        let mut rest = self.clone();
        let few = objective.few_steps();
        let solves_ode = matches!(sampler, SamplerConfig::Euler(_)) && rest.sampler.follows_velocity();
        let sampler = if solves_ode { rest.sampler.clone() } else { sampler };
        let is_usual = matches!(rest.sampler, SamplerConfig::Heun(_)) && rest.sampling.steps == HEUN_STEPS;
        if is_usual && sampler != rest.sampler || rest.objective.few_steps() == Some(rest.sampling.steps) {
            rest.sampling.steps = Sampling::default().steps;
        }
        rest.sampling.steps = few.unwrap_or(rest.sampling.steps);
        let (old, new) = (rest.objective.habits(), objective.habits());
        rest.training.ema = habitual(rest.training.ema, EMA, [old.averaging, new.averaging]);
        let rate = habitual(rest.optimizer.rate(), Adam::default().rate, [old.rate, new.rate]);
        // Every optimiser has a rate.
        let _ = rest.optimizer.config_mut().set("rate", rate);
        *self = Self { coupling, bridge, objective, schedule, parametrization, weighting, timing, sampler, ..rest };
    }

    /// Copies the sampler, grid, guidance, order and number of steps of `other`, which do not affect the training.
    pub fn resample(&mut self, other: &Self) {
        self.sampler = other.sampler.clone();
        self.grid = other.grid.clone();
        self.guidance = other.guidance.clone();
        self.parallel = other.parallel.clone();
        self.sampling = other.sampling.clone();
    }

    /// The weighted regression of training.
    pub fn regression(&self) -> Regression<'_> {
        Regression {
            data: &*self.data,
            source: &*self.source,
            coupling: &*self.coupling,
            bridge: &*self.bridge,
            schedule: &*self.schedule,
            parametrization: &*self.parametrization,
            weighting: &*self.weighting,
            timing: &*self.timing,
            quantiles: &*self.quantiles,
            embedding: &*self.embedding,
            condition: &*self.condition,
            exact: None,
            latent: self.objective.learns_latent(),
            batch: self.training.batch as usize,
            seed: self.seed,
        }
    }

    /// How the step after `done` steps moves the weights of a network whose first layer has `first` inputs and outputs.
    pub fn update(&self, done: u64, first: (usize, usize)) -> Update {
        let Training { ema, ema_warm_up, .. } = self.training;
        let warm = (1.0 + done as f64) / (10.0 + done as f64);
        Update {
            rate: self.optimizer.rate() * self.lr_schedule.factor(done),
            decay: self.optimizer.weight_decay(),
            keep: if ema_warm_up { ema.min(warm) } else { ema },
            gain: self.gain(),
            first: first.0 * first.1,
        }
    }

    /// The gain of the network's inputs; 1 for a model without such a network.
    pub fn gain(&self) -> f64 {
        if self.objective.architecture().has_gain() { self.network.gain } else { 1.0 }
    }

    /// Whether its network is a field at all times between data and noise: an energy knows the data alone, and a map to the data has no
    /// velocity.
    pub fn has_path(&self) -> bool {
        !self.objective.has_energy() && !self.objective.maps_to_data()
    }

    /// Whether the likelihood of points under the samples can be computed: the density of the source is known, and the divergence of
    /// the velocity.
    pub fn has_likelihood(&self) -> bool {
        let has_divergence = self.guidance.is_linear() && !self.objective.maps_to_data();
        has_divergence && self.source.log_density_function().is_some()
    }

    /// Whether the loss is the weighted regression on pairs of data and noise.
    pub fn is_regression(&self) -> bool {
        self.objective.has_pairs() && self.objective.loss().is_none()
    }

    /// The drawing and its slot: the data, or else the source.
    pub fn drawn(&self) -> Option<(&'static str, &Drawing)> {
        match (&self.data, &self.source) {
            (DatasetConfig::Drawing(data), _) => Some(("data", data)),
            (_, DatasetConfig::Drawing(source)) => Some(("source", source)),
            _ => None,
        }
    }

    /// Whether the model is a sum of units with gates over time.
    pub fn has_gates(&self) -> bool {
        matches!(self.objective.architecture(), Architecture::PlanarField { .. })
    }

    /// The exact field between data and source on the training path.
    ///
    /// `None` if it would take too long, or if the trained path is another one: pairs are not independent, a bridge adds
    /// noise, or later rounds have their own pairs.
    pub fn oracle(&self) -> Option<Oracle<ScheduleConfig>> {
        if !self.coupling.is_independent() || !self.bridge.keeps_path() || self.objective.reflow().is_some() {
            return None;
        }
        Oracle::new(self.schedule.clone(), self.data_mixture()?, self.source.mixture())
    }

    /// [`Generate::oracle`] with the guidance of sampling. The exact field has no earlier state, so that autoguidance leaves it as it is.
    pub fn exact_field(&self) -> Option<Guided<Oracle<ScheduleConfig>>> {
        let own = self.oracle()?;
        let weak = match self.guidance.weaker() {
            Some(Weaker::AllClasses) => Oracle::new(self.schedule.clone(), self.data.mixture(), self.source.mixture()),
            _ => None,
        };
        Some(Guided::new(own, weak, self.guidance.clone()))
    }

    /// Whether the states of a trajectory are revised together.
    pub fn in_parallel(&self) -> bool {
        self.parallel.method() != Method::Sequential
    }

    /// The training step whose state guidance goes away from, if it does.
    pub fn earlier_step(&self) -> Option<u32> {
        match self.guidance.weaker() {
            Some(Weaker::Earlier(step)) => Some(step),
            _ => None,
        }
    }
}
