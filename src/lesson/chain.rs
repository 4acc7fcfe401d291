//! The chain of noise that the first lessons share.

use crate::{
    math::{
        dataset::DatasetConfig,
        schedule::{LinearChain, ScheduleConfig},
        timing::{Levels, TimingConfig},
    },
    protocol::{Generate, Sampling},
};

/// T, the steps of the chain.
pub const STEPS: u32 = 50;
/// β₁ and β_T. A chain of so few steps needs larger rates than one of a thousand.
pub const RATES: [f64; 2] = [0.002, 0.35];

/// The training of algorithm 1 on `data` and the sampling of algorithm 2 (Ho et al., 2020), with a short chain.
pub fn chain(data: DatasetConfig) -> Generate {
    let mut task = Generate { data, ..Generate::default() };
    // The id is in the registry, as a test checks.
    let _ = task.select("objective", "ddpm-discrete");
    let [first, last] = RATES;
    Generate {
        schedule: ScheduleConfig::LinearChain(LinearChain { first, last, steps: STEPS }),
        timing: TimingConfig::Levels(Levels { steps: STEPS }),
        sampling: Sampling { steps: STEPS, ..task.sampling },
        ..task
    }
}

/// The time of a step of the chain.
pub fn time_of(step: u32) -> f64 {
    f64::from(step) / f64::from(STEPS)
}
