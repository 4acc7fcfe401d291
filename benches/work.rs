//! The estimates of work beside measured times: `cargo bench --bench work --features cli`.
//!
//! Every time is in units of the default training step of the same machine. A ratio of estimate and time beyond a factor of two
//! is marked, and the program then ends with an error.

// A settings line that cannot be measured ends the program.
#![allow(clippy::expect_used, clippy::panic)]

use std::{process::ExitCode, time::Instant};

use pollster::block_on;
use scorefield::{
    engine::{Keep, SampleRun, Trainer},
    math::extremes::smallest,
    protocol::{Task, decode, median, work::CLOUD},
};

/// The time that a case may take, in seconds, and the most repetitions.
const SECONDS: f64 = 0.7;
const REPETITIONS: usize = 40;

/// Settings as in a link, beside the defaults.
const STEPS: &[&str] = &[
    "objective=flow-matching",
    "objective=ot-cfm",
    "objective=sb-cfm",
    "objective=rectified-flow",
    "objective=ddpm",
    "objective=ddpm-discrete",
    "objective=edm",
    "objective=ncsn",
    "objective=explicit-score",
    "objective=implicit-score",
    "objective=sliced-score",
    "objective=sliced-score&objective.slices=8",
    "objective=cnf",
    "objective=cnf&objective.order=4&objective.steps=30",
    "objective=cnf&objective.order=5",
    "objective=cnf&objective.order=5&objective.rtol=1e-5&objective.atol=1e-5",
    "objective=cnf&objective.adjoint=1",
    "objective=cnf&objective.estimated=1",
    "objective=planar-cnf",
    "objective=planar-cnf&objective.units=256",
    "objective=planar-flow",
    "objective=planar-flow&objective.layers=200",
    "task=series",
    "task=series&objective.paths=256",
    "task=series&objective.order=5",
    "task=series&objective.adjoint=1",
    "task=imitate",
    "task=imitate&policy=mean-square",
    "training.batch=8192",
    "training.batch=16",
    "network.width=16",
    "network.width=256",
    "network.width=512&network.depth=8",
    "network.width=512&network.depth=8&training.batch=4096",
    "activation=relu",
    "activation=tanh",
    "embedding=fourier",
    "coupling=ot&coupling.pairs=64&training.batch=2048",
    "coupling=ot&coupling.pairs=1024&training.batch=2048",
    "coupling=sinkhorn",
    "coupling=sinkhorn&coupling.iterations=1000&training.batch=512",
    "coupling=sinkhorn&coupling.iterations=1",
    "coupling=class-wise&training.batch=2048",
];

const CLOUDS: &[&str] = &[
    "sampler=euler",
    "sampler=heun",
    "sampler=rk4",
    "sampler=dopri5",
    "sampler=langevin&sampler.moves=20&sampling.steps=20",
    "sampler=mala&sampling.steps=20",
    "sampler=predictor-corrector",
    "sampler=dpmpp&sampling.steps=200",
    "network.width=256&sampling.steps=20",
    "objective=planar-cnf",
];

fn main() -> ExitCode {
    // Processors reach their speed only after a while.
    let unit_time = smallest((0..4).map(|_| step("objective=flow-matching").1));
    let unit_work = Task::default().estimate().step;
    println!(
        "the unit is the default training step: {:.3} ms here, {:.1} GFLOP/s\n",
        1e3 * unit_time,
        unit_work / unit_time / 1e9
    );
    println!("{:>9} {:>9} {:>6}  settings", "estimate", "measured", "ratio");
    let steps = STEPS.iter().map(|link| (*link, step(link)));
    let clouds = CLOUDS.iter().map(|link| (*link, cloud(link)));
    let mut missed = 0;
    for (link, (work, seconds)) in steps.chain(clouds) {
        let (estimate, measured) = (work / unit_work, seconds / unit_time);
        let ratio = estimate / measured;
        let is_near = (0.5..=2.0).contains(&ratio);
        missed += usize::from(!is_near);
        println!("{estimate:9.2} {measured:9.2} {ratio:6.2}{} {link}", if is_near { " " } else { "!" });
    }
    println!("\n{missed} of {} beyond a factor of two", STEPS.len() + CLOUDS.len());
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn task(link: &str) -> Task {
    decode(link).unwrap_or_else(|error| panic!("{link}: {error}")).task
}

/// The estimated work of a training step, and its time in seconds.
fn step(link: &str) -> (f64, f64) {
    let task = task(link);
    let mut trainer = Trainer::host(task.clone());
    let seconds = timed(|| {
        block_on(trainer.step()).expect("a step");
        block_on(trainer.losses()).expect("losses");
    });
    (task.estimate().step, seconds)
}

/// The estimated work of a cloud, and its time in seconds.
fn cloud(link: &str) -> (f64, f64) {
    let task = task(link);
    let trainer = Trainer::host(task.clone());
    let learned = block_on(trainer.learned()).expect("a field");
    let seconds = timed(|| {
        let mut run = SampleRun::with(trainer.experiment(), CLOUD, learned.clone(), Keep::Ends);
        while run.advance() {}
    });
    (task.estimate().cloud, seconds)
}

/// The median time of `work`, without the first repetitions.
fn timed(mut work: impl FnMut()) -> f64 {
    let (begun, mut times) = (Instant::now(), Vec::new());
    while times.len() < 3 || (times.len() < REPETITIONS && begun.elapsed().as_secs_f64() < SECONDS) {
        let start = Instant::now();
        work();
        times.push(start.elapsed().as_secs_f64());
    }
    median(times.split_off(times.len() / 3)).unwrap_or(f64::NAN)
}
