//! Charts, generic over plotters' [`DrawingBackend`](plotters::prelude::DrawingBackend).
//!
//! The page draws them on a canvas, a test as SVG.
//!
//! **Invariant.** Nothing here depends on the browser; colours and sizes are arguments.

mod adjoint;
mod axis;
mod bench;
mod errors;
mod gates;
mod levels;
mod loss;

pub use adjoint::{AdjointStyle, draw_adjoint};
pub use axis::AxisStyle;
pub use bench::{BenchLine, BenchStyle, bench_svg, draw_bench};
pub use errors::{ErrorsStyle, draw_errors};
pub use gates::draw_gates;
pub use levels::{LevelsStyle, draw_levels, ends};
pub use loss::{LossStyle, draw_loss};

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
