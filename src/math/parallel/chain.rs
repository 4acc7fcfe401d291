use crate::math::{
    field::Field,
    points::{Noise, Points},
    sampler::{Memory, Sampler},
};

/// The maps of a trajectory.
pub trait Chain<P> {
    /// The number of maps.
    fn steps(&self) -> usize;

    /// The state after step number `index` from `x`, with the noise of that step.
    fn image(&self, index: usize, x: &P) -> P;
}

/// A sampler in a field as a chain. The sampler has no memory between steps.
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

impl<P: Points> Chain<P> for SamplerChain<'_, P> {
    fn steps(&self) -> usize {
        self.times.len().saturating_sub(1)
    }

    fn image(&self, index: usize, x: &P) -> P {
        let Some(&[t, s]) = self.times.get(index..).and_then(|rest| rest.first_chunk()) else {
            return x.clone();
        };
        self.sampler.step(self.field, x, t, s, &mut Drawn(self.noises.get(index)), &mut Memory::default()).next
    }
}
