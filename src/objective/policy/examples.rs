//! The rows that a policy is trained on, and the rows that a step draws.

use super::{Example, PolicyConfig};
use crate::{
    math::{
        rng::{self, Purpose, Stream},
        world::Pairs,
    },
    objective::regression::{Batch, Regression},
};

/// Where the rows of a training step come from.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Feed {
    /// Pairs of data and noise in the plane.
    #[default]
    Pairs,
    /// The demonstrations of an expert.
    Examples(Examples),
}

/// Every moment of the demonstrations, as a row for a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Examples {
    policy: PolicyConfig,
    /// `[n, observation_width]`, times the gain.
    observations: Vec<f32>,
    /// `[n, action_width]`.
    actions: Vec<f64>,
    observation_width: usize,
    action_width: usize,
    count: usize,
}

impl Examples {
    /// The rows of all `pairs`, for this `policy`.
    pub fn new(policy: PolicyConfig, pairs: Pairs) -> Self {
        let (gain, count) = (policy.gain(), pairs.len());
        Self {
            observations: pairs.observations.iter().map(|x| (gain * x) as f32).collect(),
            actions: pairs.actions,
            observation_width: pairs.observation_width,
            action_width: pairs.action_width,
            count,
            policy,
        }
    }

    /// The number of rows, n.
    pub fn len(&self) -> usize {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The row `index`; `None` past the end.
    pub fn row(&self, index: usize) -> Option<Example<'_>> {
        let [o, a] = [self.observation_width, self.action_width];
        let observation = self.observations.get(index * o..(index + 1) * o)?;
        Some(Example { observation, action: self.actions.get(index * a..(index + 1) * a)? })
    }

    /// Whether the rows have times.
    pub fn have_times(&self) -> bool {
        self.policy.denoises()
    }

    /// Fills the empty `batch` of a training step.
    /// Rows are drawn at random with replacement; rows and noise have streams of their own at this `step`.
    /// `quantiles` are those of the rows' times; rows without times ignore them.
    pub(in crate::objective) fn fill(&self, regression: &Regression, step: u64, quantiles: &[f64], batch: &mut Batch) {
        let [mut rows, mut noise] =
            [Purpose::Data, Purpose::Source].map(|purpose| Stream::new(regression.seed, purpose, step));
        for index in 0..regression.batch {
            let u = quantiles.get(index).copied().unwrap_or_default();
            if let Some(example) = self.row(rng::below(self.count, &mut rows)) {
                self.policy.push(example, regression, u, &mut noise, batch);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        objective::regression::Batches,
        protocol::{Imitate, Task},
    };

    fn imitate(policy: &str) -> Imitate {
        let mut task = Imitate::default();
        task.select("policy", policy).unwrap();
        task
    }

    fn batch(task: &Imitate, step: u64) -> Batch {
        let setting = task.setting();
        let regression = setting.regression();
        let mut batches = Batches::new(&regression).fed(Task::from(task.clone()).feed());
        batches.draw(&regression, step).clone()
    }

    #[test]
    fn batches_have_the_widths_of_the_network() {
        for policy in PolicyConfig::IDS {
            let task = imitate(policy);
            let io = task.io();
            let found = batch(&task, 3);
            assert_eq!(found.rows, task.training.batch as usize, "{policy}");
            assert_eq!(found.input.len(), found.rows * io.inputs(), "{policy}");
            assert_eq!(found.target.len(), found.rows * io.heads.outputs(), "{policy}");
            assert_eq!(found.weight.len(), found.rows);
            let levels = if task.policy.denoises() { found.rows } else { 0 };
            assert_eq!(found.levels.len(), levels, "{policy}");
            assert!(found.input.iter().chain(&found.target).all(|x| x.is_finite() && x.abs() < 20.0), "{policy}");
        }
    }

    #[test]
    fn a_step_has_its_own_rows_and_the_seed_decides() {
        for policy in PolicyConfig::IDS {
            let task = imitate(policy);
            assert_eq!(batch(&task, 3), batch(&task, 3), "{policy}");
            assert_ne!(batch(&task, 3), batch(&task, 4), "{policy}");
            assert_ne!(batch(&task, 3), batch(&Imitate { seed: 1, ..task.clone() }, 3), "{policy}");
        }
    }

    #[test]
    fn mean_square_is_shown_what_the_expert_saw_and_did() {
        let task = imitate("mean-square");
        let shown = task.demonstrations.demonstrations(&*task.environment, task.seed).pairs();
        let gain = task.policy.gain();
        let found = batch(&task, 0);
        for (input, target) in found.input.chunks(2).zip(found.target.chunks(2)) {
            let is_it = |index: usize| {
                let Some((seen, done)) = shown.row(index) else { return false };
                (0..2).all(|k| input[k] == (gain * seen[k]) as f32 && target[k] == done[k] as f32)
            };
            assert!((0..shown.len()).any(is_it), "{input:?} {target:?}");
        }
        assert!(found.weight.iter().all(|weight| *weight == 1.0));
    }

    #[test]
    fn every_moment_is_drawn_equally_often() {
        let task = imitate("mean-square");
        let examples =
            Examples::new(task.policy.clone(), task.demonstrations.demonstrations(&*task.environment, 0).pairs());
        let first = examples.row(0).unwrap().observation.to_vec();
        let mut task = task;
        task.training.batch = 8192;
        let seen: usize =
            (0..20).map(|step| batch(&task, step).input.chunks(2).filter(|row| *row == first).count()).sum();
        // A count of 20 · 8192 draws with chance 1/n each, known to the square root of its mean.
        let mean = 20.0 * 8192.0 / examples.len() as f64;
        assert!((seen as f64 - mean).abs() < 5.0 * mean.sqrt(), "{seen} {mean}");
    }
}
