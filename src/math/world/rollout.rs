use super::{Environment, Outcome, State};
use crate::math::{
    points::Cloud,
    rng::{Purpose, Stream},
};

/// Agents that act side by side in worlds of their own, one step at a time.
///
/// The caller takes the [observations](Rollouts::observations), computes the actions of all agents in one batch, and passes them
/// to [`Rollouts::step`], until [all are over](Rollouts::are_over). The start of the k-th agent depends on seed and draw alone,
/// not on the policy or the number of agents: two policies meet the same worlds.
#[derive(Clone, Debug)]
pub struct Rollouts {
    states: Vec<State>,
    trails: Vec<Cloud>,
    outcomes: Vec<Outcome>,
    worlds: Vec<Stream>,
    steps: usize,
}

/// The reason why a step was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RolloutError {
    #[error("{agents} agents with {width} numbers in an action need {} numbers, not {given}", agents * width)]
    Actions { agents: usize, width: usize, given: usize },
}

impl Rollouts {
    /// `n` agents at their starts; another `draw` gives other starts.
    pub fn init(environment: &dyn Environment, n: usize, seed: u64, draw: u32) -> Self {
        let mut worlds = streams(n, seed, Purpose::World, draw);
        let states: Vec<State> = worlds.iter_mut().map(|rng| environment.start(rng)).collect();
        let trails = states.iter().map(|state| vec![environment.position(state)]).collect();
        Self { states, trails, outcomes: vec![Outcome::Running; n], worlds, steps: 0 }
    }

    /// The observations of all agents, `[n, observation_width]`; a finished agent has that of its last state.
    pub fn observations(&self, environment: &dyn Environment) -> Vec<f64> {
        self.states.iter().flat_map(|state| environment.observe(state)).collect()
    }

    /// Takes one step with `actions`, `[n, action_width]`, in the units of the environment: the network's prediction times
    /// [`Environment::action_scale`]. Actions of finished agents are ignored. An agent whose action is not finite stops where
    /// it is, as [`Outcome::Diverged`].
    ///
    /// # Errors
    /// [`RolloutError::Actions`] for another number of them; then no step is taken.
    pub fn step(&mut self, environment: &dyn Environment, actions: &[f64]) -> Result<(), RolloutError> {
        let (agents, width) = (self.states.len(), environment.action_width());
        if actions.len() != agents * width {
            return Err(RolloutError::Actions { agents, width, given: actions.len() });
        }
        self.steps += 1;
        for (agent, action) in actions.chunks_exact(width.max(1)).enumerate() {
            if self.outcomes[agent] == Outcome::Running {
                self.outcomes[agent] = self.advance(agent, environment, action);
            }
        }
        Ok(())
    }

    fn advance(&mut self, agent: usize, environment: &dyn Environment, action: &[f64]) -> Outcome {
        let step = self.steps;
        if action.iter().any(|a| !a.is_finite()) {
            return Outcome::Diverged { step };
        }
        let state = environment.step(&self.states[agent], action, &mut self.worlds[agent]);
        let [from, to] = [&self.states[agent], &state].map(|state| environment.position(state));
        self.trails[agent].push(to);
        self.states[agent] = state;
        Outcome::after(step, environment.end(from, to), environment.horizon())
    }

    /// The number of steps taken.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// The number of agents whose episode is not over.
    pub fn running(&self) -> usize {
        self.outcomes.iter().filter(|outcome| **outcome == Outcome::Running).count()
    }

    /// Whether all agents have finished.
    pub fn are_over(&self) -> bool {
        self.running() == 0
    }

    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// The positions of every agent, its start first: one position more than it took steps.
    pub fn trails(&self) -> &[Cloud] {
        &self.trails
    }

    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }
}

/// A stream for each of `n` agents of a `draw`.
pub(super) fn streams(n: usize, seed: u64, purpose: Purpose, draw: u32) -> Vec<Stream> {
    (0..n as u64).map(|agent| Stream::new(seed, purpose, (u64::from(draw) << 32) | agent)).collect()
}
