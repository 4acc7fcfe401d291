//! The progress of training.

/// The numbers of the progress of training.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    pub step: u64,
    pub loss: Option<f64>,
    pub steps_per_second: f64,
    /// Whether the engine was training at its last report.
    pub is_training: bool,
}
