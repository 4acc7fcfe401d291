use serde::{Deserialize, Serialize};

use crate::math::world::{Figures, Outcome};

/// Agents to let act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolloutsRequest {
    /// How many agents.
    pub count: u32,
}

/// What became of agents that a policy led. Buffers: where they went, `[agents, steps + 1, 2]`, from their end on at the place
/// where they ended; how it came out, `[agents]`, as [`RolloutsAnswer::code`]; and the way that each took, `[agents]`, as an index
/// of the environment's ways, or −1 where none can be told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RolloutsAnswer {
    pub agents: u32,
    /// Steps that the last of them took.
    pub steps: u32,
    /// How well they did; absent without agents.
    pub figures: Option<Figures>,
    /// What a perfect imitation would reach; absent where the expert has shown nothing.
    pub floor: Option<Figures>,
}

impl RolloutsAnswer {
    /// How many buffers there are.
    pub const BUFFERS: usize = 3;
    /// The code of [`Outcome::Reached`].
    pub const REACHED: f32 = 1.0;
    /// The code of [`Outcome::Collided`].
    pub const COLLIDED: f32 = 2.0;

    /// An outcome as a number: it runs, has arrived, has hit something, is out of time, has diverged.
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
