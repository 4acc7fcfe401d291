//! A map of the plane for the page.

use super::{Inquiry, Reply, Subject, standing::StandingRequest};
use crate::{
    engine::Likelihood,
    math::field::Field as _,
    protocol::{EngineError, MapAnswer, MapKind, MapRequest, Topic, Warning},
};

/// The map that is being computed.
#[derive(Debug)]
pub(super) struct Map {
    request: MapRequest,
    points: Vec<[f64; 2]>,
    /// The model's density, where the map uses it.
    likelihood: Option<Box<Likelihood>>,
    /// The model's velocities at all points, where the map uses them.
    velocities: Vec<f32>,
    /// For the first points: the exact density, or the distance of the model's velocity from the exact one.
    found: Vec<f32>,
}

/// The error that the solver may make in a step: enough for a picture.
const TOLERANCE: f64 = 1e-3;
/// The number of points whose exact answer is computed at once.
const CHUNK: usize = 32;

impl Inquiry for Map {
    type Request = MapRequest;
    type Memory = ();

    const TOPIC: Topic = Topic::Map;
    const SHARE: f64 = 1.0 / 6.0;
    const MISSING: Option<Warning> = Some(Warning::NoMap);

    fn depends_on_weights(request: &MapRequest) -> bool {
        request.kind.is_learned()
    }

    async fn begin(
        StandingRequest { request, .. }: StandingRequest<'_, MapRequest>,
        subject: &Subject,
        (): &mut (),
    ) -> Result<Option<(u64, Self)>, EngineError> {
        let &MapRequest { grid, kind } = request;
        let task = subject.trainer.task();
        if !task.is_in_plane() || kind.is_learned() && !task.has_field() {
            return Ok(None);
        }
        if kind.is_exact() && subject.oracle.is_none() {
            return Ok(None);
        }
        let points = grid.points();
        let (mut step, mut likelihood, mut velocities) = (subject.trainer.step_count(), None, Vec::new());
        if kind.is_learned() {
            let (shown, learned) = subject.shown().await?;
            step = shown;
            if kind == MapKind::VelocityError {
                velocities = learned.velocity(&points, grid.t).await?;
            } else {
                let walk = Likelihood::new(subject.trainer.experiment(), learned, &points, grid.t, TOLERANCE);
                let Ok(walk) = walk else { return Ok(None) };
                likelihood = Some(Box::new(walk));
            }
        }
        Ok(Some((step, Self { request: *request, points, likelihood, velocities, found: Vec::new() })))
    }

    async fn advance(&mut self, subject: &Subject, (): &mut ()) -> Result<bool, EngineError> {
        let walked = self.likelihood.as_mut().is_some_and(|likelihood| likelihood.advance());
        Ok(walked || self.compare(subject))
    }

    async fn finish(self) -> Result<Reply, EngineError> {
        let MapRequest { grid, kind } = self.request;
        let evaluations = self.likelihood.as_ref().map_or(0, |likelihood| likelihood.counts().evaluations);
        let numbers = self.numbers().await?;
        Ok(Reply { answer: MapAnswer { grid, kind, evaluations }.into(), buffers: vec![numbers] })
    }
}

impl Map {
    /// Computes the exact answer at some more points; false when there are no more.
    fn compare(&mut self, subject: &Subject) -> bool {
        let (from, all) = (self.found.len(), self.points.len());
        let Some(oracle) = subject.oracle.as_ref().filter(|_| self.request.kind.is_exact() && from < all) else {
            return false;
        };
        let (to, t) = (all.min(from + CHUNK), self.request.grid.t);
        let chunk = self.points[from..to].to_vec();
        if self.request.kind == MapKind::VelocityError {
            let learned = &self.velocities.as_chunks::<2>().0[from..to];
            let exact = oracle.velocity(&chunk, t);
            let distance = |(a, b): (&[f32; 2], &[f64; 2])| (f64::from(a[0]) - b[0]).hypot(f64::from(a[1]) - b[1]);
            self.found.extend(learned.iter().zip(&exact).map(|pair| distance(pair) as f32));
        } else {
            let densities = oracle.log_density(&chunk, t).unwrap_or_default();
            self.found.extend(densities.iter().map(|log_density| log_density.exp() as f32));
        }
        self.found.len() > from
    }

    /// The numbers of the map, when all are computed.
    async fn numbers(self) -> Result<Vec<f32>, EngineError> {
        let Some(likelihood) = self.likelihood else {
            return Ok(self.found);
        };
        let densities = likelihood.log_densities().await?.into_iter().map(|log_density| log_density.exp() as f32);
        Ok(match self.request.kind {
            MapKind::DensityDifference => densities.zip(self.found).map(|(learned, exact)| learned - exact).collect(),
            _ => densities.collect(),
        })
    }
}
