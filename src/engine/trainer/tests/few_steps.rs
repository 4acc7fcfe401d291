//! Samples of one step and few.

use super::*;
use crate::{
    engine::SampleRun,
    math::{
        metric::{exact_w2, sliced_w2},
        points::Cloud,
        rng::{Purpose, Stream},
        sampler::{Euler, SamplerConfig},
    },
};

/// So many samples in this number of steps.
fn sampled(trainer: &Trainer, steps: u32, n: usize) -> Cloud {
    let mut experiment = trainer.experiment().clone();
    experiment.sampling.steps = steps;
    if matches!(experiment.sampler, SamplerConfig::Heun(_)) {
        experiment.sampler = SamplerConfig::Euler(Euler {});
    }
    let mut run = SampleRun::new(&experiment, n, block_on(trainer.learned()).unwrap());
    while run.advance() {}
    block_on(run.last()).unwrap()
}

fn fresh(experiment: &Generate, draw: u64, n: usize) -> Cloud {
    experiment.sample_data(n, &mut Stream::new(experiment.seed, Purpose::Display, draw))
}

/// Prints exact and sliced W2 after each number of steps: `FEW="link;link" STEPS=10000 SEEDS=0,1 cargo nextest run few_steps_measured`.
#[test]
#[ignore = "measures for minutes"]
fn few_steps_measured() {
    let of = |name: &str, usual: &str| std::env::var(name).unwrap_or_else(|_| usual.to_owned());
    let steps: usize = of("STEPS", "10000").parse().unwrap();
    let n: usize = of("POINTS", "2000").parse().unwrap();
    for link in of("FEW", "objective=meanflow").split(';') {
        for seed in of("SEEDS", "0").split(',') {
            let task = decode(&format!("v=3&{link}&seed={seed}")).unwrap().task;
            let mut trainer = Trainer::host(task);
            let began = std::time::Instant::now();
            train(&mut trainer, steps);
            let took = began.elapsed().as_secs_f64();
            let experiment = trainer.experiment().clone();
            let (data, again) = (fresh(&experiment, 40, n), fresh(&experiment, 41, n));
            let floor = [exact_w2(&data, &again).unwrap(), sliced_w2(&data, &again, 128)];
            let mut line = format!("{link} seed {seed} {took:.0} s floor {:.3} {:.3}:", floor[0], floor[1]);
            for steps in [1, 2, 4, 64] {
                let cloud = sampled(&trainer, steps, n);
                let (exact, sliced) = (exact_w2(&cloud, &data).unwrap(), sliced_w2(&cloud, &data, 128));
                line += &format!("  {steps}: {exact:.3} {sliced:.3}");
            }
            println!("{line}");
        }
    }
}
