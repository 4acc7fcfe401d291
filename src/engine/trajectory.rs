//! The states of a cloud at the times of its grid, computed sweep by sweep.

use std::{fmt::Debug, ops::Range};

use crate::math::{
    field::Field,
    ode::Status,
    points::{Noise, Points, StreamNoise},
    rng::{Purpose, Stream},
    sampler::{Memory, Sampler, SamplerConfig, Step},
};

/// A method that computes the clouds at all times of a grid.
///
/// It may append them one after the other, or guess all of them and revise them together until they no longer change. The states
/// are therefore always shown as a whole, and a [`Sweep`] gives those that have changed.
pub(super) trait Trajectory<P>: Debug {
    /// Continues by a few evaluations of the `field`; nothing when all work was done before. No state has changed where a step
    /// is not complete yet.
    fn sweep(&mut self, field: &dyn Field<P>) -> Option<Sweep>;

    /// The states so far, from the first time on.
    fn states(&self) -> &[P];
}

/// The result of a sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sweep {
    /// The states that are new or changed.
    pub changed: Range<usize>,
    pub counts: Counts,
}

/// The cost of a run so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How often the field was evaluated (NFE, number of function evaluations).
    pub evaluations: u32,
    /// How many of these had to wait for one another; as many where every step follows from the one before.
    pub rounds: u32,
    /// How many steps an adaptive sampler rejected.
    pub rejected: u32,
    /// The worst end of a step so far.
    pub status: Status,
}

/// Which states of a trajectory are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    All,
    /// So many, at least two: the first, the last, and others evenly between them.
    Some(usize),
    /// The last alone, besides the first.
    Ends,
}

impl Keep {
    /// The numbers of the kept states out of `states`, rising.
    pub(super) fn of(self, states: usize) -> Vec<usize> {
        let last = states.saturating_sub(1);
        let most = match self {
            Self::All => states,
            Self::Some(most) => most.max(2),
            Self::Ends => 2,
        };
        if most >= states {
            return (0..states).collect();
        }
        (0..most).map(|index| (index * last + (most - 1) / 2) / (most - 1)).collect()
    }
}

/// One state after the other, by a sampler. It only ever appends.
pub(super) struct Sequential<P: Points> {
    sampler: SamplerConfig,
    times: Vec<f64>,
    /// The key of the noise of the steps.
    seed: u64,
    /// The points of the cloud before those of this trajectory, and after them.
    beside: [usize; 2],
    /// The kept states; the last one may be another, from which the sampler continues.
    states: Vec<P>,
    kept: Vec<usize>,
    /// The number of completed steps.
    done: usize,
    present: Option<Present<P>>,
    memory: Memory<P>,
}

/// A step of which some parts are done.
#[derive(Debug)]
struct Present<P> {
    x: P,
    rng: Stream,
    parts: u32,
}

impl<P: Points> Sequential<P> {
    /// From `start`, the state at the first of the `times`.
    pub(super) fn new(sampler: SamplerConfig, times: Vec<f64>, seed: u64, start: P) -> Self {
        let kept = Keep::All.of(times.len());
        let (states, memory) = (vec![start], Memory::of_run(times.len().saturating_sub(1) as u32));
        Self { sampler, times, seed, beside: [0; 2], states, kept, done: 0, present: None, memory }
    }

    /// The same for a part of a cloud, with so many points before and after it.
    pub(super) fn of_part(self, beside: [usize; 2]) -> Self {
        Self { beside, ..self }
    }

    /// The same, with these states kept.
    pub(super) fn keeping(self, keep: Keep) -> Self {
        Self { kept: keep.of(self.times.len()), ..self }
    }
}

impl<P: Points + Debug> Debug for Sequential<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { sampler, times, seed, beside, states, done, .. } = self;
        f.debug_struct("Sequential")
            .field("sampler", sampler)
            .field("times", times)
            .field("seed", seed)
            .field("beside", beside)
            .field("states", states)
            .field("done", done)
            .finish_non_exhaustive()
    }
}

impl<P: Points + Debug> Trajectory<P> for Sequential<P>
where
    for<'a> StreamNoise<'a>: Noise<P>,
{
    fn sweep(&mut self, field: &dyn Field<P>) -> Option<Sweep> {
        let &[t, s] = self.times.get(self.done..).and_then(|rest| rest.first_chunk())?;
        let mut present = match self.present.take() {
            Some(present) => present,
            None => {
                let rng = Stream::new(self.seed, Purpose::Sampling, self.done as u64 + 1);
                Present { x: self.states.last()?.clone(), rng, parts: 0 }
            }
        };
        let mut noise = StreamNoise::of_part(&mut present.rng, self.beside);
        self.memory.part = present.parts;
        let step = self.sampler.part(field, &present.x, t, s, &mut noise, &mut self.memory);
        let Step { next, evaluations, rejected, status } = step;
        (present.x, present.parts) = (next, present.parts + 1);
        let counts = Counts { evaluations, rounds: evaluations, rejected, status };
        let end = self.states.len();
        if present.parts < self.sampler.parts() {
            self.present = Some(present);
            return Some(Sweep { changed: end..end, counts });
        }
        self.memory.part = 0;
        // The state before was needed for this step alone, unless it is kept.
        if self.kept.binary_search(&self.done).is_err() {
            self.states.pop();
        }
        self.done += 1;
        self.states.push(present.x);
        Some(Sweep { changed: self.states.len() - 1..self.states.len(), counts })
    }

    fn states(&self) -> &[P] {
        &self.states
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        math::{points::Cloud, registry::Slot as _, sampler::Euler},
        protocol::Generate,
    };

    #[test]
    fn states_are_appended_one_after_the_other() {
        let experiment = Generate::default();
        let oracle = experiment.oracle().unwrap();
        let times = experiment.grid.times(&*experiment.schedule, 4);
        let start: Cloud = vec![[0.3, -1.0], [2.0, 0.5]];
        let sampler = SamplerConfig::Euler(Euler {});
        let mut trajectory = Sequential::new(sampler, times, 0, start.clone());
        assert_eq!(trajectory.states(), std::slice::from_ref(&start));
        for done in 1..=4 {
            let before = trajectory.states().to_vec();
            let sweep = trajectory.sweep(&oracle).unwrap();
            // One evaluation a step by Euler's method; what is not named as changed is as it was.
            let counts = Counts { evaluations: 1, rounds: 1, rejected: 0, status: Status::Success };
            assert_eq!(sweep, Sweep { changed: done..done + 1, counts });
            assert_eq!(trajectory.states().len(), done + 1);
            assert_eq!(trajectory.states()[..done], before);
        }
        assert_eq!(trajectory.sweep(&oracle), None);
    }

    fn ends(experiment: &Generate, start: &Cloud, keep: Keep, beside: [usize; 2]) -> Vec<Cloud> {
        let oracle = experiment.oracle().unwrap();
        let times = experiment.grid.times(&*experiment.schedule, 6);
        let sequential = Sequential::new(experiment.sampler.clone(), times, 4, start.clone());
        let mut trajectory = sequential.of_part(beside).keeping(keep);
        while trajectory.sweep(&oracle).is_some() {}
        trajectory.states().to_vec()
    }

    #[test]
    fn every_sampler_gives_the_same_in_parts_of_the_cloud_and_with_fewer_states() {
        let mut experiment = Generate::default();
        let start: Cloud = (0..5).map(|i| [f64::from(i) - 2.0, 0.3 * f64::from(i)]).collect();
        for sampler in experiment.sampler.clone().ids() {
            experiment.select("sampler", sampler).unwrap();
            let whole = ends(&experiment, &start, Keep::All, [0; 2]);
            assert_eq!(whole.len(), 7);
            let few = ends(&experiment, &start, Keep::Some(3), [0; 2]);
            assert_eq!(few, [0, 3, 6].map(|state| whole[state].clone()), "{sampler}");
            assert_eq!(ends(&experiment, &start, Keep::Ends, [0; 2]), [0, 6].map(|state| whole[state].clone()));
            if experiment.sampler.needs_whole_cloud() {
                continue;
            }
            let (first, second) = start.split_at(2);
            let first = ends(&experiment, &first.to_vec(), Keep::All, [0, 3]);
            let second = ends(&experiment, &second.to_vec(), Keep::All, [2, 0]);
            for (whole, (first, second)) in whole.iter().zip(first.into_iter().zip(second)) {
                assert_eq!(*whole, [first, second].concat(), "{sampler}");
            }
        }
    }

    #[test]
    fn kept_states_are_spread_evenly_between_the_ends() {
        assert_eq!(Keep::Some(150).of(51), (0..51).collect::<Vec<_>>());
        for states in [151, 201, 1001] {
            let kept = Keep::Some(150).of(states);
            assert_eq!((kept.len(), kept[0], kept[149]), (150, 0, states - 1));
            let gaps: Vec<usize> = kept.windows(2).map(|pair| pair[1] - pair[0]).collect();
            assert!(gaps.iter().max().unwrap() - gaps.iter().min().unwrap() <= 1, "{gaps:?}");
        }
        assert_eq!(Keep::Ends.of(1), [0]);
    }
}
