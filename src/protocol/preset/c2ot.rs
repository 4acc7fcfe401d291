//! Cheng and Schwing (2025): eight Gaussians to moons in one Euler step, without classes.

use super::{Figure, Measure, Preset};
use crate::{
    math::dataset::{DatasetConfig, EightGaussians, Moons},
    nn::{
        Network,
        activation::{ActivationConfig, Selu},
        optimizer::{Adam, OptimizerConfig},
    },
    objective::{FlowMatching, ObjectiveConfig, OtCfm, RectifiedFlow},
    protocol::{Generate, Sampling, Training},
};

const STEPS: u32 = 20_000;

pub(super) fn presets() -> Vec<Preset> {
    let rectified = RectifiedFlow { rounds: 2, steps: STEPS / 2, pairs: 100_000, walk: 100 };
    [
        ("fm", "Flow matching", ObjectiveConfig::FlowMatching(FlowMatching {}), Some(6.232)),
        ("ot", "OT-CFM", ObjectiveConfig::OtCfm(OtCfm {}), Some(0.072)),
        // Not in the paper: reflow, for comparison with optimal transport.
        ("rf", "Rectified flow", ObjectiveConfig::RectifiedFlow(rectified), None),
    ]
    .map(|(id, title, objective, published)| Preset {
        id: format!("c2ot-{id}"),
        title: format!("{title}, eight Gaussians to moons in one step"),
        source: "Cheng and Schwing (2025)",
        task: task(objective),
        steps: STEPS.into(),
        samples: 10_000,
        figures: vec![Figure { measure: Measure::SquaredW2, published, floor: None }],
    })
    .into()
}

/// The distributions are those of torchcfm, whose Gaussians have the covariance √0.1.
fn task(objective: ObjectiveConfig) -> Generate {
    Generate {
        data: DatasetConfig::Moons(Moons { noise: 0.2, scale: 3.0, shift_x: -1.0, shift_y: -1.0 }),
        source: DatasetConfig::EightGaussians(EightGaussians { radius: 5.0, std: 0.5623 }),
        network: Network { width: 64, depth: 3, ..Network::default() },
        activation: ActivationConfig::Selu(Selu {}),
        optimizer: OptimizerConfig::Adam(Adam { rate: 1e-3 }),
        training: Training { batch: 256, ema: 0.0, ..Training::default() },
        sampling: Sampling { steps: 1, ..Sampling::default() },
        ..Generate::preset(objective)
    }
}
