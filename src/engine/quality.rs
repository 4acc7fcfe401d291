//! How good the model of one moment is, found a few milliseconds at a time.

use super::{Accuracy, Learned, Likelihood, SampleRun};
use crate::{
    math::{
        metric::{Estimate, MetricConfig},
        oracle::Oracle,
        points::Cloud,
        registry::Slot as _,
        rng::{Purpose, Stream},
        schedule::ScheduleConfig,
    },
    protocol::{EngineError, ErrorAt, Experiment, Merit, Quality},
};

/// Everything that is known of the quality of a model, on its way.
#[derive(Debug)]
pub struct Assessment {
    experiment: Experiment,
    learned: Learned,
    cloud: SampleRun,
    samples: Cloud,
    likelihood: Option<Box<Likelihood>>,
    /// The next is the last.
    tasks: Vec<Task>,
    quality: Quality,
}

/// The distances between fresh samples of the data, metric by metric, as far as they are known. They do not depend on the
/// model.
#[derive(Clone, Debug, Default)]
pub struct Floors(Vec<Vec<f64>>);

#[derive(Clone, Copy, Debug)]
enum Task {
    /// Take the cloud to the data.
    Sample,
    /// One more pair of fresh samples for this metric.
    Floor(usize),
    /// This metric of the cloud.
    Distance(usize),
    Likelihood,
    /// The error of the field at the time with this index.
    Error(u32),
}

/// Points of each cloud: few enough for every metric to take a few milliseconds.
const POINTS: usize = 400;
/// Pairs of fresh samples behind a floor.
const PAIRS: usize = 8;
/// Data whose likelihood is found.
const HELD_OUT: usize = 300;
/// The error that the solver may make in a step.
const TOLERANCE: f64 = 1e-3;
/// Times at which the field is held to the exact one, and points of each expectation.
const TIMES: u32 = 12;
const ERROR_POINTS: usize = 250;

impl Assessment {
    /// Sets out to judge `learned`, a model of `experiment`. What is in `floors` already is not found again.
    pub fn new(experiment: &Experiment, learned: Learned, has_oracle: bool, floors: &Floors) -> Self {
        let mut tasks = Vec::new();
        if has_oracle {
            tasks.extend((0..TIMES).rev().map(Task::Error));
        }
        let source = experiment.source.log_density_function();
        let likelihood = source.and_then(|_| {
            let points = held_out(experiment);
            Likelihood::new(experiment, learned.clone(), &points, 0.0, TOLERANCE).ok().map(Box::new)
        });
        tasks.extend(likelihood.is_some().then_some(Task::Likelihood));
        for metric in (0..MetricConfig::IDS.len()).rev() {
            tasks.push(Task::Distance(metric));
            let known = floors.0.get(metric).map_or(0, Vec::len);
            tasks.extend((known..PAIRS).map(|_| Task::Floor(metric)));
        }
        tasks.push(Task::Sample);
        let cloud = SampleRun::new(experiment, POINTS, learned.clone());
        let experiment = experiment.clone();
        Self { experiment, learned, cloud, samples: Cloud::new(), likelihood, tasks, quality: Quality::default() }
    }

    /// A few milliseconds of work; false when everything was done before.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn advance(
        &mut self,
        oracle: Option<&Oracle<ScheduleConfig>>,
        floors: &mut Floors,
    ) -> Result<bool, EngineError> {
        let Some(&task) = self.tasks.last() else {
            return Ok(false);
        };
        match task {
            Task::Sample if self.cloud.advance() => return Ok(true),
            Task::Sample => {
                self.samples = self.cloud.last().await?;
                let counts = self.cloud.counts();
                (self.quality.evaluations, self.quality.rejected) = (counts.evaluations, counts.rejected);
            }
            Task::Floor(metric) => floors.extend(metric, &self.experiment),
            Task::Distance(metric) => self.quality.merits.extend(self.distance(metric, floors)),
            Task::Likelihood => {
                if self.likelihood.as_mut().is_some_and(|likelihood| likelihood.advance()) {
                    return Ok(true);
                }
                let merit = self.nll().await?;
                self.quality.merits.extend(merit);
            }
            Task::Error(index) => {
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

    /// What was found, when everything is.
    pub fn finish(self) -> Quality {
        self.quality
    }

    fn distance(&self, metric: usize, floors: &Floors) -> Option<Merit> {
        let config = MetricConfig::all().nth(metric)?;
        let fresh = fresh(&self.experiment, 2 * PAIRS);
        Some(Merit {
            id: config.config().id().to_owned(),
            label: config.config().label().to_owned(),
            value: config.distance(&self.samples, &fresh).ok(),
            floor: floors.0.get(metric).and_then(|figures| Estimate::mean(figures).ok()),
        })
    }

    /// The mean of −log p over held-out data, beside that of the data's own density at the same points.
    async fn nll(&mut self) -> Result<Option<Merit>, EngineError> {
        let Some(likelihood) = self.likelihood.take() else {
            return Ok(None);
        };
        let mean = |log_densities: Vec<f64>| Estimate::mean(&log_densities.iter().map(|x| -x).collect::<Vec<_>>()).ok();
        let found = mean(likelihood.log_densities().await?);
        let own = self.experiment.data.log_density_function();
        let own = own.and_then(|log_density| mean(held_out(&self.experiment).into_iter().map(log_density).collect()));
        let label = "−log p, nats".to_owned();
        let value = found.map(|nll| nll.value).filter(|nll| nll.is_finite());
        Ok(Some(Merit { id: "nll".to_owned(), label, value, floor: own }))
    }
}

impl Floors {
    /// One more pair for this metric; a metric that takes no such data has the floor NaN, which is none.
    fn extend(&mut self, metric: usize, experiment: &Experiment) {
        let Some(config) = MetricConfig::all().nth(metric) else {
            return;
        };
        self.0.resize(self.0.len().max(metric + 1), Vec::new());
        let pair = self.0[metric].len();
        let distance = config.distance(&fresh(experiment, 2 * pair), &fresh(experiment, 2 * pair + 1));
        self.0[metric].push(distance.unwrap_or(f64::NAN));
    }
}

/// A fresh sample of the data, another for each `step`.
fn fresh(experiment: &Experiment, step: usize) -> Cloud {
    experiment.data.sample(POINTS, &mut Stream::new(experiment.seed, Purpose::Display, step as u64))
}

/// Data that no cloud has.
fn held_out(experiment: &Experiment) -> Cloud {
    let step = 2 * PAIRS as u64 + 1;
    experiment.data.sample(HELD_OUT, &mut Stream::new(experiment.seed, Purpose::Display, step))
}

/// Judges `learned` without a pause.
///
/// # Errors
/// When the device fails.
pub async fn assess(experiment: &Experiment, learned: Learned) -> Result<Quality, EngineError> {
    let (oracle, mut floors) = (experiment.oracle(), Floors::default());
    let mut assessment = Assessment::new(experiment, learned, oracle.is_some(), &floors);
    while assessment.advance(oracle.as_ref(), &mut floors).await? {}
    Ok(assessment.finish())
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::engine::Trainer;

    fn quality(changes: &[(&str, &str)], steps: usize) -> Quality {
        let mut experiment = Experiment::default();
        experiment.network.width = 32;
        changes.iter().for_each(|(key, id)| experiment.select(key, id).unwrap());
        let mut trainer = Trainer::host(experiment.clone());
        (0..steps).for_each(|_| block_on(trainer.step()).unwrap());
        block_on(assess(&experiment, block_on(trainer.learned()).unwrap())).unwrap()
    }

    #[test]
    fn training_brings_every_figure_closer_to_its_floor() {
        let [before, after] = [0, 600].map(|steps| quality(&[], steps));
        assert_eq!(after.merits.len(), MetricConfig::IDS.len() + 1);
        assert!(after.evaluations > 0);
        for (before, after) in before.merits.iter().zip(&after.merits) {
            let floor = after.floor.unwrap();
            let [far, near] = [before, after].map(|merit| merit.value.unwrap() - floor.value);
            assert!(near < 0.5 * far && near > -6.0 * floor.std_error, "{}: {far} to {near}, {floor:?}", after.id);
        }
        // Later the velocity itself is near zero for this data, and any error large beside it.
        for (before, after) in before.errors.iter().zip(&after.errors).filter(|(_, after)| after.t < 0.6) {
            assert!(after.near < before.near && after.near < 0.6, "{before:?} {after:?}");
        }
        assert_eq!(after.errors.len(), TIMES as usize);
    }

    #[test]
    fn without_an_exact_field_there_are_no_errors() {
        let found = quality(&[("objective", "ot-cfm"), ("source", "dino"), ("data", "tree")], 1);
        assert!(found.errors.is_empty());
        assert_eq!(found.merits.len(), MetricConfig::IDS.len() + 1);
    }
}
