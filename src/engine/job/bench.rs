//! A comparison of samplers for the page, computed in slices.

use web_time::Duration;

use super::{Inquiry, Reply, Subject, standing::StandingRequest};
use crate::{
    engine::{BenchGrid, BenchPlan, BenchStep, SamplerBench},
    math::sampler::SamplerConfig,
    protocol::{BenchAnswer, BenchRequest, BenchRow, EngineError, Generate, Topic},
};

/// The most sampling steps, runs and points.
const STEPS: u32 = 250;
const SEEDS: u32 = 20;
const POINTS: u32 = 10_000;

#[derive(Debug)]
pub(super) struct Bench {
    bench: SamplerBench,
    rows: Vec<BenchRow>,
    /// The rows that the page knows.
    told: std::cell::Cell<usize>,
}

impl Inquiry for Bench {
    type Request = BenchRequest;
    type Memory = ();

    const TOPIC: Topic = Topic::Bench;
    const IS_DRAWN: bool = false;
    const SHARE: f64 = 1.0 / 6.0;
    const PAUSE: Duration = Duration::from_secs(2);

    async fn begin(
        StandingRequest { request, .. }: StandingRequest<'_, BenchRequest>,
        subject: &Subject,
        (): &mut (),
    ) -> Result<Option<(u64, Self)>, EngineError> {
        let Some(task) = subject.trainer.task().generate() else {
            return Ok(None);
        };
        let (step, learned) = subject.shown().await?;
        let bench = SamplerBench::new(task, learned, plan(task, request));
        Ok(bench.ok().map(|bench| (step, Self { bench, rows: Vec::new(), told: 0.into() })))
    }

    async fn advance(&mut self, _: &Subject, (): &mut ()) -> Result<bool, EngineError> {
        match self.bench.advance().await? {
            BenchStep::UnderWay => {}
            BenchStep::Row(row) => self.rows.push(row),
            BenchStep::Done => return Ok(false),
        }
        Ok(true)
    }

    async fn preview(&self) -> Result<Option<Reply>, EngineError> {
        let is_new = self.told.replace(self.rows.len()) < self.rows.len();
        Ok(is_new.then(|| self.reply(self.rows.clone())))
    }

    async fn finish(mut self) -> Result<Reply, EngineError> {
        let rows = std::mem::take(&mut self.rows);
        Ok(self.reply(rows))
    }
}

impl Bench {
    fn reply(&self, rows: Vec<BenchRow>) -> Reply {
        Reply { answer: BenchAnswer { rows, left: self.bench.left() as u32 }.into(), buffers: Vec::new() }
    }
}

/// What of the request fits the task.
fn plan(task: &Generate, request: &BenchRequest) -> BenchPlan {
    let fits = |sampler: &SamplerConfig| Generate { sampler: sampler.clone(), ..task.clone() }.validate().is_ok();
    BenchPlan {
        samplers: request.samplers.iter().filter_map(|id| SamplerConfig::from_id(id)).filter(fits).collect(),
        grids: request.grids.iter().filter_map(|id| BenchGrid::from_id(id)).collect(),
        steps: request.steps.iter().map(|steps| (*steps).clamp(1, STEPS)).collect(),
        seeds: request.seeds.clamp(1, SEEDS),
        samples: request.samples.clamp(1, POINTS) as usize,
        is_exact: request.is_exact && task.exact_field().is_some(),
    }
}
