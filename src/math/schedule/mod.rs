//! Schedules: the amounts of data and noise in a point at time `t`.

mod cosine;
mod custom;
mod edm;
mod flow_min;
mod flow_ot;
mod flow_shift;
mod linear_chain;
mod shifted_cosine;
mod sigmoid_beta;
mod sub_vp;
mod trigonometric;
mod ve_geometric;
mod vp_linear;

#[cfg(test)]
mod tests;

pub use cosine::Cosine;
pub use custom::CustomSchedule;
pub use edm::Edm;
pub use flow_min::FlowMin;
pub use flow_ot::FlowOt;
pub use flow_shift::FlowShift;
pub use linear_chain::LinearChain;
pub use shifted_cosine::ShiftedCosine;
pub use sigmoid_beta::SigmoidBeta;
pub use sub_vp::SubVp;
pub use trigonometric::Trigonometric;
pub use ve_geometric::VeGeometric;
pub use vp_linear::VpLinear;

/// The coefficients of `x_t = alpha data + sigma noise` at one time, with their time derivatives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coeffs {
    pub alpha: f64,
    pub sigma: f64,
    pub d_alpha: f64,
    pub d_sigma: f64,
}

impl Coeffs {
    /// The log signal-to-noise ratio `λ = ln(α²/σ²)` (Kingma et al., 2021, eq. 2); +∞ where `sigma` is 0.
    pub fn log_snr(&self) -> f64 {
        2.0 * (self.alpha / self.sigma).ln()
    }

    /// `λ̇ = 2 (α̇/α − σ̇/σ)`, negative; −∞ where `alpha` or `sigma` vanishes.
    pub fn d_log_snr(&self) -> f64 {
        2.0 * (self.d_alpha / self.alpha - self.d_sigma / self.sigma)
    }

    /// The drift `f = α̇/α` of the forward SDE `dx = f x dt + g dw` (Kingma et al., 2021, eq. 22).
    pub fn drift(&self) -> f64 {
        self.d_alpha / self.alpha
    }

    /// The squared diffusion `g² = −λ̇ σ²` of the forward SDE, written `2σ (σ̇ − σ α̇/α)`.
    pub fn diffusion_squared(&self) -> f64 {
        2.0 * self.sigma * (self.d_sigma - self.sigma * self.drift())
    }

    /// `p(λ) = −1/λ̇`: the density of uniform times on the axis of λ (Kingma and Gao, 2023, section 2).
    pub fn log_snr_density(&self) -> f64 {
        -1.0 / self.d_log_snr()
    }

    /// `α data + σ noise`, the point of a pair's path.
    pub fn point(&self, data: [f64; 2], noise: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|k| self.alpha * data[k] + self.sigma * noise[k])
    }

    /// `α̇ data + σ̇ noise`, the velocity of a pair's path.
    pub fn velocity(&self, data: [f64; 2], noise: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|k| self.d_alpha * data[k] + self.d_sigma * noise[k])
    }

    /// The noise of a point whose data are known, `(x − α data)/σ`; not finite where there is no noise.
    pub fn noise_of(&self, x: [f64; 2], data: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|k| (x[k] - self.alpha * data[k]) / self.sigma)
    }

    /// The factor of a point before it enters the network: `1/√(α² + σ²)`, at most 1.
    /// A variance-exploding path scales points far beyond the data, and this scales them back. Smaller points are left unchanged.
    pub fn input_scale(&self) -> f64 {
        let variance = self.alpha * self.alpha + self.sigma * self.sigma;
        if variance <= 1.0 { 1.0 } else { 1.0 / self.alpha.hypot(self.sigma) }
    }
}

/// A path from data (`t = 0`) to noise (`t = 1`), the same for every pair of points.
pub trait Schedule {
    /// The coefficients at `t` in `[0, 1]`.
    fn at(&self, t: f64) -> Coeffs;

    /// The time at which the log signal-to-noise ratio is `log_snr`, or the nearest end of the path. By bisection unless
    /// a schedule has a formula.
    fn time_of(&self, log_snr: f64) -> f64 {
        let (mut early, mut late) = (0.0, 1.0);
        // Each round gains one bit; below 10⁻¹⁷ a time near the data would need more of them than a double has.
        for _ in 0..80 {
            let middle = 0.5 * (early + late);
            match self.at(middle).log_snr() > log_snr {
                true => early = middle,
                false => late = middle,
            }
        }
        0.5 * (early + late)
    }

    /// The factor of the source at the start of sampling: the noise at the end of the path.
    fn start(&self) -> f64 {
        self.at(1.0).sigma
    }

    /// The rates `β₁ … β_T` of the chain of `steps` steps: `β_i = 1 − ᾱ_i/ᾱ_{i−1}` on the path rescaled to variance
    /// preserving, at most 0.999.
    fn betas(&self, steps: u32) -> Vec<f64> {
        let signal = |i: u32| preserved(&self.at(f64::from(i) / f64::from(steps))).alpha.powi(2);
        (1..=steps).map(|i| (1.0 - signal(i) / signal(i - 1)).min(MAX_BETA)).collect()
    }

    /// The share of signal `ᾱ₁ … ᾱ_T` in the variance, the running product of `1 − β` (Ho et al., 2020, eq. 4).
    fn alpha_bars(&self, steps: u32) -> Vec<f64> {
        let product = |left: &mut f64, beta: f64| {
            *left *= 1.0 - beta;
            Some(*left)
        };
        self.betas(steps).into_iter().scan(1.0, product).collect()
    }
}

/// The same path rescaled to variance preserving: `x_t/√(α² + σ²)` has the same λ, and only λ matters (Kingma et al.,
/// 2021, section 5.1).
pub fn preserved(coeffs: &Coeffs) -> Coeffs {
    let Coeffs { alpha, sigma, d_alpha, d_sigma } = *coeffs;
    let size = alpha.hypot(sigma);
    // (α/r)˙ = σ (σ α̇ − α σ̇)/r³, and the same with the roles exchanged.
    let turn = (sigma / size * d_alpha - alpha / size * d_sigma) / size;
    Coeffs { alpha: alpha / size, sigma: sigma / size, d_alpha: turn * sigma / size, d_sigma: -turn * alpha / size }
}

/// The distance from an end of the path at which a field is evaluated where its formula has a pole at that end.
const EDGE: f64 = 1e-3;

/// `t`, moved off the ends of the path.
/// At the data `d_sigma` of a variance-preserving path is infinite; at the noise, where `alpha` may be 0, predicted noise says
/// nothing of the data. Both are poles of the formula, not of the flow.
pub fn inside(t: f64) -> f64 {
    t.clamp(EDGE, 1.0 - EDGE)
}

/// The coefficients at `t`, with the derivatives taken a little inside where they are infinite at `t` itself.
pub fn finite(schedule: &dyn Schedule, t: f64) -> Coeffs {
    let coeffs = schedule.at(t);
    match coeffs.d_alpha.is_finite() && coeffs.d_sigma.is_finite() {
        true => coeffs,
        false => schedule.at(inside(t)),
    }
}

/// Where a prediction is read at the noise: the noise of a point is at most so many times its data.
const FAINTEST: f64 = 10.0;

/// `t`, or the last time before it at which the data can be read from a prediction by the coefficients `map`.
///
/// Where alpha vanishes at the noise, predicted noise or score says nothing of the data there, and the `map` to the data has
/// a pole: just before, the error of the prediction enters the data divided by alpha. So such a prediction is read no closer
/// to the noise than where the noise is ten times the data. Without a pole nothing changes.
pub fn legible(schedule: &dyn Schedule, t: f64, map: impl Fn(&Coeffs) -> [f64; 2]) -> f64 {
    let has_pole = map(&schedule.at(1.0)).iter().any(|c| !c.is_finite());
    if has_pole { t.min(schedule.time_of(-2.0 * FAINTEST.ln())) } else { t }
}

/// A log signal-to-noise ratio beyond this is infinite up to rounding: `cos(½π)` is not quite 0 in floating point.
const ENDLESS: f64 = 50.0;

/// The end of the path at `t`, 0 or 1; a little inside where λ is infinite there.
pub(super) fn end(schedule: &dyn Schedule, t: f64) -> f64 {
    if schedule.at(t).log_snr().abs() < ENDLESS { t } else { inside(t) }
}

/// The log signal-to-noise ratio at noise and at data; taken a little inside where it is infinite.
pub(super) fn reach(schedule: &dyn Schedule) -> [f64; 2] {
    [1.0, 0.0].map(|t| schedule.at(end(schedule, t)).log_snr())
}

/// `1/(1 + e^{−x})`.
pub(crate) fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// `ln(1 + eˣ)` without overflow.
pub(crate) fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// The largest rate of one step of a chain, so that no step removes all of the data (Nichol and Dhariwal, 2021, section 3.2).
const MAX_BETA: f64 = 0.999;

/// `n` numbers equally spaced from 0 to 1; 0 alone for `n = 1`.
fn spaced(n: u32) -> impl Iterator<Item = f64> {
    (0..n).map(move |i| f64::from(i) / f64::from(n.saturating_sub(1).max(1)))
}

crate::registry! {
    /// The registry of schedules.
    pub enum ScheduleConfig("schedules"): Schedule {
        FlowOt("fm-ot") = FlowOt,
        FlowShift("fm-shift") = FlowShift,
        FlowMin("fm-min") = FlowMin,
        VpLinear("vp-linear") = VpLinear,
        LinearChain("ddpm-chain") = LinearChain,
        SubVp("sub-vp") = SubVp,
        SigmoidBeta("vp-sigmoid") = SigmoidBeta,
        Cosine("cosine") = Cosine,
        ShiftedCosine("shifted-cosine") = ShiftedCosine,
        Trigonometric("trigonometric") = Trigonometric,
        VeGeometric("ve") = VeGeometric,
        Edm("edm") = Edm,
        Custom("custom") = CustomSchedule,
    }
}
