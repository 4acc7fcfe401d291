use serde::{Deserialize, Serialize};

use crate::{
    math::{
        bridge::BridgeConfig,
        coupling::CouplingConfig,
        dataset::{DatasetConfig, Drawing, EightGaussians, Normal},
        grid::{GridConfig, UniformTime},
        oracle::Oracle,
        parametrization::{ParametrizationConfig, Velocity},
        quantiles::{Independent, QuantilesConfig},
        registry::{FieldError, Slot},
        sampler::{SamplerConfig, Stochastic},
        schedule::{FlowOt, ScheduleConfig},
        timing::TimingConfig,
        weighting::WeightingConfig,
    },
    nn::{
        Architecture, Network,
        activation::{ActivationConfig, Silu},
        condition::{ConditionConfig, Unconditional},
        embedding::{Concat, EmbeddingConfig},
        optimizer::{Adam, OptimizerConfig},
    },
    objective::{FlowMatching, ObjectiveConfig, Recipe, regression::Regression},
};

crate::configured! {
    /// How the network is fed, and what of it is kept.
    pub struct Training("training", "Training") {
        /// Pairs of data and noise in every step.
        batch: u32 = 256, "Batch", "B", "points", 1..=8192, Log;
        /// Sampling uses a running average of the weights that keeps this share of itself in every step; 0 is off.
        ema: f64 = 0.99, "Weight averaging", "μ", "", 0.0..=0.9999, Linear;
    }
}

crate::configured! {
    /// How samples go from noise to data.
    pub struct Sampling("sampling", "Sampling") {
        /// Steps from noise to data.
        steps: u32 = 50, "Sampling steps", "N", "steps", 1..=1000, Log;
        /// Let all points set out from one place, the first that is drawn: only the noise of the steps then makes them differ.
        one_start: bool = false, "One start for all", "", "", 0..=1, Linear;
        /// The class that is sampled and shown, counted from 1; 0 is all classes together. It counts where the condition is the class.
        class: u32 = 0, "Class", "k", "", 0..=64, Linear;
    }
}

/// Everything that a run depends on. Two runs of one experiment on one backend give the same numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Experiment {
    /// The expert's distribution, at t = 0.
    pub data: DatasetConfig,
    /// Where sampling starts, at t = 1.
    pub source: DatasetConfig,
    /// Which data point is paired with which source point in training.
    pub coupling: CouplingConfig,
    /// What noise lies between a data point and its source point.
    pub bridge: BridgeConfig,
    pub objective: ObjectiveConfig,
    pub schedule: ScheduleConfig,
    pub parametrization: ParametrizationConfig,
    pub weighting: WeightingConfig,
    pub timing: TimingConfig,
    pub quantiles: QuantilesConfig,
    pub network: Network,
    pub activation: ActivationConfig,
    pub embedding: EmbeddingConfig,
    /// What the network is told besides point and time.
    pub condition: ConditionConfig,
    pub optimizer: OptimizerConfig,
    pub training: Training,
    pub sampler: SamplerConfig,
    pub grid: GridConfig,
    pub sampling: Sampling,
    /// The key of every random number; below 2⁵³, so that JavaScript can carry it.
    pub seed: u64,
}

/// What is wrong with an experiment, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[error("{field}: {message}")]
pub struct ExperimentError {
    /// The key as it stands in a link, `data.noise` for instance.
    pub field: String,
    pub message: String,
}

impl ExperimentError {
    pub(crate) fn new(field: impl Into<String>, message: impl ToString) -> Self {
        Self { field: field.into(), message: message.to_string() }
    }
}

impl Default for Experiment {
    fn default() -> Self {
        Self::preset(ObjectiveConfig::FlowMatching(FlowMatching {}))
    }
}

/// One more than the largest seed.
const SEEDS: u64 = 1 << 53;

impl Experiment {
    /// The default experiment that trains with `objective`.
    pub fn preset(objective: ObjectiveConfig) -> Self {
        let Recipe { coupling, bridge, schedule, parametrization, weighting, timing, sampler } = objective.recipe();
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
            optimizer: OptimizerConfig::Adam(Adam::default()),
            training: Training::default(),
            sampler,
            grid: GridConfig::UniformTime(UniformTime {}),
            sampling: Sampling::default(),
            seed: 0,
        }
    }

    /// Takes up `objective` with its own pairs, path, target, weighting, times and sampler; all else stays.
    pub fn adopt(&mut self, objective: ObjectiveConfig) {
        let Recipe { coupling, bridge, schedule, parametrization, weighting, timing, sampler } = objective.recipe();
        let rest = self.clone();
        *self = Self { coupling, bridge, objective, schedule, parametrization, weighting, timing, sampler, ..rest };
    }

    /// Takes up the sampler, grid and steps of `other`, none of which touch the training.
    pub fn resample(&mut self, other: &Self) {
        self.sampler = other.sampler.clone();
        self.grid = other.grid.clone();
        self.sampling = other.sampling.clone();
    }

    /// The slots by their key in a link, in the order in which the page shows them.
    pub fn slots(&self) -> [(&'static str, &dyn Slot); 19] {
        [
            ("data", &self.data),
            ("source", &self.source),
            ("coupling", &self.coupling),
            ("bridge", &self.bridge),
            ("objective", &self.objective),
            ("schedule", &self.schedule),
            ("parametrization", &self.parametrization),
            ("weighting", &self.weighting),
            ("timing", &self.timing),
            ("quantiles", &self.quantiles),
            ("network", &self.network),
            ("activation", &self.activation),
            ("embedding", &self.embedding),
            ("condition", &self.condition),
            ("optimizer", &self.optimizer),
            ("training", &self.training),
            ("sampler", &self.sampler),
            ("grid", &self.grid),
            ("sampling", &self.sampling),
        ]
    }

    /// The slot called `key`, to change it.
    pub fn slot_mut(&mut self, key: &str) -> Option<&mut dyn Slot> {
        Some(match key {
            "data" => &mut self.data,
            "source" => &mut self.source,
            "coupling" => &mut self.coupling,
            "bridge" => &mut self.bridge,
            "objective" => &mut self.objective,
            "schedule" => &mut self.schedule,
            "parametrization" => &mut self.parametrization,
            "weighting" => &mut self.weighting,
            "timing" => &mut self.timing,
            "quantiles" => &mut self.quantiles,
            "network" => &mut self.network,
            "activation" => &mut self.activation,
            "embedding" => &mut self.embedding,
            "condition" => &mut self.condition,
            "optimizer" => &mut self.optimizer,
            "training" => &mut self.training,
            "sampler" => &mut self.sampler,
            "grid" => &mut self.grid,
            "sampling" => &mut self.sampling,
            _ => return None,
        })
    }

    /// The slot called `key`.
    pub fn slot(&self, key: &str) -> Option<&dyn Slot> {
        self.slots().into_iter().find_map(|(name, slot)| (name == key).then_some(slot))
    }

    /// Puts the default of `id` into the slot `key`; choosing an objective takes up its whole recipe.
    ///
    /// # Errors
    /// When there is no such slot or no such id; then nothing is changed.
    pub fn select(&mut self, key: &str, id: &str) -> Result<(), ExperimentError> {
        if key == "objective"
            && let Some(objective) = ObjectiveConfig::from_id(id)
        {
            self.adopt(objective);
            return Ok(());
        }
        let Some(slot) = self.slot_mut(key) else {
            return Err(ExperimentError::new(key, "there is no such setting"));
        };
        if slot.select(id) {
            return Ok(());
        }
        let known = slot.ids().join(", ");
        Err(ExperimentError::new(key, format!("«{id}» is not known; there are {known}")))
    }

    /// The regression that training solves.
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

    /// Whether the objective fits observations of paths, and has no use for data and noise.
    pub fn fits_series(&self) -> bool {
        self.objective.neural_ode().is_some()
    }

    /// What was drawn by hand, and the slot that it stands in: the data, or else the source.
    pub fn drawn(&self) -> Option<(&'static str, &Drawing)> {
        match (&self.data, &self.source) {
            (DatasetConfig::Drawing(data), _) => Some(("data", data)),
            (_, DatasetConfig::Drawing(source)) => Some(("source", source)),
            _ => None,
        }
    }

    /// Whether the model is a sum of units with gates that open and shut over time.
    pub fn has_gates(&self) -> bool {
        matches!(self.objective.architecture(), Architecture::PlanarField { .. })
    }

    /// Whether what stands in the slot `key` counts for nothing.
    pub fn is_idle(&self, key: &str) -> bool {
        self.objective.ignores().contains(&key)
    }

    /// The exact field between data and source on the training path; `None` where it would take too long, or where the
    /// trained path is another: pairs are not independent, a bridge adds noise, or later rounds have pairs of their own.
    pub fn oracle(&self) -> Option<Oracle<ScheduleConfig>> {
        if self.fits_series()
            || !self.coupling.is_independent()
            || !self.bridge.is_none()
            || self.objective.reflow().is_some()
        {
            return None;
        }
        Oracle::new(self.schedule.clone(), self.data_mixture()?, self.source.mixture())
    }

    /// Whether every value may be trained with.
    ///
    /// # Errors
    /// The first field at fault, by its key.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        for (key, slot) in self.slots() {
            slot.config().validate().map_err(|(field, error)| ExperimentError::new(format!("{key}.{field}"), error))?;
        }
        if self.seed >= SEEDS {
            return Err(ExperimentError::new("seed", format!("must be below 2⁵³, not {}", self.seed)));
        }
        if self.objective.is_explicit() && self.oracle().is_none() {
            return Err(ExperimentError::new(
                "objective",
                "this objective learns from the exact score, which is known for independent pairs of not too many points",
            ));
        }
        self.check_condition()?;
        if let Some((field, why)) = self.timing.objection(&*self.schedule) {
            return Err(ExperimentError::new(format!("timing.{field}"), why));
        }
        if !self.bridge.is_none() && self.objective.loss().is_some() {
            return Err(ExperimentError::new(
                "bridge",
                "this objective knows of no noise between the ends; choose none",
            ));
        }
        if !self.bridge.is_none() && !matches!(self.parametrization, ParametrizationConfig::Velocity(_)) {
            return Err(ExperimentError::new(
                "parametrization",
                "with noise on the bridge only the velocity carries source to data; choose it, or no bridge",
            ));
        }
        let latent = self.objective.learns_latent();
        if latent && self.bridge.is_none() {
            return Err(ExperimentError::new(
                "bridge",
                "the score follows from the noise of a bridge, and there is none; choose one, or learn no score",
            ));
        }
        let follows_bridges = self.sampler.follows_velocity() || latent && self.sampler.follows_bridges();
        if !self.bridge.is_none() && !follows_bridges {
            return Err(ExperimentError::new(
                "sampler",
                "with noise on the bridge denoised points are not known, and scores only where the objective learns them; \
                 choose Euler or another solver of the ODE",
            ));
        }
        if self.sampler.is_stochastic()
            && !latent
            && (!self.coupling.is_independent() || self.objective.follows_velocity())
        {
            return Err(ExperimentError::new(
                "sampler",
                "this sampler adds noise and takes it out by the score, which is known for independent pairs alone; choose \
                 Euler or another solver of the ODE",
            ));
        }
        if self.objective.reflow().is_some() && !self.sampler.follows_velocity() {
            return Err(ExperimentError::new(
                "sampler",
                "rounds of rectified flow pair the ends of an ODE; choose Euler or another solver of the ODE",
            ));
        }
        if self.sampler.is_stochastic() && !latent && !self.source.is_standard_normal() {
            return Err(ExperimentError::new(
                "sampler",
                "this sampler adds Gaussian noise and needs the standard normal source; choose Euler or DDIM with η = 0",
            ));
        }
        let wrong = |field: &str, message: &str| Err(ExperimentError::new(field, message));
        if self.objective.needs_normal_source() && !self.source.is_standard_normal() {
            return wrong("source", "this objective knows the density of the standard normal source alone");
        }
        if self.objective.follows_velocity() && self.schedule.config().id() != FlowOt::ID {
            return wrong("schedule", "this objective follows a velocity and needs the straight path, fm-ot");
        }
        if self.objective.follows_velocity() && self.parametrization.config().id() != Velocity::ID {
            return wrong(
                "parametrization",
                "this objective follows a velocity; the network must predict the velocity",
            );
        }
        Ok(())
    }

    /// Reads the JSON form.
    ///
    /// # Errors
    /// What the text gets wrong, with the line and the column, or what [`Experiment::validate`] finds.
    pub fn from_json(text: &str) -> Result<Self, ExperimentError> {
        let experiment: Self = serde_json::from_str(text).map_err(|error| ExperimentError::new("experiment", error))?;
        experiment.validate()?;
        Ok(experiment)
    }

    /// The normalised JSON form, with every field written out.
    pub fn to_json(&self) -> String {
        // Maps with string keys and finite numbers always serialise; an empty object would be read as the default.
        serde_json::to_string_pretty(self).unwrap_or_else(|_| "{}".to_owned())
    }
}

impl From<FieldError> for ExperimentError {
    fn from(error: FieldError) -> Self {
        Self::new("experiment", error)
    }
}

#[cfg(test)]
mod tests;
