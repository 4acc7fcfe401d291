//! The loss chart on its canvas.

use std::time::Duration;

use leptos::{html, prelude::*};

use super::{App, chart, resize};
use crate::plot::{LossStyle, draw_loss};

/// The least time between two pictures.
const REST: Duration = Duration::from_millis(160);

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

fn paint(app: App, canvas: web_sys::HtmlCanvasElement) {
    chart::paint(app, canvas, "the loss", |surface, palette| {
        let (line, log_y) = (palette.model.plotted(), app.log_loss.get_untracked());
        let style = LossStyle { frame: chart::frame(palette), line, log_y };
        app.curve.with_value(|curve| draw_loss(surface, curve, &style))
    });
}
