//! The stage in the document: canvas, tools, switches and the line of time.

use leptos::{html, prelude::*};

use super::{Stage, keys, layers::LayerSwitches, map::MapChoice, menu::StageMenu, pointer, tools::Tools};
use crate::{
    math::dataset::DatasetConfig,
    ui::{App, history::PastBadge, resize, timeline::Timeline},
};

/// The stage with all that belongs to it.
#[component]
pub fn StageView() -> impl IntoView {
    let app = App::get();
    let looking = app.looking;
    view! {
        <section class="stage" aria-label="Stage">
            <div class="stage-bar"><LayerSwitches/>{move || (!app.fits_series.get()).then(|| view! { <StageMenu/> })}</div>
            <div class="stage-frame" class:past=move || looking.get().is_some()><Plane/>{move || (!app.fits_series.get()).then(|| view! { <Tools/><MapChoice/> })}<PastBadge/><EmptyHint/><PairsNote/></div>
            <Timeline/>
        </section>
    }
}

/// The canvas.
#[component]
fn Plane() -> impl IntoView {
    let app = App::get();
    let node = NodeRef::<html::Canvas>::new();
    let extent = follow_data(app);
    follow_drawing(app);
    Effect::new(move || {
        if let Some(canvas) = node.get() {
            app.stage.with_value(|stage: &Stage| stage.attach(canvas));
        }
    });
    resize::keep_sharp(node, move |_| app.redraw());
    let label = move || {
        if app.fits_series.get() {
            return "Stage: observed spirals, with the paths that the model takes past them.".to_owned();
        }
        let data = app.with_config("data", |config| config.label()).unwrap_or_default();
        let drawing = match app.tool.get() {
            Some(_) => " Drawing: arrow keys move the brush, Enter puts it down.",
            None if app.layers.get().pairs => " Arrow keys move the point whose pairs are shown.",
            None => "",
        };
        format!("Stage: the data, {data}, with the samples and fields of the model.{drawing}")
    };
    view! {
        <canvas
            node_ref=node
            data-testid="stage"
            data-extent=move || extent.get().to_string()
            class:drawing=move || app.tool.get().is_some() || app.layers.get().pairs
            tabindex="0"
            role="application"
            aria-label=label
            on:pointerdown=move |event| pointer::down(app, &event)
            on:pointermove=move |event| pointer::moved(app, &event)
            on:pointerup=move |event| pointer::up(app, &event)
            on:pointercancel=move |_| pointer::cancelled(app)
            on:pointerleave=move |_| pointer::show_cursor(app, None)
            on:keydown=move |event| {
                if keys::press(app, &event) {
                    event.prevent_default();
                    event.stop_propagation();
                }
            }
        ></canvas>
    }
}

/// Shows the experiment's data; gives half the width of what is shown.
fn follow_data(app: App) -> RwSignal<f64> {
    let extent = RwSignal::new(4.0);
    Effect::new(move || {
        let count = app.count.get() as usize;
        app.stage.with_value(|stage: &Stage| {
            stage.update(|scene| app.experiment.with(|experiment| scene.set_experiment(experiment, count)));
            extent.set(stage.look(|scene| scene.extent));
        });
    });
    extent
}

/// Shows the touches of the brush while a tool is in the hand.
fn follow_drawing(app: App) {
    Effect::new(move || {
        let in_hand = app.tool.get().is_some();
        let dabs = if in_hand { app.canvas.with(|canvas| canvas.dabs().to_vec()) } else { Vec::new() };
        app.stage.with_value(|stage: &Stage| {
            stage.update(|scene| {
                scene.dabs = dabs;
                scene.cursor = scene.cursor.filter(|_| in_hand);
            });
        });
    });
}

/// What the pairs at a point have to say.
#[component]
fn PairsNote() -> impl IntoView {
    let app = App::get();
    let shown = move || app.layers.get().pairs && app.has_exact.get() && !app.fits_series.get();
    view! {
        <p class="note" hidden=move || !shown()>
            "Pairs of "<b class="data">"data"</b>" and "<b class="noise">"noise"</b>" that meet at the point. Each pulls its own way; "
            <b class="exact">"the mean"</b>" is what the field must learn. Press anywhere, or use the arrow keys."
        </p>
    }
}

/// What to do when there is nothing to see.
#[component]
fn EmptyHint() -> impl IntoView {
    let app = App::get();
    let is_empty = move || {
        let undrawn = |data: &DatasetConfig| matches!(data, DatasetConfig::Drawing(d) if d.dabs().is_empty());
        app.experiment.with(|e| undrawn(&e.data) || undrawn(&e.source))
            && app.canvas.with(|canvas| canvas.dabs().is_empty())
    };
    move || {
        let how = match app.tool.get() {
            Some(_) => "Press and drag, or use the arrow keys and Enter.",
            None => "Take up the brush first.",
        };
        (is_empty() && !app.fits_series.get())
            .then(|| view! { <p class="empty"><strong>"Draw something"</strong><span>{how}</span></p> })
    }
}
