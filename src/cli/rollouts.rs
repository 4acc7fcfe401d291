//! The results of a policy: agents instead of samples.

use std::time::Instant;

use crate::{
    engine::{RolloutRun, Trainer},
    math::world::{Figures, Outcome},
    protocol::EngineError,
};

/// The agents of a policy.
#[derive(Debug)]
pub(super) struct Agents {
    /// The rows of `rollouts.csv`.
    pub rows: Vec<[String; 5]>,
    pub figures: Acted,
}

/// The results of the agents, for metrics.json.
#[derive(Debug, serde::Serialize)]
pub(super) struct Acted {
    pub seconds: f64,
    /// The names of the ways whose shares are in the figures.
    pub way_names: &'static [&'static str],
    pub policy: Option<Figures>,
    /// The results of as many experts in the same worlds.
    pub expert: Option<Figures>,
}

/// Rolls out this many agents with the averaged weights; `None` unless a policy is trained.
pub(super) async fn roll_out(trainer: &Trainer, agents: usize) -> Result<Option<Agents>, EngineError> {
    let (Some(task), Some(mut run)) = (trainer.task().imitate(), trainer.rollouts(agents).await?) else {
        return Ok(None);
    };
    let start = Instant::now();
    while run.advance() {}
    let seconds = start.elapsed().as_secs_f64();
    let shown = task.shown();
    let figures =
        Acted { seconds, way_names: task.environment.ways(), policy: run.figures(&shown), expert: run.floor(&shown) };
    Ok(Some(Agents { rows: rows(&run), figures }))
}

/// Where every agent was at every step, and how it came out.
fn rows(run: &RolloutRun) -> Vec<[String; 5]> {
    let mut rows = Vec::new();
    let rollouts = run.rollouts();
    for (agent, (trail, outcome)) in rollouts.trails().iter().zip(rollouts.outcomes()).enumerate() {
        let outcome = name(*outcome);
        let row = |(step, [x, y]): (usize, &[f64; 2])| {
            [agent.to_string(), step.to_string(), x.to_string(), y.to_string(), outcome.to_owned()]
        };
        rows.extend(trail.iter().enumerate().map(row));
    }
    rows
}

fn name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Running => "running",
        Outcome::Reached { .. } => "reached",
        Outcome::Collided { .. } => "collided",
        Outcome::OutOfTime => "out-of-time",
        Outcome::Diverged { .. } => "diverged",
    }
}
