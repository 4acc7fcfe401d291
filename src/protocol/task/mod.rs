//! The tasks that a run can have. Each task is a set of slots, declared once by [`slots!`](crate::slots).

mod conditioned;
mod exact;
mod example;
mod generate;
mod imitate;
mod irreducible;
mod rules;
mod series;
mod slots;

pub use exact::ExactRun;
pub use example::TrainingExample;
pub use generate::{Generate, Sampling, Training};
pub use imitate::{Denoising, Imitate};
pub use irreducible::Irreducible;
pub use series::Series;
pub use slots::{Class, Relations, Rule, SlotInfo, Slots, is_same};

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

use super::{ExperimentError, Shape, Version};
use crate::{
    math::{dataset::Drawing, text::quoted},
    nn::{
        Architecture, Network, activation::ActivationConfig, embedding::EmbeddingConfig, lr_schedule::LrScheduleConfig,
        optimizer::OptimizerConfig,
    },
    objective::{Loss, policy::Feed},
};

/// The slots that every task has for its network and its training.
#[derive(Clone, Copy, Debug)]
pub struct Learner<'a> {
    pub network: &'a Network,
    pub activation: &'a ActivationConfig,
    pub embedding: &'a EmbeddingConfig,
    pub optimizer: &'a OptimizerConfig,
    pub lr_schedule: &'a LrScheduleConfig,
    pub training: &'a Training,
    pub seed: u64,
}

/// Declares the tasks: one line each.
macro_rules! tasks {
    ($($variant:ident = $label:literal,)+) => {
        /// The task of a run.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[allow(clippy::large_enum_variant)] // The page holds only a few of them.
        pub enum Task {
            $($variant($variant),)+
        }

        impl Task {
            /// The ids of all tasks, with their labels.
            pub const ALL: &'static [(&'static str, &'static str)] = &[$(($variant::ID, $label),)+];

            /// The name in files and links.
            pub fn id(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $variant::ID,)+
                }
            }

            /// The name in the page.
            pub fn label(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $label,)+
                }
            }

            /// The default task called `id`, if there is one.
            pub fn usual(id: &str, version: Version) -> Option<Self> {
                $(if id == $variant::ID {
                    return Some(Self::$variant($variant::usual(version)));
                })+
                None
            }

            /// Reads the slots of the task called `id` from their file form.
            pub(super) fn from_file(id: &str, text: &str, version: Version) -> Option<serde_json::Result<Self>> {
                $(if id == $variant::ID {
                    return Some($variant::from_file(text, version).map(Self::$variant));
                })+
                None
            }

            /// The network and training slots.
            pub fn learner(&self) -> Learner<'_> {
                match self {
                    $(Self::$variant($variant { network, activation, embedding, optimizer, lr_schedule, training, seed, .. }) => {
                        Learner { network, activation, embedding, optimizer, lr_schedule, training, seed: *seed }
                    })+
                }
            }
        }

        $(impl From<$variant> for Task {
            fn from(task: $variant) -> Self {
                Self::$variant(task)
            }
        })+

        impl Deref for Task {
            type Target = dyn Slots;
            fn deref(&self) -> &Self::Target {
                match self {
                    $(Self::$variant(task) => task,)+
                }
            }
        }

        impl DerefMut for Task {
            fn deref_mut(&mut self) -> &mut Self::Target {
                match self {
                    $(Self::$variant(task) => task,)+
                }
            }
        }
    };
}

tasks! {
    Generate = "Generate points",
    Series = "Follow a series",
    Imitate = "Imitate an expert",
}

impl Default for Task {
    fn default() -> Self {
        Self::Generate(Generate::default())
    }
}

impl Task {
    /// The task if it is to generate points.
    pub fn generate(&self) -> Option<&Generate> {
        if let Self::Generate(task) = self { Some(task) } else { None }
    }

    /// As [`Self::generate`], mutable.
    pub fn generate_mut(&mut self) -> Option<&mut Generate> {
        if let Self::Generate(task) = self { Some(task) } else { None }
    }

    /// The task if it is to follow a series.
    pub fn series(&self) -> Option<&Series> {
        if let Self::Series(task) = self { Some(task) } else { None }
    }

    /// The task if it is to imitate an expert.
    pub fn imitate(&self) -> Option<&Imitate> {
        if let Self::Imitate(task) = self { Some(task) } else { None }
    }

    /// As [`Self::imitate`], mutable.
    pub fn imitate_mut(&mut self) -> Option<&mut Imitate> {
        if let Self::Imitate(task) = self { Some(task) } else { None }
    }

    /// Whether it generates points.
    pub fn generates(&self) -> bool {
        self.generate().is_some()
    }

    /// Whether its network acts on points of the plane.
    pub fn is_in_plane(&self) -> bool {
        self.imitate().is_none()
    }

    /// Whether its network is a velocity field of the plane. One that maps every noised point to a data point is none: its velocity
    /// would not be that of the flow.
    pub fn has_field(&self) -> bool {
        self.is_in_plane() && !self.generate().is_some_and(|task| task.objective.maps_to_data())
    }

    /// Whether it learns from noised points.
    pub fn has_levels(&self) -> bool {
        self.generates() || self.imitate().is_some_and(|task| task.policy.denoises())
    }

    /// Puts the default of `id` into the slot `key`.
    ///
    /// An objective of another task changes to that task, with the learner's settings that are not the usual ones.
    ///
    /// # Errors
    /// The slot or the id does not exist; then nothing is changed.
    pub fn select(&mut self, key: &str, id: &str) -> Result<(), ExperimentError> {
        let outcome = self.deref_mut().select(key, id);
        if key != "objective" || outcome.is_ok() {
            return outcome;
        }
        let others = Self::ALL.iter().filter_map(|(task, _)| Self::usual(task, Version::NEWEST));
        for mut other in others.filter(|other| other.id() != self.id()) {
            if other.slot(key).is_some_and(|slot| slot.ids().contains(&id)) {
                other.deref_mut().select(key, id)?;
                other.learn_like(self, Version::NEWEST);
                *self = other;
                return Ok(());
            }
        }
        outcome
    }

    /// Changes to the default task called `id`, with the seed of this one, and what is not usual in its network and optimiser.
    ///
    /// # Errors
    /// The task does not exist; then nothing is changed.
    pub fn change_to(&mut self, id: &str) -> Result<(), ExperimentError> {
        let Some(mut other) = Self::usual(id, Version::NEWEST) else {
            let known = Self::ALL.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(", ");
            return Err(ExperimentError::new("task", format!("{} is not known; there are {known}", quoted(id))));
        };
        other.learn_like(self, Version::NEWEST);
        *self = other;
        Ok(())
    }

    /// Copies the seed of `other`, and of its network and optimiser what differs from the defaults of this version: tasks have
    /// defaults of their own.
    pub(in crate::protocol) fn learn_like(&mut self, other: &Self, version: Version) {
        *self.seed_mut() = other.seed();
        let usual = Self::usual(other.id(), version);
        for (key, slot) in other.slots().into_iter().filter(|(key, _)| LEARNER.contains(key)) {
            let from = slot.config();
            let usual = usual.as_ref().and_then(|usual| usual.slot(key)).map(|slot| slot.config());
            let usual = usual.filter(|usual| usual.id() == from.id());
            let Some(own) = self.slot_mut(key) else { continue };
            if usual.is_none() {
                own.select(from.id());
            }
            let differs = |index: &usize| usual.is_none_or(|usual| usual.get(*index) != from.get(*index));
            for index in (0..from.fields().len()).filter(differs) {
                if own.config().id() == from.id() {
                    own.config_mut().put(index, from.get(index));
                }
            }
        }
    }

    /// The class of a change to `other`; `None` if the two are equal.
    pub fn change_class(&self, other: &Self) -> Option<Class> {
        if self.id() != other.id() || self.seed() != other.seed() {
            return Some(Class::Restart);
        }
        self.differing(other).map(|info| info.class).max()
    }

    /// The key that makes a change to `other` start the run over: the first such slot, or the task or the seed.
    pub fn first_restart(&self, other: &Self) -> &'static str {
        if self.id() != other.id() {
            return "task";
        }
        self.differing(other).find(|info| info.class == Class::Restart).map_or("seed", |info| info.key)
    }

    /// Copies the settings of sampling of `other`, which do not affect the training.
    pub fn take_sampling(&mut self, other: &Self) {
        match (self, other) {
            (Self::Generate(own), Self::Generate(other)) => own.resample(other),
            (Self::Imitate(own), Self::Imitate(other)) => own.resample(other),
            _ => {}
        }
    }

    /// The slots in which `other`, a task of the same kind, differs.
    pub fn differing<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'static SlotInfo> + use<'a> {
        let differ = |index: usize| match (self.at(index), other.at(index)) {
            (Some(own), Some(others)) => !is_same(own, others),
            _ => true,
        };
        self.infos().iter().enumerate().filter(move |(index, _)| differ(*index)).map(|(_, info)| info)
    }

    /// The inputs, the prediction and the sampling of this task, as a task that generates points.
    ///
    /// For a series it is the velocity on the straight path; the other settings have no effect there.
    pub fn setting(&self) -> Generate {
        match self {
            Self::Generate(task) => task.clone(),
            Self::Series(Series { training, optimizer, lr_schedule, network, activation, embedding, seed, .. }) => {
                Generate {
                    training: training.clone(),
                    optimizer: optimizer.clone(),
                    lr_schedule: lr_schedule.clone(),
                    network: network.clone(),
                    activation: activation.clone(),
                    embedding: embedding.clone(),
                    seed: *seed,
                    ..Generate::default()
                }
            }
            Self::Imitate(task) => task.setting(),
        }
    }

    /// The source of the rows of a training step.
    pub fn feed(&self) -> Feed {
        self.imitate().map_or(Feed::Pairs, |task| Feed::Examples(task.examples()))
    }

    /// The network that it trains.
    pub fn architecture(&self) -> Architecture {
        match self {
            Self::Generate(task) => task.objective.architecture(),
            Self::Series(_) | Self::Imitate(_) => Architecture::Mlp,
        }
    }

    /// The `(inputs, outputs)` of every layer of its network.
    pub fn sizes(&self) -> Vec<(usize, usize)> {
        self.imitate().map_or_else(|| self.setting().layer_sizes(), Imitate::layer_sizes)
    }

    /// The loss, unless it is a weighted regression.
    pub fn loss(&self) -> Option<&dyn Loss> {
        match self {
            Self::Generate(task) => task.objective.loss(),
            Self::Series(task) => Some(task.objective.loss()),
            Self::Imitate(_) => None,
        }
    }

    /// Whether only the CPU can train it.
    pub fn needs_host(&self) -> bool {
        match self {
            Self::Generate(task) => task.objective.needs_host(),
            // Rows of observations are drawn and evaluated on the host only.
            Self::Series(_) | Self::Imitate(_) => true,
        }
    }

    /// The drawing and its slot.
    pub fn drawn(&self) -> Option<(&'static str, &Drawing)> {
        self.generate()?.drawn()
    }

    /// The shape of the configuration in the slot `key`; `None` if it has none.
    pub fn shape(&self, key: &str) -> Option<Shape> {
        match self {
            Self::Generate(task) => task.shape(key),
            Self::Series(_) => None,
            Self::Imitate(task) => task.slot(key).and_then(|_| task.setting().shape(key)),
        }
    }

    /// Replaces the configuration in the slot `key` by a custom curve, as [`Generate::bend`]; false if it has no shape.
    pub fn bend(&mut self, key: &str) -> bool {
        match self {
            Self::Generate(task) => task.bend(key),
            Self::Series(_) => false,
            Self::Imitate(task) => task.bend(key),
        }
    }

    /// Whether the model is a sum of units with gates over time.
    pub fn has_gates(&self) -> bool {
        matches!(self.architecture(), Architecture::PlanarField { .. })
    }
}

/// The slots of [`Learner`].
const LEARNER: [&str; 6] = ["network", "activation", "embedding", "optimizer", "lr_schedule", "training"];

#[cfg(test)]
mod tests;
