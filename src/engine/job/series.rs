//! The observed paths of a neural ODE, with the forward and the backward solution.

use super::{Inquiry, Reply, Subject, standing::StandingRequest};
use crate::{
    engine::trainer,
    objective::{Followed, Moment},
    protocol::{EngineError, SeriesFigures, SeriesRequest, Topic},
};

/// The most paths in a picture.
pub(in crate::engine) const PATHS: usize = 6;

#[derive(Debug)]
pub(super) struct SeriesJob(trainer::FollowedSeries);

impl Inquiry for SeriesJob {
    type Request = SeriesRequest;
    type Memory = ();

    const TOPIC: Topic = Topic::Series;

    async fn begin(
        _: StandingRequest<'_, SeriesRequest>,
        subject: &Subject,
        (): &mut (),
    ) -> Result<Option<(u64, Self)>, EngineError> {
        if subject.trainer.task().series().is_none() {
            return Ok(None);
        }
        let (step, weights) = subject.shown_weights().await?;
        Ok(subject.trainer.follow(&weights, PATHS).map(|followed| (step, Self(followed))))
    }

    async fn finish(self) -> Result<Reply, EngineError> {
        let Self(followed) = self;
        let figures = followed.figures();
        let trainer::FollowedSeries { times, observed, followed: Followed { states, evaluated, moments, .. } } =
            followed;
        let mut buffers = Vec::with_capacity(SeriesFigures::BUFFERS);
        let mut put = |times: Vec<f32>, points: Vec<f32>| buffers.extend([times, points]);
        put(times.iter().map(|t| *t as f32).collect(), observed.iter().flat_map(|cloud| flat(cloud)).collect());
        for track in [states, evaluated] {
            put(track.iter().map(|(t, _)| *t as f32).collect(), track.iter().flat_map(|(_, x)| flat(x)).collect());
        }
        put(
            moments.iter().map(|moment| moment.t as f32).collect(),
            moments.iter().flat_map(|Moment { adjoint, .. }| flat(adjoint)).collect(),
        );
        Ok(Reply { answer: figures.into(), buffers })
    }
}

fn flat(cloud: &[[f64; 2]]) -> impl Iterator<Item = f32> {
    cloud.as_flattened().iter().map(|c| *c as f32)
}
