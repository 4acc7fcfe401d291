use std::f64::consts::TAU;

use super::{Dataset, LogDensity, PointDraw, curve::NoisyCurves};
use crate::math::oracle::Mixture;

crate::configured! {
    /// A tree seen from above. Every node has the same number of branches; a node of level l lies l/depth of the radius away
    /// from the root, in the middle of the directions of its leaves, which are equally spaced. A point lies uniformly on
    /// the way from the root to a random leaf, plus Gaussian noise: the toy data of smalldiffusion (Permenter and Yuan,
    /// 2024). The class is the branch at the root.
    pub struct Tree("tree", "Tree") {
        /// Branches at every node.
        branching: u32 = 4, "Branches", "", "", 2..=5, Linear;
        /// Levels of branches.
        depth: u32 = 3, "Depth", "", "", 1..=3, Linear;
        /// Distance of the leaves from the root.
        radius: f64 = 3.5, "Radius", "R", "", 0.5..=8.0, Linear;
        /// Standard deviation of the Gaussian noise.
        noise: f64 = 0.05, "Noise", "σ", "", 0.02..=0.5, Log;
    }
}

impl Tree {
    /// Node `index` of `level`.
    fn node(&self, level: u32, index: u32) -> [f64; 2] {
        let leaves_below = f64::from(self.branching.pow(self.depth - level));
        let middle = f64::from(index) * leaves_below + 0.5 * (leaves_below - 1.0);
        let (sin, cos) = libm::sincos(TAU * middle / f64::from(self.branching.pow(self.depth)));
        let radius = self.radius * f64::from(level) / f64::from(self.depth);
        [radius * cos, radius * sin]
    }

    /// The ends of the edge into node `index` of `level`, and its length.
    fn edge(&self, level: u32, index: u32) -> ([f64; 2], [f64; 2], f64) {
        let (from, to) = (self.node(level - 1, index / self.branching), self.node(level, index));
        (from, to, (to[0] - from[0]).hypot(to[1] - from[1]))
    }

    /// The length of the way from the root to a leaf.
    fn way(&self, leaf: u32) -> f64 {
        (1..=self.depth).map(|level| self.edge(level, leaf / self.branching.pow(self.depth - level)).2).sum()
    }

    fn curves(&self) -> NoisyCurves {
        let mut curves = NoisyCurves::new(self.noise);
        for level in 1..=self.depth {
            let leaves_below = self.branching.pow(self.depth - level);
            for index in 0..self.branching.pow(level) {
                let (from, to, length) = self.edge(level, index);
                let leaves = index * leaves_below..(index + 1) * leaves_below;
                let weight = leaves.map(|leaf| length / self.way(leaf)).sum();
                curves = curves.with_segment(index / self.branching.pow(level - 1), weight, from, to);
            }
        }
        curves
    }
}

impl Dataset for Tree {
    fn classes(&self) -> u32 {
        self.branching
    }

    fn sampler(&self) -> PointDraw {
        self.curves().sampler()
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        Some(self.curves().log_density_function())
    }

    fn mixture(&self) -> Mixture {
        self.curves().mixture()
    }

    fn class_mixture(&self, class: u32) -> Option<Mixture> {
        self.curves().of_class(class).map(|curves| curves.mixture())
    }

    fn extent(&self) -> f64 {
        (self.radius + 4.0 * self.noise).max(1.0)
    }
}
