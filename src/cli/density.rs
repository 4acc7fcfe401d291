use crate::{
    engine::{Learned, Likelihood},
    math::{
        metric::{Raster, mean_negative, negative_log_likelihood},
        ode::Status,
        rng::{Purpose, Stream},
    },
    protocol::{EngineError, Generate, PlaneGrid},
};

/// The likelihood of fresh data under the model, for metrics.json.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Figures {
    /// The mean of −log p over fresh data, in nats; absent where the model has diverged.
    pub nll: Option<f64>,
    pub nll_std_error: Option<f64>,
    /// The same for the density of the data on the same points, which a perfect model would reach.
    ///
    /// Absent where that density is not known.
    pub nll_floor: Option<f64>,
    /// The Kullback–Leibler divergence of the model from the data on the grid, in nats.
    ///
    /// Absent where the density of the data is not known.
    pub kl: Option<f64>,
    /// The sum of the density over the grid times the area of a cell, which should be 1.
    pub density_integral: f64,
    /// Evaluations of the network for each point.
    pub nll_evaluations: u32,
    /// Rejected steps of the solver.
    pub nll_rejected_steps: u32,
    /// How the solver ended.
    pub nll_status: Status,
}

/// The likelihood of a model.
#[derive(Debug)]
pub(super) struct Density {
    pub figures: Figures,
    pub map: Vec<([f64; 2], f64)>,
}

/// The tolerance of the solver for one step.
const TOLERANCE: f64 = 1e-5;
/// The number of grid points along a side, and the extent of the grid in units of the extent of the data.
const SIZE: u32 = 80;
const MARGIN: f64 = 1.25;

/// The likelihood of `points` fresh points, and the density on a grid.
pub(super) async fn measure(experiment: &Generate, learned: Learned, points: usize) -> Result<Density, EngineError> {
    let sample = experiment.sample_data(points, &mut Stream::new(experiment.seed, Purpose::Display, 2));
    let mut likelihood = walked(experiment, learned.clone(), &sample)?;
    let (nll, counts) = (mean_negative(&likelihood.log_densities().await?), likelihood.counts());
    let floor = experiment.data_log_density();
    let floor = floor.map(|log_density| negative_log_likelihood(&sample, log_density));
    let extent = MARGIN * experiment.data.extent();
    let raster = experiment.data_log_density().map(|log_density| Raster::new(extent, SIZE as usize, log_density));
    let grid = PlaneGrid { size: SIZE, extent, t: 0.0 }.points();
    likelihood = walked(experiment, learned, &grid)?;
    let log_densities = likelihood.log_densities().await?;
    let densities: Vec<f64> = log_densities.iter().map(|log_density| log_density.exp()).collect();
    let cell = (2.0 * extent / f64::from(SIZE)).powi(2);
    let figures = Figures {
        nll: nll.ok().map(|nll| nll.value),
        nll_std_error: nll.ok().map(|nll| nll.std_error),
        nll_floor: floor.and_then(Result::ok).map(|floor| floor.value),
        kl: raster.map(|raster| raster.forward(&log_densities)).filter(|kl| kl.is_finite()),
        density_integral: densities.iter().sum::<f64>() * cell,
        nll_evaluations: counts.evaluations,
        nll_rejected_steps: counts.rejected,
        nll_status: counts.status,
    };
    Ok(Density { figures, map: grid.into_iter().zip(densities).collect() })
}

fn walked(experiment: &Generate, learned: Learned, points: &[[f64; 2]]) -> Result<Likelihood, EngineError> {
    let mut likelihood = Likelihood::new(experiment, learned, points, 0.0, TOLERANCE)?;
    while likelihood.advance() {}
    Ok(likelihood)
}
