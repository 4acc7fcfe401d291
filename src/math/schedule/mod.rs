//! How much data and how much noise a point holds at time `t`.

mod flow_ot;
mod vp_linear;

pub use flow_ot::FlowOt;
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
}

/// A path from data (`t = 0`) to noise (`t = 1`), the same for every pair of points.
pub trait Schedule {
    /// The coefficients at `t` in `[0, 1]`.
    fn at(&self, t: f64) -> Coeffs;
}

/// How far inside the path a field is asked where its formula has a pole at an end.
const EDGE: f64 = 1e-3;

/// `t`, moved off the ends of the path. At the data `d_sigma` of a variance-preserving path is infinite; at the noise,
/// where `alpha` may vanish, predicted noise says nothing of the data. Both are poles of the formula, not of the flow.
pub fn inside(t: f64) -> f64 {
    t.clamp(EDGE, 1.0 - EDGE)
}

crate::registry! {
    /// The registry of schedules.
    pub enum ScheduleConfig("schedules"): Schedule {
        FlowOt("fm-ot") = FlowOt,
        VpLinear("vp-linear") = VpLinear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schedule_runs_from_data_to_noise() {
        for schedule in ScheduleConfig::all() {
            let (start, end) = (schedule.at(0.0), schedule.at(1.0));
            assert_eq!((start.alpha, start.sigma), (1.0, 0.0), "{schedule:?}");
            assert!(end.sigma > 0.99 && end.alpha < 0.01, "{schedule:?} ends at {end:?}");
        }
    }

    #[test]
    fn every_log_snr_falls() {
        for schedule in ScheduleConfig::all() {
            let ladder: Vec<_> = (1..1000).map(|i| schedule.at(f64::from(i) / 1000.0).log_snr()).collect();
            assert!(ladder.windows(2).all(|pair| pair[1] < pair[0]), "{schedule:?}");
        }
    }

    #[test]
    fn derivatives_agree_with_differences() {
        let h = 1e-5;
        for schedule in ScheduleConfig::all() {
            for i in 1..100 {
                let t = f64::from(i) / 100.0;
                let (before, here, after) = (schedule.at(t - h), schedule.at(t), schedule.at(t + h));
                let alpha = (after.alpha - before.alpha) / (2.0 * h);
                let sigma = (after.sigma - before.sigma) / (2.0 * h);
                // Central differences err by h²/6 times the third derivative, below 10⁴ on this range.
                assert!((alpha - here.d_alpha).abs() < 1e-5 * (1.0 + alpha.abs()), "{schedule:?} at {t}");
                assert!((sigma - here.d_sigma).abs() < 1e-5 * (1.0 + sigma.abs()), "{schedule:?} at {t}");
            }
        }
    }
}
