//! The chart of the quality of samplers against their evaluations.

use plotters::{coord::Shift, prelude::*};

use super::{
    AxisStyle,
    axis::{Axis, tick},
};
use crate::{math::metric::Estimate, protocol::BenchRow};

/// The results of one sampler with one grid: evaluations for each point, and the distance from the data.
#[derive(Clone, Debug)]
pub struct BenchLine {
    pub name: String,
    pub points: Vec<(f64, Estimate)>,
}

impl BenchLine {
    /// The lines of a table: one for each sampler and grid.
    pub fn all(rows: &[BenchRow]) -> Vec<Self> {
        let mut lines: Vec<Self> = Vec::new();
        for row in rows {
            let (name, point) = (format!("{}, {}", row.sampler, row.grid), (row.evaluations, row.sliced_w2));
            match lines.last_mut().filter(|line| line.name == name) {
                Some(line) => line.points.push(point),
                None => lines.push(Self { name, points: vec![point] }),
            }
        }
        lines
    }

    /// The mean distance of fresh data; NaN without rows.
    pub fn floor(rows: &[BenchRow]) -> f64 {
        let floors: Vec<f64> = rows.iter().map(|row| row.floor.value).collect();
        Estimate::mean(&floors).map_or(f64::NAN, |floor| floor.value)
    }
}

/// The style of the chart.
#[derive(Clone, Debug)]
pub struct BenchStyle {
    pub frame: AxisStyle,
    /// The colours of the lines, in turn.
    pub lines: Vec<RGBColor>,
    /// The colour of the floor.
    pub floor: RGBColor,
    /// Whether the names of the lines stand in the chart.
    pub has_names: bool,
}

/// The width of the names at the right, in pixels of the page.
const LEGEND: f64 = 210.0;
/// The chart shows at least this factor on each axis.
const LEAST_SPAN: f64 = 4.0;

/// Draws the distances over the evaluations, both on logarithmic axes, with bars of one standard error, and the `floor` that a perfect
/// sampler has.
///
/// # Errors
/// Any error of the backend.
pub fn draw_bench<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    lines: &[BenchLine],
    floor: f64,
    style: &BenchStyle,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let points = || lines.iter().flat_map(|line| &line.points).filter(|(_, at)| at.value.is_finite() && at.value > 0.0);
    let horizontal = axis(points().map(|(evaluations, _)| *evaluations));
    let vertical = axis(points().map(|(_, at)| at.value).chain([floor]));
    let label = |exponent: &f64| power(2_f64.powf(*exponent));
    let mut chart = style.frame.chart(area, horizontal.clone(), vertical, &label, &label)?;
    let stroke = |color: RGBColor, width: f64| ShapeStyle {
        color: color.to_rgba(),
        filled: false,
        stroke_width: style.frame.px(width).max(1),
    };
    let ends = [horizontal.low, horizontal.high].map(|x| (x, floor.log2()));
    chart.draw_series(LineSeries::new(ends, stroke(style.floor, 1.0)))?;
    for (index, line) in lines.iter().enumerate() {
        let Some(&colour) = style.lines.get(index % style.lines.len().max(1)) else {
            continue;
        };
        let known = || line.points.iter().filter(|(_, at)| at.value.is_finite() && at.value > 0.0);
        let drawn = known().map(|(evaluations, at)| (evaluations.log2(), at.value.log2()));
        chart.draw_series(LineSeries::new(drawn, stroke(colour, 2.0)))?;
        let bars = known().filter(|(_, at)| at.std_error.is_finite()).map(|(evaluations, at)| {
            let end = |value: f64| (evaluations.log2(), value.max(f64::MIN_POSITIVE).log2());
            let low = (at.value - at.std_error).max(at.value / LEAST_SPAN);
            PathElement::new(vec![end(low), end(at.value + at.std_error)], stroke(colour, 1.0))
        });
        chart.draw_series(bars)?;
        if !style.has_names {
            continue;
        }
        let font = (style.frame.font.as_str(), style.frame.font_px * style.frame.scale).into_font().color(&colour);
        let (width, _) = area.dim_in_pixel();
        let row = style.frame.px(style.frame.font_px * 1.4) * index as u32 + style.frame.px(10.0);
        let left = width.saturating_sub(style.frame.px(LEGEND));
        area.draw(&Text::new(line.name.clone(), (left as i32, row as i32), font))?;
    }
    area.present()
}

/// The same as a picture in SVG, dark on white.
///
/// # Errors
/// The error of the drawing, as a sentence.
pub fn bench_svg(lines: &[BenchLine], floor: f64) -> Result<String, String> {
    let ink = RGBColor(40, 44, 52);
    let style = BenchStyle {
        frame: AxisStyle {
            ink,
            faint: RGBColor(200, 204, 210),
            font: "sans-serif".to_owned(),
            font_px: 14.0,
            scale: 1.0,
        },
        lines: COLOURS.map(|[r, g, b]| RGBColor(r, g, b)).to_vec(),
        floor: ink,
        has_names: true,
    };
    let mut text = String::new();
    let area = SVGBackend::with_string(&mut text, (720, 480)).into_drawing_area();
    draw_bench(&area, lines, floor, &style).map_err(|error| error.to_string())?;
    drop(area);
    Ok(text)
}

/// Colours that most people tell apart (Okabe and Ito, 2008).
const COLOURS: [[u8; 3]; 7] =
    [[0, 114, 178], [213, 94, 0], [0, 158, 115], [204, 121, 167], [230, 159, 0], [86, 180, 233], [120, 120, 120]];

/// A power of two, with few digits.
fn power(number: f64) -> String {
    if number >= 0.4 { tick(number) } else { format!("{number:.2}") }
}

/// An axis of exponents of two around positive numbers.
fn axis(numbers: impl Iterator<Item = f64> + Clone) -> Axis {
    let exponents = || numbers.clone().filter(|x| x.is_finite() && *x > 0.0).map(f64::log2);
    let low = exponents().fold(f64::INFINITY, f64::min).floor();
    let high = exponents().fold(f64::NEG_INFINITY, f64::max).ceil();
    let (low, high) = if low.is_finite() { (low, high.max(low + LEAST_SPAN.log2())) } else { (0.0, 2.0) };
    Axis { low, high, ticks: (low as i32..=high as i32).map(f64::from).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_hold_all_numbers() {
        let found = axis([3.0, 0.0, f64::NAN, 40.0].into_iter());
        assert_eq!((found.low, found.high), (1.0, 6.0));
        assert_eq!(axis([5.0].into_iter()).ticks, [2.0, 3.0, 4.0]);
        assert_eq!(axis(std::iter::empty()).ticks, [0.0, 1.0, 2.0]);
        assert_eq!([0.0625, 0.5, 8.0].map(power), ["0.06", "0.5", "8"]);
    }
}
