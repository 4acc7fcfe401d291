//! Clouds of points, as samplers use them.

mod rows;

pub use rows::Rows;

use super::ode::Tolerance;

/// A cloud of points that samplers can work with: a [`Cloud`] or [`SingleCloud`] in the plane, [`Rows`] in any dimension,
/// `[n, d]` numbers on a device.
///
/// Nearly every sampler consists of linear combinations alone, so one implementation runs in `f64` against exact oracles and
/// on tensors against a network. The other functions are for samplers that accept, reject or measure.
pub trait Points: Clone {
    /// One number for every point: dot products, divergences, log densities.
    type Scalars: Scalars;

    /// The least tolerance that makes sense for a field of these numbers.
    const LEAST_TOLERANCE: f64;

    /// `c P + Σ cᵢ Pᵢ` over clouds of one size.
    fn lincomb(first: (f64, &Self), rest: &[(f64, &Self)]) -> Self;

    /// The number of coordinates of a point.
    fn dimension(&self) -> usize;

    /// The dot products of the points of two clouds, row by row.
    fn dot(a: &Self, b: &Self) -> Self::Scalars;

    /// The projection of each point of `a` on the line through that of `b`, `(a·b)/(b·b) b`; 0 where `b` is 0.
    fn onto(a: &Self, b: &Self) -> Self;

    /// The point of `yes` in rows where `when` is at least 0, else that of `no`.
    fn choose(when: &Self::Scalars, yes: &Self, no: &Self) -> Self;

    /// The root mean square over all coordinates of `error/(absolute + relative · max(|a|, |b|))`; `None` where a device
    /// cannot be read at once (WebGPU in a browser).
    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64>;
}

/// One number for every point of a cloud, `[n]`.
pub trait Scalars: Clone + std::fmt::Debug {
    /// `c S + Σ cᵢ Sᵢ` over lists of one length.
    fn lincomb(first: (f64, &Self), rest: &[(f64, &Self)]) -> Self;

    /// `c S + by`.
    fn shifted(term: (f64, &Self), by: f64) -> Self;

    /// The number of `yes` where that of `when` is at least 0, else that of `no`.
    fn choose(when: &Self, yes: &Self, no: &Self) -> Self;

    /// As [`Points::error_norm`], over all numbers.
    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64>;
}

/// A source of random clouds.
pub trait Noise<P: Points> {
    /// A cloud of independent N(0, I) points, as many as `like` has.
    fn normal_like(&mut self, like: &P) -> P;

    /// An independent number for every point of `like`, each `−ln` of a uniform one.
    /// It has the distribution of half the squared norm of a normal point of the plane, whatever the dimension of `like`.
    fn exponential_like(&mut self, like: &P) -> P::Scalars;
}

/// Points of the plane in double precision.
pub type Cloud = Vec<[f64; 2]>;

/// Points of the plane in single precision, as networks take them.
pub type SingleCloud = Vec<[f32; 2]>;

/// The number type of coordinates. Sums are in double precision for every type.
pub trait Coordinate: Copy + Into<f64> + std::fmt::Debug {
    /// [`Points::LEAST_TOLERANCE`].
    const LEAST_TOLERANCE: f64;

    fn rounded(x: f64) -> Self;
}

impl Coordinate for f64 {
    const LEAST_TOLERANCE: f64 = 0.0;

    fn rounded(x: f64) -> Self {
        x
    }
}

impl Coordinate for f32 {
    const LEAST_TOLERANCE: f64 = Tolerance::SINGLE;

    fn rounded(x: f64) -> Self {
        x as f32
    }
}

fn wide<T: Coordinate>(point: [T; 2]) -> [f64; 2] {
    point.map(Into::into)
}

/// `c P + Σ cᵢ Pᵢ`, number by number.
fn combined<'a, T: Coordinate + 'a>(
    (c, first): (f64, &[T]),
    rest: impl Iterator<Item = (f64, &'a [T])> + Clone,
) -> Vec<T> {
    let sum = |i: usize, first: T| rest.clone().fold(c * first.into(), |sum, (c, other)| sum + c * other[i].into());
    first.iter().enumerate().map(|(i, &first)| T::rounded(sum(i, first))).collect()
}

/// The root mean square of `error/(absolute + relative · max(|a|, |b|))`.
fn norm<T: Coordinate>(error: &[T], [a, b]: [&[T]; 2], absolute: f64, relative: f64) -> f64 {
    let at = |numbers: &[T], i: usize| -> f64 { numbers[i].into() };
    let allowed = |i: usize| absolute + relative * at(a, i).abs().max(at(b, i).abs());
    let sum: f64 = (0..error.len()).map(|i| (at(error, i) / allowed(i)).powi(2)).sum();
    (sum / error.len() as f64).sqrt()
}

/// `(a·b)/(b·b)` of the coordinates `(a, b)`; 0 where `b` is 0.
fn projection(coordinates: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (product, square) = coordinates.fold((0.0, 0.0), |(product, square), (a, b)| (product + a * b, square + b * b));
    if square == 0.0 { 0.0 } else { product / square }
}

impl<T: Coordinate> Points for Vec<[T; 2]> {
    type Scalars = Vec<T>;

    const LEAST_TOLERANCE: f64 = T::LEAST_TOLERANCE;

    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        let add = |i: usize, sum: [f64; 2], (c, cloud): &(f64, &Self)| {
            let point = wide(cloud[i]);
            [sum[0] + c * point[0], sum[1] + c * point[1]]
        };
        let sum = |i: usize| rest.iter().fold(wide(first[i]).map(|x| c * x), |sum, term| add(i, sum, term));
        (0..first.len()).map(|i| sum(i).map(T::rounded)).collect()
    }

    fn dimension(&self) -> usize {
        2
    }

    fn dot(a: &Self, b: &Self) -> Vec<T> {
        let rows = a.iter().zip(b).map(|(a, b)| (wide(*a), wide(*b)));
        rows.map(|(a, b)| T::rounded(a[0] * b[0] + a[1] * b[1])).collect()
    }

    fn onto(a: &Self, b: &Self) -> Self {
        let project = |(a, b): (&[T; 2], &[T; 2])| {
            let b = wide(*b);
            let share = projection(wide(*a).into_iter().zip(b));
            b.map(|c| T::rounded(share * c))
        };
        a.iter().zip(b).map(project).collect()
    }

    fn choose(when: &Vec<T>, yes: &Self, no: &Self) -> Self {
        (0..when.len()).map(|i| if when[i].into() >= 0.0 { yes[i] } else { no[i] }).collect()
    }

    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64> {
        Some(norm(error.as_flattened(), [a.as_flattened(), b.as_flattened()], absolute, relative))
    }
}

impl<T: Coordinate> Scalars for Vec<T> {
    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        combined((c, first), rest.iter().map(|(c, scalars)| (*c, scalars.as_slice())))
    }

    fn shifted((c, scalars): (f64, &Self), by: f64) -> Self {
        scalars.iter().map(|&x| T::rounded(c * x.into() + by)).collect()
    }

    fn choose(when: &Self, yes: &Self, no: &Self) -> Self {
        (0..when.len()).map(|i| if when[i].into() >= 0.0 { yes[i] } else { no[i] }).collect()
    }

    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64> {
        Some(norm(error, [a, b], absolute, relative))
    }
}

/// Noise drawn on the host from a counter-based stream, for a whole cloud or for a part of its points.
pub struct StreamNoise<'a> {
    rng: &'a mut dyn rand_core::RngCore,
    /// The points of the cloud before the part, and after it.
    beside: [usize; 2],
}

impl<'a> StreamNoise<'a> {
    /// The noise of all points.
    pub fn new(rng: &'a mut dyn rand_core::RngCore) -> Self {
        Self { rng, beside: [0; 2] }
    }

    /// The noise of a part of a cloud, with so many points before and after it: the same as these points have in the whole cloud.
    pub fn of_part(rng: &'a mut dyn rand_core::RngCore, beside: [usize; 2]) -> Self {
        Self { rng, beside }
    }

    /// So many normal vectors of the plane.
    pub(crate) fn normals(&mut self, count: usize) -> Vec<[f64; 2]> {
        self.of_all(count, super::rng::normal)
    }

    /// So many independent numbers `½ ‖n‖²` with n normal in the plane.
    pub(crate) fn exponentials<T: Coordinate>(&mut self, count: usize) -> Vec<T> {
        let square = |point: [f64; 2]| T::rounded(point.map(T::rounded).map(|x| x.into() * x.into()).iter().sum());
        self.of_all(count, |rng| T::rounded(0.5 * square(super::rng::normal(rng)).into()))
    }

    /// Draws for all points, and keeps what belongs to the part.
    fn of_all<N>(&mut self, count: usize, draw: impl Fn(&mut dyn rand_core::RngCore) -> N) -> Vec<N> {
        let [before, after] = self.beside;
        (0..before).for_each(|_| drop(draw(self.rng)));
        let drawn = (0..count).map(|_| draw(self.rng)).collect();
        (0..after).for_each(|_| drop(draw(self.rng)));
        drawn
    }
}

impl<T: Coordinate> Noise<Vec<[T; 2]>> for StreamNoise<'_> {
    fn normal_like(&mut self, like: &Vec<[T; 2]>) -> Vec<[T; 2]> {
        self.normals(like.len()).into_iter().map(|point| point.map(T::rounded)).collect()
    }

    fn exponential_like(&mut self, like: &Vec<[T; 2]>) -> Vec<T> {
        self.exponentials(like.len())
    }
}
