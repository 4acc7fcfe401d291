//! The model and the exact field at a few points.

use super::{Inquiry, Reply, Subject, standing::StandingRequest};
use crate::{
    engine::Learned,
    math::{field::Field, points::Cloud},
    protocol::{EngineError, FieldAt, PlanePoint, PointsAnswer, PointsRequest, Topic},
};

/// The whole answer is computed at once: the points are few.
#[derive(Debug)]
pub(super) struct PointsJob {
    answer: PointsAnswer,
    buffers: Vec<Vec<f32>>,
}

impl Inquiry for PointsJob {
    type Request = PointsRequest;
    type Memory = ();

    const TOPIC: Topic = Topic::Points;
    const IS_DRAWN: bool = false;

    async fn begin(
        StandingRequest { request, .. }: StandingRequest<'_, PointsRequest>,
        subject: &Subject,
        (): &mut (),
    ) -> Result<Option<(u64, Self)>, EngineError> {
        if !subject.trainer.task().is_in_plane() {
            return Ok(None);
        }
        let points: Vec<[f64; 2]> =
            request.points.iter().take(PointsRequest::MOST).map(|&PlanePoint { x, y }| [x, y]).collect();
        let (step, learned) = subject.shown().await?;
        let mut buffers = vec![FieldAt::to_flat(&by_model(&learned, &points, request.t).await?)];
        let exact = subject.oracle.as_ref().map(|oracle| exact(oracle, &points, request.t));
        buffers.extend(exact.as_deref().map(FieldAt::to_flat));
        let answer = PointsAnswer { request: request.clone(), has_exact: exact.is_some() };
        Ok(Some((step, Self { answer, buffers })))
    }

    async fn finish(self) -> Result<Reply, EngineError> {
        Ok(Reply { answer: self.answer.into(), buffers: self.buffers })
    }
}

async fn by_model(learned: &Learned, points: &[[f64; 2]], t: f64) -> Result<Vec<FieldAt>, EngineError> {
    let [velocity, denoised, score] =
        [learned.velocity(points, t).await?, learned.denoised(points, t).await?, learned.score(points, t).await?];
    let pairs = |flat: &[f32]| flat.as_chunks::<2>().0.iter().map(|pair| pair.map(f64::from)).collect::<Vec<_>>();
    let rows = pairs(&velocity).into_iter().zip(pairs(&denoised)).zip(pairs(&score));
    let field = |((velocity, denoised), score)| FieldAt { velocity, denoised, score, log_density: f64::NAN };
    Ok(rows.map(field).collect())
}

fn exact(oracle: &impl Field<Cloud>, points: &[[f64; 2]], t: f64) -> Vec<FieldAt> {
    let points = points.to_vec();
    let densities = oracle.log_density(&points, t).unwrap_or_else(|| vec![f64::NAN; points.len()]);
    let (velocities, denoised) = (oracle.velocity(&points, t), oracle.denoised(&points, t));
    let rows = velocities.into_iter().zip(denoised).zip(oracle.score(&points, t)).zip(densities);
    let field = |(((velocity, denoised), score), log_density)| FieldAt { velocity, denoised, score, log_density };
    rows.map(field).collect()
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::{engine::Trainer, protocol::Generate};

    #[test]
    fn velocity_denoised_point_and_score_agree() {
        let task = Generate::default();
        let learned = block_on(Trainer::host(task.clone()).learned()).unwrap();
        let (points, t) = (vec![[0.5, -1.0], [2.0, 1.0]], 0.4);
        for field in [block_on(by_model(&learned, &points, t)).unwrap(), exact(&task.oracle().unwrap(), &points, t)] {
            for (field, x) in field.iter().zip(&points) {
                // On the straight path the velocity is (x − x̂)/t, and the score of a normal source (α x̂ − x)/t².
                for (k, &c) in x.iter().enumerate() {
                    let velocity = (c - field.denoised[k]) / t;
                    let score = (0.6 * field.denoised[k] - c) / (t * t);
                    assert!((velocity - field.velocity[k]).abs() < 1e-4, "{field:?}");
                    assert!((score - field.score[k]).abs() < 1e-3, "{field:?}");
                }
            }
            let again = FieldAt::from_flat(&FieldAt::to_flat(&field));
            assert!(again.iter().zip(&field).all(|(a, b)| (a.velocity[0] - b.velocity[0]).abs() < 1e-5));
        }
    }
}
