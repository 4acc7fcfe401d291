use super::*;
use crate::math::{
    dataset::{Dataset, Normal},
    oracle::{Mixture, Oracle},
    parametrization::{Data, Eps, ParametrizationConfig, V, Velocity, convert},
    points::Cloud,
    quantiles::{Quantiles, Stratified},
    registry::Configured,
    rng::{Purpose, Stream},
    schedule::{Edm, FlowOt, LinearChain, ScheduleConfig, Trigonometric, VeGeometric, VpLinear},
    timing::{Levels, LogSnrNormal, LogSnrUniform, LogitNormal, TimingConfig, Uniform},
};

const UNIFORM: Uniform = Uniform { start: 0.0 };

fn implied_curve(
    weighting: &dyn Weighting,
    path: &dyn Schedule,
    timing: &dyn Timing,
    target: &dyn Parametrization,
) -> Vec<[f64; 2]> {
    implied::curve(weighting, path, timing, target, 4001)
}

#[test]
fn every_weight_is_finite_and_not_negative() {
    for weighting in WeightingConfig::all() {
        for schedule in ScheduleConfig::all() {
            for timing in TimingConfig::all() {
                for target in ParametrizationConfig::all() {
                    for i in 1..100 {
                        let t = timing.time(&*schedule, f64::from(i) / 100.0);
                        let level = Level::new(&*schedule, &*timing, &*target, t);
                        let weight = weighting.weight(&level);
                        assert!(
                            weight.is_finite() && weight >= 0.0,
                            "{weighting:?} {schedule:?} {timing:?} {target:?} {t}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn implied_weights_are_the_tabled_ones() {
    let sech = |x: f64| 1.0 / x.cosh();
    let pi = std::f64::consts::PI;
    let cosine = Trigonometric {};
    let vp = VpLinear::default();
    let edm_times = LogSnrNormal { mean: 2.4, std: 2.4 };
    let edm_target = crate::math::parametrization::EdmF { sigma_data: 0.5 };
    type Row<'a> =
        (&'a str, &'a dyn Weighting, &'a dyn Schedule, &'a dyn Timing, &'a dyn Parametrization, fn(f64) -> f64);
    let rows: [Row; 9] = [
        ("ELBO", &Elbo {}, &vp, &UNIFORM, &Eps {}, |_| 1.0),
        ("IDDPM", &Unit {}, &cosine, &UNIFORM, &Eps {}, |l| 1.0 / (l / 2.0).cosh() / std::f64::consts::TAU),
        ("v-MSE, cosine", &Unit {}, &cosine, &UNIFORM, &V {}, |l| (-l / 2.0).exp() / std::f64::consts::PI),
        ("FM-OT", &Unit {}, &FlowOt {}, &UNIFORM, &Velocity {}, |l| (-l / 2.0).exp() / 2.0),
        ("InDI", &Unit {}, &FlowOt {}, &UNIFORM, &Data {}, |l| (-l).exp() / (l / 4.0).cosh().powi(2) / 8.0),
        ("Sigmoid", &SigmoidWeighting { bias: 2.0 }, &vp, &UNIFORM, &V {}, |l| 1.0 / (1.0 + (l - 2.0).exp())),
        ("P2", &P2 { gamma: 1.0, k: 1.0 }, &cosine, &UNIFORM, &Eps {}, |l| {
            1.0 / (l / 2.0).cosh() / (1.0 + l.exp()) / std::f64::consts::TAU
        }),
        ("Min-SNR-5", &MinSnr { gamma: 5.0 }, &cosine, &UNIFORM, &Eps {}, |l| {
            1.0 / (l / 2.0).cosh() * (5.0 * (-l).exp()).min(1.0) / std::f64::consts::TAU
        }),
        ("EDM", &EdmWeighting { sigma_data: 0.5 }, &vp, &UNIFORM, &Eps {}, |l| {
            let z = (l - 2.4) / 2.4;
            (-0.5 * z * z).exp() / (2.4 * std::f64::consts::TAU.sqrt()) * ((-l).exp() + 0.25) / 0.25
        }),
    ];
    for (name, weighting, path, timing, target, expected) in rows {
        for [log_snr, w] in implied_curve(weighting, path, timing, target) {
            let expected = expected(log_snr);
            assert!((w - expected).abs() < 1e-9 * expected, "{name} at {log_snr}: {w} {expected}");
        }
    }
    // Two methods with the same weight: training as in EDM, up to the cut at the ends of its path, and its weight on another.
    let edm = Edm::default();
    for [log_snr, w] in implied_curve(&Unit {}, &edm, &edm_times, &edm_target) {
        let expected = EdmWeighting { sigma_data: 0.5 }.at(log_snr);
        assert!((w - expected).abs() < 1e-4 * expected, "EDM at {log_snr}: {w} {expected}");
    }
    for [log_snr, w] in implied_curve(&Unit {}, &FlowOt {}, &LogitNormal { mean: 0.5, std: 0.8 }, &Velocity {}) {
        let level = Level { coeffs: FlowOt {}.at(0.5), log_snr, density: 1.0, exchange: 1.0, step: None };
        let expected = LogitNormalWeighting { mean: 0.5, std: 0.8 }.eps_weight(&level);
        assert!((w - expected).abs() < 1e-9 * expected);
    }
    assert!(
        (implied_curve(&Iddpm {}, &vp, &UNIFORM, &V {})[2000][1] - {
            let l = implied_curve(&Iddpm {}, &vp, &UNIFORM, &V {})[2000][0];
            sech(l / 2.0) / (2.0 * pi)
        })
        .abs()
            < 1e-12
    );
}

#[test]
fn monotonicity_is_as_tabled() {
    let (cosine, vp, flow) = (Trigonometric {}, VpLinear::default(), FlowOt {});
    let falls = |weighting: &dyn Weighting, path: &dyn Schedule, timing: &dyn Timing, target: &dyn Parametrization| {
        let curve = implied_curve(weighting, path, timing, target);
        (implied::is_monotone(&curve), implied::peak(&curve).unwrap())
    };
    let monotone: [(&dyn Weighting, &dyn Schedule, &dyn Parametrization); 7] = [
        (&Elbo {}, &vp, &Eps {}),
        (&EdmMonotonic::default(), &vp, &Eps {}),
        (&Unit {}, &cosine, &V {}),
        (&Unit {}, &flow, &Velocity {}),
        (&Unit {}, &flow, &Data {}),
        (&SigmoidWeighting::default(), &vp, &Eps {}),
        (&Likelihood {}, &vp, &Eps {}),
    ];
    for (i, (weighting, path, target)) in monotone.into_iter().enumerate() {
        assert!(falls(weighting, path, &UNIFORM, target).0, "row {i}");
    }
    // The peaks of those that are not: −ln(1 + 2γ) for P2, 0 on the cosine path and for Min-SNR, −3.31 for EDM.
    let peaks: [(&dyn Weighting, &dyn Schedule, &dyn Timing, f64); 6] = [
        (&EpsMse {}, &cosine, &UNIFORM, 0.0),
        (&Iddpm {}, &vp, &UNIFORM, 0.0),
        (&EdmWeighting { sigma_data: 0.5 }, &vp, &UNIFORM, -3.31),
        (&P2 { gamma: 1.0, k: 1.0 }, &cosine, &UNIFORM, -(3f64.ln())),
        (&P2 { gamma: 0.5, k: 1.0 }, &cosine, &UNIFORM, -(2f64.ln())),
        (&MinSnr { gamma: 5.0 }, &cosine, &UNIFORM, 0.0),
    ];
    for (i, (weighting, path, timing, expected)) in peaks.into_iter().enumerate() {
        let (monotone, peak) = falls(weighting, path, timing, &Eps {});
        assert!(!monotone && (peak - expected).abs() < 0.01, "row {i}: {peak}");
    }
    assert!((EdmMonotonic { sigma_data: 0.5 }.peak() + 3.31).abs() < 0.005);
    // An interior peak without a formula: ε on VP with linear β, and flow matching with logit-normal times.
    let (monotone, peak) = falls(&EpsMse {}, &vp, &UNIFORM, &Eps {});
    assert!(!monotone && (-9.0..9.0).contains(&peak));
    assert!(!falls(&Unit {}, &flow, &LogitNormal::default(), &Velocity {}).0);
}

/// A denoiser that is wrong in a known way: the posterior mean of the noise for standard normal data, a little turned.
fn wrong_noise(x: [f64; 2], coeffs: &Coeffs) -> [f64; 2] {
    let gain = coeffs.sigma / (coeffs.alpha.powi(2) + coeffs.sigma.powi(2));
    [gain * x[0] + 0.1 * x[1].sin(), gain * x[1] - 0.2]
}

/// The training losses of `n` samples: weight times the squared error of the prediction that the wrong denoiser amounts to.
fn losses(
    weighting: &dyn Weighting,
    path: &dyn Schedule,
    timing: &dyn Timing,
    target: &dyn Parametrization,
    n: usize,
) -> Vec<f64> {
    let stream = |purpose| Stream::new(9, purpose, 0);
    let data: Cloud = Normal::default().sample(n, &mut stream(Purpose::Data));
    let noise: Cloud = Normal::default().sample(n, &mut stream(Purpose::Source));
    let mut quantiles = vec![0.0; n];
    Stratified {}.draw(&mut quantiles, &mut stream(Purpose::Time));
    (0..n)
        .map(|i| {
            let t = timing.time(path, quantiles[i]);
            let level = Level::new(path, timing, target, t);
            let c = level.coeffs;
            let x = [0, 1].map(|k| c.alpha * data[i][k] + c.sigma * noise[i][k]);
            let [of_x, of_eps] = convert(&Eps {}, target, &c);
            let [a, b] = target.target(&c);
            let said = wrong_noise(x, &c);
            let error = [0, 1].map(|k| of_x * x[k] + of_eps * said[k] - (a * data[i][k] + b * noise[i][k]));
            weighting.weight(&level) * (error[0] * error[0] + error[1] * error[1])
        })
        .collect()
}

#[test]
fn the_loss_is_the_same_for_every_target_under_equal_implied_weight() {
    for weighting in WeightingConfig::all().skip(1) {
        for path in ScheduleConfig::all() {
            let timing = Uniform { start: 0.01 };
            let reference = losses(&*weighting, &*path, &timing, &Eps {}, 500);
            for target in ParametrizationConfig::all() {
                for (a, b) in losses(&*weighting, &*path, &timing, &*target, 500).iter().zip(&reference) {
                    // Near the ends converting loses as many digits as α or σ is small.
                    assert!((a - b).abs() < 1e-7 * (1e-3 + b), "{weighting:?} {path:?} {target:?}: {a} {b}");
                }
            }
        }
    }
}

#[test]
fn a_fixed_weight_gives_the_same_loss_for_every_distribution_of_times() {
    // On a path with ends on the axis of λ, so that every distribution covers all of it.
    let path = VeGeometric::default();
    let n = 40_000;
    let fixed: [&dyn Weighting; 4] =
        [&Elbo {}, &SigmoidWeighting::default(), &EdmMonotonic::default(), &CustomWeighting::default()];
    let timings: [&dyn Timing; 4] =
        [&UNIFORM, &LogSnrUniform {}, &LogitNormal { mean: 0.0, std: 1.5 }, &LogSnrNormal { mean: 0.0, std: 6.0 }];
    for (i, weighting) in fixed.into_iter().enumerate() {
        let mean = |timing: &dyn Timing| {
            let all = losses(weighting, &path, timing, &Eps {}, n);
            let mean = all.iter().sum::<f64>() / n as f64;
            let variance = all.iter().map(|loss| (loss - mean).powi(2)).sum::<f64>() / n as f64;
            (mean, (variance / n as f64).sqrt())
        };
        let (reference, error) = mean(timings[0]);
        for (j, timing) in timings.iter().enumerate().skip(1) {
            let (found, other_error) = mean(*timing);
            let tolerance = 3.0 * error.hypot(other_error);
            assert!(
                (found - reference).abs() < tolerance,
                "weighting {i}, timing {j}: {found} {reference} ± {tolerance}"
            );
        }
    }
}

#[test]
fn weight_one_is_the_evidence_bound_on_a_gaussian() {
    // Data N(0, s² I) in the plane. With the exact denoiser −ELBO is the entropy plus KL(q(x_1) ‖ N(0, I)); in parts, the
    // loss ½∫E‖ε̂ − ε‖² dλ, the prior's KL and the reconstruction at t = 0 (Kingma et al., 2021, eq. 11).
    let s: f64 = 0.7;
    let path = ScheduleConfig::VpLinear(VpLinear::default());
    let oracle = Oracle::new(path.clone(), Mixture::equal([[0.0; 2]], s), Mixture::equal([[0.0; 2]], 1.0)).unwrap();
    let (first, last) = (1e-4, 1.0);
    // E‖ε̂ − ε‖² is the posterior variance of the noise, twice for two coordinates; the loss by quadrature over time with
    // the weight that training uses.
    let n = 200_000;
    let timing = Uniform { start: first };
    let loss = (0..n).map(|i| {
        let t = timing.time(&*path, (f64::from(i) + 0.5) / f64::from(n));
        let level = Level::new(&*path, &timing, &Eps {}, t);
        let c = level.coeffs;
        let total = (c.alpha * s).powi(2) + c.sigma.powi(2);
        0.5 * Elbo {}.weight(&level) * 2.0 * (c.alpha * s).powi(2) / total / f64::from(n)
    });
    let diffusion: f64 = loss.sum();
    let entropy = (std::f64::consts::TAU * std::f64::consts::E * s * s).ln();
    let (start, end) = (path.at(first), path.at(last));
    let reconstruction = entropy - (1.0 + s * s * start.log_snr().exp()).ln();
    // The prior's KL to N(0, I), averaged over data.
    let prior = end.sigma.powi(2) + (end.alpha * s).powi(2) - 1.0 - end.sigma.powi(2).ln();
    let marginal = end.sigma.powi(2) + (end.alpha * s).powi(2);
    let bound = entropy + marginal - 1.0 - marginal.ln();
    let found = diffusion + prior + reconstruction;
    assert!((found - bound).abs() < 1e-3, "{found} {bound}");
    // And the oracle's own errors have that variance: a check of the closed form by samples.
    let c = path.at(0.3);
    let samples = 20_000;
    let data = Normal { std: s }.sample(samples, &mut Stream::new(1, Purpose::Data, 0));
    let noise = Normal::default().sample(samples, &mut Stream::new(1, Purpose::Source, 0));
    let x: Cloud = (0..samples).map(|i| [0, 1].map(|k| c.alpha * data[i][k] + c.sigma * noise[i][k])).collect();
    let errors =
        oracle.posterior(&x, &c).zip(&noise).map(|(p, e)| (p.noise[0] - e[0]).powi(2) + (p.noise[1] - e[1]).powi(2));
    let mean = errors.sum::<f64>() / samples as f64;
    let expected = 2.0 * (c.alpha * s).powi(2) / ((c.alpha * s).powi(2) + c.sigma.powi(2));
    assert!((mean - expected).abs() < 4.0 * expected / (samples as f64).sqrt(), "{mean} {expected}");
}

#[test]
fn a_falling_weight_is_noise_as_augmentation() {
    let path = VeGeometric::default();
    let curve = implied_curve(&SigmoidWeighting { bias: 0.0 }, &path, &UNIFORM, &Eps {});
    let augmentation = implied::augmentation(&curve, &path).unwrap();
    let times: Vec<f64> = curve.iter().map(|[log_snr, _]| path.time_of(*log_snr)).collect();
    let mass: f64 = augmentation.density.iter().zip(times.windows(2)).map(|([_, p], t)| p * (t[0] - t[1])).sum();
    assert!((mass + augmentation.clean - 1.0).abs() < 1e-12, "{mass} {}", augmentation.clean);
    // A weight that rises somewhere is none.
    let rising = implied_curve(&EdmWeighting::default(), &path, &UNIFORM, &Eps {});
    assert!(implied::augmentation(&rising, &path).is_none());
}

#[test]
fn a_curve_that_is_no_weight_is_refused() {
    let mut config = CustomWeighting::default();
    for text in ["0,1;1,-0.1", "0,0;1,0", "0,1", "0,1;1,NaN", "1,1;0,1"] {
        assert!(config.set_payload(text).is_err(), "{text}");
    }
    config.set_payload("-5,1;5,0").unwrap();
}

#[test]
fn the_variational_bound_has_the_weights_of_the_rates() {
    // Ho et al. (2020), eq. 12, from the rates alone: β_t²/(2 σ² α_t (1 − ᾱ_t)), once with the posterior's variance
    // σ̃² = β_t (1 − ᾱ_{t−1})/(1 − ᾱ_t), once with β_t. A training sample stands for its share 1/T of the sum.
    for path in [LinearChain::default(), LinearChain { first: 1e-4, last: 0.02, steps: 50 }] {
        let (steps, timing) = (path.steps, Levels { steps: path.steps });
        let spaced = |i: u32| path.first + (path.last - path.first) * f64::from(i - 1) / f64::from(steps - 1);
        let mut kept = 1.0;
        for i in 1..=steps {
            let (beta, before) = (spaced(i), kept);
            kept *= 1.0 - beta;
            let level = Level::new(&path, &timing, &Eps {}, f64::from(i) / f64::from(steps));
            // Before the first level there is no posterior; there the decoder has variance β in both.
            let posterior = if i > 1 { beta * (1.0 - before) / (1.0 - kept) } else { beta };
            for (large_variance, variance) in [(false, posterior), (true, beta)] {
                let expected = f64::from(steps) * beta * beta / (variance * (1.0 - beta) * (1.0 - kept));
                let found = VariationalBound { large_variance }.weight(&level);
                assert!((found / expected - 1.0).abs() < 1e-7, "{i} of {steps}: {found} {expected}");
            }
            // Kingma et al. (2021), eq. 14: SNR(s) − SNR(t) on the error of x.
            if i > 1 {
                let of_x = Level::new(&path, &timing, &Data {}, f64::from(i) / f64::from(steps));
                let expected = f64::from(steps) * (before / (1.0 - before) - kept / (1.0 - kept));
                let found = VariationalBound::default().weight(&of_x);
                assert!((found / expected - 1.0).abs() < 1e-7, "{i} of {steps}: {found} {expected}");
            }
        }
    }
}

#[test]
fn the_variational_bound_tends_to_that_of_continuous_time() {
    // Data N(0, s² I) and the exact denoiser: E‖ε̂ − ε‖² = 2 (α s)²/((α s)² + σ²), whose half over λ is
    // ln(1 + s² e^λ). Between the first and the last level more steps tighten the bound (Kingma et al., 2021, section 4).
    let (s, path) = (0.7f64, VpLinear::default());
    let error = |c: &Coeffs| 2.0 * (c.alpha * s).powi(2) / ((c.alpha * s).powi(2) + c.sigma.powi(2));
    let bound = |timing: &dyn Timing, weighting: &dyn Weighting, steps: u32, from: u32| {
        let part = |i: u32| {
            let level = Level::new(&path, timing, &Eps {}, f64::from(i) / f64::from(steps));
            0.5 * weighting.weight(&level) * error(&level.coeffs) / f64::from(steps)
        };
        (from + 1..=steps).map(part).sum::<f64>()
    };
    let along = |log_snr: f64| (1.0 + s * s * log_snr.exp()).ln();
    // From t = 0.05 on, where all chains have a level.
    let exact = along(path.at(0.05).log_snr()) - along(path.at(1.0).log_snr());
    let gaps =
        [20, 200, 2000].map(|steps| bound(&Levels { steps }, &VariationalBound::default(), steps, steps / 20) - exact);
    assert!(gaps.windows(2).all(|pair| 0.0 < pair[1] && pair[1] < 0.2 * pair[0]), "{gaps:?}");
    assert!(gaps[2] < 1e-2 * exact, "{gaps:?} of {exact}");
    // In continuous time it is the evidence bound itself.
    let level = Level::new(&path, &UNIFORM, &Eps {}, 0.3);
    assert_eq!(VariationalBound::default().weight(&level), Elbo {}.weight(&level));
}

#[test]
fn a_falling_weight_noises_the_data_with_all_but_the_share_that_it_leaves_clean() {
    let curve: Vec<[f64; 2]> =
        (0..=200).map(|i| -10.0 + 0.1 * f64::from(i)).map(|l| [l, 1.0 / (1.0 + (l - 2.0).exp())]).collect();
    let noising = implied::noising(&curve).unwrap();
    let total: f64 = noising.iter().map(|[_, p]| 0.1 * p).sum();
    let clean = curve[200][1] / curve[0][1];
    assert!((total + clean - 1.0).abs() < 1e-12, "{total} {clean}");
    // The derivative of the logistic function at its middle.
    let [_, middle] = noising.iter().find(|[l, _]| (*l - 2.05).abs() < 1e-9).unwrap();
    assert!((middle - 0.25).abs() < 1e-3, "{middle}");
    assert_eq!(implied::noising(&[[0.0, 1.0], [1.0, 2.0]]), None);
}
