//! The distribution of times that learns where the loss is.

use burn::tensor::Tensor;

use super::device_error;
use crate::{math::timing::Profile, nn::read, protocol::EngineError};

/// The profile of an adaptive distribution of times, and the losses that it has not seen yet.
///
/// It learns in the same steps whatever the device and the pace, so that a run stays the same wherever it runs.
#[derive(Debug)]
pub(super) struct Adaptive {
    profile: Profile,
    /// For each step since the profile last learned: the loss of every row, and its level.
    unseen: Vec<(Rows, Vec<[f64; 2]>)>,
}

/// What such a distribution has learned, on the host.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Taught {
    /// See [`Profile::bins`].
    pub(super) bins: Vec<[f64; 2]>,
    /// The losses of the rows of each step since the profile last learned.
    pub(super) unseen: Vec<Vec<f32>>,
}

/// The losses of the rows of a batch, wherever they are.
#[derive(Debug)]
pub(super) enum Rows {
    Device(Box<Tensor<2>>),
    Host(Vec<f32>),
    /// The trainer keeps them itself.
    #[cfg_attr(not(feature = "gpu"), expect(dead_code, reason = "only the trainer of the GPU does"))]
    Kept,
}

/// How many steps a profile waits before it sees their losses.
const LEARN_EVERY: usize = 16;

impl Adaptive {
    pub(super) fn new(profile: Profile) -> Self {
        Self { profile, unseen: Vec::new() }
    }

    /// One that goes on from what was learned before.
    pub(super) fn recalled(profile: Profile, unseen: Vec<(Vec<f32>, Vec<[f64; 2]>)>) -> Self {
        Self { profile, unseen: unseen.into_iter().map(|(losses, levels)| (Rows::Host(losses), levels)).collect() }
    }

    /// How many of the steps since it last learned the trainer keeps, the latest ones.
    #[cfg(feature = "gpu")]
    pub(super) fn kept(&self) -> usize {
        self.unseen.iter().filter(|(rows, _)| matches!(rows, Rows::Kept)).count()
    }

    /// What was learned; `kept` are the losses that the trainer kept.
    ///
    /// # Errors
    /// When the device fails.
    pub(super) async fn taught(&self, kept: Vec<Vec<f32>>) -> Result<Taught, EngineError> {
        let (mut kept, mut unseen) = (kept.into_iter(), Vec::new());
        for (rows, _) in &self.unseen {
            unseen.push(match rows {
                Rows::Device(rows) => read((**rows).clone()).await.map_err(device_error)?,
                Rows::Host(rows) => rows.clone(),
                Rows::Kept => kept.next().unwrap_or_default(),
            });
        }
        Ok(Taught { bins: self.profile.bins().to_vec(), unseen })
    }

    pub(super) fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Takes the losses of a step, and tells whether it wants to see those of all that it took.
    pub(super) fn take(&mut self, rows: Rows, levels: Vec<[f64; 2]>) -> bool {
        self.unseen.push((rows, levels));
        self.unseen.len() == LEARN_EVERY
    }

    /// Sees the losses of the steps that it took; `kept` are those that the trainer kept.
    ///
    /// # Errors
    /// When the device fails.
    pub(super) async fn learn(&mut self, kept: Vec<Vec<f32>>) -> Result<(), EngineError> {
        let mut kept = kept.into_iter();
        for (rows, levels) in std::mem::take(&mut self.unseen) {
            let losses = match rows {
                Rows::Device(rows) => read(*rows).await.map_err(device_error)?,
                Rows::Host(rows) => rows,
                Rows::Kept => kept.next().unwrap_or_default(),
            };
            for (loss, [log_snr, density]) in losses.into_iter().zip(levels) {
                // A row's loss is that of the noise times w(λ)/p(λ).
                self.profile.observe(log_snr, f64::from(loss) * density);
            }
        }
        Ok(())
    }
}
