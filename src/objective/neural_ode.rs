use super::{
    Effort, Fit, Loss, Networks, Outcome, Scope,
    loss::{Plan, part},
    ode::{self, EndGradient, FollowedField, Gradient, SolvedFlow, Solver, State},
    regression::Regression,
};
use crate::{
    math::{
        ode::{EULER, Tableau},
        points::Cloud,
        rng::{Purpose, Stream},
        series::{ObservedPaths, Spirals},
    },
    nn::{Differentiable, Trainable, embedding::Embedding},
};

crate::configured! {
    /// A neural ordinary differential equation (Chen et al., 2018): learn the velocity of spirals that are observed at irregular
    /// times, from the distance of the solution to each observation. The data and the source are not used.
    pub struct NeuralOde("neural-ode", "Neural ODE on spirals") {
        /// Observed spirals.
        paths: u32 = 32, "Spirals", "", "", 1..=256, Log;
        /// Observation times after the start.
        observations: u32 = 12, "Observations", "", "", 1..=100, Log;
        /// Standard deviation of the noise of an observation.
        noise: f64 = 0.05, "Noise", "σ", "", 0.0..=0.5, Linear;
        /// How long the spirals are followed; they turn by two radians in a time of 1.
        duration: f64 = 2.0, "Duration", "T", "", 0.5..=10.0, Log;
        /// The velocity depends on the cubes of the coordinates.
        cubic: bool = false, "Cubic", "", "", 0..=1, Linear;
        /// The Runge–Kutta rule: 1 Euler, 2 midpoint, 3 Kutta, 4 Runge–Kutta, 5 Dormand–Prince, whose steps follow from the tolerance.
        order: u32 = 4, "Order of the solver", "", "", 1..=5, Linear;
        /// Steps of the solver from one observation to the next; Dormand–Prince has its own.
        steps: u32 = 1, "Solver steps", "", "steps", 1..=20, Log;
        /// The error that Dormand–Prince may make in a step, relatively and absolutely; at least 10⁻⁶, the limit of single precision.
        tolerance: f64 = 1e-3, "Tolerance", "", "", 1e-7..=0.1, Log;
        /// Find the gradient from the adjoint equation, solved backwards, instead of through the kept steps of the solver.
        adjoint: bool = false, "Adjoint gradient", "", "", 0..=1, Linear;
        /// A residual network instead: one layer x + f(x) from each observation to the next, however long that takes.
        residual: bool = false, "Residual network", "", "", 0..=1, Linear;
    }
}

/// State and adjoint at one time of the backward solution.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    pub t: f64,
    /// The state of every path.
    pub points: Cloud,
    /// `a = ∂L/∂x` of every path. At an observation there are two moments: before and after its jump.
    pub adjoint: Cloud,
}

/// The points of all paths at some times.
pub type Track = Vec<(f64, Cloud)>;

/// The record of a forward and a backward solution.
#[derive(Clone, Debug, Default, PartialEq)]
struct Record {
    states: Track,
    evaluated: Track,
    moments: Vec<Moment>,
}

/// The solution for the paths of a series, and the backward passes of the loss by both methods.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Followed {
    /// The states at the start of every step of the solver, and at the end of the last.
    pub states: Track,
    /// The points at which the network was evaluated, in the order of evaluation.
    pub evaluated: Track,
    /// The backward solution of the adjoint equation, from the last observation to the first.
    pub moments: Vec<Moment>,
    pub loss: f64,
    /// The cost of backpropagation, and that of the adjoint method.
    pub efforts: [Effort; 2],
    /// The distance between the two gradients of the weights, relative to the length of the first.
    pub disagreement: f64,
}

impl Fit for NeuralOde {
    fn loss(&self) -> &dyn Loss {
        self
    }

    fn neural_ode(&self) -> &NeuralOde {
        self
    }
}

impl Loss for NeuralOde {
    fn gradient(&self, scope: Scope) -> Outcome {
        let Scope { regression: setting, networks: Networks { model: network, .. }, rows, .. } = scope;
        let ObservedPaths { times, positions } = self.series(setting.seed);
        let positions = positions.iter().map(|points| part(points, &rows).to_vec()).collect();
        self.descend(&ObservedPaths { times, positions }, setting.embedding, network, None)
    }

    fn plan(&self) -> Plan {
        self.solver().plan(Gradient::by(self.adjoint), 0.0, f64::from(self.observations))
    }

    fn rows(&self, _: &Regression) -> usize {
        self.paths as usize
    }
}

impl NeuralOde {
    /// The observations of the experiment with this seed, the same in every step.
    pub fn series(&self, seed: u64) -> ObservedPaths {
        let Self { noise, duration, cubic, .. } = *self;
        let (paths, observations) = (self.paths as usize, self.observations as usize);
        Spirals { paths, observations, noise, duration, cubic }.draw(&mut Stream::new(seed, Purpose::Data, 0))
    }

    /// Solves for the paths of `series` with these `weights` of `network`, and backpropagates the loss by both methods.
    /// Every state is recorded.
    pub fn follow(
        &self,
        series: &ObservedPaths,
        embedding: &dyn Embedding,
        network: &mut dyn Trainable,
        weights: &[f32],
    ) -> Followed {
        let mut walk = |adjoint: bool| {
            let mut record = Record::default();
            network.begin(weights);
            let paths = series.positions.first().map_or(0, Vec::len) as u32;
            let outcome =
                Self { adjoint, paths, ..self.clone() }.descend(series, embedding, &mut *network, Some(&mut record));
            (outcome, record, network.gradient().to_vec())
        };
        let (kept, there, gradient) = walk(false);
        let (walked, back, other) = walk(true);
        let length = |numbers: &mut dyn Iterator<Item = f32>| numbers.map(|x| f64::from(x).powi(2)).sum::<f64>().sqrt();
        let apart = length(&mut gradient.iter().zip(&other).map(|(a, b)| a - b));
        Followed {
            states: there.states,
            evaluated: there.evaluated,
            moments: back.moments,
            loss: kept.loss(),
            efforts: [kept.effort, walked.effort],
            disagreement: apart / length(&mut gradient.iter().copied()),
        }
    }

    /// The loss of every path of `series`, and their share of the gradient of the mean loss.
    /// The loss of a path is the mean over the observations of `‖x(tⱼ) − xⱼ‖²`.
    /// At an observation the adjoint jumps by `2 (x(tⱼ) − xⱼ)` over the number of observations.
    fn descend(
        &self,
        series: &ObservedPaths,
        embedding: &dyn Embedding,
        network: &mut dyn Differentiable,
        mut record: Option<&mut Record>,
    ) -> Outcome {
        let ObservedPaths { times, positions } = series;
        let (Some(start), false) = (positions.first(), times.len() < 2) else {
            return Outcome::default();
        };
        let solver = self.solver();
        let mut flow = FollowedField::new(network, embedding, &[]);
        flow.evaluated = record.is_some().then(Vec::new);
        let mut ways: Vec<SolvedFlow> = Vec::with_capacity(times.len());
        for span in times.windows(2) {
            let state = ways.last().map_or_else(|| State::new(start.clone()), |way| way.end.clone());
            // A layer of a residual network is a step of length 1.
            let to = if self.residual { span[0] + 1.0 } else { span[1] };
            ways.push(ode::solve(&mut flow, &solver, state, [span[0], to], !self.adjoint));
        }
        if let Some((record, evaluated)) = record.as_deref_mut().zip(flow.evaluated.take()) {
            record.states = states(start, times, &ways, &evaluated);
            record.evaluated = evaluated;
        }
        let mut rows = vec![0.0; start.len()];
        let (count, share) = ((times.len() - 1) as f64, 1.0 / f64::from(self.paths.max(1)));
        let mut gradient = EndGradient { points: vec![[0.0; 2]; start.len()], divergence: 0.0 };
        for (way, (found, t)) in ways.iter().zip(positions[1..].iter().zip(&times[1..])).rev() {
            let errors = way.end.points.iter().zip(found).map(|(x, y)| [x[0] - y[0], x[1] - y[1]]);
            for (row, error) in errors.enumerate() {
                rows[row] += (error[0] * error[0] + error[1] * error[1]) / count;
                (0..2).for_each(|k| gradient.points[row][k] += 2.0 * error[k] / count);
            }
            if self.adjoint {
                let mut show = |at: f64, state: &ode::Adjoint| {
                    if let Some(record) = record.as_deref_mut() {
                        let (points, adjoint) = (state.points.clone(), state.gradient.points.clone());
                        record.moments.push(Moment { t: if self.residual { *t } else { at }, points, adjoint });
                    }
                };
                gradient = ode::adjoint(&mut flow, solver.rule, way, gradient, share, &mut show).gradient;
            } else {
                gradient = ode::backward(&mut flow, solver.rule, way, gradient, share);
            }
        }
        let rows = rows.into_iter().map(|loss| loss as f32).collect();
        Outcome { rows, effort: flow.effort, ..Outcome::default() }
    }

    fn solver(&self) -> Solver {
        let Self { order, steps, tolerance, .. } = *self;
        if self.residual {
            return Solver { rule: &EULER, steps: 1, rtol: 0.0, atol: 0.0 };
        }
        Solver { rule: Tableau::of_order(order), steps, rtol: tolerance, atol: tolerance }
    }
}

/// The states at the start of every step, where the solver evaluates the network, and at every observation.
fn states(start: &Cloud, times: &[f64], ways: &[SolvedFlow], evaluated: &Track) -> Track {
    let mut states = vec![(times[0], start.clone())];
    for (way, end) in ways.iter().zip(&times[1..]) {
        for [t, _] in way.steps.iter().skip(1) {
            // The last evaluation at this time is at the state itself, also for rules whose last stage is the next step's first.
            states.extend(evaluated.iter().rfind(|(at, _)| at == t).cloned());
        }
        states.push((*end, way.end.points.clone()));
    }
    states
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        math::extremes::largest,
        nn::{Features, Weighted, embedding::Concat, init, planar::PlanarField},
        objective::ode::tests::Linear,
    };

    fn gradient(config: &NeuralOde, weights: [f64; 6]) -> (f64, Outcome, [f64; 6]) {
        let mut field = Linear::new(weights);
        let outcome = config.descend(&config.series(3), &Concat {}, &mut field, None);
        let mean = outcome.rows.iter().map(|row| f64::from(*row)).sum::<f64>() / outcome.rows.len() as f64;
        (mean, outcome, field.gradient)
    }

    #[test]
    fn gradients_agree_with_differences_and_the_adjoint_with_both() {
        let weights = [-0.2, 3.0, -2.5, 0.1, 0.3, -0.2];
        for (order, residual) in [(4, false), (5, false), (1, true)] {
            let config = NeuralOde {
                paths: 7,
                observations: 5,
                order,
                steps: 8,
                tolerance: 1e-6,
                residual,
                ..Default::default()
            };
            let (_, kept, found) = gradient(&config, weights);
            let size = largest(found.iter().map(|g| g.abs()));
            for index in 0..6 {
                let at = |h: f64| {
                    let mut moved = weights;
                    moved[index] += h;
                    gradient(&config, moved).0
                };
                let expected = (at(1e-3) - at(-1e-3)) / 2e-3;
                assert!((expected - found[index]).abs() < 1e-3 * size, "{order}, {index}: {expected} {found:?}");
            }
            if residual {
                continue;
            }
            let (_, walked, other) = gradient(&NeuralOde { adjoint: true, ..config }, weights);
            for (a, b) in found.iter().zip(other) {
                assert!((a - b).abs() < 1e-4 * size, "{order}: {a} {b}");
            }
            assert_eq!(walked.rows, kept.rows);
            assert!(10 * walked.effort.held_bytes <= kept.effort.held_bytes, "{:?} {:?}", walked.effort, kept.effort);
        }
    }

    #[test]
    fn euler_with_step_one_is_the_residual_network() {
        let units = 9;
        let weights = init(&PlanarField::sizes(units, 1), 2);
        let mut network = PlanarField::new(units, 1, weights.clone());
        let series = NeuralOde { paths: 11, ..Default::default() }.series(5);
        let solver = Solver { rule: &EULER, steps: 6, rtol: 0.0, atol: 0.0 };
        let mut flow = FollowedField::new(&mut network, &Concat {}, &[]);
        let way = ode::solve(&mut flow, &solver, State::new(series.positions[0].clone()), [0.0, 6.0], false);
        // The layers x + f(x, l), written out.
        network.begin(&weights);
        let mut x = series.positions[0].clone();
        for layer in 0..6 {
            let single: Vec<_> = x.iter().map(|x| x.map(|c| c as f32)).collect();
            let change = network.forward(&single, Features::Shared(&[layer as f32]), &[]).value;
            x.iter_mut().zip(change).for_each(|(x, f)| (0..2).for_each(|k| x[k] += f64::from(f[k])));
        }
        assert_eq!(way.end.points, x);
    }

    #[test]
    fn the_adjoint_jumps_at_observations_alone() {
        let config = NeuralOde { paths: 3, observations: 4, steps: 3, ..Default::default() };
        let series = config.series(1);
        let mut record = Record::default();
        let adjoint = NeuralOde { adjoint: true, ..config };
        adjoint.descend(&series, &Concat {}, &mut Linear::new([0.0, 4.0, -4.0, 0.0, 0.0, 0.0]), Some(&mut record));
        let moments = record.moments;
        // From each observation back to the one before there are three steps.
        assert_eq!(moments.len(), 4 * 4);
        assert!(moments.windows(2).all(|pair| pair[0].t >= pair[1].t));
        for (j, stretch) in moments.chunks(4).enumerate() {
            let observed = series.times.len() - 1 - j;
            assert!((stretch[0].t - series.times[observed]).abs() < 1e-12);
            assert!((stretch[3].t - series.times[observed - 1]).abs() < 1e-12);
            let before = if j == 0 { vec![[0.0; 2]; 3] } else { moments[4 * j - 1].adjoint.clone() };
            let found = stretch[0].points.as_flattened().iter().zip(series.positions[observed].as_flattened());
            let jumps = stretch[0].adjoint.as_flattened().iter().zip(before.as_flattened());
            for ((x, seen), (after, before)) in found.zip(jumps) {
                let (error, jump) = (x - seen, after - before);
                assert!((jump - 2.0 * error / 4.0).abs() < 1e-5, "{jump} {error}");
            }
        }
    }

    #[test]
    fn what_was_followed_is_what_the_solver_walked() {
        let units = 9;
        let weights = init(&PlanarField::sizes(units, 1), 2);
        let mut network = PlanarField::new(units, 1, weights.clone());
        for (order, stages) in [(1, 1), (2, 2), (4, 4), (5, 0)] {
            let config = NeuralOde { paths: 3, observations: 4, steps: 2, order, ..Default::default() };
            let series = config.series(1);
            let followed = config.follow(&series, &Concat {}, &mut network, &weights);
            let Followed { states, evaluated, moments, efforts, .. } = &followed;
            assert_eq!(states[0], (0.0, series.positions[0].clone()));
            assert_eq!(states.last().unwrap().0, 1.0);
            assert!(states.windows(2).all(|pair| pair[0].0 < pair[1].0), "{order}: {states:?}");
            if stages > 0 {
                assert_eq!([states.len(), evaluated.len()], [1 + 4 * 2, 4 * 2 * stages]);
                assert_eq!(efforts[0].evaluations as usize, 2 * evaluated.len());
            }
            // The backward solution passes through the states of the forward solution.
            for moment in moments {
                let (_, there) = states.iter().find(|(t, _)| (t - moment.t).abs() < 1e-9).unwrap();
                let (a, b) = (there.as_flattened(), moment.points.as_flattened());
                let error = largest(a.iter().zip(b).map(|(a, b)| (a - b).abs()));
                assert!(error < if order == 1 { 0.5 } else { 0.05 }, "{order} at {}: {error}", moment.t);
            }
            assert!(efforts[1].held_bytes < efforts[0].held_bytes, "{efforts:?}");
            assert!(followed.disagreement < if order == 1 { 1.0 } else { 0.05 }, "{order}: {}", followed.disagreement);
        }
        let layers = NeuralOde { paths: 3, observations: 4, residual: true, ..Default::default() };
        let followed = layers.follow(&layers.series(1), &Concat {}, &mut network, &weights);
        // One evaluation and one state for each layer, at the observations.
        assert_eq!([followed.states.len(), followed.evaluated.len()], [5, 4]);
    }
}
