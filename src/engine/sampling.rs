#[cfg(feature = "gpu")]
use super::gpu::{GpuCloud, GpuNetwork};
use super::{
    learned::{Learned, Model, PlacedNetwork},
    swept::Swept,
    trajectory::{Counts, Keep, Sequential, Trajectory},
};
use crate::{
    engine::networks::AveragedNetwork,
    math::{
        parallel::Method,
        points::{Cloud, Points, SingleCloud},
        rng::{Purpose, Stream},
    },
    nn::Predict,
    protocol::{EngineError, Generate, work},
};

/// Sampling of a cloud from noise to data, one step at a time, in the field of the moment at which it began.
///
/// Every run of an experiment starts from the same points and uses the same noise, so that pictures of different weights can be
/// compared. A cloud with too much work for one slice is sampled in parts of its points. The points are the same, but for an
/// adaptive rule, whose steps follow from the errors of the points of a part.
#[derive(Debug)]
pub struct SampleRun {
    model: Model,
    /// The times of the kept states.
    times: Vec<f64>,
    path: PlacedPath,
}

/// The network and the clouds, both on the host or both on the device.
#[derive(Debug)]
enum PlacedPath {
    Host(NetworkPath<AveragedNetwork, SingleCloud>),
    #[cfg(feature = "gpu")]
    Gpu(NetworkPath<GpuNetwork, GpuCloud>),
}

/// A network, and the trajectories of the parts of a cloud in its field. The parts take their steps in turn.
#[derive(Debug)]
struct NetworkPath<N, P> {
    network: N,
    /// The earlier state of the network, for guidance.
    earlier: Option<N>,
    parts: Vec<Part<P>>,
    /// The part that continues.
    turn: usize,
}

#[derive(Debug)]
struct Part<P> {
    trajectory: Box<dyn Trajectory<P>>,
    counts: Counts,
}

impl<N: Predict<P>, P: Points> NetworkPath<N, P> {
    fn new(network: N, earlier: Option<N>, trajectories: Vec<Box<dyn Trajectory<P>>>) -> Self {
        let part = |trajectory| Part { trajectory, counts: Counts::default() };
        Self { network, earlier, parts: trajectories.into_iter().map(part).collect(), turn: 0 }
    }

    /// Continues one part; false when all have ended.
    fn advance(&mut self, model: &Model) -> bool {
        let Some(part) = self.parts.get_mut(self.turn) else {
            return false;
        };
        let field = model.field(&self.network, self.earlier.as_ref());
        let Some(sweep) = part.trajectory.sweep(&field) else {
            return false;
        };
        part.counts.evaluations += field.fields() * sweep.counts.evaluations;
        part.counts.rounds += sweep.counts.rounds;
        part.counts.rejected += sweep.counts.rejected;
        part.counts.status = part.counts.status.max(sweep.counts.status);
        if !sweep.changed.is_empty() {
            self.turn = (self.turn + 1) % self.parts.len();
        }
        true
    }

    /// The states of every part.
    fn states(&self) -> impl Iterator<Item = &[P]> {
        self.parts.iter().map(|part| part.trajectory.states())
    }

    /// The cost of the steps of a point, the largest of all parts.
    fn counts(&self) -> Counts {
        self.parts.iter().fold(Counts::default(), |most, part| Counts {
            evaluations: most.evaluations.max(part.counts.evaluations),
            rounds: most.rounds.max(part.counts.rounds),
            rejected: most.rejected.max(part.counts.rejected),
            status: most.status.max(part.counts.status),
        })
    }
}

impl SampleRun {
    /// A run of `count` points from the experiment's source through the `learned` field, before its first step.
    pub fn new(experiment: &Generate, count: usize, learned: Learned) -> Self {
        Self::with(experiment, count, learned, Keep::All)
    }

    /// The same, with these states kept.
    pub fn with(experiment: &Generate, count: usize, learned: Learned, keep: Keep) -> Self {
        let mut source = experiment.source.sample(count, &mut Stream::new(experiment.seed, Purpose::Start, 0));
        if experiment.sampling.one_start
            && let Some(&first) = source.first()
        {
            source.fill(first);
        }
        Self::starting_from(experiment, source, learned, keep)
    }

    /// A run from these points of the source.
    pub fn starting_from(experiment: &Generate, source: Cloud, learned: Learned, keep: Keep) -> Self {
        // The end of the path, with the small part of the data that is left there.
        let scale = experiment.schedule.start();
        let start: Cloud = source.into_iter().map(|x| x.map(|c| scale * c)).collect();
        let times = experiment.grid.times(&*experiment.schedule, experiment.sampling.steps);
        let kept = keep.of(times.len()).into_iter().filter_map(|state| times.get(state).copied()).collect();
        let (sampler, seed) = (experiment.sampler.clone(), experiment.seed);
        let Learned { model, network, earlier } = learned;
        let path = match network {
            PlacedNetwork::Host(network) => {
                let most = work::points_at_once(network.products());
                let start: SingleCloud = start.iter().map(|point| point.map(|c| c as f32)).collect();
                let (all, mut before) = (start.len(), 0);
                let mut trajectories: Vec<Box<dyn Trajectory<SingleCloud>>> = Vec::new();
                // A cloud without points has a trajectory as well.
                for part in start.chunks(most).chain(start.is_empty().then_some(&start[..])) {
                    let beside = [before, all - before - part.len()];
                    let (sampler, times, part_start) = (sampler.clone(), times.clone(), part.to_vec());
                    trajectories.push(match experiment.parallel.method() {
                        Method::Sequential => {
                            Box::new(Sequential::new(sampler, times, seed, part_start).of_part(beside).keeping(keep))
                        }
                        method => Box::new(Swept::new(method, sampler, times, seed, part_start, beside).keeping(keep)),
                    });
                    before += part.len();
                }
                let earlier = earlier.as_ref().and_then(PlacedNetwork::on_host).cloned();
                PlacedPath::Host(NetworkPath::new(network, earlier, trajectories))
            }
            #[cfg(feature = "gpu")]
            PlacedNetwork::Gpu(network, context) => {
                let start = GpuCloud::upload(&context, &start);
                let path = Sequential::new(sampler, times, seed, start).keeping(keep);
                let earlier = earlier.as_ref().and_then(PlacedNetwork::on_gpu).cloned();
                PlacedPath::Gpu(NetworkPath::new(network, earlier, vec![Box::new(path)]))
            }
        };
        Self { model, times: kept, path }
    }

    /// Takes one part of a step; false when the run had ended before.
    pub fn advance(&mut self) -> bool {
        match &mut self.path {
            PlacedPath::Host(path) => path.advance(&self.model),
            #[cfg(feature = "gpu")]
            PlacedPath::Gpu(path) => path.advance(&self.model),
        }
    }

    /// The cost of the steps so far.
    pub fn counts(&self) -> Counts {
        match &self.path {
            PlacedPath::Host(path) => path.counts(),
            #[cfg(feature = "gpu")]
            PlacedPath::Gpu(path) => path.counts(),
        }
    }

    /// The times of the kept states, from 1 to 0.
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// Every kept cloud so far, `[clouds, count, 2]` row by row, in one read of the device.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn positions(&self) -> Result<Vec<f32>, EngineError> {
        match &self.path {
            PlacedPath::Host(path) => {
                let states = path.states().map(<[_]>::len).min().unwrap_or(0);
                let cloud = |state: usize| path.states().flat_map(move |states| &states[state]);
                Ok((0..states).flat_map(cloud).flatten().copied().collect())
            }
            #[cfg(feature = "gpu")]
            PlacedPath::Gpu(path) => GpuCloud::read(path.states().next().unwrap_or_default()).await,
        }
    }

    /// Every kept cloud so far, as points.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn clouds(&self) -> Result<Vec<Cloud>, EngineError> {
        let positions = self.positions().await?;
        let clouds = match &self.path {
            PlacedPath::Host(path) => path.states().map(<[_]>::len).min().unwrap_or(0),
            #[cfg(feature = "gpu")]
            PlacedPath::Gpu(path) => path.states().map(<[_]>::len).min().unwrap_or(0),
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
        let last: SingleCloud = match &self.path {
            PlacedPath::Host(path) => path.states().filter_map(<[_]>::last).flatten().copied().collect(),
            #[cfg(feature = "gpu")]
            PlacedPath::Gpu(path) => {
                let states = path.states().next().unwrap_or_default();
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
    fn predicted_noise_leads_to_the_data_from_pure_noise_in_few_steps() {
        // Where alpha is 0 the data cannot be read from predicted noise. Read close to it, samples had a spread of 50.
        for (schedule, sampler) in
            [("cosine", "ddim"), ("cosine", "euler"), ("trigonometric", "ddim"), ("fm-ot", "rk4")]
        {
            let mut experiment = Generate::default();
            for (key, id) in [("objective", "ddpm"), ("schedule", schedule), ("sampler", sampler)] {
                experiment.select(key, id).unwrap();
            }
            let mut trainer = Trainer::host(experiment.clone());
            (0..500).for_each(|_| block_on(trainer.step()).unwrap());
            let spreads = [1, 2, 5, 50].map(|steps| {
                experiment.sampling.steps = steps;
                let mut cloud = SampleRun::new(&experiment, 500, block_on(trainer.learned()).unwrap());
                while cloud.advance() {}
                let points = block_on(cloud.last()).unwrap();
                (points.iter().flatten().map(|c| c * c).sum::<f64>() / (2 * points.len()) as f64).sqrt()
            });
            println!("{schedule} {sampler} {spreads:?}");
            assert!(spreads.iter().all(|spread| *spread < 4.0), "{schedule} {sampler}: {spreads:?}");
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
