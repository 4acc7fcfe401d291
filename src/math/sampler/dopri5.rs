use super::{Memory, Sampler, Step, Stochastic};
use crate::math::{
    field::Field,
    ode::{self, DORMAND_PRINCE, MAX_STEPS},
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
        let guess = ode::first_guess(position, speed, span);
        let ahead = P::lincomb((1.0, x), &[(direction * guess, velocity)]);
        let later = field.velocity(&ahead, t + direction * guess);
        let bend = self.norm(&P::lincomb((1.0, &later), &[(-1.0, velocity)]), x, x)? / guess;
        Some(ode::first_step(guess, speed, bend, span))
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
            for (node, weights) in DORMAND_PRINCE.nodes.iter().zip(DORMAND_PRINCE.stages).skip(1) {
                let terms: Vec<_> = weights.iter().zip(&slopes).map(|(weight, slope)| (h * weight, slope)).collect();
                ahead = P::lincomb((1.0, &x), &terms);
                slopes.push(field.velocity(&ahead, now + node * h));
            }
            step.evaluations += 6;
            let terms: Vec<_> =
                DORMAND_PRINCE.error.iter().zip(&slopes).map(|(weight, slope)| (h * weight, slope)).collect();
            let error = self.norm(&P::lincomb(terms[0], &terms[1..]), &x, &ahead);
            if tried < MAX_STEPS && error.is_some_and(|error| error >= 1.0) {
                size = error.map(|error| h.abs() * ode::shrinkage(error));
                step.rejected += 1;
                taken_back = true;
                continue;
            }
            size = match error {
                Some(error) if error.is_finite() => {
                    let next = h.abs() * ode::growth(error, taken_back);
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
