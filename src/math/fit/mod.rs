//! Gaussians fitted to a density: by hand, with handles, and by a search for the least loss.

mod bell;
mod nearest;

pub use bell::{Bell, Handle, set_share};
pub use nearest::{Nearest, error_of_moments, nearest_gaussian};
