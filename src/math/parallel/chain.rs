use std::cell::Cell;

use super::tangent::Tangent;
use crate::math::{
    field::Field,
    points::{Noise, Points},
    sampler::{Memory, Posterior, Sampler},
};

/// The maps of a trajectory.
pub trait Chain<P> {
    /// The number of maps.
    fn steps(&self) -> usize;

    /// The state after step number `index` from `x`, with the noise of that step.
    fn image(&self, index: usize, x: &P) -> P;

    /// The derivatives of that state when `x` moves `along` these vectors, row by row; `None` where they are not known exactly.
    fn image_along(&self, _index: usize, _x: &P, _along: &P) -> Option<P> {
        None
    }

    /// The standard deviation of the noise of step number `index`, by which a relative tolerance is measured.
    fn spread(&self, _index: usize) -> f64 {
        1.0
    }
}

/// A sampler in a field as a chain. A step of the sampler is [one evaluation](crate::math::sampler::Stochastic::is_one_evaluation).
pub struct SamplerChain<'a, P> {
    pub field: &'a dyn Field<P>,
    pub sampler: &'a dyn Sampler<P>,
    /// Falling, one more than there are steps.
    pub times: &'a [f64],
    /// The noise of each step, drawn up front; empty for a sampler without noise.
    pub noises: &'a [P],
}

/// Noise that was drawn before.
struct Drawn<'a, P>(Option<&'a P>);

impl<P: Points> Noise<P> for Drawn<'_, P> {
    fn normal_like(&mut self, like: &P) -> P {
        self.0.map_or_else(|| P::lincomb((0.0, like), &[]), Clone::clone)
    }

    fn exponential_like(&mut self, like: &P) -> P::Scalars {
        P::dot(like, like)
    }
}

impl<P: Points> SamplerChain<'_, P> {
    /// The step number `index`, in this field.
    fn step(&self, index: usize, field: &dyn Field<P>, x: &P, noise: Option<&P>) -> P {
        let Some([t, s]) = self.ends(index) else {
            return x.clone();
        };
        self.sampler.step(field, x, t, s, &mut Drawn(noise), &mut Memory::default()).next
    }

    /// The times before and after a step.
    fn ends(&self, index: usize) -> Option<[f64; 2]> {
        self.times.get(index..).and_then(|rest| rest.first_chunk()).copied()
    }
}

impl<P: Points> Chain<P> for SamplerChain<'_, P> {
    fn steps(&self) -> usize {
        self.times.len().saturating_sub(1)
    }

    fn image(&self, index: usize, x: &P) -> P {
        self.step(index, self.field, x, self.noises.get(index))
    }

    /// The step is linear in point, prediction and noise, and the noise is fixed.
    fn image_along(&self, index: usize, x: &P, along: &P) -> Option<P> {
        let tangent = Tangent { field: self.field, x, is_unknown: Cell::new(false) };
        let moved = self.step(index, &tangent, along, None);
        (!tangent.is_unknown.get()).then_some(moved)
    }

    /// That of the posterior of the step; of the last one, which ends without noise, that of the one before.
    fn spread(&self, index: usize) -> f64 {
        let of = |index: usize| {
            let [t, s] = self.ends(index)?;
            let step = Posterior::new(&self.field.coeffs(t), &self.field.coeffs(s));
            Some(step.variance.sqrt()).filter(|spread| *spread > 0.0)
        };
        of(index).or_else(|| of(index.checked_sub(1)?)).unwrap_or(1.0)
    }
}
