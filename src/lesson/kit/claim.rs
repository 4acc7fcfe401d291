//! Claims: inequalities that the page checks with fresh seeds, and the tests with the same code.

use crate::{
    math::points::Cloud,
    protocol::{Merit, Quality, SeriesFigures, Task},
};

/// A claim of a lesson. What it says is the message `claim-<id>`, which can name `$least` and `$most`.
#[derive(Debug)]
pub struct Claim {
    pub id: &'static str,
    /// The runs that it needs; none if it is about the mathematics alone.
    pub runs: &'static [Run],
    /// The figure of one seed, from the results of the runs in their order; `None` if it has no value.
    pub figure: fn(u64, &[Evidence]) -> Option<f64>,
    pub holds: Bound,
}

/// A run of a claim.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// The name of the experiment within the lesson.
    pub task: &'static str,
    /// Training steps.
    pub steps: u64,
}

/// The results of a run.
#[derive(Clone, Debug)]
pub struct Evidence {
    pub task: Task,
    /// The mean loss of the last tenth of the steps.
    pub loss: f64,
    /// The samples at t = 0, [`Evidence::SAMPLES`] of them; empty if the model generates no points.
    pub samples: Cloud,
    /// The figures of the panel Quality.
    pub quality: Quality,
    /// The figures of solving the first [`Evidence::PATHS`] paths of a series forwards and backwards; `None` for other tasks.
    pub series: Option<SeriesFigures>,
}

/// The values of a figure with which a claim holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    AtMost(f64),
    AtLeast(f64),
    Within(f64, f64),
}

impl Evidence {
    /// The number of samples.
    pub const SAMPLES: u32 = 1000;
    /// The number of paths of a series, as many as the page shows.
    pub const PATHS: usize = 6;

    /// The figure of merit with this id.
    pub fn merit(&self, id: &str) -> Option<f64> {
        self.found(id)?.value
    }

    /// The figure of merit with this id, in units of that of a perfect model.
    pub fn in_floors(&self, id: &str) -> Option<f64> {
        let merit = self.found(id)?;
        Some(merit.value? / merit.floor?.value)
    }

    fn found(&self, id: &str) -> Option<&Merit> {
        self.quality.merits.iter().find(|merit| merit.id == id)
    }
}

impl Bound {
    /// Whether `figure` is within the bound; NaN is not.
    pub fn admits(self, figure: f64) -> bool {
        match self {
            Self::AtMost(most) => figure <= most,
            Self::AtLeast(least) => figure >= least,
            Self::Within(least, most) => (least..=most).contains(&figure),
        }
    }

    /// The least and the most.
    pub fn ends(self) -> [Option<f64>; 2] {
        match self {
            Self::AtMost(most) => [None, Some(most)],
            Self::AtLeast(least) => [Some(least), None],
            Self::Within(least, most) => [Some(least), Some(most)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_bound_admits_what_is_no_number() {
        for bound in [Bound::AtMost(1.0), Bound::AtLeast(-1.0), Bound::Within(-1.0, 1.0)] {
            assert!(bound.admits(0.5) && !bound.admits(f64::NAN), "{bound:?}");
        }
        assert!(!Bound::AtMost(1.0).admits(1.5) && !Bound::Within(0.0, 1.0).admits(-0.5));
    }
}
