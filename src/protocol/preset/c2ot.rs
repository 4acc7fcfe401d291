//! Cheng and Schwing (2025): eight Gaussians to moons in one Euler step, without classes and told the class.

use super::{Figure, Measure, Preset};
use crate::{
    math::{
        coupling::{ClassWise, CouplingConfig},
        dataset::{DatasetConfig, EightGaussians, Moons},
    },
    nn::{
        Network,
        activation::{ActivationConfig, Selu},
        condition::{Class, ConditionConfig},
        optimizer::{Adam, OptimizerConfig},
    },
    objective::{FlowMatching, Objective as _, ObjectiveConfig, OtCfm, RectifiedFlow},
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
    .into_iter()
    .chain(by_class())
    .collect()
}

/// The same with a network that is told the moon. Transport over a whole batch gives each moon its own part of the source, though
/// sampling starts anywhere in it; transport within each class does not.
fn by_class() -> impl Iterator<Item = Preset> {
    let class_wise = CouplingConfig::ClassWise(ClassWise::default());
    [
        ("fm", "Flow matching by class", FlowMatching {}.recipe().coupling, 2.573),
        ("ot", "OT-CFM by class", OtCfm {}.recipe().coupling, 0.483),
        ("wise", "Class-wise transport", class_wise, 0.048),
    ]
    .into_iter()
    .map(|(id, title, coupling, published)| Preset {
        id: format!("c2ot-class-{id}"),
        title: format!("{title}, eight Gaussians to moons in one step"),
        source: "Cheng and Schwing (2025)",
        task: Generate {
            coupling,
            condition: ConditionConfig::Class(Class { dropout: 0.0 }),
            ..task(ObjectiveConfig::FlowMatching(FlowMatching {}))
        },
        steps: STEPS.into(),
        samples: 10_000,
        figures: vec![Figure { measure: Measure::ClassesSquaredW2, published: Some(published), floor: None }],
    })
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
