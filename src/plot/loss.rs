//! The chart of the loss over the training steps.

use plotters::{coord::Shift, prelude::*};

use super::{
    AxisStyle,
    axis::{Axis, round_ticks, tick},
};
use crate::protocol::LossCurve;

/// The style of the chart.
#[derive(Clone, Debug)]
pub struct LossStyle {
    pub frame: AxisStyle,
    /// The colours of the first and of the second curve; the second is also dashed.
    pub lines: [RGBColor; 2],
    /// Curves of earlier runs, drawn as thin lines behind the others.
    pub before: Vec<LossCurve>,
    pub before_line: RGBColor,
    /// The losses that no network can go below, and the colour of their lines.
    pub floors: Vec<f64>,
    pub floor_line: RGBColor,
    pub log_y: bool,
    /// The steps after which settings were changed.
    pub marks: Vec<u64>,
    pub mark: RGBColor,
}

/// A number of steps as a short label: 1200 is «1.2k».
fn steps(value: f64) -> String {
    match value {
        1e6.. => format!("{}M", (value / 1e4).round() / 100.0),
        1e4.. => format!("{}k", (value / 1e2).round() / 10.0),
        _ => format!("{value:.0}"),
    }
}

/// Exponents of 1, 2 and 5 times the powers of ten; of the powers alone if there are many.
fn log_ticks(low: f64, high: f64) -> Vec<f64> {
    let digits: &[f64] = if high - low > 2.5 { &[1.0] } else { &[1.0, 2.0, 5.0] };
    let powers = low.floor() as i32..=high.ceil() as i32;
    let all = powers.flat_map(|power| digits.iter().map(move |digit| digit.log10() + f64::from(power)));
    all.filter(|tick| (low..=high).contains(tick)).collect()
}

/// Whether most losses are above 0. Those of an energy and some of a score are not, and a logarithmic axis would show nothing of them.
fn is_mostly_positive(curves: &[&LossCurve]) -> bool {
    let buckets = || curves.iter().flat_map(|curve| curve.buckets());
    2 * buckets().filter(|bucket| bucket.max <= 0.0).count() <= buckets().count()
}

fn axis(curves: &[&LossCurve], floors: &[f64], log_y: bool) -> Axis {
    let shown = |value: &f64| !log_y || *value > 0.0;
    let buckets = || curves.iter().flat_map(|curve| curve.buckets());
    let floors = || floors.iter().copied().filter(shown);
    let low = buckets().map(|b| b.min).filter(shown).chain(floors()).fold(f64::INFINITY, f64::min);
    let high = buckets().map(|b| b.max).filter(shown).chain(floors()).fold(f64::NEG_INFINITY, f64::max);
    let (low, high) = if low > high { (0.1, 10.0) } else { (low, high) };
    if log_y {
        // A small margin, and at least a factor of five, so that noise does not look like progress.
        let (low, high) = (low.log10(), high.log10());
        let missing = (0.7 - (high - low)).max(0.0) / 2.0;
        let (low, high) = (low - missing - 0.04, high + missing + 0.04);
        return Axis { low, high, ticks: log_ticks(low, high) };
    }
    let (low, high) = (low.min(0.0), if high > 0.0 { high * 1.05 } else { 1.0 });
    Axis { low, high, ticks: round_ticks(low, high, 5.0) }
}

/// Draws one or two curves: a faint band from the least to the largest loss of neighbouring steps, and the mean.
///
/// # Errors
/// Any error of the backend.
pub fn draw_loss<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    curves: &[&LossCurve],
    style: &LossStyle,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let all: Vec<&LossCurve> = curves.iter().copied().chain(&style.before).collect();
    let log_y = style.log_y && is_mostly_positive(&all);
    let vertical = axis(&all, &style.floors, log_y);
    let (low, high) = (vertical.low, vertical.high);
    let last = all.iter().filter_map(|curve| curve.last()).map(|(step, _)| step).max().unwrap_or(100).max(10) as f64;
    let horizontal = Axis { low: 0.0, high: last, ticks: round_ticks(0.0, last, 4.0) };
    let mut chart = style
        .frame
        .chart(area, horizontal, vertical, &|x| steps(*x), &|y| tick(if log_y { 10f64.powf(*y) } else { *y }))?;
    let place = |value: f64| if log_y { value.max(1e-300).log10().clamp(low, high) } else { value };
    for curve in &style.before {
        let line = ShapeStyle { color: style.before_line.to_rgba(), filled: false, stroke_width: style.frame.px(1.5) };
        chart.draw_series(LineSeries::new(curve.smoothed().map(|(x, y)| (x as f64, place(y))), line))?;
    }
    for (curve, colour) in curves.iter().zip(style.lines) {
        let upper = curve.buckets().iter().map(|b| (b.step as f64, place(b.max)));
        let lower = curve.buckets().iter().rev().map(|b| (b.step as f64, place(b.min)));
        if curve.buckets().len() > 1 {
            let band: Vec<_> = upper.chain(lower).collect();
            chart.draw_series(std::iter::once(Polygon::new(band, colour.mix(0.22))))?;
        }
    }
    for step in style.marks.iter().map(|step| *step as f64).filter(|step| *step <= last) {
        let line = ShapeStyle { color: style.mark.to_rgba(), filled: false, stroke_width: style.frame.px(1.0) };
        let [dash, gap] = [3.0, 3.0].map(|length| style.frame.px(length));
        chart.draw_series(DashedLineSeries::new([(step, low), (step, high)], dash, gap, line))?;
    }
    for floor in style.floors.iter().map(|floor| place(*floor)) {
        let line = ShapeStyle { color: style.floor_line.to_rgba(), filled: false, stroke_width: style.frame.px(1.5) };
        let [dash, gap] = [8.0, 3.0].map(|length| style.frame.px(length));
        chart.draw_series(DashedLineSeries::new([(0.0, floor), (last, floor)], dash, gap, line))?;
    }
    // The lines are drawn over both bands.
    for (index, (curve, colour)) in curves.iter().zip(style.lines).enumerate() {
        let line = ShapeStyle { color: colour.to_rgba(), filled: false, stroke_width: style.frame.px(2.0) };
        let points: Vec<_> = curve.smoothed().map(|(x, y)| (x as f64, place(y))).collect();
        if index == 0 {
            chart.draw_series(LineSeries::new(points, line))?;
        } else {
            let [dash, gap] = [7.0, 4.0].map(|length| style.frame.px(length));
            chart.draw_series(DashedLineSeries::new(points, dash, gap, line))?;
        }
    }
    area.present()
}

#[cfg(test)]
mod tests {
    use plotters_backend::{
        BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    };

    use super::*;

    #[test]
    fn labels_are_short() {
        assert_eq!([0.0, 1.5, 0.01, 12_000.0].map(tick), ["0", "1.5", "0.01", "1e4"]);
        assert_eq!([0.0, 900.0, 12_300.0, 2e6].map(steps), ["0", "900", "12.3k", "2M"]);
    }

    #[test]
    fn the_axis_holds_every_value_and_has_round_labels() {
        let mut curve = LossCurve::default();
        for (step, loss) in [(1, 8.0), (2, 0.5), (3, 0.02)] {
            curve.push(step, loss);
        }
        let log = axis(&[&curve], &[], true);
        assert!(log.low < 0.02_f64.log10() && log.high > 8.0_f64.log10());
        assert_eq!(log.ticks, [-1.0, 0.0]);
        let linear = axis(&[&curve], &[], false);
        assert_eq!(linear.ticks, [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(axis(&[], &[], true).ticks.len(), 7);
        assert!(is_mostly_positive(&[]) && is_mostly_positive(&[&curve]));
        let mut negative = LossCurve::default();
        [(1, 0.5), (2, -1.0), (3, -2.0)].into_iter().for_each(|(step, loss)| negative.push(step, loss));
        assert!(!is_mostly_positive(&[&negative]));
    }
    #[test]
    fn the_axis_of_two_curves_holds_both() {
        let (mut low, mut high) = (LossCurve::default(), LossCurve::default());
        low.push(1, 0.1);
        high.push(1, 10.0);
        let both = axis(&[&low, &high], &[], true);
        assert!(both.low < -1.0 && both.high > 1.0);
    }

    /// A drawing backend that counts its lines.
    struct Counting<'a>(&'a mut usize);

    type Outcome = Result<(), DrawingErrorKind<std::convert::Infallible>>;

    impl DrawingBackend for Counting<'_> {
        type ErrorType = std::convert::Infallible;

        fn get_size(&self) -> (u32, u32) {
            (400, 300)
        }

        fn ensure_prepared(&mut self) -> Outcome {
            Ok(())
        }

        fn present(&mut self) -> Outcome {
            Ok(())
        }

        fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Outcome {
            Ok(())
        }

        fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, _: I, _: &S) -> Outcome {
            *self.0 += 1;
            Ok(())
        }

        fn draw_text<S: BackendTextStyle>(&mut self, _: &str, _: &S, _: BackendCoord) -> Outcome {
            Ok(())
        }

        fn estimate_text_size<S: BackendTextStyle>(
            &self,
            _: &str,
            _: &S,
        ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
            Ok((10, 10))
        }
    }

    #[test]
    fn the_second_curve_is_told_by_its_dashes() {
        let mut curve = LossCurve::default();
        (1..50).for_each(|step| curve.push(step, 1.0 + 1.0 / step as f64));
        let frame = AxisStyle { ink: BLACK, faint: BLACK, font: "sans-serif".to_owned(), font_px: 12.0, scale: 1.0 };
        let lines = |curves: &[&LossCurve], before: Vec<LossCurve>| {
            let style = LossStyle {
                floors: Vec::new(),
                floor_line: GREEN,
                frame: frame.clone(),
                lines: [RED, BLUE],
                before,
                before_line: BLACK,
                log_y: true,
                marks: Vec::new(),
                mark: BLACK,
            };
            let mut lines = 0;
            draw_loss(&Counting(&mut lines).into_drawing_area(), curves, &style).unwrap();
            lines
        };
        assert!(lines(&[&curve, &curve], Vec::new()) > lines(&[&curve], Vec::new()) + 10);
        assert_eq!(
            lines(&[&curve], vec![curve.clone()]),
            lines(&[&curve], Vec::new()) + 1,
            "an earlier run is one line"
        );
    }
}
