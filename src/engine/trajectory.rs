//! The states of a cloud at the times of its grid, computed sweep by sweep.

use std::{fmt::Debug, ops::Range};

use crate::math::{
    field::Field,
    ode::Status,
    points::{Noise, Points, StreamNoise},
    rng::{Purpose, Stream},
    sampler::{Memory, Sampler, SamplerConfig},
};

/// A method that computes the clouds at all times of a grid.
///
/// It may append them one after the other, or guess all of them and revise them together until they no longer change. The states
/// are therefore always shown as a whole, and a [`Sweep`] gives those that have changed.
pub(super) trait Trajectory<P>: Debug {
    /// Continues by a few evaluations of the `field`; nothing when all work was done before.
    fn sweep(&mut self, field: &dyn Field<P>) -> Option<Sweep>;

    /// The states so far, from the first time on.
    fn states(&self) -> &[P];
}

/// The result of a sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sweep {
    /// The states that are new or changed.
    pub changed: Range<usize>,
    pub counts: Counts,
}

/// The cost of a run so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How often the field was evaluated (NFE, number of function evaluations).
    pub evaluations: u32,
    /// How many steps an adaptive sampler rejected.
    pub rejected: u32,
    /// The worst end of a step so far.
    pub status: Status,
}

/// One state after the other, by a sampler. It only ever appends.
#[derive(Debug)]
pub(super) struct Sequential<P> {
    sampler: SamplerConfig,
    times: Vec<f64>,
    /// The key of the noise of the steps.
    seed: u64,
    states: Vec<P>,
    memory: Memory<P>,
}

impl<P> Sequential<P> {
    /// From `start`, the state at the first of the `times`.
    pub(super) fn new(sampler: SamplerConfig, times: Vec<f64>, seed: u64, start: P) -> Self {
        Self { sampler, times, seed, states: vec![start], memory: Memory::default() }
    }
}

impl<P: Points + Debug> Trajectory<P> for Sequential<P>
where
    for<'a> StreamNoise<'a>: Noise<P>,
{
    fn sweep(&mut self, field: &dyn Field<P>) -> Option<Sweep> {
        let done = self.states.len();
        let &[t, s] = self.times.get(done - 1..).and_then(|rest| rest.first_chunk())?;
        let mut rng = Stream::new(self.seed, Purpose::Sampling, done as u64);
        let mut noise = StreamNoise(&mut rng);
        let step = self.sampler.step(field, self.states.last()?, t, s, &mut noise, &mut self.memory);
        self.states.push(step.next);
        let counts = Counts { evaluations: step.evaluations, rejected: step.rejected, status: step.status };
        Some(Sweep { changed: done..done + 1, counts })
    }

    fn states(&self) -> &[P] {
        &self.states
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{math::points::Cloud, protocol::Generate};

    #[test]
    fn states_are_appended_one_after_the_other() {
        let experiment = Generate::default();
        let oracle = experiment.oracle().unwrap();
        let times = experiment.grid.times(&*experiment.schedule, 4);
        let start: Cloud = vec![[0.3, -1.0], [2.0, 0.5]];
        let mut trajectory = Sequential::new(experiment.sampler, times, 0, start.clone());
        assert_eq!(trajectory.states(), std::slice::from_ref(&start));
        for done in 1..=4 {
            let before = trajectory.states().to_vec();
            let sweep = trajectory.sweep(&oracle).unwrap();
            // One evaluation a step by Euler's method; what is not named as changed is as it was.
            let counts = Counts { evaluations: 1, rejected: 0, status: Status::Success };
            assert_eq!(sweep, Sweep { changed: done..done + 1, counts });
            assert_eq!(trajectory.states().len(), done + 1);
            assert_eq!(trajectory.states()[..done], before);
        }
        assert_eq!(trajectory.sweep(&oracle), None);
    }
}
