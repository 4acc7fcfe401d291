//! The results of a run that fits a series of observations: trajectories instead of samples.

use std::fmt::Write as _;

use crate::{
    engine::{FollowedSeries, Trainer},
    objective::Moment,
    protocol::{EngineError, SeriesFigures},
};

/// The series, solved forwards and backwards with the averaged weights.
#[derive(Debug)]
pub(super) struct SeriesResult {
    /// The lines of `series.csv`.
    pub text: String,
    pub walk: SeriesFigures,
}

/// Solves every path of the series forwards and backwards; `None` where no series is fitted.
pub(super) async fn follow(trainer: &Trainer) -> Result<Option<SeriesResult>, EngineError> {
    let weights = trainer.snapshot().await?.averaged;
    Ok(trainer.follow(&weights, usize::MAX).map(|walked| SeriesResult { text: csv(&walked), walk: walked.walk() }))
}

/// The observations, the states of the solver, its evaluations of the network, and the adjoint of the backward pass.
fn csv(FollowedSeries { times, observed, followed }: &FollowedSeries) -> String {
    let mut text = String::from("kind,t,path,x,y\n");
    let mut put = |kind: &str, t: f64, points: &[[f64; 2]]| {
        for (path, [x, y]) in points.iter().enumerate() {
            // Writing to a string cannot fail.
            writeln!(text, "{kind},{t},{path},{x},{y}").ok();
        }
    };
    times.iter().zip(observed).for_each(|(t, points)| put("observed", *t, points));
    followed.states.iter().for_each(|(t, points)| put("state", *t, points));
    followed.asked.iter().for_each(|(t, points)| put("asked", *t, points));
    followed.moments.iter().for_each(|Moment { t, adjoint, .. }| put("adjoint", *t, adjoint));
    text
}
