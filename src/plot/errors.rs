//! The chart of the relative errors of a field over time.

use plotters::{coord::Shift, prelude::*};

use super::{
    AxisStyle,
    axis::{Axis, round_ticks, tick},
};
use crate::protocol::ErrorAt;

/// The style of the chart.
#[derive(Clone, Debug)]
pub struct ErrorsStyle {
    pub frame: AxisStyle,
    /// The colours of the error near the data, and of the error anywhere.
    pub lines: [RGBColor; 2],
}

/// The least and the largest error that the chart shows, as exponents of ten.
const LEAST: f64 = -3.0;
const LARGEST: f64 = 1.0;

/// Draws the relative errors over time on a logarithmic axis, from noise at the left to data at the right.
///
/// # Errors
/// Any error of the backend.
pub fn draw_errors<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    errors: &[ErrorAt],
    style: &ErrorsStyle,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let horizontal = Axis { low: 0.0, high: 1.0, ticks: round_ticks(0.0, 1.0, 4.0) };
    // The axis runs from noise to data, as the samples do.
    let (label_time, label_error) = (|s: &f64| format!("{}", 1.0 - s), |y: &f64| tick(10f64.powf(*y)));
    let mut chart = style.frame.chart(area, horizontal, axis(errors), &label_time, &label_error)?;
    for (line, error) in style.lines.into_iter().zip([|at: &ErrorAt| at.near, |at: &ErrorAt| at.far]) {
        let points = errors.iter().filter(|at| error(at).is_finite()).map(|at| (1.0 - at.t, height(error(at))));
        let stroke = ShapeStyle { color: line.to_rgba(), filled: false, stroke_width: style.frame.px(2.0) };
        chart.draw_series(LineSeries::new(points, stroke))?;
    }
    area.present()
}

/// The exponent of an error, clamped to the range of the chart.
fn height(error: f64) -> f64 {
    error.log10().clamp(LEAST, LARGEST)
}

/// Whole powers of ten around every error and 1.
fn axis(errors: &[ErrorAt]) -> Axis {
    let all = || errors.iter().flat_map(|at| [at.near, at.far]).filter(|error| error.is_finite()).map(height);
    let (low, high) = (all().fold(-1.0, f64::min).floor(), all().fold(0.0, f64::max).ceil());
    Axis { low, high, ticks: (low as i32..=high as i32).map(f64::from).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_every_size_are_shown() {
        let at = |t, near, far| ErrorAt { t, near, far };
        assert_eq!(axis(&[]).ticks, [-1.0, 0.0]);
        assert_eq!(axis(&[at(0.1, 0.02, 0.3)]).ticks, [-2.0, -1.0, 0.0]);
        let wide = axis(&[at(0.9, 1e-9, f64::NAN), at(0.5, 0.0, 1e9)]);
        assert_eq!((wide.low, wide.high), (LEAST, LARGEST));
    }
}
