//! The distribution of times that learns where the loss is.

use burn::tensor::Tensor;

use super::device_error;
use crate::{math::timing::Profile, nn::read, protocol::EngineError};

/// The profile of an adaptive distribution of times, and the losses that it has not seen yet.
///
/// It learns in the same steps whatever the device and the pace, so that a run stays the same wherever it runs. A run that
/// goes on from a checkpoint begins to learn anew.
#[derive(Debug)]
pub(super) struct Adaptive {
    profile: Profile,
    /// For each step since the profile last learned: the loss of every row, and its level.
    unseen: Vec<(Rows, Vec<[f64; 2]>)>,
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
pub(super) const LEARN_EVERY: usize = 16;

impl Adaptive {
    pub(super) fn new(profile: Profile) -> Self {
        Self { profile, unseen: Vec::new() }
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
