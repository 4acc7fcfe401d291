use super::{
    Likelihood, Loss, Objective, Outcome, Recipe, Scope,
    cnf::flow_recipe,
    loss::Plan,
    ode::{Gradient, Solver},
};
use crate::{math::ode::Tableau, nn::Architecture};

crate::configured! {
    /// A continuous normalizing flow of planar units (Chen et al., 2018, section 4) by maximum likelihood. It trains a field of its
    /// own, Σ σ(t) u tanh(wᵀx + b), instead of the network: every unit pushes along one direction, and its gate says when.
    pub struct PlanarCnf("planar-cnf", "Planar continuous flow (CNF)") {
        /// Units of the field.
        units: u32 = 64, "Units", "M", "units", 1..=256, Log;
        /// The Runge–Kutta rule in training: 1 Euler, 2 midpoint, 3 Kutta, 4 Runge–Kutta, 5 Dormand–Prince, whose steps follow from the tolerances.
        order: u32 = 4, "Order of the solver", "", "", 1..=5, Linear;
        /// Steps of the solver from data to noise; Dormand–Prince has its own.
        steps: u32 = 8, "Solver steps", "", "steps", 1..=100, Log;
        /// The error that Dormand–Prince may make in a step, relatively and absolutely; at least 10⁻⁶, the limit of single precision.
        tolerance: f64 = 1e-3, "Tolerance", "", "", 1e-7..=0.1, Log;
        /// Find the gradient from the adjoint equation, solved backwards, instead of through the kept steps of the solver.
        adjoint: bool = false, "Adjoint gradient", "", "", 0..=1, Linear;
    }
}

impl Objective for PlanarCnf {
    fn recipe(&self) -> Recipe {
        flow_recipe()
    }

    fn loss(&self) -> Option<&dyn Loss> {
        Some(self)
    }

    fn architecture(&self) -> Architecture {
        Architecture::PlanarField { units: self.units as usize }
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

impl PlanarCnf {
    fn likelihood(&self) -> Likelihood {
        let Self { order, steps, tolerance, .. } = *self;
        let solver = Solver { rule: Tableau::of_order(order), steps, rtol: tolerance, atol: tolerance };
        let gradient = Gradient::by(self.adjoint);
        Likelihood { solver, probe: None, gradient }
    }
}

impl Loss for PlanarCnf {
    fn gradient(&self, scope: Scope) -> Outcome {
        self.likelihood().gradient(scope)
    }

    fn plan(&self) -> Plan {
        self.likelihood().plan()
    }
}
