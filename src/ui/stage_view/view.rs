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
        registered, resize,
        stage::{Layers, PAIRS, Sketch, Stage},
        timeline::Timeline,
        words::{STAGE, with_views},
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
        <section class="stage" aria-label=STAGE.say("stage")>
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
        let all = || view! { <Shaper/><Tools/><MapChoice/> }.into_any();
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
        let and = |id: &str, label: String| STAGE.with(id, &[("label", label.into())]);
        if pane.fits_series.get() {
            return STAGE.say("label-series");
        }
        if pane.experiment.with(|task| task.imitate().is_some()) {
            let label = STAGE.say("label-imitation");
            return if pane.demonstrating.get() { and("label-drag", label) } else { label };
        }
        let data = pane.with_config("data", |config| registered::config_label("data", config)).unwrap_or_default();
        let label = STAGE.with("label-data", &[("data", data.into())]);
        match pane.tool.get() {
            Some(_) => and("label-brush", label),
            None if has_sketch() => and("label-pen", label),
            None if has_pin() => and("label-pin", label),
            None if has_mark() => and("label-mark", label),
            None => label,
        }
    };
    let label = move || match pane.other.get() {
        Some(_) => STAGE.with("of-side", &[("side", pane.side.name().into()), ("label", label().into())]),
        None => label(),
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
    let note = with_views(&STAGE.say("pairs-note"), |name| {
        let class = if name == "mean" { "exact" } else { name };
        view! { <b class=class.to_owned()>{STAGE.say(&format!("pairs-{name}"))}</b> }.into_any()
    });
    view! { <p class="note" hidden=move || !shown()>{note}</p> }
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
            Some(_) => STAGE.say("empty-how"),
            None => STAGE.say("empty-no-tool"),
        };
        (is_empty() && pane.generates.get())
            .then(|| view! { <p class="empty"><strong>{STAGE.say("empty")}</strong><span>{how}</span></p> })
    }
}
