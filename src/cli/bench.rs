//! `scorefield bench-samplers`: the quality of samplers against evaluations of the field.

use std::{fs, io, path::PathBuf};

use clap::Args;

use super::{
    BackendChoice, CliError, TrainerChoice,
    input::{self, read_experiment},
    print,
    run::{Trained, backend, progress, train},
};
use crate::{
    engine::{BenchGrid, BenchPlan, SamplerBench},
    math::{grid::GridConfig, sampler::SamplerConfig, text::quoted, typed},
    plot::{BenchLine, bench_svg},
    protocol::{BenchRow, EngineError, Experiment, Generate},
};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// A file, a link, its hash, preset:ID, or - for standard input
    experiment: String,
    /// Averaged weights of an earlier run, as weights.safetensors, from which training starts
    #[arg(long)]
    weights: Option<PathBuf>,
    /// Training steps; 0 compares the samplers of the given weights
    #[arg(long, value_parser = typed::whole, default_value_t = 6000)]
    steps: u64,
    /// Samplers by their ids, between commas [default: that of the experiment]
    #[arg(long, value_delimiter = ',')]
    samplers: Vec<String>,
    /// Grids by their ids, between commas; fitted-1, fitted-2, … are fitted to the field for a rule of that order
    /// [default: that of the experiment]
    #[arg(long, value_delimiter = ',')]
    grids: Vec<String>,
    /// Sampling steps, between commas
    #[arg(long, value_delimiter = ',', value_parser = input::count, default_values_t = [2, 4, 8, 16, 32, 64])]
    sampling_steps: Vec<usize>,
    /// Runs of each, with other starting points and other noise
    #[arg(long, value_parser = input::count, default_value_t = 5)]
    seeds: usize,
    /// Points of each run
    #[arg(long, value_parser = input::count, default_value_t = 4000)]
    samples: usize,
    /// Samples the exact field instead of the model; then nothing is trained
    #[arg(long)]
    exact: bool,
    #[arg(long, value_enum, default_value_t = BackendChoice::Cpu)]
    backend: BackendChoice,
    /// The folder for bench.csv and bench.svg; it must not contain them
    #[arg(long)]
    out: PathBuf,
}

/// The most sampling steps, runs and points.
const LIMITS: [(&str, usize); 3] = [("sampling-steps", 1000), ("seeds", 1000), ("samples", 1_000_000)];

pub(super) fn run(options: &Options) -> Result<(), CliError> {
    let experiment = read_experiment(&options.experiment, None)?;
    let Some(task) = experiment.task.generate().cloned() else {
        let message = format!("the task {} generates no points", experiment.task.id());
        return Err(CliError::Input { field: "experiment", message });
    };
    let plan = plan(options, &task)?;
    let names = ["bench.csv", "bench.svg"].map(|name| options.out.join(name));
    if let Some(present) = names.iter().find(|path| path.exists()) {
        let message = format!("{} is there already; choose another folder", present.display());
        return Err(CliError::Input { field: "out", message });
    }
    fs::create_dir_all(&options.out)
        .map_err(|error| CliError::Input { field: "out", message: format!("{}: {error}", options.out.display()) })?;
    let rows = pollster::block_on(rows(options, &experiment, &task, plan))?;
    let text = BenchRow::csv(&rows);
    print(&text)?;
    let [csv, svg] = names;
    for (path, content) in [(csv, text), (svg, picture(&rows).map_err(CliError::Output)?)] {
        fs::write(&path, content).map_err(|error| CliError::File { path, error })?;
    }
    Ok(())
}

/// What is compared.
fn plan(options: &Options, task: &Generate) -> Result<BenchPlan, CliError> {
    let counts = [options.sampling_steps.clone(), vec![options.seeds], vec![options.samples]];
    for ((field, most), counts) in LIMITS.into_iter().zip(counts) {
        if let Some(count) = counts.iter().find(|count| !(1..=most).contains(*count)) {
            return Err(CliError::Input { field, message: format!("must lie between 1 and {most}, not {count}") });
        }
    }
    let unknown = |field: &'static str, id: &str, known: &[&str]| CliError::Input {
        field,
        message: format!("{} is not known; there are {}", quoted(id), known.join(", ")),
    };
    let sampler = |id: &String| SamplerConfig::from_id(id).ok_or_else(|| unknown("samplers", id, SamplerConfig::IDS));
    let grid = |id: &String| {
        BenchGrid::from_id(id).ok_or_else(|| {
            unknown("grids", id, &[GridConfig::IDS, &["fitted-1", "fitted-2", "fitted-3", "fitted-4"]].concat())
        })
    };
    let mut plan = BenchPlan {
        samplers: options.samplers.iter().map(sampler).collect::<Result<_, _>>()?,
        grids: options.grids.iter().map(grid).collect::<Result<_, _>>()?,
        steps: options.sampling_steps.iter().map(|&steps| steps as u32).collect(),
        seeds: options.seeds as u32,
        samples: options.samples,
        is_exact: options.exact,
    };
    if plan.samplers.is_empty() {
        plan.samplers.push(task.sampler.clone());
    }
    if plan.grids.is_empty() {
        plan.grids.push(BenchGrid::Named(task.grid.clone()));
    }
    Ok(plan)
}

async fn rows(
    options: &Options,
    experiment: &Experiment,
    task: &Generate,
    plan: BenchPlan,
) -> Result<Vec<BenchRow>, CliError> {
    let mut trainer = backend(options.backend, TrainerChoice::Fast).await?.begin(experiment)?;
    if let Some(path) = &options.weights {
        trainer.start_from(input::read_weights(path, &experiment.task)?)?;
    }
    if !options.exact {
        let bar = progress(options.steps);
        let Trained { diverged_at, .. } = train(&mut trainer, options.steps, &bar).await?;
        bar.finish();
        if let Some(step) = diverged_at {
            return Err(EngineError::NonFinite { step }.into());
        }
    }
    let mut bench = SamplerBench::new(task, trainer.learned().await?, plan)?;
    let bar = progress(bench.left() as u64);
    let mut rows = Vec::new();
    while let Some(row) = bench.next().await? {
        rows.push(row);
        bar.inc(1);
    }
    bar.finish();
    Ok(rows)
}

/// The chart, as SVG.
fn picture(rows: &[BenchRow]) -> io::Result<String> {
    bench_svg(&BenchLine::all(rows), BenchLine::floor(rows)).map_err(io::Error::other)
}
