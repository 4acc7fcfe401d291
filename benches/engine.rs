//! Times the engine natively on one core: `cargo bench --bench engine --features cli`.
//!
//! With `--workload train-3x64-b200 --budget 3000` it measures only that and prints the JSON of the page's benchmark, which
//! `cargo xtask bench --torch` compares with PyTorch.

use std::{
    env,
    hint::black_box,
    process::ExitCode,
    time::{Duration, Instant},
};

use criterion::{Criterion, Throughput, criterion_group};
use pollster::block_on;
use scorefield::{
    engine::{SampleRun, Trainer},
    protocol::{EngineError, Generate, Measurement, Workload},
};

/// Steps between two reads of the losses.
const READ_EVERY: u32 = 64;
/// The share of a budget for the warm-up, in which nothing is recorded.
const WARM_UP: f64 = 0.2;

/// The default experiment with this network: flow matching, SiLU, Adam, Euler's rule.
fn experiment(depth: u32, width: u32) -> Generate {
    let mut experiment = Generate::default();
    (experiment.network.depth, experiment.network.width) = (depth, width);
    experiment
}

fn trainer(depth: u32, width: u32, batch: u32) -> Trainer {
    let mut experiment = experiment(depth, width);
    experiment.training.batch = batch;
    Trainer::host(experiment)
}

/// One training step; the losses are read every [`READ_EVERY`] steps.
fn step(trainer: &mut Trainer) -> Result<(), EngineError> {
    block_on(async {
        trainer.step().await?;
        if trainer.step_count().is_multiple_of(u64::from(READ_EVERY)) {
            black_box(trainer.losses().await?);
        }
        Ok(())
    })
}

/// Samples a cloud from noise to data, and reads its points.
fn sample(trainer: &Trainer, particles: u32) -> Result<Vec<[f64; 2]>, EngineError> {
    let mut run = SampleRun::new(trainer.experiment(), particles as usize, block_on(trainer.learned())?);
    while run.advance() {}
    block_on(run.last())
}

fn training_step(c: &mut Criterion) {
    let mut group = c.benchmark_group("train");
    for (name, workload) in [
        ("3x64/200", Workload::Train { depth: 3, width: 64, batch: 200 }),
        ("3x128/256", Workload::Train { depth: 3, width: 128, batch: 256 }),
    ] {
        let (Workload::Train { depth, width, batch }, Some(flop)) = (workload, workload.flop()) else { continue };
        let mut trainer = trainer(depth, width, batch);
        group.throughput(Throughput::Elements(flop as u64));
        group.bench_function(name, |b| b.iter(|| step(&mut trainer)));
    }
}

fn sampling(c: &mut Criterion) {
    let (depth, width, particles, steps) = (3, 128, 5_000, 50);
    let mut experiment = experiment(depth, width);
    experiment.sampling.steps = steps;
    let trainer = Trainer::host(experiment);
    let mut group = c.benchmark_group("sample");
    group.sample_size(10);
    if let Some(flop) = (Workload::Sample { depth, width, particles, steps }).flop() {
        group.throughput(Throughput::Elements(flop as u64));
    }
    group.bench_function("3x128/5000 particles/50 steps", |b| b.iter(|| sample(&trainer, particles)));
}

criterion_group!(benches, training_step, sampling);

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().collect();
    let after = |name: &str| arguments.iter().skip_while(|word| *word != name).nth(1);
    let Some(label) = after("--workload") else {
        benches();
        Criterion::default().configure_from_args().final_summary();
        return ExitCode::SUCCESS;
    };
    let budget_ms = after("--budget").and_then(|text| text.parse().ok()).unwrap_or(3000);
    match measure(label, Duration::from_millis(budget_ms)) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Repeats the work for `budget`, and reports as the page does.
fn measure(label: &str, budget: Duration) -> Result<serde_json::Value, Box<dyn std::error::Error>> {
    let workload: Workload = label.parse()?;
    let (mut times, parts) = match workload {
        Workload::Peak => return Err("the peak is measured in the page alone".into()),
        Workload::Train { .. } | Workload::Objective { .. } => {
            let mut trainer = Trainer::host(workload.task().ok_or("there is nothing to train")?);
            // Some milliseconds at once, as in the page.
            let steps = 10;
            (repeat(budget, || (0..steps).try_for_each(|_| step(&mut trainer)))?, steps)
        }
        Workload::Sample { depth, width, particles, steps } => {
            let mut experiment = experiment(depth, width);
            experiment.sampling.steps = steps;
            let trainer = Trainer::host(experiment);
            (repeat(budget, || sample(&trainer, particles).map(drop))?, 1)
        }
    };
    for time in &mut times {
        *time /= f64::from(parts);
    }
    let repetitions = parts * times.len() as u32;
    let measured = Measurement::new(workload, times, repetitions, None).ok_or("nothing was timed")?;
    let mut result = serde_json::to_value(&measured)?;
    result["engine"] = "native".into();
    result["workload"] = workload.label().into();
    result["gflops"] = measured.gflops().into();
    Ok(serde_json::json!({
        "user_agent": "native",
        "cores": std::thread::available_parallelism()?,
        "program": format!("scorefield {}, native, one thread", env!("CARGO_PKG_VERSION")),
        "results": [result],
    }))
}

/// The milliseconds of every repetition after the warm-up; at least one.
fn repeat(budget: Duration, mut work: impl FnMut() -> Result<(), EngineError>) -> Result<Vec<f64>, EngineError> {
    let mut phase = |budget: Duration| {
        let (begun, mut times) = (Instant::now(), Vec::new());
        while times.is_empty() || begun.elapsed() < budget {
            let start = Instant::now();
            work()?;
            times.push(1e3 * start.elapsed().as_secs_f64());
        }
        Ok(times)
    };
    phase(budget.mul_f64(WARM_UP))?;
    phase(budget.mul_f64(1.0 - WARM_UP))
}
