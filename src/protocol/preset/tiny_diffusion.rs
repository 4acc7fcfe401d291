//! The program tiny-diffusion: a short chain, a small network, a dinosaur. It published pictures, no figures.

use super::Preset;
use crate::{
    math::{
        dataset::{DatasetConfig, Dino},
        schedule::{LinearChain, ScheduleConfig},
        timing::{Levels, TimingConfig},
    },
    nn::{
        Network,
        activation::{ActivationConfig, Gelu},
    },
    objective::{DdpmDiscrete, ObjectiveConfig},
    protocol::{Generate, Sampling, Training},
};

/// Levels of the chain, in training and in sampling.
const LEVELS: u32 = 50;

pub(super) fn presets() -> Vec<Preset> {
    vec![Preset {
        id: "tiny-diffusion-dino".to_owned(),
        title: "Tiny diffusion, dinosaur".to_owned(),
        source: "tiny-diffusion, without the residual connections of its network",
        task: Generate {
            data: DatasetConfig::Dino(Dino::default()),
            schedule: ScheduleConfig::LinearChain(LinearChain { steps: LEVELS, ..LinearChain::default() }),
            timing: TimingConfig::Levels(Levels { steps: LEVELS }),
            network: Network { width: 128, depth: 3, ..Network::default() },
            activation: ActivationConfig::Gelu(Gelu {}),
            training: Training { batch: 32, ema: 0.0, ..Training::default() },
            sampling: Sampling { steps: LEVELS, ..Sampling::default() },
            ..Generate::preset(ObjectiveConfig::DdpmDiscrete(DdpmDiscrete {}))
        },
        steps: 20_000,
        samples: 10_000,
        figures: Vec::new(),
    }]
}
