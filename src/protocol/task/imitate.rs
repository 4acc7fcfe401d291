//! The task of imitating an expert who acts in a world.

use super::{Generate, Relations, Rule, Sampling, Training};
use crate::{
    math::{
        grid::{GridConfig, UniformTime},
        parametrization::{ParametrizationConfig, V},
        sampler::{Ddpm, SamplerConfig},
        schedule::{Cosine, ScheduleConfig},
        timing::{TimingConfig, Uniform},
        weighting::{Unit, WeightingConfig},
        world::{Demonstrations, DemonstrationsConfig, Detour, EnvironmentConfig, Scripted},
    },
    nn::{
        Architecture, Heads, Io, Network,
        activation::{ActivationConfig, Silu},
        embedding::{Concat, EmbeddingConfig},
        lr_schedule::{Constant, LrScheduleConfig},
        optimizer::{Adam, OptimizerConfig},
    },
    objective::policy::{Diffusion, Examples, PolicyConfig},
    protocol::Version,
};

crate::configured! {
    /// How an action is denoised.
    pub struct Denoising("denoising", "Denoising") {
        /// Steps from noise to an action.
        steps: u32 = 20, "Denoising steps", "N", "steps", 1..=200, Log;
    }
}

crate::slots! {
    /// A policy that learns from an expert's demonstrations.
    pub struct Imitate("imitate") {
        "World" {
            environment: EnvironmentConfig, "Environment", Restart;
            /// The demonstrations of the expert.
            demonstrations: DemonstrationsConfig, "Demonstrations", Restart;
        }
        "Policy" {
            policy: PolicyConfig, "Policy", Restart;
            schedule: ScheduleConfig, "Path", Restart if denoises;
            parametrization: ParametrizationConfig, "Network predicts", Restart if denoises;
            weighting: WeightingConfig, "Weighting", Retarget if denoises;
            timing: TimingConfig, "Training times", Retarget if denoises;
        }
        "Sampling" {
            sampler: SamplerConfig, "Sampler", Resample if denoises;
            sampling: Denoising, "Sampling", Resample if denoises;
            grid: GridConfig, "Grid of times", Resample if denoises;
        }
        "Network and optimiser" {
            training: Training, "Training", Retarget;
            optimizer: OptimizerConfig, "Optimiser", Retarget;
            lr_schedule: LrScheduleConfig, "Learning rate over time", Retarget;
            network: Network, "Network", Restart;
            activation: ActivationConfig, "Activation", Restart;
            embedding: EmbeddingConfig, "Time embedding", Restart if denoises;
        }
    }
}

fn denoises(task: &Imitate) -> bool {
    task.policy.denoises()
}

impl Default for Imitate {
    fn default() -> Self {
        Self::usual(Version::NEWEST)
    }
}

impl Imitate {
    /// The defaults of a link or a file of this version; the learner has the same defaults as in every task.
    pub fn usual(version: Version) -> Self {
        match version {
            Version::V1 | Version::V2 | Version::V3 => Self {
                environment: EnvironmentConfig::Detour(Detour::default()),
                demonstrations: DemonstrationsConfig::Scripted(Scripted::default()),
                policy: PolicyConfig::Diffusion(Diffusion::default()),
                schedule: ScheduleConfig::Cosine(Cosine::default()),
                parametrization: ParametrizationConfig::V(V {}),
                weighting: WeightingConfig::Unit(Unit {}),
                timing: TimingConfig::Uniform(Uniform { start: 0.0 }),
                sampler: SamplerConfig::Ddpm(Ddpm::default()),
                sampling: Denoising::default(),
                grid: GridConfig::UniformTime(UniformTime {}),
                training: Training::default(),
                optimizer: OptimizerConfig::Adam(Adam::default()),
                lr_schedule: LrScheduleConfig::Constant(Constant {}),
                network: Network::default(),
                activation: ActivationConfig::Silu(Silu {}),
                embedding: EmbeddingConfig::Concat(Concat {}),
                seed: 0,
            },
        }
    }

    /// The inputs and outputs of the network. A policy that denoises also has the noised action and its time as inputs.
    pub fn io(&self) -> Io {
        let action = self.environment.action_width();
        let [point, time] = if denoises(self) { [action, self.embedding.size()] } else { [0; 2] };
        Io { point, time, condition: self.environment.observation_width(), heads: Heads::prediction(action) }
    }

    /// The `(inputs, outputs)` of every layer of the network.
    pub fn layer_sizes(&self) -> Vec<(usize, usize)> {
        Architecture::Mlp.sizes(&self.network, &self.io())
    }

    /// The demonstrations of the expert.
    pub fn shown(&self) -> Demonstrations {
        self.demonstrations.demonstrations(&*self.environment, self.seed)
    }

    /// The training examples of the policy.
    pub fn examples(&self) -> Examples {
        Examples::new(self.policy.clone(), self.shown().pairs())
    }

    /// A task of the plane with the same learner, and the same denoiser if there is one; its data have no effect.
    pub fn setting(&self) -> Generate {
        let learner = Generate {
            training: self.training.clone(),
            optimizer: self.optimizer.clone(),
            lr_schedule: self.lr_schedule.clone(),
            network: self.network.clone(),
            activation: self.activation.clone(),
            embedding: self.embedding.clone(),
            seed: self.seed,
            ..Generate::default()
        };
        if !denoises(self) {
            return learner;
        }
        Generate {
            schedule: self.schedule.clone(),
            parametrization: self.parametrization.clone(),
            weighting: self.weighting.clone(),
            timing: self.timing.clone(),
            sampler: self.sampler.clone(),
            sampling: Sampling { steps: self.sampling.steps, ..Sampling::default() },
            grid: self.grid.clone(),
            ..learner
        }
    }

    /// Copies the sampler, grid and steps of `other`, which do not affect the training.
    pub fn resample(&mut self, other: &Self) {
        self.sampler = other.sampler.clone();
        self.sampling = other.sampling.clone();
        self.grid = other.grid.clone();
    }

    /// Replaces the configuration in the slot `key` by a custom curve, as [`Generate::bend`]; false if it has no shape.
    pub fn bend(&mut self, key: &str) -> bool {
        let mut setting = self.setting();
        let is_bent = denoises(self) && setting.bend(key);
        if is_bent {
            let Generate { schedule, weighting, timing, grid, .. } = setting;
            (self.schedule, self.weighting, self.timing, self.grid) = (schedule, weighting, timing, grid);
        }
        is_bent
    }
}

/// The rules, in the order in which they are checked.
///
/// Noise is standard normal here and pairs are independent, so every sampler of a denoiser works on every path.
pub const RULES: &[Rule<Imitate>] = &[
    Rule {
        at: "timing.p",
        broken: |task| denoises(task) && task.timing.draws_nothing(&*task.schedule),
        says: "the density must be above 0 at some λ of the path, so that there are times to train on",
    },
    Rule {
        at: "sampler",
        broken: |task| denoises(task) && needs_own_network(&task.sampler),
        says: "this sampler needs a network that is trained for few steps, and a policy has none; choose Euler or DDPM",
    },
    Rule {
        at: "demonstrations",
        broken: |task| !task.demonstrations.has_steps(&*task.environment, task.seed),
        says: "the demonstrations have no steps; the expert must start away from the goal",
    },
];

/// Whether the sampler takes its steps with a network that is trained for them.
fn needs_own_network(sampler: &SamplerConfig) -> bool {
    matches!(sampler, SamplerConfig::Jump(_) | SamplerConfig::Renoise(_))
}

impl Relations for Imitate {
    fn broken_rule(&self) -> Option<(&'static str, &'static str)> {
        Rule::first_broken(RULES, self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        math::{timing::TimingConfig, world::Dragged},
        protocol::{Class, Task, decode, encode},
    };

    #[test]
    fn the_network_sees_what_its_policy_needs() {
        let mut task = Imitate::default();
        let io = task.io();
        assert_eq!((io.point, io.time, io.condition, io.heads.outputs()), (2, 1, 2, 2));
        task.select("policy", "mean-square").unwrap();
        let io = task.io();
        assert_eq!((io.point, io.time, io.condition, io.heads.outputs()), (0, 0, 2, 2));
        assert_eq!(Task::from(task.clone()).sizes()[0], (2, task.network.width as usize));
    }

    #[test]
    fn what_only_denoisers_have_does_not_count_for_others() {
        let mut task = Imitate::default();
        let keys = ["schedule", "parametrization", "weighting", "timing", "sampler", "sampling", "grid", "embedding"];
        assert!(keys.iter().all(|key| Task::from(task.clone()).counts(key)));
        task.select("policy", "mean-square").unwrap();
        assert!(keys.iter().all(|key| !Task::from(task.clone()).counts(key)));
        task.select("timing", "adaptive").unwrap();
        assert_eq!(task.setting().timing, Generate::default().timing);
    }

    #[test]
    fn what_cannot_work_is_refused_by_its_slot() {
        let task = Imitate { demonstrations: DemonstrationsConfig::Dragged(Dragged::none()), ..Imitate::default() };
        assert_eq!(task.validate().unwrap_err().field, "demonstrations.paths");
        for timing in TimingConfig::all() {
            assert_eq!(Imitate { timing, ..Imitate::default() }.validate(), Ok(()));
        }
        for sampler in SamplerConfig::all() {
            let refused = needs_own_network(&sampler).then(|| "sampler".to_owned());
            let found = Imitate { sampler, ..Imitate::default() }.validate().err().map(|error| error.field);
            assert_eq!(found, refused);
        }
    }

    #[test]
    fn links_name_the_task_and_what_differs() {
        let mut task = Imitate::default();
        assert_eq!(encode(&Task::from(task.clone()).into()), "v=3&task=imitate");
        task.select("policy", "mean-square").unwrap();
        assert_eq!(encode(&Task::from(task.clone()).into()), "v=3&task=imitate&policy=mean-square");
        let mut other = task.clone();
        other.select("demonstrations", "dragged").unwrap();
        let link = encode(&Task::from(other.clone()).into());
        assert_eq!(decode(&link).unwrap().task.imitate(), Some(&other), "{link}");
        assert_eq!(Task::from(task).change_class(&Task::from(other)), Some(Class::Restart));
    }

    #[test]
    fn curves_bend_as_they_do_for_points() {
        let mut task = Imitate::default();
        assert!(task.bend("schedule"));
        assert_ne!(task.schedule, Imitate::default().schedule);
        assert!(!task.bend("policy"));
    }
}
