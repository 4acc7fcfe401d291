use super::*;
use crate::math::{
    dataset::{Dataset, EightGaussians, Normal},
    extremes::largest,
    oracle::{Component, Mixture, Oracle},
    points::Cloud,
    sampler::{Dopri5, Euler, Heun, Midpoint, Rk4, SamplerConfig},
    schedule::{FlowOt, ScheduleConfig},
};

type Exact = Oracle<ScheduleConfig>;

fn exact(schedule: ScheduleConfig, data: Mixture) -> Exact {
    Oracle::new(schedule, data, Normal::default().mixture()).unwrap()
}

/// Points where eight Gaussians are, and some where they are not.
fn points() -> Cloud {
    (0..40).map(|i| [(f64::from(i) * 0.618).fract() * 6.0 - 3.0, (f64::from(i) * 0.414).fract() * 6.0 - 3.0]).collect()
}

/// The log density at `x` and the first of `times`, computed by `rule` from that at the last.
fn climbed(flow: &Exact, rule: &dyn Sampler<Augmented<Cloud>>, x: &Cloud, times: &[f64]) -> Vec<f64> {
    let mut ascent = Ascent::new(x.clone());
    times.windows(2).for_each(|pair| ascent.step(flow, rule, pair[0], pair[1]));
    let end = flow.log_density(&ascent.cloud.points, times[times.len() - 1]).unwrap();
    end.iter().zip(&ascent.cloud.loss).map(|(end, loss)| end + loss).collect()
}

/// The largest error of [`climbed`] against the closed form.
fn error(flow: &Exact, rule: &dyn Sampler<Augmented<Cloud>>, times: &[f64]) -> f64 {
    let found = climbed(flow, rule, &points(), times);
    let expected = flow.log_density(&points(), times[0]).unwrap();
    largest(found.iter().zip(expected).map(|(found, expected)| (found - expected).abs()))
}

#[test]
fn the_exact_flow_of_every_path_leads_to_the_exact_density() {
    let rule = Dopri5 { rtol: 1e-9, atol: 1e-9 };
    let sets =
        [Mixture::new([Component::ellipse([0.5, -0.3], [0.9, 0.4], 20.0, 1.0)]), EightGaussians::default().mixture()];
    for data in sets {
        for schedule in ScheduleConfig::all() {
            let flow = exact(schedule.clone(), data.clone());
            for t in [0.0, 0.3] {
                let error = error(&flow, &rule, &times(&flow, t, 1));
                // Steps of 10⁻⁹, a few hundred of them, over densities that fall by e^{−40}.
                assert!(error < 1e-5, "{schedule:?} from {t}: {error}");
            }
        }
    }
}

#[test]
fn densities_converge_at_the_order_of_the_rule() {
    let flow = exact(ScheduleConfig::FlowOt(FlowOt {}), Mixture::new([Component::round([1.0, -0.5], 0.8, 1.0)]));
    let rules: [(&dyn Sampler<Augmented<Cloud>>, f64); 4] =
        [(&Euler {}, 1.0), (&Heun {}, 2.0), (&Midpoint {}, 2.0), (&Rk4 { three_eighths: false }, 4.0)];
    for (rule, order) in rules {
        let [coarse, fine] = [256, 512].map(|steps| error(&flow, rule, &times(&flow, 0.0, steps)));
        let found = (coarse / fine).log2();
        assert!((found - order).abs() < 0.2, "{found} instead of {order}");
    }
}

#[test]
fn every_rule_without_noise_follows_the_density() {
    let flow = exact(ScheduleConfig::FlowOt(FlowOt {}), Mixture::new([Component::round([1.0, -0.5], 0.8, 1.0)]));
    // The rules in the noise level cannot start where there is no noise.
    let at = |rule: &SamplerConfig, steps| error(&flow, rule, &times(&flow, 0.05, steps));
    // Langevin dynamics stay at their level of noise.
    let still = |sampler: &SamplerConfig| !(**sampler).is_stochastic();
    let mut rules = 0;
    for sampler in SamplerConfig::all().filter(still) {
        // Twice the steps, half the error at most, but for the rule that keeps to a tolerance of its own.
        let [coarse, fine] = [200, 400].map(|steps| at(&sampler, steps));
        assert!(fine < 0.6 * coarse || fine < 1e-3, "{sampler:?}: {coarse} to {fine}");
        rules += 1;
    }
    assert!(rules >= 8, "{rules}");
}

#[test]
fn a_stretched_density_has_the_closed_form() {
    let log_density = scaled(Normal::default().log_density_function().unwrap(), 3.0);
    let expected = (Normal { std: 3.0 }).log_density_function().unwrap();
    for x in points() {
        assert!((log_density(x) - expected(x)).abs() < 1e-12);
    }
}

#[test]
fn the_density_of_the_exact_flow_is_known_and_has_the_mass_of_one() {
    let flow = exact(ScheduleConfig::FlowOt(FlowOt {}), EightGaussians::default().mixture());
    let side = 10.0;
    let at = |i: u32| side * ((f64::from(i) + 0.5) / 50.0 - 0.5);
    let grid: Cloud = (0..2500).map(|i| [at(i % 50), at(i / 50)]).collect();
    let found = log_densities(&flow, grid.clone(), 64, crate::math::gaussian::plane_log_density);
    assert!((mass(&found, side) - 1.0).abs() < 5e-3, "{}", mass(&found, side));
    let own = flow.log_density(&grid, 0.0).unwrap();
    // Where there is nearly no density, a trajectory runs too fast for steps of this length.
    let apart = found.iter().zip(own).filter(|(_, own)| *own > -8.0).map(|(found, own)| (found - own).abs());
    assert!(largest(apart) < 0.02);
}
