//! Runge–Kutta rules for ordinary differential equations: their tableaux, and how long a step may be.

mod control;
mod tableau;

pub use control::{MAX_STEPS, first_guess, first_step, growth, shrinkage};
pub use tableau::{DORMAND_PRINCE, EULER, KUTTA_3, MIDPOINT, RUNGE_KUTTA_4, Tableau};
