/// The quantity that is computed for every pair of a data component i and a source component j.
/// Given the pair, the point `x` is Gaussian about `c = α mᵢ + σ nⱼ` with covariance `V = α² Sᵢ + σ² Qⱼ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// The posterior mean of the data, `mᵢ + α Sᵢ V⁻¹ (x − c)`.
    Data,
    /// The score of the pair, `−V⁻¹ (x − c)`.
    Score,
}

/// The answer of all pairs together at one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Answer {
    /// The mean of the quantity, weighted by the responsibilities `wᵢ ωⱼ N(x; c, V)/p_t(x)`.
    pub(super) mean: [f64; 2],
    /// `log p_t(x)` in nats.
    pub(super) log_density: f64,
}

/// The values of a pair at one point, and their derivatives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slope {
    /// `ln` of weight times density.
    pub(super) exponent: f64,
    /// The score of the pair.
    pub(super) score: [f64; 2],
    /// The quantity, `m`, and its Jacobian, row by row.
    pub(super) quantity: [f64; 2],
    pub(super) gain: [[f64; 2]; 2],
}
