use super::{Memory, Past, Sampler, Step, Stochastic};
use crate::math::{
    field::Field,
    points::{Noise, Points},
};

crate::configured! {
    /// DPM-Solver++, multistep: solves the linear part of the ODE exactly in half the log signal-to-noise ratio and fits a
    /// polynomial through the last denoised points (Lu et al., 2022b, algorithm 2, and its appendix for order 3). One
    /// evaluation a step for any order; order 1 is DDIM. In runs of fewer than 15 steps the last two steps have a lower order.
    pub struct Dpmpp("dpmpp", "DPM-Solver++ (multistep)") {
        /// The number of denoised points that the polynomial goes through.
        order: u32 = 2, "Order", "", "", 1..=3, Linear;
        /// Integrate the polynomial exactly. diffusers puts the slope at the middle of the step (order 2) and takes
        /// half of the second difference (order 3), which leaves an error of order 2.
        exact: bool = true, "Exact integral", "", "", 0..=1, Linear;
    }
}

impl Stochastic for Dpmpp {}

/// Half the log signal-to-noise ratio, `ln(α/σ)`, in which DPM-Solver steps.
pub(super) fn half_log_snr<P: Points>(field: &dyn Field<P>, t: f64) -> f64 {
    0.5 * field.coeffs(t).log_snr()
}

/// The distances of the earlier points of the polynomial, in units of the step `h`; as many as are finite.
pub(super) fn distances<P: Points>(field: &dyn Field<P>, t: f64, h: f64, past: &[Past<P>], wanted: usize) -> Vec<f64> {
    let times = std::iter::once(t).chain(past.iter().rev().map(|past| past.t));
    let levels: Vec<_> = times.map(|t| half_log_snr(field, t)).collect();
    let ratios = levels.windows(2).map(|pair| (pair[0] - pair[1]) / h);
    ratios.take_while(|ratio| ratio.is_finite() && *ratio > 0.0).take(wanted).collect()
}

impl<P: Points> Sampler<P> for Dpmpp {
    /// With `h` the step in ln(α/σ) and `D` the denoised points: `x_s = (σ_s/σ_t) x_t − α_s (e^{−h} − 1) D₀` and, for higher
    /// orders, `α_s (h − 1 + e^{−h}) D′ + α_s (½h² − h + 1 − e^{−h}) D″`, with the derivatives of `D` by ln(α/σ) taken from
    /// divided differences (twice the second difference is `D″`). A step from or to an infinite ratio is of order 1, and so is
    /// the last step of a short run.
    fn step(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        s: f64,
        _: &mut dyn Noise<P>,
        memory: &mut Memory<P>,
    ) -> Step<P> {
        let (at, to) = (field.coeffs(t), field.coeffs(s));
        let denoised = field.denoised(x, t);
        let h = half_log_snr(field, s) - half_log_snr(field, t);
        let kept = to.sigma / at.sigma;
        // α_s (1 − e^{−h}), which is finite even where h is not.
        let of_denoised = to.alpha - kept * at.alpha;
        let order = if h.is_finite() { memory.order(self.order) as usize } else { 1 };
        let back = distances(field, t, h, &memory.past, order - 1);
        let earlier = |i: usize| &memory.past[memory.past.len() - i].denoised;
        let next = match back[..] {
            [] => P::lincomb((kept, x), &[(of_denoised, &denoised)]),
            [r] => {
                let slope = if self.exact { to.alpha * ((-h).exp_m1() / h + 1.0) } else { 0.5 * of_denoised } / r;
                P::lincomb((kept, x), &[(of_denoised + slope, &denoised), (-slope, earlier(1))])
            }
            [r0, r1, ..] => {
                // First and second divided differences of D at t, as combinations of D₀, D₁, D₂.
                let (near, far, both) = (1.0 / r0, 1.0 / r1, 1.0 / (r0 + r1));
                let second = [near * both, -(near + far) * both, far * both];
                let first = [near + r0 * second[0], -near + r0 * second[1], r0 * second[2]];
                let decay = (-h).exp_m1();
                let of_first = to.alpha * (decay / h + 1.0);
                let of_second = -to.alpha * ((decay + h) / (h * h) - 0.5) * if self.exact { 2.0 } else { 1.0 };
                let [d0, d1, d2] = [0, 1, 2].map(|i| of_first * first[i] + of_second * second[i]);
                P::lincomb((kept, x), &[(of_denoised + d0, &denoised), (d1, earlier(1)), (d2, earlier(2))])
            }
        };
        memory.remember(t, denoised, 2);
        Step::new(next, 1)
    }
}
