//! The chart of the gates of a planar field.

use plotters::{coord::Shift, prelude::*};

use super::{
    AxisStyle,
    axis::{Axis, round_ticks, tick},
};

/// Draws the gate of every unit, from 0 to 1, over time, from noise at the left to data at the right.
///
/// `gates` is `[times, units]`.
///
/// # Errors
/// Any error of the backend.
pub fn draw_gates<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    times: &[f32],
    gates: &[f32],
    colour: RGBColor,
    frame: &AxisStyle,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let horizontal = Axis { low: 0.0, high: 1.0, ticks: round_ticks(0.0, 1.0, 4.0) };
    let vertical = Axis { low: 0.0, high: 1.0, ticks: round_ticks(0.0, 1.0, 2.0) };
    // The axis runs from noise to data, as the samples do.
    let mut chart = frame.chart(area, horizontal, vertical, &|s| format!("{}", 1.0 - s), &|y| tick(*y))?;
    let units = gates.len() / times.len().max(1);
    let stroke = ShapeStyle { color: colour.mix(0.6), filled: false, stroke_width: frame.px(1.5).max(1) };
    for unit in 0..units {
        let of_unit = gates.iter().skip(unit).step_by(units);
        let points = times.iter().zip(of_unit).filter(|(_, gate)| gate.is_finite());
        let points = points.map(|(t, gate)| (1.0 - f64::from(*t), f64::from(*gate)));
        chart.draw_series(LineSeries::new(points, stroke))?;
    }
    area.present()
}
