//! The expert of the lesson, and the losses of a model beside it, all computed by the library.

use std::sync::LazyLock;

use crate::math::{
    dataset::{Dataset, GaussianMixture},
    extremes::largest,
    fit::{Nearest, error_of_moments, nearest_gaussian},
    metric::{ModeReport, Raster, exact_w2},
    oracle::{Component, Mixture},
    points::Cloud,
    rng::{Purpose, Stream},
};

/// The samples that the reader gets.
pub const SAMPLES: usize = 60;
/// The points of either cloud between which W₂ is measured.
const MATCHED: usize = 150;
/// The half width and the cells of the rasters: for the losses, for the search, and across the picture of the judge.
const LOSSES: (f64, usize) = (10.0, 80);
const SEARCH: (f64, usize) = (8.0, 40);
pub const JUDGED: usize = 26;
/// The starts of a search for the optimum of reverse KL, which has several minima.
const STARTS: u32 = 8;
/// The points that tell the share of a Gaussian on one mode.
const SHARED: usize = 1000;

/// Two modes, 60 % on the lower left and 40 % on the upper right.
pub fn two_modes() -> GaussianMixture {
    let modes = [Component::ellipse([-1.7, -1.0], [0.85, 0.45], -50.0, 3.0), Component::round([1.7, 1.1], 0.5, 2.0)];
    GaussianMixture::new(modes).unwrap_or_default()
}

/// What a loss says of the logarithms of a density at the cells of a raster.
pub type Loss = fn(&Raster, &[f64]) -> f64;

/// The losses of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Losses {
    /// KL(expert ‖ model).
    pub forward: f64,
    /// KL(model ‖ expert).
    pub reverse: f64,
    pub w2: f64,
    pub jensen_shannon: f64,
}

/// The expert with all that is computed of it once.
pub struct Expert {
    /// Half the width of the picture.
    pub extent: f64,
    pub samples: Cloud,
    mixture: Mixture,
    raster: Raster,
    judged: Raster,
    even: Cloud,
}

/// The expert of [`two_modes`].
pub static EXPERT: LazyLock<Expert> = LazyLock::new(|| Expert::new(&two_modes()));

/// The best Gaussian by reverse KL, which takes a search: these two starts are enough, as a test checks.
pub static REVERSE: LazyLock<Component> =
    LazyLock::new(|| best(&two_modes(), Raster::reverse, 2, 1).map_or_else(|| EXPERT.forward(), |best| best.gaussian));

impl Expert {
    fn new(data: &GaussianMixture) -> Self {
        let (mixture, extent) = (data.mixture(), data.extent());
        let raster = |(reach, side)| Raster::new(reach, side, |x| mixture.log_density(x));
        Self {
            extent,
            samples: samples(&mixture),
            raster: raster(LOSSES),
            judged: raster((extent, JUDGED)),
            even: mixture.even(MATCHED),
            mixture,
        }
    }

    /// The losses of a model; `None` where W₂ has no value.
    pub fn losses(&self, model: &GaussianMixture) -> Option<Losses> {
        let log_q = self.raster.values(model.log_density_function()?);
        Some(Losses {
            forward: self.raster.forward(&log_q),
            reverse: self.raster.reverse(&log_q),
            w2: exact_w2(&self.even, &model.mixture().even(MATCHED))?,
            jensen_shannon: self.raster.jensen_shannon(&log_q),
        })
    }

    /// The best discriminator between the expert and a model in [`JUDGED`]² cells of the picture, row by row from below.
    pub fn judge(&self, model: &GaussianMixture) -> Vec<f64> {
        let log_q = model.log_density_function().map(|log_q| self.judged.values(log_q));
        log_q.map(|log_q| self.judged.discriminator(&log_q)).unwrap_or_default()
    }

    /// The best Gaussian by forward KL: that with the expert's mean and covariance.
    pub fn forward(&self) -> Component {
        Component { mean: self.mixture.mean(), covariance: self.mixture.covariance(), weight: 1.0 }
    }
}

/// [`SAMPLES`] points, as many of each mode as its weight says: chance alone should not move the mean.
fn samples(mixture: &Mixture) -> Cloud {
    let mut rng = Stream::new(0, Purpose::Data, 0);
    let of = |mode: &Component| (SAMPLES as f64 * mode.weight).round() as usize;
    mixture.components().iter().flat_map(|mode| Mixture::new([*mode]).sample(of(mode), &mut rng)).collect()
}

/// The best Gaussian for these data by a loss, of so many searches.
pub fn best(data: &GaussianMixture, loss: Loss, starts: u32, seed: u64) -> Option<Nearest> {
    let (reach, side) = SEARCH;
    let mixture = data.mixture();
    let raster = Raster::new(reach, side, |x| mixture.log_density(x));
    nearest_gaussian(&raster, loss, starts, &mut Stream::new(seed, Purpose::Display, 4))
}

/// How far the mean and the covariance of the best Gaussian by forward KL, found by a search, are from those of the data.
pub fn error_of_forward(seed: u64) -> Option<f64> {
    let best = best(&two_modes(), Raster::forward, 1, seed)?;
    Some(error_of_moments(&best.gaussian, &two_modes().mixture()))
}

/// The greatest share of the best Gaussian by reverse KL that one mode is most responsible for.
pub fn share_of_reverse(seed: u64) -> Option<f64> {
    let best = best(&two_modes(), Raster::reverse, STARTS, seed)?;
    let points = Mixture::new([best.gaussian]).even(SHARED);
    let report = ModeReport::new(&points, &two_modes().mixture()).ok()?;
    Some(largest(report.shares.iter().map(|share| share.value)))
}
