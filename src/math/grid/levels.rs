use super::{Grid, spread};
use crate::math::schedule::Schedule;

crate::configured! {
    /// Equal steps that stop only at levels of a chain, t = i/T: a subsequence of the levels that a discrete training has
    /// seen (Song, Meng and Ermon, 2021, section 4.2). More steps than levels are steps of equal time.
    pub struct ChainLevels("levels", "Levels of a chain") {
        /// How many levels the chain has.
        levels: u32 = 1000, "Levels", "T", "", 1..=4000, Log;
    }
}

impl Grid for ChainLevels {
    fn times(&self, _: &dyn Schedule, steps: u32) -> Vec<f64> {
        let levels = f64::from(self.levels);
        let round = |t: f64| if steps <= self.levels { (t * levels).round() / levels } else { t };
        spread(steps, |u| round(1.0 - u))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::schedule::LinearChain;

    #[test]
    fn it_stops_at_levels_alone() {
        let path = LinearChain::default();
        assert_eq!(ChainLevels { levels: 4 }.times(&path, 3), [1.0, 0.75, 0.25, 0.0]);
        assert_eq!(ChainLevels { levels: 4 }.times(&path, 4), [1.0, 0.75, 0.5, 0.25, 0.0]);
        assert_eq!(ChainLevels { levels: 1 }.times(&path, 2), [1.0, 0.5, 0.0]);
    }
}
