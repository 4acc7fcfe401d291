//! A trajectory whose states are revised together.

use super::trajectory::{Counts, Keep, Sweep, Trajectory};
use crate::math::{
    field::Field,
    parallel::{Method, SamplerChain, Sweeps},
    points::{Noise, SingleCloud, StreamNoise},
    rng::{Purpose, Stream},
    sampler::{SamplerConfig, Stochastic as _},
};

/// All states of a part of a cloud, revised sweep by sweep; with the same noise as one after the other.
#[derive(Debug)]
pub(super) struct Swept {
    sampler: SamplerConfig,
    times: Vec<f64>,
    /// The noise of every step; none for a sampler without noise.
    noises: Vec<SingleCloud>,
    sweeps: Sweeps<f32>,
    kept: Vec<usize>,
    /// The kept states, once all are final.
    states: Vec<SingleCloud>,
}

impl Swept {
    /// From `start`, with the points of the cloud before and after it `beside`.
    pub(super) fn new(
        method: Method,
        sampler: SamplerConfig,
        times: Vec<f64>,
        seed: u64,
        start: SingleCloud,
        beside: [usize; 2],
    ) -> Self {
        let steps = times.len().saturating_sub(1);
        let drawn = if sampler.is_stochastic() { steps } else { 0 };
        let noise = |step: usize| {
            let mut rng = Stream::new(seed, Purpose::Sampling, step as u64 + 1);
            StreamNoise::of_part(&mut rng, beside).normal_like(&start)
        };
        let noises = (0..drawn).map(noise).collect();
        let kept = Keep::All.of(times.len());
        Self { sampler, times, noises, sweeps: Sweeps::new(method, start, steps), kept, states: Vec::new() }
    }

    /// The same, with these states kept.
    pub(super) fn keeping(self, keep: Keep) -> Self {
        Self { kept: keep.of(self.times.len()), ..self }
    }
}

impl Trajectory<SingleCloud> for Swept {
    fn sweep(&mut self, field: &dyn Field<SingleCloud>) -> Option<Sweep> {
        if self.sweeps.is_done() {
            // A trajectory without steps is its start.
            if self.states.is_empty() {
                self.states = self.sweeps.states().to_vec();
            }
            return None;
        }
        let Self { sampler, times, noises, sweeps, kept, .. } = self;
        let before = sweeps.evaluations;
        let is_complete = sweeps.advance(&SamplerChain { field, sampler, times, noises });
        let (evaluations, rounds) = (sweeps.evaluations - before, u32::from(is_complete));
        let changed = if is_complete { 0..times.len() } else { 0..0 };
        if sweeps.is_done() {
            self.states = kept.iter().filter_map(|state| sweeps.states().get(*state).cloned()).collect();
        }
        Some(Sweep { changed, counts: Counts { evaluations, rounds, ..Counts::default() } })
    }

    fn states(&self) -> &[SingleCloud] {
        &self.states
    }
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use crate::{
        engine::{SampleRun, Trainer},
        protocol::Generate,
    };

    fn ends(sampler: &str, parallel: &str) -> (Vec<[f64; 2]>, u32, u32) {
        let mut task = Generate::default();
        task.select("sampler", sampler).unwrap();
        task.select("parallel", parallel).unwrap();
        task.sampling.steps = 20;
        assert_eq!(task.validate(), Ok(()));
        let mut trainer = Trainer::host(task.clone());
        (0..100).for_each(|_| block_on(trainer.step()).unwrap());
        let mut run = SampleRun::new(&task, 50, block_on(trainer.learned()).unwrap());
        while run.advance() {}
        assert_eq!(run.times().len(), 21);
        assert_eq!(block_on(run.positions()).unwrap().len(), 21 * 50 * 2);
        (block_on(run.last()).unwrap(), run.counts().rounds, run.counts().evaluations)
    }

    #[test]
    fn a_trained_network_is_sampled_in_parallel_as_one_after_the_other() {
        for sampler in ["euler", "ddim", "ddpm"] {
            let (expected, rounds, evaluations) = ends(sampler, "sequential");
            assert_eq!((rounds, evaluations), (20, 20));
            for parallel in ["picard", "newton"] {
                let (found, rounds, evaluations) = ends(sampler, parallel);
                assert!(rounds < 20 && evaluations >= 20, "{sampler}, {parallel}: {rounds} rounds, {evaluations}");
                for (a, b) in found.iter().zip(&expected) {
                    assert!((a[0] - b[0]).hypot(a[1] - b[1]) < 0.02, "{sampler}, {parallel}: {a:?} {b:?}");
                }
            }
        }
    }
}
