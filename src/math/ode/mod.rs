//! Explicit Runge–Kutta rules for ordinary differential equations: their tableaux, one step of any rule, and adaptive steps
//! within a tolerance.

mod adaptive;
mod control;
mod step;
mod tableau;

pub use adaptive::{Controlled, Solution, Status, Tolerance, solve};
pub use step::{Equation, step};
pub use tableau::{DORMAND_PRINCE, EULER, HEUN, KUTTA_3, MIDPOINT, RUNGE_KUTTA_4, THREE_EIGHTHS, Tableau};
