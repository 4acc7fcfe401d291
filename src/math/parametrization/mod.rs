//! What the network predicts.

mod eps;
mod velocity;

pub use eps::Eps;
pub use velocity::Velocity;

use super::schedule::Coeffs;

/// A prediction target: two numbers `[a, b]` with `target = a data + b noise`.
///
/// Everything else follows. With `x_t = α data + σ noise` the pair (x_t, target) is a linear system of determinant
/// `α b − σ a`, and solving it gives back data and noise.
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

crate::registry! {
    /// The registry of parametrisations.
    pub enum ParametrizationConfig("parametrizations"): Parametrization {
        Velocity("velocity") = Velocity,
        Eps("eps") = Eps,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::schedule::ScheduleConfig;

    #[test]
    fn every_parametrization_gives_back_data_and_noise() {
        let (data, noise) = (1.25, -0.75);
        for schedule in ScheduleConfig::all() {
            for parametrization in ParametrizationConfig::all() {
                for i in 1..20 {
                    let coeffs = schedule.at(f64::from(i) / 20.0);
                    let [a, b] = parametrization.target(&coeffs);
                    let x_t = coeffs.alpha * data + coeffs.sigma * noise;
                    let prediction = a * data + b * noise;
                    let inverse = invert(&*parametrization, &coeffs);
                    let apply = |[p, q]: [f64; 2]| p * x_t + q * prediction;
                    let velocity = coeffs.d_alpha * data + coeffs.d_sigma * noise;
                    // Dividing by α loses as many digits as α is small.
                    let tolerance = 1e-13 / coeffs.alpha;
                    assert!((apply(inverse.data) - data).abs() < tolerance, "{schedule:?} {parametrization:?} {i}");
                    assert!((apply(inverse.noise) - noise).abs() < tolerance);
                    assert!((apply(inverse.velocity) - velocity).abs() < tolerance * (1.0 + velocity.abs()));
                }
            }
        }
    }
}
