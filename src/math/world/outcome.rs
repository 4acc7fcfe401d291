use serde::{Deserialize, Serialize};

/// The reason why a step ends an episode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The agent is at the goal.
    Reached,
    /// It has touched an obstacle.
    Collided,
}

/// The outcome of an episode so far. Steps are counted from 1: the first action is step 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is not over. A demonstration that stops before the goal stays like this.
    Running,
    /// At this step the agent reached the goal.
    Reached { step: usize },
    /// At this step it touched an obstacle.
    Collided { step: usize },
    /// The horizon was reached first.
    OutOfTime,
    /// At this step the policy gave an action that is not finite.
    Diverged { step: usize },
}

impl Outcome {
    /// The outcome after `step`, which had this `end`.
    pub fn after(step: usize, end: Option<End>, horizon: usize) -> Self {
        match end {
            Some(End::Reached) => Self::Reached { step },
            Some(End::Collided) => Self::Collided { step },
            None if step >= horizon => Self::OutOfTime,
            None => Self::Running,
        }
    }

    /// Whether the agent came to the goal.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Reached { .. })
    }

    /// Whether it touched an obstacle.
    pub fn is_collision(self) -> bool {
        matches!(self, Self::Collided { .. })
    }

    /// The step at which it reached the goal.
    pub fn arrival(self) -> Option<usize> {
        match self {
            Self::Reached { step } => Some(step),
            _ => None,
        }
    }
}
