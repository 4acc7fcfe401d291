use super::{FollowedField, Solver, moved};
use crate::{
    math::{
        ode::{self, Controlled, Equation, Solution, Status, Tolerance},
        points::Cloud,
    },
    nn::Jet,
};

/// Points on their trajectories.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    pub points: Cloud,
    /// `∫ ∇·u dt` along the trajectory so far, `[n]`; zeros where no divergence is wanted.
    /// The density has changed by the factor `e^{−∫}`.
    pub divergence: Vec<f64>,
}

impl State {
    /// Points at the start of their trajectories.
    pub fn new(points: Cloud) -> Self {
        let divergence = vec![0.0; points.len()];
        Self { points, divergence }
    }

    fn is_finite(&self) -> bool {
        self.points.as_flattened().iter().chain(&self.divergence).all(|x| x.is_finite())
    }
}

/// A solution of the flow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SolvedFlow {
    /// The start time and the length of every accepted step; lengths are negative backwards.
    pub steps: Vec<[f64; 2]>,
    pub end: State,
    pub status: Status,
}

/// Solves the flow from `start` at the time `from` to the time `to`.
/// With `kept`, the calls of all accepted steps stay on the network's stack, for [`super::backward`].
pub fn solve(flow: &mut FollowedField, solver: &Solver, start: State, [from, to]: [f64; 2], kept: bool) -> SolvedFlow {
    let mut equation = FlowEquation { flow, solver, kept };
    if solver.rule.is_adaptive() {
        let tolerance = solver.tolerance();
        let Solution { end, steps, rejected, status, .. } =
            ode::solve(&mut equation, solver.rule, &tolerance, start, [from, to], None);
        flow.effort.rejected += rejected;
        flow.effort.status = flow.effort.status.max(status);
        return SolvedFlow { steps, end, status };
    }
    let h = (to - from) / f64::from(solver.steps);
    let steps: Vec<_> = (0..solver.steps).map(|step| [from + f64::from(step) * h, h]).collect();
    let end = steps
        .iter()
        .fold(start, |state, [t, h]| ode::step(&mut equation, solver.rule, &state, *h, |node| t + node * h));
    let status = if end.is_finite() { Status::Success } else { Status::NotFinite };
    SolvedFlow { steps, end, status }
}

/// The equation of the points and the integral of their divergence.
struct FlowEquation<'w, 'a> {
    flow: &'w mut FollowedField<'a>,
    solver: &'w Solver,
    kept: bool,
}

impl Equation for FlowEquation<'_, '_> {
    type State = State;
    type Slope = Jet;

    fn slope(&mut self, x: &State, terms: &[(f64, &Jet)], t: f64, stage: usize) -> Jet {
        let points = moved(&x.points, terms.iter().map(|(factor, slope)| (*factor, &slope.value)));
        let jet = self.flow.evaluate(&points, t, self.solver.rule.counts(stage));
        if !self.kept {
            self.flow.forget(1);
        }
        jet
    }

    fn moved(&self, x: &State, terms: &[(f64, &Jet)]) -> State {
        let points = moved(&x.points, terms.iter().map(|(factor, slope)| (*factor, &slope.value)));
        let mut divergence = x.divergence.clone();
        for (factor, slope) in terms {
            divergence.iter_mut().zip(&slope.trace).for_each(|(sum, trace)| *sum += factor * f64::from(*trace));
        }
        State { points, divergence }
    }
}

impl Controlled for FlowEquation<'_, '_> {
    fn size(&self, terms: &[(f64, &Jet)], a: &State, b: &State, tolerance: &Tolerance) -> Option<f64> {
        let nothing = State { points: vec![[0.0; 2]; a.points.len()], divergence: vec![0.0; a.divergence.len()] };
        Some(self.root_mean_square(&self.moved(&nothing, terms), [a, b], tolerance))
    }

    fn size_of_state(&self, x: &State, tolerance: &Tolerance) -> Option<f64> {
        Some(self.root_mean_square(x, [x, x], tolerance))
    }

    fn discard(&mut self, last: usize) {
        if self.kept {
            self.flow.forget(last);
        }
    }
}

impl FlowEquation<'_, '_> {
    /// The root mean square of `state/(atol + rtol · max(|a|, |b|))` over all numbers.
    fn root_mean_square(&self, state: &State, [a, b]: [&State; 2], tolerance: &Tolerance) -> f64 {
        let Tolerance { relative, absolute } = *tolerance;
        let share = |x: f64, a: f64, b: f64| (x / (absolute + relative * a.abs().max(b.abs()))).powi(2);
        let flat = |state: &State| -> Vec<f64> {
            let divergence = if self.flow.is_traced() { &state.divergence[..] } else { &[] };
            state.points.as_flattened().iter().chain(divergence).copied().collect()
        };
        let (x, a, b) = (flat(state), flat(a), flat(b));
        let sum: f64 = x.iter().zip(a.iter().zip(&b)).map(|(x, (a, b))| share(*x, *a, *b)).sum();
        (sum / x.len().max(1) as f64).sqrt()
    }
}
