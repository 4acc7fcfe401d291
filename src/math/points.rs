//! Clouds of points, as samplers see them.

/// A cloud of points that can be combined linearly: `Vec<[f64; 2]>` on the host, a `[n, 2]` tensor on a device.
///
/// Every sampler is made of linear combinations alone, so one implementation runs in `f64` against exact oracles and on
/// tensors against a network.
pub trait Points: Clone {
    /// `c P + Σ cᵢ Pᵢ` over clouds of one size.
    fn lincomb(first: (f64, &Self), rest: &[(f64, &Self)]) -> Self;
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
}

/// Noise drawn on the host from a counter-based stream.
pub struct StreamNoise<'a>(pub &'a mut dyn rand_core::RngCore);

impl Noise<Cloud> for StreamNoise<'_> {
    fn normal_like(&mut self, like: &Cloud) -> Cloud {
        like.iter().map(|_| super::rng::normal(self.0)).collect()
    }
}
