use serde::{Deserialize, Serialize};

use super::{
    Equation, Tableau,
    control::{MAX_TRIES, first_guess, first_step, growth, shrinkage},
    step::{evaluate, terms},
};

/// The error that a step may make: relative to a number, and absolute where the number is small.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    pub relative: f64,
    pub absolute: f64,
}

impl Tolerance {
    /// The least relative and absolute error that a field in single precision can be held to: eight units of its rounding.
    /// Below it, the error of a step is that of rounding, which shorter steps do not lower.
    pub const SINGLE: f64 = 1e-6;
}

/// An equation whose errors can be measured.
pub trait Controlled: Equation {
    /// The size of `Σ cᵢ kᵢ` relative to the tolerance at `a` and `b`.
    /// `None` where the numbers cannot be read; then the solution is one step.
    fn size(
        &self,
        terms: &[(f64, &Self::Slope)],
        a: &Self::State,
        b: &Self::State,
        tolerance: &Tolerance,
    ) -> Option<f64>;

    /// The size of `x` itself.
    fn size_of_state(&self, x: &Self::State, tolerance: &Tolerance) -> Option<f64>;

    /// The last `last` slopes belong to a rejected step and are not part of the solution.
    fn discard(&mut self, _last: usize) {}
}

/// The way in which a solver ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// No error is known: with step control, every step is within the tolerance.
    #[default]
    Success,
    /// There were too many tries, and the rest of the interval was solved in one step beyond the tolerance.
    OutOfTries,
    /// A step gave a state that is not finite, and the solver ended there.
    NotFinite,
}

/// A solution with steps as long as the tolerance allows.
#[derive(Clone, Debug)]
pub struct Solution<S> {
    pub end: S,
    /// The start time and the length of every accepted step; lengths are negative backwards.
    pub steps: Vec<[f64; 2]>,
    /// How many slopes were evaluated.
    pub evaluations: u32,
    /// How many steps were rejected.
    pub rejected: u32,
    /// The length that a next step could have, where it is known.
    pub next_step: Option<f64>,
    pub status: Status,
}

/// Solves from `start` at the time `from` to the time `to` by a rule with an error estimate.
/// The first step has the given `size`, or one computed from the sizes of position, velocity and its change.
pub fn solve<E: Controlled>(
    equation: &mut E,
    rule: &Tableau,
    tolerance: &Tolerance,
    start: E::State,
    [from, to]: [f64; 2],
    size: Option<f64>,
) -> Solution<E::State> {
    let (direction, mut now) = ((to - from).signum(), from);
    let mut slopes = Vec::with_capacity(rule.stages.len());
    slopes.push(equation.slope(&start, &[], from, 0));
    let (steps, status) = (Vec::new(), Status::Success);
    let mut way = Solution { end: start, steps, evaluations: 1, rejected: 0, next_step: size, status };
    if size.is_none() {
        way.next_step = first(equation, tolerance, &way.end, [from, to], &slopes[0]);
        way.evaluations += u32::from(way.next_step.is_some());
    }
    let mut was_rejected = false;
    for tried in 0..=MAX_TRIES {
        let left = (to - now).abs();
        // The last step is cut to end at `to`, and so does not limit the length of the next.
        let wanted = way.next_step.filter(|_| tried < MAX_TRIES).unwrap_or(left);
        let is_last = wanted >= left;
        let h = direction * wanted.min(left);
        way.evaluations += (rule.stages.len() - slopes.len()) as u32;
        evaluate(equation, rule, &way.end, h, |node| now + node * h, rule.stages.len(), &mut slopes);
        let next = equation.moved(&way.end, &terms(rule.weights(h), &slopes));
        let error = terms(rule.error.iter().map(|weight| h * weight), &slopes);
        let error = equation.size(&error, &way.end, &next, tolerance);
        if tried < MAX_TRIES && error.is_some_and(|error| error >= 1.0) {
            way.next_step = error.map(|error| h.abs() * shrinkage(error));
            way.rejected += 1;
            was_rejected = true;
            equation.discard(slopes.len() - 1);
            slopes.truncate(1);
            continue;
        }
        way.end = next;
        way.steps.push([now, h]);
        way.next_step = error.filter(|error| error.is_finite()).map(|error| {
            let next = h.abs() * growth(error, was_rejected);
            if is_last { next.max(wanted) } else { next }
        });
        way.status = match error {
            // NaN or infinite: a field that has diverged is not fixed by smaller steps.
            Some(error) if !error.is_finite() => Status::NotFinite,
            Some(error) if error >= 1.0 => Status::OutOfTries,
            _ => Status::Success,
        };
        if is_last || way.status != Status::Success {
            break;
        }
        was_rejected = false;
        now += h;
        // The last stage was evaluated where the next step begins.
        slopes.drain(..slopes.len() - 1);
    }
    equation.discard(1);
    way
}

/// A first step (Hairer, Nørsett and Wanner, 1993, II.4).
fn first<E: Controlled>(
    equation: &mut E,
    tolerance: &Tolerance,
    start: &E::State,
    [from, to]: [f64; 2],
    slope: &E::Slope,
) -> Option<f64> {
    let (direction, span) = ((to - from).signum(), (to - from).abs());
    let position = equation.size_of_state(start, tolerance)?;
    let speed = equation.size(&[(1.0, slope)], start, start, tolerance)?;
    let guess = first_guess(position, speed, span);
    let later = equation.slope(start, &[(direction * guess, slope)], from + direction * guess, 0);
    equation.discard(1);
    let bend = equation.size(&[(1.0, &later), (-1.0, slope)], start, start, tolerance)? / guess;
    Some(first_step(guess, speed, bend, span))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{DORMAND_PRINCE, step::tests::Scalar},
        *,
    };

    impl<F: Fn(f64, f64) -> f64> Controlled for Scalar<F> {
        fn size(&self, terms: &[(f64, &f64)], a: &f64, b: &f64, tolerance: &Tolerance) -> Option<f64> {
            let allowed = tolerance.absolute + tolerance.relative * a.abs().max(b.abs());
            Some(self.moved(&0.0, terms).abs() / allowed)
        }

        fn size_of_state(&self, x: &f64, tolerance: &Tolerance) -> Option<f64> {
            self.size(&[(1.0, x)], x, x, tolerance)
        }
    }

    const TOLERANCE: Tolerance = Tolerance { relative: 1e-6, absolute: 1e-6 };

    fn solved(f: impl Fn(f64, f64) -> f64, span: [f64; 2]) -> Solution<f64> {
        solve(&mut Scalar(f), &DORMAND_PRINCE, &TOLERANCE, 1.0, span, None)
    }

    #[test]
    fn a_smooth_equation_is_solved_both_ways() {
        for to in [2.0, -2.0] {
            let way = solved(|x, t| x * t.cos(), [0.0, to]);
            assert_eq!(way.status, Status::Success);
            assert!((way.end - f64::sin(to).exp()).abs() < 1e-5, "{way:?}");
            assert_eq!(way.evaluations, 2 + 6 * (way.steps.len() as u32 + way.rejected));
            assert!((way.steps.iter().map(|[_, h]| h).sum::<f64>() - to).abs() < 1e-12);
        }
    }

    #[test]
    fn a_jagged_equation_is_out_of_tries_and_still_comes_to_the_end() {
        let way = solved(|_, t| 1e6 * (1e9 * t).sin(), [1.0, 0.0]);
        assert_eq!(way.status, Status::OutOfTries);
        assert!(way.end.is_finite() && way.rejected > 0);
        assert_eq!(way.steps.len() as u32 + way.rejected, MAX_TRIES + 1);
        assert!((way.steps.iter().map(|[_, h]| h).sum::<f64>() + 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_finite_ends_the_solution() {
        for way in [solved(|_, _| f64::NAN, [0.0, 1.0]), solved(|x, t| if t < 0.5 { x } else { f64::NAN }, [0.0, 1.0])]
        {
            assert_eq!(way.status, Status::NotFinite);
            assert!(way.end.is_nan() && way.next_step.is_none() && way.evaluations < 100, "{way:?}");
        }
    }
}
