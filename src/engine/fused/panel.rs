//! Panels: how a batch is stored in memory.
//!
//! A panel holds [`PANEL`] rows of the batch side by side: the value of feature `i` for its rows is one array, and the
//! arrays of all features follow each other.

/// Rows of a panel.
pub(super) const PANEL: usize = 16;

/// One feature of the rows of a panel.
pub(super) type Column = [f32; PANEL];
