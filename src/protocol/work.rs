//! The estimated work and memory of a task, known before it begins, and the bounds of both.
//!
//! Work is in floating-point operations (flop) of the network's products. Other operations count as so many of these as take
//! the same time. A device does about 20·10⁹ in a second in a browser, without a GPU.

use super::{ExperimentError, Task};
use crate::math::{
    coupling::CouplingConfig,
    field::Field as _,
    ode::Tolerance,
    oracle::Oracle,
    points::StreamNoise,
    rng::{Purpose, Stream},
    sampler::{Memory, Sampler as _, SamplerConfig},
    schedule::ScheduleConfig,
};

/// The work after which the engine looks at its clock.
pub const PART: f64 = 0.5e9;
/// The work of a part of the rows of a loss that has no smaller parts.
const ROWS: f64 = 4e9;
/// The memory of such a part, in bytes.
const ROWS_BYTES: f64 = 128e6;
/// The most work between two looks at the clock: about a second.
pub const MOST_SLICE: f64 = 25e9;
/// The most work of a training step: about a minute.
pub const MOST_STEP: f64 = 1e12;
/// The most work of [`CLOUD`] samples: more than an hour.
pub const MOST_CLOUD: f64 = 1e14;
/// The most memory of a run, in bytes.
pub const MOST_BYTES: f64 = 512e6;
/// The points of a cloud in [`Estimate::cloud`].
pub const CLOUD: usize = 1000;
/// The most points that the page shows.
const LARGEST_CLOUD: usize = 5000;
/// The most work of an evaluation of a network while a cloud is sampled.
const EVALUATION: f64 = 3e9;

/// The steps of a sampler whose evaluations are counted for an estimate.
const FIRST_STEPS: usize = 4;
/// The rows that a product takes together.
const PANEL: usize = 16;
/// An activation with its slope.
const ACTIVATION: f64 = 40.0;
/// Drawing a row of a batch.
const DRAW: f64 = 3_000.0;
/// An entry of a plan of Sinkhorn's algorithm in one iteration.
const ENTRY: f64 = 50.0;
/// Making an entry of a plan, with its distance and its exponential.
const NEW_ENTRY: f64 = 1_300.0;
/// A pair of points in an exact matching, for each of the others.
const MATCH: f64 = 1_700.0;
/// Copies of the weights: state, gradient, states to return to, a snapshot on its way, a network that is sampled.
const COPIES: f64 = 22.0;
/// The memory of the history of a run, in bytes.
pub const HISTORY_BYTES: usize = 64 << 20;
/// The memory of an unused engine, in bytes.
const IDLE_BYTES: f64 = 4e6;

/// The estimated work and memory of a task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Work of a training step, in flop.
    pub step: f64,
    /// Work of sampling [`CLOUD`] points, in flop.
    pub cloud: f64,
    /// The most work that is done at once, in flop.
    pub slice: f64,
    /// Memory of a run, in bytes.
    pub bytes: f64,
    /// The rows of a step that a loss takes together.
    pub rows: usize,
}

/// The size of a network.
struct Size {
    /// The weights that a row is multiplied with, of all layers and of the largest.
    products: f64,
    largest: f64,
    /// Neurons with an activation.
    neurons: f64,
    /// Numbers before every layer and after the last.
    widths: f64,
    widest: f64,
    weights: f64,
}

impl Size {
    fn of(task: &Task) -> Self {
        let sizes = task.sizes();
        let product = |&(inputs, outputs): &(usize, usize)| (inputs * outputs) as f64;
        let outputs = || sizes.iter().map(|(_, outputs)| *outputs as f64);
        let first = sizes.first().map_or(0.0, |(inputs, _)| *inputs as f64);
        Self {
            products: sizes.iter().map(product).sum(),
            largest: sizes.iter().map(product).reduce(f64::max).unwrap_or(0.0),
            neurons: outputs().sum::<f64>() - sizes.last().map_or(0.0, |(_, outputs)| *outputs as f64),
            widths: first + outputs().sum::<f64>(),
            widest: outputs().fold(first, f64::max),
            weights: crate::nn::count(&sizes) as f64,
        }
    }

    /// Work of one evaluation of a row, and of one backward pass, with so many streams: the values, and each direction.
    fn passes(&self, streams: f64) -> [f64; 2] {
        let forward = streams * (2.0 * self.products + ACTIVATION * self.neurons);
        [forward, 2.0 * streams * 2.0 * self.products]
    }
}

impl Task {
    /// The estimated work and memory of the task.
    pub fn estimate(&self) -> Estimate {
        let (size, setting) = (Size::of(self), self.setting());
        let training = self.learner().training;
        let batch = f64::from(training.batch);
        let pairs = if self.generates() { pairing(&setting.coupling, training.batch as usize) } else { [0.0; 2] };
        let idle = IDLE_BYTES + 4.0 * COPIES * size.weights + history(size.weights);
        let [forward, backward] = size.passes(1.0);
        let trained = match self.loss() {
            None => {
                let draw = DRAW + if self.has_levels() { setting.timing.work() } else { 0.0 };
                let step = batch * (forward + backward + draw) + pairs[0];
                let slice = (4.0 * batch * size.largest).max(batch * draw).max(pairs[1]).max(step.min(PART));
                let bytes = 4.0 * batch * (2.0 * size.widths + 2.0 * size.widest);
                Estimate { step, cloud: 0.0, slice, bytes: idle + bytes, rows: training.batch as usize }
            }
            Some(loss) => {
                let plan = loss.plan();
                let streams = 1.0 + plan.directions;
                let [forward, backward] = size.passes(streams);
                let row = plan.evaluations * (forward + backward) + plan.forward * forward + plan.beside;
                let kept = 4.0 * plan.kept * (streams * size.widths + (1.0 + 2.0 * plan.directions) * size.neurons);
                let rows = loss.rows(&setting.regression());
                let together =
                    ((ROWS / row).min(ROWS_BYTES / kept) as usize / PANEL * PANEL).clamp(PANEL, rows.max(PANEL));
                let slice = together as f64 * row + batch * DRAW + pairs[0];
                let parts = rows.div_ceil(together) as f64;
                let step = rows as f64 * row + parts * (batch * DRAW + pairs[0]);
                Estimate { step, cloud: 0.0, slice, bytes: idle + together as f64 * kept, rows: together }
            }
        };
        let followed = self.series().map_or([0.0; 2], |series| {
            // The page follows some paths, with both methods for the gradient.
            let evaluations = series.objective.loss().plan().evaluations * PANEL as f64;
            [3.0 * evaluations * (forward + backward), 4.0 * evaluations * (size.widths + size.neurons)]
        });
        let [cloud, part] = sampling(self, size.products, size.passes(1.0)[0]);
        Estimate {
            cloud,
            slice: trained.slice.max(part).max(followed[0]),
            bytes: trained.bytes + followed[1],
            ..trained
        }
    }

    /// Checks that the task can be trained, and that its work and its memory have bounds.
    ///
    /// # Errors
    /// The first field or slot that is invalid, by its key; or the field whose default saves the most work or memory.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        (**self).validate()?;
        let estimate = self.estimate();
        let bounds: [(Measure, f64, &str); 4] = [
            (|estimate| estimate.bytes, MOST_BYTES, "this run would need"),
            (|estimate| estimate.step, MOST_STEP, "a training step would need"),
            (
                |estimate| estimate.slice,
                MOST_SLICE,
                "one piece of work, during which nothing else is answered, would need",
            ),
            (|estimate| estimate.cloud, MOST_CLOUD, "a thousand samples would need"),
        ];
        for (index, (measure, most, what)) in bounds.into_iter().enumerate() {
            let needed = measure(&estimate);
            if needed <= most {
                continue;
            }
            let (key, value) = self.heaviest(measure);
            let sizes = match index {
                0 => format!("{:.0} MB of memory, more than the {:.0} MB that it may take", needed / 1e6, most / 1e6),
                _ => format!(
                    "{:.0} billion operations, more than the {:.0} billion that it may take",
                    needed / 1e9,
                    most / 1e9
                ),
            };
            return Err(ExperimentError::new(key, format!("{what} {sizes}; choose less than {value} here")));
        }
        Ok(())
    }

    /// The field whose default would lower the `measure` most, and its present value.
    fn heaviest(&self, measure: Measure) -> (String, f64) {
        let mut best = (f64::INFINITY, ("training.batch".to_owned(), f64::from(self.learner().training.batch)));
        for (key, slot) in self.slots() {
            let config = slot.config();
            let mut usual = self.clone();
            let Some(slot) = usual.slot_mut(key) else { continue };
            slot.select(config.id());
            let defaults: Vec<f64> = (0..config.fields().len()).map(|index| slot.config().get(index)).collect();
            for (index, (field, default)) in config.fields().iter().zip(defaults).enumerate() {
                let mut less = self.clone();
                let Some(slot) = less.slot_mut(key) else { continue };
                slot.config_mut().put(index, default);
                let left = measure(&less.estimate());
                if left < best.0 {
                    best = (left, (format!("{key}.{}", field.name), config.get(index)));
                }
            }
        }
        best.1
    }
}

/// One of the figures of an estimate.
type Measure = fn(&Estimate) -> f64;

/// The memory of the snapshots of a run with so many weights.
fn history(weights: f64) -> f64 {
    (64.0 * 16.0 * weights).min((HISTORY_BYTES as f64).max(2.0 * 16.0 * weights))
}

/// Work of pairing a batch, and of its largest part.
fn pairing(coupling: &CouplingConfig, batch: usize) -> [f64; 2] {
    let part = coupling.part().unwrap_or(batch).min(batch);
    let of = |points: usize| {
        let squares = (points * points) as f64;
        match coupling {
            CouplingConfig::Independent(_) => 0.0,
            CouplingConfig::Sinkhorn(sinkhorn) => squares * (NEW_ENTRY + ENTRY * f64::from(sinkhorn.iterations)),
            CouplingConfig::OptimalTransport(_) => MATCH * squares,
            CouplingConfig::ClassWise(config) => MATCH * (points * points.min(config.pairs as usize)) as f64,
        }
    };
    let parts = batch.checked_div(part).unwrap_or(0);
    [parts as f64 * of(part) + of(batch - parts * part), of(part)]
}

/// Work of sampling [`CLOUD`] points where an evaluation of a point takes so much, and of a part of a step of all of them.
fn sampling(task: &Task, products: f64, evaluation: f64) -> [f64; 2] {
    let setting = task.setting();
    // The evaluations of a step do not depend on the field, but for those of step control, whose tolerance has a floor.
    let mut sampler = setting.sampler.clone();
    if let SamplerConfig::Dopri5(rule) = &mut sampler {
        *rule = rule.floored(Tolerance::SINGLE);
    }
    let field: Option<Oracle<ScheduleConfig>> =
        super::Generate { schedule: setting.schedule.clone(), ..Default::default() }.oracle();
    let times = setting.grid.times(&*setting.schedule, setting.sampling.steps);
    let Some(field) = field else {
        return [0.0; 2];
    };
    let mut rng = Stream::new(0, Purpose::Sampling, 0);
    let (mut noise, mut memory) = (StreamNoise::new(&mut rng), Memory::default());
    let mut x = vec![[times.first().map_or(1.0, |t| field.coeffs(*t).sigma); 2]];
    let (mut taken, mut evaluations) = (0.0, 0.0);
    for (t, s) in times.iter().zip(times.iter().skip(1)).take(FIRST_STEPS) {
        let step = sampler.step(&field, &x, *t, *s, &mut noise, &mut memory);
        evaluations += f64::from(step.evaluations);
        (x, taken) = (step.next, taken + 1.0);
    }
    let evaluations = evaluations / f64::max(taken, 1.0);
    let cloud = f64::from(setting.sampling.steps) * evaluations * CLOUD as f64 * evaluation;
    let together = points_at_once(products as usize).min(LARGEST_CLOUD) as f64;
    [cloud, together * evaluation * evaluations / f64::from(setting.sampler.parts())]
}

/// How many points are sampled together through a network with so many products. Larger clouds are sampled in parts.
pub fn points_at_once(products: usize) -> usize {
    ((EVALUATION / (2.0 * products.max(1) as f64)) as usize).max(PANEL)
}
