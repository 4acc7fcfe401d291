//! Worlds in which an expert acts and a learner imitates it.
//!
//! An [`Environment`] defines where an agent starts, where an action takes it and when it has to stop. Its scripted [`Expert`]
//! and a person who drags paths are [`Demonstrator`]s; they give [`Demonstrations`], rows for the training of a policy.
//! [`Rollouts`] let a policy act, all agents one step at a time, and [`Figures`] measure the result.

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

/// A world: one agent in it acts, step by step, until it reaches the goal, hits something or runs out of time.
///
/// The default functions suit an agent that moves in the plane.
pub trait Environment {
    /// The width of an observation.
    fn observation_width(&self) -> usize {
        2
    }

    /// The width of an action.
    fn action_width(&self) -> usize {
        2
    }

    /// The largest norm of an action.
    fn action_limit(&self) -> f64;

    /// The scale of actions: a network takes and predicts actions divided by it, so that they are near 1.
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

    /// The observation of `state`, `[observation_width]`.
    fn observe(&self, state: &[f64]) -> Vec<f64> {
        state.to_vec()
    }

    /// The agent's position in the plane.
    fn position(&self, state: &[f64]) -> [f64; 2];

    /// The obstacles, which an agent must not touch.
    fn obstacles(&self) -> Vec<Disc>;

    /// The place that an agent should reach; `None` where reaching a place is not the aim.
    fn goal(&self) -> Option<Disc>;

    /// The part of the plane in pictures.
    fn bounds(&self) -> Bounds;

    /// The end of an episode by a step between two positions, if it ends.
    /// The segment between them must not touch an obstacle, and its end must be in the goal to reach it. A collision comes first.
    fn end(&self, from: [f64; 2], to: [f64; 2]) -> Option<End> {
        if self.obstacles().iter().any(|obstacle| obstacle.meets(from, to)) {
            return Some(End::Collided);
        }
        self.goal().filter(|goal| goal.contains(to)).map(|_| End::Reached)
    }

    /// Names of the ways that lead to the goal.
    fn ways(&self) -> &'static [&'static str];

    /// The index of the [way](Environment::ways) that `trail` took; `None` before it is known.
    fn way(&self, trail: &[[f64; 2]]) -> Option<usize>;

    /// The points that the expert goes through in turn on `way`; the last is the goal.
    fn route(&self, way: usize) -> Vec<[f64; 2]>;

    /// The length of the expert's steps.
    fn speed(&self) -> f64;

    /// The action that takes the agent from `state` to `target`, or as near as the expert's speed allows.
    fn towards(&self, state: &[f64], target: [f64; 2]) -> Vec<f64>;

    /// The action of an expert without noise, at `state` with this `plan`.
    /// By default it goes along its [route](Environment::route).
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
