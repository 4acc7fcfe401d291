//! The mathematics: pure, in double precision, and free of any framework.
//!
//! Time runs from `t = 0` (data) to `t = 1` (noise). A noised point is `x_t = alpha(t) data + sigma(t) noise`.
//!
//! **Invariant.** Nothing here knows burn, leptos or the browser, reads a clock, or keeps random state of its own.

pub mod annealing;
pub mod assignment;
pub mod bridge;
pub mod coupling;
pub mod curve;
pub mod dataset;
pub mod extremes;
pub mod field;
pub mod fit;
pub mod gaussian;
pub mod grid;
pub mod guidance;
pub mod levels;
pub mod likelihood;
pub mod metric;
pub mod number;
pub mod ode;
pub mod oracle;
pub mod parallel;
pub mod parametrization;
pub mod points;
pub mod quantiles;
pub mod registry;
pub mod rng;
pub mod running;
pub mod sampler;
pub mod schedule;
pub mod series;
pub mod text;
pub mod timing;
pub mod typed;
pub mod weighting;
pub mod world;
