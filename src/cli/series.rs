//! The results of a run that fits a series of observations: trajectories instead of samples.

use crate::{
    engine::{FollowedSeries, Trainer},
    objective::Moment,
    protocol::{EngineError, SeriesFigures},
};

/// The series, solved forwards and backwards with the averaged weights.
#[derive(Debug)]
pub(super) struct SeriesResult {
    /// The rows of `series.csv`.
    pub rows: Vec<[String; 5]>,
    pub figures: SeriesFigures,
}

/// Solves every path of the series forwards and backwards; `None` where no series is fitted.
pub(super) async fn follow(trainer: &Trainer) -> Result<Option<SeriesResult>, EngineError> {
    let weights = trainer.snapshot().await?.averaged;
    Ok(trainer
        .follow(&weights, usize::MAX)
        .map(|followed| SeriesResult { rows: rows(&followed), figures: followed.figures() }))
}

/// What was observed, where the solver stopped, where it evaluated the network, and the adjoint at the states of the way back.
fn rows(FollowedSeries { times, observed, followed }: &FollowedSeries) -> Vec<[String; 5]> {
    let mut rows = Vec::new();
    let mut put = |kind: &str, t: f64, points: &[[f64; 2]]| {
        let row = |(path, [x, y]): (usize, &[f64; 2])| {
            [kind.to_owned(), t.to_string(), path.to_string(), x.to_string(), y.to_string()]
        };
        rows.extend(points.iter().enumerate().map(row));
    };
    times.iter().zip(observed).for_each(|(t, points)| put("observed", *t, points));
    followed.states.iter().for_each(|(t, points)| put("state", *t, points));
    followed.evaluated.iter().for_each(|(t, points)| put("evaluated", *t, points));
    followed.moments.iter().for_each(|Moment { t, adjoint, .. }| put("adjoint", *t, adjoint));
    rows
}
