//! Samplers of few steps, with the closed forms of a Gaussian.

use super::*;

/// Whether it goes from noise to data with an exact field. The consistency sampler takes the mean data point for the end of the ODE,
/// and so loses spread.
pub(super) fn samples_an_exact_field(sampler: &SamplerConfig) -> bool {
    !stays_at_its_level(sampler) && !matches!(sampler, SamplerConfig::Renoise(_))
}

/// The straight path to N(0, s²), with the mean velocity of every step.
struct Ball {
    std: f64,
}

impl Ball {
    fn spread(&self, t: f64) -> f64 {
        ((1.0 - t) * self.std).hypot(t)
    }

    /// `u(z, r, t) = z (1 − √(v_r/v_t))/(t − r)` with the variance v, since the ODE multiplies points by the ratio of spreads.
    fn mean_velocity(&self, z: f64, r: f64, t: f64) -> f64 {
        z * (1.0 - self.spread(r) / self.spread(t)) / (t - r)
    }

    fn rate(&self, t: f64) -> f64 {
        (t - (1.0 - t) * self.std.powi(2)) / self.spread(t).powi(2)
    }
}

impl Field<Cloud> for Ball {
    fn schedule(&self) -> &dyn Schedule {
        &FlowOt {}
    }

    fn velocity(&self, x: &Cloud, t: f64) -> Cloud {
        Cloud::lincomb((self.rate(t), x), &[])
    }

    /// The end of the ODE, as a consistency function has it.
    fn denoised(&self, x: &Cloud, t: f64) -> Cloud {
        Cloud::lincomb((self.std / self.spread(t), x), &[])
    }

    fn jump(&self, x: &Cloud, t: f64, s: f64) -> Option<Cloud> {
        Some(x.iter().map(|x| x.map(|z| z - (t - s) * self.mean_velocity(z, s, t))).collect())
    }
}

fn run(sampler: &dyn Sampler<Cloud>, field: &dyn Field<Cloud>, x: &Cloud, times: &[f64]) -> Cloud {
    let mut rng = Stream::new(11, Purpose::Sampling, 0);
    let mut noise = StreamNoise::new(&mut rng);
    times
        .windows(2)
        .fold(x.clone(), |x, pair| sampler.step(field, &x, pair[0], pair[1], &mut noise, &mut Memory::default()).next)
}

#[test]
fn the_mean_velocity_of_a_gaussian_is_that_of_its_ode() {
    let x: Cloud = vec![[1.0, -0.4]];
    for (std, r, t, expected) in
        [(1.0, 0.0, 1.0, 0.0), (1.0, 0.5, 1.0, 0.585_786_4), (0.5, 0.0, 1.0, 0.5), (0.5, 0.25, 0.75, 0.814_502_0)]
    {
        let found = Ball { std }.mean_velocity(1.0, r, t);
        assert!((found - expected).abs() < 5e-8, "{found} {expected}");
        let exact = oracle(&ScheduleConfig::FlowOt(FlowOt {}), Mixture::equal([[0.0; 2]], std));
        let end = run(&Rk4::default(), &exact, &x, &steps(t, r, 400))[0];
        let by_ode = [0, 1].map(|k| (x[0][k] - end[k]) / (t - r));
        assert!((by_ode[0] - expected).abs() < 1e-7 && (by_ode[1] + 0.4 * expected).abs() < 1e-7, "{by_ode:?}");
    }
}

#[test]
fn the_identity_of_meanflow_holds_for_the_mean_velocity() {
    // u = v − (t − r) du/dt, with d/dt along the flow: ∂u/∂z v + ∂u/∂t (Geng et al., 2025, eq. 6).
    for std in [1.0, 0.5, 2.0] {
        let ball = Ball { std };
        for (z, r, t) in [(1.0, 0.0, 1.0), (-0.7, 0.2, 0.9), (1.3, 0.45, 0.5)] {
            let velocity = ball.rate(t) * z;
            let of_z = ball.mean_velocity(1.0, r, t);
            let ratio = ball.spread(r) / ball.spread(t);
            // d(spread)/dt = rate · spread.
            let of_t = z * ratio * ball.rate(t) / (t - r) - ball.mean_velocity(z, r, t) / (t - r);
            let found = velocity - (t - r) * (of_z * velocity + of_t);
            assert!((found - ball.mean_velocity(z, r, t)).abs() < 1e-9, "{std} {z} {r} {t}");
        }
    }
}

#[test]
fn jumps_by_the_mean_velocity_are_exact_in_any_number() {
    // (t − s) u(z_t, s, t) = (t − r) u(z_t, r, t) + (r − s) u(z_r, s, r).
    let (ball, x) = (Ball { std: 0.5 }, vec![[1.0, -0.4], [0.3, 2.0]]);
    let whole = run(&Jump {}, &ball, &x, &[1.0, 0.0]);
    for times in [vec![1.0, 0.6, 0.0], vec![1.0, 0.9, 0.3, 0.2, 0.0]] {
        assert!(largest_difference(&run(&Jump {}, &ball, &x, &times), &whole) < 1e-12);
    }
    let ends: Cloud = x.iter().map(|x| x.map(|c| 0.5 * c)).collect();
    assert!(largest_difference(&whole, &ends) < 1e-12);
}

#[test]
fn a_jump_without_mean_velocities_is_a_step_of_euler() {
    let exact = oracle(&ScheduleConfig::FlowOt(FlowOt {}), wide_mixture());
    let x: Cloud = vec![[1.0, -0.4], [0.3, 2.0]];
    let times = steps(1.0, 0.0, 7);
    assert_eq!(run(&Jump {}, &exact, &x, &times), run(&Euler {}, &exact, &x, &times));
}

#[test]
fn the_consistency_sampler_keeps_the_law_with_the_map_of_the_ode() {
    // With the exact map every step gives data, whatever the number of steps.
    let (ball, n) = (Ball { std: 0.5 }, 4000);
    let x = Normal::default().sample(n, &mut Stream::new(11, Purpose::Start, 0));
    for count in [1, 2, 4] {
        let ends = run(&Renoise {}, &ball, &x, &steps(1.0, 0.0, count));
        let variance = ends.iter().flatten().map(|c| c * c).sum::<f64>() / (2 * n) as f64;
        // The standard error of a variance of 2n normal numbers.
        let error = 0.25 * (2.0 / (2 * n) as f64).sqrt();
        assert!((variance - 0.25).abs() < 4.0 * error, "{count} steps: {variance}");
    }
}
