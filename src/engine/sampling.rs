use burn::tensor::{Device, Tensor};

use super::device_error;
use crate::{
    math::{
        oracle::Field,
        rng::{Purpose, Stream},
        sampler::{Memory, Sampler},
    },
    nn::{HostNoise, read, upload},
    protocol::{EngineError, Experiment},
};

/// A cloud on its way from noise to data, one step at a time.
///
/// Every run of an experiment starts from the same points and sees the same noise, so that pictures of different weights
/// can be compared.
#[derive(Debug)]
pub struct SampleRun {
    times: Vec<f64>,
    /// The cloud at `times[..clouds.len()]`.
    clouds: Vec<Tensor<2>>,
    memory: Memory<Tensor<2>>,
    counts: Counts,
    seed: u64,
}

/// What a run has cost so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How often the field was asked (NFE, number of function evaluations).
    pub evaluations: u32,
    /// How many steps an adaptive sampler took back.
    pub rejected: u32,
}

impl SampleRun {
    /// A run of `count` points from the experiment's source, before its first step.
    pub fn new(experiment: &Experiment, count: usize, device: &Device) -> Self {
        let source = experiment.source.sample(count, &mut Stream::new(experiment.seed, Purpose::Start, 0));
        // Where the path ends, with what little of the data is left there: sigma(1) times the source.
        let sigma = experiment.schedule.at(1.0).sigma;
        let start: Vec<_> = source.into_iter().map(|x| x.map(|c| sigma * c)).collect();
        Self {
            times: experiment.grid.times(&*experiment.schedule, experiment.sampling.steps),
            clouds: vec![upload(&start, device)],
            memory: Memory::default(),
            counts: Counts::default(),
            seed: experiment.seed,
        }
    }

    /// Takes one step of `sampler` in `field`; false when the run was at its end before.
    pub fn advance(&mut self, sampler: &impl Sampler<Tensor<2>>, field: &dyn Field<Tensor<2>>) -> bool {
        let done = self.clouds.len();
        let (Some(x), Some(&[t, s])) =
            (self.clouds.last(), self.times.get(done - 1..).and_then(|rest| rest.first_chunk()))
        else {
            return false;
        };
        let mut rng = Stream::new(self.seed, Purpose::Sampling, done as u64);
        let step = sampler.step(field, x, t, s, &mut HostNoise(&mut rng), &mut self.memory);
        self.counts.evaluations += step.evaluations;
        self.counts.rejected += step.rejected;
        self.clouds.push(step.next);
        true
    }

    /// What the steps so far have cost.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The times, from 1 to 0.
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// Every cloud so far, `[clouds, count, 2]` row by row, in one read of the device.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn positions(&self) -> Result<Vec<f32>, EngineError> {
        read(Tensor::cat(self.clouds.clone(), 0)).await.map_err(device_error)
    }

    /// The last cloud, as points.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn last(&self) -> Result<Vec<[f64; 2]>, EngineError> {
        let Some(cloud) = self.clouds.last() else {
            return Ok(Vec::new());
        };
        let flat = read(cloud.clone()).await.map_err(device_error)?;
        Ok(flat.chunks_exact(2).map(|p| [f64::from(p[0]), f64::from(p[1])]).collect())
    }
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::{engine::Trainer, math::registry::Slot};

    #[test]
    fn every_combination_gives_numbers() {
        let base = Experiment::default();
        for schedule in base.schedule.ids() {
            for parametrization in base.parametrization.ids() {
                for sampler in base.sampler.ids() {
                    let mut experiment = base.clone();
                    experiment.sampling.steps = 3;
                    for (key, id) in
                        [("schedule", schedule), ("parametrization", parametrization), ("sampler", sampler)]
                    {
                        experiment.select(key, id).unwrap();
                    }
                    let trainer = Trainer::new(experiment.clone(), &Device::flex());
                    let mut cloud = SampleRun::new(&experiment, 8, &Device::flex());
                    while cloud.advance(&experiment.sampler, &trainer.field()) {}
                    assert!(cloud.counts().evaluations >= 3);
                    let positions = block_on(cloud.positions()).unwrap();
                    // Langevin without a correction may overshoot in the rugged field of a network that has learned nothing.
                    let may_diverge = *sampler == "langevin";
                    let finite = positions.iter().all(|c| c.is_finite());
                    assert!(finite || may_diverge, "{schedule} {parametrization} {sampler}");
                }
            }
        }
    }
}
