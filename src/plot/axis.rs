//! What all charts share: axes with round labels, and a frame.

use std::ops::Range;

use plotters::{
    coord::{
        Shift,
        ranged1d::{DefaultFormatting, KeyPointHint, Ranged},
    },
    prelude::*,
};

/// The look of axes and labels.
#[derive(Clone, Debug)]
pub struct AxisStyle {
    pub ink: RGBColor,
    pub faint: RGBColor,
    pub font: String,
    /// The size of a label in pixels of the drawing area.
    pub font_px: f64,
    /// Pixels of the drawing area for one pixel of the page.
    pub scale: f64,
}

/// A chart between two axes.
pub(super) type Chart<'a, DB> = ChartContext<'a, DB, Cartesian2d<Axis, Axis>>;

/// Formats a value on an axis.
type Label<'a> = &'a dyn Fn(&f64) -> String;

impl AxisStyle {
    /// Pixels of the drawing area for a length on the page.
    pub(super) fn px(&self, length: f64) -> u32 {
        (length * self.scale).round() as u32
    }

    /// An empty chart on `area`, with horizontal grid lines only.
    pub(super) fn chart<'a, DB: DrawingBackend + 'a>(
        &self,
        area: &'a DrawingArea<DB, Shift>,
        horizontal: Axis,
        vertical: Axis,
        x_label: Label<'_>,
        y_label: Label<'_>,
    ) -> Result<Chart<'a, DB>, DrawingAreaErrorKind<DB::ErrorType>> {
        let mut chart = ChartBuilder::on(area)
            .x_label_area_size(self.px(self.font_px * 1.9))
            .y_label_area_size(self.px(self.font_px * 3.0))
            .margin_right(self.px(14.0))
            .margin_top(self.px(8.0))
            .build_cartesian_2d(horizontal, vertical)?;
        let font = (self.font.as_str(), self.font_px * self.scale).into_font();
        let line = |color| ShapeStyle { color, filled: false, stroke_width: self.px(1.0).max(1) };
        chart
            .configure_mesh()
            .disable_x_mesh()
            .max_light_lines(1)
            .light_line_style(TRANSPARENT)
            .bold_line_style(line(self.faint.mix(0.8)))
            .axis_style(line(self.faint.to_rgba()))
            .set_all_tick_mark_size(self.px(3.0))
            .label_style(TextStyle::from(font).color(&self.ink))
            .x_label_formatter(&|x| x_label(x))
            .y_label_formatter(&|y| y_label(y))
            .draw()?;
        Ok(chart)
    }
}

/// A number as an axis label.
pub(super) fn tick(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        1e4.. => format!("{value:.0e}"),
        1.0.. => format!("{}", (value * 100.0).round() / 100.0),
        0.001.. => format!("{}", (value * 10_000.0).round() / 10_000.0),
        _ => format!("{value:.0e}"),
    }
}

/// An axis: its ends and the positions of its labels.
///
/// On a logarithmic axis all of these are exponents.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    pub low: f64,
    pub high: f64,
    pub ticks: Vec<f64>,
}

impl Ranged for Axis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (start, end): (i32, i32)) -> i32 {
        let share = (value - self.low) / (self.high - self.low);
        (f64::from(start) + share * f64::from(end - start)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

/// Round numbers from `low` to `high`, about `count` of them.
pub(super) fn round_ticks(low: f64, high: f64, count: f64) -> Vec<f64> {
    let rough = (high - low) / count;
    let power = 10f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 5.0, 10.0].map(|digit| digit * power).into_iter().find(|step| *step >= rough).unwrap_or(rough);
    let first = (low / step).ceil() as i64;
    (first..).map(|i| i as f64 * step).take_while(|tick| *tick <= high * (1.0 + 1e-9)).collect()
}
