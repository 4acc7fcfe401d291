//! A trained policy, evaluated for all agents together.

use super::fused::HostNetwork;
use crate::{
    math::{
        points::{Noise as _, Points as _, Rows, StreamNoise},
        rng::{Purpose, Stream},
        sampler::{Memory, Sampler as _},
    },
    nn::{Features, NetworkField, Predict as _},
    protocol::{Generate, Imitate},
};

/// The weights of one moment, and how actions are computed from the network's output.
#[derive(Debug)]
pub(super) struct Actor {
    network: HostNetwork,
    setting: Generate,
    /// The times of the action sampler; empty where the network predicts actions directly.
    times: Vec<f64>,
    gain: f64,
    /// The widths of an observation and of an action.
    widths: [usize; 2],
    /// The factor from the network's output to an action in the units of the environment.
    action_scale: f64,
}

/// Actions that are being computed.
#[derive(Debug)]
pub(super) struct Thought {
    /// `[agents, observation_width]`, as the network takes them.
    observations: Vec<f32>,
    agents: usize,
    /// The step of the world that they are for.
    step: u64,
    /// The noised actions, and the number of times that they have passed.
    actions: Rows<f32>,
    done: usize,
    /// The random numbers of the present step of the sampler, where some of its parts are done.
    rng: Option<Stream>,
    memory: Memory<Rows<f32>>,
}

impl Actor {
    /// The policy of `task` with `weights`, which fit the layers of its network.
    pub(super) fn new(task: &Imitate, weights: Vec<f32>) -> Self {
        let setting = task.setting();
        let times = match task.policy.denoises() {
            true => setting.grid.times(&*setting.schedule, setting.sampling.steps),
            false => Vec::new(),
        };
        Self {
            network: HostNetwork::new(&task.layer_sizes(), &task.activation, weights),
            setting,
            times,
            gain: task.policy.gain(),
            widths: [task.environment.observation_width(), task.environment.action_width()],
            action_scale: task.environment.action_scale(),
        }
    }

    /// Starts the actions for the observations of all agents, `[agents, observation_width]`, at this `step` of their worlds.
    pub(super) fn look(&self, observations: &[f64], step: u64) -> Thought {
        let [observed, acted] = self.widths;
        let agents = observations.len() / observed.max(1);
        let observations = observations.iter().map(|x| (self.gain * x) as f32).collect();
        let blank = Rows::new(vec![0.0; agents * acted], acted).unwrap_or_default();
        let actions = match self.times.is_empty() {
            true => blank,
            false => {
                let mut rng = self.stream(step, 0);
                let noise = StreamNoise::new(&mut rng).normal_like(&blank);
                Rows::lincomb((self.setting.schedule.start(), &noise), &[])
            }
        };
        let memory = Memory::of_run(self.times.len().saturating_sub(1) as u32);
        Thought { observations, agents, step, actions, done: 1, rng: None, memory }
    }

    /// The random numbers of this `step` of the worlds and this step of the sampler; the sampler's start is 0.
    fn stream(&self, step: u64, sampling: u64) -> Stream {
        Stream::new(self.setting.seed, Purpose::Action, (step << 32) | sampling)
    }

    /// Does one evaluation of the network, or one part of a step of the sampler.
    /// Gives the actions `[agents, action_width]`, in the units of the environment, when they are complete.
    pub(super) fn think(&self, thought: &mut Thought) -> Option<Vec<f64>> {
        let condition = Features::PerRow { values: &thought.observations, width: self.widths[0] };
        let Some(&[t, s]) = self.times.get(thought.done - 1..).and_then(|rest| rest.first_chunk()) else {
            if self.times.is_empty() {
                let said = self.network.predict(&Rows::empty(thought.agents), 1.0, condition);
                return Some(self.scaled(&said));
            }
            return Some(self.scaled(&thought.actions));
        };
        let Generate { schedule, bridge, parametrization, embedding, sampler, .. } = &self.setting;
        let field = NetworkField {
            class: None,
            network: &self.network,
            schedule: &**schedule,
            bridge: &**bridge,
            parametrization: &**parametrization,
            embedding: &**embedding,
            condition,
            spans: false,
        };
        let mut rng = thought.rng.take().unwrap_or_else(|| self.stream(thought.step, thought.done as u64));
        let mut noise = StreamNoise::new(&mut rng);
        thought.actions = sampler.part(&field, &thought.actions, t, s, &mut noise, &mut thought.memory).next;
        thought.memory.part += 1;
        if thought.memory.part < sampler.parts() {
            thought.rng = Some(rng);
            return None;
        }
        thought.memory.part = 0;
        thought.done += 1;
        (thought.done >= self.times.len()).then(|| self.scaled(&thought.actions))
    }

    fn scaled(&self, said: &Rows<f32>) -> Vec<f64> {
        said.values().iter().map(|a| f64::from(*a) * self.action_scale).collect()
    }
}
