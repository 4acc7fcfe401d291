//! The figures of published experiments, measured on a run.

use crate::{
    engine::{Keep, Learned, SampleRun},
    math::{
        dataset::{DatasetConfig, sample_balanced},
        metric::{ModeReport, Trajectories, exact_w2, normalized_path_energy, path_energy},
        points::Cloud,
        rng::{Purpose, Stream},
    },
    protocol::{EngineError, Figure, Generate, Measure, Preset},
};

/// One figure of a run, with the published one.
#[derive(Debug, serde::Serialize)]
pub(super) struct Measured {
    name: &'static str,
    /// Absent where the model has diverged.
    value: Option<f64>,
    #[serde(flatten)]
    figure: Figure,
}

/// Draws points as the papers do: equally many of both moons, as scikit-learn, and at random from any other data.
pub(super) fn draw(data: &DatasetConfig, n: usize, rng: &mut Stream) -> Cloud {
    match data {
        DatasetConfig::Moons(_) | DatasetConfig::MoonsWide(_) => sample_balanced(&**data, n, rng),
        _ => data.sample(n, rng),
    }
}

/// The figures of `preset` for `samples`, the end of `run`, with the negative log-likelihood if it is known.
pub(super) async fn measure(
    preset: &Preset,
    experiment: &Generate,
    learned: &Learned,
    run: &SampleRun,
    samples: &Cloud,
    nll: Option<f64>,
) -> Result<Vec<Measured>, EngineError> {
    let n = samples.len();
    let stream = |draw| Stream::new(experiment.seed, Purpose::Display, draw);
    let mut measured = Vec::new();
    for &figure in &preset.figures {
        let w2 = || exact_w2(samples, &draw(&experiment.data, n, &mut stream(0)));
        let value = match figure.measure {
            Measure::W2 => w2(),
            Measure::SquaredW2 => w2().map(|w2| w2 * w2),
            Measure::ClassesSquaredW2 => {
                let samples = of_classes(experiment, learned, n).await?;
                exact_w2(&samples, &draw(&experiment.data, samples.len(), &mut stream(0))).map(|w2| w2 * w2)
            }
            Measure::Nll => nll,
            Measure::FirstMode => {
                let modes = ModeReport::new(samples, &experiment.data.mixture()).ok();
                modes.and_then(|modes| modes.shares.first().map(|share| share.value))
            }
            Measure::PathEnergy => normalized(run, experiment, stream(1)).await?,
        };
        measured.push(Measured { name: figure.measure.name(), value, figure });
    }
    Ok(measured)
}

/// About `n` samples, as many of each class.
async fn of_classes(experiment: &Generate, learned: &Learned, n: usize) -> Result<Cloud, EngineError> {
    let classes = experiment.data.classes();
    let mut samples = Cloud::new();
    for class in 1..=classes {
        let mut of_class = experiment.clone();
        of_class.sampling.class = class;
        let mut start = Stream::new(experiment.seed, Purpose::Start, class.into());
        let source = draw(&experiment.source, n / classes.max(1) as usize, &mut start);
        let learned = learned.clone().of_class(&of_class);
        let mut run = SampleRun::starting_from(&of_class, source, learned, Keep::Ends);
        while run.advance() {}
        samples.extend(run.last().await?);
    }
    Ok(samples)
}

/// The normalised path energy of a whole run; W₂ is between equally many points of source and data.
async fn normalized(run: &SampleRun, experiment: &Generate, mut data: Stream) -> Result<Option<f64>, EngineError> {
    let clouds = run.clouds().await?;
    let points = clouds.first().map_or(0, Vec::len);
    let energy = Trajectories::new(run.times(), &clouds).and_then(|paths| path_energy(&paths));
    let source = draw(&experiment.source, points, &mut Stream::new(experiment.seed, Purpose::Display, 2));
    let w2 = exact_w2(&source, &draw(&experiment.data, points, &mut data));
    Ok(energy.ok().zip(w2).and_then(|(energy, w2)| normalized_path_energy(energy, w2)).map(|npe| npe.value))
}
