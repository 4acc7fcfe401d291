//! Clouds of points, as samplers see them.

/// A cloud of points that can be combined linearly: `Vec<[f64; 2]>` on the host, a `[n, 2]` tensor on a device.
///
/// Every sampler is made of linear combinations alone, so one implementation runs in `f64` against exact oracles and on
/// tensors against a network.
pub trait Points: Clone {
    /// `Σ cᵢ Pᵢ` over clouds of one size. An empty list is a mistake of the caller; it gives an empty cloud.
    fn lincomb(terms: &[(f64, &Self)]) -> Self;
}

/// A source of standard normal clouds.
pub trait Noise<P> {
    /// A cloud of independent N(0, I) points, as many as `like` has.
    fn normal_like(&mut self, like: &P) -> P;
}

/// Points of the plane in double precision.
pub type Cloud = Vec<[f64; 2]>;

impl Points for Cloud {
    fn lincomb(terms: &[(f64, &Self)]) -> Self {
        let Some((_, first)) = terms.first() else {
            return Self::new();
        };
        (0..first.len())
            .map(|i| terms.iter().fold([0.0; 2], |[x, y], (c, cloud)| [x + c * cloud[i][0], y + c * cloud[i][1]]))
            .collect()
    }
}

/// Noise drawn on the host from a counter-based stream.
pub struct StreamNoise<'a>(pub &'a mut dyn rand_core::RngCore);

impl Noise<Cloud> for StreamNoise<'_> {
    fn normal_like(&mut self, like: &Cloud) -> Cloud {
        like.iter().map(|_| super::rng::normal(self.0)).collect()
    }
}
