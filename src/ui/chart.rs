//! What the charts of the page have in common: a sharp canvas in the colours of the stage, drawn again when it must be.

use std::fmt::Display;

use leptos::{html, prelude::*};
use plotters::{coord::Shift, drawing::DrawingArea, prelude::IntoDrawingArea};
use web_sys::HtmlCanvasElement;

use super::{App, browser, palette::Palette, resize, sharp_canvas::SharpCanvas};
use crate::plot::Frame;

/// What a chart is drawn on.
pub type Surface = DrawingArea<SharpCanvas, Shift>;

const FONT: &str = "ui-sans-serif, system-ui, sans-serif";
/// Pixels along a side below which there is nothing to be seen.
const LEAST: u32 = 60;

/// The look of every chart of the page.
pub fn frame(palette: &Palette) -> Frame {
    Frame {
        ink: palette.ink.plotted(),
        faint: palette.faint.plotted(),
        font: FONT.to_owned(),
        font_px: 12.0,
        scale: browser::device_pixel_ratio(),
    }
}

/// Clears `canvas` and has the chart of `what` drawn on it.
pub fn paint<E: Display>(
    app: App,
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
    let palette: Palette = app.stage.with_value(|stage| stage.look(|scene| scene.palette));
    if let Err(error) = draw(&backend.into_drawing_area(), &palette) {
        browser::log(&format!("the chart of {what} could not be drawn: {error}"));
    }
}

/// A chart that is painted again whenever what `track` tracks changes, or the colours do. `label` says what it shows.
pub fn canvas(
    app: App,
    label: &'static str,
    track: impl Fn() + 'static,
    paint: impl Fn(HtmlCanvasElement) + Copy + 'static,
) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    let track = move || {
        track();
        app.curve_version.track();
    };
    keep_painted(node, track, paint);
    view! { <canvas node_ref=node role="img" aria-label=label></canvas> }
}

/// Paints in the next frame whenever what `track` tracks changes, and when the canvas changes its size.
pub fn keep_painted(
    node: NodeRef<html::Canvas>,
    track: impl Fn() + 'static,
    paint: impl Fn(HtmlCanvasElement) + Copy + 'static,
) {
    Effect::new(move || {
        track();
        request_animation_frame(move || {
            if let Some(canvas) = node.get_untracked() {
                paint(canvas);
            }
        });
    });
    resize::keep_sharp(node, paint);
}
