//! The likelihood of given points under a trained model.

#[cfg(feature = "gpu")]
use super::gpu::{GpuCloud, GpuNetwork};
use super::{
    learned::{Learned, Model, PlacedNetwork},
    networks::AveragedNetwork,
    normalized::Normalized,
    trajectory::Counts,
};
#[cfg(feature = "gpu")]
use crate::math::likelihood::Augmented;
use crate::{
    math::{
        dataset::LogDensity,
        likelihood::{Ascent, scaled, times},
        points::{Points, SingleCloud},
        sampler::Dopri5,
    },
    nn::Divergence,
    protocol::{EngineError, ExperimentError, Generate},
};

/// The log densities of points under the model of one moment, computed in slices.
///
/// Of an energy model it is `e^{−f}/Z`, with Z found on a grid. Of any other model
/// the density is that of the flow from `sigma(1)` times the source, where sampling starts. It is exact up to the tolerance
/// of the solver and single precision. Where the formula of the velocity has a pole (see
/// [`Flow::nearest`](crate::math::field::Flow::nearest)) the flow ends at 0.001 instead of 0: on a variance-preserving path it is the
/// density of the data with the noise of that time.
pub struct Likelihood {
    model: Model,
    climb: PlacedClimb,
    rule: Dopri5,
    times: Vec<f64>,
    /// The log density at the start of the flow.
    start: LogDensity,
}

/// The network and the points, both on the host or both on the device.
enum PlacedClimb {
    Host(Climb<AveragedNetwork, SingleCloud>),
    /// An energy has a density without a flow.
    Energy(Box<Normalized>),
    #[cfg(feature = "gpu")]
    Gpu(Climb<GpuNetwork, GpuCloud>),
}

/// Blocks of points that are solved to the noise one after the other.
struct Climb<N, P: Points> {
    network: N,
    /// The earlier state of the network, for guidance.
    earlier: Option<N>,
    /// The next block is the last.
    waiting: Vec<P>,
    /// The present block, and the number of intervals that it has passed.
    current: Option<(Ascent<P>, usize)>,
    done: Vec<Ascent<P>>,
}

/// The number of time intervals on the host, where the solver chooses its steps within each.
const HOST_INTERVALS: u32 = 12;
/// The number of intervals on a GPU, which in a browser takes one step for each.
#[cfg(feature = "gpu")]
const GPU_INTERVALS: u32 = 48;
/// The number of multiplications with a weight for one evaluation of a block on the host, about: an interval then takes a
/// few milliseconds. Blocks are whole panels of sixteen points.
const BLOCK_PRODUCTS: usize = 1 << 19;
const PANEL: usize = 16;
const LARGEST_BLOCK: usize = 256;

impl Likelihood {
    /// The densities of `points` at the time `t`, before the first step; the solver allows the error `tolerance` in a step.
    ///
    /// # Errors
    /// When the density of the source is not known, or the divergence under guidance.
    pub fn new(
        experiment: &Generate,
        learned: Learned,
        points: &[[f64; 2]],
        t: f64,
        tolerance: f64,
    ) -> Result<Self, ExperimentError> {
        let Some(source) = experiment.source.log_density_function() else {
            let message = "its density is not known, and so neither is that of the samples";
            return Err(ExperimentError::new("source", message));
        };
        if !experiment.guidance.is_linear() {
            let message = "the divergence of its velocity is not known, and so neither is the density of the samples";
            return Err(ExperimentError::new("guidance", message));
        }
        if experiment.objective.maps_to_data() {
            let message = "its network has no velocity, and so the density of the samples is not known";
            return Err(ExperimentError::new("objective", message));
        }
        let Learned { model, network, earlier } = learned;
        let (climb, times) = match network {
            PlacedNetwork::Host(AveragedNetwork::Energy(energy)) => {
                (PlacedClimb::Energy(Box::new(Normalized::new(experiment, energy, points))), Vec::new())
            }
            PlacedNetwork::Host(network) => {
                let block = (BLOCK_PRODUCTS / network.products().max(1) / PANEL * PANEL).clamp(PANEL, LARGEST_BLOCK);
                let single = |block: &[[f64; 2]]| block.iter().map(|point| point.map(|c| c as f32)).collect();
                let times = times::<SingleCloud>(&model.field(&network, None), t, HOST_INTERVALS);
                let earlier = earlier.as_ref().and_then(PlacedNetwork::on_host).cloned();
                (PlacedClimb::Host(Climb::new(network, earlier, points.chunks(block).map(single))), times)
            }
            #[cfg(feature = "gpu")]
            PlacedNetwork::Gpu(network, context) => {
                let times = times::<GpuCloud>(&model.field(&network, None), t, GPU_INTERVALS);
                let earlier = earlier.as_ref().and_then(PlacedNetwork::on_gpu).cloned();
                let all = GpuCloud::upload(&context, points);
                (PlacedClimb::Gpu(Climb::new(network, earlier, std::iter::once(all))), times)
            }
        };
        let sigma = times.last().map_or(1.0, |&end| experiment.schedule.at(end).sigma);
        let rule = Dopri5 { rtol: tolerance, atol: tolerance };
        Ok(Self { model, climb, rule, times, start: scaled(source, sigma) })
    }

    /// A few milliseconds of work; false when all work was done before.
    pub fn advance(&mut self) -> bool {
        match &mut self.climb {
            PlacedClimb::Host(climb) => climb.advance(&self.model, &self.rule, &self.times),
            PlacedClimb::Energy(normalized) => normalized.advance(),
            #[cfg(feature = "gpu")]
            PlacedClimb::Gpu(climb) => climb.advance(&self.model, &self.rule, &self.times),
        }
    }

    /// The mean cost of the completed blocks: the number of evaluations of the field at each point.
    pub fn counts(&self) -> Counts {
        match &self.climb {
            PlacedClimb::Host(climb) => climb.counts(),
            PlacedClimb::Energy(_) => Counts { evaluations: 1, ..Counts::default() },
            #[cfg(feature = "gpu")]
            PlacedClimb::Gpu(climb) => climb.counts(),
        }
    }

    /// The log densities of the completed points, in nats and in their order.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn log_densities(&self) -> Result<Vec<f64>, EngineError> {
        let density = |(end, loss): (&[f32; 2], &f32)| (self.start)(end.map(f64::from)) + f64::from(*loss);
        match &self.climb {
            PlacedClimb::Host(climb) => {
                let clouds = climb.done.iter().map(|ascent| &ascent.cloud);
                Ok(clouds.flat_map(|cloud| cloud.points.iter().zip(&cloud.loss)).map(density).collect())
            }
            PlacedClimb::Energy(normalized) => Ok(normalized.log_densities()),
            #[cfg(feature = "gpu")]
            PlacedClimb::Gpu(climb) => {
                let mut densities = Vec::new();
                for Ascent { cloud: Augmented { points, loss }, .. } in &climb.done {
                    let ends = GpuCloud::read(std::slice::from_ref(points)).await?;
                    densities.extend(ends.as_chunks().0.iter().zip(&loss.read().await?).map(density));
                }
                Ok(densities)
            }
        }
    }
}

impl<N: Divergence<P>, P: Points> Climb<N, P> {
    fn new(network: N, earlier: Option<N>, blocks: impl DoubleEndedIterator<Item = P>) -> Self {
        Self { network, earlier, waiting: blocks.rev().collect(), current: None, done: Vec::new() }
    }

    /// Solves one block over one interval.
    fn advance(&mut self, model: &Model, rule: &Dopri5, times: &[f64]) -> bool {
        let next = || self.waiting.pop().map(|block| (Ascent::new(block), 0));
        let Some((mut ascent, behind)) = self.current.take().or_else(next) else {
            return false;
        };
        match times.get(behind..).and_then(|rest| rest.first_chunk()) {
            Some(&[t, s]) => {
                ascent.step(&model.field(&self.network, self.earlier.as_ref()), rule, t, s);
                self.current = Some((ascent, behind + 1));
            }
            None => self.done.push(ascent),
        }
        true
    }

    /// The mean cost of the completed blocks.
    fn counts(&self) -> Counts {
        let mean = |count: fn(&Ascent<P>) -> u32| {
            self.done.iter().map(count).sum::<u32>().div_ceil(self.done.len().max(1) as u32)
        };
        let status = self.done.iter().map(|ascent| ascent.status).max().unwrap_or_default();
        let (evaluations, rejected) = (mean(|ascent| ascent.evaluations), mean(|ascent| ascent.rejected));
        Counts { evaluations, rounds: evaluations, rejected, status }
    }
}

impl std::fmt::Debug for Likelihood {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Likelihood").field("model", &self.model).field("times", &self.times).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::{
        engine::Trainer,
        math::{
            metric::negative_log_likelihood,
            points::StreamNoise,
            rng::{Purpose, Stream},
            sampler::{Memory, Sampler},
        },
        protocol::{PlaneGrid, Version},
    };

    fn experiment(changes: &[(&str, &str)]) -> Generate {
        let mut experiment = Generate::usual(Version::V2);
        experiment.network.width = 16;
        experiment.training.batch = 64;
        changes.iter().for_each(|(key, id)| experiment.select(key, id).unwrap());
        experiment
    }

    fn learned(experiment: &Generate, steps: usize) -> Learned {
        let mut trainer = Trainer::host(experiment.clone());
        (0..steps).for_each(|_| block_on(trainer.step()).unwrap());
        block_on(trainer.learned()).unwrap()
    }

    fn host(learned: &Learned) -> &AveragedNetwork {
        match &learned.network {
            PlacedNetwork::Host(network) => network,
            #[cfg(feature = "gpu")]
            PlacedNetwork::Gpu(..) => panic!("not of the CPU"),
        }
    }

    fn densities(experiment: &Generate, learned: Learned, points: &[[f64; 2]], t: f64) -> Vec<f64> {
        let mut likelihood = Likelihood::new(experiment, learned, points, t, 1e-5).unwrap();
        while likelihood.advance() {}
        assert!(likelihood.counts().evaluations >= 7 * HOST_INTERVALS);
        block_on(likelihood.log_densities()).unwrap()
    }

    /// Solves for points with the velocity alone, in steps as small as needed: no divergence takes part.
    fn walked(model: &Model, network: &AveragedNetwork, points: &SingleCloud, from: f64, to: f64) -> SingleCloud {
        let mut rng = Stream::new(0, Purpose::Sampling, 0);
        let (mut noise, mut memory) = (StreamNoise::new(&mut rng), Memory::default());
        let rule = Dopri5 { rtol: 1e-6, atol: 1e-6 };
        rule.step(&model.field(network, None), points, from, to, &mut noise, &mut memory).next
    }

    #[test]
    fn densities_follow_from_how_the_flow_stretches_a_small_square() {
        // p(x) = p₁(f(x)) |det ∂f/∂x|, with the determinant from differences of where points end.
        for (changes, [from, to]) in [
            (vec![], [0.0, 1.0]),
            (vec![("objective", "ddpm")], [1e-3, 1.0]),
            (vec![("schedule", "ve"), ("parametrization", "edm-f")], [0.0, 1.0]),
            (vec![("parametrization", "eps")], [0.0, 1.0]),
        ] {
            let experiment = experiment(&changes);
            let learned = learned(&experiment, 100);
            let points = [[0.5, -0.3], [2.0, 2.1], [-1.5, 0.2], [0.0, 3.0]];
            let found = densities(&experiment, learned.clone(), &points, 0.0);
            let network = host(&learned);
            let h = 0.02_f32;
            let moved = |dx: f32, dy: f32| {
                let points: SingleCloud = points.iter().map(|[x, y]| [*x as f32 + dx, *y as f32 + dy]).collect();
                walked(&learned.model, network, &points, from, to)
            };
            let (ends, along) = (moved(0.0, 0.0), [[h, 0.0], [0.0, h]].map(|[x, y]| [moved(x, y), moved(-x, -y)]));
            let sigma = experiment.schedule.at(to).sigma;
            let start = scaled(experiment.source.log_density_function().unwrap(), sigma);
            for (i, found) in found.iter().enumerate() {
                let slope = |k: usize, row: usize| f64::from((along[k][0][i][row] - along[k][1][i][row]) / (2.0 * h));
                let determinant = slope(0, 0) * slope(1, 1) - slope(0, 1) * slope(1, 0);
                let expected = start(ends[i].map(f64::from)) + determinant.abs().ln();
                // Second differences over 0.02, and single precision.
                assert!((found - expected).abs() < 0.02, "{changes:?} {i}: {found} {expected}");
            }
        }
    }

    #[test]
    fn a_learned_density_integrates_to_one() {
        let experiment = experiment(&[]);
        let learned = learned(&experiment, 200);
        let grid = PlaneGrid { size: 60, extent: 7.0, t: 0.0 };
        let cell = (2.0 * grid.extent / f64::from(grid.size)).powi(2);
        let at = |t| densities(&experiment, learned.clone(), &grid.points(), t);
        for t in [0.0, 0.5] {
            let total: f64 = at(t).iter().map(|density| density.exp() * cell).sum();
            assert!((total - 1.0).abs() < 0.01, "{total} at {t}");
        }
    }

    #[test]
    fn training_makes_fresh_data_more_likely() {
        let experiment = experiment(&[]);
        let sample = experiment.data.sample(300, &mut Stream::new(5, Purpose::Display, 9));
        let nll = |steps| {
            let found = densities(&experiment, learned(&experiment, steps), &sample, 0.0);
            found.iter().map(|density| -density).sum::<f64>() / found.len() as f64
        };
        let floor = negative_log_likelihood(&sample, |x| experiment.data.log_density(x).unwrap()).unwrap().value;
        let [before, after] = [0, 400].map(nll);
        assert!(floor < after && after < before - 0.5, "{before} to {after}, and at best {floor}");
    }
}
