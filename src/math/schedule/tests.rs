use super::*;

/// Times well inside every path, none of them a knot of a default curve.
fn times() -> impl Iterator<Item = f64> {
    (0..100).map(|i| (f64::from(i) + 0.37) / 100.0)
}

#[test]
fn every_schedule_runs_from_data_to_noise() {
    for schedule in ScheduleConfig::all() {
        let (start, end) = (schedule.at(0.0), schedule.at(1.0));
        assert!(
            (start.alpha - 1.0).abs() < 1e-4 && start.sigma <= 0.02 * start.alpha,
            "{schedule:?} starts at {start:?}"
        );
        assert!(end.alpha <= 0.021 * end.sigma, "{schedule:?} ends at {end:?}");
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
        for t in times() {
            let (before, here, after) = (schedule.at(t - h), schedule.at(t), schedule.at(t + h));
            let rate = |part: fn(&Coeffs) -> f64| (part(&after) - part(&before)) / (2.0 * h);
            for (name, difference, derivative) in [
                ("alpha", rate(|c| c.alpha), here.d_alpha),
                ("sigma", rate(|c| c.sigma), here.d_sigma),
                ("log_snr", rate(Coeffs::log_snr), here.d_log_snr()),
            ] {
                // Central differences have an error of h²/6 times the third derivative, below 10⁴ times the first on this
                // range, and a rounding error.
                let tolerance = 1e-5 * (1.0 + derivative.abs());
                assert!(
                    (difference - derivative).abs() < tolerance,
                    "{name} of {schedule:?} at {t}: {difference} {derivative}"
                );
            }
        }
    }
}

#[test]
fn drift_and_diffusion_move_the_moments() {
    // d alpha/dt = f alpha and d sigma²/dt = 2 f sigma² + g² are the changes of mean and variance by the forward SDE.
    for schedule in ScheduleConfig::all() {
        for t in times() {
            let c = schedule.at(t);
            let variance_rate = 2.0 * c.drift() * c.sigma * c.sigma + c.diffusion_squared();
            assert!((c.drift() * c.alpha - c.d_alpha).abs() <= 1e-12 * (1.0 + c.d_alpha.abs()), "{schedule:?} at {t}");
            let expected = 2.0 * c.sigma * c.d_sigma;
            assert!((variance_rate - expected).abs() <= 1e-10 * (1.0 + expected.abs()), "{schedule:?} at {t}");
            let product = -c.d_log_snr() * c.sigma * c.sigma;
            assert!((c.diffusion_squared() - product).abs() <= 1e-10 * product, "{schedule:?} at {t}");
        }
    }
}

#[test]
fn time_is_the_inverse_of_log_snr() {
    for schedule in ScheduleConfig::all() {
        for t in times() {
            let back = schedule.time_of(schedule.at(t).log_snr());
            assert!((back - t).abs() < 1e-10, "{schedule:?} at {t}: {back}");
        }
        assert!((0.0..=1.0).contains(&schedule.time_of(100.0)) && (0.0..=1.0).contains(&schedule.time_of(-100.0)));
    }
}

#[test]
fn density_of_log_snr_integrates_to_one() {
    // Over λ by the trapezoid rule between the ends of the path, cut where what is left is below 10⁻⁴.
    for schedule in ScheduleConfig::all() {
        let (low, high) = (schedule.at(1.0 - 1e-5).log_snr(), schedule.at(1e-5).log_snr());
        let n = 20_000;
        let step = (high - low) / f64::from(n);
        let total: f64 = (0..=n)
            .map(|i| {
                let end = if i == 0 || i == n { 0.5 } else { 1.0 };
                let t = schedule.time_of(low + step * f64::from(i));
                end * step * schedule.at(t.clamp(1e-5, 1.0 - 1e-5)).log_snr_density()
            })
            .sum();
        assert!((total - 1.0).abs() < 1e-3, "{schedule:?}: {total}");
    }
}

#[test]
fn named_densities_are_the_tabled_ones() {
    for i in -16..=16 {
        let log_snr = f64::from(i) * 0.5;
        let at = |schedule: &dyn Schedule| schedule.at(schedule.time_of(log_snr)).log_snr_density();
        let sech = |x: f64| 1.0 / x.cosh();
        let close = |a: f64, b: f64| (a - b).abs() < 1e-12 * (1.0 + 1.0 / b);
        assert!(close(at(&Trigonometric {}), sech(log_snr / 2.0) / (2.0 * std::f64::consts::PI)));
        assert!(close(at(&FlowOt {}), sech(log_snr / 4.0).powi(2) / 8.0));
        let vp = VpLinear::default();
        let t = vp.time_of(log_snr);
        assert!(close(at(&vp), vp.at(t).sigma.powi(2) / vp.rate(t).0));
        let ve = VeGeometric::default();
        assert!(close(at(&ve), 0.5 / (ve.sigma_max / ve.sigma_min).ln()));
    }
}

#[test]
fn shifts_move_the_log_snr() {
    let (flow, cosine) = (FlowShift { shift: 4.0 }, ShiftedCosine { shift: 0.25 });
    for t in times() {
        let plain = FlowOt {}.at(t).log_snr();
        assert!((flow.at(t).log_snr() - (plain - 2.0 * 4f64.ln())).abs() < 1e-10);
        let plain = Trigonometric {}.at(t).log_snr();
        assert!((cosine.at(t).log_snr() - (plain + 2.0 * 0.25f64.ln())).abs() < 1e-10);
    }
}

#[test]
fn rescaled_paths_preserve_variance_and_log_snr() {
    for schedule in ScheduleConfig::all() {
        for t in times() {
            let (plain, scaled) = (schedule.at(t), preserved(&schedule.at(t)));
            assert!((scaled.alpha.powi(2) + scaled.sigma.powi(2) - 1.0).abs() < 1e-14, "{schedule:?}");
            assert!((scaled.log_snr() - plain.log_snr()).abs() < 1e-12 * (1.0 + plain.log_snr().abs()));
            let (a, b) = (scaled.d_log_snr(), plain.d_log_snr());
            assert!((a - b).abs() < 1e-9 * b.abs(), "{schedule:?} at {t}: {a} {b}");
        }
    }
}

#[test]
fn chains_reach_the_noise_with_rates_between_zero_and_one() {
    for schedule in ScheduleConfig::all() {
        for steps in [10, 1000] {
            let (betas, bars) = (schedule.betas(steps), schedule.alpha_bars(steps));
            assert_eq!((betas.len(), bars.len()), (steps as usize, steps as usize));
            assert!(betas.iter().all(|beta| *beta > 0.0 && *beta <= MAX_BETA), "{schedule:?}");
            assert!(bars.windows(2).all(|pair| pair[1] < pair[0]), "{schedule:?}");
        }
    }
}

#[test]
fn the_chain_of_ho_and_others_has_their_rates() {
    let betas = VpLinear::default().betas(1000);
    assert!((betas[0] - 1e-4).abs() < 1e-17 && (betas[999] - 0.02).abs() < 1e-17);
}
