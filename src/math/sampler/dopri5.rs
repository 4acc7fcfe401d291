use super::{Memory, Sampler, Step, Stochastic};
use crate::math::{
    oracle::Field,
    points::{Noise, Points},
};

crate::configured! {
    /// Dormand and Prince's pair of orders 5 and 4 on the probability-flow ODE, with step control: inside every step of the
    /// grid it takes as many steps of its own as the tolerance needs, and takes back those that err too much (Dormand and
    /// Prince, 1980; control as in Hairer, Nørsett and Wanner, 1993, II.4). Where the device cannot be read in
    /// between (WebGPU in a browser) every step of the grid is one step.
    pub struct Dopri5("dopri5", "Dormand–Prince (adaptive ODE)") {
        /// The error allowed in a step, as a share of the coordinate.
        rtol: f64 = 1e-4, "Relative tolerance", "", "", 1e-12..=0.1, Log;
        /// The error allowed in a step where the coordinate is small.
        atol: f64 = 1e-5, "Absolute tolerance", "", "", 1e-14..=0.1, Log;
    }
}

impl Stochastic for Dopri5 {
    fn follows_velocity(&self) -> bool {
        true
    }
}

/// The tableau: nodes, and the weights of the earlier stages at each. The last row is also the result of order 5.
const NODES: [f64; 6] = [1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0, 1.0];
const STAGES: [&[f64]; 6] = [
    &[1.0 / 5.0],
    &[3.0 / 40.0, 9.0 / 40.0],
    &[44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0],
    &[19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0],
    &[9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0],
    &[35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0],
];
/// What the result of order 5 has more than that of order 4.
const ERROR: [f64; 7] =
    [71.0 / 57600.0, 0.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339200.0, 22.0 / 525.0, -1.0 / 40.0];

/// How the next step follows from the error of the last: a little cautious, and never by more than these factors.
const SAFETY: f64 = 0.9;
const MOST: f64 = 10.0;
const LEAST: f64 = 0.2;
/// One over the order of the error estimate and one more.
const EXPONENT: f64 = -0.2;
/// More steps than this inside one step of the grid mean that the field is no smooth function; the rest is then walked in
/// one step, whatever its error.
const MAX_STEPS: u32 = 1000;

impl Dopri5 {
    fn norm<P: Points>(&self, error: &P, a: &P, b: &P) -> Option<f64> {
        P::error_norm(error, a, b, self.atol, self.rtol)
    }

    /// A first step, from the sizes of the position, the velocity and its change (Hairer and others, II.4).
    fn first_step<P: Points>(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        direction: f64,
        span: f64,
        velocity: &P,
    ) -> Option<f64> {
        let (position, speed) = (self.norm(x, x, x)?, self.norm(velocity, x, x)?);
        let guess = if position < 1e-5 || speed < 1e-5 { 1e-6 } else { 0.01 * position / speed };
        let guess = guess.min(span);
        let ahead = P::lincomb((1.0, x), &[(direction * guess, velocity)]);
        let later = field.velocity(&ahead, t + direction * guess);
        let bend = self.norm(&P::lincomb((1.0, &later), &[(-1.0, velocity)]), x, x)? / guess;
        let largest = speed.max(bend);
        let second = if largest <= 1e-15 { (1e-3 * guess).max(1e-6) } else { (0.01 / largest).powf(0.2) };
        Some((100.0 * guess).min(second).min(span))
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
        let (direction, mut now, mut x) = ((s - t).signum(), t, x.clone());
        let mut velocity = field.velocity(&x, t);
        let mut step = Step { next: x.clone(), evaluations: 1, rejected: 0 };
        // Without a norm there is no control, and the whole of the grid's step is one.
        let mut size = memory.step_size.or_else(|| {
            let first = self.first_step(field, &x, t, direction, (s - t).abs(), &velocity);
            step.evaluations += u32::from(first.is_some());
            first
        });
        let mut taken_back = false;
        for tried in 0..=MAX_STEPS {
            let left = (s - now).abs();
            // The last step is cut to end at s, but does not tell how large the next could be.
            let wanted = size.filter(|_| tried < MAX_STEPS).unwrap_or(left);
            let cut = wanted >= left;
            let h = direction * wanted.min(left);
            let mut slopes = vec![velocity.clone()];
            let mut ahead = x.clone();
            for (node, weights) in NODES.iter().zip(STAGES) {
                let terms: Vec<_> = weights.iter().zip(&slopes).map(|(weight, slope)| (h * weight, slope)).collect();
                ahead = P::lincomb((1.0, &x), &terms);
                slopes.push(field.velocity(&ahead, now + node * h));
            }
            step.evaluations += 6;
            let terms: Vec<_> = ERROR.iter().zip(&slopes).map(|(weight, slope)| (h * weight, slope)).collect();
            let error = self.norm(&P::lincomb(terms[0], &terms[1..]), &x, &ahead);
            if tried < MAX_STEPS && error.is_some_and(|error| error >= 1.0) {
                let factor = error.map_or(LEAST, |error| (SAFETY * error.powf(EXPONENT)).max(LEAST));
                size = Some(h.abs() * factor);
                step.rejected += 1;
                taken_back = true;
                continue;
            }
            size = match error {
                Some(error) if error.is_finite() => {
                    let most = if taken_back { 1.0 } else { MOST };
                    let factor = if error == 0.0 { most } else { (SAFETY * error.powf(EXPONENT)).min(most) };
                    let next = h.abs() * factor;
                    Some(if cut { next.max(wanted) } else { next })
                }
                // No number at all: a field that has diverged is not mended by small steps.
                Some(_) => {
                    memory.step_size = None;
                    step.next = ahead;
                    return step;
                }
                None => None,
            };
            taken_back = false;
            x = ahead;
            if let Some(last) = slopes.pop() {
                velocity = last;
            }
            if cut {
                break;
            }
            now += h;
        }
        memory.step_size = size;
        step.next = x;
        step
    }
}
