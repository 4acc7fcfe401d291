use std::f64::consts::{FRAC_1_SQRT_2, PI};

use super::{Dataset, LogDensity, PointDraw, class, density, quadrature};
use crate::math::{oracle::Mixture, rng};

crate::configured! {
    /// Two spirals that wind one and a half times round each other: FFJORD's toy data (Grathwohl et al., 2019).
    pub struct TwoSpirals("2spirals", "Two spirals") {
        /// Standard deviation of the Gaussian noise.
        noise: f64 = 0.1, "Noise", "σ", "", 0.02..=0.5, Log;
    }
}

/// The quadrature: points along an arm, and points across its uniform jitter in each direction.
const ALONG: u32 = 120;
const ACROSS: u32 = 2;

/// The largest angle, three half turns.
const WINDING: f64 = 3.0 * PI;

impl TwoSpirals {
    /// The point at quantile `u` of the angle with jitter quantiles `v`, on the arm of this `sign`, before the noise.
    fn on_arm(sign: f64, u: f64, v: [f64; 2]) -> [f64; 2] {
        let angle = u.sqrt() * WINDING;
        [sign * (-angle.cos() * angle + 0.5 * v[0]) / 3.0, sign * (angle.sin() * angle + 0.5 * v[1]) / 3.0]
    }
}

/// Width of the jitter, and the nodes of a block.
const JITTER: f64 = 1.0 / 6.0;
const BLOCK: usize = 16;
/// Nodes further away than so many standard deviations are left out.
const REACH: f64 = 7.5;

/// A point of an arm without jitter: the corner of the square over which the jitter spreads it.
#[derive(Clone, Copy)]
struct Node {
    corner: [f64; 2],
    sign: f64,
    weight: f64,
}

impl Node {
    /// Whether the square comes within reach of `x`.
    fn matters(&self, x: [f64; 2], std: f64) -> bool {
        (0..2).all(|axis| (x[axis] - self.corner[axis]).abs() < REACH * std + JITTER)
    }

    /// The density at `x` of the square with noise: `∏ (Φ(r/σ) − Φ((r − a)/σ))/a` with the side a and the distance r from
    /// the corner along each axis.
    fn density(&self, x: [f64; 2], std: f64) -> f64 {
        let upper_tail = |z: f64| 0.5 * libm::erfc(z * FRAC_1_SQRT_2);
        let along = |axis: usize| {
            let from_corner = self.sign * (x[axis] - self.corner[axis]);
            (upper_tail((from_corner - JITTER) / std) - upper_tail(from_corner / std)) / JITTER
        };
        self.weight * along(0) * along(1)
    }
}

/// Neighbouring nodes, and the box of the points that are within their reach.
struct Block {
    low: [f64; 2],
    high: [f64; 2],
    nodes: Vec<Node>,
}

impl Block {
    fn new(nodes: &[Node], reach: f64) -> Self {
        let fold = |start: f64, pick: fn(f64, f64) -> f64| {
            [0, 1].map(|axis| nodes.iter().map(|node| node.corner[axis]).fold(start, pick))
        };
        Self {
            low: fold(f64::INFINITY, f64::min).map(|c| c - reach - JITTER),
            high: fold(f64::NEG_INFINITY, f64::max).map(|c| c + reach + JITTER),
            nodes: nodes.to_vec(),
        }
    }

    fn holds(&self, x: [f64; 2]) -> bool {
        (0..2).all(|axis| (self.low[axis]..=self.high[axis]).contains(&x[axis]))
    }
}

impl Dataset for TwoSpirals {
    fn classes(&self) -> u32 {
        2
    }

    fn sampler(&self) -> PointDraw {
        let std = self.noise;
        Box::new(move |rng| {
            let sign = if rng.next_u32() & 1 == 0 { 1.0 } else { -1.0 };
            let u = rng::uniform(rng);
            let v = [rng::uniform(rng), rng::uniform(rng)];
            let [x, y] = Self::on_arm(sign, u, v);
            let [noise_x, noise_y] = rng::normal(rng);
            Some(([x + std * noise_x, y + std * noise_y], u32::from(sign < 0.0)))
        })
    }

    /// Along the angle φ, whose density is 2φ/(3π)², a fine quadrature; the jitter in closed form. Where the density is
    /// below e⁻²⁰, that of the coarser [`Dataset::mixture`].
    fn log_density_function(&self) -> Option<LogDensity> {
        let std = self.noise;
        // The arms move by at most a third of √(1 + φ²) for an angle of 1.
        let panels = (WINDING * WINDING.hypot(1.0) / 3.0 / (4.0 * std)).ceil() as usize;
        let mut blocks = Vec::new();
        for sign in [1.0, -1.0] {
            let arm = quadrature::legendre(panels).map(|(u, weight)| Node {
                corner: Self::on_arm(sign, u * u, [0.0; 2]),
                sign,
                weight: weight * u,
            });
            blocks.extend(arm.collect::<Vec<_>>().chunks(BLOCK).map(|nodes| Block::new(nodes, REACH * std)));
        }
        let coarse = density::of_mixture(&self.mixture());
        Some(Box::new(move |x| {
            let near = blocks.iter().filter(|block| block.holds(x)).flat_map(|block| &block.nodes);
            let total: f64 = near.filter(|node| node.matters(x, std)).map(|node| node.density(x, std)).sum();
            if total > 2e-9 { total.ln() } else { coarse(x) }
        }))
    }

    fn mixture(&self) -> Mixture {
        let middle = |i: u32, n: u32| (f64::from(i) + 0.5) / f64::from(n);
        let mut means = Vec::new();
        for sign in [1.0, -1.0] {
            for i in 0..ALONG {
                for (j, k) in (0..ACROSS).flat_map(|j| (0..ACROSS).map(move |k| (j, k))) {
                    means.push(Self::on_arm(sign, middle(i, ALONG), [middle(j, ACROSS), middle(k, ACROSS)]));
                }
            }
        }
        // Each cell of the jitter is 1/6/ACROSS wide and uniform; its variance joins that of the noise.
        let cell = 1.0 / 6.0 / f64::from(ACROSS);
        Mixture::equal(means, (self.noise * self.noise + cell * cell / 12.0).sqrt())
    }

    fn class_mixture(&self, class: u32) -> Option<Mixture> {
        class::run(&self.mixture(), class, 2)
    }

    fn extent(&self) -> f64 {
        4.0 + self.noise
    }
}
