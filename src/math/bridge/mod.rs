//! Noise that a path has between its ends.
//!
//! `x_t = alpha data + sigma noise + gamma z` with z standard normal and `gamma` 0 at both ends: a stochastic interpolant
//! (Albergo, Boffi and Vanden-Eijnden, 2023, eq. 2.1). Its velocity is `E[α̇ data + σ̇ noise + γ̇ z | x_t]`, which carries the
//! source to the data, as that of the path without z does. From this velocity alone neither the posterior means of data and
//! noise follow, nor the score, which is `−E[z | x_t]/gamma`: a network has to predict it as well.

mod arch;
mod brownian;
mod none;
mod perturbed;
mod root;

pub use arch::Arch;
pub use brownian::Brownian;
pub use none::Unbridged;
pub use perturbed::InputPerturbation;
pub use root::Root;

use super::schedule::inside;

/// The coefficient of z at one time, and its derivative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Latent {
    pub gamma: f64,
    pub d_gamma: f64,
}

/// The noise between the ends of a path.
pub trait Bridge {
    /// The coefficients of z at `t` in `[0, 1]`.
    fn at(&self, t: f64) -> Latent;

    /// The diffusion g of the SDE along the path, at a noise dial of 1.
    /// It is that of the Brownian motion with the same noise halfway, and so the diffusion of a Brownian bridge itself.
    fn diffusion(&self) -> f64 {
        2.0 * self.at(0.5).gamma
    }

    /// Whether a row of training needs no further noise.
    fn is_none(&self) -> bool {
        false
    }

    /// The standard deviation of noise that training adds to a point beside its own, in units of sigma; the target does not know of it.
    fn perturbation(&self) -> f64 {
        0.0
    }

    /// Whether points between the ends of a pair have no noise but their own, so that the path is that of data and noise alone.
    fn keeps_path(&self) -> bool {
        self.is_none() || self.perturbation() > 0.0
    }
}

/// `γ = c √(t (1 − t))` and `γ̇ = c (1 − 2t)/(2 √(t (1 − t)))`.
/// At the ends this slope is infinite, and the mean square of a batch's targets with it; nearer than 10⁻³ to an end the slope is
/// that at 10⁻³.
fn root(c: f64, t: f64) -> Latent {
    let slope_at = inside(t);
    Latent {
        gamma: c * (t * (1.0 - t)).sqrt(),
        d_gamma: c * (1.0 - 2.0 * slope_at) / (2.0 * (slope_at * (1.0 - slope_at)).sqrt()),
    }
}

crate::registry! {
    /// The registry of bridges.
    pub enum BridgeConfig("bridges"): Bridge {
        Unbridged("none") = Unbridged,
        Brownian("brownian") = Brownian,
        Root("root") = Root,
        Arch("arch") = Arch,
        InputPerturbation("perturbed") = InputPerturbation,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::registry::Slot;

    #[test]
    fn every_bridge_begins_and_ends_without_noise() {
        for bridge in BridgeConfig::all() {
            for end in [0.0, 1.0] {
                let Latent { gamma, d_gamma } = bridge.at(end);
                assert!(gamma.abs() < 1e-15 && d_gamma.is_finite(), "{bridge:?}");
            }
            assert_eq!(bridge.at(0.5).gamma == 0.0, bridge.keeps_path(), "{bridge:?}");
            assert!(bridge.config().validate().is_ok());
        }
    }

    #[test]
    fn slopes_agree_with_differences() {
        let h = 1e-6;
        for bridge in BridgeConfig::all() {
            for t in (1..100).map(|i| f64::from(i) / 100.0) {
                let difference = (bridge.at(t + h).gamma - bridge.at(t - h).gamma) / (2.0 * h);
                // h²/6 times the third derivative, which is below 10⁵ here.
                assert!((difference - bridge.at(t).d_gamma).abs() < 1e-7, "{bridge:?} at {t}");
            }
        }
    }

    #[test]
    fn a_brownian_bridge_has_its_variance() {
        // Given its ends, Brownian motion with diffusion σ has variance σ² t (1 − t).
        for t in [0.1, 0.4, 0.9] {
            let gamma = Brownian { sigma: 0.7 }.at(t).gamma;
            assert!((gamma * gamma - 0.49 * t * (1.0 - t)).abs() < 1e-15);
        }
        assert!((Brownian { sigma: 0.7 }.diffusion() - 0.7).abs() < 1e-15);
    }
}
