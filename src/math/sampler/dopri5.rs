use super::{Memory, Sampler, Step, Stochastic, flow::ProbabilityFlow};
use crate::math::{
    field::Field,
    ode::{self, DORMAND_PRINCE, Solution, Tolerance},
    points::{Noise, Points},
};

crate::configured! {
    /// Dormand and Prince's pair of orders 5 and 4 on the probability-flow ODE, with step control: inside every step of the
    /// grid it takes as many steps as the tolerance needs, and rejects steps with a too large error (Dormand and Prince, 1980;
    /// control as in Hairer, Nørsett and Wanner, 1993, II.4). Where the device cannot be read in between (WebGPU in a
    /// browser) every step of the grid is one step.
    pub struct Dopri5("dopri5", "Dormand–Prince (adaptive ODE)") {
        /// The error allowed in a step, as a share of the coordinate. For a network at least 10⁻⁶, the limit of single precision.
        rtol: f64 = 1e-4, "Relative tolerance", "", "", 1e-12..=0.1, Log;
        /// The error allowed in a step where the coordinate is small. For a network at least 10⁻⁶.
        atol: f64 = 1e-5, "Absolute tolerance", "", "", 1e-14..=0.1, Log;
    }
}

impl Stochastic for Dopri5 {
    fn follows_velocity(&self) -> bool {
        true
    }

    /// The error of all points together decides the length of a step.
    fn needs_whole_cloud(&self) -> bool {
        true
    }
}

impl Dopri5 {
    /// The same rule with no tolerance below `least`.
    pub fn floored(&self, least: f64) -> Self {
        Self { rtol: self.rtol.max(least), atol: self.atol.max(least) }
    }
}

impl<P: Points> Sampler<P> for Dopri5 {
    fn step(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        s: f64,
        _: &mut dyn Noise<P>,
        memory: &mut Memory<P>,
    ) -> Step<P> {
        let Self { rtol, atol } = self.floored(P::LEAST_TOLERANCE);
        let tolerance = Tolerance { relative: rtol, absolute: atol };
        let mut flow = ProbabilityFlow(field);
        let Solution { end: next, evaluations, rejected, next_step, status, .. } =
            ode::solve(&mut flow, &DORMAND_PRINCE, &tolerance, x.clone(), [t, s], memory.step_size);
        memory.step_size = next_step;
        Step { next, evaluations, rejected, status }
    }
}
