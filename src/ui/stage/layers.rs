//! What the stage shows, and the switches for it, which are its legend as well.

use leptos::prelude::*;

use super::Stage;
use crate::ui::App;

/// Which layers are seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layers {
    pub data: bool,
    pub samples: bool,
    pub trajectories: bool,
    pub learned: bool,
    pub exact: bool,
    pub pairs: bool,
}

impl Default for Layers {
    fn default() -> Self {
        Self { data: true, samples: true, trajectories: false, learned: true, exact: false, pairs: false }
    }
}

/// One switch.
#[derive(Debug)]
pub struct Layer {
    id: &'static str,
    label: &'static str,
    /// The name of its colour, and the look of its swatch.
    colour: &'static str,
    shape: &'static str,
    help: &'static str,
    flag: fn(&mut Layers) -> &mut bool,
}

/// Every switch, in the order of the keys 1 to 6.
pub const LAYERS: &[Layer] = &[
    Layer {
        id: "data",
        label: "Data",
        colour: "data",
        shape: "dots",
        help: "The expert's points, noised up to the time on the scrubber: blue is data, grey is noise.",
        flag: |layers| &mut layers.data,
    },
    Layer {
        id: "samples",
        label: "Samples",
        colour: "model",
        shape: "dots",
        help: "Points on their way from noise to data, as the model leads them.",
        flag: |layers| &mut layers.samples,
    },
    Layer {
        id: "trajectories",
        label: "Paths",
        colour: "model",
        shape: "path",
        help: "The whole way of 64 samples.",
        flag: |layers| &mut layers.trajectories,
    },
    Layer {
        id: "learned",
        label: "Learned field",
        colour: "model",
        shape: "arrow",
        help: "Where the model sends a point at this time.",
        flag: |layers| &mut layers.learned,
    },
    Layer {
        id: "exact",
        label: "Exact field",
        colour: "exact",
        shape: "arrow",
        help: "Where a perfect model would send it: the closed form for the same data.",
        flag: |layers| &mut layers.exact,
    },
    Layer {
        id: "pairs",
        label: "Pairs at a point",
        colour: "ink",
        shape: "path",
        help: "Pairs of data and noise whose paths meet at the marked point: their velocities average to the exact field.",
        flag: |layers| &mut layers.pairs,
    },
];

/// Shows or hides a layer.
pub fn toggle(app: App, layer: &Layer) {
    app.layers.update(|layers| {
        let flag = (layer.flag)(layers);
        *flag = !*flag;
    });
}

/// The switches in a row.
#[component]
pub fn LayerSwitches() -> impl IntoView {
    let app = App::get();
    Effect::new(move || {
        let layers = app.layers.get();
        app.stage.with_value(|stage: &Stage| stage.update(|scene| scene.layers = layers));
    });
    let switch = move |layer: &'static Layer| {
        let is_on = move || *(layer.flag)(&mut app.layers.get());
        let missing = move || matches!(layer.id, "exact" | "pairs") && !app.has_exact.get();
        let title = move || match missing() {
            true => {
                "Not known here: the exact field needs independent pairs, and data and source of few enough components."
            }
            false => layer.help,
        };
        view! {
            <button
                class=format!("layer {}", layer.colour)
                data-testid=format!("layer-{}", layer.id)
                aria-pressed=move || is_on().to_string()
                disabled=missing
                title=title
                on:click=move |_| toggle(app, layer)
            >
                <span class=format!("swatch {}", layer.shape) aria-hidden="true"></span>
                {layer.label}
            </button>
        }
    };
    let switches = LAYERS.iter().map(switch).collect_view();
    view! { <div class="layers" role="group" aria-label="Layers of the stage">{switches}</div> }
}
