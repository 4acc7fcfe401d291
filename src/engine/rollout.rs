//! Agents that a trained policy steers, in slices: for the page, and for the command line.

use super::actor::{Actor, Thought};
use crate::{
    math::world::{Demonstrations, Figures, Rollouts, floor},
    protocol::{Imitate, RolloutsAnswer},
};

/// The draw of the agents' starts: every policy of a seed meets the same worlds.
const DRAW: u32 = 0;

/// Agents in their worlds, steered by the policy of one moment.
#[derive(Debug)]
pub struct RolloutRun {
    task: Imitate,
    actor: Actor,
    rollouts: Rollouts,
    /// The next actions, while they are being computed.
    thought: Option<Thought>,
}

impl RolloutRun {
    /// So many agents at their starts, with the policy of `task` and these `weights`, which fit the layers of its network.
    pub(super) fn new(task: &Imitate, weights: Vec<f32>, agents: usize) -> Self {
        let rollouts = Rollouts::init(&*task.environment, agents, task.seed, DRAW);
        Self { task: task.clone(), actor: Actor::new(task, weights), rollouts, thought: None }
    }

    /// One evaluation of the network for all agents, or one step of the sampler of actions.
    /// Completed actions are applied. False when all agents had ended before.
    pub fn advance(&mut self) -> bool {
        if self.rollouts.are_over() {
            return false;
        }
        let environment = &*self.task.environment;
        let mut thought = match self.thought.take() {
            Some(thought) => thought,
            None => self.actor.look(&self.rollouts.observations(environment), self.rollouts.steps() as u64),
        };
        match self.actor.think(&mut thought) {
            None => self.thought = Some(thought),
            // There is an action for every agent, so that none is rejected.
            Some(actions) => return self.rollouts.step(environment, &actions).is_ok(),
        }
        true
    }

    /// The present state of the agents.
    pub fn rollouts(&self) -> &Rollouts {
        &self.rollouts
    }

    /// The agents' figures, compared with what was `shown`; `None` without agents.
    pub fn figures(&self, shown: &Demonstrations) -> Option<Figures> {
        Figures::of_rollouts(&*self.task.environment, &self.rollouts, shown).ok()
    }

    /// The figures of as many experts in the same worlds; `None` where nothing was `shown`.
    pub fn floor(&self, shown: &Demonstrations) -> Option<Figures> {
        let Imitate { environment, demonstrations, seed, .. } = &self.task;
        let agents = self.rollouts.outcomes().len();
        floor(&**environment, &**demonstrations, shown, agents, *seed, DRAW).ok()
    }

    /// Their trails, outcomes and ways in the form of [`RolloutsAnswer`].
    pub fn buffers(&self) -> Vec<Vec<f32>> {
        let (trails, outcomes) = (self.rollouts.trails(), self.rollouts.outcomes());
        let places = self.rollouts.steps() + 1;
        let padded = trails.iter().flat_map(|trail| {
            let last = trail.last().copied().unwrap_or_default();
            trail.iter().copied().chain(std::iter::repeat(last)).take(places).flatten()
        });
        let way = |trail: &Vec<[f64; 2]>| self.task.environment.way(trail).map_or(-1.0, |way| way as f32);
        vec![
            padded.map(|c| c as f32).collect(),
            outcomes.iter().map(|outcome| RolloutsAnswer::code(*outcome)).collect(),
            trails.iter().map(way).collect(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::{
        engine::Trainer,
        math::{registry::Slot as _, sampler::SamplerConfig, world::Outcome},
        objective::policy::PolicyConfig,
    };

    fn small(policy: &PolicyConfig) -> Imitate {
        let mut task = Imitate { policy: policy.clone(), ..Imitate::default() };
        (task.network.width, task.network.depth, task.training.batch, task.sampling.steps) = (16, 2, 32, 3);
        task
    }

    fn rolled_out(trainer: &Trainer, agents: usize) -> RolloutRun {
        let mut run = block_on(trainer.rollouts(agents)).unwrap().unwrap();
        while run.advance() {}
        run
    }

    #[test]
    fn every_policy_trains_and_every_agent_comes_to_an_end() {
        for policy in PolicyConfig::all() {
            let task = small(&policy);
            let mut trainer = Trainer::host(task.clone());
            for _ in 0..3 {
                block_on(trainer.step()).unwrap();
            }
            let losses = block_on(trainer.losses()).unwrap();
            assert!(losses.len() == 3 && losses.iter().all(|(_, loss)| loss.is_finite() && *loss > 0.0), "{policy:?}");
            let run = rolled_out(&trainer, 20);
            let outcomes = run.rollouts().outcomes();
            assert!(outcomes.iter().all(|outcome| *outcome != Outcome::Running), "{policy:?}: {outcomes:?}");
            let shown = task.shown();
            assert_eq!(run.figures(&shown).unwrap().agents, 20);
            assert_eq!(run.floor(&shown).unwrap().success.value, 1.0);
            let [trails, codes, ways] = &run.buffers()[..] else { panic!("there are three buffers") };
            assert_eq!(trails.len(), 20 * (run.rollouts().steps() + 1) * 2);
            assert_eq!([codes.len(), ways.len()], [20, 20]);
        }
    }

    #[test]
    fn every_sampler_finds_actions() {
        for sampler in SamplerConfig::all() {
            let task = Imitate { sampler, ..small(&Imitate::default().policy) };
            let run = rolled_out(&Trainer::host(task.clone()), 4);
            assert!(run.rollouts().are_over(), "{:?}", task.sampler);
        }
    }

    #[test]
    fn one_seed_has_one_rollout_and_steps_have_noise_of_their_own() {
        let trainer = Trainer::host(small(&Imitate::default().policy));
        let trails = |agents| rolled_out(&trainer, agents).rollouts().trails().to_vec();
        assert_eq!(trails(6), trails(6));
        let all = trails(6);
        let steps: Vec<_> = all[0].windows(2).map(|pair| [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]]).collect();
        assert!(steps.len() > 1 && steps.windows(2).all(|pair| pair[0] != pair[1]), "{steps:?}");
    }

    #[cfg(feature = "reference")]
    #[test]
    fn reference_and_host_take_the_same_steps() {
        for policy in PolicyConfig::all() {
            let task = small(&policy);
            let losses = |mut trainer: Trainer| {
                for _ in 0..20 {
                    block_on(trainer.step()).unwrap();
                }
                block_on(trainer.losses()).unwrap()
            };
            let host = losses(Trainer::host(task.clone()));
            let reference = losses(Trainer::reference(task, &burn::tensor::Device::flex()));
            for ((_, a), (_, b)) in host.iter().zip(&reference) {
                assert!((a - b).abs() < 1e-4 * (1.0 + a.abs()), "{policy:?}: {a} {b}");
            }
        }
    }

    #[test]
    fn mean_square_walks_one_way_where_the_expert_does() {
        let mut task = small(&PolicyConfig::all().into_iter().find(|policy| !policy.denoises()).unwrap());
        (task.network.width, task.network.depth, task.training.batch) = (64, 2, 256);
        task.demonstrations.config_mut().set("share", 1.0).unwrap();
        // A network with larger inputs learns the turns of the way sooner.
        task.policy.config_mut().set("gain", 2.0).unwrap();
        let mut trainer = Trainer::host(task.clone());
        for _ in 0..3000 {
            block_on(trainer.step()).unwrap();
        }
        let run = rolled_out(&trainer, 50);
        let figures = run.figures(&task.shown()).unwrap();
        assert!(figures.success.value > 0.9 && figures.ways.unwrap()[0].value == 1.0, "{:?}", figures.success);
    }
}
