//! Step control for a pair of orders 5 and 4 (Hairer, Nørsett and Wanner, 1993, II.4; constants of SciPy's `RK45`).
//!
//! Errors are measured relative to the tolerance: a step is accepted where its error is below 1.

/// How the next step follows from the error of the last: a safety factor, and the limits of a change.
const SAFETY: f64 = 0.9;
const MOST: f64 = 10.0;
const LEAST: f64 = 0.2;
/// Minus one over the order of the error estimate plus one.
const EXPONENT: f64 = -0.2;
/// More tries than this in one solution mean that the field is not smooth.
pub(super) const MAX_TRIES: u32 = 1000;

/// The factor from an accepted step to the next one; at most 1 after a rejected step.
pub(super) fn growth(error: f64, was_rejected: bool) -> f64 {
    let most = if was_rejected { 1.0 } else { MOST };
    if error == 0.0 { most } else { (SAFETY * libm::pow(error, EXPONENT)).min(most) }
}

/// The factor from a rejected step to the next try.
pub(super) fn shrinkage(error: f64) -> f64 {
    (SAFETY * libm::pow(error, EXPONENT)).max(LEAST)
}

/// A trial length from the sizes of position and velocity.
pub(super) fn first_guess(position: f64, speed: f64, span: f64) -> f64 {
    let guess = if position < 1e-5 || speed < 1e-5 { 1e-6 } else { 0.01 * position / speed };
    guess.min(span)
}

/// The first step, from the `speed` and the change of velocity per time, `bend`, over the `guess`.
pub(super) fn first_step(guess: f64, speed: f64, bend: f64, span: f64) -> f64 {
    let largest = speed.max(bend);
    let second = if largest <= 1e-15 { (1e-3 * guess).max(1e-6) } else { libm::pow(0.01 / largest, 0.2) };
    (100.0 * guess).min(second).min(span)
}
