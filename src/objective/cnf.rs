use super::{
    Loss, Networks, Objective, Outcome, Recipe, Scope,
    loss::{Plan, part},
    ode::{self, EndGradient, FollowedField, Gradient, Solver, State},
    regression::Drawn,
};
use crate::{
    math::{
        gaussian,
        ode::Tableau,
        rng::{Purpose, Stream},
        sampler::{Rk4, SamplerConfig},
    },
    nn::{Probe, axes},
};

crate::configured! {
    /// A continuous normalizing flow by maximum likelihood (Chen et al., 2018; FFJORD of Grathwohl et al., 2019): the network's
    /// own velocity carries the data to the noise, and training raises the density that it gives the data. Along a trajectory
    /// d log p/dt = −tr ∂u/∂x.
    pub struct Cnf("cnf", "Continuous flow by likelihood (CNF)") {
        /// The Runge–Kutta rule in training: 1 Euler, 2 midpoint, 3 Kutta, 4 Runge–Kutta, 5 Dormand–Prince, whose steps follow from the tolerances.
        order: u32 = 2, "Order of the solver", "", "", 1..=5, Linear;
        /// Steps of the solver from data to noise; Dormand–Prince has its own.
        steps: u32 = 6, "Solver steps", "", "steps", 1..=100, Log;
        /// The error that Dormand–Prince may make in a step, as a share of the number; at least 10⁻⁶, the limit of single precision.
        rtol: f64 = 1e-3, "Relative tolerance", "", "", 1e-7..=0.1, Log;
        /// The error that Dormand–Prince may make in a step where the number is small; at least 10⁻⁶.
        atol: f64 = 1e-3, "Absolute tolerance", "", "", 1e-7..=0.1, Log;
        /// Estimate the divergence along one random direction for each point (Hutchinson, 1990) instead of finding it exactly.
        estimated: bool = false, "Estimated divergence", "", "", 0..=1, Linear;
        /// Random directions with normal coordinates instead of signs.
        gaussian: bool = false, "Gaussian directions", "", "", 0..=1, Linear;
        /// Find the gradient from the adjoint equation, solved backwards, instead of through the kept steps of the solver.
        adjoint: bool = false, "Adjoint gradient", "", "", 0..=1, Linear;
    }
}

impl Objective for Cnf {
    fn recipe(&self) -> Recipe {
        flow_recipe()
    }

    fn loss(&self) -> Option<&dyn Loss> {
        Some(self)
    }

    fn follows_velocity(&self) -> bool {
        true
    }

    fn needs_normal_source(&self) -> bool {
        true
    }

    fn has_pairs(&self) -> bool {
        false
    }
}

/// The recipe of the objectives that follow the network's own velocity; their loss needs no pairs, weights or times.
pub(super) fn flow_recipe() -> Recipe {
    Recipe { sampler: SamplerConfig::Rk4(Rk4::default()), ..Recipe::default() }
}

/// How the likelihood is computed and backpropagated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likelihood {
    pub solver: Solver,
    /// The distribution of the directions that estimate the divergence; `None` computes it exactly.
    pub probe: Option<Probe>,
    pub gradient: Gradient,
}

impl Cnf {
    fn likelihood(&self) -> Likelihood {
        let probe = if self.gaussian { Probe::Gaussian } else { Probe::Rademacher };
        let gradient = Gradient::by(self.adjoint);
        let Self { steps, rtol, atol, .. } = *self;
        Likelihood {
            solver: Solver { rule: Tableau::of_order(self.order), steps, rtol, atol },
            probe: self.estimated.then_some(probe),
            gradient,
        }
    }
}

impl Loss for Cnf {
    fn gradient(&self, scope: Scope) -> Outcome {
        self.likelihood().gradient(scope)
    }

    fn plan(&self) -> Plan {
        self.likelihood().plan()
    }
}

impl Likelihood {
    /// The planned work for each point.
    pub fn plan(&self) -> Plan {
        self.solver.plan(self.gradient, if self.probe.is_some() { 1.0 } else { 2.0 }, 1.0)
    }

    /// The negative log-likelihood of fresh data, and the gradient of its mean.
    /// `−log p(x) = −log N(x₁; 0, I) − ∫₀¹ ∇·u dt`, where x₁ is the end of the trajectory that starts at x.
    pub fn gradient(&self, scope: Scope) -> Outcome {
        let Scope { regression: setting, batches, networks: Networks { model: network, .. }, step, rows, .. } = scope;
        let Drawn { data, classes, .. } = batches.draw_data_and_times(setting, step);
        let (count, told) = (data.len(), setting.told(part(classes, &rows)));
        let mut rng = Stream::new(setting.seed, Purpose::Direction, step);
        let directions = match self.probe {
            None => axes(count),
            Some(probe) => vec![probe.draw(count, 1.0, &mut rng)],
        };
        let directions: Vec<_> = directions.iter().map(|vectors| part(vectors, &rows).to_vec()).collect();
        let (data, share) = (part(data, &rows).to_vec(), 1.0 / count.max(1) as f64);
        let mut flow = FollowedField::new(network, setting.embedding, &directions).told(told.features());
        let kept = self.gradient == Gradient::Backpropagation;
        let way = ode::solve(&mut flow, &self.solver, State::new(data), [0.0, 1.0], kept);
        let gradient = EndGradient { points: way.end.points.clone(), divergence: -1.0 };
        match self.gradient {
            Gradient::Backpropagation => {
                ode::backward(&mut flow, self.solver.rule, &way, gradient, share);
            }
            Gradient::Adjoint => {
                ode::adjoint(&mut flow, self.solver.rule, &way, gradient, share, &mut |_, _| {});
            }
        }
        let ends = way.end.points.iter().zip(&way.end.divergence);
        let rows = ends.map(|(x, divergence)| (-gaussian::plane_log_density(*x) - divergence) as f32).collect();
        Outcome { rows, effort: flow.effort, ..Outcome::default() }
    }
}
