//! Song and Ermon (2019): Langevin dynamics between two modes far apart, plain and annealed.

use super::{Figure, Measure, Preset};
use crate::{
    math::{
        dataset::{DatasetConfig, Ncsn as TwoModes},
        grid::{GridConfig, LogSnr},
        sampler::{Annealed, Langevin, SamplerConfig},
        schedule::{ScheduleConfig, VeGeometric},
    },
    objective::{Ncsn, ObjectiveConfig},
    protocol::{Generate, Sampling, Training},
};

pub(super) fn presets() -> Vec<Preset> {
    let plain = SamplerConfig::Langevin(Langevin { rate: 0.05, level: 0.5, moves: 100 });
    let annealed = SamplerConfig::Annealed(Annealed { rate: 0.05, moves: 100 });
    [("langevin", "Langevin dynamics", plain, 10, 0.5), ("annealed", "Annealed Langevin dynamics", annealed, 20, 0.8)]
        .map(|(id, title, sampler, steps, published)| Preset {
            id: format!("ncsn-{id}"),
            title: format!("{title} between two modes"),
            source: "Song and Ermon (2019), the mixture of two Gaussians, there with the exact score",
            task: Generate {
                data: DatasetConfig::Ncsn(TwoModes::default()),
                schedule: ScheduleConfig::VeGeometric(VeGeometric { sigma_max: 20.0, ..VeGeometric::default() }),
                training: Training { batch: 512, ema: 0.999, ..Training::default() },
                sampler,
                grid: GridConfig::LogSnr(LogSnr {}),
                sampling: Sampling { steps, ..Sampling::default() },
                ..Generate::preset(ObjectiveConfig::Ncsn(Ncsn {}))
            },
            steps: 8000,
            samples: 10_000,
            figures: vec![Figure { measure: Measure::FirstMode, published: Some(published), floor: None }],
        })
        .into()
}
