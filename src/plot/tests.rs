//! Every figure as SVG, compared with the reviewed one in `snapshots/`. `INSTA_UPDATE=always cargo test` rewrites those.

use plotters::{coord::Shift, prelude::*};

use super::*;
use crate::{
    math::levels::LevelRow,
    protocol::{ErrorAt, LossCurve},
};

fn axes() -> AxisStyle {
    AxisStyle { ink: BLACK, faint: RGBColor(200, 200, 200), font: "sans-serif".to_owned(), font_px: 12.0, scale: 1.0 }
}

/// What `draw` draws, one element a line.
fn svg(draw: impl FnOnce(&DrawingArea<SVGBackend, Shift>)) -> String {
    let mut text = String::new();
    draw(&SVGBackend::with_string(&mut text, (320, 200)).into_drawing_area());
    text
}

#[test]
fn loss() {
    let mut curve = LossCurve::default();
    (1..=40).for_each(|step| curve.push(step, 0.5 + 4.0 / step as f64 + 0.1 * f64::from(step as u32 % 3)));
    for (name, log_y) in [("loss_log", true), ("loss_linear", false)] {
        let style = LossStyle {
            floors: Vec::new(),
            floor_line: GREEN,
            frame: axes(),
            lines: [RED, BLUE],
            before: Vec::new(),
            before_line: BLACK,
            log_y,
            marks: vec![20],
            mark: GREEN,
        };
        insta::assert_snapshot!(name, svg(|area| draw_loss(area, &[&curve], &style).unwrap()));
    }
}

#[test]
fn levels() {
    let rows: Vec<LevelRow> = (-4..=4)
        .map(|bin| {
            let (log_snr, hill) = (f64::from(bin), (-0.2 * f64::from(bin).powi(2)).exp());
            let uncertainty = f64::NAN;
            let (loss, eps_mse) = (hill, 2.0 * hill);
            let (loss_error, eps_mse_error) = (0.1 * hill, 0.2 * hill);
            let (density, implied) = (0.3 * hill, 1.0 + log_snr.abs());
            LevelRow { log_snr, count: 50.0, loss, loss_error, eps_mse, eps_mse_error, density, implied, uncertainty }
        })
        .collect();
    let style = LevelsStyle { frame: axes(), bars: RED, floor: GREEN, curves: [BLUE, GREEN, BLACK] };
    insta::assert_snapshot!("levels", svg(|area| draw_levels(area, &rows, &[], &style).unwrap()));
}

#[test]
fn errors() {
    let at = |i: u32| ErrorAt { t: f64::from(i) / 8.0, near: 0.02 * f64::from(1 + i), far: f64::from(i).exp2() / 64.0 };
    let errors: Vec<_> = (0..=8).map(at).collect();
    let style = ErrorsStyle { frame: axes(), lines: [RED, BLUE] };
    insta::assert_snapshot!("errors", svg(|area| draw_errors(area, &errors, &style).unwrap()));
}

#[test]
fn gates() {
    let times = [0.0, 0.25, 0.5, 0.75, 1.0];
    let gates: Vec<f32> = times.iter().flat_map(|t| [*t, 1.0 - t * t]).collect();
    insta::assert_snapshot!("gates", svg(|area| draw_gates(area, &times, &gates, RED, &axes()).unwrap()));
}

#[test]
fn adjoint() {
    let path = |scale: f64| (0..=10).rev().map(|i| (f64::from(i) / 10.0, scale * f64::from(10 - i))).collect();
    let style = AdjointStyle { frame: axes(), adjoint: RED, observed: BLUE, evaluated: GREEN };
    let draw = |area: &DrawingArea<SVGBackend, Shift>| {
        draw_adjoint(area, &[path(1.0), path(0.5)], &[0.0, 0.5, 1.0], &[0.2, 0.4], &style).unwrap();
    };
    insta::assert_snapshot!("adjoint", svg(draw));
}
