use std::f64::consts::LN_2;

use crate::math::points::Cloud;

/// A density p at the centres of the cells of a square around the origin, to be compared with other densities by the midpoint
/// rule `∫ f dx ≈ h² Σ f(xᵢ)`.
///
/// For Gaussians inside the square whose standard deviations s are at least the width h of a cell, the error of the rule falls
/// as `exp(−2π² s²/h²)`, which is below 10⁻⁸.
///
/// The other density q is given by its logarithms at the centres, as [`Raster::values`] makes them.
#[derive(Clone, Debug)]
pub struct Raster {
    centres: Cloud,
    /// The area of a cell, h².
    area: f64,
    log_p: Vec<f64>,
}

impl Raster {
    /// `side × side` cells on [−reach, reach]², row by row from below.
    pub fn new(reach: f64, side: usize, log_p: impl Fn([f64; 2]) -> f64) -> Self {
        let h = 2.0 * reach / side as f64;
        let at = |k: usize| h * (k as f64 + 0.5) - reach;
        let centres: Cloud = (0..side).flat_map(|row| (0..side).map(move |column| [at(column), at(row)])).collect();
        let log_p = centres.iter().map(|&x| log_p(x)).collect();
        Self { centres, area: h * h, log_p }
    }

    /// The centres of the cells, row by row from below.
    pub fn centres(&self) -> &Cloud {
        &self.centres
    }

    /// `ln ∫ q dx` over the square for a density q that need not be normalised, from its logarithms at the centres.
    pub fn log_integral(&self, log_q: &[f64]) -> f64 {
        let most =
            log_q.iter().copied().fold(f64::NEG_INFINITY, |most, value| if value <= most { most } else { value });
        if most == f64::NEG_INFINITY {
            return most;
        }
        let sum: f64 = log_q.iter().map(|log_q| (log_q - most).exp()).sum();
        most + (self.area * sum).ln()
    }

    /// The values of `log q` at the centres.
    pub fn values(&self, log_q: impl Fn([f64; 2]) -> f64) -> Vec<f64> {
        self.centres.iter().map(|&x| log_q(x)).collect()
    }

    /// The forward Kullback–Leibler divergence `KL(p ‖ q) = ∫ p log (p/q)` in nats: the negative log-likelihood of q for
    /// data from p, less the entropy of p.
    pub fn forward(&self, log_q: &[f64]) -> f64 {
        self.sum(log_q, share)
    }

    /// The reverse Kullback–Leibler divergence `KL(q ‖ p) = ∫ q log (q/p)` in nats.
    pub fn reverse(&self, log_q: &[f64]) -> f64 {
        self.sum(log_q, |log_p, log_q| share(log_q, log_p))
    }

    /// The Jensen–Shannon divergence `½ KL(p ‖ m) + ½ KL(q ‖ m)` with `m = ½ (p + q)`, in nats: 0 where p is q, and ln 2
    /// where they have no point in common.
    pub fn jensen_shannon(&self, log_q: &[f64]) -> f64 {
        self.sum(log_q, |log_p, log_q| {
            let log_m = log_p.max(log_q) + (-(log_p - log_q).abs()).exp().ln_1p() - LN_2;
            0.5 * (share(log_p, log_m) + share(log_q, log_m))
        })
    }

    /// [`best_discriminator`] at every centre.
    pub fn discriminator(&self, log_q: &[f64]) -> Vec<f64> {
        self.log_p.iter().zip(log_q).map(|(log_p, log_q)| best_discriminator(*log_p, *log_q)).collect()
    }

    fn sum(&self, log_q: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
        self.area * self.log_p.iter().zip(log_q).map(|(log_p, log_q)| term(*log_p, *log_q)).sum::<f64>()
    }
}

/// `a log (a/b)`, which is 0 where a is.
fn share(log_a: f64, log_b: f64) -> f64 {
    let a = log_a.exp();
    if a > 0.0 { a * (log_a - log_b) } else { 0.0 }
}

/// The best discriminator `D* = p/(p + q)`: the probability that a point comes from p, where it comes from p or q equally likely
/// (Goodfellow et al., 2014, proposition 1). From the logarithms of both densities, which may be far below those of numbers.
pub fn best_discriminator(log_p: f64, log_q: f64) -> f64 {
    1.0 / (1.0 + (log_q - log_p).exp())
}

/// The value of the game at the best discriminator, `E_p[log D*] + E_q[log (1 − D*)] = 2 JS − ln 4`: 0 where it is always right,
/// −ln 4 where p is q (Goodfellow et al., 2014, theorem 1).
pub fn game_value(jensen_shannon: f64) -> f64 {
    2.0 * jensen_shannon - 2.0 * LN_2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        metric::{Estimate, kl_divergence},
        oracle::{Component, Mixture},
        rng::{Purpose, Stream},
    };

    fn two_modes() -> Mixture {
        Mixture::new([
            Component::ellipse([-1.7, -1.0], [0.85, 0.45], -50.0, 0.6),
            Component::round([1.7, 1.1], 0.5, 0.4),
        ])
    }

    fn raster(p: &Mixture) -> Raster {
        Raster::new(10.0, 80, |x| p.log_density(x))
    }

    #[test]
    fn two_gaussians_have_the_closed_form() {
        // KL(N(m, s² I) ‖ N(0, I)) = ½(2s² + ‖m‖² − 2 − 2 ln s²) in the plane.
        let (narrow, unit) = (Mixture::equal([[1.0, -0.5]], 0.6), Mixture::equal([[0.0; 2]], 1.0));
        let exact = 0.5 * (2.0 * 0.36 + 1.25 - 2.0 - 2.0 * 0.36f64.ln());
        let raster = raster(&narrow);
        let unit = raster.values(|x| unit.log_density(x));
        assert!((raster.forward(&unit) - exact).abs() < 1e-6, "{} against {exact}", raster.forward(&unit));
        let backwards = Raster::new(10.0, 80, |x| Mixture::equal([[0.0; 2]], 1.0).log_density(x));
        let reverse = backwards.reverse(&backwards.values(|x| narrow.log_density(x)));
        assert!((reverse - exact).abs() < 1e-6, "{reverse} against {exact}");
    }

    #[test]
    fn sums_agree_with_samples() {
        let (p, q) = (two_modes(), Mixture::equal([[0.2, 0.1]], 1.4));
        let raster = raster(&p);
        let log_q = raster.values(|x| q.log_density(x));
        let near = |sum: f64, estimate: Estimate| {
            assert!((sum - estimate.value).abs() < 4.0 * estimate.std_error, "{sum} against {estimate:?}");
        };
        let [of_p, of_q] = [&p, &q].map(|mixture| mixture.sample(20_000, &mut Stream::new(3, Purpose::Data, 0)));
        near(raster.forward(&log_q), kl_divergence(&of_p, |x| p.log_density(x), |x| q.log_density(x)).unwrap());
        near(raster.reverse(&log_q), kl_divergence(&of_q, |x| q.log_density(x), |x| p.log_density(x)).unwrap());
        // The value of the game, from its definition.
        let judge = |x| best_discriminator(p.log_density(x), q.log_density(x));
        let on_data = Estimate::mean(&of_p.iter().map(|x| judge(*x).ln()).collect::<Vec<_>>()).unwrap();
        let on_model = Estimate::mean(&of_q.iter().map(|x| (1.0 - judge(*x)).ln()).collect::<Vec<_>>()).unwrap();
        let value =
            Estimate { value: on_data.value + on_model.value, std_error: on_data.std_error.hypot(on_model.std_error) };
        near(game_value(raster.jensen_shannon(&log_q)), value);
    }

    #[test]
    fn what_is_equal_is_at_no_distance_and_what_is_apart_at_the_greatest() {
        let p = two_modes();
        let raster = raster(&p);
        let same = raster.values(|x| p.log_density(x));
        for figure in [raster.forward(&same), raster.reverse(&same), raster.jensen_shannon(&same)] {
            assert!(figure.abs() < 1e-12, "{figure}");
        }
        assert!(raster.discriminator(&same).iter().all(|judged| *judged == 0.5));
        assert!((game_value(0.0) + 4f64.ln()).abs() < 1e-12);
        let far = Mixture::equal([[-8.0, 8.0]], 0.3);
        let far = raster.values(|x| far.log_density(x));
        assert!((raster.jensen_shannon(&far) - LN_2).abs() < 1e-6, "{}", raster.jensen_shannon(&far));
        assert!(game_value(LN_2).abs() < 1e-12);
        let judged = raster.discriminator(&far);
        assert!(judged.iter().all(|judged| (0.0..=1.0).contains(judged)), "nothing is NaN");
    }

    #[test]
    fn a_density_of_zero_counts_for_nothing_or_for_ever() {
        let half = Raster::new(1.0, 2, |[x, _]| if x > 0.0 { -LN_2 } else { f64::NEG_INFINITY });
        let whole = half.values(|_| -2.0 * LN_2);
        assert!((half.forward(&whole) - LN_2).abs() < 1e-12);
        assert_eq!(half.reverse(&whole), f64::INFINITY);
        let judged = half.discriminator(&whole);
        assert!((judged[1] - 2.0 / 3.0).abs() < 1e-12 && judged[0] == 0.0, "{judged:?}");
    }
}
