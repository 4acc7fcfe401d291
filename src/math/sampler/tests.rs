use super::*;
use crate::math::{
    dataset::{Dataset, EightGaussians, Normal},
    extremes::largest,
    grid::{Grid, GridConfig, LogSnr, UniformTime},
    metric::{Distance, EnergyDistance, sliced_w2},
    oracle::{Component, Mixture, Oracle},
    points::{Cloud, StreamNoise},
    registry::Slot as _,
    rng::{Purpose, Stream},
    schedule::{FlowOt, Schedule, ScheduleConfig, VeGeometric, VpLinear},
};

mod dimensions;
mod ends;
mod few;
mod variances;

type Exact = Oracle<ScheduleConfig>;

fn oracle(schedule: &ScheduleConfig, data: Mixture) -> Exact {
    Oracle::new(schedule.clone(), data, Normal::default().mixture()).unwrap()
}

/// A cloud at the start of sampling: `sigma(1)` times the source.
fn start(schedule: &ScheduleConfig, n: usize) -> Cloud {
    let sigma = schedule.at(1.0).sigma;
    let source = Normal::default().sample(n, &mut Stream::new(11, Purpose::Start, 0));
    source.into_iter().map(|x| x.map(|c| sigma * c)).collect()
}

/// Samples from `x` along `times`, and counts evaluations and rejected steps.
fn walk(sampler: &dyn Sampler<Cloud>, field: &Exact, mut x: Cloud, times: &[f64]) -> (Cloud, u32, u32) {
    let mut rng = Stream::new(11, Purpose::Sampling, 0);
    let mut noise = StreamNoise::new(&mut rng);
    let mut memory = Memory::of_run(times.len() as u32 - 1);
    let (mut evaluations, mut rejected) = (0, 0);
    for pair in times.windows(2) {
        let step = sampler.step(field, &x, pair[0], pair[1], &mut noise, &mut memory);
        (x, evaluations, rejected) = (step.next, evaluations + step.evaluations, rejected + step.rejected);
    }
    (x, evaluations, rejected)
}

fn sample(sampler: &SamplerConfig, schedule: &ScheduleConfig, grid: &dyn Grid, steps: u32, n: usize) -> Cloud {
    let field = oracle(schedule, EightGaussians::default().mixture());
    walk(sampler, &field, start(schedule, n), &grid.times(&**schedule, steps)).0
}

fn largest_difference(a: &Cloud, b: &Cloud) -> f64 {
    largest(a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| (a - b).abs()))
}

/// Langevin at one noise level stays at that level, and does not exchange modes far apart.
fn stays_at_its_level(sampler: &SamplerConfig) -> bool {
    matches!(sampler, SamplerConfig::Langevin(_) | SamplerConfig::Mala(_))
}

#[test]
fn every_sampler_reaches_the_data_with_an_exact_field() {
    let n = 400;
    let data = EightGaussians::default();
    let draw = |step| data.sample(n, &mut Stream::new(11, Purpose::Display, step));
    let floor = sliced_w2(&draw(0), &draw(1), 64);
    for schedule in ScheduleConfig::all() {
        for sampler in SamplerConfig::all().filter(few::samples_an_exact_field) {
            let distance = sliced_w2(&sample(&sampler, &schedule, &LogSnr {}, 100, n), &draw(0), 64);
            assert!(distance < 2.5 * floor, "{sampler:?} on {schedule:?}: {distance} against {floor}");
        }
    }
}

#[test]
fn every_sampler_stays_finite_on_every_path_and_grid() {
    for schedule in ScheduleConfig::all() {
        for grid in GridConfig::all() {
            for sampler in SamplerConfig::all() {
                for steps in [1, 2, 9] {
                    let cloud = sample(&sampler, &schedule, &*grid, steps, 10);
                    let finite = cloud.iter().flatten().all(|c| c.is_finite());
                    assert!(finite, "{sampler:?} on {schedule:?} with {grid:?}, {steps} steps");
                }
            }
        }
    }
}

#[test]
fn every_sampler_counts_its_evaluations() {
    let schedule = ScheduleConfig::VpLinear(VpLinear::default());
    let field = oracle(&schedule, EightGaussians::default().mixture());
    for sampler in SamplerConfig::all() {
        let (_, evaluations, rejected) = walk(&sampler, &field, start(&schedule, 20), &[0.9, 0.6, 0.3]);
        let expected = match &sampler {
            SamplerConfig::Heun(_) | SamplerConfig::Midpoint(_) | SamplerConfig::EdmHeun(_) => 4,
            SamplerConfig::Rk4(_) => 8,
            SamplerConfig::PredictorCorrector(pc) => 2 * (pc.corrections + 1),
            SamplerConfig::Langevin(langevin) => 2 * langevin.moves,
            SamplerConfig::Mala(mala) => 2 * (mala.moves + 1),
            SamplerConfig::Annealed(annealed) => 2 * annealed.moves,
            // Two for the first step's size, one for the second interval's start, six for every step tried.
            SamplerConfig::Dopri5(_) => 3 + 6 * (evaluations / 6),
            _ => 2,
        };
        assert_eq!(evaluations, expected, "{sampler:?}");
        assert!(rejected == 0 || matches!(sampler, SamplerConfig::Dopri5(_)));
    }
}

#[test]
fn dopri5_takes_back_steps_that_err_too_much() {
    let schedule = ScheduleConfig::VpLinear(VpLinear::default());
    let field = oracle(&schedule, Mixture::equal([[2.0, 0.0], [-2.0, 0.0]], 0.05));
    let strict = Dopri5 { rtol: 1e-8, atol: 1e-9 };
    let loose = Dopri5 { rtol: 1e-2, atol: 1e-2 };
    let (exact, many, rejected) = walk(&strict, &field, start(&schedule, 8), &[1.0, 0.02]);
    let (rough, few, _) = walk(&loose, &field, start(&schedule, 8), &[1.0, 0.02]);
    assert!(rejected > 0 && few < many / 3, "{rejected} {few} {many}");
    assert!(largest_difference(&exact, &rough) < 0.1);
    let reference = walk(&Rk4 { three_eighths: false }, &field, start(&schedule, 8), &steps(1.0, 0.02, 3000)).0;
    assert!(largest_difference(&exact, &reference) < 1e-5);
}

#[test]
fn dopri5_ends_where_no_tolerance_can_be_met() {
    // A field that is NaN, and one for which no step is small enough.
    struct Wild(f64);
    impl crate::math::field::Field<Cloud> for Wild {
        fn schedule(&self) -> &dyn Schedule {
            &FlowOt {}
        }
        fn velocity(&self, x: &Cloud, t: f64) -> Cloud {
            x.iter().map(|_| [self.0 * (1e9 * t).sin(), 0.0]).collect()
        }
        fn denoised(&self, x: &Cloud, _: f64) -> Cloud {
            x.clone()
        }
    }
    let run = |field: &Wild| {
        let mut rng = Stream::new(0, Purpose::Sampling, 0);
        let mut noise = StreamNoise::new(&mut rng);
        Dopri5::default().step(field, &vec![[0.1, 0.2]], 1.0, 0.0, &mut noise, &mut Memory::default())
    };
    let lost = run(&Wild(f64::NAN));
    assert!(lost.next[0][0].is_nan() && lost.evaluations < 100);
    assert_eq!(lost.status, Status::NotFinite);
    let jagged = run(&Wild(1e6));
    assert!(jagged.next[0][0].is_finite() && jagged.evaluations < 7000 && jagged.rejected > 0);
    assert_eq!(jagged.status, Status::OutOfTries);
    assert_eq!(run(&Wild(0.0)).status, Status::Success);
}

/// Equal steps from `from` to `to`.
fn steps(from: f64, to: f64, n: u32) -> Vec<f64> {
    (0..=n).map(|i| from + (to - from) * f64::from(i) / f64::from(n)).collect()
}

/// The negative slope of log error against log steps, by least squares over step counts that double.
fn order(error: impl Fn(u32) -> f64, counts: [u32; 4]) -> f64 {
    let logs = counts.map(|n| (f64::from(n).ln(), error(n).ln()));
    let mean = |part: fn(&(f64, f64)) -> f64| logs.iter().map(part).sum::<f64>() / logs.len() as f64;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let covariance: f64 = logs.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
    -covariance / logs.iter().map(|p| (p.0 - x).powi(2)).sum::<f64>()
}

fn wide_mixture() -> Mixture {
    Mixture::new([Component::round([1.0, 0.5], 0.6, 0.7), Component::round([-1.0, -0.5], 0.8, 0.3)])
}

#[test]
fn every_ode_rule_has_its_order() {
    // The multistep rules and EDM's step in their own variable: uniform λ, where steps are in geometric progression.
    let ode: [(SamplerConfig, f64, [u32; 4]); 9] = [
        (SamplerConfig::Euler(Euler {}), 1.0, [80, 160, 320, 640]),
        (SamplerConfig::Ddim(Ddim { eta: 0.0 }), 1.0, [80, 160, 320, 640]),
        (SamplerConfig::EulerMaruyama(EulerMaruyama { eta: 0.0 }), 1.0, [80, 160, 320, 640]),
        (SamplerConfig::Heun(Heun {}), 2.0, [40, 80, 160, 320]),
        (SamplerConfig::Midpoint(Midpoint {}), 2.0, [40, 80, 160, 320]),
        (SamplerConfig::EdmHeun(EdmHeun { churn: 0.0, ..EdmHeun::default() }), 2.0, [40, 80, 160, 320]),
        (SamplerConfig::Dpmpp(Dpmpp { order: 2, exact: true }), 2.0, [80, 160, 320, 640]),
        (SamplerConfig::Rk4(Rk4 { three_eighths: false }), 4.0, [20, 40, 80, 160]),
        (SamplerConfig::Rk4(Rk4 { three_eighths: true }), 4.0, [20, 40, 80, 160]),
    ];
    for schedule in [ScheduleConfig::FlowOt(FlowOt {}), ScheduleConfig::VpLinear(VpLinear::default())] {
        let field = oracle(&schedule, wide_mixture());
        let x: Cloud = vec![[0.4, 1.1], [-1.3, 0.2], [0.9, -0.8]];
        let (from, to) = (0.85, 0.15);
        let exact = walk(&Rk4::default(), &field, x.clone(), &steps(from, to, 4000)).0;
        for (sampler, expected, counts) in &ode {
            let error = |n| largest_difference(&walk(sampler, &field, x.clone(), &steps(from, to, n)).0, &exact);
            let found = order(error, *counts);
            assert!((found - expected).abs() < 0.2, "{sampler:?} on {schedule:?} has order {found}");
        }
    }
}

#[test]
fn order_three_of_dpmpp_needs_its_start() {
    // Its first steps are of order 1 and 2, which cost it a local error of order 2 once: started exactly, it has order 3.
    let schedule = ScheduleConfig::VpLinear(VpLinear::default());
    let field = oracle(&schedule, wide_mixture());
    let x: Cloud = vec![[0.4, 1.1], [-1.3, 0.2], [0.9, -0.8]];
    let (from, to) = (0.85, 0.15);
    let solution = walk(&Rk4::default(), &field, x.clone(), &steps(from, to, 4000)).0;
    let error = |exact: bool, n: u32| {
        let times = steps(from, to, n);
        let mut memory = Memory::default();
        let mut noise_rng = Stream::new(0, Purpose::Sampling, 0);
        let mut noise = StreamNoise::new(&mut noise_rng);
        let mut cloud = x.clone();
        for (i, pair) in times.windows(2).enumerate() {
            let step = Dpmpp { order: 3, exact }.step(&field, &cloud, pair[0], pair[1], &mut noise, &mut memory);
            cloud = match i < 2 {
                true => walk(&Rk4::default(), &field, cloud, &steps(pair[0], pair[1], 50)).0,
                false => step.next,
            };
        }
        largest_difference(&cloud, &solution)
    };
    let found = order(|n| error(true, n), [160, 320, 640, 1280]);
    assert!((found - 3.0).abs() < 0.2, "order {found}");
    // With half the second difference an error of order 2 remains.
    let found = order(|n| error(false, n), [80, 160, 320, 640]);
    assert!((found - 2.0).abs() < 0.2, "order {found}");
}

#[test]
fn dopri5_of_one_step_has_order_five() {
    let schedule = ScheduleConfig::FlowOt(FlowOt {});
    let field = oracle(&schedule, wide_mixture());
    let x: Cloud = vec![[0.4, 1.1], [-1.3, 0.2], [0.9, -0.8]];
    // Tolerances so loose that every step of the grid is accepted whole.
    let whole = Dopri5 { rtol: 1e6, atol: 1e6 };
    let run = |n| walk(&whole, &field, x.clone(), &steps(0.85, 0.15, n)).0;
    let exact = run(640);
    let found = order(|n| largest_difference(&run(n), &exact), [24, 32, 48, 64]);
    assert!((found - 5.0).abs() < 0.2, "order {found}");
}

#[test]
fn euler_maruyama_has_strong_order_one_and_weak_order_one() {
    // Additive noise makes Euler–Maruyama a method of strong order 1 (Kloeden and Platen, 1992, section 10.2). Coarse paths
    // are driven by the sums of the fine path's increments; the finest path stands for the solution.
    let schedule = ScheduleConfig::VpLinear(VpLinear::default());
    let field = oracle(&schedule, Mixture::equal([[0.8, -0.4]], 0.7));
    let (from, to, finest, n) = (0.8, 0.2, 1024, 400);
    let mut rng = Stream::new(5, Purpose::Sampling, 0);
    let increments: Vec<Cloud> =
        (0..finest).map(|_| (0..n).map(|_| crate::math::rng::normal(&mut rng)).collect()).collect();
    let x: Cloud = Normal::default().sample(n, &mut Stream::new(5, Purpose::Start, 0));
    struct Given<'a>(&'a [Cloud]);
    impl Noise<Cloud> for Given<'_> {
        fn normal_like(&mut self, like: &Cloud) -> Cloud {
            let scale = 1.0 / (self.0.len() as f64).sqrt();
            let sum = |i: usize, axis: usize| self.0.iter().map(|cloud| cloud[i][axis]).sum::<f64>() * scale;
            (0..like.len()).map(|i| [sum(i, 0), sum(i, 1)]).collect()
        }

        fn exponential_like(&mut self, _: &Cloud) -> Vec<f64> {
            panic!("nothing is accepted or rejected here")
        }
    }
    let run = |count: u32| {
        let times = steps(from, to, count);
        let each = finest / count as usize;
        times.windows(2).enumerate().fold(x.clone(), |x, (i, pair)| {
            let mut noise = Given(&increments[i * each..(i + 1) * each]);
            EulerMaruyama { eta: 1.0 }.step(&field, &x, pair[0], pair[1], &mut noise, &mut Memory::default()).next
        })
    };
    let exact = run(finest as u32);
    let strong = |count: u32| {
        let cloud = run(count);
        let square: f64 = cloud.iter().flatten().zip(exact.iter().flatten()).map(|(a, b)| (a - b).powi(2)).sum();
        (square / (2 * n) as f64).sqrt()
    };
    let found = order(strong, [8, 16, 32, 64]);
    assert!((found - 1.0).abs() < 0.2, "strong order {found}");
    // The bias of the second moment, with the same increments on both sides so that their noise cancels.
    let moment = |cloud: &Cloud| cloud.iter().flatten().map(|c| c * c).sum::<f64>() / (2 * n) as f64;
    let found = order(|count| (moment(&run(count)) - moment(&exact)).abs(), [8, 16, 32, 64]);
    assert!((found - 1.0).abs() < 0.3, "weak order {found}");
}

#[test]
fn reverse_sde_and_ode_share_marginals() {
    let n = 1000;
    let schedule = ScheduleConfig::VpLinear(VpLinear::default());
    let data = wide_mixture();
    let field = oracle(&schedule, data.clone());
    let noised = |step: u64, t: f64| -> Cloud {
        let c = schedule.at(t);
        let points = data.sample(n, &mut Stream::new(2, Purpose::Display, step));
        let noise = Normal::default().sample(n, &mut Stream::new(2, Purpose::Source, step));
        points.iter().zip(&noise).map(|(x, e)| [0, 1].map(|k| c.alpha * x[k] + c.sigma * e[k])).collect()
    };
    let energy = |a: &Cloud, b: &Cloud| EnergyDistance {}.distance(a, b).unwrap();
    for t in [0.5, 0.1] {
        // The chance level: the distance between two fresh clouds, ten times, its mean and its spread.
        let chance: Vec<f64> = (0..10).map(|i| energy(&noised(2 * i, t), &noised(2 * i + 1, t))).collect();
        let mean = chance.iter().sum::<f64>() / 10.0;
        let spread = (chance.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / 9.0).sqrt();
        for eta in [0.0, 0.5, 1.0, 1.5] {
            let sampler = EulerMaruyama { eta };
            let cloud = walk(&sampler, &field, noised(100, 0.95), &steps(0.95, t, 400)).0;
            let distance = energy(&cloud, &noised(101, t));
            assert!(distance < mean + 3.0 * spread, "η = {eta} at {t}: {distance} against {mean} ± {spread}");
        }
    }
}

#[test]
fn langevin_is_off_by_its_known_bias_and_mala_is_not() {
    // On a unit Gaussian the variance of x ← (1 − η) x + √(2η) n settles at 1/(1 − η/2): with η = 0.05 (0.1 in the
    // convention with η/2) at 1.0256.
    let schedule = ScheduleConfig::FlowOt(FlowOt {});
    let field = oracle(&schedule, Mixture::equal([[0.0; 2]], 1.0));
    let n = 20_000;
    let x = start(&schedule, n);
    let variance = |sampler: &dyn Sampler<Cloud>| {
        let cloud = walk(sampler, &field, x.clone(), &[1.0, 0.0]).0;
        cloud.iter().flatten().map(|c| c * c).sum::<f64>() / (2 * n) as f64
    };
    // The standard error of a variance of 2n normal numbers.
    let error = (2.0 / (2 * n) as f64).sqrt();
    let (rate, level, moves) = (0.05, 1.0, 150);
    let ula = variance(&Langevin { rate, level, moves });
    assert!((ula - 1.0 / (1.0 - rate / 2.0)).abs() < 3.0 * error, "{ula}");
    assert!((1.0 / (1.0 - rate / 2.0) - 1.0256f64).abs() < 5e-5);
    let coarse = variance(&Langevin { rate: 0.5, level, moves });
    assert!((coarse - 4.0 / 3.0).abs() < 4.0 * error, "{coarse}");
    let mala = variance(&Mala { rate: 0.5, level, moves });
    assert!((mala - 1.0).abs() < 3.0 * error, "{mala}");
}

#[test]
fn annealing_finds_the_weights_that_langevin_misses() {
    // The example of Song and Ermon (2019, figure 3): 0.8 N((5,5), I) + 0.2 N((−5,−5), I), chains from [−8, 8]².
    let data = Mixture::new([Component::round([5.0, 5.0], 1.0, 0.8), Component::round([-5.0, -5.0], 1.0, 0.2)]);
    let n = 1280;
    let mut rng = Stream::new(3, Purpose::Start, 0);
    let mut uniform = || 16.0 * crate::math::rng::uniform(&mut rng) - 8.0;
    let x: Cloud = (0..n).map(|_| [uniform(), uniform()]).collect();
    let share = |cloud: &Cloud| cloud.iter().filter(|x| x[0] + x[1] > 0.0).count() as f64 / n as f64;
    let path = VeGeometric { sigma_min: 0.001, sigma_max: 20.0 };
    let schedule = ScheduleConfig::VeGeometric(path.clone());
    let field = oracle(&schedule, data);
    // Toy rate 0.1 is 0.05 here; 1,000 moves at no noise.
    let plain = walk(&Langevin { rate: 0.05, level: 0.001, moves: 1000 }, &field, x.clone(), &[1.0, 0.0]).0;
    let three_errors = 3.0 * (0.25 / n as f64).sqrt();
    assert!((share(&plain) - 0.5).abs() < three_errors, "{}", share(&plain));
    // Ten levels from 20 to 1, 100 moves each.
    let level = |i: i32| path.time_of(-2.0 * (20f64.ln() * f64::from(9 - i) / 9.0));
    let times: Vec<f64> = std::iter::once(1.0).chain((0..10).map(level)).collect();
    let annealed = walk(&Annealed { rate: 0.05, moves: 100 }, &field, x, &times).0;
    assert!((share(&annealed) - 0.8).abs() < 0.05, "{}", share(&annealed));
}

#[test]
fn ddim_without_noise_is_euler_on_the_straight_path() {
    // There alpha = 1 − t and sigma = t are linear, so that both rules move along the same line.
    let schedule = ScheduleConfig::FlowOt(FlowOt {});
    let run = |sampler| sample(&sampler, &schedule, &UniformTime {}, 20, 50);
    let (a, b) = (run(SamplerConfig::Ddim(Ddim { eta: 0.0 })), run(SamplerConfig::Euler(Euler {})));
    assert!(largest_difference(&a, &b) < 1e-9);
}

#[test]
fn ancestral_sampling_has_many_names() {
    let schedule = ScheduleConfig::VpLinear(VpLinear::default());
    let run = |sampler| sample(&sampler, &schedule, &UniformTime {}, 20, 50);
    let ancestral = run(SamplerConfig::Ddpm(Ddpm::default()));
    for sampler in [SamplerConfig::Ddim(Ddim { eta: 1.0 }), SamplerConfig::DpmppSde(DpmppSde { order: 1 })] {
        let name = format!("{sampler:?}");
        assert!(largest_difference(&run(sampler), &ancestral) < 1e-9, "{name}");
    }
}

#[test]
fn first_order_of_dpmpp_is_ddim() {
    for schedule in ScheduleConfig::all() {
        let run = |sampler| sample(&sampler, &schedule, &LogSnr {}, 20, 50);
        let a = run(SamplerConfig::Ddim(Ddim { eta: 0.0 }));
        assert!(
            largest_difference(&a, &run(SamplerConfig::Dpmpp(Dpmpp { order: 1, exact: true }))) < 1e-9,
            "{schedule:?}"
        );
    }
}

#[test]
fn what_a_sampler_cannot_do_is_refused() {
    use crate::math::registry::Configured;
    assert!(Ddim { eta: -0.1 }.validate().is_err());
    assert!(EulerMaruyama { eta: -1.0 }.validate().is_err());
    assert!(EulerMaruyama { eta: f64::NAN }.validate().is_err());
    assert!(Dpmpp { order: 4, exact: true }.validate().is_err());
    assert!(Langevin { moves: 0, ..Langevin::default() }.validate().is_err());
}
