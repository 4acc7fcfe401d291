//! How training stands.

/// How training stands, as far as numbers go.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    pub step: u64,
    pub loss: Option<f64>,
    pub steps_per_second: f64,
    /// Whether the engine was training when it last said.
    pub is_training: bool,
}
