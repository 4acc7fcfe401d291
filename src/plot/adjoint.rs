//! The chart of the length of the adjoint of a neural ODE.

use plotters::{coord::Shift, prelude::*};

use super::{
    AxisStyle,
    axis::{Axis, round_ticks, tick},
};

/// The style of the chart.
#[derive(Clone, Debug)]
pub struct AdjointStyle {
    pub frame: AxisStyle,
    /// The colours of the adjoint, of the observations, and of the evaluations of the network.
    pub adjoint: RGBColor,
    pub observed: RGBColor,
    pub evaluated: RGBColor,
}

/// Draws the length of the adjoint of every path over time, `(t, ‖a‖)` from the last observation to the first.
///
/// A line marks each of the `observed` times, at which the adjoint jumps.
/// A notch marks each time at which the network was evaluated, `evaluated`.
///
/// # Errors
/// Any error of the backend.
pub fn draw_adjoint<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    paths: &[Vec<(f64, f64)>],
    observed: &[f32],
    evaluated: &[f32],
    style: &AdjointStyle,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let lengths = paths.iter().flatten().map(|(_, length)| *length).filter(|length| length.is_finite());
    let most = lengths.fold(0.0, f64::max);
    let top = if most > 0.0 { 1.08 * most } else { 1.0 };
    let horizontal = Axis { low: 0.0, high: 1.0, ticks: round_ticks(0.0, 1.0, 4.0) };
    let vertical = Axis { low: 0.0, high: top, ticks: round_ticks(0.0, top, 4.0) };
    let mut chart = style.frame.chart(area, horizontal, vertical, &|s| format!("{s}"), &|y| tick(*y))?;
    let stroke =
        |color: RGBAColor, width| ShapeStyle { color, filled: false, stroke_width: style.frame.px(width).max(1) };
    let upright =
        |t: f32, height: f64, stroke| PathElement::new(vec![(f64::from(t), 0.0), (f64::from(t), height)], stroke);
    let line = stroke(style.observed.mix(0.35), 1.0);
    chart.draw_series(observed.iter().map(|t| upright(*t, top, line)))?;
    let notch = stroke(style.evaluated.mix(0.8), 1.0);
    chart.draw_series(evaluated.iter().map(|t| upright(*t, 0.05 * top, notch)))?;
    for path in paths {
        let points = path.iter().copied().filter(|(_, length)| length.is_finite());
        chart.draw_series(LineSeries::new(points, stroke(style.adjoint.mix(0.85), 1.5)))?;
    }
    area.present()
}
