use super::{Flow, Solver, moved};
use crate::{
    math::{ode, points::Cloud},
    nn::Jet,
};

/// Points on their way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    pub points: Cloud,
    /// `∫ ∇·u dt` along the way so far, `[n]`: the density has changed by the factor `e^{−∫}`. Zeros where nobody asks.
    pub divergence: Vec<f64>,
}

impl State {
    /// Points that set out.
    pub fn new(points: Cloud) -> Self {
        let divergence = vec![0.0; points.len()];
        Self { points, divergence }
    }
}

/// A way that was walked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Way {
    /// When every step that was taken began, and its length, negative backwards.
    pub steps: Vec<[f64; 2]>,
    pub end: State,
}

/// Walks from `start` at `from` to `to`. With `kept`, the calls of all steps that were taken stay on the network's stack,
/// for [`super::follow_back`].
pub fn solve(flow: &mut Flow, solver: &Solver, start: State, [from, to]: [f64; 2], kept: bool) -> Way {
    if solver.rule.is_adaptive() {
        return adaptive(flow, solver, start, [from, to], kept);
    }
    let h = (to - from) / f64::from(solver.steps);
    let mut way = Way { steps: Vec::with_capacity(solver.steps as usize), end: start };
    for step in 0..solver.steps {
        let t = from + f64::from(step) * h;
        let mut slopes = Vec::with_capacity(solver.rule.stages.len());
        stages(flow, solver, &way.end, [t, h], kept, &mut slopes);
        way.end = advanced(solver.rule.weights, &way.end, h, &slopes);
        way.steps.push([t, h]);
    }
    way
}

/// Asks the stages that are not among the `slopes` yet.
fn stages(flow: &mut Flow, solver: &Solver, state: &State, [t, h]: [f64; 2], kept: bool, slopes: &mut Vec<Jet>) {
    let rule = solver.rule;
    for stage in slopes.len()..rule.stages.len() {
        let terms = rule.stages[stage].iter().zip(&*slopes).map(|(weight, slope)| (h * weight, &slope.value));
        let points = moved(&state.points, terms);
        let counts = rule.weights[stage] != 0.0 || rule.error.get(stage).is_some_and(|weight| *weight != 0.0);
        slopes.push(flow.ask(&points, t + rule.nodes[stage] * h, counts));
        if !kept {
            flow.forget(1);
        }
    }
}

/// The state after a step of length `h` with these `weights` of the slopes.
fn advanced(weights: &[f64], state: &State, h: f64, slopes: &[Jet]) -> State {
    let terms = || weights.iter().zip(slopes).map(|(weight, slope)| (h * weight, slope));
    let points = moved(&state.points, terms().map(|(factor, slope)| (factor, &slope.value)));
    let mut divergence = state.divergence.clone();
    for (factor, slope) in terms().filter(|(factor, _)| *factor != 0.0) {
        divergence.iter_mut().zip(&slope.trace).for_each(|(sum, trace)| *sum += factor * f64::from(*trace));
    }
    State { points, divergence }
}

/// Walks with steps as long as the tolerances allow.
fn adaptive(flow: &mut Flow, solver: &Solver, start: State, [from, to]: [f64; 2], kept: bool) -> Way {
    let (direction, mut now) = ((to - from).signum(), from);
    let mut way = Way { steps: Vec::new(), end: start };
    let mut slopes = Vec::with_capacity(solver.rule.stages.len());
    slopes.push(flow.ask(&way.end.points, from, true));
    if !kept {
        flow.forget(1);
    }
    let mut size = first_step(flow, solver, &way.end, [from, to], &slopes[0]);
    let mut taken_back = false;
    for tried in 0..=ode::MAX_STEPS {
        let left = (to - now).abs();
        let is_last = size >= left || tried == ode::MAX_STEPS;
        let h = direction * if is_last { left } else { size };
        stages(flow, solver, &way.end, [now, h], kept, &mut slopes);
        let next = advanced(solver.rule.weights, &way.end, h, &slopes);
        let nothing = State { points: vec![[0.0; 2]; next.points.len()], divergence: vec![0.0; next.divergence.len()] };
        let error = advanced(solver.rule.error, &nothing, h, &slopes);
        let error = size_of(&error, [&way.end, &next], solver, flow.is_traced());
        if error >= 1.0 && tried < ode::MAX_STEPS {
            size = h.abs() * ode::shrinkage(error);
            flow.effort.rejected += 1;
            taken_back = true;
            if kept {
                flow.forget(slopes.len() - 1);
            }
            slopes.truncate(1);
            continue;
        }
        way.end = next;
        way.steps.push([now, h]);
        // No number at all: a field that has diverged is not mended by small steps.
        if is_last || !error.is_finite() {
            break;
        }
        size = h.abs() * ode::growth(error, taken_back);
        taken_back = false;
        now += h;
        // The last stage was asked where the next step begins.
        slopes.drain(..slopes.len() - 1);
    }
    if kept {
        flow.forget(1);
    }
    way
}

fn first_step(flow: &mut Flow, solver: &Solver, start: &State, [from, to]: [f64; 2], slope: &Jet) -> f64 {
    let (direction, span) = ((to - from).signum(), (to - from).abs());
    let traced = flow.is_traced();
    let size = |state: &State| size_of(state, [start, start], solver, traced);
    let nothing = State { points: vec![[0.0; 2]; start.points.len()], divergence: vec![0.0; start.divergence.len()] };
    let whole = |slope: &Jet| advanced(&[1.0], &nothing, 1.0, std::slice::from_ref(slope));
    let now = whole(slope);
    let speed = size(&now);
    let guess = ode::first_guess(size(start), speed, span);
    let ahead = advanced(&[1.0], start, direction * guess, std::slice::from_ref(slope));
    let mut later = whole(&flow.ask(&ahead.points, from + direction * guess, true));
    flow.forget(1);
    for (later, now) in later.points.iter_mut().zip(&now.points) {
        (0..2).for_each(|k| later[k] -= now[k]);
    }
    later.divergence.iter_mut().zip(&now.divergence).for_each(|(later, now)| *later -= now);
    ode::first_step(guess, speed, size(&later) / guess, span)
}

/// The root mean square of `state/(atol + rtol · max(|a|, |b|))` over all numbers.
fn size_of(state: &State, [a, b]: [&State; 2], solver: &Solver, traced: bool) -> f64 {
    let share = |x: f64, a: f64, b: f64| (x / (solver.atol + solver.rtol * a.abs().max(b.abs()))).powi(2);
    let flat = |state: &State| -> Vec<f64> {
        let divergence = if traced { &state.divergence[..] } else { &[] };
        state.points.as_flattened().iter().chain(divergence).copied().collect()
    };
    let (x, a, b) = (flat(state), flat(a), flat(b));
    let sum: f64 = x.iter().zip(a.iter().zip(&b)).map(|(x, (a, b))| share(*x, *a, *b)).sum();
    (sum / x.len().max(1) as f64).sqrt()
}
