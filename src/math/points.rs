//! Clouds of points, as samplers see them.

/// A cloud of points that samplers can work with: `Vec<[f64; 2]>` on the host, a `[n, 2]` tensor on a device.
///
/// Nearly every sampler is made of linear combinations alone, so one implementation runs in `f64` against exact oracles and
/// on tensors against a network. The rest is for those that accept, reject or measure.
pub trait Points: Clone {
    /// `c P + Σ cᵢ Pᵢ` over clouds of one size.
    fn lincomb(first: (f64, &Self), rest: &[(f64, &Self)]) -> Self;

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

impl Points for Cloud {
    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        let add =
            |i: usize, sum: [f64; 2], (c, cloud): &(f64, &Self)| [sum[0] + c * cloud[i][0], sum[1] + c * cloud[i][1]];
        (0..first.len()).map(|i| rest.iter().fold(first[i].map(|x| c * x), |sum, term| add(i, sum, term))).collect()
    }

    fn dot(a: &Self, b: &Self) -> Self {
        a.iter().zip(b).map(|(a, b)| [a[0] * b[0] + a[1] * b[1]; 2]).collect()
    }

    fn choose(when: &Self, yes: &Self, no: &Self) -> Self {
        (0..when.len()).map(|i| if when[i][0] >= 0.0 { yes[i] } else { no[i] }).collect()
    }

    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64> {
        let coordinates = error.as_flattened().iter().zip(a.as_flattened().iter().zip(b.as_flattened()));
        let sum: f64 = coordinates.map(|(e, (a, b))| (e / (absolute + relative * a.abs().max(b.abs()))).powi(2)).sum();
        Some((sum / (2 * error.len()) as f64).sqrt())
    }
}

/// Noise drawn on the host from a counter-based stream.
pub struct StreamNoise<'a>(pub &'a mut dyn rand_core::RngCore);

impl Noise<Cloud> for StreamNoise<'_> {
    fn normal_like(&mut self, like: &Cloud) -> Cloud {
        like.iter().map(|_| super::rng::normal(self.0)).collect()
    }
}
