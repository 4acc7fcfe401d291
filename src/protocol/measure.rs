//! How fast a device is: pieces of work to time, what was measured, and what that means for whoever waits.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{ExperimentError, Generate, Task};
use crate::{
    nn::Network,
    objective::{FitConfig, ObjectiveConfig},
};

/// A piece of work to time. Training and sampling are those of the default experiment, with a network of this size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Workload {
    /// One training step.
    Train { width: u32, depth: u32, batch: u32 },
    /// One training step of an objective as its authors have it; the number is its place in the registry.
    Objective { place: u8 },
    /// One cloud on its way from noise to data, until its points are read.
    Sample { width: u32, depth: u32, particles: u32, steps: u32 },
    /// Multiplications and additions in registers: as fast as this program can be on this processor.
    Peak,
}

/// What a repetition of [`Workload::Peak`] does: so many rounds, in each of which so many numbers are multiplied once and
/// added to once.
pub const PEAK_ROUNDS: u32 = 50_000;
pub const PEAK_LANES: u32 = 48;

/// No more points are sampled at once.
const MOST_PARTICLES: u32 = 100_000;

impl Workload {
    /// What is measured unless something else is asked for: the peak, the default network, a larger one, a large cloud.
    pub const STANDARD: [Self; 4] = [
        Self::Peak,
        Self::Train { width: 64, depth: 3, batch: 200 },
        Self::Train { width: 128, depth: 3, batch: 256 },
        Self::Sample { width: 128, depth: 3, particles: 5_000, steps: 50 },
    ];

    /// The training step of every objective.
    pub fn objectives() -> impl Iterator<Item = Self> {
        (0..Self::objective_ids().count()).map(|place| Self::Objective { place: place as u8 })
    }

    /// A name for files and addresses, `train-3x64-b200` or `objective-ddpm`; it parses back.
    pub fn label(&self) -> String {
        self.to_string()
    }

    /// The task whose training or sampling is timed; the peak needs none.
    pub fn task(&self) -> Option<Task> {
        let mut task = Generate::default();
        match *self {
            Self::Train { width, depth, batch } => {
                (task.network.width, task.network.depth) = (width, depth);
                task.training.batch = batch;
            }
            Self::Sample { width, depth, steps, .. } => {
                (task.network.width, task.network.depth) = (width, depth);
                task.sampling.steps = steps;
            }
            Self::Objective { place } => {
                let mut task = Task::default();
                return task.select("objective", Self::objective_ids().nth(place.into())?).is_ok().then_some(task);
            }
            Self::Peak => return None,
        }
        Some(task.into())
    }

    /// The ids of all objectives, whatever their task.
    fn objective_ids() -> impl Iterator<Item = &'static str> {
        ObjectiveConfig::IDS.iter().chain(FitConfig::IDS).copied()
    }

    /// Whether it is work for the network that one has unless one chooses another.
    pub fn is_of_default_network(&self) -> bool {
        !matches!(self, Self::Objective { .. })
            && self.task().is_some_and(|task| *task.learner().network == Network::default())
    }

    /// Floating-point operations of one repetition, those of the network's products alone: each weight takes part in a
    /// multiplication and an addition for every row, forwards, and in training twice more on the way back. `None` where
    /// that is not known beforehand.
    pub fn flop(&self) -> Option<f64> {
        let weights = self.task().map_or(0.0, |task| {
            let sizes = task.sizes();
            sizes.iter().map(|(inputs, outputs)| inputs * outputs).sum::<usize>() as f64
        });
        Some(match *self {
            Self::Train { batch, .. } => 6.0 * f64::from(batch) * weights,
            // Euler's method asks the network once a step.
            Self::Sample { particles, steps, .. } => 2.0 * f64::from(particles) * f64::from(steps) * weights,
            Self::Peak => 2.0 * f64::from(PEAK_ROUNDS) * f64::from(PEAK_LANES),
            Self::Objective { .. } => return None,
        })
    }

    /// Whether a lesson is live where this work takes so many milliseconds; the peak says nothing about that.
    pub fn pace_at(&self, ms: f64) -> Option<Pace> {
        let live = match self {
            Self::Train { .. } => 1e3 / ms >= LIVE_STEPS_PER_SECOND,
            Self::Objective { .. } => ms <= LIVE_OBJECTIVE_MS,
            Self::Sample { .. } => ms <= LIVE_CLOUD_MS,
            Self::Peak => return None,
        };
        Some(if live { Pace::Live } else { Pace::Patient })
    }

    /// Whether this may be measured.
    ///
    /// # Errors
    /// The number at fault, by the key of its field.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        if let Self::Sample { particles, .. } = *self
            && !(1..=MOST_PARTICLES).contains(&particles)
        {
            let message = format!("must be between 1 and {MOST_PARTICLES}, not {particles}");
            return Err(ExperimentError::new("particles", message));
        }
        self.task().map_or(Ok(()), |task| task.validate())
    }
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Train { width, depth, batch } => write!(f, "train-{depth}x{width}-b{batch}"),
            Self::Sample { width, depth, particles, steps } => {
                write!(f, "sample-{depth}x{width}-n{particles}-s{steps}")
            }
            Self::Objective { place } => {
                write!(f, "objective-{}", Self::objective_ids().nth(usize::from(*place)).unwrap_or("unknown"))
            }
            Self::Peak => f.write_str("peak"),
        }
    }
}

impl FromStr for Workload {
    type Err = ExperimentError;

    /// Reads a label. Any size may stand in it, not just those of [`Workload::STANDARD`].
    fn from_str(label: &str) -> Result<Self, Self::Err> {
        let network = |text: &str| {
            let (depth, width) = text.split_once('x')?;
            Some((depth.parse().ok()?, width.parse().ok()?))
        };
        let number = |text: &str, letter: char| text.strip_prefix(letter)?.parse().ok();
        let read = || {
            if let Some(id) = label.strip_prefix("objective-") {
                let place = Self::objective_ids().position(|known| known == id)?;
                return Some(Self::Objective { place: place as u8 });
            }
            let parts: Vec<&str> = label.split('-').collect();
            Some(match parts[..] {
                ["peak"] => Self::Peak,
                ["train", size, batch] => {
                    let (depth, width) = network(size)?;
                    Self::Train { width, depth, batch: number(batch, 'b')? }
                }
                ["sample", size, particles, steps] => {
                    let (depth, width) = network(size)?;
                    Self::Sample { width, depth, particles: number(particles, 'n')?, steps: number(steps, 's')? }
                }
                _ => return None,
            })
        };
        let workload = read().ok_or_else(|| {
            let known = Self::STANDARD.map(|workload| workload.label()).join(", ");
            ExperimentError::new("workload", format!("«{label}» is no piece of work; there are {known}"))
        })?;
        workload.validate()?;
        Ok(workload)
    }
}

/// What was measured. Times are means over a few milliseconds of repetitions, which the clocks of browsers need, or of one
/// repetition where it takes longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    pub workload: Workload,
    /// Of one repetition.
    #[serde(with = "crate::math::number")]
    pub median_ms: f64,
    /// A tenth of the times are shorter than this,
    #[serde(with = "crate::math::number")]
    pub low_ms: f64,
    /// and a tenth are longer than this.
    #[serde(with = "crate::math::number")]
    pub high_ms: f64,
    /// How many repetitions were timed.
    pub repetitions: u32,
    /// The memory of the program; known in wasm alone.
    pub heap_bytes: Option<u64>,
}

/// How a device keeps up with a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pace {
    /// Changes are seen as they happen.
    Live,
    /// It works, and one waits for it.
    Patient,
}

/// So many training steps bring the default network from nothing to a good likeness of a ring or of eight Gaussians.
pub const STEPS_TO_LIKENESS: u32 = 1_500;
/// A lesson is live with so many training steps a second, or with a large cloud in so many milliseconds: then the cloud
/// that the page usually shows, a fifth of it and of a smaller network, takes about a tenth of that.
const LIVE_STEPS_PER_SECOND: f64 = 50.0;
const LIVE_CLOUD_MS: f64 = 2_000.0;
/// An objective whose step takes no longer is live: twenty-five steps a second.
const LIVE_OBJECTIVE_MS: f64 = 40.0;

impl Measurement {
    /// What these times, in milliseconds for one repetition each, amount to; `None` when there are none.
    pub fn new(workload: Workload, mut times_ms: Vec<f64>, repetitions: u32, heap_bytes: Option<u64>) -> Option<Self> {
        times_ms.sort_unstable_by(f64::total_cmp);
        let [low_ms, median_ms, high_ms] = [0.1, 0.5, 0.9].map(|share| quantile(&times_ms, share));
        let (low_ms, median_ms, high_ms) = (low_ms?, median_ms?, high_ms?);
        Some(Self { workload, median_ms, low_ms, high_ms, repetitions, heap_bytes })
    }

    /// Training steps or points a second; nothing that one would count for the peak.
    pub fn per_second(&self) -> Option<f64> {
        let rate = 1e3 / self.median_ms;
        match self.workload {
            Workload::Train { .. } | Workload::Objective { .. } => Some(rate),
            Workload::Sample { particles, .. } => Some(rate * f64::from(particles)),
            Workload::Peak => None,
        }
    }

    /// Billions of floating-point operations a second, where they can be counted.
    pub fn gflops(&self) -> Option<f64> {
        Some(self.workload.flop()? / self.median_ms / 1e6)
    }

    /// Which share of `peak` was reached.
    pub fn share_of(&self, peak: &Self) -> Option<f64> {
        Some(self.gflops()? / peak.gflops()?)
    }

    /// Seconds until training has drawn a good likeness; for training alone.
    pub fn seconds_to_likeness(&self) -> Option<f64> {
        match self.workload {
            Workload::Train { .. } => Some(f64::from(STEPS_TO_LIKENESS) * self.median_ms / 1e3),
            _ => None,
        }
    }

    /// Whether a lesson with this work in it is live; the peak says nothing about that.
    pub fn pace(&self) -> Option<Pace> {
        self.workload.pace_at(self.median_ms)
    }
}

/// The value in the middle, or between the two that are; `None` when there are none.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    quantile(&values, 0.5)
}

/// The value below which a `share` of the sorted `values` lies, on the line between its two neighbours.
fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let place = share * values.len().checked_sub(1)? as f64;
    let (below, part) = (place.floor() as usize, place.fract());
    let low = *values.get(below)?;
    let high = values.get(below + 1).copied().unwrap_or(low);
    Some(low + part * (high - low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_parse_back() {
        let labels = Workload::STANDARD.map(|workload| workload.label());
        assert_eq!(labels, ["peak", "train-3x64-b200", "train-3x128-b256", "sample-3x128-n5000-s50"]);
        for workload in Workload::STANDARD {
            assert_eq!(workload.label().parse(), Ok(workload));
            assert_eq!(workload.validate(), Ok(()));
        }
        assert_eq!("train-2x8-b16".parse(), Ok(Workload::Train { width: 8, depth: 2, batch: 16 }));
    }

    #[test]
    fn every_objective_can_be_measured() {
        for (workload, id) in Workload::objectives().zip(Workload::objective_ids()) {
            assert_eq!((workload.label(), workload.validate()), (format!("objective-{id}"), Ok(())));
            assert_eq!(workload.label().parse(), Ok(workload));
            assert_eq!((workload.pace_at(40.0), workload.pace_at(41.0)), (Some(Pace::Live), Some(Pace::Patient)));
        }
        assert_eq!("objective-nothing".parse::<Workload>().unwrap_err().field, "workload");
    }

    #[test]
    fn what_cannot_be_measured_is_named() {
        let field = |label: &str| label.parse::<Workload>().unwrap_err().field;
        for label in ["", "peak-3", "train", "train-3x64", "train-3-b200", "train-3x64-n200", "sample-3x128-n5000-s-50"]
        {
            assert_eq!(field(label), "workload", "{label}");
        }
        assert_eq!(field("train-3x1-b200"), "network.width");
        assert_eq!(field("train-99x64-b200"), "network.depth");
        assert_eq!(field("train-3x64-b0"), "training.batch");
        assert_eq!(field("sample-3x64-n0-s50"), "particles");
        assert_eq!(field("sample-3x64-n10-s0"), "sampling.steps");
    }

    #[test]
    fn operations_are_those_of_the_products() {
        let weights = f64::from(3 * 64 + 64 * 64 + 64 * 64 + 64 * 2);
        assert_eq!(Workload::STANDARD[1].flop(), Some(6.0 * 200.0 * weights));
        let weights = f64::from(3 * 128 + 128 * 128 + 128 * 128 + 128 * 2);
        assert_eq!(Workload::STANDARD[3].flop(), Some(2.0 * 5_000.0 * 50.0 * weights));
        assert_eq!(Workload::Peak.flop(), Some(4.8e6));
    }

    #[test]
    fn times_are_told_by_their_middle_and_their_ends() {
        let times = (0..=10).rev().map(f64::from).collect();
        let measurement = Measurement::new(Workload::STANDARD[1], times, 33, None).unwrap();
        assert_eq!((measurement.low_ms, measurement.median_ms, measurement.high_ms), (1.0, 5.0, 9.0));
        assert_eq!(measurement.repetitions, 33);
        let between = Measurement::new(Workload::Peak, vec![1.0, 2.0], 2, None).unwrap();
        assert_eq!((between.low_ms, between.median_ms, between.high_ms), (1.1, 1.5, 1.9));
        assert_eq!(Measurement::new(Workload::Peak, Vec::new(), 0, None), None);
        assert_eq!(
            (median(vec![3.0, 1.0, 2.0]), median(vec![4.0, 1.0]), median(Vec::new())),
            (Some(2.0), Some(2.5), None)
        );
    }

    #[test]
    fn rates_follow_from_the_median() {
        let measured = |workload, ms| Measurement::new(workload, vec![ms], 1, None).unwrap();
        let [peak, train, _, sample] = Workload::STANDARD;
        let (peak, train) = (measured(peak, 0.48), measured(train, 2.0));
        assert_eq!((peak.per_second(), train.per_second()), (None, Some(500.0)));
        assert_eq!(measured(sample, 500.0).per_second(), Some(10_000.0));
        assert!((peak.gflops().unwrap() - 10.0).abs() < 1e-12);
        assert!((train.share_of(&peak).unwrap() - 6.0 * 200.0 * 8512.0 / 2e-3 / 1e10).abs() < 1e-12);
        assert_eq!((train.seconds_to_likeness(), peak.seconds_to_likeness()), (Some(3.0), None));
        assert_eq!((train.pace(), peak.pace()), (Some(Pace::Live), None));
        assert_eq!(measured(sample, 2_500.0).pace(), Some(Pace::Patient));
        assert!(Pace::Live < Pace::Patient);
    }

    #[test]
    fn measurements_survive_the_wire() {
        let measurement = Measurement::new(Workload::STANDARD[3], vec![1.0, 2.0], 2, Some(1 << 20)).unwrap();
        let text = serde_json::to_string(&measurement).unwrap();
        assert_eq!(serde_json::from_str::<Measurement>(&text).unwrap(), measurement);
    }
}
