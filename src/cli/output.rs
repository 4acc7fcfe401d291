use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{CliError, density::Figures, figures::Measured, rollouts::Acted, table::table};
use crate::{
    engine::{Accuracy, ClassFigure, ShiftAt},
    math::{
        levels::LevelRow,
        metric::{EvidenceBound, GradientNoise},
        ode::Status,
        points::Cloud,
    },
    protocol::{Checkpoint, Experiment, LossCurve, Quality, SeriesFigures},
    run_file::RunFile,
};

/// The results of a run, for metrics.json.
#[derive(Debug, serde::Serialize)]
pub(super) struct Metrics {
    pub backend: String,
    pub steps: u64,
    /// The step whose loss was not finite, where the run diverged; `steps` is then that of the weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diverged_at: Option<u64>,
    pub training_seconds: f64,
    pub ms_per_step: f64,
    /// Mean over the last tenth of the steps; absent without steps.
    pub loss: Option<f64>,
    /// Absent where a series is fitted, an expert imitated, or the run diverged.
    #[serde(flatten)]
    pub samples: Option<SampleMetrics>,
    /// The noise of the gradient at the end of training; absent unless `--gradient-noise` is set.
    pub gradient_noise: Option<GradientNoise>,
    /// The figures of the followed series, where one is fitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesFigures>,
    /// The results of the policy, where one is trained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rollouts: Option<Acted>,
    /// Limits of the arithmetic that the run met, as sentences; absent without any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<String>,
}

/// The figures of the samples of a model.
#[derive(Debug, serde::Serialize)]
pub(super) struct SampleMetrics {
    pub samples: usize,
    pub sampling_seconds: f64,
    /// Evaluations of the network for each sample (NFE).
    pub evaluations: u32,
    /// Those of them that had to wait for one another.
    pub rounds: u32,
    /// Rejected steps of an adaptive sampler.
    pub rejected_steps: u32,
    /// How the sampler ended.
    pub sampler_status: Status,
    /// The figures of a preset; absent for any other experiment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figures: Option<Vec<Measured>>,
    /// Between the samples and as many fresh data.
    pub sliced_w2: f64,
    /// Between two fresh draws of as many data, which a perfect model would reach.
    pub sliced_w2_floor: f64,
    /// The quality of the model as in the page, from smaller samples.
    pub quality: Quality,
    /// −ELBO of held-out data in nats per point, with its parts; absent where there is no such bound.
    pub evidence_bound: Option<EvidenceBound>,
    /// The distance of every class; all classes together have as many samples as above.
    ///
    /// Absent if the class is not an input of the network.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub per_class: Vec<ClassFigure>,
    #[serde(flatten)]
    pub likelihood: Option<Figures>,
}

/// Everything that is written to files.
#[derive(Debug)]
pub(super) struct Results {
    pub losses: Vec<(u64, f64)>,
    pub levels: Vec<LevelRow>,
    /// Absent where a series is fitted, an expert imitated, or the run diverged.
    pub sampled: Option<Sampled>,
    /// The rows of `series.csv`, where one is.
    pub series: Option<Vec<[String; 5]>>,
    /// The rows of `rollouts.csv`, where a policy is trained.
    pub rollouts: Option<Vec<[String; 5]>>,
    /// The state of the run, with its buffers.
    pub state: (Checkpoint, Vec<Vec<f32>>),
    pub metrics: Metrics,
}

/// The samples of a trained model, with its density and the errors of its field.
#[derive(Debug)]
pub(super) struct Sampled {
    pub samples: Cloud,
    /// The model's density at the points of a grid.
    pub density: Option<Vec<([f64; 2], f64)>>,
    /// The errors of the learned field; empty where the exact field is not known.
    pub accuracy: Vec<Accuracy>,
    /// The shift of the sampler's points; empty where the law of noised points is not known.
    pub shift: Vec<ShiftAt>,
}

/// The files of a run.
const FILES: [&str; 11] = [
    "experiment.json",
    "loss.csv",
    "loss_by_level.csv",
    "samples.csv",
    "errors.csv",
    "shift.csv",
    "metrics.json",
    "density.csv",
    "series.csv",
    "rollouts.csv",
    "weights.safetensors",
];

/// A folder that can take the results of a run.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Creates the folder if it does not exist; existing results are never overwritten.
    pub(super) fn create(path: &Path) -> Result<Self, CliError> {
        if let Some(present) = FILES.iter().map(|file| path.join(file)).find(|file| file.exists()) {
            let message = format!("{} is there already; choose another folder", present.display());
            return Err(CliError::Input { field: "out", message });
        }
        fs::create_dir_all(path)
            .map_err(|error| CliError::Input { field: "out", message: format!("{}: {error}", path.display()) })?;
        Ok(Self(path.to_owned()))
    }

    pub(super) fn write(&self, experiment: &Experiment, results: &Results) -> Result<(), CliError> {
        let sampled = results.sampled.as_ref();
        let loss = results.losses.iter().map(|(step, loss)| [step.to_string(), loss.to_string()]);
        // What is not known stays empty.
        let shown = |x: f64| if x.is_finite() { x.to_string() } else { String::new() };
        let levels = results.levels.iter().map(|row| row.numbers().map(shown));
        let error = |Accuracy { t, log_snr, velocity, score }: &Accuracy| {
            let [near, far] = score.map_or([f64::NAN; 2], |score| [score.near, score.far]);
            [*t, *log_snr, velocity.near, velocity.far, near, far]
        };
        let errors = ["t", "log_snr", "velocity_near", "velocity_far", "score_near", "score_far"];
        let density = sampled.and_then(|sampled| sampled.density.as_ref());
        let point = |([x, y], density): &([f64; 2], f64)| [*x, *y, *density];
        // What fits a series or imitates an expert has neither samples in the plane nor an exact field.
        let contents = [
            Some(experiment.to_json().map_err(io::Error::other)),
            Some(table(&["step", "loss"], loss)),
            sampled.map(|_| table(&LevelRow::NAMES, levels)),
            sampled.map(|sampled| table(&["x", "y"], &sampled.samples)),
            sampled.map(|sampled| table(&errors, sampled.accuracy.iter().map(error))),
            sampled
                .filter(|sampled| !sampled.shift.is_empty())
                .map(|sampled| table(&SHIFT, sampled.shift.iter().map(shifted))),
            Some(serde_json::to_string_pretty(&results.metrics).map_err(io::Error::other)),
            density.map(|density| table(&["x", "y", "density"], density.iter().map(point))),
            results.series.as_ref().map(|rows| table(&["kind", "t", "path", "x", "y"], rows)),
            results.rollouts.as_ref().map(|rows| table(&["agent", "step", "x", "y", "outcome"], rows)),
        ];
        let weights = run_file(experiment, results).to_bytes().map_err(io::Error::other);
        let contents =
            contents.into_iter().map(|text| text.map(|text| text.map(String::into_bytes))).chain([Some(weights)]);
        // Nothing is written unless everything can be.
        let files =
            FILES.into_iter().zip(contents).filter_map(|(file, content)| Some(content?.map(|content| (file, content))));
        for (file, content) in files.collect::<io::Result<Vec<_>>>().map_err(CliError::Output)? {
            let path = self.0.join(file);
            fs::write(&path, content).map_err(|error| CliError::File { path, error })?;
        }
        Ok(())
    }
}

/// The columns of shift.csv.
const SHIFT: [&str; 6] = ["t", "variance_gap", "sliced_w2", "exact_variance_gap", "exact_sliced_w2", "sliced_w2_floor"];

fn shifted(at: &ShiftAt) -> [f64; 6] {
    let [variance, distance] = at.exact.map_or([f64::NAN; 2], |exact| [exact.variance, exact.sliced_w2]);
    [at.learned.t, at.learned.variance, at.learned.sliced_w2, variance, distance, at.learned.floor]
}

/// The run as a file.
fn run_file(experiment: &Experiment, results: &Results) -> RunFile {
    let (checkpoint, buffers) = results.state.clone();
    let mut losses = LossCurve::default();
    // Of a diverged run the weights are those before its last loss.
    let known = results.losses.iter().filter(|(step, _)| *step <= checkpoint.step);
    known.for_each(|&(step, loss)| losses.push(step, loss));
    RunFile { experiment: experiment.clone(), checkpoint, buffers, losses }
}
