use crate::math::{oracle::Mixture, points::Cloud, rng::uniform};
use rand_core::RngCore;

/// The powered law `p(x | class)^w p(x)^(1−w)/Z`, which is `p(x) p(class | x)^w` up to a constant. Classifier-free guidance is often
/// said to sample it.
///
/// It is known on a grid: numbers are accurate to the width of its cells.
#[derive(Clone, Debug)]
pub struct Powered {
    /// The middles of the cells, and the masses up to each, rising to 1.
    cells: Vec<([f64; 2], f64)>,
    width: f64,
}

/// Cells along a side.
const CELLS: u32 = 400;

impl Powered {
    /// The law in a square with half the side `extent`; `None` where its mass there is not finite or zero.
    pub fn new(class: &Mixture, all: &Mixture, w: f64, extent: f64) -> Option<Self> {
        let width = 2.0 * extent / f64::from(CELLS);
        let middle = |i: u32| (f64::from(i) + 0.5) * width - extent;
        let points: Cloud = (0..CELLS * CELLS).map(|cell| [middle(cell % CELLS), middle(cell / CELLS)]).collect();
        let logs: Vec<f64> =
            points.iter().map(|&x| w * class.log_density(x) + (1.0 - w) * all.log_density(x)).collect();
        let largest = logs.iter().copied().filter(|log| log.is_finite()).fold(f64::NEG_INFINITY, f64::max);
        // Far from all data both densities may be zero.
        let masses: Vec<f64> =
            logs.iter().map(|log| (log - largest).exp()).map(|m| if m.is_nan() { 0.0 } else { m }).collect();
        let total: f64 = masses.iter().sum();
        if !(total > 0.0 && total.is_finite()) {
            return None;
        }
        let mut sum = 0.0;
        let rising = points.into_iter().zip(masses).map(|(point, mass)| {
            sum += mass / total;
            (point, sum)
        });
        Some(Self { cells: rising.collect(), width })
    }

    /// `n` points of the law, up to the width of a cell.
    pub fn sample(&self, n: usize, rng: &mut dyn RngCore) -> Cloud {
        let mut draw = || {
            let share = uniform(rng);
            let cell = self.cells.partition_point(|(_, sum)| *sum < share).min(self.cells.len().saturating_sub(1));
            let within = [uniform(rng), uniform(rng)].map(|u| (u - 0.5) * self.width);
            self.cells.get(cell).map_or([0.0; 2], |(at, _)| [at[0] + within[0], at[1] + within[1]])
        };
        (0..n).map(|_| draw()).collect()
    }

    /// The mean and the variance of each coordinate.
    pub fn moments(&self) -> [[f64; 2]; 2] {
        let mut before = 0.0;
        let mut sums = [[0.0; 2]; 2];
        for (point, sum) in &self.cells {
            let mass = sum - before;
            before = *sum;
            for k in 0..2 {
                sums[0][k] += mass * point[k];
                sums[1][k] += mass * point[k] * point[k];
            }
        }
        let [mean, square] = sums;
        [mean, [0, 1].map(|k| square[k] - mean[k] * mean[k])]
    }
}
