use super::{
    Loss, Objective, Outcome, Recipe,
    cnf::flow_recipe,
    ode::{self, Flow, Solver, State, Way, Worth},
    regression::{Batches, Regression},
};
use crate::{
    math::{
        ode::{EULER, Tableau},
        points::Cloud,
        rng::{Purpose, Stream},
        series::{Series, Spirals},
    },
    nn::{Differentiable, embedding::Embedding},
};

crate::configured! {
    /// A neural ordinary differential equation (Chen et al., 2018): learn the velocity of spirals that are seen at irregular
    /// times, from how far the solver ends up from each observation. The data and the source are not used.
    pub struct NeuralOde("neural-ode", "Neural ODE on spirals") {
        /// Spirals that are seen.
        paths: u32 = 32, "Spirals", "", "", 1..=256, Log;
        /// Times at which they are seen after the start.
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
        /// The error that Dormand–Prince may make in a step, relatively and absolutely.
        tolerance: f64 = 1e-3, "Tolerance", "", "", 1e-7..=0.1, Log;
        /// Find the gradient from the adjoint equation, solved backwards, instead of through the kept steps of the solver.
        adjoint: bool = false, "Adjoint gradient", "", "", 0..=1, Linear;
        /// A residual network instead: one layer x + f(x) from each observation to the next, however long that takes.
        residual: bool = false, "Residual network", "", "", 0..=1, Linear;
    }
}

/// Where state and adjoint are on the way back.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    pub t: f64,
    /// The state of every path.
    pub points: Cloud,
    /// `a = ∂L/∂x` of every path. At an observation there are two moments: before and after its jump.
    pub adjoint: Cloud,
}

impl Objective for NeuralOde {
    fn recipe(&self) -> Recipe {
        flow_recipe()
    }

    fn loss(&self) -> Option<&dyn Loss> {
        Some(self)
    }

    fn follows_velocity(&self) -> bool {
        true
    }
}

impl Loss for NeuralOde {
    fn gradient(&self, setting: &Regression, _: &mut Batches, network: &mut dyn Differentiable, _: u64) -> Outcome {
        self.descend(&self.series(setting.seed), setting.embedding, network, &mut |_| {})
    }
}

impl NeuralOde {
    /// What is seen in the experiment with this seed, the same in every step.
    pub fn series(&self, seed: u64) -> Series {
        let Self { noise, duration, cubic, .. } = *self;
        let (paths, observations) = (self.paths as usize, self.observations as usize);
        Spirals { paths, observations, noise, duration, cubic }.draw(&mut Stream::new(seed, Purpose::Data, 0))
    }

    /// Every state of the walk back along the adjoint equation, from the last observation to the first.
    pub fn moments(&self, series: &Series, embedding: &dyn Embedding, network: &mut dyn Differentiable) -> Vec<Moment> {
        let mut moments = Vec::new();
        let adjoint = Self { adjoint: true, ..self.clone() };
        adjoint.descend(series, embedding, network, &mut |moment| moments.push(moment));
        moments
    }

    /// The mean over the observations of `‖x(tⱼ) − xⱼ‖²` for every path, and the gradient of their mean: at an observation
    /// the adjoint jumps by `2 (x(tⱼ) − xⱼ)` over the number of observations.
    fn descend(
        &self,
        series: &Series,
        embedding: &dyn Embedding,
        network: &mut dyn Differentiable,
        seen: &mut dyn FnMut(Moment),
    ) -> Outcome {
        let Series { times, positions } = series;
        let (Some(start), false) = (positions.first(), times.len() < 2) else {
            return Outcome::default();
        };
        let solver = self.solver();
        let mut flow = Flow::new(network, embedding, &[]);
        let mut ways: Vec<Way> = Vec::with_capacity(times.len());
        for span in times.windows(2) {
            let state = ways.last().map_or_else(|| State::new(start.clone()), |way| way.end.clone());
            // A layer of a residual network is a step of length 1.
            let to = if self.residual { span[0] + 1.0 } else { span[1] };
            ways.push(ode::solve(&mut flow, &solver, state, [span[0], to], !self.adjoint));
        }
        let mut rows = vec![0.0; start.len()];
        let (count, share) = ((times.len() - 1) as f64, 1.0 / start.len().max(1) as f64);
        let mut worth = Worth { points: vec![[0.0; 2]; start.len()], divergence: 0.0 };
        for (way, (found, t)) in ways.iter().zip(positions[1..].iter().zip(&times[1..])).rev() {
            let errors = way.end.points.iter().zip(found).map(|(x, y)| [x[0] - y[0], x[1] - y[1]]);
            for (row, error) in errors.enumerate() {
                rows[row] += (error[0] * error[0] + error[1] * error[1]) / count;
                (0..2).for_each(|k| worth.points[row][k] += 2.0 * error[k] / count);
            }
            if self.adjoint {
                let mut show = |at: f64, state: &ode::Adjoint| {
                    let (points, adjoint) = (state.points.clone(), state.worth.points.clone());
                    seen(Moment { t: if self.residual { *t } else { at }, points, adjoint });
                };
                worth = ode::adjoint(&mut flow, solver.rule, way, worth, share, &mut show).worth;
            } else {
                worth = ode::follow_back(&mut flow, solver.rule, way, worth, share);
            }
        }
        Outcome { rows: rows.into_iter().map(|loss| loss as f32).collect(), effort: flow.effort }
    }

    fn solver(&self) -> Solver {
        let Self { order, steps, tolerance, .. } = *self;
        if self.residual {
            return Solver { rule: &EULER, steps: 1, rtol: 0.0, atol: 0.0 };
        }
        Solver { rule: Tableau::of_order(order), steps, rtol: tolerance, atol: tolerance }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        nn::{Trainable, embedding::Concat, init, planar::PlanarField},
        objective::ode::tests::Linear,
    };

    fn gradient(config: &NeuralOde, weights: [f64; 6]) -> (f64, Outcome, [f64; 6]) {
        let mut field = Linear::new(weights);
        let outcome = config.descend(&config.series(3), &Concat {}, &mut field, &mut |_| {});
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
            let size = found.iter().fold(0.0, |size: f64, g| size.max(g.abs()));
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
        let mut flow = Flow::new(&mut network, &Concat {}, &[]);
        let way = ode::solve(&mut flow, &solver, State::new(series.positions[0].clone()), [0.0, 6.0], false);
        // The layers x + f(x, l), written out.
        network.begin(&weights);
        let mut x = series.positions[0].clone();
        for layer in 0..6 {
            let single: Vec<_> = x.iter().map(|x| x.map(|c| c as f32)).collect();
            let change = network.forward(&single, &[layer as f32], &[]).value;
            x.iter_mut().zip(change).for_each(|(x, f)| (0..2).for_each(|k| x[k] += f64::from(f[k])));
        }
        assert_eq!(way.end.points, x);
    }

    #[test]
    fn the_adjoint_jumps_at_observations_alone() {
        let config = NeuralOde { paths: 3, observations: 4, steps: 3, ..Default::default() };
        let series = config.series(1);
        let moments = config.moments(&series, &Concat {}, &mut Linear::new([0.0, 4.0, -4.0, 0.0, 0.0, 0.0]));
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
}
