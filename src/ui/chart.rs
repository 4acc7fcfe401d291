//! What all charts of the page share: a sharp canvas in the colours of the stage that is redrawn when needed.

use std::fmt::Display;

use leptos::{html, prelude::*};
use plotters::{coord::Shift, drawing::DrawingArea, prelude::IntoDrawingArea};
use web_sys::HtmlCanvasElement;

use super::{Pane, browser, frames::Seat, palette::Palette, resize, sharp_canvas::SharpCanvas};
use crate::plot::AxisStyle;

/// What a chart is drawn on.
pub type Surface = DrawingArea<SharpCanvas, Shift>;

const FONT: &str = "ui-sans-serif, system-ui, sans-serif";
/// The least side in pixels; a smaller chart is not drawn.
const LEAST: u32 = 60;

/// The look of every chart of the page.
pub fn frame(palette: &Palette) -> AxisStyle {
    AxisStyle {
        ink: palette.ink.plotted(),
        faint: palette.faint.plotted(),
        font: FONT.to_owned(),
        font_px: 12.0,
        scale: browser::device_pixel_ratio(),
    }
}

/// Clears `canvas` and draws the chart of `what` on it.
pub fn paint<E: Display>(
    pane: Pane,
    canvas: HtmlCanvasElement,
    what: &str,
    draw: impl FnOnce(&Surface, &Palette) -> Result<(), E>,
) {
    let (width, height) = (canvas.width(), canvas.height());
    let Some(context) = browser::context_2d(&canvas).filter(|_| width > LEAST && height > LEAST) else {
        return;
    };
    context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    let Some(backend) = SharpCanvas::new(canvas) else {
        return;
    };
    if let Err(error) = draw(&backend.into_drawing_area(), &pane.page.palette.get_untracked()) {
        browser::log(&format!("the chart of {what} could not be drawn: {error}"));
    }
}

/// A chart that is repainted when a signal in `track` or the colours change. `label` says what it shows.
pub fn canvas(
    pane: Pane,
    label: String,
    track: impl Fn() + 'static,
    paint: impl Fn(HtmlCanvasElement) + Copy + 'static,
) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    keep_painted(pane, node, reasons(pane, track), paint);
    view! { <canvas node_ref=node role="img" aria-label=label></canvas> }
}

/// The signals that repaint a chart: those in `track`, and the colours.
fn reasons(pane: Pane, track: impl Fn() + 'static) -> impl Fn() + 'static {
    move || {
        track();
        pane.page.palette.track();
    }
}

/// Paints in the next frame when a signal in `track` or the size of the canvas changes.
pub fn keep_painted(
    pane: Pane,
    node: NodeRef<html::Canvas>,
    track: impl Fn() + 'static,
    paint: impl Fn(HtmlCanvasElement) + Copy + 'static,
) {
    let seat = seat(pane, node, paint);
    Effect::new(move || {
        track();
        seat.with_value(Seat::request);
    });
    resize::keep_sharp(node, paint);
}

/// A place in the frame loop for the chart in `node`; it ends with the present owner.
pub fn seat(
    pane: Pane,
    node: NodeRef<html::Canvas>,
    paint: impl Fn(HtmlCanvasElement) + 'static,
) -> StoredValue<Seat, LocalStorage> {
    StoredValue::new_local(pane.page.frames().seat(move |_| {
        if let Some(canvas) = node.try_get_untracked().flatten() {
            paint(canvas);
        }
        false
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::with_pane;

    #[test]
    fn a_chart_is_painted_for_its_numbers_and_its_colours_alone() {
        with_pane(|pane| {
            let reasons = reasons(pane, move || pane.quality.track());
            let paintings = Memo::new(move |before: Option<&u32>| {
                reasons();
                before.copied().unwrap_or(0) + 1
            });
            assert_eq!(paintings.get_untracked(), 1);
            // The loss grows eight times a second.
            pane.redraw_curve();
            assert_eq!(paintings.get_untracked(), 1);
            pane.quality.set(None);
            assert_eq!(paintings.get_untracked(), 2);
            pane.page.palette.set(Palette::default());
            assert_eq!(paintings.get_untracked(), 3);
        });
    }
}
