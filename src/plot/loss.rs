//! The loss over the training steps.

use plotters::{coord::Shift, prelude::*};

use super::Curve;

/// What the chart takes from its surroundings.
#[derive(Clone, Debug)]
pub struct LossStyle {
    pub ink: RGBColor,
    pub faint: RGBColor,
    pub line: RGBColor,
    pub font: String,
    /// The size of a label in pixels of the drawing area.
    pub font_px: f64,
    /// Pixels of the drawing area in one pixel of the page.
    pub scale: f64,
    pub log_y: bool,
}

/// A power of ten as a human writes it.
fn tick(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        1e4.. => format!("{value:.0e}"),
        1.0.. => format!("{}", (value * 100.0).round() / 100.0),
        0.001.. => format!("{}", (value * 10_000.0).round() / 10_000.0),
        _ => format!("{value:.0e}"),
    }
}

/// Steps with a thin space's worth of meaning: 1200 is «1.2k».
fn steps(value: f64) -> String {
    match value {
        1e6.. => format!("{}M", (value / 1e4).round() / 100.0),
        1e4.. => format!("{}k", (value / 1e2).round() / 10.0),
        _ => format!("{value:.0}"),
    }
}

/// The least and the largest value that the chart must show, a little apart.
fn bounds(curve: &Curve, log_y: bool) -> (f64, f64) {
    let positive = |value: &f64| !log_y || *value > 0.0;
    let low = curve.buckets().iter().map(|b| b.min).filter(positive).fold(f64::INFINITY, f64::min);
    let high = curve.buckets().iter().map(|b| b.max).filter(positive).fold(f64::NEG_INFINITY, f64::max);
    if low > high {
        return (0.1, 10.0);
    }
    if log_y {
        let low = low.log10().floor();
        let high = high.log10().ceil().max(low + 1.0);
        return (low, high);
    }
    (0.0_f64.min(low), if high > 0.0 { high * 1.05 } else { 1.0 })
}

/// Draws `curve`: a faint band from the least to the largest loss of neighbouring steps, and the running average.
///
/// # Errors
/// Whatever the backend reports.
pub fn draw_loss<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    curve: &Curve,
    style: &LossStyle,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let log_y = style.log_y;
    let (low, high) = match bounds(curve, log_y) {
        (low, high) if log_y && curve.buckets().is_empty() => (low.log10(), high.log10()),
        other => other,
    };
    let last = curve.last().map_or(100, |(step, _)| step).max(10) as f64;
    let px = |length: f64| (length * style.scale).round() as u32;
    let mut chart = ChartBuilder::on(area)
        .x_label_area_size(px(style.font_px * 1.7))
        .y_label_area_size(px(style.font_px * 3.2))
        .margin_right(px(10.0))
        .margin_top(px(8.0))
        .build_cartesian_2d(0.0..last, low..high)?;

    let font = || (style.font.as_str(), style.font_px * style.scale).into_font();
    let label = TextStyle::from(font()).color(&style.ink);
    let decades = (high - low).round() as usize + 1;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .max_light_lines(1)
        .light_line_style(TRANSPARENT)
        .bold_line_style(ShapeStyle { color: style.faint.mix(0.8), filled: false, stroke_width: px(1.0).max(1) })
        .axis_style(ShapeStyle { color: style.faint.to_rgba(), filled: false, stroke_width: px(1.0).max(1) })
        .set_all_tick_mark_size(px(3.0))
        .label_style(label)
        .x_labels(5)
        .y_labels(if log_y { decades.min(6) } else { 5 })
        .x_label_formatter(&|x| steps(*x))
        .y_label_formatter(&|y| tick(if log_y { 10f64.powf(*y) } else { *y }))
        .draw()?;

    // Coordinates on a logarithmic axis are exponents, so that one kind of axis serves both.
    let place = |value: f64| if log_y { value.max(1e-300).log10().clamp(low, high) } else { value };
    let upper = curve.buckets().iter().map(|b| (b.step as f64, place(b.max)));
    let lower = curve.buckets().iter().rev().map(|b| (b.step as f64, place(b.min)));
    if curve.buckets().len() > 1 {
        let band: Vec<_> = upper.chain(lower).collect();
        chart.draw_series(std::iter::once(Polygon::new(band, style.line.mix(0.22))))?;
    }
    let line = ShapeStyle { color: style.line.to_rgba(), filled: false, stroke_width: px(2.0) };
    chart.draw_series(LineSeries::new(curve.smoothed().map(|(x, y)| (x as f64, place(y))), line))?;
    area.present()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short() {
        assert_eq!([0.0, 1.5, 0.01, 12_000.0].map(tick), ["0", "1.5", "0.01", "1e4"]);
        assert_eq!([0.0, 900.0, 12_300.0, 2e6].map(steps), ["0", "900", "12.3k", "2M"]);
    }

    #[test]
    fn bounds_hold_every_value() {
        let mut curve = Curve::default();
        for (step, loss) in [(1, 8.0), (2, 0.5), (3, 0.02)] {
            curve.push(step, loss);
        }
        assert_eq!(bounds(&curve, true), (-2.0, 1.0));
        let (low, high) = bounds(&curve, false);
        assert!(low <= 0.0 && high >= 8.0);
    }
}
