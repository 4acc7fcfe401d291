//! The exact likelihood of points that follow a velocity field.
//!
//! Along a trajectory of `ẋ = v(x, t)` the log density changes by `d log p_t(x)/dt = −∇·v(x, t)` (Chen et al., 2018,
//! theorem 1). From the data at `t` to the noise at 1 this gives `log p_t(x) = log p_1(x(1)) + ∫_t^1 ∇·v dt` (Song et al., 2021,
//! eq. 39). The integral is part of the points' state, so that every rule that solves the flow solves it as well.

use super::{
    dataset::LogDensity,
    field::{Field, Flow},
    ode::Status,
    points::{Cloud, Noise, Points, Scalars},
    sampler::{Memory, Rk4, Sampler},
    schedule::{Coeffs, Schedule},
};

/// A cloud, and the decrease of every point's log density along its trajectory: `∫ ∇·v dt`.
#[derive(Clone, Debug)]
pub struct Augmented<P: Points> {
    pub points: P,
    pub loss: P::Scalars,
}

impl<P: Points> Points for Augmented<P> {
    type Scalars = P::Scalars;

    const LEAST_TOLERANCE: f64 = P::LEAST_TOLERANCE;

    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        let points: Vec<_> = rest.iter().map(|(c, cloud)| (*c, &cloud.points)).collect();
        let losses: Vec<_> = rest.iter().map(|(c, cloud)| (*c, &cloud.loss)).collect();
        Self { points: P::lincomb((c, &first.points), &points), loss: P::Scalars::lincomb((c, &first.loss), &losses) }
    }

    fn dimension(&self) -> usize {
        self.points.dimension()
    }

    /// The dot product of the points alone.
    fn dot(a: &Self, b: &Self) -> Self::Scalars {
        P::dot(&a.points, &b.points)
    }

    /// The integral goes with its point.
    fn onto(a: &Self, b: &Self) -> Self {
        Self { points: P::onto(&a.points, &b.points), loss: b.loss.clone() }
    }

    /// The integral is chosen together with its point.
    fn choose(when: &Self::Scalars, yes: &Self, no: &Self) -> Self {
        Self { points: P::choose(when, &yes.points, &no.points), loss: P::Scalars::choose(when, &yes.loss, &no.loss) }
    }

    /// Over the coordinates and the log density together.
    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64> {
        let points = P::error_norm(&error.points, &a.points, &b.points, absolute, relative)?;
        let loss = P::Scalars::error_norm(&error.loss, &a.loss, &b.loss, absolute, relative)?;
        Some(points.hypot(loss) / std::f64::consts::SQRT_2)
    }
}

/// The flow of points and their log densities together.
struct Continuity<'a, F>(&'a F);

impl<P: Points, F: Flow<P>> Field<Augmented<P>> for Continuity<'_, F> {
    fn schedule(&self) -> &dyn Schedule {
        self.0.schedule()
    }

    fn velocity(&self, x: &Augmented<P>, t: f64) -> Augmented<P> {
        let (points, loss) = self.0.velocity_with_divergence(&x.points, t);
        Augmented { points, loss }
    }

    /// The value that makes `α̇ x̂ + σ̇ (x − α x̂)/σ` the velocity, for the log density as for the points.
    /// So the rules that step from denoised points solve for both.
    fn denoised(&self, x: &Augmented<P>, t: f64) -> Augmented<P> {
        let t = self.0.nearest(t);
        let Coeffs { alpha, sigma, d_alpha, d_sigma } = self.coeffs(t);
        let growth = d_sigma / sigma;
        let scale = 1.0 / (d_alpha - alpha * growth);
        Augmented::lincomb((scale, &self.velocity(x, t)), &[(-scale * growth, x)])
    }
}

/// No noise, for rules without noise.
struct Still;

impl<P: Points> Noise<P> for Still {
    fn normal_like(&mut self, like: &P) -> P {
        P::lincomb((0.0, like), &[])
    }

    fn exponential_like(&mut self, like: &P) -> P::Scalars {
        let nothing = self.normal_like(like);
        P::dot(&nothing, &nothing)
    }
}

/// Points on their trajectories from data to noise.
#[derive(Clone, Debug)]
pub struct Ascent<P: Points> {
    pub cloud: Augmented<P>,
    memory: Memory<Augmented<P>>,
    /// How often the field was evaluated.
    pub evaluations: u32,
    /// How many steps an adaptive rule rejected.
    pub rejected: u32,
    /// The worst status of an adaptive rule so far.
    pub status: Status,
}

impl<P: Points> Ascent<P> {
    pub fn new(points: P) -> Self {
        let nothing = P::lincomb((0.0, &points), &[]);
        let loss = P::dot(&nothing, &nothing);
        Self {
            cloud: Augmented { points, loss },
            memory: Memory::default(),
            evaluations: 0,
            rejected: 0,
            status: Status::Success,
        }
    }

    /// A step from the time `t` to a later time `s`, by a rule that is not stochastic.
    pub fn step(&mut self, flow: &impl Flow<P>, rule: &dyn Sampler<Augmented<P>>, t: f64, s: f64) {
        let step = rule.step(&Continuity(flow), &self.cloud, t, s, &mut Still, &mut self.memory);
        self.cloud = step.next;
        self.evaluations += step.evaluations;
        self.rejected += step.rejected;
        self.status = self.status.max(step.status);
    }
}

/// The times `t = t₀ < … < t_steps = 1`, evenly spaced; the ends are moved to where the flow has no pole.
pub fn times<P: Points>(flow: &impl Flow<P>, t: f64, steps: u32) -> Vec<f64> {
    let [from, to] = [t, 1.0].map(|t| flow.nearest(t));
    let n = steps.max(1);
    (0..=n).map(|i| from + (to - from) * f64::from(i) / f64::from(n)).collect()
}

/// The log densities of `points` at the time 0, found with so many steps of Runge and Kutta from there to the noise, whose own
/// log density is `noise`.
pub fn log_densities(flow: &impl Flow<Cloud>, points: Cloud, steps: u32, noise: impl Fn([f64; 2]) -> f64) -> Vec<f64> {
    let (mut ascent, rule) = (Ascent::new(points), Rk4 { three_eighths: false });
    times(flow, 0.0, steps).windows(2).for_each(|pair| ascent.step(flow, &rule, pair[0], pair[1]));
    let Augmented { points, loss } = ascent.cloud;
    points.into_iter().zip(loss).map(|(x, loss)| noise(x) + loss).collect()
}

/// The mass in a square with this `side` of a density that is known in the middle of each of its equal cells.
pub fn mass(log_densities: &[f64], side: f64) -> f64 {
    let sum: f64 = log_densities.iter().map(|log_density| log_density.exp()).sum();
    side * side * sum / log_densities.len() as f64
}

/// The log density of `scale` times a point of this density: `log p(x/c) − 2 ln c` in the plane.
pub fn scaled(log_density: LogDensity, scale: f64) -> LogDensity {
    Box::new(move |x| log_density(x.map(|c| c / scale)) - 2.0 * scale.ln())
}

#[cfg(test)]
mod tests;
