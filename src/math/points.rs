//! Clouds of points, as samplers see them.

/// A cloud of points that samplers can work with: a [`Cloud`] or [`SingleCloud`] on the host, `[n, 2]` numbers on a device.
///
/// Nearly every sampler is made of linear combinations alone, so one implementation runs in `f64` against exact oracles and
/// on tensors against a network. The rest is for those that accept, reject or measure.
pub trait Points: Clone {
    /// `c P + Σ cᵢ Pᵢ` over clouds of one size.
    fn lincomb(first: (f64, &Self), rest: &[(f64, &Self)]) -> Self;

    /// `c P + by`, the same number added to every coordinate.
    fn shifted(term: (f64, &Self), by: f64) -> Self;

    /// The dot product of two points, row by row, standing in both columns.
    fn dot(a: &Self, b: &Self) -> Self;

    /// Row by row the point of `yes` where the first column of `when` is at least 0, else that of `no`.
    fn choose(when: &Self, yes: &Self, no: &Self) -> Self;

    /// The root mean square over all coordinates of `error/(absolute + relative · max(|a|, |b|))`; `None` where a device
    /// cannot be read at once (WebGPU in a browser).
    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64>;
}

/// A source of standard normal clouds.
pub trait Noise<P> {
    /// A cloud of independent N(0, I) points, as many as `like` has.
    fn normal_like(&mut self, like: &P) -> P;
}

/// Points of the plane in double precision.
pub type Cloud = Vec<[f64; 2]>;

/// Points of the plane in single precision, as networks take them.
pub type SingleCloud = Vec<[f32; 2]>;

/// A number that coordinates are kept in. Sums are taken in double precision either way.
pub trait Coordinate: Copy + Into<f64> {
    fn rounded(x: f64) -> Self;
}

impl Coordinate for f64 {
    fn rounded(x: f64) -> Self {
        x
    }
}

impl Coordinate for f32 {
    fn rounded(x: f64) -> Self {
        x as f32
    }
}

fn wide<T: Coordinate>(point: [T; 2]) -> [f64; 2] {
    point.map(Into::into)
}

impl<T: Coordinate> Points for Vec<[T; 2]> {
    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        let add = |i: usize, sum: [f64; 2], (c, cloud): &(f64, &Self)| {
            let point = wide(cloud[i]);
            [sum[0] + c * point[0], sum[1] + c * point[1]]
        };
        let sum = |i: usize| rest.iter().fold(wide(first[i]).map(|x| c * x), |sum, term| add(i, sum, term));
        (0..first.len()).map(|i| sum(i).map(T::rounded)).collect()
    }

    fn shifted((c, points): (f64, &Self), by: f64) -> Self {
        points.iter().map(|&point| wide(point).map(|x| T::rounded(c * x + by))).collect()
    }

    fn dot(a: &Self, b: &Self) -> Self {
        let rows = a.iter().zip(b).map(|(a, b)| (wide(*a), wide(*b)));
        rows.map(|(a, b)| [T::rounded(a[0] * b[0] + a[1] * b[1]); 2]).collect()
    }

    fn choose(when: &Self, yes: &Self, no: &Self) -> Self {
        (0..when.len()).map(|i| if when[i][0].into() >= 0.0 { yes[i] } else { no[i] }).collect()
    }

    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64> {
        let flat = |cloud: &Self, i: usize| -> f64 { cloud.as_flattened()[i].into() };
        let allowed = |i: usize| absolute + relative * flat(a, i).abs().max(flat(b, i).abs());
        let coordinates = 2 * error.len();
        let sum: f64 = (0..coordinates).map(|i| (flat(error, i) / allowed(i)).powi(2)).sum();
        Some((sum / coordinates as f64).sqrt())
    }
}

/// Noise drawn on the host from a counter-based stream.
pub struct StreamNoise<'a>(pub &'a mut dyn rand_core::RngCore);

impl<T: Coordinate> Noise<Vec<[T; 2]>> for StreamNoise<'_> {
    fn normal_like(&mut self, like: &Vec<[T; 2]>) -> Vec<[T; 2]> {
        like.iter().map(|_| super::rng::normal(self.0).map(T::rounded)).collect()
    }
}
