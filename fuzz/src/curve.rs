use scorefield::math::{
    curve::Curve,
    grid::{CustomGrid, Grid},
    registry::Configured,
    schedule::{CustomSchedule, FlowOt, Schedule},
    timing::{CustomTiming, Timing},
    weighting::CustomWeighting,
};

use super::{
    meter::{assert_short, text, within},
    sound::assert_finite_path,
};

/// Two bytes are an entry of some 100 bytes, in lists that grow by doubling.
const PER_BYTE: usize = 250;

/// The knots of a curve, in a link and as a person types them.
pub fn curve(bytes: &[u8]) {
    let text = text(bytes);
    match within(PER_BYTE, bytes, || text.parse::<Curve>()) {
        Ok(curve) => assert_whole(&curve),
        Err(error) => assert_short(&error),
    }
    match within(PER_BYTE, bytes, || Curve::read(&text)) {
        Ok((curve, reading)) => {
            assert!(reading.to_string().chars().count() <= 1000, "{reading}");
            assert_whole(&curve);
        }
        Err(error) => assert_short(&error),
    }
    as_settings(&text);
}

/// The curve can be written and read again, and is finite everywhere.
fn assert_whole(curve: &Curve) {
    let again = curve.to_string();
    assert_eq!(again.parse::<Curve>().as_ref(), Ok(curve), "{again}");
    assert_eq!(Curve::read(&again).map(|(curve, _)| curve).as_ref(), Ok(curve), "{again}");
    let (low, high) = curve
        .knots()
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), knot| (low.min(knot[1]), high.max(knot[1])));
    let middles = curve.knots().windows(2).map(|pair| 0.5 * pair[0][0] + 0.5 * pair[1][0]);
    for x in curve.knots().iter().map(|knot| knot[0]).chain(middles).chain([-1e3, 0.0, 0.5, 1e3]) {
        let y = curve.at(x);
        let slack = 1e-9 * (high - low);
        assert!((low - slack..=high + slack).contains(&y), "{y} at {x} of {again}");
        assert!(curve.slope(x).is_finite(), "slope at {x} of {again}");
    }
}

/// Every setting that is a curve takes it or says why not, and then computes finite numbers.
fn as_settings(text: &str) {
    let said = |error| assert_short(&error);
    let mut schedule = CustomSchedule::default();
    match schedule.set_payload(text) {
        Ok(()) => {
            assert_finite_path(&schedule);
            for t in [0.0, 0.1, 0.5, 1.0] {
                let back = schedule.time_of(schedule.at(t).log_snr());
                assert!((0.0..=1.0).contains(&back), "{back} for {t} of {text}");
            }
        }
        Err(error) => said(error),
    }
    let mut grid = CustomGrid::default();
    match grid.set_payload(text) {
        Ok(()) => {
            let times = grid.times(&FlowOt {}, 7);
            assert!(times.len() == 8 && times.windows(2).all(|pair| pair[1] <= pair[0]), "{times:?} of {text}");
            assert!(times.iter().all(|t| (0.0..=1.0).contains(t)), "{times:?} of {text}");
        }
        Err(error) => said(error),
    }
    let mut timing = CustomTiming::default();
    match timing.set_payload(text) {
        Ok(()) if timing.draws_nothing(&FlowOt {}) => {}
        Ok(()) => {
            for u in [0.0, 0.1, 0.5, 0.9, 0.999_999] {
                let t = timing.time(&FlowOt {}, u);
                assert!((0.0..=1.0).contains(&t), "{t} at {u} of {text}");
                let density = timing.density(&FlowOt {}, t.clamp(1e-3, 1.0 - 1e-3));
                assert!(density >= 0.0 && density.is_finite(), "{density} at {t} of {text}");
            }
        }
        Err(error) => said(error),
    }
    let mut weighting = CustomWeighting::default();
    match weighting.set_payload(text) {
        Ok(()) => {
            for level in [-1e3, -3.0, 0.0, 3.0, 1e3] {
                let w = weighting.w.at(level);
                assert!(w >= 0.0 && (w as f32).is_finite(), "{w} at {level} of {text}");
            }
        }
        Err(error) => said(error),
    }
}
