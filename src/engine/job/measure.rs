//! Timing a piece of work on this device, in slices, so that the engine keeps answering.
//!
//! It concerns the engine and not a run, which is paused meanwhile; so the session owns it, beside the jobs of its run.

use web_time::{Duration, Instant};

use super::budget::{Budget, SLICE};
use crate::{
    engine::{Backend, Keep, SampleRun, Trainer, fused},
    protocol::{EngineError, Measurement, Workload},
};

/// The share of the budget that is spent before anything is recorded.
/// Meanwhile programs and shaders are compiled, and processors reach their speed.
const WARM_UP: f64 = 0.2;
/// The fewest repetitions of the warm-up, unless they take the whole budget, and the fewest recorded times, whatever they take.
const FEWEST: u32 = 5;

/// A measurement in progress.
#[derive(Debug)]
pub(in crate::engine) struct Measuring {
    workload: Workload,
    budget: Duration,
    begun: Instant,
    work: Work,
    /// Repetitions of the warm-up so far; `None` after it.
    warming: Option<u32>,
    lap: Option<Lap>,
    times_ms: Vec<f64>,
    repetitions: u32,
}

/// Repetitions that are timed together, for one slice at least.
/// Browsers round their clocks to a tenth of a millisecond, some to a whole one, and a GPU answers late.
#[derive(Clone, Copy, Debug)]
struct Lap {
    begun: Instant,
    repetitions: u32,
}

/// The work that is repeated.
#[derive(Debug)]
enum Work {
    Train(Box<Trainer>),
    Sample(Box<Clouds>),
    Peak,
}

/// Clouds of so many points, sampled one after the other.
#[derive(Debug)]
struct Clouds {
    trainer: Trainer,
    count: usize,
    under_way: Option<SampleRun>,
}

impl Work {
    fn new(workload: &Workload, backend: &Backend) -> Result<Self, EngineError> {
        Ok(match (workload.task(), *workload) {
            (Some(task), Workload::Sample { particles, .. }) => {
                let trainer = backend.trainer(task)?;
                Self::Sample(Box::new(Clouds { trainer, count: particles as usize, under_way: None }))
            }
            (Some(task), _) => Self::Train(Box::new(backend.trainer(task)?)),
            (None, _) => Self::Peak,
        })
    }

    /// A part of a training step or of a sampling step, or one run of the loop; true at the end of a repetition.
    async fn go_on(&mut self) -> Result<bool, EngineError> {
        match self {
            Self::Train(trainer) => trainer.advance().await,
            Self::Sample(clouds) => clouds.step().await,
            Self::Peak => {
                fused::peak();
                Ok(true)
            }
        }
    }

    /// Waits until the device has finished all its work.
    async fn settle(&mut self) -> Result<(), EngineError> {
        match self {
            Self::Train(trainer) => trainer.losses().await.map(|_| ()),
            Self::Sample(..) | Self::Peak => Ok(()),
        }
    }
}

impl Clouds {
    /// One step of the present cloud, or of a new one; true when it was the last, and the points have been read.
    async fn step(&mut self) -> Result<bool, EngineError> {
        let mut run = match self.under_way.take() {
            Some(run) => run,
            None => {
                let learned = self.trainer.learned().await?;
                SampleRun::with(self.trainer.experiment(), self.count, learned, Keep::Ends)
            }
        };
        if run.advance() {
            self.under_way = Some(run);
            return Ok(false);
        }
        run.last().await.map(|_| true)
    }
}

impl Measuring {
    /// A measurement before its warm-up.
    ///
    /// # Errors
    /// When the size of the work is impossible.
    pub(in crate::engine) fn new(workload: Workload, budget: Duration, backend: &Backend) -> Result<Self, EngineError> {
        workload.validate()?;
        Ok(Self {
            workload,
            budget,
            begun: Instant::now(),
            work: Work::new(&workload, backend)?,
            warming: Some(0),
            lap: None,
            times_ms: Vec::new(),
            repetitions: 0,
        })
    }

    /// The work that is timed.
    pub(in crate::engine) fn workload(&self) -> Workload {
        self.workload
    }

    /// One slice of work; the result when it was the last.
    pub(in crate::engine) async fn advance(&mut self) -> Option<Result<Measurement, EngineError>> {
        match self.slice().await {
            Ok(false) => None,
            Ok(true) => {
                let times = std::mem::take(&mut self.times_ms);
                Measurement::new(self.workload, times, self.repetitions, heap_bytes()).map(Ok)
            }
            Err(error) => Some(Err(error)),
        }
    }

    /// Works for a slice; true when the measurement is complete.
    async fn slice(&mut self) -> Result<bool, EngineError> {
        let budget = Budget::slice();
        let lap = self.lap.get_or_insert(Lap { begun: Instant::now(), repetitions: 0 });
        loop {
            let complete = self.work.go_on().await?;
            lap.repetitions += u32::from(complete);
            if complete && lap.begun.elapsed() >= SLICE {
                break;
            }
            if budget.is_spent() {
                return Ok(false);
            }
        }
        self.work.settle().await?;
        let (time, repetitions) = (lap.begun.elapsed(), lap.repetitions);
        self.lap = None;
        let spent = self.begun.elapsed();
        if let Some(warm) = &mut self.warming {
            *warm += repetitions;
            let is_warm = (*warm >= FEWEST && spent >= self.budget.mul_f64(WARM_UP)) || spent >= self.budget;
            if is_warm {
                self.warming = None;
            }
            return Ok(false);
        }
        self.times_ms.push(time.as_secs_f64() * 1e3 / f64::from(repetitions));
        self.repetitions += repetitions;
        Ok(spent >= self.budget && self.times_ms.len() >= FEWEST as usize)
    }
}

/// The size of the program's memory, which never shrinks.
#[cfg(target_arch = "wasm32")]
fn heap_bytes() -> Option<u64> {
    /// The definition of wasm.
    const PAGE: u64 = 65_536;
    Some(core::arch::wasm32::memory_size(0) as u64 * PAGE)
}

#[cfg(not(target_arch = "wasm32"))]
fn heap_bytes() -> Option<u64> {
    None
}
