//! The weight that a whole training implies, as a curve over λ, and properties of its shape.

use super::{Level, Weighting};
use crate::math::{extremes::largest, parametrization::Parametrization, schedule::Schedule, timing::Timing};

/// `n` levels equally spaced in λ over the part of the path between times 0.001 from its ends, from noise to data.
pub fn levels<'a>(
    path: &'a dyn Schedule,
    timing: &'a dyn Timing,
    parametrization: &'a dyn Parametrization,
    n: usize,
) -> impl Iterator<Item = Level> + use<'a> {
    let [noise, data] = [0.999, 0.001].map(|t| path.at(t).log_snr());
    (0..n).map(move |i| {
        let t = path.time_of(noise + (data - noise) * i as f64 / (n.max(2) - 1) as f64);
        Level::new(path, timing, parametrization, t)
    })
}

/// The implied weight `(λ, w(λ))` at `n` of the [`levels`].
pub fn curve(
    weighting: &dyn Weighting,
    path: &dyn Schedule,
    timing: &dyn Timing,
    parametrization: &dyn Parametrization,
    n: usize,
) -> Vec<[f64; 2]> {
    levels(path, timing, parametrization, n).map(|level| [level.log_snr, weighting.implied(&level)]).collect()
}

/// Whether `w` never rises with λ, up to rounding. Then the loss is an evidence lower bound of data noised at random
/// (Kingma and Gao, 2023, theorem 1).
pub fn is_monotone(curve: &[[f64; 2]]) -> bool {
    let largest = largest(curve.iter().map(|[_, w]| *w));
    curve.windows(2).all(|pair| pair[1][1] <= pair[0][1] + 1e-9 * largest)
}

/// The λ of the largest weight; `None` for an empty curve.
pub fn peak(curve: &[[f64; 2]]) -> Option<f64> {
    curve.iter().max_by(|a, b| a[1].total_cmp(&b[1])).map(|[log_snr, _]| *log_snr)
}

/// The augmentation of a weight that falls from 1.
/// Its loss noises the data at random times before it takes the evidence bound, with the density `p_w(t) = dw(λ_t)/dt` (Kingma
/// and Gao, 2023, eq. 15).
#[derive(Clone, Debug, PartialEq)]
pub struct Augmentation {
    /// `(t, p_w(t))` in the middle of each stretch, from noise to data.
    pub density: Vec<[f64; 2]>,
    /// The share of data that are not noised at all, `w(λ_max)/w(λ_min)`.
    pub clean: f64,
}

/// The [`Augmentation`] over λ instead of t, for a weight that never rises along the `curve`.
/// It is the density over λ of the levels up to which the loss noises the data before it takes the evidence bound,
/// `−w′(λ)/w(λ_min)` between each two points. `None` where the weight rises, or is 0.
pub fn noising(curve: &[[f64; 2]]) -> Option<Vec<[f64; 2]>> {
    let [_, full] = curve.first()?;
    let slope = |pair: &[[f64; 2]]| {
        let [[from, higher], [to, lower]] = [pair[0], pair[1]];
        [0.5 * (from + to), (higher - lower).max(0.0) / full / (to - from)]
    };
    (is_monotone(curve) && *full > 0.0).then(|| curve.windows(2).map(slope).collect())
}

/// The augmentation of a falling `curve` over `path`; `None` where it rises somewhere, or is 0.
pub fn augmentation(curve: &[[f64; 2]], path: &dyn Schedule) -> Option<Augmentation> {
    let ([_, full], [_, last]) = (curve.first()?, curve.last()?);
    if !is_monotone(curve) || *full <= 0.0 {
        return None;
    }
    let density = curve.windows(2).map(|pair| {
        let [later, earlier] = [pair[0], pair[1]].map(|[log_snr, _]| path.time_of(log_snr));
        [0.5 * (later + earlier), (pair[0][1] - pair[1][1]) / full / (later - earlier)]
    });
    Some(Augmentation { density: density.collect(), clean: last / full })
}
