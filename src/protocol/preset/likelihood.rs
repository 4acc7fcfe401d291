//! A continuous normalizing flow by maximum likelihood, as a notebook of flow_matching (Meta) trains it.

use super::{Figure, Measure, Preset};
use crate::{
    math::dataset::{DatasetConfig, Moons},
    nn::{
        Network,
        activation::{ActivationConfig, Elu},
        optimizer::{Adam, OptimizerConfig},
    },
    objective::{Cnf, ObjectiveConfig},
    protocol::{Generate, Training},
};

pub(super) fn presets() -> Vec<Preset> {
    // Four steps of Runge and Kutta keep a training step live; the notebook lets Dormand and Prince choose theirs.
    let objective = ObjectiveConfig::Cnf(Cnf { order: 4, steps: 4, ..Cnf::default() });
    vec![Preset {
        id: "cnf-moons".to_owned(),
        title: "Continuous flow by likelihood, moons".to_owned(),
        source: "flow_matching (Meta), notebook on continuous normalizing flows",
        task: Generate {
            data: DatasetConfig::Moons(Moons { noise: 0.1, scale: 1.0, shift_x: 0.0, shift_y: 0.0 }),
            network: Network { width: 64, depth: 3, ..Network::default() },
            activation: ActivationConfig::Elu(Elu {}),
            optimizer: OptimizerConfig::Adam(Adam { rate: 1e-3 }),
            training: Training { batch: 256, ema: 0.0, ..Training::default() },
            ..Generate::preset(objective)
        },
        steps: 1500,
        samples: 10_000,
        figures: vec![Figure { measure: Measure::Nll, published: Some(1.155), floor: Some(1.0076) }],
    }]
}
