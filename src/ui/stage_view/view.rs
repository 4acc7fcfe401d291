//! The view of the stage: canvases, tools, switches and the line of time.

use leptos::{context::Provider, html, prelude::*};

use super::{
    keys,
    map::{MapChoice, MapScale},
    menu::StageMenu,
    pointer::Pointers,
    readout::Readout,
    shaper::Shaper,
    sketching::SketchButtons,
    switches::LayerSwitches,
    tools::Tools,
};
use crate::{
    math::dataset::DatasetConfig,
    ui::{
        Pane,
        comparison::SideName,
        panel::PastBadge,
        resize,
        stage::{Layers, PAIRS, Sketch, Stage},
        timeline::Timeline,
    },
};

/// The stage with its tools and switches; a second one beside it where two runs are compared.
#[component]
pub fn StageView() -> impl IntoView {
    let pane = Pane::get();
    let second = move || {
        let right = pane.other.get()?;
        Some(view! { <Provider value=right><SecondFrame/></Provider> })
    };
    let menu = move || (pane.generates.get() && !pane.is_in_lesson()).then(|| view! { <StageMenu/> });
    view! {
        <section class="stage" aria-label="Stage">
            <div class="stage-bar"><LayerSwitches/><SketchButtons/>{menu}</div>
            <div class="frames"><FirstFrame/>{second}</div>
            <Timeline/>
        </section>
    }
}

/// The stage of the first run, with the tools for both.
#[component]
fn FirstFrame() -> impl IntoView {
    let pane = Pane::get();
    let tools = move || {
        let scale = || view! { <div class="map-choice"><MapScale/></div> }.into_any();
        let all = || view! { <Tools/><MapChoice/><Shaper/> }.into_any();
        pane.generates.get().then(|| if pane.is_in_lesson() { scale() } else { all() })
    };
    view! {
        <div class="side">
            <SideName/>
            <div class="stage-frame" class:past=move || pane.looking.get().is_some()>
                <Plane/>{tools}<PastBadge/><EmptyHint/><PairsNote/><Readout/>
            </div>
        </div>
    }
}

/// The stage of the second run.
#[component]
fn SecondFrame() -> impl IntoView {
    let pane = Pane::get();
    view! {
        <div class="side" data-testid="pane-1">
            <SideName/>
            <div class="stage-frame" class:past=move || pane.looking.get().is_some()>
                <Plane/><div class="map-choice"><MapScale/></div><PastBadge/>
            </div>
        </div>
    }
}

/// The canvas.
#[component]
fn Plane() -> impl IntoView {
    let pane = Pane::get();
    let node = NodeRef::<html::Canvas>::new();
    let pointers = Pointers::new();
    Effect::new(move || {
        if let Some(canvas) = node.get() {
            pane.stage.with_value(|stage: &Stage| stage.attach(canvas));
        }
    });
    resize::keep_sharp(node, move |_| pane.redraw());
    let has_mark = move || pane.layers.with(Layers::mark_a_point) && pane.generates.get();
    let has_sketch = move || pane.sketch.with(|sketch| sketch.as_ref().is_some_and(Sketch::is_open));
    let has_pin = move || pane.pin.with(|pin| pin.is_some_and(|pin| pin.truth.is_none()));
    let label = move || {
        let side = pane.other.get().map(|_| format!("{}. ", pane.side.name())).unwrap_or_default();
        if pane.fits_series.get() {
            return format!("{side}Stage: observed spirals, with the trajectories of the model.");
        }
        if pane.experiment.with(|task| task.imitate().is_some()) {
            let drag =
                if pane.demonstrating.get() { " Drag from the start to the goal to add a demonstration." } else { "" };
            return format!("{side}Stage: the expert's demonstrations, and the agents of the policy.{drag}");
        }
        let data = pane.with_config("data", |config| config.label()).unwrap_or_default();
        let drawing = match pane.tool.get() {
            Some(_) => " Drawing: arrow keys move the brush, Enter draws.",
            None if has_sketch() => " Arrow keys move the pen, Enter draws, Backspace removes the last stroke.",
            None if has_pin() => " Arrow keys move the pin of your answer.",
            None if has_mark() => " Arrow keys move the point that is marked.",
            None => "",
        };
        format!("{side}Stage: the data, {data}, with the samples and fields of the model.{drawing}")
    };
    view! {
        <canvas
            node_ref=node
            data-testid="stage"
            data-extent=move || pane.extent.get().to_string()
            class:drawing=move || pane.tool.get().is_some() || has_mark() || pane.demonstrating.get() || has_pin() || has_sketch()
            tabindex="0"
            role="application"
            aria-label=label
            on:pointerdown=move |event| pointers.down(pane, &event)
            on:pointermove=move |event| pointers.moved(pane, &event)
            on:pointerup=move |event| pointers.up(pane, &event)
            on:lostpointercapture=move |event| pointers.up(pane, &event)
            on:pointercancel=move |event| pointers.cancelled(pane, &event)
            on:pointerleave=move |event| pointers.left(pane, &event)
            on:contextmenu=move |event| pointers.menu(&event)
            on:keydown=move |event| {
                if keys::press(pane, &event) {
                    event.prevent_default();
                    event.stop_propagation();
                }
            }
        ></canvas>
    }
}

/// The note that explains the pairs at a point.
#[component]
fn PairsNote() -> impl IntoView {
    let pane = Pane::get();
    let shown = move || pane.layers.with(|layers| layers.shows(PAIRS)) && pane.has_exact.get() && pane.generates.get();
    view! {
        <p class="note" hidden=move || !shown()>
            "Pairs of "<b class="data">"data"</b>" and "<b class="noise">"noise"</b>" that meet at the point. Each pair has its own velocity; "
            <b class="exact">"the mean"</b>" is what the field must learn. Press anywhere, or use the arrow keys."
        </p>
    }
}

/// The hint on an empty stage.
#[component]
fn EmptyHint() -> impl IntoView {
    let pane = Pane::get();
    let is_empty = move || {
        let undrawn = |data: &DatasetConfig| matches!(data, DatasetConfig::Drawing(d) if d.dabs().is_empty());
        pane.experiment.with(|task| task.generate().is_some_and(|task| undrawn(&task.data) || undrawn(&task.source)))
            && pane.canvas.with(|canvas| canvas.dabs().is_empty())
    };
    move || {
        let how = match pane.tool.get() {
            Some(_) => "Press and drag, or use the arrow keys and Enter.",
            None => "Select the brush first.",
        };
        (is_empty() && pane.generates.get())
            .then(|| view! { <p class="empty"><strong>"Draw something"</strong><span>{how}</span></p> })
    }
}
