//! The rules between the slots of [`Generate`].

use super::{Generate, Relations, Rule};
use crate::{
    math::{
        guidance::Weaker,
        parametrization::{ParametrizationConfig, Score, Velocity},
        registry::Slot as _,
        sampler::{SamplerConfig, Stochastic as _},
        schedule::FlowOt,
    },
    objective::ObjectiveConfig,
};

/// The rules, in the order in which they are checked.
pub const RULES: &[Rule<Generate>] = &[
    Rule {
        at: "objective",
        broken: |task| task.objective.is_explicit() && task.oracle().is_none(),
        says: "this objective learns from the exact score, which is known for independent pairs of not too many points",
    },
    Rule {
        at: "condition",
        broken: |task| conditioned(task) && !task.objective.takes_condition(),
        says: "this objective learns all classes together; choose none",
    },
    Rule {
        at: "condition",
        broken: |task| conditioned(task) && task.data.classes() < 2,
        says: "these data have no classes; choose none, or data that have some, as 8gaussians and moons",
    },
    Rule {
        at: "sampling.class",
        broken: |task| conditioned(task) && task.sampling.class > task.data.classes(),
        says: "these data have fewer classes; choose one of them, or 0 for all",
    },
    Rule {
        at: "guidance",
        broken: |task| task.guidance.weaker() == Some(Weaker::AllClasses) && task.class().is_none(),
        says: "this guidance goes from all classes to one; choose the class as condition, and in Sampling a class above 0",
    },
    Rule {
        at: "parallel",
        broken: |task| task.in_parallel() && !task.sampler.is_one_evaluation(),
        says: "states are revised together where a step is one evaluation without memory; choose Euler, DDIM or DDPM",
    },
    Rule {
        at: "sampling.steps",
        broken: |task| task.in_parallel() && task.sampling.steps > MOST_IN_PARALLEL,
        says: "in parallel all states of all points are kept; choose at most 250 steps, or one after the other",
    },
    Rule {
        at: "guidance",
        broken: |task| task.earlier_step().is_some() && task.objective.reflow().is_some(),
        says: "rounds of rectified flow pair the ends of the model's own ODE; choose none",
    },
    Rule {
        at: "timing.p",
        broken: |task| task.timing.draws_nothing(&*task.schedule),
        says: "the density must be above 0 at some λ of the path, so that there are times to train on",
    },
    Rule {
        at: "bridge",
        broken: |task| bridged(task) && task.objective.loss().is_some(),
        says: "this objective knows of no noise between the ends; choose none",
    },
    Rule {
        at: "parametrization",
        broken: |task| bridged(task) && !matches!(task.parametrization, ParametrizationConfig::Velocity(_)),
        says: "with noise on the bridge only the velocity carries source to data; choose it, or no bridge",
    },
    Rule {
        at: "bridge",
        broken: |task| latent(task) && !bridged(task),
        says: "the score follows from the noise of a bridge, and there is none; choose one, or learn no score",
    },
    Rule {
        at: "sampler",
        broken: |task| {
            let follows = task.sampler.follows_velocity() || latent(task) && task.sampler.follows_bridges();
            bridged(task) && !follows
        },
        says: "with noise on the bridge denoised points are not known, and scores only where the objective learns them; \
               choose Euler or another solver of the ODE",
    },
    Rule {
        at: "sampler",
        broken: |task| {
            let is_coupled = !task.coupling.is_independent() || task.objective.follows_velocity();
            task.sampler.is_stochastic() && !latent(task) && is_coupled
        },
        says: "this sampler adds noise and takes it out by the score, which is known for independent pairs alone; choose \
               Euler or another solver of the ODE",
    },
    Rule {
        at: "sampler",
        broken: |task| task.objective.reflow().is_some() && !task.sampler.follows_velocity(),
        says: "rounds of rectified flow pair the ends of an ODE; choose Euler or another solver of the ODE",
    },
    Rule {
        at: "sampler",
        broken: |task| task.sampler.is_stochastic() && !latent(task) && !task.source.is_standard_normal(),
        says: "this sampler adds Gaussian noise and needs the standard normal source; choose Euler or DDIM with η = 0",
    },
    Rule {
        at: "sampler",
        broken: |task| matches!(task.sampler, SamplerConfig::Jump(_)) && !task.objective.spans(),
        says: "this sampler needs a network that is told the length of a step, as those of meanflow and shortcut are; choose Euler",
    },
    Rule {
        at: "sampler",
        broken: |task| matches!(task.sampler, SamplerConfig::Renoise(_)) != task.objective.maps_to_data(),
        says: "the consistency sampler and a network that maps points to data, as consistency, belong together; choose both or none",
    },
    Rule {
        at: "source",
        broken: |task| task.objective.needs_normal_source() && !task.source.is_standard_normal(),
        says: "this objective knows the density of the standard normal source alone",
    },
    Rule {
        at: "schedule",
        broken: |task| task.objective.follows_velocity() && task.schedule.config().id() != FlowOt::ID,
        says: "this objective follows a velocity and needs the straight path, fm-ot",
    },
    Rule {
        at: "parametrization",
        broken: |task| task.objective.follows_velocity() && task.parametrization.config().id() != Velocity::ID,
        says: "this objective follows a velocity; the network must predict the velocity",
    },
    Rule {
        at: "parametrization",
        broken: |task| task.objective.has_energy() && task.parametrization.config().id() != Score::ID,
        says: "the gradient of an energy is a score; the network must predict the score",
    },
    Rule {
        at: "sampler",
        broken: |task| task.objective.has_energy() && !is_chain(&task.sampler),
        says: "an energy knows the score of the data alone, without noise; choose Langevin (ULA) or Langevin (MALA)",
    },
];

/// The most steps whose states are revised together.
const MOST_IN_PARALLEL: u32 = 250;

/// Whether it moves points by the score at one time.
fn is_chain(sampler: &SamplerConfig) -> bool {
    matches!(sampler, SamplerConfig::Langevin(_) | SamplerConfig::Mala(_))
}

/// Whether the class is an input of the network.
fn conditioned(task: &Generate) -> bool {
    !task.condition.is_none()
}

/// Whether there is noise between the ends of a pair.
fn bridged(task: &Generate) -> bool {
    !task.bridge.keeps_path()
}

/// Whether the network also predicts that noise.
fn latent(task: &Generate) -> bool {
    task.objective.learns_latent()
}

impl Relations for Generate {
    /// Selecting an objective also sets its other choices.
    fn adopt_choice(&mut self, key: &str, id: &str) -> bool {
        let objective = if key == "objective" { ObjectiveConfig::from_id(id) } else { None };
        objective.map(|objective| self.adopt(objective)).is_some()
    }

    fn broken_rule(&self) -> Option<(&'static str, &'static str)> {
        Rule::first_broken(RULES, self)
    }
}
