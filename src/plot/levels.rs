//! The chart of the loss by noise level λ.

use plotters::{coord::Shift, prelude::*};

use super::{
    AxisStyle,
    axis::{Axis, round_ticks, tick},
};
use crate::math::levels::LevelRow;

/// The style of the chart.
#[derive(Clone, Debug)]
pub struct LevelsStyle {
    pub frame: AxisStyle,
    pub bars: RGBColor,
    /// The colour of the line of the irreducible loss.
    pub floor: RGBColor,
    /// The colours of p(λ), of w(λ) and of u(λ).
    pub curves: [RGBColor; 3],
}

/// The curves over the bars, in the order of their colours.
const CURVES: [fn(&LevelRow) -> f64; 3] = [|row| row.density, |row| row.implied, |row| row.uncertainty];

/// The least and the largest value of p(λ), w(λ) and u(λ), as text for a legend; `None` for an unknown curve.
pub fn ends(rows: &[LevelRow]) -> [Option<[String; 2]>; 3] {
    CURVES.map(|curve| span(rows, curve).map(|ends| ends.map(tick)))
}

/// The least and the largest finite value.
fn span(rows: &[LevelRow], value: impl Fn(&LevelRow) -> f64) -> Option<[f64; 2]> {
    let finite = rows.iter().map(value).filter(|x| x.is_finite());
    finite.fold(None, |ends, x| match ends {
        None => Some([x, x]),
        Some([low, high]) => Some([f64::min(low, x), f64::max(high, x)]),
    })
}

/// Draws the weighted loss of every bin as a bar with its standard error, and the curves p(λ), w(λ) and u(λ).
///
/// The area of the bars is the loss, that below the line of `floor` the irreducible loss. Each curve is scaled to the height of
/// the chart.
///
/// # Errors
/// Any error of the backend.
pub fn draw_levels<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    rows: &[LevelRow],
    floor: &[LevelRow],
    style: &LevelsStyle,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let [left, right] = span(rows, |row| row.log_snr).unwrap_or([-10.0, 10.0]);
    let half = 0.5 * (right - left) / (rows.len().max(2) - 1) as f64;
    let top = span(rows, |row| row.loss).map_or(1.0, |[_, high]| if high > 0.0 { 1.08 * high } else { 1.0 });
    let (low, high) = (left - half, right + half);
    let horizontal = Axis { low, high, ticks: round_ticks(low, high, 6.0) };
    let vertical = Axis { low: 0.0, high: top, ticks: round_ticks(0.0, top, 4.0) };
    let mut chart = style.frame.chart(area, horizontal, vertical, &|x| format!("{x:.0}"), &|y| tick(*y))?;

    let seen = || rows.iter().filter(|row| row.loss.is_finite());
    let bar = |row: &LevelRow| {
        let ends = [(row.log_snr - half, 0.0), (row.log_snr + half, row.loss)];
        Rectangle::new(ends, style.bars.mix(0.45).filled())
    };
    chart.draw_series(seen().map(bar))?;
    let thin = ShapeStyle { color: style.bars.to_rgba(), filled: false, stroke_width: style.frame.px(1.0).max(1) };
    let error = |row: &LevelRow| {
        let [low, high] = [row.loss - row.loss_error, row.loss + row.loss_error].map(|y| y.clamp(0.0, top));
        PathElement::new(vec![(row.log_snr, low), (row.log_snr, high)], thin)
    };
    chart.draw_series(seen().filter(|row| row.loss_error.is_finite()).map(error))?;
    let least = floor.iter().filter(|row| row.loss.is_finite()).map(|row| (row.log_snr, row.loss.min(top)));
    let line = ShapeStyle { color: style.floor.to_rgba(), filled: false, stroke_width: style.frame.px(1.5) };
    chart.draw_series(LineSeries::new(least, line))?;
    for (curve, color) in CURVES.into_iter().zip(style.curves) {
        let Some([least, most]) = span(rows, curve) else { continue };
        // The scale begins at 0 unless values are negative; a flat curve lies in the middle.
        let floor = least.min(0.0);
        let height = |y: f64| if most > floor { (y - floor) / (most - floor) * top / 1.04 } else { 0.5 * top };
        let points = rows.iter().filter(|row| curve(row).is_finite()).map(|row| (row.log_snr, height(curve(row))));
        let line = ShapeStyle { color: color.to_rgba(), filled: false, stroke_width: style.frame.px(2.0) };
        chart.draw_series(LineSeries::new(points, line))?;
    }
    area.present()
}

#[cfg(test)]
mod tests {
    use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

    use super::*;

    /// A drawing backend that records the rectangles, and counts the lines.
    #[derive(Default)]
    struct Paper {
        bars: Vec<(BackendCoord, BackendCoord)>,
        paths: usize,
    }

    impl DrawingBackend for &mut Paper {
        type ErrorType = std::io::Error;
        fn get_size(&self) -> (u32, u32) {
            (400, 200)
        }
        fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
            Ok(())
        }
        fn present(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
            Ok(())
        }
        fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
            Ok(())
        }
        fn draw_rect<S: BackendStyle>(
            &mut self,
            from: BackendCoord,
            to: BackendCoord,
            _: &S,
            _: bool,
        ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
            self.bars.push((from, to));
            Ok(())
        }
        fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
            &mut self,
            _: I,
            _: &S,
        ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
            self.paths += 1;
            Ok(())
        }
        fn draw_text<T: plotters_backend::BackendTextStyle>(
            &mut self,
            _: &str,
            _: &T,
            _: BackendCoord,
        ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
            Ok(())
        }
        fn estimate_text_size<T: plotters_backend::BackendTextStyle>(
            &self,
            text: &str,
            _: &T,
        ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
            Ok((6 * text.len() as u32, 12))
        }
    }

    fn style() -> LevelsStyle {
        let frame = AxisStyle { ink: BLACK, faint: BLACK, font: "sans-serif".to_owned(), font_px: 12.0, scale: 1.0 };
        LevelsStyle { frame, bars: RED, floor: BLUE, curves: [BLACK, BLUE, RED] }
    }

    fn row(log_snr: f64, loss: f64) -> LevelRow {
        let uncertainty = f64::NAN;
        LevelRow {
            log_snr,
            count: 4.0,
            loss,
            loss_error: 0.1,
            eps_mse: 1.0,
            eps_mse_error: 0.1,
            density: 0.1,
            implied: log_snr.abs(),
            uncertainty,
        }
    }

    #[test]
    fn a_bar_is_as_high_as_its_loss_and_unseen_bins_have_none() {
        let rows = [row(-2.0, 1.0), row(-1.0, 2.0), row(0.0, f64::NAN), row(1.0, 4.0)];
        let mut paper = Paper::default();
        draw_levels(&(&mut paper).into_drawing_area(), &rows, &[], &style()).unwrap();
        let heights: Vec<i32> = paper.bars.iter().map(|(from, to)| (from.1 - to.1).abs()).collect();
        assert_eq!(heights.len(), 3);
        assert!((f64::from(heights[2]) / f64::from(heights[0]) - 4.0).abs() < 0.2, "{heights:?}");
        assert!((f64::from(heights[1]) / f64::from(heights[0]) - 2.0).abs() < 0.1, "{heights:?}");
        // Neighbouring bars touch.
        assert_eq!(paper.bars[0].1.0, paper.bars[1].0.0);
        let nothing = draw_levels(&(&mut Paper::default()).into_drawing_area(), &[], &[], &style());
        assert!(nothing.is_ok());
    }

    #[test]
    fn legends_say_what_is_known() {
        let [p, w, u] = ends(&[row(-2.0, 1.0), row(1.0, 4.0)]);
        assert_eq!(p, Some(["0.1".to_owned(), "0.1".to_owned()]));
        assert_eq!(w, Some(["1".to_owned(), "2".to_owned()]));
        assert_eq!(u, None);
    }
}
