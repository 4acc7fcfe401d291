#[cfg(feature = "gpu")]
use super::gpu::{GpuCloud, GpuNetwork};
use super::learned::{Learned, Model, Network};
use crate::{
    engine::networks::Asked,
    math::{
        points::{Cloud, Noise, Points, SingleCloud, StreamNoise},
        rng::{Purpose, Stream},
        sampler::{Memory, Sampler, SamplerConfig},
    },
    nn::Predict,
    protocol::{EngineError, Generate},
};

/// A cloud on its way from noise to data, one step at a time, in the field of the moment at which it set out.
///
/// Every run of an experiment starts from the same points and sees the same noise, so that pictures of different weights
/// can be compared.
#[derive(Debug)]
pub struct SampleRun {
    model: Model,
    sampler: SamplerConfig,
    times: Vec<f64>,
    walk: Walk,
    counts: Counts,
    seed: u64,
}

/// The network and the clouds, in the same place.
#[derive(Debug)]
enum Walk {
    Host(Way<Asked, SingleCloud>),
    #[cfg(feature = "gpu")]
    Gpu(Way<GpuNetwork, GpuCloud>),
}

/// The clouds at the first of the times, and what the sampler remembers.
#[derive(Debug)]
struct Way<N, P> {
    network: N,
    clouds: Vec<P>,
    memory: Memory<P>,
}

/// What a run has cost so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How often the field was asked (NFE, number of function evaluations).
    pub evaluations: u32,
    /// How many steps an adaptive sampler took back.
    pub rejected: u32,
}

impl<N: Predict<P>, P: Points> Way<N, P> {
    fn new(network: N, start: P) -> Self {
        Self { network, clouds: vec![start], memory: Memory::default() }
    }

    /// One step from `t` to `s`, and what it cost; nothing where there is no cloud to begin with.
    fn advance(
        &mut self,
        model: &Model,
        sampler: &SamplerConfig,
        [t, s]: [f64; 2],
        noise: &mut dyn Noise<P>,
    ) -> Option<Counts> {
        let step = sampler.step(&model.field(&self.network), self.clouds.last()?, t, s, noise, &mut self.memory);
        self.clouds.push(step.next);
        Some(Counts { evaluations: step.evaluations, rejected: step.rejected })
    }
}

impl SampleRun {
    /// A run of `count` points from the experiment's source through the `learned` field, before its first step.
    pub fn new(experiment: &Generate, count: usize, learned: Learned) -> Self {
        let mut source = experiment.source.sample(count, &mut Stream::new(experiment.seed, Purpose::Start, 0));
        if experiment.sampling.one_start
            && let Some(&first) = source.first()
        {
            source.fill(first);
        }
        Self::starting_from(experiment, source, learned)
    }

    /// A run from these points of the source.
    pub fn starting_from(experiment: &Generate, source: Cloud, learned: Learned) -> Self {
        // Where the path ends, with what little of the data is left there.
        let scale = experiment.schedule.start();
        let start: Cloud = source.into_iter().map(|x| x.map(|c| scale * c)).collect();
        let Learned { model, network } = learned;
        Self {
            model,
            sampler: experiment.sampler.clone(),
            times: experiment.grid.times(&*experiment.schedule, experiment.sampling.steps),
            walk: match network {
                Network::Host(network) => {
                    let single = start.iter().map(|point| point.map(|c| c as f32)).collect();
                    Walk::Host(Way::new(network, single))
                }
                #[cfg(feature = "gpu")]
                Network::Gpu(network, context) => {
                    let start = GpuCloud::upload(&context, &start);
                    Walk::Gpu(Way::new(network, start))
                }
            },
            counts: Counts::default(),
            seed: experiment.seed,
        }
    }

    /// Takes one step; false when the run was at its end before.
    pub fn advance(&mut self) -> bool {
        let done = match &self.walk {
            Walk::Host(way) => way.clouds.len(),
            #[cfg(feature = "gpu")]
            Walk::Gpu(way) => way.clouds.len(),
        };
        let Some(&interval) = self.times.get(done - 1..).and_then(|rest| rest.first_chunk()) else {
            return false;
        };
        let mut rng = Stream::new(self.seed, Purpose::Sampling, done as u64);
        let mut noise = StreamNoise(&mut rng);
        let cost = match &mut self.walk {
            Walk::Host(way) => way.advance(&self.model, &self.sampler, interval, &mut noise),
            #[cfg(feature = "gpu")]
            Walk::Gpu(way) => way.advance(&self.model, &self.sampler, interval, &mut noise),
        };
        let Some(Counts { evaluations, rejected }) = cost else {
            return false;
        };
        self.counts.evaluations += evaluations;
        self.counts.rejected += rejected;
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
        match &self.walk {
            Walk::Host(way) => Ok(way.clouds.concat().into_flattened()),
            #[cfg(feature = "gpu")]
            Walk::Gpu(way) => GpuCloud::read(&way.clouds).await,
        }
    }

    /// Every cloud so far, as points.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn clouds(&self) -> Result<Vec<Cloud>, EngineError> {
        let positions = self.positions().await?;
        let clouds = match &self.walk {
            Walk::Host(way) => way.clouds.len(),
            #[cfg(feature = "gpu")]
            Walk::Gpu(way) => way.clouds.len(),
        };
        let numbers = (positions.len() / clouds.max(1)).max(1);
        let points = |cloud: &[f32]| cloud.as_chunks::<2>().0.iter().map(|point| point.map(f64::from)).collect();
        Ok(positions.chunks_exact(numbers).map(points).collect())
    }

    /// The last cloud, as points.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn last(&self) -> Result<Vec<[f64; 2]>, EngineError> {
        let last = match &self.walk {
            Walk::Host(way) => way.clouds.last().cloned().unwrap_or_default(),
            #[cfg(feature = "gpu")]
            Walk::Gpu(way) => {
                let from = way.clouds.len().saturating_sub(1);
                GpuCloud::read(&way.clouds[from..]).await?.as_chunks::<2>().0.to_vec()
            }
        };
        Ok(last.into_iter().map(|point| point.map(f64::from)).collect())
    }
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::{engine::Trainer, math::registry::Slot};

    #[test]
    fn every_combination_gives_numbers() {
        let base = Generate::default();
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
                    let trainer = Trainer::host(experiment.clone());
                    let mut cloud = SampleRun::new(&experiment, 8, block_on(trainer.learned()).unwrap());
                    while cloud.advance() {}
                    assert!(cloud.counts().evaluations >= 3);
                    let positions = block_on(cloud.positions()).unwrap();
                    assert_eq!(positions.len(), cloud.times().len() * 8 * 2);
                    // Langevin without a correction may overshoot in the rugged field of a network that has learned nothing.
                    let may_diverge = *sampler == "langevin";
                    let finite = positions.iter().all(|c| c.is_finite());
                    assert!(finite || may_diverge, "{schedule} {parametrization} {sampler}");
                }
            }
        }
    }

    #[test]
    fn from_one_place_only_the_noise_of_the_steps_makes_points_differ() {
        for (sampler, differ) in [("ddpm", true), ("ddim", false), ("euler", false)] {
            let mut experiment = Generate::default();
            experiment.select("sampler", sampler).unwrap();
            experiment.sampling.one_start = true;
            let trainer = Trainer::host(experiment.clone());
            let mut cloud = SampleRun::new(&experiment, 8, block_on(trainer.learned()).unwrap());
            let all_equal = |cloud: &SampleRun| {
                let points = block_on(cloud.last()).unwrap();
                points.iter().all(|point| *point == points[0])
            };
            assert!(all_equal(&cloud));
            while cloud.advance() {}
            assert_eq!(!all_equal(&cloud), differ, "{sampler}");
        }
    }
}
