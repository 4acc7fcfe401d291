//! The loss chart on its canvas.

use std::time::Duration;

use leptos::{html, prelude::*};
use plotters::prelude::IntoDrawingArea;

use super::{App, browser, palette::Palette, resize, sharp_canvas::SharpCanvas};
use crate::plot::{Frame, LossStyle, draw_loss};

/// The least time between two pictures.
const REST: Duration = Duration::from_millis(160);
const FONT: &str = "ui-sans-serif, system-ui, sans-serif";

#[component]
pub fn LossChart() -> impl IntoView {
    let app = App::get();
    let node = NodeRef::<html::Canvas>::new();
    let resting = StoredValue::new(false);
    let draw = move || {
        if let Some(canvas) = node.get_untracked() {
            paint(app, canvas);
        }
    };
    Effect::new(move || {
        app.curve_version.track();
        app.log_loss.track();
        if node.get().is_none() || resting.get_value() {
            return;
        }
        resting.set_value(true);
        request_animation_frame(draw);
        // What came meanwhile is drawn at the end of the rest.
        set_timeout(
            move || {
                resting.set_value(false);
                request_animation_frame(draw);
            },
            REST,
        );
    });
    resize::keep_sharp(node, move |canvas| paint(app, canvas));
    let described = move || {
        let progress = app.progress.get();
        progress.loss.map_or("No loss yet.".to_owned(), |loss| format!("Loss {loss:.4} at step {}.", progress.step))
    };
    view! {
        <figure class="loss-chart">
            <figcaption>
                <span>"Loss by training step"</span>
                <button
                    class="toggle" data-testid="log-loss" aria-pressed=move || app.log_loss.get().to_string()
                    title="Logarithmic axis" on:click=move |_| app.log_loss.update(|log| *log = !*log)
                >"log"</button>
            </figcaption>
            <div class="chart">
                <canvas node_ref=node data-testid="loss-chart" role="img" aria-label=described></canvas>
                <p class="unstarted" hidden=move || app.progress.get().loss.is_some()>
                    "The curve begins with the first step."
                </p>
            </div>
        </figure>
    }
}

/// The look of every chart of the page.
pub(super) fn frame(palette: &Palette) -> Frame {
    Frame {
        ink: palette.ink.plotted(),
        faint: palette.faint.plotted(),
        font: FONT.to_owned(),
        font_px: 12.0,
        scale: browser::device_pixel_ratio(),
    }
}

fn paint(app: App, canvas: web_sys::HtmlCanvasElement) {
    let (width, height) = (canvas.width(), canvas.height());
    let Some(context) = browser::context_2d(&canvas).filter(|_| width > 60 && height > 60) else {
        return;
    };
    context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    let Some(backend) = SharpCanvas::new(canvas) else {
        return;
    };
    let palette: Palette = app.stage.with_value(|stage| stage.look(|scene| scene.palette));
    let style =
        LossStyle { frame: frame(&palette), line: palette.model.plotted(), log_y: app.log_loss.get_untracked() };
    let drawn = app.curve.with_value(|curve| draw_loss(&backend.into_drawing_area(), curve, &style));
    if let Err(error) = drawn {
        browser::log(&format!("the loss chart could not be drawn: {error}"));
    }
}
