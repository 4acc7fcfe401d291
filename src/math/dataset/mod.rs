//! Distributions in the plane: the data to be matched, and any source to start from.
//!
//! A Gaussian mixture needs little more than its [`Dataset::mixture`]; a curve with noise is made of `curve::NoisyCurves`.

mod balanced;
mod checkerboard;
mod circle;
mod circles;
mod class;
mod crescent;
mod curve;
mod density;
mod diamond;
mod dino;
mod drawing;
mod eight_gaussians;
mod few_moons;
mod finite;
mod four_circles;
mod gaussian_grid;
mod gaussian_mixture;
mod line;
mod list;
mod moons;
mod moons_wide;
mod ncsn;
mod normal;
mod pinwheel;
mod quadrature;
mod rings;
mod s_curve;
mod sine;
mod smiley;
mod swiss_roll;
mod tree;
mod two_spirals;

pub use balanced::sample_balanced;
pub use checkerboard::Checkerboard;
pub use circle::Circle;
pub use circles::Circles;
pub use class::sample_class;
pub use crescent::Crescent;
pub use diamond::Diamond;
pub use dino::Dino;
pub use drawing::{CANVAS, Dab, Drawing};
pub use eight_gaussians::EightGaussians;
pub use few_moons::FewMoons;
pub use finite::FinitePoints;
pub use four_circles::FourCircles;
pub use gaussian_grid::GaussianGrid;
pub use gaussian_mixture::GaussianMixture;
pub use line::Line;
pub use moons::Moons;
pub use moons_wide::MoonsWide;
pub use ncsn::Ncsn;
pub use normal::Normal;
pub use pinwheel::Pinwheel;
pub use rings::Rings;
pub use s_curve::SCurve;
pub use sine::Sine;
pub use smiley::Smiley;
pub use swiss_roll::SwissRoll;
pub use tree::Tree;
pub use two_spirals::TwoSpirals;

use rand_core::RngCore;

use super::{oracle::Mixture, points::Cloud};

/// A log density in nats, prepared for evaluation at many points; −∞ off the support.
pub type LogDensity = Box<dyn Fn([f64; 2]) -> f64 + Send + Sync>;

/// Draws one point and its class; nothing from a distribution without mass.
pub type PointDraw = Box<dyn Fn(&mut dyn RngCore) -> Option<([f64; 2], u32)> + Send + Sync>;

/// A distribution over the plane.
pub trait Dataset {
    /// `n` independent points, shape `[n, 2]`.
    fn sample(&self, n: usize, rng: &mut dyn RngCore) -> Cloud {
        self.sample_labelled(n, rng).0
    }

    /// The number of classes that the points naturally fall into (the moons, the arms of a pinwheel); 1 where there are none.
    fn classes(&self) -> u32 {
        1
    }

    /// The very points of [`Dataset::sample`], each with its class in `0..classes()`.
    fn sample_labelled(&self, n: usize, rng: &mut dyn RngCore) -> (Cloud, Vec<u32>) {
        let sampler = self.sampler();
        (0..n).filter_map(|_| sampler(rng)).unzip()
    }

    /// The function that draws the points, prepared for many draws.
    fn sampler(&self) -> PointDraw;

    /// The exact log density, in closed form or as an integral with an error of 10⁻⁴ nats wherever points are likely.
    /// `None` where there is neither. Build it once and evaluate it often.
    fn log_density_function(&self) -> Option<LogDensity>;

    /// [`Dataset::log_density_function`] at one point. Every call builds the function anew.
    fn log_density(&self, x: [f64; 2]) -> Option<f64> {
        self.log_density_function().map(|log_density| log_density(x))
    }

    /// The distribution as a Gaussian mixture: exact where it is one, otherwise a fine quadrature of it.
    /// The exact score, velocity and denoiser of the page are those of this mixture.
    fn mixture(&self) -> Mixture;

    /// The same of one class alone; `None` where there is no such class, or its part of the mixture is not known.
    fn class_mixture(&self, _class: u32) -> Option<Mixture> {
        None
    }

    /// The points, where these are a finite training set.
    fn training_points(&self) -> Option<Cloud> {
        None
    }

    /// The distribution that the training points were drawn from, where it is known.
    fn law(&self) -> Option<DatasetConfig> {
        None
    }

    /// Half the width of the square around the origin that shows the distribution.
    fn extent(&self) -> f64 {
        4.0
    }
}

/// Draws from a mixture whose points have no classes.
fn one_class(mixture: Mixture) -> PointDraw {
    Box::new(move |rng| mixture.draw(rng).map(|(point, _)| (point, 0)))
}

/// Draws from a mixture in which every component is a class.
fn by_component(mixture: Mixture) -> PointDraw {
    Box::new(move |rng| mixture.draw(rng).map(|(point, component)| (point, component as u32)))
}

crate::registry! {
    /// The registry of data sets.
    pub enum DatasetConfig("datasets"): Dataset {
        EightGaussians("8gaussians") = EightGaussians,
        Moons("moons") = Moons,
        TwoSpirals("2spirals") = TwoSpirals,
        Checkerboard("checkerboard") = Checkerboard,
        Pinwheel("pinwheel") = Pinwheel,
        Rings("rings") = Rings,
        Circles("circles") = Circles,
        SwissRoll("swissroll") = SwissRoll,
        SCurve("scurve") = SCurve,
        Dino("dino") = Dino,
        GaussianGrid("25gaussians") = GaussianGrid,
        Ncsn("ncsn") = Ncsn,
        MoonsWide("moons-wide") = MoonsWide,
        Line("line") = Line,
        Circle("circle") = Circle,
        Tree("tree") = Tree,
        FourCircles("4circles") = FourCircles,
        Diamond("diamond") = Diamond,
        Crescent("crescent") = Crescent,
        Sine("sine") = Sine,
        Smiley("smiley") = Smiley,
        Normal("normal") = Normal,
        GaussianMixture("mixture") = GaussianMixture,
        FewMoons("few-moons") = FewMoons,
        FinitePoints("points") = FinitePoints,
        Drawing("drawing") = Drawing,
    }
}

impl DatasetConfig {
    /// Whether this is the standard normal distribution, the noise that the stochastic samplers assume.
    pub fn is_standard_normal(&self) -> bool {
        matches!(self, Self::Normal(normal) if *normal == Normal::default())
    }
}

#[cfg(test)]
mod tests;
