//! A map of the plane on its way to the page, a little at a time.

use web_time::{Duration, Instant};

use super::run::{Run, SLICE};
use crate::{
    engine::Likelihood,
    math::oracle::Field as _,
    protocol::{EngineError, Event, MapKind, MapRequest, Message, Warning},
};

/// The map that is being found, of the weights at this step.
#[derive(Debug)]
pub(super) struct Map {
    request: MapRequest,
    step: u64,
    points: Vec<[f64; 2]>,
    /// The model's density, where it has a part in the map.
    likelihood: Option<Box<Likelihood>>,
    /// The model's velocities at all points, where they have.
    velocities: Vec<f32>,
    /// Of the first points: the exact density, or how far the exact velocity is from the model's.
    found: Vec<f32>,
    spent: Duration,
}

/// The error that the solver may make in a step: a picture needs no more.
const TOLERANCE: f64 = 1e-3;
/// Points whose exact answer is found at once.
const CHUNK: usize = 32;

impl Run {
    /// Goes on with the map that is under way, or starts one that is due if the page is `free` to take it.
    pub(super) async fn map_slice(&mut self, free: bool) -> Result<Option<Message<Event>>, EngineError> {
        let start = Instant::now();
        if self.map.is_none()
            && free
            && let Some(request) = self.mapping.take_due(start)
        {
            match self.begin(request).await? {
                Some(map) => self.map = Some(map),
                None => return Ok(Some(Event::Warning(self.id, Warning::NoMap).into())),
            }
        }
        let Some(mut map) = self.map.take() else {
            return Ok(None);
        };
        let mut finished = false;
        while !finished && start.elapsed() < SLICE {
            let walked = map.likelihood.as_mut().is_some_and(|likelihood| likelihood.advance());
            finished = !walked && !self.compare(&mut map);
        }
        map.spent += start.elapsed();
        if !finished {
            self.map = Some(map);
            return Ok(None);
        }
        self.mapping.not_before = self.after(map.spent);
        self.unacknowledged += 1;
        let Map { request: MapRequest { grid, kind }, step, .. } = map;
        let evaluations = map.likelihood.as_ref().map_or(0, |likelihood| likelihood.counts().evaluations);
        let head = Event::Map { run: self.id, step, kind, grid, evaluations };
        Ok(Some(Message { head, buffers: vec![map.numbers().await?] }))
    }

    /// Sets out for a map; nothing where it is not known.
    async fn begin(&mut self, request: MapRequest) -> Result<Option<Map>, EngineError> {
        let MapRequest { grid, kind } = request;
        if kind.is_exact() && self.oracle.is_none() {
            return Ok(None);
        }
        let points = grid.points();
        let (mut step, mut likelihood, mut velocities) = (self.trainer.step_count(), None, Vec::new());
        if kind.is_learned() {
            let (shown, learned) = self.shown().await?;
            step = shown;
            if kind == MapKind::VelocityError {
                velocities = learned.velocity(&points, grid.t).await?;
            } else {
                let walk = Likelihood::new(self.trainer.experiment(), learned, &points, grid.t, TOLERANCE);
                let Ok(walk) = walk else { return Ok(None) };
                likelihood = Some(Box::new(walk));
            }
        }
        Ok(Some(Map { request, step, points, likelihood, velocities, found: Vec::new(), spent: Duration::ZERO }))
    }

    /// Finds the exact answer at some more points of `map`; false when there is nothing left to find.
    fn compare(&self, map: &mut Map) -> bool {
        let (from, all) = (map.found.len(), map.points.len());
        let Some(oracle) = self.oracle.as_ref().filter(|_| map.request.kind.is_exact() && from < all) else {
            return false;
        };
        let (to, t) = (all.min(from + CHUNK), map.request.grid.t);
        let chunk = map.points[from..to].to_vec();
        if map.request.kind == MapKind::VelocityError {
            let learned = &map.velocities.as_chunks::<2>().0[from..to];
            let exact = oracle.velocity(&chunk, t);
            let distance = |(a, b): (&[f32; 2], &[f64; 2])| (f64::from(a[0]) - b[0]).hypot(f64::from(a[1]) - b[1]);
            map.found.extend(learned.iter().zip(&exact).map(|pair| distance(pair) as f32));
        } else {
            let densities = oracle.log_density(&chunk, t).unwrap_or_default();
            map.found.extend(densities.iter().map(|log_density| log_density.exp() as f32));
        }
        map.found.len() > from
    }
}

impl Map {
    /// The numbers of the map, when everything is found.
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
