//! A density on its way to the page, a little at a time.

use web_time::{Duration, Instant};

use super::run::{Run, SAMPLING_SHARE, SLICE, Training};
use crate::{
    engine::Likelihood,
    math::oracle::Field as _,
    protocol::{EngineError, Event, FieldGrid, FieldKind, Message, Warning},
};

/// The density that is being found, of the weights at this step.
#[derive(Debug)]
pub(super) struct Map {
    grid: FieldGrid,
    step: u64,
    work: Work,
    spent: Duration,
}

#[derive(Debug)]
enum Work {
    Learned(Box<Likelihood>),
    /// The densities of the first points, and all points.
    Exact(Vec<f32>, Vec<[f64; 2]>),
}

/// The error that the solver may make in a step: a picture needs no more.
const TOLERANCE: f64 = 1e-3;
/// Points whose exact density is found at once.
const CHUNK: usize = 32;

impl Run {
    /// Goes on with the density that is under way, or starts one that is due.
    pub(super) async fn map_slice(&mut self) -> Result<Option<Message<Event>>, EngineError> {
        let start = Instant::now();
        if self.map.is_none()
            && self.unacknowledged == 0
            && let Some(grid) = self.density.take_due(start)
        {
            match self.begin(grid).await? {
                Some(map) => self.map = Some(map),
                None => return Ok(Some(Event::Warning(self.id, Warning::NoDensity).into())),
            }
        }
        let Some(mut map) = self.map.take() else {
            return Ok(None);
        };
        let mut finished = false;
        while !finished && start.elapsed() < SLICE {
            finished = match &mut map.work {
                Work::Learned(likelihood) => !likelihood.advance(),
                Work::Exact(found, points) => {
                    let from = found.len();
                    let chunk = points[from..points.len().min(from + CHUNK)].to_vec();
                    let densities = self.oracle.as_ref().and_then(|oracle| oracle.log_density(&chunk, map.grid.t));
                    found.extend(densities.iter().flatten().map(|[log_density, _]| log_density.exp() as f32));
                    found.len() == points.len() || found.len() == from
                }
            };
        }
        map.spent += start.elapsed();
        if !finished {
            self.map = Some(map);
            return Ok(None);
        }
        let Map { grid, step, work, spent } = map;
        if self.training != Training::Paused {
            // The time spent on the map earns training its share before the next.
            self.density.not_before = Instant::now() + spent.mul_f64(1.0 / SAMPLING_SHARE);
        }
        let (kind, evaluations, densities) = match work {
            Work::Exact(found, _) => (FieldKind::Exact, 0, found),
            Work::Learned(likelihood) => {
                let found = likelihood.log_densities().await?;
                let densities = found.into_iter().map(|log_density| log_density.exp() as f32).collect();
                (FieldKind::Learned, likelihood.counts().evaluations, densities)
            }
        };
        self.unacknowledged += 1;
        let head = Event::Density { run: self.id, step, kind, grid, evaluations };
        Ok(Some(Message { head, buffers: vec![densities] }))
    }

    /// Sets out for a density; nothing where it is not known.
    async fn begin(&mut self, grid: FieldGrid) -> Result<Option<Map>, EngineError> {
        let points = grid.points();
        if !grid.learned {
            let known = self.oracle.is_some();
            let step = self.trainer.step_count();
            let work = Work::Exact(Vec::new(), points);
            return Ok(known.then_some(Map { grid, step, work, spent: Duration::ZERO }));
        }
        let (step, learned) = self.shown().await?;
        let likelihood = Likelihood::new(self.trainer.experiment(), learned, &points, grid.t, TOLERANCE);
        let work = likelihood.ok().map(|likelihood| Work::Learned(Box::new(likelihood)));
        Ok(work.map(|work| Map { grid, step, work, spent: Duration::ZERO }))
    }
}
