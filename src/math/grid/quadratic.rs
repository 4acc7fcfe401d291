use super::{Grid, spread};
use crate::math::schedule::Schedule;

crate::configured! {
    /// Times at squares, t = (1 − u)²: steps that shorten towards the data (Song, Meng and Ermon, 2021, appendix D.2).
    pub struct Quadratic("quadratic", "Quadratic") {}
}

impl Grid for Quadratic {
    fn times(&self, _: &dyn Schedule, steps: u32) -> Vec<f64> {
        spread(steps, |u| (1.0 - u).powi(2))
    }
}
