//! The results of a policy: agents instead of samples.

use std::{fmt::Write as _, time::Instant};

use crate::{
    engine::{RolloutRun, Trainer},
    math::world::{Figures, Outcome},
    protocol::EngineError,
};

/// The agents of a policy.
#[derive(Debug)]
pub(super) struct Agents {
    /// The lines of `rollouts.csv`.
    pub text: String,
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
    Ok(Some(Agents { text: csv(&run), figures }))
}

/// The position of every agent at every step, and its outcome.
fn csv(run: &RolloutRun) -> String {
    let mut text = String::from("agent,step,x,y,outcome\n");
    let rollouts = run.rollouts();
    for (agent, (trail, outcome)) in rollouts.trails().iter().zip(rollouts.outcomes()).enumerate() {
        let outcome = name(*outcome);
        for (step, [x, y]) in trail.iter().enumerate() {
            // Writing to a string cannot fail.
            writeln!(text, "{agent},{step},{x},{y},{outcome}").ok();
        }
    }
    text
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
