//! The quality of the model of one moment, computed in slices.

use super::{
    Accuracy, Counts, Learned, Likelihood, SampleRun,
    held_out::HeldOut,
    normalized::{Partition, Partitioning},
};
use crate::{
    math::{
        field::Field,
        metric::{
            Estimate, ExactW2, MetricConfig, MetricError, Trajectories, curvature, distances_to_nearest, exact_w2,
            mean_nearest, mean_negative, negative_log_likelihood, path_energy,
        },
        points::Cloud,
        registry::Slot as _,
        rng::{Purpose, Stream},
        sampler::{Euler, SamplerConfig},
    },
    protocol::{EngineError, ErrorAt, Generate, Merit, Quality, Sampling},
};

/// The quality of a model, in progress.
#[derive(Debug)]
pub struct Assessment {
    experiment: Generate,
    learned: Learned,
    cloud: SampleRun,
    samples: Cloud,
    /// The likelihoods of held-out data, and of fresh points of the law behind a training set.
    likelihoods: Vec<(HeldOut, Box<Likelihood>)>,
    /// The normalising constant of an energy.
    partition: Option<Box<Partitioning>>,
    /// The next task is the last.
    tasks: Vec<QualityStep>,
    quality: Quality,
}

/// The distances between fresh samples of the data, metric by metric, as far as they are computed.
/// They do not depend on the model.
#[derive(Clone, Debug, Default)]
pub struct Floors(Vec<Vec<f64>>);

#[derive(Clone, Copy, Debug)]
enum QualityStep {
    /// Sample the cloud.
    Sample,
    /// The path energy and the curvature of the cloud's trajectories.
    Paths,
    /// The end of a single step of Euler's method.
    OneStep,
    /// One more pair of fresh samples for this floor.
    Floor(usize),
    /// This metric of the cloud.
    Distance(usize),
    /// The next of the likelihoods.
    Likelihood,
    /// The distance of the cloud from the training points.
    Nearest,
    /// The normalising constant of an energy, and its divergence from the data.
    Partition,
    /// The error of the field at the time with this index.
    Error(u32),
}

/// The number of points of each cloud: few, so that no task holds the engine for long.
const POINTS: usize = 400;
/// The floors of the metrics, followed by that of the path energy.
const METRICS: usize = MetricConfig::IDS.len();
const TRANSPORT: usize = METRICS;
/// The number of pairs of fresh samples for a floor.
const PAIRS: usize = 8;
/// The error that the solver may make in a step.
const TOLERANCE: f64 = 1e-3;
/// The number of times at which the field is compared with the exact one, and of points for each expectation.
const TIMES: u32 = 12;
const ERROR_POINTS: usize = 250;

impl Assessment {
    /// Begins the quality of `learned`, a model of `experiment`. Figures that are in `floors` already are not computed again.
    pub fn new(experiment: &Generate, learned: Learned, has_oracle: bool, floors: &Floors) -> Self {
        let mut tasks = Vec::new();
        let has_path = experiment.has_path();
        if has_oracle && has_path {
            tasks.extend((0..TIMES).rev().map(QualityStep::Error));
        }
        let source = experiment.source.log_density_function();
        let likelihood = |of: HeldOut| {
            let points = of.points(experiment)?;
            let likelihood = Likelihood::new(experiment, learned.clone(), &points, 0.0, TOLERANCE).ok()?;
            Some((of, Box::new(likelihood)))
        };
        let known = [HeldOut::Data, HeldOut::Law].into_iter().filter(|_| source.is_some());
        let likelihoods: Vec<_> = known.filter_map(likelihood).collect();
        let missing = |floor: usize| {
            let known = floors.0.get(floor).map_or(0, Vec::len);
            (known..PAIRS).map(move |_| QualityStep::Floor(floor))
        };
        if has_path {
            tasks.push(QualityStep::Paths);
            tasks.extend(missing(TRANSPORT));
            tasks.push(QualityStep::OneStep);
        } else if experiment.objective.has_energy() {
            tasks.push(QualityStep::Partition);
        }
        tasks.extend(likelihoods.iter().map(|_| QualityStep::Likelihood));
        tasks.extend(experiment.data.training_points().map(|_| QualityStep::Nearest));
        for metric in (0..METRICS).rev() {
            tasks.push(QualityStep::Distance(metric));
            tasks.extend(missing(metric));
        }
        tasks.push(QualityStep::Sample);
        let cloud = SampleRun::new(experiment, POINTS, learned.clone());
        let partition = Partitioning::new(experiment, &learned).map(Box::new);
        let experiment = experiment.clone();
        Self {
            partition,
            experiment,
            learned,
            cloud,
            samples: Cloud::new(),
            likelihoods,
            tasks,
            quality: Quality::default(),
        }
    }

    /// One task or a part of it; false when all work was done before.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn advance(
        &mut self,
        oracle: Option<&dyn Field<Cloud>>,
        floors: &mut Floors,
    ) -> Result<bool, EngineError> {
        let Some(&task) = self.tasks.last() else {
            return Ok(false);
        };
        match task {
            QualityStep::Sample if self.cloud.advance() => return Ok(true),
            QualityStep::Sample => {
                self.samples = self.cloud.last().await?;
                let Counts { evaluations, rounds, rejected, status } = self.cloud.counts();
                self.quality = Quality { evaluations, rounds, rejected, status, ..std::mem::take(&mut self.quality) };
            }
            QualityStep::Paths => {
                let merits = self.paths(floors).await?;
                self.quality.merits.extend(merits);
            }
            QualityStep::OneStep => {
                let merit = self.one_step(floors).await?;
                self.quality.merits.push(merit);
            }
            QualityStep::Floor(metric) => floors.extend(metric, &self.experiment),
            QualityStep::Distance(metric) => self.quality.merits.extend(self.distance(metric, floors)),
            QualityStep::Likelihood => {
                if self.likelihoods.last_mut().is_some_and(|(_, likelihood)| likelihood.advance()) {
                    return Ok(true);
                }
                let merit = self.nll().await?;
                self.quality.merits.extend(merit);
            }
            QualityStep::Nearest => {
                let merit = self.nearest();
                self.quality.merits.extend(merit);
            }
            QualityStep::Partition => {
                if self.partition.as_mut().is_some_and(|partition| partition.advance(&self.learned)) {
                    return Ok(true);
                }
                let found = self.partition.as_ref().map(|partition| partition.finish(&self.experiment));
                self.quality.merits.extend(found.into_iter().flat_map(figures));
            }
            QualityStep::Error(index) => {
                if let Some(oracle) = oracle {
                    let u = (f64::from(index) + 0.5) / f64::from(TIMES);
                    let t = self.experiment.timing.time(&*self.experiment.schedule, u);
                    let errors = Accuracy::velocity(&self.experiment, oracle, &self.learned, t, ERROR_POINTS).await?;
                    self.quality.errors.push(ErrorAt { t, near: errors.near, far: errors.far });
                }
            }
        }
        self.tasks.pop();
        Ok(true)
    }

    /// The results, when all are computed.
    pub fn finish(self) -> Quality {
        self.quality
    }

    fn distance(&self, metric: usize, floors: &Floors) -> Option<Merit> {
        let config = MetricConfig::all().nth(metric)?;
        let fresh = fresh(&self.experiment, 2 * PAIRS);
        let value = config.distance(&self.samples, &fresh).ok();
        let (id, label) = (config.config().id(), config.config().label());
        Some(Merit { id: id.to_owned(), label: label.to_owned(), value, floor: floors.mean(metric) })
    }

    /// The path energy, whose floor is W₂² between source and data (Tong et al., 2024b, table 2), and the curvature.
    async fn paths(&self, floors: &Floors) -> Result<[Merit; 2], EngineError> {
        let clouds = self.cloud.clouds().await?;
        let paths = Trajectories::new(self.cloud.times(), &clouds);
        let merit = |id: &str, label: &str, figure: fn(&Trajectories) -> Result<Estimate, MetricError>, floor| {
            let value = paths.as_ref().ok().and_then(|paths| figure(paths).ok()).map(|estimate| estimate.value);
            Merit { id: id.to_owned(), label: label.to_owned(), value, floor }
        };
        Ok([
            merit("path-energy", "Path energy", path_energy, floors.mean(TRANSPORT)),
            merit("curvature", "Curvature", curvature, Some(Estimate { value: 0.0, std_error: 0.0 })),
        ])
    }

    /// Exact W₂ after one step of Euler's method from the source: small where the paths are straight.
    async fn one_step(&self, floors: &Floors) -> Result<Merit, EngineError> {
        let mut experiment = self.experiment.clone();
        experiment.sampler = SamplerConfig::Euler(Euler {});
        experiment.sampling = Sampling { steps: 1, ..Sampling::default() };
        let mut run = SampleRun::new(&experiment, POINTS, self.learned.clone());
        while run.advance() {}
        let value = exact_w2(&run.last().await?, &fresh(&self.experiment, 2 * PAIRS));
        let floor = MetricConfig::IDS.iter().position(|id| *id == ExactW2::ID).and_then(|metric| floors.mean(metric));
        let (id, label) = ("one-step".to_owned(), "W₂ of one Euler step".to_owned());
        Ok(Merit { id, label, value: value.filter(|w2| w2.is_finite()), floor })
    }

    /// The mean of −log p over held-out points, beside that of their own density.
    async fn nll(&mut self) -> Result<Option<Merit>, EngineError> {
        let Some((of, likelihood)) = self.likelihoods.pop() else {
            return Ok(None);
        };
        let found = mean_negative(&likelihood.log_densities().await?);
        let points = of.points(&self.experiment).unwrap_or_default();
        let own = of.log_density(&self.experiment);
        let floor = own.and_then(|log_density| negative_log_likelihood(&points, log_density).ok());
        let (id, label) = of.name();
        let value = found.ok().map(|nll| nll.value).filter(|nll| nll.is_finite());
        Ok(Some(Merit { id: id.to_owned(), label: label.to_owned(), value, floor }))
    }

    /// The distance of the samples from the nearest training point, beside that of fresh points of the law.
    fn nearest(&self) -> Option<Merit> {
        let training = self.experiment.data.training_points()?;
        let law = HeldOut::Law.points(&self.experiment);
        let floor = law.and_then(|law| Estimate::mean(&distances_to_nearest(&law, &training)).ok());
        let value = Some(mean_nearest(&self.samples, &training)).filter(|distance| distance.is_finite());
        let label = "To the nearest training point".to_owned();
        Some(Merit { id: "nearest".to_owned(), label, value, floor })
    }
}

/// The divergence of an energy model from the data, which is 0 at best, and ln Z found in two ways.
fn figures(found: Partition) -> Vec<Merit> {
    let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
    let exact = |value: f64| Some(Estimate { value, std_error: 0.0 });
    let annealed = found.by_annealing.ok();
    let merit = |id: &str, label: &str, value, floor| Merit {
        id: id.to_owned(),
        label: label.to_owned(),
        value: finite(value),
        floor,
    };
    let mut merits = Vec::new();
    if found.divergence.is_some() {
        merits.push(merit("kl", "KL from the data, nats", found.divergence, exact(0.0)));
    }
    if found.modes.is_some() {
        merits.push(merit("mode-masses", "Masses of the modes, total variation", found.modes, exact(0.0)));
    }
    merits.push(merit("log-z", "ln Z on a grid", Some(found.by_grid), None));
    merits.push(merit("log-z-annealed", "ln Z by annealing", annealed.map(|log_z| log_z.value), None));
    merits
}

impl Floors {
    /// Adds one more pair for this metric, or for the transport from source to data.
    /// A metric that cannot take this data has the floor NaN, which means no floor.
    fn extend(&mut self, floor: usize, experiment: &Generate) {
        self.0.resize(self.0.len().max(floor + 1), Vec::new());
        let pair = self.0[floor].len();
        let data = fresh(experiment, 2 * pair);
        let figure = match MetricConfig::all().nth(floor) {
            Some(metric) => metric.distance(&data, &fresh(experiment, 2 * pair + 1)).ok(),
            None => {
                let mut rng = Stream::new(experiment.seed, Purpose::Start, 1 + pair as u64);
                exact_w2(&experiment.source.sample(POINTS, &mut rng), &data).map(|w2| w2 * w2)
            }
        };
        self.0[floor].push(figure.unwrap_or(f64::NAN));
    }

    fn mean(&self, floor: usize) -> Option<Estimate> {
        self.0.get(floor).and_then(|figures| Estimate::mean(figures).ok())
    }
}

/// A fresh sample of the data, a different one for each `step`.
fn fresh(experiment: &Generate, step: usize) -> Cloud {
    experiment.sample_data(POINTS, &mut Stream::new(experiment.seed, Purpose::Display, step as u64))
}

/// Computes the quality of `learned` without a pause.
///
/// # Errors
/// When the device fails.
pub async fn assess(experiment: &Generate, learned: Learned) -> Result<Quality, EngineError> {
    let (oracle, mut floors) = (experiment.exact_field(), Floors::default());
    let mut assessment = Assessment::new(experiment, learned, oracle.is_some(), &floors);
    while assessment.advance(oracle.as_ref().map(|oracle| oracle as &dyn Field<Cloud>), &mut floors).await? {}
    Ok(assessment.finish())
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::{
        engine::{SampleRun, Trainer, testing::small},
        math::{ode::Status, registry::Slot},
    };

    fn quality(changes: &[(&str, &str)], steps: usize) -> Quality {
        let mut experiment = Generate::default();
        experiment.network.width = 32;
        changes.iter().for_each(|(key, id)| experiment.select(key, id).unwrap());
        let mut trainer = Trainer::host(experiment.clone());
        (0..steps).for_each(|_| block_on(trainer.step()).unwrap());
        block_on(assess(&experiment, block_on(trainer.learned()).unwrap())).unwrap()
    }

    #[test]
    fn a_tolerance_below_single_precision_is_floored() {
        let mut experiment = small(8, 1, 16);
        experiment.select("sampler", "dopri5").unwrap();
        experiment.sampling.steps = 1;
        let status = |experiment: &Generate| {
            let learned = block_on(Trainer::host(experiment.clone()).learned()).unwrap();
            let mut run = SampleRun::new(experiment, 8, learned);
            while run.advance() {}
            run.counts().status
        };
        assert_eq!(status(&experiment), Status::Success);
        for field in ["rtol", "atol"] {
            experiment.sampler.config_mut().set(field, 1e-12).unwrap();
        }
        // Held to what it says, it would be out of tries.
        assert_eq!(status(&experiment), Status::Success);
    }

    #[test]
    fn training_brings_every_figure_closer_to_its_floor() {
        let [before, after] = [0, 600].map(|steps| quality(&[], steps));
        assert_eq!(after.merits.len(), METRICS + 4);
        assert!(after.evaluations > 0);
        for (before, after) in before.merits.iter().zip(&after.merits).take(METRICS + 1) {
            let floor = after.floor.unwrap();
            let [far, near] = [before, after].map(|merit| merit.value.unwrap() - floor.value);
            assert!(near < 0.5 * far && near > -6.0 * floor.std_error, "{}: {far} to {near}, {floor:?}", after.id);
        }
        // Later the velocity itself is near zero for this data, and any error large beside it.
        for (before, after) in before.errors.iter().zip(&after.errors).filter(|(_, after)| after.t < 0.6) {
            assert!(after.near < before.near && after.near < 0.6, "{before:?} {after:?}");
        }
        assert_eq!(after.errors.len(), TIMES as usize);
        let merit = |id: &str| after.merits.iter().find(|merit| merit.id == id).unwrap();
        let [energy, curvature, one_step] = ["path-energy", "curvature", "one-step"].map(|id| merit(id).value.unwrap());
        // Independent pairs take neither the shortest nor a straight path, and one step ends in the middle.
        assert!(energy > merit("path-energy").floor.unwrap().value && curvature > 0.1, "{energy} {curvature}");
        assert!(one_step > 2.0 * merit("w2-exact").value.unwrap(), "{one_step}");
    }

    #[test]
    fn without_an_exact_field_there_are_no_errors() {
        let found = quality(&[("objective", "ot-cfm"), ("source", "dino"), ("data", "tree")], 1);
        assert!(found.errors.is_empty());
        assert_eq!(found.merits.len(), METRICS + 4);
    }
}
