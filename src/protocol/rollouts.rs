use serde::{Deserialize, Serialize};

use crate::math::world::{Figures, Outcome};

/// Agents to roll out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolloutsRequest {
    /// How many agents.
    pub count: u32,
}

/// The rollouts of a policy.
///
/// Buffers:
/// - positions, `[agents, steps + 1, 2]`; after its end an agent stays where it ended;
/// - outcomes, `[agents]`, as [`RolloutsAnswer::code`];
/// - ways, `[agents]`, as an index of the environment's ways, or −1 if the way is not known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RolloutsAnswer {
    pub agents: u32,
    /// The number of steps of the longest rollout.
    pub steps: u32,
    /// The results of the agents; absent without agents.
    pub figures: Option<Box<Figures>>,
    /// The results of a perfect imitation; absent if there are no demonstrations.
    pub floor: Option<Box<Figures>>,
}

impl RolloutsAnswer {
    /// The number of buffers.
    pub const BUFFERS: usize = 3;
    /// The code of [`Outcome::Reached`].
    pub const REACHED: f32 = 1.0;
    /// The code of [`Outcome::Collided`].
    pub const COLLIDED: f32 = 2.0;

    /// The code of an outcome: running, reached, collided, out of time, diverged.
    pub fn code(outcome: Outcome) -> f32 {
        match outcome {
            Outcome::Running => 0.0,
            Outcome::Reached { .. } => Self::REACHED,
            Outcome::Collided { .. } => Self::COLLIDED,
            Outcome::OutOfTime => 3.0,
            Outcome::Diverged { .. } => 4.0,
        }
    }
}
