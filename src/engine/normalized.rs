//! The density `e^{−f}/Z` of an energy model, with Z found on a grid and by annealed importance sampling.

use super::{energy::HostEnergy, learned::Learned};
use crate::{
    math::{
        annealing::{Annealed, Annealing},
        metric::{Estimate, MetricError, Raster, modes},
        points::{Cloud, SingleCloud},
        rng::{Purpose, Stream},
    },
    protocol::Generate,
};

/// The grid reaches so many times as far as the picture of the data, with so many cells along a side.
const REACH: f64 = 1.5;
const SIDE: usize = 120;
/// The points of a block.
const BLOCK: usize = 256;
/// Annealed importance sampling: its points, and its chain of densities.
const POINTS: usize = 1000;
const ANNEALING: Annealing = Annealing { spread: 2.5, levels: 60, rate: 0.05, moves: 2 };
/// The draw of its points among the starts of sampling.
const DRAW: u64 = 1 << 32;

/// The log densities of points under an energy model, computed in blocks: first those of a grid, for ln Z.
///
/// The model is one of data without noise, and the same at every time.
#[derive(Clone, Debug)]
pub(super) struct Normalized {
    network: HostEnergy,
    raster: Raster,
    points: Cloud,
    /// `−f` at the centres of the grid, and at the points.
    on_grid: Vec<f64>,
    found: Vec<f64>,
}

impl Normalized {
    pub(super) fn new(experiment: &Generate, network: HostEnergy, points: &[[f64; 2]]) -> Self {
        let raster = Raster::new(REACH * experiment.data.extent(), SIDE, |_| 0.0);
        Self { network, raster, points: points.to_vec(), on_grid: Vec::new(), found: Vec::new() }
    }

    /// One block more; false when all are done.
    pub(super) fn advance(&mut self) -> bool {
        let centres = self.raster.centres();
        let (from, to) = match self.on_grid.len() < centres.len() {
            true => (centres, &mut self.on_grid),
            false => (&self.points, &mut self.found),
        };
        let block: SingleCloud = from.iter().skip(to.len()).take(BLOCK).map(|x| x.map(|c| c as f32)).collect();
        to.extend(self.network.log_density(&block));
        !block.is_empty()
    }

    /// `ln Z` by the grid, when all its cells are done.
    pub(super) fn log_partition(&self) -> f64 {
        self.raster.log_integral(&self.on_grid)
    }

    /// `½ Σ |massᵢ − weightᵢ|` over the modes of the data, to which the cells of the grid belong as in [`modes`].
    fn error_of_modes(&self, experiment: &Generate) -> Option<f64> {
        let mixture = experiment.data_mixture()?;
        let components = mixture.components();
        if components.len() < 2 || components.len() != experiment.data.classes() as usize {
            return None;
        }
        let (log_partition, belongs) = (self.log_partition(), modes(self.raster.centres(), &mixture));
        let errors = components.iter().enumerate().map(|(mode, component)| {
            let own =
                self.on_grid.iter().zip(&belongs).map(|(log, of)| if *of == mode { *log } else { f64::NEG_INFINITY });
            let mass = (self.raster.log_integral(&own.collect::<Vec<_>>()) - log_partition).exp();
            (mass - component.weight).abs()
        });
        Some(0.5 * errors.sum::<f64>())
    }

    /// The mass of the model in a part of the plane, by the grid.
    #[cfg(test)]
    pub(super) fn mass(&self, inside: impl Fn(&[f64; 2]) -> bool) -> f64 {
        let cells = self.raster.centres().iter().zip(&self.on_grid);
        let within: Vec<f64> = cells.map(|(x, log)| if inside(x) { *log } else { f64::NEG_INFINITY }).collect();
        (self.raster.log_integral(&within) - self.log_partition()).exp()
    }

    /// The log densities of the points that are done.
    pub(super) fn log_densities(&self) -> Vec<f64> {
        let log_partition = self.log_partition();
        self.found.iter().map(|log| log - log_partition).collect()
    }
}

/// The figures of an energy model as a density.
#[derive(Clone, Copy, Debug)]
pub(super) struct Partition {
    /// `ln Z` by a grid, and by annealed importance sampling from a normal density.
    pub(super) by_grid: f64,
    pub(super) by_annealing: Result<Estimate, MetricError>,
    /// `KL(data ‖ model)` in nats with both normalised on the grid; `None` where the density of the data is not known.
    pub(super) divergence: Option<f64>,
    /// The total variation between the masses of the modes and their weights; `None` where the data have no modes.
    pub(super) modes: Option<f64>,
}

/// The figures of an energy model, in progress.
#[derive(Clone, Debug)]
pub(super) struct Partitioning {
    normalized: Normalized,
    annealed: Annealed<f32>,
    /// The first error of the annealing.
    failed: Option<MetricError>,
}

impl Partitioning {
    /// Of the energy that was `learned`; `None` for any other network.
    pub(super) fn new(experiment: &Generate, learned: &Learned) -> Option<Self> {
        let normalized = Normalized::new(experiment, learned.energy()?.clone(), &[]);
        let annealed = ANNEALING.begin(POINTS, Stream::new(experiment.seed, Purpose::Start, DRAW));
        Some(Self { normalized, annealed, failed: None })
    }

    /// A block of the grid, or a density of the annealing; false when all work was done before.
    pub(super) fn advance(&mut self, learned: &Learned) -> bool {
        if self.normalized.advance() {
            return true;
        }
        let Some(network) = learned.energy().filter(|_| self.failed.is_none()) else {
            return false;
        };
        match ANNEALING.advance(&learned.model.field(network, None), &mut self.annealed) {
            Ok(is_left) => is_left,
            Err(error) => {
                self.failed = Some(error);
                false
            }
        }
    }

    /// The figures, when all work is done.
    pub(super) fn finish(&self, experiment: &Generate) -> Partition {
        let normalized = &self.normalized;
        let by_grid = normalized.log_partition();
        let by_annealing = self.failed.map_or_else(|| Annealing::log_integral(&self.annealed), Err);
        let divergence = experiment.data_log_density().map(|log_density| {
            let raster = Raster::new(REACH * experiment.data.extent(), SIDE, log_density);
            let own: Vec<f64> = normalized.on_grid.iter().map(|log| log - by_grid).collect();
            raster.forward(&own)
        });
        Partition { by_grid, by_annealing, divergence, modes: normalized.error_of_modes(experiment) }
    }
}
