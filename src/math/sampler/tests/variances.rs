use super::*;
use crate::math::{field::Field as _, points::Noise};

/// The same vector for every point, in place of noise.
struct Constant(f64);

impl Noise<Cloud> for Constant {
    fn normal_like(&mut self, like: &Cloud) -> Cloud {
        vec![[self.0, 0.0]; like.len()]
    }

    fn exponential_like(&mut self, like: &Cloud) -> Vec<f64> {
        vec![1.0; like.len()]
    }
}

/// The variance of the samples of N(0, s²) in so many uniform steps: every step is linear in the point and in the noise.
fn variance(sampler: &SamplerConfig, std: f64, steps: u32) -> Vec<f64> {
    let field = oracle(&ScheduleConfig::VpLinear(VpLinear::default()), Mixture::equal([[0.0; 2]], std));
    let times = UniformTime {}.times(field.schedule(), steps);
    let mut variance = vec![1.0];
    for pair in times.windows(2) {
        let moved = |at: f64, noise: f64| {
            let step =
                sampler.step(&field, &vec![[at, 0.0]], pair[0], pair[1], &mut Constant(noise), &mut Memory::default());
            step.next[0][0]
        };
        let (of_x, of_noise) = (moved(1.0, 0.0), moved(0.0, 1.0));
        variance.push(of_x * of_x * variance[variance.len() - 1] + of_noise * of_noise);
    }
    variance
}

fn ddpm(large_variance: bool) -> SamplerConfig {
    SamplerConfig::Ddpm(Ddpm { large_variance, ..Ddpm::default() })
}

/// Even the exact denoiser leaves the samples too close together with the variance of the posterior, and with β it may err either way.
/// The numbers are the closed recursion of the variance, computed elsewhere.
#[test]
fn ancestral_sampling_of_a_normal_law_has_a_variance_in_closed_form() {
    for (steps, small, large) in [(10, 0.548_737, 0.896_282), (50, 0.857_552, 0.994_038), (1000, 0.991_061, 0.999_890)]
    {
        let found = [false, true].map(|is_large| *variance(&ddpm(is_large), 1.0, steps).last().unwrap());
        assert!((found[0] - small).abs() < 1e-6 && (found[1] - large).abs() < 1e-6, "{steps} steps: {found:?}");
    }
    let found = [false, true].map(|is_large| *variance(&ddpm(is_large), 0.5, 50).last().unwrap() / 0.25);
    assert!((found[0] - 0.788_872).abs() < 1e-6 && (found[1] - 1.046_565).abs() < 1e-6, "{found:?}");
}

/// With the analytic variance a normal law is sampled exactly, at every level with enough data for the estimate and before the last, which
/// adds no noise.
#[test]
fn the_analytic_variance_samples_a_normal_law_exactly() {
    let schedule = ScheduleConfig::VpLinear(VpLinear::default());
    let field = oracle(&schedule, Normal::default().mixture());
    for steps in [10, 50] {
        let times = UniformTime {}.times(&*schedule, steps);
        let mut x = start(&schedule, 4000);
        // The cloud has the variance of its law exactly, so that the estimate from it is exact too.
        let scale = (8000.0 / x.iter().flatten().map(|c| c * c).sum::<f64>()).sqrt();
        x = Cloud::lincomb((scale, &x), &[]);
        for pair in times.windows(2).take(steps as usize - 1) {
            let moved = |x: &Cloud, noise: f64| {
                let mut memory = Memory::default();
                AnalyticDdpm {}.step(&field, x, pair[0], pair[1], &mut Constant(noise), &mut memory).next
            };
            // The factor of the point, and that of the noise, which the point does not change.
            let (still, pushed) = (moved(&x, 0.0), moved(&x, 1.0));
            let (of_x, of_noise) = (still[0][1] / x[0][1], pushed[0][0] - still[0][0]);
            let coeffs = field.coeffs(pair[0]);
            if coeffs.alpha.powi(2) > 0.02 * coeffs.sigma.powi(2) {
                assert!((of_x * of_x + of_noise * of_noise - 1.0).abs() < 1e-9, "{steps} steps at {}", pair[0]);
            }
        }
    }
}

/// The step of algorithm 2 with the predicted noise over b: `(x − (β/σ) ε̂/b)/√(1 − β)`.
#[test]
fn a_divisor_takes_away_less_of_the_predicted_noise() {
    let field = oracle(&ScheduleConfig::VpLinear(VpLinear::default()), Normal::default().mixture());
    let (t, s, x) = (0.5, 0.4, 0.8);
    let (at, to) = (field.coeffs(t), field.coeffs(s));
    let beta = 1.0 - (at.alpha / to.alpha).powi(2);
    for divisor in [0.95, 1.0, 1.05] {
        let sampler = Ddpm { divisor, ..Ddpm::default() };
        let found = sampler.step(&field, &vec![[x, 0.0]], t, s, &mut Constant(0.0), &mut Memory::default()).next;
        // The expected noise of the standard normal law is σ x.
        let expected = (x - beta / at.sigma * (at.sigma * x) / divisor) / (1.0 - beta).sqrt();
        assert!((found[0][0] - expected).abs() < 1e-12, "{found:?} {expected}");
    }
}
