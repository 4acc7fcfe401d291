//! The speed of a device: workloads to time, measurements, and what they mean for a reader who waits.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{ExperimentError, Generate, Task};
use crate::{
    math::text::quoted,
    nn::Network,
    objective::{FitConfig, ObjectiveConfig},
};

/// A workload to time. Training and sampling are those of the default experiment, with a network of this size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Workload {
    /// One training step.
    Train { width: u32, depth: u32, batch: u32 },
    /// One training step of an objective with its own defaults; the number is its place in the registry.
    Objective { place: u8 },
    /// Sampling one cloud from noise to data, until its points are read.
    Sample { width: u32, depth: u32, particles: u32, steps: u32 },
    /// Multiplications and additions in registers: the fastest that this program can be on this processor.
    Peak,
}

/// The work of a repetition of [`Workload::Peak`]: the number of rounds, and the numbers in each round.
///
/// In each round every number is multiplied once and added to once.
pub const PEAK_ROUNDS: u32 = 50_000;
pub const PEAK_LANES: u32 = 48;

/// The largest number of points that are sampled at once.
const MOST_PARTICLES: u32 = 100_000;

impl Workload {
    /// The workloads that are measured by default: the peak, the default network, a larger one, a large cloud.
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

    /// The name in files and addresses, `train-3x64-b200` or `objective-ddpm`; it can be parsed.
    pub fn label(&self) -> String {
        self.to_string()
    }

    /// The task whose training or sampling is timed; `None` for the peak.
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

    /// Whether the workload uses the default network.
    pub fn is_of_default_network(&self) -> bool {
        !matches!(self, Self::Objective { .. })
            && self.task().is_some_and(|task| {
                let (network, usual) = (task.learner().network, Network::default());
                (network.width, network.depth) == (usual.width, usual.depth)
            })
    }

    /// Floating-point operations of one repetition, counting the network's matrix products only.
    ///
    /// Each weight takes 2 operations for each row in the forward pass, and in training 4 more in the backward pass.
    /// `None` if the number is not known in advance.
    pub fn flop(&self) -> Option<f64> {
        let weights = self.task().map_or(0.0, |task| {
            let sizes = task.sizes();
            sizes.iter().map(|(inputs, outputs)| inputs * outputs).sum::<usize>() as f64
        });
        Some(match *self {
            Self::Train { batch, .. } => 6.0 * f64::from(batch) * weights,
            // Euler's method evaluates the network once in each step.
            Self::Sample { particles, steps, .. } => 2.0 * f64::from(particles) * f64::from(steps) * weights,
            Self::Peak => 2.0 * f64::from(PEAK_ROUNDS) * f64::from(PEAK_LANES),
            Self::Objective { .. } => return None,
        })
    }

    /// The pace of a lesson if this workload takes `ms` milliseconds; `None` for the peak.
    pub fn pace_at(&self, ms: f64) -> Option<Pace> {
        let live = match self {
            Self::Train { .. } => 1e3 / ms >= LIVE_STEPS_PER_SECOND,
            Self::Objective { .. } => ms <= LIVE_OBJECTIVE_MS,
            Self::Sample { .. } => ms <= LIVE_CLOUD_MS,
            Self::Peak => return None,
        };
        Some(if live { Pace::Live } else { Pace::Patient })
    }

    /// Checks that this workload may be measured.
    ///
    /// # Errors
    /// The invalid number, by the key of its field.
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

    /// Reads a label. It may have any sizes, not only those of [`Workload::STANDARD`].
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
            ExperimentError::new("workload", format!("{} is no piece of work; there are {known}", quoted(label)))
        })?;
        workload.validate()?;
        Ok(workload)
    }
}

/// The measured times of a workload.
///
/// Each time is a mean over some milliseconds of repetitions, because clocks of browsers are coarse, or the time of one
/// repetition if that takes longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    pub workload: Workload,
    /// The median time of one repetition.
    #[serde(with = "crate::math::number")]
    pub median_ms: f64,
    /// The 10 % quantile of the times.
    #[serde(with = "crate::math::number")]
    pub low_ms: f64,
    /// The 90 % quantile of the times.
    #[serde(with = "crate::math::number")]
    pub high_ms: f64,
    /// The number of timed repetitions.
    pub repetitions: u32,
    /// The memory of the program; only known in wasm.
    pub heap_bytes: Option<u64>,
}

/// The pace of a lesson on a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pace {
    /// The reader sees changes as they happen.
    Live,
    /// The lesson works, but the reader waits.
    Patient,
}

/// Training steps after which the default network samples a ring or eight Gaussians well.
pub const STEPS_TO_LIKENESS: u32 = 1_500;
/// The limits of a live lesson: training steps a second, and milliseconds for a large cloud.
///
/// The usual cloud of the page is a fifth as large and has a smaller network, so it takes about a tenth of that time.
const LIVE_STEPS_PER_SECOND: f64 = 50.0;
const LIVE_CLOUD_MS: f64 = 2_000.0;
/// The longest training step of a live objective: 25 steps a second.
const LIVE_OBJECTIVE_MS: f64 = 40.0;

impl Measurement {
    /// The measurement from times in milliseconds for one repetition; `None` without times.
    pub fn new(workload: Workload, mut times_ms: Vec<f64>, repetitions: u32, heap_bytes: Option<u64>) -> Option<Self> {
        times_ms.sort_unstable_by(f64::total_cmp);
        let [low_ms, median_ms, high_ms] = [0.1, 0.5, 0.9].map(|share| quantile(&times_ms, share));
        let (low_ms, median_ms, high_ms) = (low_ms?, median_ms?, high_ms?);
        Some(Self { workload, median_ms, low_ms, high_ms, repetitions, heap_bytes })
    }

    /// Training steps or points a second; `None` for the peak.
    pub fn per_second(&self) -> Option<f64> {
        let rate = 1e3 / self.median_ms;
        match self.workload {
            Workload::Train { .. } | Workload::Objective { .. } => Some(rate),
            Workload::Sample { particles, .. } => Some(rate * f64::from(particles)),
            Workload::Peak => None,
        }
    }

    /// Billions of floating-point operations a second, if they can be counted.
    pub fn gflops(&self) -> Option<f64> {
        Some(self.workload.flop()? / self.median_ms / 1e6)
    }

    /// The share of `peak` that was reached.
    pub fn share_of(&self, peak: &Self) -> Option<f64> {
        Some(self.gflops()? / peak.gflops()?)
    }

    /// Seconds until training samples well; `None` unless this is training.
    pub fn seconds_to_likeness(&self) -> Option<f64> {
        match self.workload {
            Workload::Train { .. } => Some(f64::from(STEPS_TO_LIKENESS) * self.median_ms / 1e3),
            _ => None,
        }
    }

    /// The pace of a lesson with this workload; `None` for the peak.
    pub fn pace(&self) -> Option<Pace> {
        self.workload.pace_at(self.median_ms)
    }
}

/// The median; the mean of the two middle values of an even number; `None` without values.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    quantile(&values, 0.5)
}

/// The quantile at `share` of the sorted `values`, with linear interpolation.
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
