//! The quality of samplers against their evaluations, for one trained model or for the exact field.

use super::{Keep, Learned, SampleRun};
use crate::{
    math::{
        grid::{CustomGrid, GridConfig},
        metric::{Estimate, ModeReport, sliced_w2},
        points::Cloud,
        registry::Slot as _,
        rng::{Purpose, Stream},
        sampler::{Heun, SamplerConfig},
    },
    protocol::{BenchRow, EngineError, ExperimentError, Generate},
};

/// What is compared.
#[derive(Clone, Debug)]
pub struct BenchPlan {
    pub samplers: Vec<SamplerConfig>,
    pub grids: Vec<BenchGrid>,
    /// Steps of a run.
    pub steps: Vec<u32>,
    /// Runs from other starting points, with other noise.
    pub seeds: u32,
    /// Points of each run.
    pub samples: usize,
    /// Whether the exact field is sampled instead of the model.
    pub is_exact: bool,
}

/// A grid of the registry, or one that is fitted to the field.
#[derive(Clone, Debug, PartialEq)]
pub enum BenchGrid {
    Named(GridConfig),
    /// [`CustomGrid::fitted`] for a rule of this order.
    Fitted(u32),
}

impl BenchGrid {
    /// The largest order of a fitted grid.
    pub const ORDERS: u32 = 4;

    /// The grid with this id; `None` if there is none.
    pub fn from_id(id: &str) -> Option<Self> {
        match id.strip_prefix("fitted-").map(str::parse::<u32>) {
            Some(Ok(order)) if (1..=Self::ORDERS).contains(&order) => Some(Self::Fitted(order)),
            _ => GridConfig::from_id(id).map(Self::Named),
        }
    }

    fn id(&self) -> String {
        match self {
            Self::Named(grid) => grid.config().id().to_owned(),
            Self::Fitted(order) => format!("fitted-{order}"),
        }
    }
}

/// Directions of the sliced distance.
const DIRECTIONS: u32 = 128;
/// A mode with less than this share of its points is lost.
const FAIR: f64 = 0.2;
/// Standard deviations from a mode within which a point is on it.
const NEAR: f64 = 3.0;
/// Modes without a spread, or more modes than this, are no modes.
const MODES: usize = 64;
/// The steps and the points from whose trajectories a grid is fitted.
const FIT: (u32, usize) = (200, 500);
/// Data that nothing else draws.
const FRESH: u64 = 1 << 21;

/// A sampler bench in progress: one row after the other, each in slices.
#[derive(Debug)]
pub struct SamplerBench {
    task: Generate,
    learned: Learned,
    plan: BenchPlan,
    /// The rows to come, the next one last: indices of sampler, grid and steps.
    waiting: Vec<[usize; 3]>,
    row: Option<RowInProgress>,
    /// The fitted grids by their orders.
    fitted: Vec<(u32, GridConfig)>,
}

/// What a slice of work came to.
#[derive(Clone, Debug, PartialEq)]
pub enum BenchStep {
    UnderWay,
    Row(BenchRow),
    Done,
}

/// A row, and the figures of the runs that are done.
#[derive(Debug)]
struct RowInProgress {
    task: Generate,
    grid: String,
    run: Option<SampleRun>,
    evaluations: f64,
    distances: Vec<f64>,
    floors: Vec<f64>,
    coverages: Vec<f64>,
    within: Vec<f64>,
}

impl SamplerBench {
    /// The bench of a model of `task`, before its first row.
    ///
    /// # Errors
    /// The sampler that does not fit the task, or the missing exact field.
    pub fn new(task: &Generate, learned: Learned, plan: BenchPlan) -> Result<Self, ExperimentError> {
        if plan.is_exact && task.exact_field().is_none() {
            return Err(ExperimentError::new("exact", "the exact field of this experiment is not known"));
        }
        for sampler in &plan.samplers {
            Generate { sampler: sampler.clone(), ..task.clone() }.validate()?;
        }
        let mut waiting = Vec::new();
        for sampler in 0..plan.samplers.len() {
            for grid in 0..plan.grids.len() {
                waiting.extend((0..plan.steps.len()).map(|steps| [sampler, grid, steps]));
            }
        }
        waiting.reverse();
        Ok(Self { task: task.clone(), learned, plan, waiting, row: None, fitted: Vec::new() })
    }

    /// The rows that are still to come.
    pub fn left(&self) -> usize {
        self.waiting.len() + usize::from(self.row.is_some())
    }

    /// The next row; `None` when all are done.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn next(&mut self) -> Result<Option<BenchRow>, EngineError> {
        loop {
            match self.advance().await? {
                BenchStep::UnderWay => {}
                BenchStep::Row(row) => return Ok(Some(row)),
                BenchStep::Done => return Ok(None),
            }
        }
    }

    /// A slice of work: some steps of a run, or a grid that is fitted.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn advance(&mut self) -> Result<BenchStep, EngineError> {
        let Some(mut row) = self.row.take() else {
            return self.begin_row().await;
        };
        if row.run.as_mut().is_some_and(SampleRun::advance) {
            self.row = Some(row);
            return Ok(BenchStep::UnderWay);
        }
        let (n, seeds) = (self.plan.samples, self.plan.seeds);
        let task = Generate { seed: row.task.seed + row.distances.len() as u64, ..row.task.clone() };
        match (row.run.take(), self.plan.is_exact) {
            (Some(run), _) => row.take(&task, &run.last().await?, f64::from(run.counts().evaluations)),
            (None, true) => {
                let run = task.exact_run(n, task.seed, 0);
                let (cloud, evaluations) = run.map(|mut run| (run.clouds.pop(), run.evaluations)).unwrap_or_default();
                row.take(&task, &cloud.unwrap_or_default(), f64::from(evaluations));
            }
            (None, false) => row.run = Some(SampleRun::with(&task, n, self.learned.clone(), Keep::Ends)),
        }
        if row.run.is_none() && row.distances.len() >= seeds as usize {
            return Ok(BenchStep::Row(row.finish()));
        }
        self.row = Some(row);
        Ok(BenchStep::UnderWay)
    }

    async fn begin_row(&mut self) -> Result<BenchStep, EngineError> {
        let Some([sampler, grid, steps]) = self.waiting.pop() else {
            return Ok(BenchStep::Done);
        };
        let (sampler, chosen) = (self.plan.samplers[sampler].clone(), self.plan.grids[grid].clone());
        let name = chosen.id();
        let grid = self.grid(chosen).await?;
        let mut task = Generate { sampler, grid, ..self.task.clone() };
        task.sampling.steps = self.plan.steps[steps];
        self.row = Some(RowInProgress {
            task,
            grid: name,
            run: None,
            evaluations: 0.0,
            distances: Vec::new(),
            floors: Vec::new(),
            coverages: Vec::new(),
            within: Vec::new(),
        });
        Ok(BenchStep::UnderWay)
    }

    /// A grid as a configuration.
    async fn grid(&mut self, grid: BenchGrid) -> Result<GridConfig, EngineError> {
        let order = match grid {
            BenchGrid::Named(grid) => return Ok(grid),
            BenchGrid::Fitted(order) => order,
        };
        if let Some((_, known)) = self.fitted.iter().find(|(known, _)| *known == order) {
            return Ok(known.clone());
        }
        let fitted = fitted_grid(&self.task, self.learned.clone(), order, self.plan.is_exact).await?;
        self.fitted.push((order, fitted.clone()));
        Ok(fitted)
    }
}

impl RowInProgress {
    /// Takes the samples of a run of `task`, which evaluated the field so often.
    fn take(&mut self, task: &Generate, cloud: &Cloud, evaluations: f64) {
        let fresh =
            |draw: u64| task.sample_data(cloud.len(), &mut Stream::new(task.seed, Purpose::Display, FRESH + draw));
        let data = fresh(0);
        self.evaluations += evaluations;
        self.distances.push(sliced_w2(cloud, &data, DIRECTIONS));
        self.floors.push(sliced_w2(&fresh(1), &data, DIRECTIONS));
        if let Some([coverage, near]) = on_modes(task, cloud) {
            self.coverages.push(coverage);
            self.within.push(near);
        }
    }

    fn finish(self) -> BenchRow {
        let mean =
            |figures: &[f64]| Estimate::mean(figures).unwrap_or(Estimate { value: f64::NAN, std_error: f64::NAN });
        let known = |figures: &[f64]| (!figures.is_empty()).then(|| mean(figures));
        BenchRow {
            sampler: self.task.sampler.config().id().to_owned(),
            grid: self.grid,
            steps: self.task.sampling.steps,
            evaluations: self.evaluations / self.distances.len().max(1) as f64,
            sliced_w2: mean(&self.distances),
            floor: mean(&self.floors),
            coverage: known(&self.coverages),
            within: known(&self.within),
        }
    }
}

/// The grid of equal errors for a rule of this order in the learned or the exact field; the grid of the task where none can be fitted.
///
/// # Errors
/// When the device fails.
pub async fn fitted_grid(
    task: &Generate,
    learned: Learned,
    order: u32,
    is_exact: bool,
) -> Result<GridConfig, EngineError> {
    let mut fine = Generate { sampler: SamplerConfig::Heun(Heun {}), ..task.clone() };
    (fine.sampling.steps, fine.sampling.one_start) = (FIT.0, false);
    let times = fine.grid.times(&*fine.schedule, FIT.0);
    let exact = if is_exact { fine.exact_run(FIT.1, fine.seed, 0) } else { None };
    let clouds = match exact {
        Some(run) => run.clouds,
        None => {
            let mut run = SampleRun::with(&fine, FIT.1, learned, Keep::All);
            while run.advance() {}
            run.clouds().await?
        }
    };
    Ok(CustomGrid::fitted(&times, &clouds, order).map_or_else(|| task.grid.clone(), GridConfig::Custom))
}

/// The share of the modes that are kept, and of the points that are on one; `None` where the data have no modes.
fn on_modes(task: &Generate, cloud: &Cloud) -> Option<[f64; 2]> {
    let mixture = task.data_mixture()?;
    let components = mixture.components();
    let has_modes = components.len() <= MODES && components.iter().all(|c| c.covariance.stds()[1] > 0.0);
    if !has_modes {
        return None;
    }
    let report = ModeReport::new(cloud, &mixture).ok()?;
    let kept = report.shares.iter().zip(components).filter(|(share, c)| share.value >= FAIR * c.weight).count();
    let near = |x: &&[f64; 2]| {
        components.iter().any(|c| c.covariance.squared_distance([0, 1].map(|k| x[k] - c.mean[k])) <= NEAR * NEAR)
    };
    let within = cloud.iter().filter(near).count();
    Some([kept as f64 / components.len().max(1) as f64, within as f64 / cloud.len().max(1) as f64])
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::{engine::Trainer, math::sampler::Euler};

    fn bench(is_exact: bool, grids: Vec<BenchGrid>) -> Vec<BenchRow> {
        let task = Generate::default();
        let learned = block_on(Trainer::host(task.clone()).learned()).unwrap();
        let samplers = vec![SamplerConfig::Euler(Euler {}), SamplerConfig::Heun(Heun {})];
        let plan = BenchPlan { samplers, grids, steps: vec![4, 16], seeds: 3, samples: 600, is_exact };
        let mut bench = SamplerBench::new(&task, learned, plan).unwrap();
        let mut rows = Vec::new();
        while let Some(row) = block_on(bench.next()).unwrap() {
            rows.push(row);
        }
        assert_eq!(bench.left(), 0);
        rows
    }

    #[test]
    fn more_evaluations_of_the_exact_field_are_nearer_to_the_data() {
        let rows = bench(true, vec![BenchGrid::Named(GridConfig::all().next().unwrap()), BenchGrid::Fitted(1)]);
        assert_eq!(rows.len(), 8);
        let figures: Vec<_> = rows.iter().map(|row| (&*row.sampler, &*row.grid, row.steps, row.evaluations)).collect();
        assert_eq!(figures[0], ("euler", "uniform", 4, 4.0));
        assert_eq!(figures[7], ("heun", "fitted-1", 16, 32.0));
        for pair in rows.chunks(2) {
            // Heun's method is near to the data with few steps already.
            let (few, many) = (pair[0].sliced_w2, pair[1].sliced_w2);
            assert!(few.value > many.value - 3.0 * few.std_error.hypot(many.std_error), "{pair:?}");
            assert!(pair.iter().all(|row| row.floor.value > 0.0 && row.sliced_w2.std_error > 0.0), "{pair:?}");
        }
        let last = &rows[7];
        assert!(last.coverage.unwrap().value == 1.0 && last.within.unwrap().value > 0.9, "{last:?}");
    }

    #[test]
    fn the_model_is_counted_as_the_exact_field_is() {
        let rows = bench(false, vec![BenchGrid::Named(GridConfig::all().next().unwrap())]);
        assert_eq!(rows.iter().map(|row| row.evaluations).collect::<Vec<_>>(), [4.0, 16.0, 8.0, 32.0]);
        // An untrained network finds no modes.
        assert!(rows.iter().all(|row| row.sliced_w2.value > 3.0 * row.floor.value), "{rows:?}");
    }
}
