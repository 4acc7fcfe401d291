//! Worlds in which an expert acts and a learner imitates it.
//!
//! An [`Environment`] says where an agent starts, where an action takes it and when it has to stop. Its scripted [`Expert`]
//! and a person who drags paths are [`Demonstrator`]s; what they show are [`Demonstrations`], rows for a policy to be trained
//! on. [`Rollouts`] let a policy act, all agents one step at a time, and [`Figures`] say how well that went.

mod demonstrations;
mod detour;
mod dragged;
mod expert;
mod figures;
mod geometry;
mod nearest;
mod outcome;
mod polyline;
mod rollout;
mod scripted;

pub use demonstrations::{Demonstration, Demonstrations, Demonstrator, Moment, Pairs};
pub use detour::Detour;
pub use dragged::Dragged;
pub use expert::{Expert, Experts, Plan};
pub use figures::{Figures, floor};
pub use geometry::{Bounds, Disc};
pub use outcome::{End, Outcome};
pub use rollout::{RolloutError, Rollouts};
pub use scripted::Scripted;

use rand_core::RngCore;

/// Everything that the next state depends on besides the action. Its width is the environment's own.
pub type State = Vec<f64>;

/// A world: one agent in it acts, step by step, until it is at the goal, hits something or runs out of time.
///
/// What a method does not need from an environment it leaves to the defaults, which suit an agent that walks in the plane.
pub trait Environment {
    /// Numbers in an observation.
    fn observation_width(&self) -> usize {
        2
    }

    /// Numbers in an action.
    fn action_width(&self) -> usize {
        2
    }

    /// The largest norm of an action.
    fn action_limit(&self) -> f64;

    /// A network sees and predicts actions divided by this, so that they are near 1.
    fn action_scale(&self) -> f64 {
        0.1
    }

    /// The action that is carried out in place of `action`: the same direction, and a norm of [`Environment::action_limit`]
    /// at most.
    fn limited(&self, action: &[f64]) -> Vec<f64> {
        geometry::shortened(action, self.action_limit())
    }

    /// The number of actions after which an episode is over.
    fn horizon(&self) -> usize;

    /// A state drawn from the start law.
    fn start(&self, rng: &mut dyn RngCore) -> State;

    /// The state after `action`, `[action_width]`, which is [limited](Environment::limited) first. `rng` is for worlds that
    /// are not deterministic.
    fn step(&self, state: &[f64], action: &[f64], rng: &mut dyn RngCore) -> State;

    /// What a policy sees of `state`, `[observation_width]`.
    fn observe(&self, state: &[f64]) -> Vec<f64> {
        state.to_vec()
    }

    /// Where in the plane the agent is.
    fn position(&self, state: &[f64]) -> [f64; 2];

    /// What an agent must not touch.
    fn obstacles(&self) -> Vec<Disc>;

    /// Where an agent should arrive; `None` where arriving is not the aim.
    fn goal(&self) -> Option<Disc>;

    /// What a picture should show.
    fn bounds(&self) -> Bounds;

    /// What a step between two positions ends with. The way between them is what must not touch an obstacle, and the place
    /// where the step ends is what must lie in the goal. A collision comes first.
    fn end(&self, from: [f64; 2], to: [f64; 2]) -> Option<End> {
        if self.obstacles().iter().any(|obstacle| obstacle.meets(from, to)) {
            return Some(End::Collided);
        }
        self.goal().filter(|goal| goal.contains(to)).map(|_| End::Reached)
    }

    /// Names of the ways that lead to the goal.
    fn ways(&self) -> &'static [&'static str];

    /// Which of the [ways](Environment::ways) the positions of `trail` took, as an index; `None` before it can be told.
    fn way(&self, trail: &[[f64; 2]]) -> Option<usize>;

    /// The points that the expert walks through in turn when it takes `way`; the last is the goal.
    fn route(&self, way: usize) -> Vec<[f64; 2]>;

    /// How far the expert gets in a step.
    fn speed(&self) -> f64;

    /// The action that takes the agent from `state` to `target`, or as near as the expert's speed allows.
    fn towards(&self, state: &[f64], target: [f64; 2]) -> Vec<f64>;

    /// The action of an expert without noise, who is at `state` with this `plan`. Unless an environment has another rule, it
    /// walks along its [route](Environment::route).
    fn intention(&self, state: &[f64], plan: &mut Plan) -> Vec<f64> {
        match plan.target(self.position(state), &self.route(plan.way), self.speed()) {
            Some(target) => self.towards(state, target),
            None => vec![0.0; self.action_width()],
        }
    }
}

crate::registry! {
    /// The registry of environments.
    pub enum EnvironmentConfig("environments"): Environment {
        Detour("detour") = Detour,
    }
}

crate::registry! {
    /// The registry of demonstrations.
    pub enum DemonstrationsConfig("demonstrations"): Demonstrator {
        Scripted("scripted") = Scripted,
        Dragged("dragged") = Dragged,
    }
}

#[cfg(test)]
mod tests;
