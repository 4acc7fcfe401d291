//! The pieces of work that are measured, by the labels that the page gives them.

use std::str::FromStr;

/// Work whose floating-point operations can be counted beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// Multiplications and additions in registers; only who runs them knows how many there were.
    Peak,
    /// One training step.
    Train { depth: u32, width: u32, batch: u32 },
    /// A cloud on its way from noise to data by Euler's rule, until its points are read.
    Sample { depth: u32, width: u32, particles: u32, steps: u32 },
}

impl Workload {
    /// Operations of one repetition, those of the network's products alone: a multiplication and an addition for each
    /// weight and row, forwards, and in training twice more on the way back.
    pub fn flop(self) -> Option<f64> {
        match self {
            Self::Peak => None,
            Self::Train { depth, width, batch } => Some(6.0 * f64::from(batch) * weights(depth, width)),
            Self::Sample { depth, width, particles, steps } => {
                Some(2.0 * f64::from(particles) * f64::from(steps) * weights(depth, width))
            }
        }
    }
}

/// The weights, without biases, of a network of two coordinates and a time into two coordinates.
fn weights(depth: u32, width: u32) -> f64 {
    let (depth, width) = (f64::from(depth), f64::from(width));
    3.0 * width + (depth - 1.0) * width * width + 2.0 * width
}

impl FromStr for Workload {
    type Err = String;

    /// Reads `peak`, `train-3x64-b200` or `sample-3x128-n5000-s50`.
    fn from_str(label: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse().ok().filter(|&number: &u32| number > 0);
        let size = |text: &str| text.split_once('x').and_then(|(depth, width)| Some((number(depth)?, number(width)?)));
        let read = || match label.split('-').collect::<Vec<_>>()[..] {
            ["peak"] => Some(Self::Peak),
            ["train", network, batch] => {
                let (depth, width) = size(network)?;
                Some(Self::Train { depth, width, batch: number(batch.strip_prefix('b')?)? })
            }
            ["sample", network, particles, steps] => {
                let (depth, width) = size(network)?;
                let (particles, steps) = (number(particles.strip_prefix('n')?)?, number(steps.strip_prefix('s')?)?);
                Some(Self::Sample { depth, width, particles, steps })
            }
            _ => None,
        };
        read().ok_or_else(|| {
            format!("«{label}» is no workload; peak, train-3x64-b200 and sample-3x128-n5000-s50 are some")
        })
    }
}
