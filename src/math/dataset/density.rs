//! Log densities of large Gaussian mixtures, fast to evaluate at many points.

use std::f64::consts::TAU;

use super::LogDensity;
use crate::math::oracle::{Component, Covariance, Mixture};

/// Components in a block.
const BLOCK: usize = 16;
/// A block is left out once it is this many nats below the sum so far: all such blocks together are below 10⁻⁵.
const NEGLIGIBLE: f64 = 20.0;

struct Term {
    mean: [f64; 2],
    /// The log of the component at its mean.
    log_height: f64,
    covariance: Covariance,
    /// 1/2s² along either axis of the covariance.
    steepness: [f64; 2],
}

/// Neighbouring components, with an upper bound of their sum: `log_height − steepness · (distance from the box)²`.
struct Block {
    low: [f64; 2],
    high: [f64; 2],
    log_height: f64,
    steepness: f64,
    terms: Vec<Term>,
}

/// A running sum of exponentials that cannot overflow.
struct LogSum {
    largest: f64,
    total: f64,
}

impl LogSum {
    const EMPTY: Self = Self { largest: f64::NEG_INFINITY, total: 0.0 };

    fn add(&mut self, term: f64) {
        if term > self.largest {
            self.total = self.total * (self.largest - term).exp() + 1.0;
            self.largest = term;
        } else if term > f64::NEG_INFINITY {
            self.total += (term - self.largest).exp();
        }
    }

    fn value(&self) -> f64 {
        self.largest + self.total.ln()
    }
}

impl Block {
    fn new(components: &[Component]) -> Self {
        let fold = |start: f64, pick: fn(f64, f64) -> f64| {
            [0, 1].map(|axis| components.iter().map(|c| c.mean[axis]).fold(start, pick))
        };
        let height = |c: &Component| c.weight / (TAU * c.covariance.determinant().sqrt());
        let steepness = |c: &Component| c.covariance.stds().map(|std| 0.5 / (std * std));
        Self {
            low: fold(f64::INFINITY, f64::min),
            high: fold(f64::NEG_INFINITY, f64::max),
            log_height: components.iter().map(height).sum::<f64>().ln(),
            steepness: components.iter().flat_map(steepness).fold(f64::INFINITY, f64::min),
            terms: components
                .iter()
                .map(|c| Term {
                    mean: c.mean,
                    log_height: height(c).ln(),
                    covariance: c.covariance,
                    steepness: steepness(c),
                })
                .collect(),
        }
    }

    fn bound(&self, x: [f64; 2]) -> f64 {
        let outside = [0, 1].map(|axis| (self.low[axis] - x[axis]).max(x[axis] - self.high[axis]).max(0.0));
        self.log_height - self.steepness * (outside[0] * outside[0] + outside[1] * outside[1])
    }

    fn add_to(&self, sum: &mut LogSum, x: [f64; 2]) {
        for term in &self.terms {
            let [u, v] = term.covariance.principal([x[0] - term.mean[0], x[1] - term.mean[1]]);
            sum.add(term.log_height - term.steepness[0] * u * u - term.steepness[1] * v * v);
        }
    }
}

/// The components sorted along a Morton curve, which places neighbours one after the other.
fn neighbours(mixture: &Mixture) -> Vec<Component> {
    let mut components = mixture.components().to_vec();
    let coordinates = || mixture.components().iter().flat_map(|c| c.mean);
    let low = coordinates().fold(f64::INFINITY, f64::min);
    let width = coordinates().fold(f64::NEG_INFINITY, f64::max) - low;
    let spread = |c: f64| {
        let cell = ((c - low) / width.max(f64::MIN_POSITIVE) * 65_535.0) as u64;
        (0..16).fold(0, |bits, i| bits | (cell >> i & 1) << (2 * i))
    };
    components.sort_by_cached_key(|c| spread(c.mean[0]) | spread(c.mean[1]) << 1);
    components
}

/// The log density of a mixture, within 10⁻⁵ nats: only the blocks of components near a point are summed.
pub fn of_mixture(mixture: &Mixture) -> LogDensity {
    let blocks: Vec<Block> = neighbours(mixture).chunks(BLOCK).map(Block::new).collect();
    Box::new(move |x| {
        let best = (0..blocks.len()).max_by(|&i, &j| blocks[i].bound(x).total_cmp(&blocks[j].bound(x)));
        let Some(best) = best else {
            return f64::NEG_INFINITY;
        };
        let mut sum = LogSum::EMPTY;
        blocks[best].add_to(&mut sum, x);
        for (_, block) in blocks.iter().enumerate().filter(|&(i, _)| i != best) {
            if block.bound(x) > sum.largest - NEGLIGIBLE {
                block.add_to(&mut sum, x);
            }
        }
        sum.value()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::rng::{self, Purpose, Stream};

    #[test]
    fn blocks_give_the_plain_sum() {
        let mut rng = Stream::new(1, Purpose::Data, 0);
        let mixture = Mixture::new((0..700).map(|i| {
            let mean = rng::normal(&mut rng).map(|c| 2.0 * c);
            let stds = [(); 2].map(|()| 0.02 + 0.3 * rng::uniform(&mut rng));
            Component::ellipse(mean, stds, 360.0 * rng::uniform(&mut rng), f64::from(1 + i % 5))
        }));
        let quick = of_mixture(&mixture);
        for _ in 0..500 {
            let x = rng::normal(&mut rng).map(|c| 4.0 * c);
            assert!((quick(x) - mixture.log_density(x)).abs() < 1e-5, "{x:?}");
        }
        let far = quick([1e4, -1e4]);
        assert!(far.is_finite() && (far / mixture.log_density([1e4, -1e4]) - 1.0).abs() < 1e-12);
        assert_eq!(of_mixture(&Mixture::default())([0.0; 2]), f64::NEG_INFINITY);
    }
}
