#[cfg(feature = "gpu")]
use super::gpu::{GpuCloud, GpuNetwork};
use super::{
    learned::{Learned, Model, PlacedNetwork},
    trajectory::{Counts, Sequential, Sweep, Trajectory},
};
use crate::{
    engine::networks::AveragedNetwork,
    math::{
        points::{Cloud, Points, SingleCloud},
        rng::{Purpose, Stream},
    },
    nn::Predict,
    protocol::{EngineError, Generate},
};

/// Sampling of a cloud from noise to data, one step at a time, in the field of the moment at which it began.
///
/// Every run of an experiment starts from the same points and uses the same noise, so that pictures of different weights can be
/// compared.
#[derive(Debug)]
pub struct SampleRun {
    model: Model,
    times: Vec<f64>,
    path: PlacedPath,
    counts: Counts,
}

/// The network and the clouds, both on the host or both on the device.
#[derive(Debug)]
enum PlacedPath {
    Host(NetworkPath<AveragedNetwork, SingleCloud>),
    #[cfg(feature = "gpu")]
    Gpu(NetworkPath<GpuNetwork, GpuCloud>),
}

/// A network, and the trajectory of clouds in its field.
#[derive(Debug)]
struct NetworkPath<N, P> {
    network: N,
    trajectory: Box<dyn Trajectory<P>>,
}

impl<N: Predict<P>, P: Points> NetworkPath<N, P> {
    fn sweep(&mut self, model: &Model) -> Option<Sweep> {
        self.trajectory.sweep(&model.field(&self.network))
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
        // The end of the path, with the small part of the data that is left there.
        let scale = experiment.schedule.start();
        let start: Cloud = source.into_iter().map(|x| x.map(|c| scale * c)).collect();
        let times = experiment.grid.times(&*experiment.schedule, experiment.sampling.steps);
        let (sampler, seed) = (experiment.sampler.clone(), experiment.seed);
        let Learned { model, network } = learned;
        let path = match network {
            PlacedNetwork::Host(network) => {
                let start: SingleCloud = start.iter().map(|point| point.map(|c| c as f32)).collect();
                let trajectory = Box::new(Sequential::new(sampler, times.clone(), seed, start));
                PlacedPath::Host(NetworkPath { network, trajectory })
            }
            #[cfg(feature = "gpu")]
            PlacedNetwork::Gpu(network, context) => {
                let start = GpuCloud::upload(&context, &start);
                let trajectory = Box::new(Sequential::new(sampler, times.clone(), seed, start));
                PlacedPath::Gpu(NetworkPath { network, trajectory })
            }
        };
        Self { model, times, path, counts: Counts::default() }
    }

    /// Takes one step; false when the run had ended before.
    pub fn advance(&mut self) -> bool {
        self.sweep().is_some()
    }

    /// Takes one step, and gives the clouds that it has changed; nothing when the run had ended before.
    pub fn sweep(&mut self) -> Option<Sweep> {
        let sweep = match &mut self.path {
            PlacedPath::Host(way) => way.sweep(&self.model),
            #[cfg(feature = "gpu")]
            PlacedPath::Gpu(way) => way.sweep(&self.model),
        }?;
        self.counts.evaluations += sweep.counts.evaluations;
        self.counts.rejected += sweep.counts.rejected;
        self.counts.status = self.counts.status.max(sweep.counts.status);
        Some(sweep)
    }

    /// The cost of the steps so far.
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
        match &self.path {
            PlacedPath::Host(way) => Ok(way.trajectory.states().concat().into_flattened()),
            #[cfg(feature = "gpu")]
            PlacedPath::Gpu(way) => GpuCloud::read(way.trajectory.states()).await,
        }
    }

    /// Every cloud so far, as points.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn clouds(&self) -> Result<Vec<Cloud>, EngineError> {
        let positions = self.positions().await?;
        let clouds = match &self.path {
            PlacedPath::Host(way) => way.trajectory.states().len(),
            #[cfg(feature = "gpu")]
            PlacedPath::Gpu(way) => way.trajectory.states().len(),
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
        let last = match &self.path {
            PlacedPath::Host(way) => way.trajectory.states().last().cloned().unwrap_or_default(),
            #[cfg(feature = "gpu")]
            PlacedPath::Gpu(way) => {
                let states = way.trajectory.states();
                GpuCloud::read(&states[states.len().saturating_sub(1)..]).await?.as_chunks::<2>().0.to_vec()
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
                    // Langevin without a correction may diverge in the rough field of an untrained network.
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
