use super::{
    Memory, Sampler, Step, Stochastic,
    dpmpp::{distances, half_log_snr},
    is_last,
};
use crate::math::{
    field::Field,
    points::{Noise, Points},
};

crate::configured! {
    /// DPM-Solver++ for the reverse SDE, multistep: as DPM-Solver++, with fresh noise in every step (Lu et al., 2022b,
    /// section 5 and appendix). One evaluation a step; order 1 is ancestral sampling.
    pub struct DpmppSde("dpmpp-sde", "SDE-DPM-Solver++ (multistep)") {
        /// The number of denoised points that the polynomial goes through.
        order: u32 = 2, "Order", "", "", 1..=2, Linear;
    }
}

impl Stochastic for DpmppSde {
    fn is_stochastic(&self) -> bool {
        true
    }
}

impl<P: Points> Sampler<P> for DpmppSde {
    /// `x_s = (σ_s/σ_t) e^{−h} x_t + α_s (1 − e^{−2h}) (D₀ + (D₀ − D₁)/(2r)) + σ_s √(1 − e^{−2h}) n`; no noise in the last
    /// step, which is of order 1 in a short run.
    fn step(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        s: f64,
        noise: &mut dyn Noise<P>,
        memory: &mut Memory<P>,
    ) -> Step<P> {
        let (at, to) = (field.coeffs(t), field.coeffs(s));
        let denoised = field.denoised(x, t);
        let h = half_log_snr(field, s) - half_log_snr(field, t);
        // e^{−h} as a ratio of coefficients is finite, and 0 where h is infinite.
        let decay = (to.sigma * at.alpha) / (to.alpha * at.sigma);
        let renewed = 1.0 - decay * decay;
        let of_denoised = to.alpha * renewed;
        let order = if h.is_finite() { memory.order(self.order) as usize } else { 1 };
        let slope = match distances(field, t, h, &memory.past, order - 1)[..] {
            [] => 0.0,
            [r, ..] => 0.5 * of_denoised / r,
        };
        let spread = if is_last(s) { 0.0 } else { to.sigma * renewed.max(0.0).sqrt() };
        let fresh = noise.normal_like(x);
        let mut terms = vec![(of_denoised + slope, &denoised), (spread, &fresh)];
        if let Some(past) = memory.past.last().filter(|_| slope != 0.0) {
            terms.push((-slope, &past.denoised));
        }
        let next = P::lincomb((to.sigma / at.sigma * decay, x), &terms);
        memory.remember(t, denoised, 1);
        Step::new(next, 1)
    }
}
