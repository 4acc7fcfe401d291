use rand_core::RngCore;

use super::{Environment, Rollouts, geometry::distance, rollout::streams};
use crate::math::rng::{self, Purpose, Stream};

/// The state of an expert between steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The index of its way.
    pub way: usize,
    /// The index of the point of the route that it goes to.
    leg: usize,
}

impl Plan {
    /// The start of `way`.
    pub fn new(way: usize) -> Self {
        Self { way, leg: 0 }
    }

    /// The point of `route` to go to from `position`. A point nearer than `reach` counts as passed, except the last.
    pub fn target(&mut self, position: [f64; 2], route: &[[f64; 2]], reach: f64) -> Option<[f64; 2]> {
        while self.leg + 1 < route.len() && distance(position, route[self.leg]) < reach {
            self.leg += 1;
        }
        route.get(self.leg).copied()
    }
}

/// The scripted expert: it picks a way, and its actions have noise.
///
/// Its action is `limited(intention + noise · n)` with `n` ~ N(0, I). The noise is part of the action: a demonstration records
/// the action that is carried out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expert {
    /// Standard deviation of the noise on every number of an action.
    pub noise: f64,
    /// The probability of the first way. The others are equally likely.
    pub share: f64,
}

impl Expert {
    /// A plan with a random way.
    pub fn plan(&self, environment: &dyn Environment, rng: &mut dyn RngCore) -> Plan {
        let others = environment.ways().len().saturating_sub(1);
        let first = rng::uniform(rng) < self.share || others == 0;
        Plan::new(if first { 0 } else { 1 + rng::below(others, rng) })
    }

    /// The action at `state`, `[action_width]`.
    pub fn action(
        &self,
        environment: &dyn Environment,
        state: &[f64],
        plan: &mut Plan,
        rng: &mut dyn RngCore,
    ) -> Vec<f64> {
        let mut action = environment.intention(state, plan);
        for pair in action.chunks_mut(2) {
            let noise = rng::normal(rng);
            pair.iter_mut().zip(noise).for_each(|(a, n)| *a += self.noise * n);
        }
        environment.limited(&action)
    }
}

/// As many experts as [`Rollouts`] have agents: the reference for a learner's policy.
#[derive(Clone, Debug)]
pub struct Experts {
    expert: Expert,
    plans: Vec<Plan>,
    streams: Vec<Stream>,
}

impl Experts {
    /// `n` experts with fresh ways and fresh noise. Another `draw` gives others; the k-th is the same for every `n`.
    pub fn new(expert: Expert, environment: &dyn Environment, n: usize, seed: u64, draw: u32) -> Self {
        let mut streams = streams(n, seed, Purpose::Expert, draw);
        let plans = streams.iter_mut().map(|rng| expert.plan(environment, rng)).collect();
        Self { expert, plans, streams }
    }

    /// The next actions, `[n, action_width]`.
    pub fn actions(&mut self, environment: &dyn Environment, rollouts: &Rollouts) -> Vec<f64> {
        let experts = self.plans.iter_mut().zip(&mut self.streams);
        let actions = rollouts
            .states()
            .iter()
            .zip(experts)
            .map(|(state, (plan, rng))| self.expert.action(environment, state, plan, rng));
        actions.flatten().collect()
    }

    /// The finished rollouts of `n` experts.
    pub fn rollouts(expert: Expert, environment: &dyn Environment, n: usize, seed: u64, draw: u32) -> Rollouts {
        let mut rollouts = Rollouts::init(environment, n, seed, draw);
        let mut experts = Self::new(expert, environment, n, seed, draw);
        while !rollouts.are_over() {
            let actions = experts.actions(environment, &rollouts);
            // There is one action for every agent, so none is rejected; otherwise the rollouts would not move.
            if rollouts.step(environment, &actions).is_err() {
                break;
            }
        }
        rollouts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_within_reach_is_passed_and_the_last_one_never() {
        let route = [[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
        let mut plan = Plan::new(0);
        assert_eq!(plan.target([0.0, 0.0], &route, 0.2), Some(route[0]));
        assert_eq!(plan.target([0.79, 0.0], &route, 0.2), Some(route[0]));
        assert_eq!(plan.target([0.81, 0.0], &route, 0.2), Some(route[1]));
        assert_eq!(plan.target([0.0, 0.0], &route, 0.2), Some(route[1]), "there is no way back");
        assert_eq!(plan.target([1.0, 1.0], &route, 0.2), Some(route[2]));
        assert_eq!(plan.target([0.0, 1.0], &route, 0.2), Some(route[2]));
        assert_eq!(plan.target([0.0, 1.0], &[], 0.2), None);
    }
}
