//! The task of fitting a neural ODE to paths that are observed at some times.

use super::{Generate, Relations, Rule};
use crate::{
    nn::{
        Network,
        activation::{ActivationConfig, Silu},
        embedding::{Concat, EmbeddingConfig},
        lr_schedule::{Constant, LrScheduleConfig},
        optimizer::{Adam, OptimizerConfig},
    },
    objective::{FitConfig, NeuralOde},
    protocol::{Training, Version},
};

crate::slots! {
    /// A model of observed paths: it has no data set, no noise, no path between them and no samples.
    pub struct Series("series") {
        "Series and objective" {
            /// The observations and the loss.
            objective: FitConfig, "Objective", Restart;
        }
        "Network and optimiser" {
            training: Training, "Training", Retarget;
            optimizer: OptimizerConfig, "Optimiser", Retarget;
            lr_schedule: LrScheduleConfig, "Learning rate over time", Retarget;
            network: Network, "Network", Restart;
            activation: ActivationConfig, "Activation", Restart;
            embedding: EmbeddingConfig, "Time embedding", Restart;
        }
    }
}

impl Series {
    /// The defaults of a link or a file of this version.
    pub fn usual(version: Version) -> Self {
        match version {
            Version::V1 | Version::V2 | Version::V3 => Self {
                objective: FitConfig::NeuralOde(NeuralOde::default()),
                training: Training::default(),
                optimizer: OptimizerConfig::Adam(Adam::default()),
                lr_schedule: LrScheduleConfig::Constant(Constant {}),
                network: Network::default(),
                activation: ActivationConfig::Silu(Silu {}),
                embedding: EmbeddingConfig::Concat(Concat {}),
                seed: 0,
            },
        }
    }
}

impl Series {
    /// Reads a file of version 1, which also named data, paths and samplers without effect.
    pub(in crate::protocol) fn from_first_version(text: &str) -> serde_json::Result<Self> {
        let mut fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text)?;
        let unused = |key: &str| Generate::SLOTS.iter().any(|info| info.key == key);
        fields.retain(|key, _| !unused(key) || Self::SLOTS.iter().any(|info| info.key == key));
        Self::from_file(&serde_json::Value::Object(fields).to_string(), Version::V1)
    }
}

/// There are no rules: every choice works with every other.
pub const RULES: &[Rule<Series>] = &[];

impl Relations for Series {
    fn broken_rule(&self) -> Option<(&'static str, &'static str)> {
        Rule::first_broken(RULES, self)
    }
}
