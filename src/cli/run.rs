use std::{path::PathBuf, time::Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{
    BackendChoice, CliError, TrainerChoice,
    density::{self, Density},
    figures::{draw, measure},
    input::{self, read_experiment, read_preset},
    output::{Folder, Metrics, Results, SampleMetrics, Sampled},
    rollouts, series,
};
use crate::{
    engine::{Accuracy, Backend, Keep, SampleRun, Trainer, assess, per_class, shift},
    math::{
        metric::sliced_w2,
        ode::Status,
        rng::{Purpose, Stream},
        typed,
    },
    protocol::{EngineError, Experiment, Generate, Numerics, Preset},
};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// A file, a link, its hash, preset:ID, or - for standard input
    experiment: String,
    /// A table of points as its data, comma- or tab-separated, or - for standard input
    #[arg(long)]
    data: Option<String>,
    /// Averaged weights of an earlier run, as weights.safetensors, from which training starts
    #[arg(long)]
    weights: Option<PathBuf>,
    /// Training steps [default: those of the preset, or 2000]
    #[arg(long, value_parser = typed::whole)]
    steps: Option<u64>,
    /// Points to sample [default: as many as the preset, or 10000], or agents to roll out [default: 1000]
    #[arg(long, value_parser = input::count)]
    samples: Option<usize>,
    /// Fresh data whose likelihood is measured, with the density on a grid, where the source has a density; 0 leaves both out
    #[arg(long, value_parser = input::count, default_value_t = 2000)]
    nll: usize,
    /// The seed, instead of that of the experiment
    #[arg(long, value_parser = typed::whole)]
    seed: Option<u64>,
    #[arg(long, value_enum, default_value_t = BackendChoice::Cpu)]
    backend: BackendChoice,
    #[arg(long, value_enum, default_value_t = TrainerChoice::Fast)]
    trainer: TrainerChoice,
    /// Batches at the end that measure the noise of the gradient, from 2 to 1000; 0 measures none
    #[arg(long, value_parser = input::count, default_value_t = 0)]
    gradient_noise: usize,
    /// The folder for the results; it must not contain results
    #[arg(long)]
    out: PathBuf,
}

/// The length of a run, and its measurements.
#[derive(Debug)]
struct Plan {
    steps: u64,
    samples: usize,
    /// Batches that measure the noise of the gradient.
    gradient_noise: usize,
    nll: usize,
    /// The initial weights; absent for those of the seed.
    weights: Option<Vec<f32>>,
    preset: Option<Preset>,
}

/// The default numbers of training steps and of points.
const STEPS: u64 = 2000;
const SAMPLES: usize = 10_000;
/// The default number of agents.
const AGENTS: usize = 1000;
/// The number of directions of the sliced distance.
const DIRECTIONS: u32 = 128;
/// The number of times at which the learned field is compared with the exact one.
const TIMES: u32 = 10;
/// Training steps between two readings of the losses.
const READ_EVERY: u64 = 50;
/// The most points that are sampled at once.
const MAX_SAMPLES: usize = 1_000_000;
/// The most batches whose gradients are kept.
const MAX_BATCHES: usize = 1000;
/// The held-out data of the evidence bound.
const HELD_OUT: usize = 2000;

pub(super) fn run(options: &Options) -> Result<(), CliError> {
    let mut experiment = read_experiment(&options.experiment, options.data.as_deref())?;
    if let Some(seed) = options.seed {
        *experiment.task.seed_mut() = seed;
        experiment.validate()?;
    }
    let preset = read_preset(&options.experiment);
    let usual = if experiment.task.imitate().is_some() { AGENTS } else { SAMPLES };
    let weights = options.weights.as_deref().map(|path| input::read_weights(path, &experiment.task)).transpose()?;
    let plan = Plan {
        weights,
        steps: options.steps.or(preset.as_ref().map(|preset| preset.steps)).unwrap_or(STEPS),
        samples: options.samples.or(preset.as_ref().map(|preset| preset.samples)).unwrap_or(usual),
        gradient_noise: options.gradient_noise,
        nll: options.nll,
        preset,
    };
    for (field, least, count) in [("samples", 1, plan.samples), ("nll", 0, plan.nll)] {
        if !(least..=MAX_SAMPLES).contains(&count) {
            let message = format!("must lie between {least} and {MAX_SAMPLES}, not {count}");
            return Err(CliError::Input { field, message });
        }
    }
    if plan.gradient_noise == 1 || plan.gradient_noise > MAX_BATCHES {
        let message = format!("must be 0, or lie between 2 and {MAX_BATCHES}, not {}", plan.gradient_noise);
        return Err(CliError::Input { field: "gradient-noise", message });
    }
    // Checked before the long work.
    let folder = Folder::create(&options.out)?;
    let backend = pollster::block_on(backend(options.backend, options.trainer))?;
    let results = pollster::block_on(train_and_sample(&experiment, &plan, &backend))?;
    folder.write(&experiment, &results)?;
    match results.metrics.diverged_at {
        Some(step) => Err(CliError::Diverged { step, kept: results.metrics.steps, out: options.out.clone() }),
        None => Ok(()),
    }
}

pub(super) async fn backend(device: BackendChoice, trainer: TrainerChoice) -> Result<Backend, CliError> {
    match (device, trainer) {
        (BackendChoice::Cpu, TrainerChoice::Fast) => Ok(Backend::cpu().await?),
        #[cfg(feature = "gpu")]
        (BackendChoice::Wgpu, TrainerChoice::Fast) => Ok(Backend::gpu().await?),
        #[cfg(feature = "reference")]
        (BackendChoice::Cpu, TrainerChoice::Reference) => Ok(Backend::reference().await?),
        #[cfg(all(feature = "gpu", feature = "reference"))]
        (BackendChoice::Wgpu, TrainerChoice::Reference) => Ok(Backend::reference_gpu().await?),
        #[cfg(not(feature = "gpu"))]
        (BackendChoice::Wgpu, _) => Err(not_built("backend", "gpu")),
        #[cfg(not(feature = "reference"))]
        (_, TrainerChoice::Reference) => Err(not_built("trainer", "reference")),
    }
}

#[cfg(not(all(feature = "gpu", feature = "reference")))]
fn not_built(field: &'static str, feature: &str) -> CliError {
    CliError::Input { field, message: format!("this program was built without the feature {feature}") }
}

async fn train_and_sample(experiment: &Experiment, plan: &Plan, backend: &Backend) -> Result<Results, EngineError> {
    let mut trainer = backend.begin(experiment)?;
    if let Some(weights) = &plan.weights {
        trainer.start_from(weights.clone())?;
    }
    let bar = progress(plan.steps);
    let start = Instant::now();
    let Trained { losses, diverged_at, solved } = train(&mut trainer, plan.steps, &bar).await?;
    let training_seconds = start.elapsed().as_secs_f64();
    bar.finish();
    let steps = trainer.step_count();
    let tail = &losses[losses.len() - losses.len().div_ceil(10)..];
    let metrics = Metrics {
        backend: backend.info.name.clone(),
        steps,
        diverged_at,
        training_seconds,
        ms_per_step: training_seconds * 1e3 / losses.len().max(1) as f64,
        loss: (!tail.is_empty()).then(|| tail.iter().map(|(_, loss)| loss).sum::<f64>() / tail.len() as f64),
        samples: None,
        gradient_noise: None,
        series: None,
        rollouts: None,
        notices: told(Numerics::of(trainer.task()).into_iter().map(Some).chain([Numerics::of_loss(solved)])),
    };
    let levels = trainer.levels();
    let state = trainer.snapshot().await?.pack();
    let results = Results { losses, levels, sampled: None, series: None, rollouts: None, state, metrics };
    if diverged_at.is_some() { Ok(results) } else { measured(results, plan, &trainer).await }
}

/// The results with the samples and the figures of a run that ended well.
async fn measured(results: Results, plan: &Plan, trainer: &Trainer) -> Result<Results, EngineError> {
    let sampled = match trainer.task().generate() {
        None => None,
        Some(task) => Some(sample(task, plan, trainer).await?),
    };
    let (samples, sampled) = sampled.unzip();
    let series = series::follow(trainer).await?;
    let acted = rollouts::roll_out(trainer, plan.samples).await?;
    let (acted, rollouts) = acted.map(|acted| (acted.figures, acted.rows)).unzip();
    let sampler_status = samples.as_ref().map(|samples| samples.sampler_status).unwrap_or_default();
    let mut notices = results.metrics.notices;
    notices.extend(told([Numerics::of_samples(sampler_status)]));
    let metrics = Metrics {
        samples,
        gradient_noise: trainer.gradient_noise(plan.gradient_noise).await?,
        series: series.as_ref().map(|series| series.figures),
        rollouts: acted,
        notices,
        ..results.metrics
    };
    let series = series.map(|series| series.rows);
    Ok(Results { sampled, series, rollouts, metrics, ..results })
}

/// Says these limits of the arithmetic, and gives them as sentences.
fn told(met: impl IntoIterator<Item = Option<Numerics>>) -> Vec<String> {
    let notices: Vec<_> = met.into_iter().flatten().map(|note| note.to_string()).collect();
    notices.iter().for_each(|notice| eprintln!("scorefield: note: {notice}"));
    notices
}

/// What a number of steps gave.
pub(super) struct Trained {
    pub losses: Vec<(u64, f64)>,
    /// The step at which the loss was no longer finite, if there is one.
    pub diverged_at: Option<u64>,
    /// How the solvers of the loss ended.
    solved: Status,
}

/// The losses of a number of steps, and the step at which they are no longer finite, if there is one.
///
/// The trainer is then at the last weights that had a finite loss.
pub(super) async fn train(trainer: &mut Trainer, steps: u64, bar: &ProgressBar) -> Result<Trained, EngineError> {
    let mut losses: Vec<(u64, f64)> = Vec::new();
    let (mut diverged_at, mut solved) = (None, Status::Success);
    while diverged_at.map_or(trainer.step_count() < steps, |step| trainer.step_count() < step) {
        trainer.step().await?;
        solved = solved.max(trainer.effort().status);
        let step = trainer.step_count();
        // After a divergence the steps since the last finite weights are taken again, one by one.
        if diverged_at.is_none() && !step.is_multiple_of(READ_EVERY) && step != steps {
            continue;
        }
        match trainer.losses().await {
            Ok(read) => {
                let known = losses.last().map_or(0, |(step, _)| *step);
                losses.extend(read.into_iter().filter(|(step, _)| *step > known));
            }
            Err(EngineError::NonFinite { step }) if diverged_at.is_none() => diverged_at = Some(step),
            Err(EngineError::NonFinite { step }) => return Ok(Trained { losses, diverged_at: Some(step), solved }),
            Err(error) => return Err(error),
        }
        bar.set_position(step);
        if let Some((_, loss)) = losses.last() {
            bar.set_message(format!("loss {loss:.4}"));
        }
    }
    Ok(Trained { losses, diverged_at, solved })
}

/// Samples of a trained model, with the figures of both.
async fn sample(
    experiment: &Generate,
    plan: &Plan,
    trainer: &Trainer,
) -> Result<(SampleMetrics, Sampled), EngineError> {
    let start = Instant::now();
    let learned = trainer.learned().await?;
    let mut cloud = match plan.preset {
        Some(_) => {
            let mut start = Stream::new(experiment.seed, Purpose::Start, 0);
            SampleRun::starting_from(experiment, draw(&experiment.source, plan.samples, &mut start), learned, Keep::All)
        }
        None => SampleRun::with(experiment, plan.samples, learned, Keep::Ends),
    };
    while cloud.advance() {}
    let samples = cloud.last().await?;
    let sampling_seconds = start.elapsed().as_secs_f64();
    let density = match plan.nll {
        0 => None,
        _ if !experiment.has_likelihood() => None,
        points => Some(density::measure(experiment, trainer.learned().await?, points).await?),
    };
    let nll = density.as_ref().and_then(|density| density.figures.nll);
    let figures = match &plan.preset {
        Some(preset) => Some(measure(preset, experiment, &trainer.learned().await?, &cloud, &samples, nll).await?),
        None => None,
    };
    let fresh = |step| experiment.sample_data(samples.len(), &mut Stream::new(experiment.seed, Purpose::Display, step));
    let of_each = (samples.len() / experiment.data.classes().max(1) as usize).max(1);
    let metrics = SampleMetrics {
        samples: samples.len(),
        sampling_seconds,
        evaluations: cloud.counts().evaluations,
        rounds: cloud.counts().rounds,
        rejected_steps: cloud.counts().rejected,
        sampler_status: cloud.counts().status,
        figures,
        sliced_w2: sliced_w2(&samples, &fresh(0), DIRECTIONS),
        sliced_w2_floor: sliced_w2(&fresh(1), &fresh(0), DIRECTIONS),
        quality: assess(experiment, trainer.learned().await?).await?,
        evidence_bound: trainer.evidence_bound(HELD_OUT).await?,
        per_class: per_class(experiment, &trainer.learned().await?, of_each).await?,
        likelihood: density.as_ref().map(|density| density.figures.clone()),
    };
    let accuracy = match experiment.exact_field().filter(|_| experiment.has_path()) {
        Some(oracle) => Accuracy::over_times(experiment, &oracle, &trainer.learned().await?, TIMES).await?,
        None => Vec::new(),
    };
    let density = density.map(|Density { map, .. }| map);
    let shift = shift(experiment, trainer.learned().await?).await?;
    Ok((metrics, Sampled { samples, density, accuracy, shift }))
}

/// A progress bar on a terminal; nothing elsewhere.
pub(super) fn progress(steps: u64) -> ProgressBar {
    let bar = ProgressBar::new(steps);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} steps  {per_sec}  {msg}  eta {eta}") {
        bar.set_style(style);
    }
    bar
}
