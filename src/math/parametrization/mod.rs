//! Parametrisations: the prediction target of the network.

mod consistency;
mod data;
mod edm;
mod eps;
mod score;
mod v;
mod velocity;

pub use consistency::Boundary;
pub use data::Data;
pub use edm::EdmF;
pub use eps::Eps;
pub use score::Score;
pub use v::V;
pub use velocity::Velocity;

use super::schedule::Coeffs;

/// A prediction target: two numbers `[a, b]` with `target = a data + b noise`.
///
/// With `x_t = α data + σ noise` the pair (x_t, target) is a linear system of determinant `α b − σ a`, whose solution gives
/// data and noise.
pub trait Parametrization {
    /// The coefficients `[a, b]` of the target at one time.
    fn target(&self, coeffs: &Coeffs) -> [f64; 2];
}

/// The linear maps from (x_t, prediction) to data, noise and velocity, each as `[of x_t, of prediction]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inverse {
    pub data: [f64; 2],
    pub noise: [f64; 2],
    /// `u = α̇ data + σ̇ noise`, the velocity of the probability flow.
    pub velocity: [f64; 2],
}

/// Solves `x_t = α data + σ noise`, `prediction = a data + b noise` for data and noise.
///
/// Where the prediction is itself the velocity the map is the identity, with no division and no loss of digits.
pub fn invert(parametrization: &dyn Parametrization, coeffs: &Coeffs) -> Inverse {
    let Coeffs { alpha, sigma, d_alpha, d_sigma } = *coeffs;
    let [a, b] = parametrization.target(coeffs);
    let determinant = alpha * b - sigma * a;
    let data = [b / determinant, -sigma / determinant];
    let noise = [-a / determinant, alpha / determinant];
    let velocity = if [a, b] == [d_alpha, d_sigma] {
        [0.0, 1.0]
    } else {
        [d_alpha * data[0] + d_sigma * noise[0], d_alpha * data[1] + d_sigma * noise[1]]
    };
    Inverse { data, noise, velocity }
}

/// Converts a prediction of one target, given the point, to a prediction of another: `[of x_t, of prediction]`.
pub fn convert(from: &dyn Parametrization, to: &dyn Parametrization, coeffs: &Coeffs) -> [f64; 2] {
    let ([a, b], [c, d]) = (from.target(coeffs), to.target(coeffs));
    if [a, b] == [c, d] {
        return [0.0, 1.0];
    }
    let determinant = coeffs.alpha * b - coeffs.sigma * a;
    [(c * b - d * a) / determinant, (coeffs.alpha * d - coeffs.sigma * c) / determinant]
}

/// The ratio of a squared error of this prediction to a squared error of the noise, given the point: `((α b − σ a)/α)²`
/// (Kingma and Gao, 2023, appendix on reparametrisations). For x it is e^{−λ}, for the score σ^{−2}, for v (on a
/// variance-preserving path) 1 + e^{−λ}, for the velocity of the straight path (1 + e^{−λ/2})².
pub fn exchange_rate(parametrization: &dyn Parametrization, coeffs: &Coeffs) -> f64 {
    let [a, b] = parametrization.target(coeffs);
    (b - a * coeffs.sigma / coeffs.alpha).powi(2)
}

crate::registry! {
    /// The registry of parametrisations.
    pub enum ParametrizationConfig("parametrizations"): Parametrization {
        Velocity("velocity") = Velocity,
        Eps("eps") = Eps,
        Data("x") = Data,
        V("v") = V,
        Score("score") = Score,
        EdmF("edm-f") = EdmF,
        Boundary("consistency") = Boundary,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::schedule::{FlowOt, Schedule, ScheduleConfig, Trigonometric, VpLinear};

    fn every_case() -> impl Iterator<Item = (ScheduleConfig, ParametrizationConfig, Coeffs)> {
        ScheduleConfig::all().flat_map(|schedule| {
            ParametrizationConfig::all().flat_map(move |parametrization| {
                let schedule = schedule.clone();
                (1..20).map(move |i| {
                    let coeffs = schedule.at(f64::from(i) / 20.0);
                    (schedule.clone(), parametrization.clone(), coeffs)
                })
            })
        })
    }

    const DATA: f64 = 1.25;
    const NOISE: f64 = -0.75;

    fn apply([of_x, of_y]: [f64; 2], x: f64, y: f64) -> f64 {
        of_x * x + of_y * y
    }

    #[test]
    fn every_parametrization_gives_back_data_and_noise() {
        for (schedule, parametrization, coeffs) in every_case() {
            let [a, b] = parametrization.target(&coeffs);
            let x_t = coeffs.alpha * DATA + coeffs.sigma * NOISE;
            let prediction = a * DATA + b * NOISE;
            let inverse = invert(&*parametrization, &coeffs);
            let velocity = coeffs.d_alpha * DATA + coeffs.d_sigma * NOISE;
            // The solution of a 2 × 2 system errs by the rounding of its terms: that is the scale to compare with.
            let scale = |[p, q]: [f64; 2]| 1e-12 * (1.0 + (p * x_t).abs() + (q * prediction).abs());
            for (name, map, wanted) in [
                ("data", inverse.data, DATA),
                ("noise", inverse.noise, NOISE),
                ("velocity", inverse.velocity, velocity),
            ] {
                let found = apply(map, x_t, prediction);
                assert!((found - wanted).abs() < scale(map), "{name} of {parametrization:?} on {schedule:?}: {found}");
            }
        }
    }

    #[test]
    fn any_prediction_becomes_any_other_and_comes_back() {
        for (schedule, from, coeffs) in every_case() {
            for to in ParametrizationConfig::all() {
                let value = |of: &ParametrizationConfig| {
                    let [a, b] = of.target(&coeffs);
                    a * DATA + b * NOISE
                };
                let x_t = coeffs.alpha * DATA + coeffs.sigma * NOISE;
                let there = convert(&*from, &*to, &coeffs);
                let back = convert(&*to, &*from, &coeffs);
                let converted = apply(there, x_t, value(&from));
                let scale = 1.0 + (there[0] * x_t).abs() + (there[1] * value(&from)).abs();
                assert!((converted - value(&to)).abs() < 1e-12 * scale, "{from:?} to {to:?} on {schedule:?}");
                // There and back is the identity map.
                let [of_x, of_y] = [back[0] + back[1] * there[0], back[1] * there[1]];
                let scale = 1.0 + back[0].abs() + (back[1] * there[0]).abs();
                assert!(of_x.abs() < 1e-12 * scale && (of_y - 1.0).abs() < 1e-12, "{from:?} {to:?} {schedule:?}");
            }
        }
    }

    #[test]
    fn exchange_rates_are_the_tabled_ones() {
        for i in 1..40 {
            let t = f64::from(i) / 40.0;
            let check = |parametrization: &dyn Parametrization, coeffs: Coeffs, expected: f64| {
                let rate = exchange_rate(parametrization, &coeffs);
                assert!((rate - expected).abs() < 1e-12 * expected, "{rate} {expected} at {t}");
            };
            for schedule in ScheduleConfig::all() {
                let coeffs = schedule.at(t);
                let noise_to_data = (-coeffs.log_snr()).exp();
                check(&Eps {}, coeffs, 1.0);
                check(&Data {}, coeffs, noise_to_data);
                check(&Score {}, coeffs, coeffs.sigma.powi(-2));
                let f = EdmF::default();
                let variance = f.sigma_data.powi(2);
                check(&f, coeffs, (noise_to_data + variance) / variance);
            }
            for schedule in [&VpLinear::default() as &dyn Schedule, &Trigonometric {}] {
                let coeffs = schedule.at(t);
                check(&V {}, coeffs, 1.0 + (-coeffs.log_snr()).exp());
            }
            let coeffs = FlowOt {}.at(t);
            check(&Velocity {}, coeffs, (1.0 + (-0.5 * coeffs.log_snr()).exp()).powi(2));
        }
    }

    #[test]
    fn edm_with_unit_data_is_v_turned_round() {
        let coeffs = VpLinear::default().at(0.3);
        let (f, v) = (EdmF { sigma_data: 1.0 }.target(&coeffs), V {}.target(&coeffs));
        assert!((f[0] + v[0]).abs() < 1e-15 && (f[1] + v[1]).abs() < 1e-15);
    }
}
