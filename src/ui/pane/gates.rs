//! The gates of a planar field, as the engine reports them.

/// The gates of all units at some times.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gates {
    pub times: Vec<f32>,
    /// `[times, units]`, each from 0 to 1.
    pub values: Vec<f32>,
}
