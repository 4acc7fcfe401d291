//! The loss over the training steps.

use plotters::{coord::Shift, prelude::*};

use super::{
    Curve, Frame,
    axis::{Axis, round_ticks, tick},
};

/// What the chart takes from its surroundings.
#[derive(Clone, Debug)]
pub struct LossStyle {
    pub frame: Frame,
    pub line: RGBColor,
    pub log_y: bool,
}

/// Steps with a thin space's worth of meaning: 1200 is «1.2k».
fn steps(value: f64) -> String {
    match value {
        1e6.. => format!("{}M", (value / 1e4).round() / 100.0),
        1e4.. => format!("{}k", (value / 1e2).round() / 10.0),
        _ => format!("{value:.0}"),
    }
}

/// Exponents of 1, 2 and 5 times the powers of ten; of the powers alone where there are many.
fn log_ticks(low: f64, high: f64) -> Vec<f64> {
    let digits: &[f64] = if high - low > 2.5 { &[1.0] } else { &[1.0, 2.0, 5.0] };
    let powers = low.floor() as i32..=high.ceil() as i32;
    let all = powers.flat_map(|power| digits.iter().map(move |digit| digit.log10() + f64::from(power)));
    all.filter(|tick| (low..=high).contains(tick)).collect()
}

fn axis(curve: &Curve, log_y: bool) -> Axis {
    let shown = |value: &f64| !log_y || *value > 0.0;
    let low = curve.buckets().iter().map(|b| b.min).filter(shown).fold(f64::INFINITY, f64::min);
    let high = curve.buckets().iter().map(|b| b.max).filter(shown).fold(f64::NEG_INFINITY, f64::max);
    let (low, high) = if low > high { (0.1, 10.0) } else { (low, high) };
    if log_y {
        // A little air, and at least a factor of five, so that noise does not look like progress.
        let (low, high) = (low.log10(), high.log10());
        let missing = (0.7 - (high - low)).max(0.0) / 2.0;
        let (low, high) = (low - missing - 0.04, high + missing + 0.04);
        return Axis { low, high, ticks: log_ticks(low, high) };
    }
    let (low, high) = (low.min(0.0), if high > 0.0 { high * 1.05 } else { 1.0 });
    Axis { low, high, ticks: round_ticks(low, high, 5.0) }
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
    let vertical = axis(curve, log_y);
    let (low, high) = (vertical.low, vertical.high);
    let last = curve.last().map_or(100, |(step, _)| step).max(10) as f64;
    let horizontal = Axis { low: 0.0, high: last, ticks: round_ticks(0.0, last, 4.0) };
    let mut chart = style
        .frame
        .chart(area, horizontal, vertical, &|x| steps(*x), &|y| tick(if log_y { 10f64.powf(*y) } else { *y }))?;
    let place = |value: f64| if log_y { value.max(1e-300).log10().clamp(low, high) } else { value };
    let upper = curve.buckets().iter().map(|b| (b.step as f64, place(b.max)));
    let lower = curve.buckets().iter().rev().map(|b| (b.step as f64, place(b.min)));
    if curve.buckets().len() > 1 {
        let band: Vec<_> = upper.chain(lower).collect();
        chart.draw_series(std::iter::once(Polygon::new(band, style.line.mix(0.22))))?;
    }
    let line = ShapeStyle { color: style.line.to_rgba(), filled: false, stroke_width: style.frame.px(2.0) };
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
    fn the_axis_holds_every_value_and_has_round_labels() {
        let mut curve = Curve::default();
        for (step, loss) in [(1, 8.0), (2, 0.5), (3, 0.02)] {
            curve.push(step, loss);
        }
        let log = axis(&curve, true);
        assert!(log.low < 0.02_f64.log10() && log.high > 8.0_f64.log10());
        assert_eq!(log.ticks, [-1.0, 0.0]);
        let linear = axis(&curve, false);
        assert_eq!(linear.ticks, [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(axis(&Curve::default(), true).ticks.len(), 7);
    }
}
