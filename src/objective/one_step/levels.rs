//! The loss of a consistency function: points of one trajectory at neighbouring levels of noise must be mapped to one data point.

use crate::{
    math::{
        parametrization::{Boundary, ParametrizationConfig, invert},
        sampler::{Renoise, SamplerConfig},
        schedule::{Edm, ScheduleConfig},
        timing::TimingConfig,
    },
    nn::{Differentiable, Features, Pull, Vectors},
    objective::{Effort, Networks, Outcome, Recipe, regression::Regression},
};

/// A point, its time and the class that the network is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub x: [f64; 2],
    pub t: f64,
    pub class: Option<u32>,
}

/// A row of training: a point, and the point of its trajectory at the level below.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rung {
    pub above: Place,
    pub below: Place,
    pub weight: f64,
}

/// A distance of two data points, by its square: the loss, and its derivative by that square.
pub(super) type Metric = dyn Fn(f64) -> [f64; 2];

/// The level of the time `t` among `count`, and the times of that level and of the one above.
pub(super) fn neighbours(t: f64, count: u32) -> [f64; 2] {
    let below = (t * f64::from(count)).floor().clamp(0.0, f64::from(count.saturating_sub(1)));
    [below, below + 1.0].map(|level| level / f64::from(count.max(1)))
}

/// EDM's levels with less noise at both ends, as fits data of about unit spread.
pub(super) fn recipe(timing: TimingConfig) -> Recipe {
    let least = 0.02;
    Recipe {
        schedule: ScheduleConfig::Edm(Edm { sigma_min: least, sigma_max: 10.0, ..Edm::default() }),
        parametrization: ParametrizationConfig::Boundary(Boundary { sigma_data: 1.0, sigma_min: least }),
        timing,
        sampler: SamplerConfig::Renoise(Renoise {}),
        ..Recipe::default()
    }
}

/// The inputs of the network, and how a data point is read from its prediction: `[of x, of prediction]`.
struct Read {
    x: Vectors,
    features: Vec<f32>,
    width: usize,
    data: Vec<[f64; 2]>,
}

impl Read {
    fn new(setting: &Regression, places: impl Iterator<Item = Place>) -> Self {
        let mut read = Self { x: Vec::new(), features: Vec::new(), width: setting.num_features(), data: Vec::new() };
        for Place { x, t, class } in places {
            let coeffs = setting.schedule.at(t);
            setting.append_features(t, class, &mut read.features);
            read.x.push(x.map(|x| (coeffs.input_scale() * x) as f32));
            read.data.push(invert(setting.parametrization, &coeffs).data);
        }
        read
    }

    /// The predictions; the call stays for a backward pass.
    fn forward(&self, network: &mut dyn Differentiable) -> Vectors {
        let told = Features::PerRow { values: &self.features, width: self.width };
        network.forward(&self.x, told, &[]).value
    }
}

fn data_point([of_x, of_prediction]: [f64; 2], x: [f64; 2], predicted: [f32; 2]) -> [f64; 2] {
    [0, 1].map(|k| of_x * x[k] + of_prediction * f64::from(predicted[k]))
}

/// Adds the gradient of the mean of `weight · metric(‖f(above) − f(below)‖²)`; each row has this `share` in the mean.
/// The second point is the target: of the averaged network where there is one, without a gradient. At the end of the path, `t = 0`, it is
/// the point itself.
pub(super) fn learn(setting: &Regression, networks: Networks, rungs: &[Rung], share: f64, metric: &Metric) -> Outcome {
    let Networks { model, mut target, .. } = networks;
    let below = Read::new(setting, rungs.iter().map(|rung| rung.below));
    let teacher = match target {
        Some(ref mut target) => &mut **target,
        None => &mut *model,
    };
    let predicted = below.forward(teacher);
    teacher.forget();
    let goal = |((rung, map), predicted): ((&Rung, &[f64; 2]), &[f32; 2])| {
        let Place { x, t, .. } = rung.below;
        if t == 0.0 { x.map(|x| x / setting.schedule.at(t).alpha) } else { data_point(*map, x, *predicted) }
    };
    let goals: Vec<[f64; 2]> = rungs.iter().zip(&below.data).zip(&predicted).map(goal).collect();
    let above = Read::new(setting, rungs.iter().map(|rung| rung.above));
    let predicted = above.forward(model);
    let held_bytes = model.held_bytes();
    let (mut losses, mut pulls) = (Vec::new(), Vec::new());
    for ((rung, goal), (map, predicted)) in rungs.iter().zip(&goals).zip(above.data.iter().zip(&predicted)) {
        let found = data_point(*map, rung.above.x, *predicted);
        let error = [0, 1].map(|k| found[k] - goal[k]);
        let [loss, slope] = metric(error[0] * error[0] + error[1] * error[1]);
        losses.push((rung.weight * loss) as f32);
        pulls.push(error.map(|error| (2.0 * share * rung.weight * slope * map[1] * error) as f32));
    }
    model.backward(Pull { value: &pulls, trace: &[], share: 1.0 });
    Outcome { rows: losses, effort: Effort { evaluations: 2, held_bytes, ..Effort::default() }, ..Outcome::default() }
}
